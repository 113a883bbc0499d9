"""The views of some own posts together: those that answered a statement, say."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from storage.schema import post, post_now
from storage.store import Store


def views_of(store: Store, post_ids: Collection[str]) -> tuple[int | None, int]:
    """The views of the posts of these platform ids, as they were told last; how many told them.

    None where none of them did.
    """
    if not post_ids:
        return None, 0
    query = (
        select(func.sum(post_now.c.views), func.count(post_now.c.views))
        .join_from(post, post_now)
        .where(post.c.platform_id.in_(sorted(post_ids)))
    )
    with store.read() as connection:
        total, counted = connection.execute(query).one()
    return (None if total is None else int(total)), counted
