"""What the office's letter of a week tells, from what is on file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from metrics.engagement import INTERACTIONS
from metrics.falls import counts_of, falls, with_and_without
from metrics.milestones import roundest
from metrics.news import broken_out
from metrics.periods import Period, Span, local_day, period_of
from metrics.platforms import PLATFORMS, Break
from metrics.quantity import Quantity
from metrics.series import Point, Post, Series
from metrics.snapshot import Account
from metrics.totals import in_total, known_total, like_for_like
from queries.best import Best, best, with_rates
from queries.completeness import completeness
from queries.growth import AccountGrowth, growth
from queries.publishing import Published, published
from reports.letter.beginning import FOLLOWERS, since_printed
from reports.letter.facts import (
    OfficeFacts,
    Passed,
    Purge,
    Renamed,
    Standing,
    Together,
    Unusual,
    Vanished,
)
from settings import Settings
from storage import Store, UnknownAccount
from storage import series as on_file
from storage.recent import changes_since
from storage.registers import figures

WEEKS_DRAWN = 12
POSTS_BACK = timedelta(days=90)
"""How far back posts tell what is usual."""
AFTERWARDS = timedelta(days=2)
"""Readings of so long after the week still tell whether a fall in it was true."""
BEST_OF_EACH = 2
IDENTITY = frozenset({"handle", "display_name", "verified"})


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where facts are gathered from."""

    store: Store
    week: Period
    zone: ZoneInfo
    now: datetime

    @property
    def since(self) -> datetime:
        return self.week.instants(self.zone)[0]

    @property
    def until(self) -> datetime:
        return self.week.instants(self.zone)[1]


def office_facts(store: Store, settings: Settings, week: Period, now: datetime) -> OfficeFacts:
    """Everything that the office is told of a week.

    An account that was closed before the week, or opened after it, is not spoken of.

    Raises:
        StorageError: the database could not answer.
    """
    scene = _Scene(store, week, settings.zone(), now)
    accounts = living(settings.accounts, week)
    year = year_until(week)
    standings = _standings(scene, accounts, year)
    read = {account.name: _read(scene, account) for account in accounts}
    posts = {account.name: _posts(scene, account) for account in accounts}
    length = settings.schedule.followers
    return OfficeFacts(
        week=week,
        year=year,
        standings=standings,
        together=_together(standings),
        published=tuple(_published(scene, accounts)),
        best=tuple(chain.from_iterable(_best(scene, posts[one.name]) for one in accounts)),
        unusual=tuple(
            chain.from_iterable(
                _unusual(scene, one, read[one.account.name], posts[one.account.name])
                for one in standings
            )
        ),
        kept=completeness(store, accounts, week, scene.zone, now, length),
        breaks=_breaks(accounts, week),
        drawn=tuple(read.values()),
        drawn_since=_drawn_since(scene, read.values()),
    )


def living(accounts: Sequence[Account], week: Period) -> tuple[Account, ...]:
    """The accounts that existed in a week, as the settings tell."""
    return tuple(
        account
        for account in accounts
        if (account.closed is None or account.closed > week.since)
        and (account.opened is None or account.opened < week.until)
    )


def year_until(week: Period) -> Period:
    """The year in which a week ends, from its first day to the week's end."""
    last = week.until - timedelta(days=1)
    return Period(date(last.year, 1, 1), week.until, Span.YEAR)


def _standings(scene: _Scene, accounts: Sequence[Account], year: Period) -> tuple[Standing, ...]:
    found = growth(scene.store, accounts, [scene.week, year], scene.zone, scene.now)
    printed = figures(scene.store, metric=FOLLOWERS)
    pairs = zip(accounts, found[::2], found[1::2], strict=True)
    return tuple(
        Standing(account, week, since_printed(of_year, printed)) for account, week, of_year in pairs
    )


def _together(standings: Sequence[Standing]) -> Together:
    names = {account.name for account in in_total(one.account for one in standings)}
    members = [one for one in standings if one.account.name in names]
    known = known_total({one.account.name: _told(one.week.end) for one in members})
    week = like_for_like(*_ends([one.week for one in members]))
    year = like_for_like(*_ends([one.year for one in members]))
    return Together(
        followers=known.value,
        accounts=known.accounts,
        left_out=known.left_out,
        week=week.end - week.start if week.start and week.end else None,
        week_rate=week.growth,
        week_of=week.accounts,
        year=year.end - year.start if year.start and year.end else None,
        year_rate=year.growth,
        year_of=year.accounts,
    )


