"""How many posts an account published, and what they have drawn, added up by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from metrics.model import Form, Kind
from storage.schema import AnyRow, account, post, post_now
from storage.standing import added
from storage.store import Store
from storage.topics import is_tagged
from storage.types import asked_instants


@dataclass(frozen=True, slots=True)
class CountTotal:
    """What own posts drew by their last told counts, and how many of them told it."""

    drawn: int | None
    counted: int


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """The posts published from one instant to the next, the vanished ones among them."""

    since: datetime
    kinds: Mapping[Kind, int]
    forms: Mapping[Form, int]
    """Of own posts."""
    totals: Mapping[str, CountTotal]
    """Of own posts."""


def stretches(
    store: Store,
    account_name: str,
    bounds: Sequence[datetime],
    metrics: Mapping[str, Sequence[str]],
    topic: str | None = None,
) -> dict[datetime, PeriodCounts]:
    """What was published from each bound to the next, by the first of the two.

    Args:
        store: Where from.
        account_name: Whose posts; of an account that was never enrolled there are none.
        bounds: At least two instants, in the order of time.
        metrics: By its name, the counts of which each metric is the sum; a post that has not told
            all of them has not told the metric.
        topic: Of posts on this topic alone; replies and reposts have none.
    """
    with store.read() as connection:
        owner = select(account.c.id).where(account.c.name == account_name)
        key = connection.execute(owner).scalar()
        asked = asked_instants(connection, bounds)
        following = func.lead(asked.c.value).over(order_by=asked.c.value)
        spans = select(asked.c.value.label("since"), following.label("until")).subquery()
        within = (post.c.published_at >= spans.c.since) & (post.c.published_at < spans.c.until)
        here = (post.c.account_id == key) & within & is_tagged(topic)
        is_own = (post_now.c.post_id == post.c.id) & (post.c.kind == Kind.POST.value)
        query = (
            select(spans.c.since, *_columns(metrics))
            # Outer joins are made in the order written: stretch by stretch, along the index.
            .join_from(spans, post, here, isouter=True)
            .join(post_now, is_own, isouter=True)
            .group_by(spans.c.since)
        )
        rows = connection.execute(query.where(spans.c.until.is_not(None))).all()
    return {row[0]: _stretch(row, list(metrics)) for row in rows}


def _columns(metrics: Mapping[str, Sequence[str]]) -> list[ColumnElement[int]]:
    own = post.c.kind == Kind.POST.value
    kinds = (func.count().filter(post.c.kind == kind.value) for kind in Kind)
    forms = (func.count().filter(own, post.c.form == form.value) for form in Form)
    drawn = [added(parts) for parts in metrics.values()]
    sums = (sum_of(column) for column in drawn for sum_of in (func.sum, func.count))
    return [*kinds, *forms, *sums]


def _stretch(row: AnyRow, metrics: Sequence[str]) -> PeriodCounts:
    since, counts = row[0], row[1:]
    sums = counts[len(Kind) + len(Form) :]
    pairs = zip(sums[::2], sums[1::2], strict=True)
    totals = (CountTotal(None if drawn is None else int(drawn), told) for drawn, told in pairs)
    forms = zip(Form, counts[len(Kind) :], strict=False)
    return PeriodCounts(
        since,
        kinds=dict(zip(Kind, counts, strict=False)),
        forms={form: count for form, count in forms if count},
        totals=dict(zip(metrics, totals, strict=True)),
    )
