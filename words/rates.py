"""Rates as percent, with one decimal; where rounded figures leave an interval, the interval.

Bounds are rounded to the nearest tenth, as the value itself is, and not outward: 36.72 to
37.03 % is told as 36.7 to 37.0 %, and "at most 56.02 %" as at most 56.0 %.
"""

from __future__ import annotations

from fractions import Fraction

from metrics.quantity import Evidence, Precision, Quantity
from words.language import Language


def rate_in_words(value: Quantity, language: Language, *, signed: bool = False) -> str:
    """A rate (a fraction of one) with its qualifier, or as an interval: 36.7 to 37.0%.

    An interval whose ends agree once rounded is one number, after "about". What was printed as
    a whole percent without a bound ("close to 40 percent") gets no decimal that nobody printed.
    """
    match value.precision:
        case Precision.EXACT:
            return language.percent(value.value, signed=signed)
        case Precision.AT_LEAST | Precision.AT_MOST:
            bound = value.low if value.precision is Precision.AT_LEAST else value.high
            told = language.percent(value.value if bound is None else bound, signed=signed)
            return language.qualified(told, value)
    if value.low is None or value.high is None:
        told = language.percent(value.value, signed=signed, whole=_printed_whole(value))
        return language.qualify(told, Precision.ABOUT)
    ends = [language.percent(end, signed=signed) for end in (value.low, value.high)]
    if ends[0] == ends[1]:
        return language.qualify(ends[0], Precision.ABOUT)
    return language.percents(value.low, value.high, signed=signed)


def _printed_whole(value: Quantity) -> bool:
    hundredfold = 100 * Fraction(value.value)
    return value.evidence is Evidence.PUBLISHED and hundredfold.denominator == 1