def _ends(
    growths: Sequence[AccountGrowth],
) -> tuple[dict[str, Quantity | None], dict[str, Quantity | None]]:
    """Where the accounts stood at both ends; an account whose growth is not known has neither."""
    known = {one.account.name: one for one in growths if one.growth.net is not None}
    starts = {name: _told(one.start) for name, one in known.items()}
    return starts, {name: _told(one.end) for name, one in known.items()}


def _told(point: Point | None) -> Quantity | None:
    return point.quantity if point else None


def _read(scene: _Scene, account: Account) -> Series:
    """The followers of the weeks that are drawn, with the one before, and a little after."""
    since = scene.since - timedelta(weeks=WEEKS_DRAWN)
    try:
        return on_file.followers(scene.store, account.name, since, scene.until + AFTERWARDS)
    except UnknownAccount:
        return Series(account.name, account.platform, "followers", ())


def _drawn_since(scene: _Scene, read: Iterable[Series]) -> date | None:
    """The Monday of the first reading, or of eleven weeks before."""
    counted = (counts_of(one.points) for one in read)
    first = min((counts[0][0] for counts in counted if counts), default=None)
    if first is None or first >= scene.until:
        return None
    earliest = scene.week.since - timedelta(weeks=WEEKS_DRAWN - 1)
    return max(earliest, period_of(local_day(first, scene.zone), Span.WEEK).since)


def _posts(scene: _Scene, account: Account) -> list[Post]:
    return on_file.posts(scene.store, account.name, scene.since - POSTS_BACK, scene.until)


def _published(scene: _Scene, accounts: Sequence[Account]) -> Iterator[Published]:
    for account in accounts:
        yield published(scene.store, account, scene.week, scene.zone)


def _best(scene: _Scene, posts: Sequence[Post]) -> tuple[Best, ...]:
    """The posts of the week that drew most, those that exist no more left aside."""
    own = [post for post in posts if post.published_at >= scene.since and not post.vanished_at]
    ranked = best(own, INTERACTIONS, BEST_OF_EACH)
    return with_rates(scene.store, [one for one in ranked[:BEST_OF_EACH] if one.count.value])


def _unusual(
    scene: _Scene, standing: Standing, read: Series, posts: Sequence[Post]
) -> Iterator[Unusual]:
    account = standing.account
    growth = with_and_without(standing.week.growth, falls(read.points))
    if growth and growth.falls:
        yield Purge(account, growth)
    yield from _passed(scene, account, counts_of(read.points))
    yield from broken_out(posts, scene.since, scene.until)
    for post in posts:
        if post.vanished_at and scene.since <= post.vanished_at < scene.until:
            yield Vanished(account, post)
    yield from _renamed(scene, account)


def _passed(
    scene: _Scene, account: Account, counts: Sequence[tuple[datetime, int]]
) -> Iterator[Passed]:
    """The roundest number that the week has passed and none of the weeks drawn before had."""
    before = max((count for at, count in counts if at < scene.since), default=None)
    within = [(at, count) for at, count in counts if scene.since <= at < scene.until]
    if before is None or not within:
        return
    passed = roundest(before, max(count for _, count in within))
    if passed is not None:
        yield Passed(account, passed, next(at for at, count in within if count >= passed))


def _renamed(scene: _Scene, account: Account) -> Iterator[Renamed]:
    try:
        changes = changes_since(scene.store, account.name, scene.since)
    except UnknownAccount:
        return
    for change in changes:
        if change.what in IDENTITY and change.after is not None and change.at < scene.until:
            yield Renamed(account, change)


def _breaks(accounts: Sequence[Account], week: Period) -> tuple[Break, ...]:
    platforms = dict.fromkeys(account.platform for account in accounts)
    return tuple(
        found for name in platforms for found in PLATFORMS[name].breaks if found.on in week
    )
