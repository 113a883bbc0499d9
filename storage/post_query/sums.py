"""What own posts drew by their latest counts, added up by the database, and their rates.

Where a sum is of several counts, a post that has not told all of them has not told it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, func, literal, or_, select

from metrics.model import Form, Kind
from metrics.posts import INTERACTIONS, Tally
from metrics.rates import Of
from storage.post_query.query import (
    EVERY_KIND,
    ChosenPosts,
    PostQuery,
    choose_posts,
    followers_at_publication,
    has_topic,
    is_no_story,
    once,
    quotient,
    was_read,
)
from storage.schema import post, post_now, topic
from storage.store import Store
from storage.types import asked_instants


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """The posts published from one instant to the next, the vanished ones among them."""

    since: datetime
    kinds: Mapping[Kind, int]
    forms: Mapping[Form, int]
    """Of own posts; stories beside them, which are no part of the other numbers."""
    totals: Mapping[str, Tally]
    """Of own posts."""
    from_files: int = 0
    """Own posts, replies and reposts that were never read: files alone tell of them."""


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """The own posts on a topic published from one instant to the next."""

    since: datetime
    topic: str
    posts: int
    totals: Mapping[str, Tally]
    from_files: int = 0
    """Of how many of the posts files alone tell."""


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
    exported: int = 0
    """Of how many of the posts a part of the rate was never read, and stands in a file."""

    @property
    def mean(self) -> float | None:
        """Every post weighs the same (`metrics.rates.mean_rate`); None without a post.

        To nine digits: what databases of several versions add up differs in the last of sixteen.
        """
        return float(f"{self.rates / self.posts:.9g}") if self.posts else None


def counts_by_period(
    store: Store,
    account_name: str,
    bounds: Sequence[datetime],
    metrics: Sequence[str],
    topic_name: str | None = None,
    *,
    in_files: bool = False,
) -> dict[datetime, PeriodCounts]:
    """What an account published from each bound to the next, by the first of the two.

    Args:
        store: Where from.
        account_name: Whose posts.
        bounds: At least two instants, in the order of time.
        metrics: Names of counts, and `interactions`.
        topic_name: Of posts on this topic alone; replies and reposts have none.
        in_files: With the posts and counts that files tell, where nothing was read.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    own = (post.c.kind == Kind.POST.value) & is_no_story()
    with store.read() as connection:
        wanted = PostQuery(account_name, kinds=EVERY_KIND, topic=topic_name, with_stories=True)
        chosen = choose_posts(connection, replace(wanted, in_files=in_files))
        spans, within = _spans(connection, bounds)
        unread = post.c.id.is_not(None) & ~was_read()
        from_files = [func.count().filter(unread)] if chosen.in_files else []
        parts = [*_kinds_and_forms(), *_sums(chosen, metrics), *from_files]
        summed = select(_together(connection, parts)).select_from(post)
        counted = chosen.with_counts(summed, own) if metrics else summed
        of_span = counted.where(chosen.where, within).correlate(spans).scalar_subquery()
        query = select(spans.c.since, of_span).where(spans.c.until.is_not(None))
        rows = connection.execute(query).all()
    return {since: _period_counts(since, counts, metrics) for since, counts in rows}


def _together(
    connection: Connection, sums: Sequence[ColumnElement[Any]]
) -> ColumnElement[Sequence[Any]]:
    """Some sums as one list: grouped by their span, all its posts would be sorted first."""
    listed = func.json_array if connection.dialect.name == "sqlite" else func.json_build_array
    return listed(*sums, type_=JSON)


def _kinds_and_forms() -> list[ColumnElement[int]]:
    """How many posts are of each kind, stories left out, and how many of each form."""
    kinds = [func.count().filter(post.c.kind == kind.value, is_no_story()) for kind in Kind]
    return [*kinds, *(func.count().filter(post.c.form == form.value) for form in Form)]


def counts_by_topic(
    store: Store, account_name: str, bounds: Sequence[datetime], metrics: Sequence[str]
) -> list[TopicCounts]:
    """What an account published on each topic from each bound to the next, by bound and topic.

    A post of two topics counts under both; with the posts and counts that files tell, where nothing
    was read. Arguments and errors as in `counts_by_period`.
    """
    with store.read() as connection:
        chosen = choose_posts(connection, PostQuery(account_name, in_files=True))
        spans, within = _spans(connection, bounds)
        unread = func.count().filter(~was_read()) if chosen.in_files else literal(0)
        tagged = (
            select(spans.c.since, topic.c.topic, func.count(), unread, *_sums(chosen, metrics))
            .join_from(spans, post, within)
            .join(topic, (topic.c.post_id == post.c.id) & (topic.c.is_off == 0))
        )
        query = (
            chosen.with_counts(tagged)
            .where(chosen.where)
            .group_by(spans.c.since, topic.c.topic)
            .order_by(spans.c.since, topic.c.topic)
        )
        rows = connection.execute(query).all()
    return [
        TopicCounts(since, name, posts, _tallies(metrics, posts, sums), unread)
        for since, name, posts, unread, *sums in rows
    ]


