"""What people must be told of, judged from what is on file and now: lasting conditions, news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain, takewhile
from statistics import median

from metrics.completeness import Completeness, Gap
from metrics.falls import falls
from metrics.milestones import newest_passed
from metrics.model import NOTHING, Account, Failure, Kind, Reason, Visit
from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS, latest_count
from metrics.series import Point, Post
from metrics.texts.phrases import Phrase, Plural, joined_phrase

SCARCE_BYTES = 1_000_000_000
"""Less room than this on the disk is too little."""
GRACE = 1 / 4
"""Of a slot, for which a reading may be late."""
LOST_FOR_A_DAY = timedelta(hours=26)
"""A day and a bit, for which a loss is waited for. A metric counts as lost for so long after a
visit that missed it, for not each reads posts; a count told before may be silent for so long."""
NOTHING_DUE = Completeness(0, 0, 0, 0)
CLOCK_SLACK = timedelta(minutes=5)
EVERYTHING = "all accounts"
NOT_KNOWN = Phrase("reason not known")


class AlarmKind(StrEnum):
    """The kinds, as `[alerts] which` of the settings names them."""

    ACCESS = "access"
    BACKUP = "backup"
    BREAKOUT = "breakout"
    CEILING = "ceiling"
    CLOCK = "clock"
    CREDIT = "credit"
    DATABASE = "database"
    DISK = "disk"
    FALL = "fall"
    FOLLOWERS = "followers"
    GAP = "gap"
    IDENTITY = "identity"
    LETTER = "letter"
    METRIC = "metric"
    MILESTONE = "milestone"
    NOT_OURS = "not_ours"
    POSTS = "posts"
    PROFILE = "profile"
    SETTINGS = "settings"
    SILENCE = "silence"
    TOKEN_EXPIRY = "token_expiry"  # noqa: S105 - a word, and no token
    VANISHED = "vanished"
    VERSION = "version"


NEWS = frozenset(
    {
        AlarmKind.BREAKOUT,
        AlarmKind.IDENTITY,
        AlarmKind.MILESTONE,
        AlarmKind.SILENCE,
        AlarmKind.VANISHED,
    }
)
"""What happens once and does not last."""
GOOD = frozenset({AlarmKind.BREAKOUT, AlarmKind.MILESTONE})
TOUCH_FIGURES = frozenset(
    {AlarmKind.FOLLOWERS, AlarmKind.METRIC, AlarmKind.NOT_OURS, AlarmKind.POSTS}
)
"""Losses for which figures are missing, so that their readers are to know."""

A_FEW_HOURS = timedelta(hours=3)
LOSSES: Mapping[str, tuple[AlarmKind, timedelta]] = {
    "followers": (AlarmKind.FOLLOWERS, A_FEW_HOURS),
    "identity": (AlarmKind.PROFILE, LOST_FOR_A_DAY),
    "posts": (AlarmKind.POSTS, LOST_FOR_A_DAY),
    "proof": (AlarmKind.NOT_OURS, LOST_FOR_A_DAY),
    "verification": (AlarmKind.PROFILE, LOST_FOR_A_DAY),
    "version": (AlarmKind.VERSION, LOST_FOR_A_DAY),
    **dict.fromkeys(COUNT_NAMES, (AlarmKind.METRIC, LOST_FOR_A_DAY)),
}
"""What a visit that reached its account may lose: the alert of each, and for how long nobody is
told. Counts of the past cannot be read again, so followers have the shortest patience."""
OTHER_LOSS = (AlarmKind.PROFILE, LOST_FOR_A_DAY)
"""The same of whatever else it may lose: a text, a form, how many accounts it follows."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to be told. Of a kind and subject there is one at a time."""

    kind: AlarmKind
    subject: str
    """An account, a platform, or a part of the system."""
    detail: str
    """A sentence for people, without a secret: a `Phrase`, where it is one of ours."""
    since: datetime | None = None
    """When it began and when it ended, of what is over before anybody told it."""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """What is on file of an account, as far back as anything is judged from."""

    account: Account
    kept: Completeness = NOTHING_DUE
    """What was read of the slots of the last days."""
    visits: tuple[Visit, ...] = ()
    """Those of the last days, oldest first, without what they read."""
    read_at: datetime | None = None
    """When its followers were last told."""
    posts_until: datetime | None = None
    """Until when its posts are known."""
    silent_counts: Mapping[str, datetime] = field(default_factory=dict)
    """Counts that its posts told before and that the newest readings tell of none: told last."""


