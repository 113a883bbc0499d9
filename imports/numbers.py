"""A printed number as people write it: read exactly, or refused with advice.

Counts (every metric whose name does not end in `_rate`) have no decimals. That is why a mark
between groups of exactly three digits can only group thousands there: "317.074", "317,074" and
"317 074" are 317074, never 317. Whatever else could be meant ("317.07", "1.234,567", "12K",
"1e6") is refused. A cell of a sheet that already holds the number 317.074 is refused as well:
Excel has then taken the dot for a decimal mark, and only a person knows what was typed.

Rates are fractions of one below one, written with a decimal mark ("0.40", "0,40"), or
percentages with their sign ("40 %"). A bare "40", "1.5" or "5" is refused: it could mean a
percentage or a hundred times that. A rate may be negative (a fall); a count may not.
"""

from __future__ import annotations

import re
from fractions import Fraction

from imports.cells import Cell, as_text, western
from imports.refusal import CellRefused
from metrics.quantity import Number

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
        raise CellRefused(f"the cell holds {shown}, and a count has no decimals: {_digits(shown)}")
    text = _written(cell)
    if not (DIGITS.fullmatch(text) or GROUPED.fullmatch(text)):
        raise CellRefused(f"{text!r} is not a count: {_digits(text)}")
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) > MOST_DIGITS:
        raise CellRefused(f"{text!r} has more than {MOST_DIGITS} digits")
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
        raise CellRefused(f"{text!r} is not a rate: write 0.40 or 40 %")
    return Fraction(percent["number"].translate(DECIMAL_MARKS)) / 100


def as_number(cell: Cell, metric: str) -> Number:
    """The value of a metric: a count, or a fraction of one for a rate.

    Raises:
        CellRefused: it cannot be read, or could be read in two ways.
    """
    return as_rate(cell) if is_rate(metric) else as_count(cell)


def _written(cell: Cell) -> str:
    text = as_text(cell)
    if text is None:
        raise CellRefused("is empty; a figure that is not known is left out of the file")
    return western(text)


def _digits(text: str) -> str:
    found = re.sub(r"[^0-9]", "", text) if re.fullmatch(r"[0-9][0-9., ]*", text) else ""
    example = f"such as 317074 (is {found} meant?)" if found else "such as 317074"
    return f"write the digits alone, {example}"
