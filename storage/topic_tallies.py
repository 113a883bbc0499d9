"""How many posts each topic has, and what they have drawn, added up by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from metrics.model import Kind
from storage.schema import account, post, post_now
from storage.schema import topic as tags
from storage.standing import added
from storage.store import Store
from storage.tallies import CountTotal
from storage.types import asked_instants


@dataclass(frozen=True, slots=True)
class TopicStretch:
    """The own posts on a topic published from one instant to the next."""

    since: datetime
    topic: str
    posts: int
    totals: Mapping[str, CountTotal]


def topic_stretches(
    store: Store,
    account_name: str,
    bounds: Sequence[datetime],
    metrics: Mapping[str, Sequence[str]],
) -> list[TopicStretch]:
    """What was published on each topic from each bound to the next, by bound and topic.

    A post of two topics counts under both. Arguments as in `storage.tallies.stretches`.
    """
    drawn = [added(parts) for parts in metrics.values()]
    sums = (sum_of(column) for column in drawn for sum_of in (func.sum, func.count))
    with store.read() as connection:
        asked = asked_instants(connection, bounds)
        following = func.lead(asked.c.value).over(order_by=asked.c.value)
        spans = select(asked.c.value.label("since"), following.label("until")).subquery()
        within = (post.c.published_at >= spans.c.since) & (post.c.published_at < spans.c.until)
        query = (
            select(spans.c.since, tags.c.topic, func.count(), *sums)
            .join_from(spans, post, within)
            .join(account)
            .join(tags, (tags.c.post_id == post.c.id) & (tags.c.is_off == 0))
            .join(post_now, post_now.c.post_id == post.c.id, isouter=True)
            .where(account.c.name == account_name, post.c.kind == Kind.POST.value)
            .group_by(spans.c.since, tags.c.topic)
            .order_by(spans.c.since, tags.c.topic)
        )
        rows = connection.execute(query).all()
    return [
        TopicStretch(since, topic, posts, _totals(list(metrics), told))
        for since, topic, posts, *told in rows
    ]


def tagged_posts(store: Store, account_name: str, since: datetime, until: datetime) -> int:
    """How many own posts published in [since, until) have a topic at all."""
    given = select(tags.c.post_id).where(tags.c.is_off == 0)
    query = (
        select(func.count())
        .select_from(post)
        .join(account)
        .where(
            account.c.name == account_name,
            post.c.kind == Kind.POST.value,
            post.c.published_at >= since,
            post.c.published_at < until,
            post.c.id.in_(given),
        )
    )
    with store.read() as connection:
        return connection.execute(query).scalar_one()


def _totals(names: Sequence[str], told: Sequence[int | None]) -> Mapping[str, CountTotal]:
    pairs = zip(names, told[::2], told[1::2], strict=True)
    return {
        name: CountTotal(None if drawn is None else int(drawn), counted or 0)
        for name, drawn, counted in pairs
    }
