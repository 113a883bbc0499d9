"""Own posts by words of their texts: how people name a post whose id nobody knows by heart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from metrics.model import Kind
from metrics.topics import fold
from storage.engine import let_go
from storage.schema import account, post
from storage.store import Store


class NamedPost(NamedTuple):
    """A post as a list offers it."""

    account: str
    platform: str
    id: str
    published_at: datetime
    text: str | None


def posts_with_words(store: Store, words: str, most: int) -> list[NamedPost]:
    """The newest posts of the office's own whose texts hold each of the words, wherever.

    Letters are compared as topics compare them: Arabic in one form, Latin without accents.
    """
    wanted = fold(words).split()
    posts: list[NamedPost] = []
    with store.read() as connection:
        rows = connection.execute(_own().where(post.c.text.is_not(None)))
        let_go(connection)
        for row in rows:
            text = fold(row.text)
            if all(word in text for word in wanted):
                posts.append(NamedPost._make(row))
            if len(posts) == most:
                break
    return posts


def posts_by_id(store: Store, ids: Collection[str]) -> list[NamedPost]:
    """The office's own posts of these ids of the platforms, the newest first."""
    with store.read() as connection:
        rows = connection.execute(_own().where(post.c.platform_id.in_(list(ids))))
        let_go(connection)
        return [NamedPost._make(row) for row in rows]


def _own() -> Select[*tuple[Any, ...]]:
    columns = (
        account.c.name,
        account.c.platform,
        post.c.platform_id,
        post.c.published_at,
        post.c.text,
    )
    own = select(*columns).join_from(post, account).where(post.c.kind != Kind.REPOST.value)
    known = own.where(post.c.platform_id.is_not(None))
    return known.order_by(post.c.published_at.desc(), post.c.id.desc())