def posts_with_topic(store: Store, wanted: PostQuery) -> int:
    """How many posts have a topic at all.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        chosen = choose_posts(connection, wanted)
        query = select(func.count()).select_from(post).where(chosen.where, has_topic())
        return connection.execute(query).scalar_one()


def totals_read_before(
    store: Store, wanted: PostQuery, metrics: Sequence[str], instant: datetime
) -> dict[str, Tally]:
    """What posts of an account drew that were never read at an instant or after it.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        chosen = choose_posts(connection, wanted)
        query = (
            select(func.count(), *_sums(chosen, metrics))
            .join_from(post, post_now, isouter=True)
            .where(chosen.where, or_(post_now.c.at.is_(None), post_now.c.at < instant))
        )
        posts, *sums = connection.execute(query).one()
    return dict(_tallies(metrics, posts, sums))


def views_of(store: Store, post_ids: Collection[str]) -> Tally:
    """The views of the posts of these platform ids; an id that is on file nowhere told none."""
    if not post_ids:
        return Tally(None, 0, 0)
    query = (
        select(func.sum(post_now.c.views), func.count(post_now.c.views))
        .join_from(post, post_now)
        .where(post.c.platform_id.in_(sorted(post_ids)))
    )
    with store.read() as connection:
        total, counted = connection.execute(query).one()
    return Tally(None if total is None else int(total), counted, len(post_ids))


def rates_by_period(
    store: Store,
    account_name: str,
    bounds: Sequence[datetime],
    topic_name: str | None = None,
    *,
    in_files: bool = False,
) -> dict[datetime, Mapping[Of, RateSums]]:
    """The rates of own posts published from each bound to the next, by the first of the two.

    What the rates are, and whose formulas: `metrics.rates`. A span without posts is left out.
    Arguments as in `counts_by_period`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        wanted = PostQuery(account_name, topic=topic_name, in_files=in_files)
        chosen = choose_posts(connection, wanted)
        spans, within = _spans(connection, bounds)
        drawn = chosen.is_of_file(INTERACTIONS)
        counted = select(
            spans.c.since,
            chosen.count(INTERACTIONS).label(INTERACTIONS),
            followers_at_publication().label(Of.FOLLOWERS.value),
            chosen.latest("views").label(Of.VIEWS.value),
            drawn.label(_of_file(Of.FOLLOWERS)),
            or_(drawn, chosen.is_of_file("views")).label(_of_file(Of.VIEWS)),
        ).join_from(spans, post, within)
        counts = once(chosen.with_counts(counted).where(chosen.where), "told")
        columns = [column for of in Of for column in _rate_sums(counts, of)]
        rows = connection.execute(select(counts.c.since, *columns).group_by(counts.c.since)).all()
    return {since: _rates(sums) for since, *sums in rows}


def _spans(connection: Connection, bounds: Sequence[datetime]) -> tuple[Any, ColumnElement[bool]]:
    """A table of `since` and `until`, from each bound to the next, and whether a post fits in."""
    asked = asked_instants(connection, bounds)
    following = func.lead(asked.c.value).over(order_by=asked.c.value)
    spans = select(asked.c.value.label("since"), following.label("until")).subquery()
    within = (post.c.published_at >= spans.c.since) & (post.c.published_at < spans.c.until)
    return spans, within


def _sums(chosen: ChosenPosts, metrics: Iterable[str]) -> list[ColumnElement[Any]]:
    """Of each metric its sum, how many posts told it, and of how many a file did."""
    sums: list[ColumnElement[Any]] = []
    for metric in metrics:
        count = chosen.count(metric)
        of_file = func.count(count).filter(chosen.is_of_file(metric))
        sums += [func.sum(count), func.count(count), of_file if chosen.in_files else literal(0)]
    return sums


def _tallies(metrics: Sequence[str], posts: int, sums: Sequence[Any]) -> Mapping[str, Tally]:
    """What the columns of `_sums` brought."""
    parts = zip(metrics, sums[::3], sums[1::3], sums[2::3], strict=True)
    return {
        name: Tally(None if total is None else int(total), counted, posts, exported)
        for name, total, counted, exported in parts
    }


def _period_counts(since: datetime, counts: Sequence[Any], metrics: Sequence[str]) -> PeriodCounts:
    kinds = dict(zip(Kind, counts, strict=False))
    forms = zip(Form, counts[len(Kind) :], strict=False)
    ends = len(Kind) + len(Form), len(Kind) + len(Form) + 3 * len(metrics)
    sums, from_files = counts[ends[0] : ends[1]], counts[ends[1] :]
    return PeriodCounts(
        since,
        kinds=kinds,
        forms={form: count for form, count in forms if count},
        totals=_tallies(metrics, kinds[Kind.POST], sums),
        from_files=sum(from_files),
    )


def _rate_sums(counts: Any, of: Of) -> Sequence[ColumnElement[Any]]:
    """How many posts told a rate; their numerators, denominators, rates together; of files."""
    rate = quotient(counts.c[INTERACTIONS], counts.c[of.value])
    is_told = rate.is_not(None)
    numerator, denominator = (
        func.sum(counts.c[name]).filter(is_told) for name in (INTERACTIONS, of.value)
    )
    of_file = func.count(rate).filter(counts.c[_of_file(of)])
    return func.count(rate), numerator, denominator, func.sum(rate), of_file


def _of_file(of: Of) -> str:
    return f"{of.value}_of_file"


def _rates(sums: Sequence[Any]) -> Mapping[Of, RateSums]:
    parts = [sums[start : start + 5] for start in range(0, len(sums), 5)]
    return {
        of: RateSums(posts, int(numerator or 0), int(denominator or 0), float(rates or 0), files)
        for of, (posts, numerator, denominator, rates, files) in zip(Of, parts, strict=True)
    }
