"""What the registers and the slots tell of a year: activities, statements, events, coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.quantity import Quantity
from reports.balance.figures import Figure, Length


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
class Hole:
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
    """How many readings were planned: one in each slot of the account's life."""
    figure: Figure
    """The readings that were kept, as sentences name them."""
    hole: Hole | None = None


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
