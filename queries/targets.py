"""How far the way to a number of followers is gone: the targets of the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from documents.model import Cell, Column, Row, Table, ValueKind
from metrics import quantity
from metrics.growth import in_total
from metrics.model import Account
from metrics.periods import A_DAY, Period, Span, local_day
from metrics.quantity import Quantity, derived, measured, ratio
from metrics.usual import DAYS_OF_WEEK, Arrival, Usual, arrival
from queries.growth import growth_by_account
from queries.pace import Gains, gains_together, usual_week, weekly_gains
from settings import Settings
from storage import Store
from words import Language


class WayGone(StrEnum):
    """How a target stands."""

    REACHED = "reached"
    AHEAD = "ahead"
    """At or above the straight way from its beginning to its end."""
    BEHIND = "behind"
    MISSED = "missed"
    """Its last day has passed, and the number was not reached."""
    COMING = "coming"
    """Its way has not begun."""


@dataclass(frozen=True, slots=True)
class Target:
    """A number of followers that shall be reached, of an account or of all together."""

    account: str | None
    """None: all together."""
    followers: int
    since: date
    by: date
    """The last day on which it counts."""


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """How far the way to a target is gone on a day. None is not known."""

    target: Target
    today: date
    begun: date
    """Where the way begins: on the target's own first day, or that of the first reading after."""
    start: Quantity | None
    """Where the account stood then."""
    now: Quantity | None
    weekly: Usual | None
    """What whole weeks brought; None of fewer than twelve."""

    @property
    def missing(self) -> Quantity | None:
        """How many followers are missing; below nothing where it is passed."""
        return measured(self.target.followers) - self.now if self.now else None

    @property
    def share(self) -> Quantity | None:
        """How much of the way is gone, a fraction of one."""
        if self.start is None or self.now is None:
            return None
        return ratio(self.now - self.start, measured(self.target.followers) - self.start)

    @property
    def time_share(self) -> Fraction:
        """How much of its time is gone, a fraction of one."""
        days = (self.target.by + A_DAY - self.begun).days
        gone = (min(self.today, self.target.by) + A_DAY - self.begun).days
        return Fraction(max(0, gone), days) if days > 0 else Fraction(1)

    @property
    def path(self) -> Quantity | None:
        """Where the straight way from its beginning to its end stands today."""
        if self.start is None:
            return None
        whole = Fraction(self.target.followers) - Fraction(self.start.value)
        return derived(round(Fraction(self.start.value) + whole * self.time_share))

    @property
    def needed(self) -> Quantity | None:
        """How many followers a week must bring from now on; None where no day is left."""
        days = (self.target.by - self.today).days
        if self.missing is None or days < 1 or self.missing.value <= 0:
            return None
        return derived(Fraction(self.missing.value) * DAYS_OF_WEEK / days)

    @property
    def arrival(self) -> Arrival | None:
        """When it is reached, if weeks go on as they were."""
        if self.weekly is None or self.missing is None or self.missing.value <= 0:
            return None
        return arrival(self.missing.value, self.weekly, self.today)

    @property
    def state(self) -> WayGone | None:
        """How it stands; None where that is not known."""
        if self.today < self.target.since:
            return WayGone.COMING
        if self.missing is None:
            return None
        if self.missing.value <= 0:
            return WayGone.REACHED
        if self.today > self.target.by:
            return WayGone.MISSED
        if self.now is None or self.path is None:
            return None
        return WayGone.AHEAD if self.now.value >= self.path.value else WayGone.BEHIND


def target_progress(
    store: Store, settings: Settings, today: date, now: datetime
) -> tuple[TargetProgress, ...]:
    """How each target of the settings stood at the end of a day, in their order.

    Of all accounts together it is known where every one of them is; those opened for an event are
    not among them.
    """
    targets = [
        Target(section.account, section.followers, section.first_day, section.by)
        for section in settings.target
    ]
    if not targets:
        return ()
    gains = weekly_gains(store, settings.accounts, settings.zone(), now)
    return tuple(_progress(store, settings, target, gains, today, now) for target in targets)


def _progress(
    store: Store,
    settings: Settings,
    target: Target,
    gains: Mapping[str, Gains],
    today: date,
    now: datetime,
) -> TargetProgress:
    accounts = _accounts(settings.accounts, target)
    last = min(today, target.by) + A_DAY
    period = Period(target.since, max(last, target.since + A_DAY), Span.DAY)
    growths = growth_by_account(store, accounts, [period], settings.zone(), now)
    has_begun = today >= target.since
    starts = [(entry.start or entry.first) if has_begun else None for entry in growths]
    firsts = [entry.first.at for entry in growths if not entry.start and entry.first]
    days = [local_day(at, settings.zone()) for at in firsts if at]
    return TargetProgress(
        target,
        today,
        max([target.since, *days]) if has_begun else target.since,
        _sum([point.quantity if point else None for point in starts]),
        _sum([entry.end.quantity if entry.end else None for entry in growths]),
        usual_week(gains_together([gains[account.name] for account in accounts])),
    )


