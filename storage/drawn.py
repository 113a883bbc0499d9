"""When own posts were published and what each has drawn: two columns of thousands of posts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from metrics.model import Kind, Outcome
from metrics.posts import parts_of
from storage.schema import account, post, post_now, visit
from storage.standing import added
from storage.store import Store
from storage.topics import is_tagged


def drawn(
    store: Store,
    account_name: str,
    since: datetime,
    until: datetime,
    metric: str,
    topic: str | None = None,
) -> list[tuple[datetime, int | None]]:
    """When each own post in [since, until) was published, and its count as it was told last.

    `metric` is a count's name or `interactions`; None where it was not told. Oldest first.
    """
    with store.read() as connection:
        owner = select(account.c.id, account.c.platform).where(account.c.name == account_name)
        row = connection.execute(owner).one_or_none()
        if row is None:
            return []
        query = (
            select(post.c.published_at, added(parts_of(row.platform, metric)))
            .join_from(post, post_now, post_now.c.post_id == post.c.id, isouter=True)
            .where(
                post.c.account_id == row.id,
                post.c.kind == Kind.POST.value,
                post.c.published_at >= since,
                post.c.published_at < until,
                is_tagged(topic),
            )
            .order_by(post.c.published_at, post.c.id)
        )
        return [(at, count) for at, count in connection.execute(query)]


def followed_between(
    store: Store, account_names: Collection[str]
) -> dict[str, tuple[datetime, datetime]]:
    """From when until when the posts of accounts are on file; of those that were ever read.

    From the oldest post that was still found, or the first visit that read the account, to the
    last such visit. Outside it nobody knows what was published: no post is not none.
    """
    own_visits = select(visit.c.at).where(
        visit.c.account_id == account.c.id,
        visit.c.outcome.in_([Outcome.OK.value, Outcome.PARTIAL.value]),
    )
    own_posts = select(post.c.published_at).where(post.c.account_id == account.c.id)
    query = select(
        account.c.name,
        own_visits.order_by(visit.c.at).limit(1).scalar_subquery(),
        own_visits.order_by(visit.c.at.desc()).limit(1).scalar_subquery(),
        own_posts.order_by(post.c.published_at).limit(1).scalar_subquery(),
    )
    with store.read() as connection:
        rows = connection.execute(query.where(account.c.name.in_(account_names))).all()
    return {
        name: (first if oldest is None else min(first, oldest), last)
        for name, first, last, oldest in rows
        if first is not None
    }
