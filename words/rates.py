"""Rates as percent or per thousand, with one decimal; where rounding leaves an interval, that.

Bounds are rounded to the nearest tenth, as the value itself is, and not outward: 36.72 to
37.03 % is told as 36.7 to 37.0 %, and "at most 56.02 %" as at most 56.0 %.

A rate under one percent is told per thousand, for "0.1%" says little of 0.05 and of 0.14 percent.
What was printed as percent stays percent.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from metrics.quantity import Evidence, Number, Precision, Quantity
from words.language import Language

Rate = Number | Decimal | float
ONE_PERCENT, FIVE_PERCENT = Fraction(1, 100), Fraction(1, 20)


def are_per_thousand(rates: Iterable[Rate | Quantity | None]) -> bool:
    """Whether rates that stand below each other are told per thousand, all of them alike.

    So it is where one is under one percent and none as high as five; of high ones the small ones
    tell enough in percent. What is nothing, and what is not known, tells nothing of it.
    """
    values = [each.value if isinstance(each, Quantity) else each for each in rates]
    sizes = [abs(Fraction(value)) for value in values if value]
    return bool(sizes) and min(sizes) < ONE_PERCENT and max(sizes) < FIVE_PERCENT


def number_as_rate(
    rate: Rate, language: Language, *, signed: bool = False, per_thousand: bool | None = None
) -> str:
    """A fraction of one as percent, or per thousand; unless told, by its own size."""
    small = are_per_thousand([rate]) if per_thousand is None else per_thousand
    write = language.per_thousand if small else language.percent
    return write(rate, signed=signed)


def rate_in_words(
    value: Quantity, language: Language, *, signed: bool = False, per_thousand: bool | None = None
) -> str:
    """A rate (a fraction of one) with its qualifier, or as an interval: 36.7 to 37.0%.

    An interval whose ends agree once rounded is one number, after "about". What was printed as
    a whole percent without a bound ("close to 40 percent") gets no decimal that nobody printed.
    Unless told, it is per thousand by its own size.
    """
    if per_thousand is None:
        known = [end for end in (value.value, value.low, value.high) if end is not None]
        per_thousand = _is_small(known) and value.evidence is not Evidence.PUBLISHED

    def told(rate: Number) -> str:
        return number_as_rate(rate, language, signed=signed, per_thousand=per_thousand)

    match value.precision:
        case Precision.EXACT:
            return told(value.value)
        case Precision.AT_LEAST | Precision.AT_MOST:
            bound = value.low if value.precision is Precision.AT_LEAST else value.high
            return language.qualified(told(value.value if bound is None else bound), value)
    if value.low is None or value.high is None:
        is_whole = _printed_whole(value)
        words = language.percent(value.value, signed=signed, whole=True) if is_whole else ""
        return language.qualify(words or told(value.value), Precision.ABOUT)
    ends = [told(end) for end in (value.low, value.high)]
    if ends[0] == ends[1]:
        return language.qualify(ends[0], Precision.ABOUT)
    between = language.per_thousands if per_thousand else language.percents
    return between(value.low, value.high, signed=signed)


def _is_small(rates: Iterable[Number]) -> bool:
    """Whether all of them are told per thousand, those that are nothing beside another too."""
    sizes = [abs(Fraction(rate)) for rate in rates]
    return any(sizes) and max(sizes) < ONE_PERCENT


def _printed_whole(value: Quantity) -> bool:
    hundredfold = 100 * Fraction(value.value)
    return value.evidence is Evidence.PUBLISHED and hundredfold.denominator == 1
