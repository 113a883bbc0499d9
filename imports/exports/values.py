"""Cells of exported files: counts, days and times in the shapes that platforms write, and ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from imports.cells import western
from imports.refusal import CellRefused
from metrics.texts.phrases import Phrase, said_by

UNKNOWN = frozenset({"", "-", "–", "—", "na", "n/a", "undefined", "null", "--"})
"""What stands in a cell whose number nobody knows; never 0."""
PLAIN = re.compile(r"(?P<digits>[0-9]{1,15})(?:\.0+)?")
GROUPS = re.compile(r"[0-9]{1,3}(?:(?P<mark>[,'’ \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


DECEMBER = 12


class Order(StrEnum):
    """Which number of 03/04/2026 is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def as_export_count(cell: str, *, points: bool = False, signed: bool = False) -> int | None:
    """A count as exports write it: 424, 424.0, 1,234; None where it is not known.

    `points`: the file writes 1.234 for 1234. `signed`: a loss is written with a minus, and its
    size is meant.

    Raises:
        CellRefused: it is no whole number, or one that can be read in two ways.
    """
    text = western(cell.strip())
    if text.casefold() in UNKNOWN:
        return None
    if signed:
        text = text.lstrip("-−")
    if plain := PLAIN.fullmatch(text):
        return int(plain["digits"])
    if GROUPS.fullmatch(text) or (points and POINTS.fullmatch(text)):
        return int(re.sub(r"\D", "", text))
    raise CellRefused(
        Phrase("{cell} is not a count that can be read in one way alone", cell=repr(cell))
    )


WEEKDAY = re.compile(r"^[^\W\d]+\.?,?\s+(?=\d|[^\W\d]+\.? \d)")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
MONTH_NAMED = re.compile(r"(?P<month>[^\W\d]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})")
DAY_NAMED = re.compile(r"(?P<day>\d{1,2})(?:er)? (?P<month>[^\W\d]+)\.? (?P<year>\d{4})")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb février févr fév",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug août",
            "september sep sept septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre déc",
        ),
        start=1,
    )
    for name in names.split()
}


def order_of(cells: Sequence[str]) -> Order | None:
    """In which order numbers like 03/04/2026 stand, proved by one over 12; None: not proved.

    Raises:
        CellRefused: some cells prove one order and some the other.
    """
    pairs = [match.groups() for cell in cells if (match := NUMBERS.search(western(cell)))]
    orders = {Order.DAY_FIRST for first, _, _ in pairs if int(first) > DECEMBER}
    orders |= {Order.MONTH_FIRST for _, second, _ in pairs if int(second) > DECEMBER}
    if len(orders) > 1:
        raise CellRefused(
            Phrase("some dates have the day first and some the month: a program rewrote them")
        )
    return next(iter(orders), None)


def is_numeric_day(cell: str) -> bool:
    """Whether a day is written in numbers whose order must be known."""
    return NUMBERS.search(western(cell)) is not None


def as_export_day(cell: str, order: Order | None) -> date:
    """A day as exports write it, with or without the name of the weekday.

    Raises:
        CellRefused: it is no day, or its order is not known.
    """
    text = WEEKDAY.sub("", " ".join(western(cell).split()))
    try:
        if match := ISO.fullmatch(text):
            return date(*(int(part) for part in match.groups()))
        if match := NUMBERS.fullmatch(text):
            return _numbered_day(match, order)
        if match := MONTH_NAMED.fullmatch(text) or DAY_NAMED.fullmatch(text):
            month = MONTHS.get(match["month"].casefold(), 0)
            return date(int(match["year"]), month, int(match["day"]))
    except ValueError as error:
        raise CellRefused(
            Phrase("{cell} is not a day ({error})", cell=repr(cell), error=said_by(error))
        ) from None
    raise CellRefused(Phrase("{cell} is not a day in a form that is known", cell=repr(cell)))


def _numbered_day(match: re.Match[str], order: Order | None) -> date:
    if order is None:
        raise ValueError(Phrase("day first or month first?"))
    first, second, year = (int(part) for part in match.groups())
    day, month = (first, second) if order is Order.DAY_FIRST else (second, first)
    return date(year, month, day)


CLOCK = re.compile(
    r"(?P<day>.*?)[ ,T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?: ?(?P<half>[AP]M))?(?: ?(?P<offset>[+-]\d{2}:?\d{2}|Z|UTC))?",
    re.IGNORECASE,
)
NOON = 12


def as_export_moment(cell: str, order: Order | None, zone: str) -> datetime:
    """A day and a time as exports write them, in UTC; without an offset the clocks of `zone`.

    Raises:
        CellRefused: it is no moment, or the order of its day is not known.
    """
    match = CLOCK.fullmatch(western(cell.strip()))
    if match is None:
        raise CellRefused(Phrase("{cell} is not a day with a time", cell=repr(cell)))
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % NOON + (NOON if match["half"].upper() == "PM" else 0)
    try:
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        raise CellRefused(Phrase("{cell} is not a time", cell=repr(cell))) from None
    local = datetime.combine(as_export_day(match["day"], order), clock)
    offset = (match["offset"] or "").upper()
    if not offset:
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    known = "+00:00" if offset in {"Z", "UTC"} else f"{offset[:3]}:{offset[-2:]}"
    return datetime.fromisoformat(f"{local.isoformat()}{known}").astimezone(UTC)


DAMAGED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
ID = re.compile(r"[0-9]+(?:_[0-9]+)?")


def as_post_id(cell: str) -> str | None:
    """A post's id; None where a spreadsheet has made a rounded number of it.

    Raises:
        CellRefused: it is neither.
    """
    text = cell.strip().strip('"')
    if not text or DAMAGED.fullmatch(text):
        return None
    if ID.fullmatch(text):
        return text
    raise CellRefused(Phrase("{cell} is not the id of a post", cell=repr(cell)))


KEPT_DIGITS = 15
"""So many a spreadsheet keeps of a number; it writes zeros in the place of the others."""


def are_rounded(ids: Sequence[str]) -> bool:
    """Whether a spreadsheet has rounded a column of ids: beyond 15 digits all are zeros."""
    tails = [cell[KEPT_DIGITS:] for cell in ids if cell.isdecimal()]
    tails = [tail for tail in tails if tail]
    return bool(tails) and not any(tail.strip("0") for tail in tails)


def order_by_uploads(
    cells: Sequence[str], uploads: Sequence[datetime | None], zone: str
) -> Order | None:
    """The order of days that the moments of uploads prove; None where they prove none.

    A post is published up to some hours after its upload, and never before it.
    """
    known = [(cell, upload) for cell, upload in zip(cells, uploads, strict=True) if upload]
    fitting = [
        order
        for order in Order
        if known and all(_is_soon_after(cell, order, zone, upload) for cell, upload in known)
    ]
    return fitting[0] if len(fitting) == 1 else None


SOON = timedelta(days=10)
MINUTE = timedelta(minutes=1)


def _is_soon_after(cell: str, order: Order, zone: str, upload: datetime) -> bool:
    try:
        published = as_export_moment(cell, order, zone)
    except CellRefused:
        return False
    return -MINUTE <= published - upload <= SOON
