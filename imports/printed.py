"""What printed figures and activities have in common: a period that has begun, a precision."""

from __future__ import annotations

from datetime import date

from imports.cells import Cell, LocalTime, required_text, western
from imports.refusal import CellRefused
from imports.synonyms import PRECISION_WORDS, understood
from imports.table import CellReader
from metrics.periods import Period, parse_period
from metrics.quantity import Number, Precision
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase, joined_phrase, said_by

PRINTED = tuple(precision.value for precision in Precision if precision is not Precision.AT_MOST)
THOUSAND = 1000


def as_period(cell: Cell, today: date) -> Period:
    """A period that has begun by `today`, the day in the institution's zone.

    Raises:
        CellRefused: it is none, has not begun, or is a day that Excel may have made of a month.
    """
    if isinstance(cell, date | LocalTime):
        day = cell if isinstance(cell, date) else cell.value.date()
        raise CellRefused(
            Phrase(
                "Excel has made the day {day} of it, and perhaps a month was meant:"
                " format the cell as text and write it anew",
                day=day.isoformat(),
            )
        )
    try:
        period = parse_period(western(required_text(cell)))
    except CellRefused:
        raise
    except ValueError as error:
        raise CellRefused(said_by(error)) from None
    if period.since > today:
        raise CellRefused(Phrase("{label} has not begun yet", label=period.label))
    return period


def as_precision(cell: Cell) -> Precision:
    """How a figure was printed.

    Raises:
        CellRefused: it is none of the precisions that a figure can be printed with.
    """
    word = required_text(cell)
    if key := understood(word, PRECISION_WORDS):
        return Precision(key)
    advice = did_you_mean("_".join(word.split()), PRECISION_WORDS) or Phrase(
        ": write {listed}", listed=joined_phrase(", ", PRECISION_WORDS.values())
    )
    raise CellRefused(Phrase("{word} is not a precision{advice}", word=repr(word), advice=advice))


def check_thousand(cells: CellReader, column: str, value: Number, precision: Precision) -> None:
    """Note a count rounded to the thousand that is below one: its thousands were left out."""
    if precision is Precision.THOUSAND and value < THOUSAND:
        cells.note(
            column,
            Phrase("{value} cannot be rounded to the thousand: is {value}000 meant?", value=value),
        )