@dataclass(frozen=True, slots=True)
class JobSeen:
    """The job of a kind that was done last."""

    kind: AlarmKind
    """The kind of the alarm that a failure raises."""
    failed_for: str | None
    """Why it failed, in a sentence; None if it did not."""


@dataclass(frozen=True, slots=True)
class HouseSeen:
    """What is known of the machine itself."""

    disk_free: int
    """Bytes, where the database is."""
    clock: str | None = None
    """What is wrong with the clock, in a sentence."""
    jobs: tuple[JobSeen, ...] = ()
    damage: str | None = None
    """What the database's own check found."""
    settings: str | None = None
    """Why the settings could not be read again."""


def judge(
    accounts: Sequence[AccountSeen], house: HouseSeen, now: datetime, length: timedelta
) -> tuple[Alarm, ...]:
    """Every condition that holds at an instant. `length` is that of a slot."""
    of_accounts = (rule(seen, now, length) for seen in accounts for rule in ACCOUNT_RULES)
    alarms = chain(*of_accounts, _silent(accounts, now, length), _of_house(accounts, house, now))
    # Two accounts of a platform may find the same of it.
    return tuple({(alarm.kind, alarm.subject): alarm for alarm in alarms}.values())


def _unread(seen: AccountSeen, _now: datetime, _length: timedelta) -> Iterator[Alarm]:
    """Nothing was read in the last two slots that were due, or for longer."""
    if seen.kept.is_silent:
        gap = seen.kept.gaps[-1]
        lost = _lost(seen.visits[-1]) if seen.visits and seen.visits[-1].at >= gap.since else None
        slots = _slots(gap)
        if lost:
            detail = Phrase(
                "Not read since {since}: {slots}. {why}",
                since=gap.since,
                slots=slots,
                why=lost.detail,
            )
        else:
            detail = Phrase(
                "Not read since {since}: {slots} ({reason}).",
                since=gap.since,
                slots=slots,
                reason=gap.reason or NOT_KNOWN,
            )
        yield Alarm(AlarmKind.GAP, seen.account.name, detail)


def _slots(gap: Gap) -> Plural:
    return Plural("{n} slot", "{n} slots", gap.slots)


def _lost(visit: Visit) -> Failure | None:
    """What kept a visit from the account itself."""
    return _of_scope(visit, "account")


def _refused(seen: AccountSeen, _now: datetime, _length: timedelta) -> Iterator[Alarm]:
    """A token that is dead or proves nothing, terms that nobody has read."""
    kinds = {
        Reason.ACCESS: AlarmKind.ACCESS,
        Reason.TERMS: AlarmKind.ACCESS,
        Reason.NOT_OURS: AlarmKind.NOT_OURS,
    }
    lost = _lost(seen.visits[-1]) if seen.visits else None
    if lost and lost.reason in kinds:
        yield Alarm(kinds[lost.reason], seen.account.name, lost.detail)


def _unpaid(seen: AccountSeen, now: datetime, _length: timedelta) -> Iterator[Alarm]:
    """The credit is spent, until something could be paid again; the ceiling, until its day ends."""
    spent = _latest(seen.visits, lambda visit: _lost_for(visit, Reason.CREDIT) is not None)
    paid = _latest(seen.visits, lambda visit: visit.cost_usd > NOTHING)
    if spent and (paid is None or paid.at < spent.at or _lost_for(paid, Reason.CREDIT)):
        lost = _lost_for(spent, Reason.CREDIT)
        assert lost is not None  # noqa: S101 - it was found by this
        yield Alarm(AlarmKind.CREDIT, seen.account.platform, lost.detail)
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    today = [visit for visit in seen.visits if visit.at >= midnight]
    reached = next((lost for visit in today if (lost := _lost_for(visit, Reason.CEILING))), None)
    if reached:
        yield Alarm(AlarmKind.CEILING, seen.account.platform, reached.detail)


def _lost_for(visit: Visit, reason: Reason) -> Failure | None:
    return next((lost for lost in visit.failures if lost.reason is reason), None)


