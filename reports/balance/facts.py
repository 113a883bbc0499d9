"""The yearly balance as facts: numbers with where each comes from, in no language.

Every number is a `Figure`. None is "not known".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Strict, with_config

from metrics.falls import Fall
from metrics.periods import local_day
from metrics.quantity import TOLD_LATER, Evidence, Quantity
from queries.targets import TargetProgress
from reports.balance.figure import Figure, figures_in

A_MOMENT = timedelta(microseconds=1)


Length = Annotated[timedelta, Strict(strict=False)]
"""A length of time, which a seal holds as a number of seconds."""


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """How often something of one kind was done."""

    kind: str
    in_total: bool
    count: Figure
    note: str | None = None
    """What the source says that it covers."""
    previous: Figure | None = None
    is_comparable: bool = True
    """False where the two years' sources say that they cover different things."""
    previous_note: str | None = None
    is_whole: bool = True
    """Whether every day of the year is counted."""


@dataclass(frozen=True, slots=True)
class Activities:
    """What the services did in the year."""

    lines: tuple[ActivityLine, ...] = ()
    total: Figure | None = None
    printed: Figure | None = None
    """The total that was printed, to compare with."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Statements that informed the public on violent or false contents, and how soon."""

    count: int = 0
    informed: int = 0
    denials: int = 0
    rectifications: int = 0
    timed: int = 0
    shortest: Length | None = None
    median: Length | None = None
    longest: Length | None = None
    within: int = 0
    ceiling: Length = timedelta(hours=5)
    outcomes: tuple[tuple[str, int], ...] = ()
    """What the contents turned out to be, and how many."""
    views: int | None = None
    """Views of the own posts that answered."""
    figures: tuple[Figure, ...] = ()
    """The same numbers as sentences name them; lengths in seconds."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the year. Half-open: `until` is excluded."""

    since: date
    until: date
    names: dict[str, str]
    source: str | None = None
    account: str | None = None
    """The account that was opened for it."""


@dataclass(frozen=True, slots=True)
class LongestGap:
    """The longest stretch in which an account was not read: `until` is excluded."""

    since: datetime
    until: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was due was read of an account."""

    account: str
    days_kept: int
    days_due: int
    slots_kept: int
    slots_due: int
    """How many readings were due: one in each slot of the account's life since reading began."""
    figure: Figure
    """The readings that were kept, as sentences name them."""
    hole: LongestGap | None = None
    slots_partial: int = 0
    """Of the readings kept, those in which something was not read: the followers, the posts, …"""
    begun: datetime | None = None
    """When reading began, where it began in the year: before it is before Hasila."""


