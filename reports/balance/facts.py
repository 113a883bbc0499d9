"""The yearly balance as facts: numbers with where each comes from, in no language.

Every number is a `Figure`: a quantity with an id by which sentences name it, the readings or the
printed source that it rests on, and the figures that it was computed from. None is "not known".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import ConfigDict, with_config

from metrics.falls import Fall
from metrics.quantity import Quantity
from reports.balance.figures import (
    Activities,
    Answered,
    Broken,
    Correction,
    Coverage,
    Figure,
    Happening,
    Length,
    OtherFigure,
    figures_in,
)


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
    """None where no post told it."""
    counted: int
    posts: int

    @property
    def is_whole(self) -> bool:
        """Whether every post told it."""
        return self.counted == self.posts


@dataclass(frozen=True, slots=True)
class Month:
    """The posts that an account published in a month, and what they had drawn by the last day."""

    since: date
    posts: int | None
    """None where the account was not yet followed on the month's first day."""
    views: Quantity | None = None
    """A lower bound where some posts did not tell it."""
    interactions: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What one account published in the year. Replies and reposts are counted apart."""

    account: str
    platform: str
    is_event: bool
    posts: Figure
    replies: int
    reposts: int
    forms: tuple[tuple[str, int], ...]
    """How many posts of each form, most first."""
    views: Summed
    interactions: Summed
    by_kind: tuple[tuple[str, Summed], ...] = ()
    """Likes, comments, …: each interaction apart."""
    months: tuple[Month, ...] = ()
    """What the posts of each month drew, as far as all posts of the month are on file."""


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

    posts: Figure
    views: Summed
    interactions: Summed


@dataclass(frozen=True, slots=True)
class TopPost:
    """One of the posts that drew most by the same age.

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
    likes: Figure | None = None


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
    best: tuple[TopPost, ...] = ()
    topics: tuple[Topical, ...] = ()
    activities: Activities = field(default_factory=Activities)
    answered: Answered = field(default_factory=Answered)
    happenings: tuple[Happening, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    others: tuple[OtherFigure, ...] = ()
    breaks: tuple[Broken, ...] = ()
    closed_at: datetime | None = None
    """When the year was sealed; None while the balance is provisional."""
    digest: str | None = None
    """Of a sealed year: the SHA-256 of what was sealed."""
    corrections: tuple[Correction, ...] = ()
    """Of a sealed year: what is known otherwise since."""

    @property
    def is_measured(self) -> bool:
        """Whether any number of it was read, and not printed."""
        return any(figure.readings for figure in self.figures().values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known of the year."""
        return not self.figures() and not self.answered.count and not self.happenings

    def figures(self) -> dict[str, Figure]:
        """Every number of the balance by its id, in the order of the paper."""
        return {figure.id: figure for figure in figures_in(self)}
