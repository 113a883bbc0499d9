"""Which of our metrics a number of a day is: impressions and viewers change theirs at a break."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from imports.exports.model import IMPRESSIONS, VIEWERS, DayFigure
from metrics.platforms import PLATFORMS


def counts_impressions(platform: str | None, day: date) -> bool:
    """Whether a day is before its platform counted views in the place of impressions."""
    return platform is not None and not _has_broken(platform, "views", day)


def in_our_words(figures: Iterable[DayFigure], platform: str) -> list[DayFigure]:
    """The figures that are metrics of ours, of an account of a platform.

    Impressions are the views of before the platform's break, viewers the reach of after it; a
    number of the other measure is left out, for one series would hold two.
    """
    return [
        replace(figure, metric=metric)
        for figure in figures
        if (metric := _our_word(figure, platform)) is not None
    ]


def _our_word(figure: DayFigure, platform: str) -> str | None:
    if figure.metric == IMPRESSIONS:
        return "views" if counts_impressions(platform, figure.day) else None
    if figure.metric in {VIEWERS, "reach"}:
        counts_viewers = _has_broken(platform, "reach", figure.day)
        return "reach" if counts_viewers == (figure.metric == VIEWERS) else None
    return figure.metric


def _has_broken(platform: str, metric: str, day: date) -> bool:
    return any(
        metric in change.metrics and change.on <= day for change in PLATFORMS[platform].breaks
    )
