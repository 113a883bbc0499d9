"""What a letter tells, before any language: figures, posts, gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from metrics.alerts import Breakout
from metrics.calendar.ends import EndDate
from metrics.falls import NetWithFalls
from metrics.model import Account, Outcome
from metrics.periods import Period
from metrics.platforms import Break
from metrics.quantity import Quantity
from metrics.series import Post, Series
from queries.account_days import PeriodSum
from queries.completeness import AccountCompleteness
from queries.growth import AccountGrowth
from queries.posts import BestPost, Published
from queries.targets import TargetProgress
from storage.alerts import AlertRecord
from storage.changes import Change
from storage.outbox import LetterRecord


@dataclass(frozen=True, slots=True)
class WeekStanding:
    """Where one account stood at the end of the week, and how it came there."""

    account: Account
    week: AccountGrowth
    before: AccountGrowth
    """In the week before."""
    year: AccountGrowth
    """From the first of January to the end of the week."""


@dataclass(frozen=True, slots=True)
class WeekTotal:
    """The accounts together. Growth is that of the accounts known at both ends alone."""

    followers: Quantity | None
    accounts: tuple[str, ...]
    """Those that are in `followers`."""
    left_out: tuple[str, ...]
    """Of those that should be."""
    week: Quantity | None
    week_rate: Quantity | None
    week_of: tuple[str, ...]
    before: Quantity | None
    """In the week before."""
    before_rate: Quantity | None
    before_of: tuple[str, ...]
    year: Quantity | None
    year_rate: Quantity | None
    year_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What one account as a whole drew in the week, by metric, as its platform told it later."""

    account: Account
    sums: Mapping[str, PeriodSum]


@dataclass(frozen=True, slots=True)
class WeekFall:
    """Falls in one step within the week: the net growth with them, and without."""

    account: Account
    growth: NetWithFalls


@dataclass(frozen=True, slots=True)
class Passed:
    """A round number that an account's followers passed in the week."""

    account: Account
    count: int
    at: datetime
    """The first reading at or above it."""


@dataclass(frozen=True, slots=True)
class Vanished:
    """A post that was noticed in the week to exist no more."""

    account: Account
    post: Post


@dataclass(frozen=True, slots=True)
class Renamed:
    """Something of an account's identity that the platform shows otherwise since the week."""

    account: Account
    change: Change


Unusual = WeekFall | Passed | Breakout | Vanished | Renamed


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office's letter of a week."""

    week: Period
    year: Period
    standings: tuple[WeekStanding, ...]
    together: WeekTotal
    published: tuple[Published, ...]
    best: tuple[BestPost, ...]
    own: tuple[OwnDays, ...]
    """What the accounts as a whole drew, those of which anything is told."""
    unusual: tuple[Unusual, ...]
    kept: tuple[AccountCompleteness, ...]
    breaks: tuple[Break, ...]
    """Of definitions, within the week."""
    losses: tuple[AlertRecord, ...]
    """Alerts of the week for which figures are missing."""
    targets: tuple[TargetProgress, ...]
    """How the targets of the settings stood at the end of the week."""
    drawn: tuple[Series, ...]
    """The followers of the last weeks, for the chart."""
    drawn_since: date | None
    """The first day of the chart; None where nothing was ever read."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What one platform cost, in US dollars, by UTC days as it bills."""

    platform: str
    today: Decimal
    day_limit: Decimal
    month: Decimal
    month_limit: Decimal
    week: Decimal


@dataclass(frozen=True, slots=True)
class ChoreFacts:
    """How the nightly work went last."""

    outcome: Outcome | None
    """None: it is under way, or was cut off."""
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class AdministratorFacts:
    """The administrator's letter of a week."""

    week: Period
    kept: tuple[AccountCompleteness, ...]
    tokens: tuple[AlertRecord, ...]
    """Open alerts on tokens: what ends soon, is too wide, or is dead."""
    tokens_checked: ChoreFacts | None
    backup: ChoreFacts | None
    spending: tuple[Spending, ...]
    opened: tuple[AlertRecord, ...]
    """Alerts that opened in the week."""
    closed: tuple[AlertRecord, ...]
    """Alerts that opened before it and closed in it."""
    still_open: tuple[AlertRecord, ...]
    """Alerts that are open now."""
    letters: tuple[LetterRecord, ...]
    """Letters of late that are not known to have arrived."""
    ends: tuple[EndDate, ...] = ()
    """What ends within three months, the soonest first."""


Facts = OfficeFacts | AdministratorFacts
