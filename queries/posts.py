"""What an account published in a period, what that has drawn until today, and which drew most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from math import ceil
from zoneinfo import ZoneInfo

from metrics.equal_age import COMMON_AGES, count_at_age, rank_at_age
from metrics.model import Account, Form, Kind, Reason
from metrics.periods import Period
from metrics.platforms import PLATFORMS, Break
from metrics.post_coverage import Cover, as_covered, unless_nothing
from metrics.posts import INTERACTIONS, Tally, quantity_of, rank
from metrics.quantity import Evidence, Quantity, known_by, measured
from metrics.rates import Rate, rate_by_followers, rate_by_views
from metrics.series import Point, Post, PostReading
from storage import Store
from storage.accounts import if_enrolled
from storage.followers import last_followers_before
from storage.post_coverage import post_coverages
from storage.post_query import (
    ByForm,
    DrawnAtAge,
    PeriodCounts,
    PostQuery,
    counts_by_period,
    drawn_at_common_age,
    latest_counts,
    latest_posts,
    posts_at_age,
    posts_with_readings,
)


@dataclass(frozen=True, slots=True)
class Published:
    """What an account published in a period."""

    account: Account
    period: Period
    posts: tuple[Post, ...]
    """Its own posts, oldest first, the vanished ones among them."""
    replies: int
    reposts: int
    forms: Mapping[Form, int]
    """How many of the own posts are of each form that the platform told; stories beside them."""
    views: Tally
    interactions: Tally
    """The platform's own list of them: `metrics.platforms`."""
    by_kind: Mapping[str, Tally]
    """Each count that the platform tells and that may be summed: likes, comments, shares, …"""
    from_files: int = 0
    """Of how many posts, replies and reposts files alone tell."""
    cover: Cover = Cover.WHOLE
    """How much of what was published in the period is known at all."""
    known_since: date | None = None
    """Of a period known in part: from when on all is known, to its end."""
    lost_by: Reason | None = None
    """Why it is not known whole; None where nobody looked."""

    def counted(self, number: int) -> Quantity | None:
        """A number of what was published, as closely as the period is known.

        None where nothing is known, or no more than "at least 0".
        """
        return self._known(known_by(number, self.evidence))

    @property
    def evidence(self) -> Evidence:
        """How the numbers of posts are known: the weakest of them."""
        return Evidence.EXPORTED if self.from_files else Evidence.MEASURED

    def summed(self, tally: Tally) -> Quantity | None:
        """A sum over the posts: a lower bound, too, where some posts did not tell the count."""
        if not tally.posts:
            return self.counted(0)
        return self._known(tally.quantity) if tally.quantity else None

    def _known(self, number: Quantity) -> Quantity | None:
        return unless_nothing(as_covered(number, self.cover))


@dataclass(frozen=True, slots=True)
class PublishedCounts:
    """The same without the posts themselves: for many periods at once. See `Published`."""

    account: Account
    period: Period
    posts: int
    replies: int
    reposts: int
    forms: Mapping[Form, int]
    views: Tally
    interactions: Tally
    by_kind: Mapping[str, Tally]
    from_files: int = 0
    """Of how many posts, replies and reposts files alone tell."""

    @property
    def evidence(self) -> Evidence:
        """How the numbers of posts are known: the weakest of them."""
        return Evidence.EXPORTED if self.from_files else Evidence.MEASURED


def what_was_published(
    store: Store, account: Account, period: Period, zone: ZoneInfo, *, looks: bool = True
) -> Published:
    """What an account published in a period, with what it has drawn until today.

    With the posts and counts that downloaded files tell, where nothing was read; beside the
    readings, in `in_files`, where the posts bring all of them.

    `looks`: whether the posts bring every reading of them. Without, each has one, with its latest
    counts, and a year is answered some thirty times as fast.
    """
    since, until = period.instants(zone)
    find = posts_with_readings if looks else latest_posts
    wanted = PostQuery(account.name, since, until, in_files=True)
    counts = published_counts(store, account, [period], zone)[0]
    return Published(
        account=account,
        period=period,
        posts=tuple(if_enrolled(lambda: find(store, wanted)) or []),
        replies=counts.replies,
        reposts=counts.reposts,
        forms=counts.forms,
        views=counts.views,
        interactions=counts.interactions,
        by_kind=counts.by_kind,
        from_files=counts.from_files,
    )


