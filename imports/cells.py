"""One cell: what may stand in it, and how it is read as a text, a number, a day or a moment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from imports.refusal import CellRefused
from metrics.periods import YEARS, YEARS_TOLD
from metrics.quantity import Number
from metrics.texts.phrases import Phrase, Plural, said_by

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


def text_of_cell(cell: Cell) -> str | None:
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
            raise CellRefused(
                Phrase("the cell holds {kind}, not a text: format it as text", kind=_kind(cell))
            )
        case int():
            return str(cell)
        case str():
            return _clean(cell) or None


def required_text(cell: Cell) -> str:
    """A text that must be there.

    Raises:
        CellRefused: it is missing or cannot be read.
    """
    text = text_of_cell(cell)
    if text is None:
        raise CellRefused(Phrase("is empty"))
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
        raise CellRefused(
            Phrase("the cell holds {value}: write the day without a time", value=cell.value)
        )
    day = cell if isinstance(cell, date) else _parse_day(text_of_cell(cell))
    if day is not None and day.year not in YEARS:
        raise CellRefused(
            Phrase(
                "the year {year} cannot be meant: {advice}",
                year=str(day.year),
                advice=YEARS_TOLD,
            )
        )
    return day


def _parse_day(text: str | None) -> date | None:
    if text is None:
        return None
    written = western(text)
    if DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise CellRefused(Phrase("{text} is no day of the calendar", text=repr(text))) from None
    raise CellRefused(
        Phrase("{text} is not a day: write year, month, day, such as 2026-03-09", text=repr(text))
    )


def _clean(text: str) -> str:
    cleaned = unicodedata.normalize("NFC", text).translate(INVISIBLE).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in cleaned):
        raise CellRefused(Phrase("holds control characters: type it anew"))
    if len(cleaned) > LONGEST_TEXT:
        raise CellRefused(
            Phrase(
                "has {characters}; {longest} are the most",
                characters=Plural("{n} character", "{n} characters", len(cleaned)),
                longest=LONGEST_TEXT,
            )
        )
    return cleaned


def _kind(cell: bool | date | LocalTime | Fraction) -> str:  # noqa: FBT001  a cell that is true or false
    match cell:
        case bool():
            return str(cell).upper()
        case date():
            return Phrase("the date {day}", day=cell.isoformat())
        case LocalTime():
            return Phrase("the date and time {value}", value=cell.value)
        case Fraction():
            return Phrase("the number {number}", number=str(float(cell)))


MOST_DIGITS = 15
"""Excel keeps no more."""
DIGITS = re.compile(r"0|[1-9][0-9]*")
GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?P<mark>[.,'’٬ \u00a0\u2009\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
)
FRACTION = re.compile(r"[-−]?0[.,٫][0-9]{1,9}")
# Two decimals at most: a third would look like a group of thousands.
PERCENT = re.compile(r"(?P<number>[-−]?[0-9]{1,4}(?:[.,٫][0-9]{1,2})?)[ \u00a0\u202f]?[%٪]")
DECIMAL_MARKS = str.maketrans({",": ".", "٫": ".", "−": "-"})


def is_rate(metric: str) -> bool:
    """Whether a metric is a fraction of one; every other metric is a count."""
    return metric.endswith("_rate")


def as_count(cell: Cell) -> int:
    """A whole number from zero up, with the digits that stand in the cell and no others.

    Raises:
        CellRefused: it is none, or could be read in two ways.
    """
    if isinstance(cell, Fraction):
        shown = f"{float(cell)}"
        raise CellRefused(
            Phrase(
                "the cell holds {shown}, and a count has no decimals: {digits}",
                shown=shown,
                digits=_digits(shown),
            )
        )
    text = _written(cell)
    if not (DIGITS.fullmatch(text) or GROUPED.fullmatch(text)):
        raise CellRefused(
            Phrase("{text} is not a count: {digits}", text=repr(text), digits=_digits(text))
        )
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) > MOST_DIGITS:
        raise CellRefused(
            Phrase(
                "{text} has more than {digits}",
                text=repr(text),
                digits=Plural("{n} digit", "{n} digits", MOST_DIGITS),
            )
        )
    return int(digits)


def as_rate(cell: Cell) -> Fraction:
    """A fraction of one, exactly.

    Raises:
        CellRefused: it is none, or could be a percentage without its sign.
    """
    if isinstance(cell, Fraction) and abs(cell) < 1:
        return cell
    text = f"{float(cell)}" if isinstance(cell, Fraction) else _written(cell)
    if FRACTION.fullmatch(text):
        return Fraction(text.translate(DECIMAL_MARKS))
    percent = PERCENT.fullmatch(text)
    if percent is None:
        raise CellRefused(Phrase("{text} is not a rate: write 0.40 or 40 %", text=repr(text)))
    return Fraction(percent["number"].translate(DECIMAL_MARKS)) / 100


def as_number(cell: Cell, metric: str) -> Number:
    """The value of a metric: a count, or a fraction of one for a rate.

    Raises:
        CellRefused: it cannot be read, or could be read in two ways.
    """
    return as_rate(cell) if is_rate(metric) else as_count(cell)


def _written(cell: Cell) -> str:
    text = text_of_cell(cell)
    if text is None:
        raise CellRefused(Phrase("is empty; a figure that is not known is left out of the file"))
    return western(text)


def _digits(text: str) -> str:
    digits = re.sub(r"[^0-9]", "", text) if re.fullmatch(r"[0-9][0-9., ]*", text) else ""
    example = (
        Phrase("such as 317074 (is {found} meant?)", found=digits)
        if digits
        else Phrase("such as 317074")
    )
    return Phrase("write the digits alone, {example}", example=example)


WRITTEN = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T \u00a0]+(?P<time>\d{1,2}:\d{2})(?P<offset>Z|[+-]\d{2}:\d{2})?"
)
SECOND = timedelta(seconds=1)
HALF = timedelta(milliseconds=500)
MOMENT_ADVICE = Phrase("write 2026-03-09 14:30, or the day alone where the time is not known")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the minute of it where somebody wrote it down."""

    on: date
    """In the institution's zone."""
    at: datetime | None
    """In UTC, to the minute; None: only the day is known."""


