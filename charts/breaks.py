"""Where a platform's number changed its meaning: a dashed line through the drawing, and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from charts.axes import instant_x
from charts.fonts import SMALL, WARNING
from charts.labels import Board
from charts.page import Paper, Sheet
from metrics.falls import Fall
from metrics.platforms import Break
from words import Language, notices, platform_name

DIVIDE: dict[str, Any] = {
    "color": WARNING,
    "linewidth": 1.1,
    "linestyle": (0, (4, 3)),
}
BESIDE = 0.07
"""From the line to its words, in inches."""
BELOW = 0.1
"""From the top of the drawing to the middle of the words."""


def instant_of(change: Break) -> datetime:
    """The first instant of the day that counts in the new way."""
    return datetime.combine(change.on, time(), UTC)


def divide(board: Board, x: float, change: Break) -> None:
    """Draw the line of a break at a place of the axis, its words beside it where there is room."""
    board.axes.axvline(x, zorder=2.6, **DIVIDE)
    low, high = board.axes.get_ylim()
    left, bottom = board.inches(x, low)
    _, top = board.inches(x, high)
    board.keep_off(left - 0.02, bottom, left + 0.02, top)
    words, face = words_of(change, board.sheet), SMALL.in_colour(WARNING)
    across = board.sheet.measure(words, face) / 2 + BESIDE
    offsets = [(way * across, -BELOW * step) for step in range(1, 9, 2) for way in (1, -1)]
    board.label((x, high), words, face, offsets)


def words_of(change: Break, sheet: Sheet) -> str:
    """What a break changed, in the sheet's language."""
    return sheet.language.names(change.names)


def notes_on(platform: str, breaks: Iterable[Break], language: Language) -> Iterator[str]:
    """The line of the foot that explains each break that is drawn."""
    for change in breaks:
        yield language.say(
            "Dashed line: since {day} the numbers of {platform} mean something else ({what});"
            " before and after are not compared.",
            day=language.date(change.on),
            platform=platform_name(platform, language),
            what=language.names(change.names),
        )


FALL: dict[str, Any] = {"color": WARNING, "linewidth": 1.0, "linestyle": (0, (1, 2))}


def mark_falls(board: Board, falls: Iterable[Fall], *, with_line: bool) -> None:
    """Write where followers fell in one step, beside a dotted line or, among bars, without one.

    Of a fall no post is the cause, and a chart that shows its drop alone would seem to say so.
    Where there is no room for the words the foot alone tells it.
    """
    for fall in falls:
        x, (low, high) = instant_x(fall.at), board.axes.get_ylim()
        if not min(board.axes.get_xlim()) <= x <= max(board.axes.get_xlim()):
            continue
        if with_line:
            board.axes.axvline(x, zorder=2.6, **FALL)
        words = board.sheet.language.say(
            "fall in one step: {change}", change=board.sheet.language.signed(-fall.lost)
        )
        face = SMALL.in_colour(WARNING)
        across = board.sheet.measure(words, face) / 2 + BESIDE
        room = board.inches(x, high)[1] - board.inches(x, low)[1]
        steps = range(1, max(2, int(room / BELOW)), 2)
        offsets = [(way * across, -BELOW * step) for step in steps for way in (-1, 1)]
        board.label((x, high), words, face, offsets)


def falls_explained(name: str, falls: Iterable[Fall], paper: Paper) -> Iterator[str]:
    """The lines of the foot that say of each fall what it is, and what it is not."""
    return (notices.fall_in_one_step(name, fall, paper.zone, paper.language) for fall in falls)