def published_counts(
    store: Store,
    account: Account,
    periods: Sequence[Period],
    zone: ZoneInfo,
    topic: str | None = None,
) -> tuple[PublishedCounts, ...]:
    """How much an account published in each period, and what that has drawn until today.

    The periods must follow each other without a hole or an overlap, oldest first. With a topic, of
    the posts on it alone: replies and reposts have none. With the posts and counts that downloaded
    files tell, where nothing was read.
    """
    if not periods:
        return ()
    bounds = [period.instants(zone)[0] for period in periods] + [periods[-1].instants(zone)[1]]
    metrics = _metrics(account.platform)
    ask = partial(counts_by_period, store, account.name, bounds, metrics, topic, in_files=True)
    counts = if_enrolled(ask) or {since: _nothing(since, metrics) for since in bounds}
    return tuple(
        _counts(account, period, counts[since])
        for period, since in zip(periods, bounds, strict=False)
    )


def latest_posts_of(store: Store, account: Account, since: datetime, until: datetime) -> list[Post]:
    """The own posts of [since, until) with their latest counts, read or told by files."""
    wanted = PostQuery(account.name, since, until, in_files=True)
    return if_enrolled(lambda: latest_posts(store, wanted)) or []


def are_posts_known(
    store: Store, names: Sequence[str], since: datetime, until: datetime, now: datetime
) -> bool:
    """Whether every own post of [since, until) of some accounts is on file, as far as it has come.

    Else an empty list of posts does not say that nothing was published.
    """
    coverages = post_coverages(store, names).values()
    return all(coverage.of(since, until, now) is Cover.WHOLE for coverage in coverages)


def posts_to_read(store: Store, account: Account, since: datetime, now: datetime) -> int | None:
    """About how many of an account's newest posts reach back to an instant, replies among them.

    Those that are on file since then, as many more as the account publishes in the time that is
    not known by its pace in the time that is, and one that is older; at most as many as the
    platform shows. None where nothing of the time is known.
    """
    coverage = post_coverages(store, [account.name])[account.name]
    whole = now - since
    holes = coverage.holes(since, now, now)
    missing = sum((hole.until - hole.since for hole in holes), timedelta())
    if missing >= whole:
        return None
    ask = partial(counts_by_period, store, account.name, [since, now], ())
    counts = if_enrolled(ask)
    on_file = sum(counts[since].kinds.values()) if counts else 0
    return min(PLATFORMS[account.platform].depth, ceil(on_file * whole / (whole - missing)) + 1)


def summable(platform: str) -> tuple[str, ...]:
    """The counts of a platform that may be added over posts, but its views. Reach never may be."""
    return tuple(name for name in PLATFORMS[platform].counts if name not in {"views", "reach"})


def _metrics(platform: str) -> tuple[str, ...]:
    return ("views", INTERACTIONS, *summable(platform))


def _nothing(since: datetime, metrics: Sequence[str]) -> PeriodCounts:
    """The counts of an account that was never enrolled."""
    totals = dict.fromkeys(metrics, Tally(None, 0, 0))
    return PeriodCounts(since, dict.fromkeys(Kind, 0), {}, totals)


def _counts(account: Account, period: Period, period_counts: PeriodCounts) -> PublishedCounts:
    posts = period_counts.kinds[Kind.POST]
    tallies = period_counts.totals
    return PublishedCounts(
        account=account,
        period=period,
        posts=posts,
        replies=period_counts.kinds[Kind.REPLY],
        reposts=period_counts.kinds[Kind.REPOST],
        forms=period_counts.forms,
        views=tallies["views"],
        interactions=tallies[INTERACTIONS],
        by_kind={name: tallies[name] for name in summable(account.platform)},
        from_files=period_counts.from_files,
    )


@dataclass(frozen=True, slots=True)
class BestPost:
    """A post with its place: equal counts share a place, and the next one is left out.

    `count` is what it had drawn at its last look or, at equal age, at that age: measured, or
    derived between two looks. `reading` is the look whose interactions the rates are of: the one
    that told the count or, at equal age, the last.
    """

    place: int
    post: Post
    count: Quantity
    reading: PostReading
    followers: Quantity | None = None
    """What the account had when the post was published."""
    by_followers: Rate | None = None
    by_views: Rate | None = None
    breaks: tuple[Break, ...] = ()
    """Of the platform's definitions, between this count and the newest that it is compared with."""


