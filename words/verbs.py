"""Which way a number went: a sentence's verb follows the sign, never a wish."""

from __future__ import annotations

from enum import StrEnum

from metrics.quantity import Precision, Quantity, measured


class Trend(StrEnum):
    """What a change is called."""

    RISE = "rise"
    FALL = "fall"
    STABLE = "stable"
    UNCLEAR = "unclear"
    """The interval holds nothing on both its sides: rounding hides the sign."""


def trend(change: Quantity) -> Trend:
    """What a net change is called.

    Of "at most 74,500" the lower bound is open, and the value in the middle gives the sign.
    """
    if change.low == change.high == 0:
        return Trend.STABLE
    if change.low is not None and change.low > 0:
        return Trend.RISE
    if change.high is not None and change.high < 0:
        return Trend.FALL
    if change.low is None and change.value > 0:
        return Trend.RISE
    if change.precision is Precision.ABOUT and change.low is None and change.value < 0:
        return Trend.FALL
    return Trend.UNCLEAR


def size(change: Quantity) -> Quantity:
    """How great a change is, without its sign: a fall of at least 5 is "more than 5"."""
    return measured(0) - change if trend(change) is Trend.FALL else change
