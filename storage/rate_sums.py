"""Engagement rates of many posts at once: their parts, added up by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from metrics.model import Kind
from metrics.posts import INTERACTIONS, parts_of
from metrics.rates import Of
from storage.schema import account, post, post_now
from storage.standing import added, followers_at_publication, over
from storage.store import Store
from storage.topics import is_tagged
from storage.types import asked_instants


@dataclass(frozen=True, slots=True)
class RateSums:
    """The rates of some posts: those of which both numbers were told, the second not nothing."""

    posts: int
    numerator: int
    """Their interactions together."""
    denominator: int
    """Their followers at publication, or their views, together."""
    rates: float
    """Their rates, added up."""

    @property
    def mean(self) -> float | None:
        """Every post weighs the same (`metrics.rates.mean_rate`); None without a post."""
        return self.rates / self.posts if self.posts else None


def rate_sums(
    store: Store, account_name: str, bounds: Sequence[datetime], topic: str | None = None
) -> dict[datetime, Mapping[Of, RateSums]]:
    """The rates of own posts published from each bound to the next, by the first of the two.

    As the posts stand: each count as it was told last. What the rates are, and whose formulas:
    `metrics.rates`. An account that was never enrolled has none.
    """
    with store.read() as connection:
        owner = select(account.c.id, account.c.platform).where(account.c.name == account_name)
        row = connection.execute(owner).one_or_none()
        if row is None:
            return {}
        asked = asked_instants(connection, bounds)
        following = func.lead(asked.c.value).over(order_by=asked.c.value)
        spans = select(asked.c.value.label("since"), following.label("until")).subquery()
        drawn = added(parts_of(row.platform, INTERACTIONS))
        within = (post.c.published_at >= spans.c.since) & (post.c.published_at < spans.c.until)
        told = (
            select(
                spans.c.since,
                drawn.label("drawn"),
                followers_at_publication().label(Of.FOLLOWERS.value),
                post_now.c.views.label(Of.VIEWS.value),
            )
            .join_from(spans, post, (post.c.account_id == row.id) & within)
            .join(post_now)
            .where(post.c.kind == Kind.POST.value, is_tagged(topic))
            .subquery()
        )
        query = select(told.c.since, *_sums(told)).group_by(told.c.since)
        rows = connection.execute(query).all()
    return {since: _by_kind(sums) for since, *sums in rows}


def _sums(told: Any) -> list[ColumnElement[Any]]:
    found: list[ColumnElement[Any]] = []
    for of in Of:
        rate = over(told.c.drawn, told.c[of.value])
        is_told = rate.is_not(None)
        drawn = func.sum(told.c.drawn).filter(is_told)
        found += [func.count(rate), drawn, func.sum(told.c[of.value]).filter(is_told)]
        found.append(func.sum(rate))
    return found


def _by_kind(sums: Sequence[Any]) -> Mapping[Of, RateSums]:
    parts = [sums[start : start + 4] for start in range(0, len(sums), 4)]
    return {
        of: RateSums(posts, int(drawn or 0), int(among or 0), float(rates or 0))
        for of, (posts, drawn, among, rates) in zip(Of, parts, strict=True)
    }