def _latest(visits: Sequence[Visit], fits: Callable[[Visit], bool]) -> Visit | None:
    return next((visit for visit in reversed(visits) if fits(visit)), None)


def _without_metric(seen: AccountSeen, now: datetime, _length: timedelta) -> Iterator[Alarm]:
    """A count that the platform refuses, while the others are read."""
    recent = [visit for visit in seen.visits if now - visit.at <= LOST_FOR_A_DAY]
    for lost in chain.from_iterable(visit.failures for visit in recent):
        if lost.scope in COUNT_NAMES and lost.reason in {Reason.MISSING, Reason.ACCESS}:
            yield Alarm(AlarmKind.METRIC, f"{seen.account.name} {lost.scope}", lost.detail)


def _lasting(seen: AccountSeen, now: datetime, _length: timedelta) -> Iterator[Alarm]:
    """What visits that reached the account lose, one after the other, for longer than is usual."""
    reached = [visit for visit in seen.visits if visit.snapshot is not None]
    scopes = {failure.scope for visit in reached for failure in visit.failures}
    for scope in sorted(scopes):
        kind, patience = LOSSES.get(scope, OTHER_LOSS)
        losing = _newest_run(reached, scope, seen)
        if losing and now - losing[0].at >= patience:
            is_one_of_many = kind is AlarmKind.METRIC or scope not in LOSSES
            name = seen.account.name
            subject = f"{name} {scope}" if is_one_of_many else name
            lost = _of_scope(losing[-1], scope)
            assert lost is not None  # noqa: S101 - every visit of the run lost it
            since = Phrase("Since {since} or longer.", since=losing[0].at)
            yield Alarm(kind, subject, joined_phrase(" ", (lost.detail, since)))


def _newest_run(reached: Sequence[Visit], scope: str, seen: AccountSeen) -> list[Visit]:
    """The newest visits that lost something, oldest first, with none between that read it.

    Not every visit looks for posts: those that lost them since posts were known last.
    """
    if scope == "posts":
        known = seen.posts_until
        later = [visit for visit in reached if known is None or visit.at > known]
        return [visit for visit in later if _of_scope(visit, scope)]
    run = list(takewhile(lambda visit: _of_scope(visit, scope) is not None, reversed(reached)))
    return run[::-1]


def _of_scope(visit: Visit, scope: str) -> Failure | None:
    return next((lost for lost in visit.failures if lost.scope == scope), None)


def _fallen_silent(seen: AccountSeen, _now: datetime, _length: timedelta) -> Iterator[Alarm]:
    """A count that posts told before, and that no post tells any more, though all was answered."""
    for name, told_at in seen.silent_counts.items():
        detail = Phrase("No post tells it any more. It was told last at {at}.", at=told_at)
        yield Alarm(AlarmKind.METRIC, f"{seen.account.name} {name}", detail)


def _silent(accounts: Sequence[AccountSeen], now: datetime, length: timedelta) -> Iterator[Alarm]:
    """No good reading anywhere: whatever the reason, nothing is being kept."""
    read = [seen.read_at for seen in accounts if seen.read_at is not None]
    tried = any(seen.visits for seen in accounts)
    limit = now - (2 + GRACE) * length
    if tried and not any(at >= limit for at in read):
        detail = (
            Phrase("No account has had a good reading. The last was at {at}.", at=max(read))
            if read
            else Phrase("No account has had a good reading. There was none yet.")
        )
        yield Alarm(AlarmKind.GAP, EVERYTHING, detail)


def _of_house(accounts: Sequence[AccountSeen], house: HouseSeen, now: datetime) -> Iterator[Alarm]:
    ahead = [seen.visits[-1].at for seen in accounts if seen.visits]
    clock = house.clock
    if clock is None and ahead and max(ahead) > now + CLOCK_SLACK:
        clock = Phrase("It shows a time before the last visit on file ({at}).", at=max(ahead))
    if clock:
        yield Alarm(AlarmKind.CLOCK, "clock", clock)
    if house.disk_free < SCARCE_BYTES:
        room = SCARCE_BYTES // 10**9
        detail = Phrase(
            "There is less than {gigabytes} GB free where the database is: make room.",
            gigabytes=room,
        )
        yield Alarm(AlarmKind.DISK, "disk", detail)
    if house.damage:
        yield Alarm(AlarmKind.DATABASE, "database", house.damage)
    if house.settings:
        yield Alarm(AlarmKind.SETTINGS, "config.toml", house.settings)
    for job in house.jobs:
        if job.failed_for:
            yield Alarm(job.kind, job.kind, job.failed_for)


