"""The values of an answer as people read them, in their language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from queries.answer import Kind, Value
from queries.workbook import legible
from words import Language, notices

TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Marks by which a text could turn the line around it."""


def worded(value: Value, kind: Kind, language: Language, zone: ZoneInfo) -> str:
    """A value for the eye: grouped, in percent, as a date; `not known` where there is none.

    Texts lose what a terminal would obey and what would turn a line around.
    """
    match value:
        case None:
            return notices.not_known(language)
        case str():
            return readable(value)
        case datetime():
            return language.moment(value, zone)
        case date():
            return language.date(value)
        case _:
            return _number(value, kind, language)


def readable(text: str) -> str:
    """A text without what a terminal would obey and what would turn a line around."""
    return legible(text).translate(TURNING)


def _number(value: Fraction | Decimal | float, kind: Kind, language: Language) -> str:
    match kind:
        case Kind.SHARE:
            return language.percent(value)
        case Kind.MONEY:
            return f"{value:.3f}"
        case _:
            return language.number(value)