def as_moment(cell: Cell, zone: ZoneInfo, now: datetime) -> Moment | None:
    """A day with or without a time, as the clocks of `zone` show it; None where there is none.

    A date of a sheet at midnight is the day alone: Excel does not tell the two apart.

    Raises:
        CellRefused: it is no moment, has not come yet, or the clocks showed it never, or twice
            (then its offset from UTC tells which one is meant: 2026-02-15 02:30+01:00).
    """
    moment = _read(cell, zone)
    if moment is None:
        return None
    if moment.on.year not in YEARS:
        raise CellRefused(
            Phrase(
                "the year {year} cannot be meant: {advice}",
                year=str(moment.on.year),
                advice=YEARS_TOLD,
            )
        )
    if (moment.at or now) > now or moment.on > now.astimezone(zone).date():
        raise CellRefused(Phrase("{moment} has not come yet", moment=as_shown(moment, zone)))
    return moment


def as_shown(moment: Moment, zone: ZoneInfo) -> str:
    """A moment as people write it."""
    return f"{moment.at.astimezone(zone):%Y-%m-%d %H:%M}" if moment.at else f"{moment.on}"


def _read(cell: Cell, zone: ZoneInfo) -> Moment | None:
    if isinstance(cell, LocalTime):
        # Excel keeps times as fractions of a day: 14:30 may come as 14:29:59.999.
        exact = cell.value + HALF
        return _on_the_clock(exact.replace(second=0, microsecond=0), zone)
    if isinstance(cell, date):
        return Moment(cell, None)
    text = text_of_cell(cell)
    if text is None:
        return None
    match = WRITTEN.fullmatch(western(text))
    if match is None:
        return _day_alone(text)
    return _parse(text, match, zone)


def _day_alone(text: str) -> Moment:
    try:
        day = as_day(text)
    except CellRefused as refusal:
        raise CellRefused(
            Phrase("{refusal}; {advice}", refusal=said_by(refusal), advice=MOMENT_ADVICE)
            if ":" in text
            else said_by(refusal)
        ) from None
    if day is None:
        raise CellRefused(Phrase("is empty"))
    return Moment(day, None)


def _parse(text: str, parts: re.Match[str], zone: ZoneInfo) -> Moment:
    offset = (parts["offset"] or "").replace("Z", "+00:00")
    try:
        instant = datetime.fromisoformat(f"{parts['day']}T{parts['time']:0>5}{offset}")
    except ValueError:
        raise CellRefused(
            Phrase(
                "{text} is on no calendar or clock: {advice}",
                text=repr(text),
                advice=MOMENT_ADVICE,
            )
        ) from None
    if instant.tzinfo is None:
        return _on_the_clock(instant, zone)
    return Moment(instant.astimezone(zone).date(), instant.astimezone(UTC))


def _on_the_clock(local: datetime, zone: ZoneInfo) -> Moment:
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return Moment(local.date(), first)
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise CellRefused(
            Phrase("{local} was skipped when the clocks were put forward", local=local)
        )
    offset = f"{first.astimezone(zone):%z}"
    raise CellRefused(
        Phrase(
            "{local} came twice when the clocks were put back: write which one is meant, such"
            " as {example}",
            local=local,
            example=f"{local}{offset[:3]}:{offset[3:]}",
        )
    )