ACCOUNT_RULES = (_unread, _refused, _unpaid, _fallen_silent, _lasting, _without_metric)


def silences(account: str, kept: Completeness, since: datetime) -> Iterator[Alarm]:
    """Gaps of two slots or more that ended at or after `since`, and that are over."""
    for gap in kept.gaps:
        if gap.slots > 1 and not gap.reaches_now and gap.until >= since:
            detail = Phrase(
                "Not read from {since} to {until}: {slots} ({reason}).",
                since=gap.since,
                until=gap.until,
                slots=_slots(gap),
                reason=gap.reason or NOT_KNOWN,
            )
            subject = f"{account} {gap.until:%Y-%m-%d %H:%M}"
            yield Alarm(AlarmKind.SILENCE, subject, detail, gap.since, gap.until)


YOUNG = timedelta(days=3)
"""A post breaks out while it is young, or it is no news."""
USUAL_AGE = timedelta(days=2)
"""From this age on a post has drawn most of what it will, and tells what is usual."""
FEWEST_POSTS = 10
"""From fewer nobody knows what is usual."""
FAR_ABOVE = 5
"""How many times the usual engagement is a break-out."""


def milestones(account: str, points: Sequence[Point]) -> Iterator[Alarm]:
    """The roundest number that the newest reading has passed and none before it had."""
    passed = newest_passed(points)
    if passed is not None:
        followers = Plural("{n} follower", "{n} followers", passed)
        detail = Phrase("{account} has passed {followers}.", account=account, followers=followers)
        yield Alarm(AlarmKind.MILESTONE, f"{account} {passed:,}", detail)


@dataclass(frozen=True, slots=True)
class Breakout:
    """A post that has drawn far more than its account's posts usually draw."""

    post: Post
    drawn: int
    """Its interactions at the last look that told them."""
    usual: int
    """The median of the account's older posts."""


def breakouts(posts: Sequence[Post], now: datetime) -> Iterator[Alarm]:
    """Young posts of one account that have drawn far more than its posts usually draw."""
    for breakout in broken_out(posts, now - YOUNG, now):
        post = breakout.post
        detail = Phrase(
            "A post of {at} draws more than {times} times the usual: {drawn}, where {usual} are"
            " usual.",
            at=post.published_at,
            times=FAR_ABOVE,
            drawn=Plural("{n} interaction", "{n} interactions", breakout.drawn),
            usual=breakout.usual,
        )
        detail = joined_phrase(" ", (detail, post.url)) if post.url else detail
        yield Alarm(AlarmKind.BREAKOUT, f"{post.account} {post.id}", detail)


def broken_out(posts: Sequence[Post], since: datetime, now: datetime) -> Iterator[Breakout]:
    """The posts published at or after `since` that break out, of one account's.

    What is usual is told by those that are two days old at `now`.
    """
    own = [post for post in posts if post.kind is Kind.POST and post.vanished_at is None]
    drawn = {
        post.id: count for post in own if (count := latest_count(post, INTERACTIONS)) is not None
    }
    usual = [
        drawn[post.id] for post in own if post.id in drawn and now - post.published_at >= USUAL_AGE
    ]
    if len(usual) < FEWEST_POSTS:
        return
    bar = max(FAR_ABOVE * median(usual), 1)
    for post in own:
        if post.published_at >= since and drawn.get(post.id, 0) >= bar:
            yield Breakout(post, drawn[post.id], round(median(usual)))


def suspect_falls(account: str, points: Sequence[Point]) -> Iterator[Alarm]:
    """The newest fall, while nobody knows yet whether its number is true."""
    suspect = [fall for fall in falls(points) if fall.is_suspect]
    for fall in suspect[-1:]:
        detail = Phrase(
            "Suspect: from {before} to {after} in one step, at {at}. A platform that purges false"
            " accounts does so, and a misreading looks the same; the next two readings tell.",
            before=fall.before,
            after=Plural("{n} follower", "{n} followers", fall.after),
            at=fall.at,
        )
        yield Alarm(AlarmKind.FALL, account, detail)
