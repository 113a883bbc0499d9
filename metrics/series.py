"""What a chart draws and an answer tells: quantities in the order of time, gaps included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from metrics.model import Counts, Form, Kind
from metrics.periods import Period
from metrics.quantity import Quantity
from metrics.texts.wordings import Wording


@dataclass(frozen=True, slots=True)
class Point:
    """One quantity at an instant, or for a whole period of which no day is known.

    Exactly one of `at` and `period` is set. A quantity of None is a gap: somebody looked, or
    should have looked, and there is no number.
    """

    quantity: Quantity | None
    at: datetime | None = None
    period: Period | None = None
    reason: str | None = None
    """Of a gap: why."""


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one metric of one account, oldest first."""

    account: str
    platform: str
    metric: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on known days, marked on charts. Half-open: until is excluded."""

    since: date
    until: date
    names: dict[str, str]
    """Its name by language; at least one."""
    source: str | None = None
    note: str | None = None
    account: str | None = None
    """The account, by its name in the settings, that was opened for it."""
    wordings: tuple[Wording, ...] = ()
    """As entered: what is on file stands by itself."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure that somebody printed: for a period, on a day only where one was printed."""

    period: Period
    account: str
    """The account's name in the settings, or the source's own word ("all", "x+facebook")."""
    metric: str
    quantity: Quantity
    as_of: date | None = None
    note: str | None = None
    wordings: tuple[Wording, ...] = ()
    """As entered: what is on file stands by itself."""


@dataclass(frozen=True, slots=True)
class PostReading:
    """The counts of a post at one look."""

    at: datetime
    counts: Counts
    exported: frozenset[str] = frozenset()
    """Names of the counts that were never read: they stand in a file that somebody downloaded."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post on file with every look at it, oldest first."""

    account: str
    platform: str
    id: str
    published_at: datetime
    kind: Kind
    form: Form | None
    text: str | None
    url: str | None
    vanished_at: datetime | None
    readings: tuple[PostReading, ...]
    in_files: PostReading | None = None
    """What downloaded files tell of it, where they are meant and it is not among the readings."""

    @property
    def is_of_files(self) -> bool:
        """Whether files alone tell of it: it was never read."""
        in_files = self.in_files
        return in_files is not None and all(
            look.exported and look.at == in_files.at for look in self.readings
        )
