"""The chart of a letter: net growth week by week, as wide as a telephone shows it sharply."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

import charts
from documents.model import Picture
from metrics.periods import Span, midnight
from metrics.series import Series
from reports.letter.facts import OfficeFacts
from settings import Settings
from words import Language

SIZE = (4.0, 4.0)
"""Inches: 600 dots wide, which a telephone shows nearly at two for each of its own 375."""
NAME = "growth"

logger = logging.getLogger(__name__)


def chart(
    facts: OfficeFacts, settings: Settings, language: Language, now: datetime
) -> Picture | None:
    """The chart; None where nothing was read, or where it cannot be drawn.

    A letter without its chart still tells the figures, so whatever goes wrong in drawing is
    logged and stops nothing.
    """
    if facts.drawn_since is None:
        return None
    try:
        png = charts.render_figure(_figure(facts, settings, language, now), "png")
    except Exception:
        logger.exception("the letter's chart cannot be drawn")
        return None
    return Picture(NAME, "png", png, language.say("Net growth of followers, week by week"))


def _figure(
    facts: OfficeFacts, settings: Settings, language: Language, now: datetime
) -> charts.Figure:
    zone = settings.zone()
    end = midnight(facts.week.until, zone)
    paper = replace(
        charts.paper_of(settings, language, min(now, end)),
        size=SIZE,
        note=None,  # a demonstration's letter says so once, at its foot
    )
    drawn = [_before(series, end) for series in facts.drawn]
    return charts.net_growth_chart(
        [series for series in drawn if series.points],
        Span.WEEK,
        paper,
        since=facts.drawn_since,
        until=facts.week.until,
    )


def _before(series: Series, end: datetime) -> Series:
    within = (point for point in series.points if point.at is not None and point.at < end)
    return replace(series, points=tuple(within))
