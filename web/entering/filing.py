"""What a form sends to the process that writes, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from documents.model import Table
from storage.door.links import NewLink


@dataclass(frozen=True, slots=True)
class Filing:
    """A form that somebody sent who has logged in."""

    form: str
    user: str
    at: datetime
    texts: Mapping[str, str]
    """What was filled in, by the names of the fields; blank ones are left out."""
    seen: int
    """The row of the register that they had before their eyes; 0: none."""


@dataclass(frozen=True, slots=True)
class LinkFiling:
    """A link that somebody makes who has logged in, or revokes."""

    user: str
    at: datetime
    made: NewLink | None = None
    ended: int | None = None
    """The number of the one to be revoked."""


class FilingOutcome(StrEnum):
    """What became of what was filled in."""

    NEW = "new"
    CORRECTED = "corrected"
    SAME = "same"
    """Nothing changed: it was on file already."""


@dataclass(frozen=True, slots=True)
class Filed:
    """It is on file."""

    outcome: FilingOutcome


@dataclass(frozen=True, slots=True)
class NotFiled:
    """Nothing was kept, and why."""

    problems: Sequence[tuple[str | None, str]]
    """Each field, or None, and what is wrong with it."""
    on_file: int | None = None
    """The row that is in force by now, where it is not the one that was seen."""
    is_forbidden: bool = False
    """Whether they may enter nothing at all."""
    is_warning: bool = False
    """Whether it is kept if somebody says why."""
    is_out_of_order: bool = False
    """Whether it is no fault of theirs: the database, say, is locked."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """What a browser sent: the fields, and the two that belong to the form itself."""

    fields: Mapping[str, Sequence[str]]
    seen: int
    """The row of the register that was corrected; 0: none."""
    once: str = ""
    """The id of the form, which is good once."""
    is_search: bool = False
    """Whether posts are looked for, and nothing is to be kept."""

    def texts(self) -> dict[str, str]:
        """The fields, those with several values with spaces between them."""
        return {name: " ".join(values) for name, values in self.fields.items()}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody brings who has logged in."""

    user: str
    at: datetime
    path: Path
    """Where it lies for as long as it is read."""
    kind: str
    """One of `entries.tables.KINDS`, or `EXPORT`."""
    language: str
    account: str | None = None
    downloaded: date | None = None
    reason: str | None = None
    order: str = ""
    """Of days that are written in numbers: one of `Order`, or nothing."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What was filled in; of it, what they say of columns that nobody knows."""
    dry: bool = True
    """Whether it is only told what it would bring."""


EXPORT = "export"
"""The kind of a file that a platform or a tool exported."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would bring."""

    table: Table
    is_new: bool
    """Whether there is anything to be taken in."""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Tables whose columns nobody knows, so that the person may say what they are."""

    headers: Sequence[Sequence[str]]
    """What stands above the columns of each."""
