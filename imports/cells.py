"""One cell: what may stand in it, and how it is read as a text, a name or a day.

A CSV file gives texts only. A sheet gives typed cells, and Excel may have made a date or a
decimal of what somebody typed: a cell whose type does not fit is refused, never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from imports.refusal import CellRefused
from metrics.periods import YEARS, YEARS_TOLD

LONGEST_TEXT = 2_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# They order letters on the screen and mean nothing; they come along when Arabic is copied.
INVISIBLE = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INVISIBLE[0xFEFF] = None
ZEROS = (0x0660, 0x06F0, 0xFF10)
WESTERN_DIGITS = {zero + digit: str(digit) for zero in ZEROS for digit in range(10)}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell of a sheet that holds no value: a formula never calculated, an error."""

    reason: str


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A day and a time of a sheet, of no zone. Not itself a datetime: that would be a date."""

    value: datetime


Cell = str | int | Fraction | date | LocalTime | bool | Unreadable | None
"""A value as the file gives it; None and "" are both an empty cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, by the names of its columns."""

    line: int | None
    """None: it was not read from a file."""
    cells: Mapping[str, Cell]


def is_blank(cell: Cell) -> bool:
    """Whether a cell is empty, or holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(cell: Cell) -> str | None:
    """A text, trimmed and without invisible direction marks; None where there is none.

    Raises:
        CellRefused: the cell holds no text, or one with control characters or without end.
    """
    match cell:
        case Unreadable(reason):
            raise CellRefused(reason)
        case None:
            return None
        case bool() | date() | LocalTime() | Fraction():
            raise CellRefused(f"the cell holds {_kind(cell)}, not a text: format it as text")
        case int():
            return str(cell)
        case str():
            return _clean(cell) or None


def required_text(cell: Cell) -> str:
    """A text that must be there.

    Raises:
        CellRefused: it is missing or cannot be read.
    """
    text = as_text(cell)
    if text is None:
        raise CellRefused("is empty")
    return text


def western(text: str) -> str:
    """The text with Arabic-Indic, Persian and full-width digits written as 0-9."""
    return text.translate(WESTERN_DIGITS)


def as_day(cell: Cell) -> date | None:
    """A day: a date of a sheet, or a text in the form 2026-03-09; None where there is none.

    Raises:
        CellRefused: it is no day of the calendar, or written in a form that can mean two days.
    """
    if isinstance(cell, LocalTime):
        raise CellRefused(f"the cell holds {cell.value}: write the day without a time")
    day = cell if isinstance(cell, date) else _parse_day(as_text(cell))
    if day is not None and day.year not in YEARS:
        raise CellRefused(f"the year {day.year} cannot be meant: {YEARS_TOLD}")
    return day


def _parse_day(text: str | None) -> date | None:
    if text is None:
        return None
    written = western(text)
    if DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise CellRefused(f"{text!r} is no day of the calendar") from None
    raise CellRefused(f"{text!r} is not a day: write year, month, day, such as 2026-03-09")


def _clean(text: str) -> str:
    cleaned = unicodedata.normalize("NFC", text).translate(INVISIBLE).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in cleaned):
        raise CellRefused("holds control characters: type it anew")
    if len(cleaned) > LONGEST_TEXT:
        raise CellRefused(f"has {len(cleaned)} characters; {LONGEST_TEXT} are the most")
    return cleaned


def _kind(cell: bool | date | LocalTime | Fraction) -> str:  # noqa: FBT001  a cell that is true or false
    match cell:
        case bool():
            return str(cell).upper()
        case date():
            return f"the date {cell.isoformat()}"
        case LocalTime():
            return f"the date and time {cell.value}"
        case Fraction():
            return f"the number {float(cell)}"