@dataclass(frozen=True, slots=True)
class OtherFigure:
    """A figure that was printed for the year and that nothing is computed from."""

    account: str
    metric: str
    figure: Figure
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A change of what a platform's number means, in the year or the one before."""

    platform: str
    metrics: tuple[str, ...]
    on: date
    names: dict[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of a closed year that is known otherwise now. None is "not known any more"."""

    id: str
    old: Quantity
    new: Quantity | None
    printed_on: date
    corrected_at: datetime | None = None
    """When somebody corrected it by hand."""
    reason: str | None = None
    """Why, where somebody corrected it by hand."""
    is_base: bool = True
    """Whether it was read or printed, and not computed from other figures."""


@dataclass(frozen=True, slots=True)
class YearStanding:
    """The followers of one account in the year, beside those of the year before."""

    account: str
    platform: str
    is_event: bool = False
    """Opened for an event: outside the total."""
    opened: date | None = None
    closed: date | None = None
    value: Figure | None = None
    """What counts: the last reading of the year, else what was printed for it."""
    beside: Figure | None = None
    """What was printed for the year although a reading counts."""
    difference: Quantity | None = None
    """What counts less what was printed."""
    previous: Figure | None = None
    net: Figure | None = None
    growth: Figure | None = None
    """A fraction of one: `value / previous - 1`."""
    falls: tuple[Fall, ...] = ()
    """Falls in one step between the two readings: a platform that purged false accounts."""
    without_falls: Figure | None = None
    """What the net change would be without them; None where there is none."""
    printed_rate: Figure | None = None
    """A growth rate that somebody printed: told as theirs, and nothing is computed from it."""


@dataclass(frozen=True, slots=True)
class YearTotal:
    """The followers of several accounts added up, and their growth like for like."""

    value: Figure | None = None
    accounts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Accounts of which nothing is known; those of events are no part of it."""
    printed: Figure | None = None
    """The sum that somebody printed, to compare with."""
    growth: Figure | None = None
    net: Figure | None = None
    same_accounts: tuple[str, ...] = ()
    """The accounts known in both years, of which the growth is."""


@dataclass(frozen=True, slots=True)
class Launch:
    """What an account that was opened in the year drew since."""

    account: str
    platform: str
    opened: date
    reached: Figure
    length: Length | None = None
    """From the first instant of its day to the reading; None of a printed figure."""
    curve: tuple[tuple[date, int], ...] = ()
    """The last follower count of some days, oldest first."""


@dataclass(frozen=True, slots=True)
class Summed:
    """A count added over posts: of those that told it."""

    figure: Figure | None
    """None where no post told it, or no more than "at least 0" is known."""
    counted: int
    posts: int
    exported: int = 0
    """Of how many of `counted` the count was never read, and stands in a file."""

    @property
    def is_whole(self) -> bool:
        """Whether every post told it."""
        return self.counted == self.posts


@dataclass(frozen=True, slots=True)
class Month:
    """The posts that an account published in a month, and what they had drawn by the last day."""

    since: date
    posts: int | None
    """None where the account was not yet followed on the month's first day. Of a month of which
    files alone tell some, at least so many."""
    views: Quantity | None = None
    """A lower bound where some posts did not tell it."""
    interactions: Quantity | None = None
    from_files: int = 0
    """Of how many of the posts files alone tell."""


@dataclass(frozen=True, slots=True)
class Output:
    """What one account published in the year. Replies and reposts are counted apart."""

    account: str
    platform: str
    is_event: bool
    posts: Figure | None
    """At least so many where the year is known in part; None where no more than that is known."""
    replies: int | None
    """A lower bound, and never 0, where the year is known in part, as every other count of it."""
    reposts: int | None
    forms: tuple[tuple[str, int], ...]
    """How many posts of each form that was told, most first: a lower bound where the
    form of others was not told. Stories stand here alone: they are no part of `posts`."""
    views: Summed
    interactions: Summed
    by_kind: tuple[tuple[str, Summed], ...] = ()
    """Likes, comments, …: each interaction apart."""
    months: tuple[Month, ...] = ()
    """What the posts of each month drew, as far as all posts of the month are on file."""
    known_since: date | None = None
    """Of a year known in part: from when on all is known, to its end; None where its end is not."""
    lost_by: str | None = None
    """Why it is not known whole; None where it is, or where nobody looked."""
    from_files: int = 0
    """Of how many posts, replies and reposts files alone tell."""

    @property
    def evidence(self) -> Evidence:
        """How the numbers of posts, replies and reposts are known."""
        return Evidence.EXPORTED if self.from_files else Evidence.MEASURED

    @property
    def is_whole(self) -> bool:
        """Whether all that was published in the year is on file."""
        return self.posts is not None and self.posts.quantity.is_exact


@dataclass(frozen=True, slots=True)
class DaysTold:
    """One count of an account as a whole, over those days of the year that are told."""

    metric: str
    figure: Figure
    """The sum over the days; of people, who never add up, the highest day. At least so much where
    some day that has passed is not told."""
    days: int
    due: int
    """How many days of the year had passed in which the account was there."""
    on: date | None = None
    """The day of the highest count, where the figure is one; of the platform's own calendar."""


@dataclass(frozen=True, slots=True)
class AccountYear:
    """What one account as a whole drew in the year, as its platform or files tell it by day.

    Its views hold those of its posts: it stands beside the `Output`, and is never added to it.
    """

    account: str
    platform: str
    is_event: bool
    counts: tuple[DaysTold, ...]


@dataclass(frozen=True, slots=True)
class PostHole:
    """A stretch of the year of which it is not known what an account published: [since, until)."""

    account: str
    since: datetime
    until: datetime
    reason: str | None = None
    """Why; None where nobody looked."""

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day of which something is missing."""
        return local_day(self.since, zone), local_day(self.until - A_MOMENT, zone)


@dataclass(frozen=True, slots=True)
class LastingLoss:
    """A loss of the year that lasted, so that figures are missing: an alert that was open."""

    account: str
    kind: str
    """The kind of the alert."""
    count: str | None
    """The count of posts that was not told, where it is one."""
    since: datetime
    until: datetime | None
    """None: it lasts."""


@dataclass(frozen=True, slots=True)
class Topical:
    """The posts of the year on one topic. A post on two topics counts under both."""

    topic: str
    posts: Figure
    views: Summed
    interactions: Summed


@dataclass(frozen=True, slots=True)
class Combined:
    """What all accounts published together, those of events left out."""

    posts: Figure | None
    views: Summed
    interactions: Summed
    known_since: date | None = None
    """Of a year known in part: from when on all is known of every account, to its end."""


@dataclass(frozen=True, slots=True)
class TopPost:
    """One of the posts that drew most, as last known or by the same age.

    It is named by its account and the instant at which it came out: its text and its id are not
    kept here, for a platform's terms may oblige to erase them.
    """

    place: int
    account: str
    platform: str
    published_at: datetime
    metric: str
    count: Figure
    age: Length
    """How old it was when it had drawn that."""
    likes: Figure | None = None
    """What its platform calls likes, or has in their place: Facebook's reactions."""


@with_config(ConfigDict(extra="forbid", strict=True))
@dataclass(frozen=True, slots=True)
class Balance:
    """One year of the institution's accounts and services.

    Its fields, and those of its parts, are the keys of a sealed year: see `seal` before changing
    one.
    """

    year: int
    as_of: date
    """The last day that is looked at."""
    drawn_at: datetime
    standings: tuple[YearStanding, ...] = ()
    total: YearTotal = YearTotal()
    launches: tuple[Launch, ...] = ()
    outputs: tuple[Output, ...] = ()
    published: Combined | None = None
    account_years: tuple[AccountYear, ...] = ()
    """Of accounts of which any day is told; none in years sealed before form 6."""
    most_viewed: tuple[TopPost, ...] = ()
    """By the last count that is known of each; empty in years sealed in form 1."""
    best: tuple[TopPost, ...] = ()
    """By what each had drawn at the same age."""
    topics: tuple[Topical, ...] = ()
    activities: Activities = field(default_factory=Activities)
    answered: Answered = field(default_factory=Answered)
    happenings: tuple[Happening, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    post_holes: tuple[PostHole, ...] = ()
    """The stretches whose posts are not known, by account, oldest first."""
    losses: tuple[LastingLoss, ...] = ()
    """The losses of the year that lasted, oldest first; empty in years sealed before form 4."""
    targets: tuple[TargetProgress, ...] = ()
    """The targets of the year as they stood on its last day; none in years sealed before form 5."""
    others: tuple[OtherFigure, ...] = ()
    breaks: tuple[Broken, ...] = ()
    closed_at: datetime | None = None
    """When the year was sealed; None while the balance is provisional."""
    as_it_is: str | None = None
    """Why the year was sealed although it is known in part alone."""
    digest: str | None = None
    """Of a sealed year: the SHA-256 of what was sealed."""
    corrections: tuple[Correction, ...] = ()
    """Of a sealed year: what is known otherwise since."""

    @property
    def is_measured(self) -> bool:
        """Whether any number of it was read, and not printed."""
        return any(figure.readings for figure in self.figures().values())

    @property
    def is_told_later(self) -> bool:
        """Whether any number of it was told by a platform later, or stands in a file."""
        return any(figure.quantity.evidence in TOLD_LATER for figure in self.figures().values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the year."""
        return not self.figures() and not self.answered.count and not self.happenings

    def figures(self) -> dict[str, Figure]:
        """Every number of the balance by its id, in the order of the paper."""
        return {figure.id: figure for figure in figures_in(self)}