def _accounts(accounts: Sequence[Account], target: Target) -> tuple[Account, ...]:
    if target.account is None:
        return in_total(accounts)
    return tuple(account for account in accounts if account.name == target.account)


def _sum(counts: Sequence[Quantity | None]) -> Quantity | None:
    known = [count for count in counts if count is not None]
    return quantity.total(known) if known and len(known) == len(counts) else None


def targets_table(
    progress: Sequence[TargetProgress],
    platforms: Mapping[str, str],
    language: Language,
    called: Mapping[str, str] | None = None,
) -> Table:
    """The targets with their path, share and pace; `platforms` are those of the accounts.

    `called` is what readers know the accounts by; unless given, their names of the settings.
    """
    say = language.say
    columns = (
        Column("account", say("account")),
        Column("platform", say("network"), is_detail=True),
        Column("target", say("target"), ValueKind.COUNT),
        Column("by", say("by the end of"), ValueKind.DAY),
        Column("since", say("from"), ValueKind.DAY, is_detail=True),
        Column("start", say("followers at the beginning"), ValueKind.COUNT, is_detail=True),
        Column("now", say("followers"), ValueKind.COUNT),
        Column("path", say("on the straight way"), ValueKind.COUNT),
        Column("share", say("of the way gone"), ValueKind.RATE),
        Column("time_share", say("of the time gone"), ValueKind.RATE),
        Column("missing", say("missing"), ValueKind.COUNT, is_detail=True),
        Column("needed", say("needed a week"), ValueKind.COUNT),
        Column("week", say("gained in a week, median"), ValueKind.COUNT),
        Column("earliest", say("earliest"), ValueKind.DAY, is_detail=True),
        Column("latest", say("latest"), ValueKind.DAY, is_detail=True),
        Column("state", say("state"), is_detail=True),
        Column("state_name", say("state")),
    )
    rows = tuple(_row(row, platforms, language, called or {}) for row in progress)
    return Table("targets", say("Targets"), columns, rows, tuple(_notes(progress, language)))


def _row(
    progress: TargetProgress,
    platforms: Mapping[str, str],
    language: Language,
    called: Mapping[str, str],
) -> Row:
    account = progress.target.account
    arrives = progress.arrival
    is_open = progress.missing is not None and progress.missing.value > 0
    name = called.get(account, account) if account else language.say("together")
    return {
        "account": Cell(account, words=name),
        "platform": platforms.get(account) if account else None,
        "target": progress.target.followers,
        "by": progress.target.by,
        "since": progress.begun,
        "start": progress.start,
        "now": progress.now,
        "path": progress.path,
        "share": progress.share,
        "time_share": progress.time_share,
        "missing": progress.missing if is_open or progress.missing is None else measured(0),
        "needed": progress.needed if is_open else Cell(None, words="–"),
        "week": progress.weekly.median if progress.weekly else None,
        "earliest": arrives.earliest if arrives else None,
        "latest": arrives.latest if arrives else None,
        "state": progress.state.value if progress.state else None,
        "state_name": state_name(progress.state, language) if progress.state else None,
    }


def state_name(state: WayGone, language: Language) -> str:
    """What the standing of a target is called."""
    return {
        WayGone.REACHED: language.say("reached"),
        WayGone.AHEAD: language.say("on the way"),
        WayGone.BEHIND: language.say("behind"),
        WayGone.MISSED: language.say("not reached in time"),
        WayGone.COMING: language.say("not begun"),
    }[state]


def _notes(progress: Sequence[TargetProgress], language: Language) -> Iterator[str]:
    if not progress:
        yield language.say("No target is set: [[target]] of the settings sets them.")
    if any(row.weekly is None for row in progress):
        yield language.say("A pace is told of twelve whole weeks and more.")
    for row in progress:
        if row.arrival and row.arrival.earliest and row.arrival.latest:
            yield language.say(
                "{number} followers: if weeks go on as those of the last year, reached between"
                " {earliest} and {latest}",
                number=language.number(row.target.followers),
                earliest=language.date(row.arrival.earliest),
                latest=language.date(row.arrival.latest),
            )
