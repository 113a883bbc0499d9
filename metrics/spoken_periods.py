"""Periods as people say them: yesterday, last month, this year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from metrics.periods import Period, Span, parse_period, period_of

A_DAY = timedelta(days=1)
SPOKEN = re.compile(r"(?P<which>this|last)[ _-](?P<span>day|week|month|year)")
ADVICE = "write 2026, 2026-03, 2026-W46, 2026-03-09, today, yesterday, this month or last month"


def spoken_period(text: str, today: date) -> Period:
    """The period that is meant on a day: its label, `yesterday`, `this week`, `last month`.

    Raises:
        ValueError: the text names no period.
    """
    words = " ".join(text.lower().split())
    if words in {"today", "yesterday"}:
        return period_of(today - A_DAY * (words == "yesterday"), Span.DAY)
    spoken = SPOKEN.fullmatch(words)
    if spoken is None:
        try:
            return parse_period(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a period: {ADVICE}") from None
    current = period_of(today, Span(spoken["span"]))
    if spoken["which"] == "this":
        return current
    return period_of(current.since - A_DAY, current.span)