def best_by_count(
    posts: Sequence[Post], metric: str, limit: int, age: timedelta | None = None
) -> tuple[BestPost, ...]:
    """The posts of the first `limit` places by one count, best first, without their followers.

    `metric` is a count's name or `interactions`. With an age, all are compared as they were so
    long after their publication; posts of which that is not known are left out.
    """
    if age is not None:
        return _at_age(posts, metric, limit, age)
    return tuple(
        BestPost(
            entry.place,
            entry.post,
            quantity_of(entry.reading, entry.post.platform, metric) or measured(entry.count),
            entry.reading,
        )
        for entry in rank(posts, metric, limit)
    )


def with_rates(store: Store, entries: Sequence[BestPost]) -> tuple[BestPost, ...]:
    """The same posts with the followers at their publication and their rates of engagement."""
    standings: dict[tuple[str, datetime], Point | None] = {}
    for name in dict.fromkeys(entry.post.account for entry in entries):
        instants = [entry.post.published_at for entry in entries if entry.post.account == name]
        ask = partial(last_followers_before, store, name, instants)
        points = if_enrolled(ask) or [None] * len(instants)
        standings |= {(name, at): point for at, point in zip(instants, points, strict=True)}
    return tuple(
        _rated(entry, standings[entry.post.account, entry.post.published_at]) for entry in entries
    )


def _rated(entry: BestPost, point: Point | None) -> BestPost:
    followers = point.quantity if point else None
    return replace(
        entry,
        followers=followers,
        by_followers=rate_by_followers(entry.post, entry.reading, followers),
        by_views=rate_by_views(entry.post, entry.reading),
    )


def _at_age(posts: Sequence[Post], metric: str, limit: int, age: timedelta) -> tuple[BestPost, ...]:
    return tuple(
        BestPost(entry.place, entry.post, entry.count, entry.post.readings[-1], breaks=entry.breaks)
        for entry in rank_at_age(posts, metric, age, limit)
    )


def drawn_by_metric(
    store: Store, wanted: PostQuery, metrics: Sequence[str], age: timedelta | None
) -> Mapping[str, DrawnAtAge]:
    """Of each count what the posts of an account had drawn at an age; without one, until now.

    Until now with what files tell, where nothing was read; of an age they tell nothing.
    """
    if age is None:
        so_far = replace(wanted, in_files=True)
        return {metric: _drawn_so_far(store, so_far, metric) for metric in metrics}
    by_form = drawn_by_form(store, wanted, metrics, age).values()
    return {
        metric: DrawnAtAge(
            sum(of_form[place].posts for of_form in by_form),
            [count for of_form in by_form for count in of_form[place].counts],
            sum(of_form[place].estimated for of_form in by_form),
        )
        for place, metric in enumerate(metrics)
    }


def _drawn_so_far(store: Store, wanted: PostQuery, metric: str) -> DrawnAtAge:
    rows = if_enrolled(lambda: latest_counts(store, wanted, metric)) or []
    counts = [row.number for row in rows if row.number is not None]
    exported = sum(row.is_of_file for row in rows if row.number is not None)
    return DrawnAtAge(len(rows), counts, exported=exported)


def drawn_by_form(
    store: Store, wanted: PostQuery, metrics: Sequence[str], age: timedelta
) -> ByForm:
    """What the posts of each form had drawn at an age, by each of the counts.

    At a common age that is kept ready; at another the looks around it are read.
    """
    if age in COMMON_AGES:
        return if_enrolled(lambda: drawn_at_common_age(store, wanted, metrics, age)) or {}
    posts = if_enrolled(lambda: posts_at_age(store, wanted, metrics, age)) or []
    by_form: dict[Form | None, list[Post]] = {}
    for post in posts:
        by_form.setdefault(post.form, []).append(post)
    return {
        form: [_drawn([count_at_age(post, metric, age) for post in of]) for metric in metrics]
        for form, of in by_form.items()
    }


def _drawn(counts: Sequence[Quantity | None]) -> DrawnAtAge:
    known = [count for count in counts if count is not None]
    estimated = sum(1 for count in known if not count.is_exact)
    return DrawnAtAge(len(counts), [int(count.value) for count in known], estimated)
