"""What the letters of a week tell, from what is on file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from metrics.alerts import NEWS, AlarmKind, broken_out
from metrics.falls import counts_of, with_and_without
from metrics.growth import in_total, known_total
from metrics.jobs import JobKind
from metrics.milestones import roundest
from metrics.model import Account
from metrics.periods import Period, Span, local_day, period_of
from metrics.platforms import PLATFORMS, Break
from metrics.posts import INTERACTIONS, with_files
from metrics.quantity import Quantity
from metrics.series import Point, Post, Series
from queries.account_days import period_sums
from queries.completeness import account_completeness
from queries.ends import coming_ends
from queries.growth import grown_together, growth_by_account
from queries.posts import BestPost, Published, best_by_count, what_was_published, with_rates
from queries.reservations import losses_within
from queries.targets import target_progress
from reports.letter.facts import (
    AdministratorFacts,
    ChoreFacts,
    OfficeFacts,
    OwnDays,
    Passed,
    Renamed,
    Spending,
    Unusual,
    Vanished,
    WeekFall,
    WeekStanding,
    WeekTotal,
)
from settings import Settings
from storage import Store, alerts, jobs, outbox
from storage.accounts import if_enrolled
from storage.followers import followers
from storage.observations import changes_since
from storage.outbox import LetterRecord
from storage.post_coverage import post_coverages, why_unknown
from storage.post_query import PostQuery, posts_with_readings
from storage.schema import State
from storage.spending import spent, utc_day, utc_month

TOKEN_ALERTS = frozenset({AlarmKind.TOKEN_EXPIRY, AlarmKind.ACCESS, AlarmKind.NOT_OURS})
LETTERS_BACK = timedelta(weeks=5)
"""Letters that went wrong are told of for so long."""
WENT_WRONG = frozenset({State.UNSURE, State.FAILED})


def administrator_facts(
    store: Store, settings: Settings, week: Period, now: datetime
) -> AdministratorFacts:
    """Everything that the administrators are told of a week.

    Raises:
        StorageError: the database could not answer.
    """
    zone, length = settings.zone(), settings.schedule.followers
    since, until = week.instants(zone)
    accounts = living(settings.accounts, week)
    records = [record for record in alerts.history(store, since) if record.opened_at < now]
    still = tuple(alerts.open_alerts(store))
    return AdministratorFacts(
        week=week,
        kept=account_completeness(store, accounts, week, zone, now, length),
        tokens=tuple(record for record in still if record.kind in TOKEN_ALERTS),
        tokens_checked=_chore(store, JobKind.TOKENS),
        backup=_chore(store, JobKind.BACKUP),
        spending=tuple(_spending(store, settings, accounts, week, now)),
        opened=tuple(record for record in records if since <= record.opened_at < until),
        closed=tuple(
            record
            for record in records
            if record.opened_at < since and record.closed_at and since <= record.closed_at < until
        ),
        still_open=still,
        letters=_letters(store, now),
        ends=coming_ends(settings, now),
    )


def is_news(kind: str) -> bool:
    """Whether an alert of that kind happened once, and lasts no time."""
    return kind in NEWS


def _chore(store: Store, kind: JobKind) -> ChoreFacts | None:
    last = jobs.last(store, kind)
    return ChoreFacts(last.outcome, last.ended_at or last.claimed_at, last.reason) if last else None


def _spending(
    store: Store, settings: Settings, accounts: Sequence[Account], week: Period, now: datetime
) -> Iterator[Spending]:
    """Of each platform that costs money; the week's days here are those of UTC."""
    for platform in dict.fromkeys(account.platform for account in accounts):
        if not PLATFORMS[platform].price.is_free:
            limits = settings.section(platform).limits()
            since, until = (datetime.combine(day, time(), UTC) for day in (week.since, week.until))
            yield Spending(
                platform=platform,
                today=spent(store, *utc_day(now), platform),
                day_limit=limits.day_usd,
                month=spent(store, *utc_month(now), platform),
                month_limit=limits.month_usd,
                week=spent(store, since, until, platform),
            )


def _letters(store: Store, now: datetime) -> tuple[LetterRecord, ...]:
    return tuple(
        record
        for record in outbox.outbox(store)
        if record.state in WENT_WRONG and record.enqueued_at >= now - LETTERS_BACK
    )


WEEKS_DRAWN = 12
POSTS_BACK = timedelta(days=90)
"""How far back posts tell what is usual."""
AFTERWARDS = timedelta(days=2)
"""Readings of so long after the week still tell whether a fall in it was true."""
BEST_OF_EACH = 2
OWN_METRICS = ("views", "visits", "engagements")
"""What is told of the accounts as a whole."""
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
        best=tuple(chain.from_iterable(_best(scene, posts[account.name]) for account in accounts)),
        own=tuple(_own_days(scene, accounts)),
        unusual=tuple(
            chain.from_iterable(
                _unusual(scene, standing, read[standing.account.name], posts[standing.account.name])
                for standing in standings
            )
        ),
        kept=account_completeness(store, accounts, week, scene.zone, now, length),
        breaks=_breaks(accounts, week),
        losses=losses_within(store, scene.since, min(scene.until, now)),
        targets=target_progress(store, settings, _last_day(week, scene), now),
        drawn=tuple(read.values()),
        drawn_since=_drawn_since(scene, read.values()),
    )


