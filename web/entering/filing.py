"""What a form sends to the process that writes, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Filing:
    """A form that somebody sent who has logged in."""

    form: str
    user: str
    at: datetime
    fields: Mapping[str, Sequence[str]]
    """What was filled in, by the names of the fields; blank ones are left out."""
    seen: int | None = None
    """The row of the register that they had before their eyes, 0: none; None: it has no rows."""

    def texts(self) -> dict[str, str]:
        """The fields, those with several values with spaces between them."""
        return {name: " ".join(values) for name, values in self.fields.items()}


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
    is_out_of_order: bool = False
    """Whether it is no fault of theirs: the database, say, is locked."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """What a browser sent: the fields, and the two that belong to the form itself."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    once: str = ""
    """The id of the form, which is good once."""
    seen: int | None = None
