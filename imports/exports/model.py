"""What an exported file holds once it is read: days of an account, counts of posts, and from whom.

A file that a person downloaded is read into an `Export`. Nothing here knows the settings: `owners`
are what the file itself says of whose it is, and the command matches them with an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from imports.refusal import ImportRefused
from metrics.model import Counts, Form, Kind

UTC_NAME, PACIFIC = "UTC", "America/Los_Angeles"
"""The zones in which X and Meta count their days."""

IMPRESSIONS = "impressions"
"""Counted by day before a platform counted views; its breaks say until when."""
VIEWERS = "viewers"
"""What a platform counts in the place of reach since one of its breaks."""


class LeftOut(StrEnum):
    """Why rows, cells or files are not taken in, although they were understood."""

    OTHER_ACCOUNT = "other_account"
    """Posts of another account: a collaboration, or another page of the same office."""
    NO_VALUE = "no_value"
    """Cells that are empty, or say that the number is not known."""
    OTHER_MEASURE = "other_measure"
    """Impressions of a time in which the platform counts views."""
    REPEATED = "repeated"
    """A post that stands twice: the row with the larger counts is taken."""
    OTHER_PERSONS = "other_persons"
    """Files about third persons, which are not opened."""
    NOT_TAKEN = "not_taken"
    """A platform that is not read, or figures that nothing here keeps."""


class NeedsAnswer(ImportRefused):
    """Something that a file does not say and its person can: whose it is, or of which day."""


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A number of an account on a day of the platform's calendar."""

    day: date
    metric: str
    """A key of `ACCOUNT_DAY_METRICS`, or IMPRESSIONS or VIEWERS."""
    value: int
    column: str = ""
    """What the file calls it: its column or its title."""


@dataclass(frozen=True, slots=True)
class FileOwner:
    """An account as a file names it."""

    id: str | None = None
    handle: str | None = None
    """Without its @."""
    name: str | None = None

    def __str__(self) -> str:
        """All that is told of it."""
        return " | ".join(part for part in (self.id, self.handle, self.name) if part)


@dataclass(frozen=True, slots=True)
class ExportedPost:
    """A post and its counts at the moment of the export."""

    counts: Counts
    id: str | None = None
    """The platform's own; None where a spreadsheet has damaged it, then `url` is told."""
    url: str | None = None
    published_at: datetime | None = None
    """In UTC; None where the file tells a day at most."""
    kind: Kind = Kind.POST
    text: str | None = None
    """As the file has it; None where its encoding is not proved."""
    form: Form | None = None
    owner: FileOwner | None = None
    """Whose post it is; None where the file does not say."""


@dataclass(frozen=True, slots=True)
class ExportKind:
    """A kind of file that is recognised."""

    key: str
    platform: str | None
    """None: the file does not say, and its account does."""
    zone: str = UTC_NAME
    """In which its days begin and its times are written."""
    needs_download_day: bool = False
    """Whether its numbers are of the moment of the export, which it does not tell."""


@dataclass(frozen=True, slots=True)
class Export:
    """One table of one file, read."""

    kind: ExportKind
    name: str
    """The file, as the person sees it: its path in the folder or the zip."""
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    owners: tuple[FileOwner, ...] = ()
    """The accounts it is of; none where it does not say."""
    days: tuple[DayFigure, ...] = ()
    posts: tuple[ExportedPost, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    """Totals of the day of the export, by metric: the file does not tell that day."""
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many days or posts it tells of."""
        return len({figure.day for figure in self.days}) + len(self.posts) + bool(self.totals)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day (both included) of which it tells anything."""
        days = [figure.day for figure in self.days]
        days += [post.published_at.date() for post in self.posts if post.published_at]
        return (min(days), max(days)) if days else None