def _own_days(scene: _Scene, accounts: Sequence[Account]) -> Iterator[OwnDays]:
    today = local_day(scene.now, scene.zone)
    for account in accounts:
        (sums,) = period_sums(scene.store, account, [scene.week], OWN_METRICS, today)
        if any(day_sum.quantity for day_sum in sums.values()):
            yield OwnDays(account, sums)


def _last_day(week: Period, scene: _Scene) -> date:
    """The last day of a week that is not to come."""
    return min(week.until - timedelta(days=1), local_day(scene.now, scene.zone))


def living(accounts: Sequence[Account], week: Period) -> tuple[Account, ...]:
    """The accounts that existed in a week, as the settings tell."""
    return tuple(
        account
        for account in accounts
        if (account.closed is None or account.closed > week.since)
        and (account.opened is None or account.opened < week.until)
    )


def week_before(week: Period) -> Period:
    """The seven days before a week."""
    return Period(week.since - timedelta(weeks=1), week.since, Span.WEEK)


def year_until(week: Period) -> Period:
    """The year in which a week ends, from its first day to the week's end."""
    last = week.until - timedelta(days=1)
    return Period(date(last.year, 1, 1), week.until, Span.YEAR)


def _standings(
    scene: _Scene, accounts: Sequence[Account], year: Period
) -> tuple[WeekStanding, ...]:
    periods = [scene.week, week_before(scene.week), year]
    growths = growth_by_account(scene.store, accounts, periods, scene.zone, scene.now)
    each = zip(accounts, growths[::3], growths[1::3], growths[2::3], strict=True)
    return tuple(WeekStanding(*standing) for standing in each)


def _together(standings: Sequence[WeekStanding]) -> WeekTotal:
    names = {account.name for account in in_total(standing.account for standing in standings)}
    members = [standing for standing in standings if standing.account.name in names]
    known = known_total({member.account.name: _quantity_at(member.week.end) for member in members})
    week, before, year = (
        grown_together([getattr(member, span) for member in members])
        for span in ("week", "before", "year")
    )
    return WeekTotal(
        followers=known.value,
        accounts=known.accounts,
        left_out=known.left_out,
        week=week.net,
        week_rate=week.growth,
        week_of=week.accounts,
        before=before.net,
        before_rate=before.growth,
        before_of=before.accounts,
        year=year.net,
        year_rate=year.growth,
        year_of=year.accounts,
    )


def _quantity_at(point: Point | None) -> Quantity | None:
    return point.quantity if point else None


def _read(scene: _Scene, account: Account) -> Series:
    """The followers of the weeks that are drawn, with the one before, and a little after."""
    since = scene.since - timedelta(weeks=WEEKS_DRAWN)
    ask = partial(followers, scene.store, account.name, since, scene.until + AFTERWARDS)
    return if_enrolled(ask) or Series(account.name, account.platform, "followers", ())


def _drawn_since(scene: _Scene, read: Iterable[Series]) -> date | None:
    """The Monday of the first reading, or of eleven weeks before."""
    counted = (counts_of(series.points) for series in read)
    first = min((counts[0][0] for counts in counted if counts), default=None)
    if first is None or first >= scene.until:
        return None
    earliest = scene.week.since - timedelta(weeks=WEEKS_DRAWN - 1)
    return max(earliest, period_of(local_day(first, scene.zone), Span.WEEK).since)


def _posts(scene: _Scene, account: Account) -> list[Post]:
    wanted = PostQuery(account.name, scene.since - POSTS_BACK, scene.until)
    return if_enrolled(lambda: posts_with_readings(scene.store, wanted)) or []


def _published(scene: _Scene, accounts: Sequence[Account]) -> Iterator[Published]:
    coverages = post_coverages(scene.store, [account.name for account in accounts])
    for account in accounts:
        published = what_was_published(scene.store, account, scene.week, scene.zone)
        coverage = coverages[account.name]
        holes = coverage.holes(scene.since, scene.until, scene.now)
        reason = why_unknown(scene.store, account.name, holes[0]) if holes else None
        since = coverage.known_since(scene.since, scene.until, scene.now)
        yield replace(
            published,
            posts=tuple(with_files(post) for post in published.posts),
            cover=coverage.of(scene.since, scene.until, scene.now),
            known_since=local_day(since, scene.zone) if since else None,
            lost_by=reason,
        )


def _best(scene: _Scene, posts: Sequence[Post]) -> tuple[BestPost, ...]:
    """The posts of the week that drew most, those that exist no more left aside."""
    own = [post for post in posts if post.published_at >= scene.since and not post.vanished_at]
    ranked = best_by_count(own, INTERACTIONS, BEST_OF_EACH)
    return with_rates(
        scene.store, [best_post for best_post in ranked[:BEST_OF_EACH] if best_post.count.value]
    )


def _unusual(
    scene: _Scene, standing: WeekStanding, read: Series, posts: Sequence[Post]
) -> Iterator[Unusual]:
    account = standing.account
    growth = with_and_without(standing.week.growth, standing.week.falls)
    if growth and growth.falls:
        yield WeekFall(account, growth)
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
    changes = if_enrolled(lambda: changes_since(scene.store, account.name, scene.since))
    for change in changes or []:
        if change.what in IDENTITY and change.after is not None and change.at < scene.until:
            yield Renamed(account, change)


def _breaks(accounts: Sequence[Account], week: Period) -> tuple[Break, ...]:
    platforms = dict.fromkeys(account.platform for account in accounts)
    return tuple(
        change for name in platforms for change in PLATFORMS[name].breaks if change.on in week
    )
