"""Printed figures on a chart: hollow, so that nobody takes them for readings.

A figure printed for a period of which no day is known lies over the whole period; only one that
was printed for a day stands on a day. What rounding leaves open is a shade, a lower bound carries
an arrow head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from charts.faces import GREY, STRONG
from charts.furniture import Key
from charts.labels import Board
from charts.sheet import Sheet
from charts.timeline import TimeFrame, day_x
from charts.tracks import Track
from metrics.quantity import Precision, Quantity
from metrics.series import PrintedFigure
from words import Language

OUTER, INNER = 5.4, 2.8
"""Widths of a hollow bar and of the white within it, in points."""
CAP = 0.045
"""How far a round end reaches beyond its bar, in inches."""
DASHES = (0, (1.2, 0.6))


def bar_ends(figure: PrintedFigure, frame: TimeFrame) -> tuple[float, float]:
    """The middle of its day, or both ends of its period, a round cap's width inside them."""
    zone = frame.stretch.zone
    if figure.as_of is not None:
        noon = day_x(figure.as_of, zone) + 0.5
        return noon, noon
    first, last = frame.stretch.ends
    begin = max(first, day_x(figure.period.since, zone))
    end = min(last, day_x(figure.period.until, zone))
    inset = min(CAP * frame.scale, (end - begin) / 2)
    return begin + inset, end - inset


def draw_printed(axes: Axes, frame: TimeFrame, track: Track) -> None:
    """Draw the printed figures of an account, without their labels."""
    for figure in track.printed:
        begin, end = bar_ends(figure, frame)
        value = float(figure.quantity.value)
        _shade(axes, figure.quantity, (begin, end), track.colour)
        for look in _looks(figure, track.colour):
            axes.plot([begin, end], [value, value], zorder=2.6, **look)
        if figure.quantity.precision is Precision.AT_LEAST:
            axes.plot([(begin + end) / 2], [value], zorder=2.7, **_arrow(track.colour))


def keep_off_bars(board: Board, frame: TimeFrame, track: Track) -> None:
    """Take the places of the bars on the board, so that no label lies on one."""
    for figure in track.printed:
        begin, end = bar_ends(figure, frame)
        left, middle = board.inches(begin, float(figure.quantity.value))
        right, _ = board.inches(end, 0)
        board.keep_off(left - CAP, middle - CAP, right + CAP, middle + CAP)


def name_printed(board: Board, frame: TimeFrame, track: Track) -> None:
    """Write the account's name after its last bar, where no line of readings carries it."""
    if track.known or not track.printed:
        return
    last = track.printed[-1]
    face = STRONG.in_colour(track.colour)
    wide, _ = board.sheet.extent(track.name, face)
    point = (bar_ends(last, frame)[1], float(last.quantity.value))
    board.label(
        point, track.name, face, [(wide / 2 + 2 * CAP, up) for up in (0, 0.1, -0.1, 0.2, -0.2)]
    )


def room_for_names(tracks: Sequence[Track], sheet: Sheet) -> float:
    """What the names after the last bars need beside the axis, in inches."""
    named = [track.name for track in tracks if track.printed and not track.known]
    widest = max((sheet.measure(name, STRONG) for name in named), default=0)
    return widest + 3 * CAP if named else 0


def keys_to_printed(tracks: Sequence[Track], language: Language) -> list[Key]:
    """The key to those forms of printed figures that are drawn."""
    figures = [figure for track in tracks for figure in track.printed]
    bounds = {figure.quantity.precision for figure in figures}
    forms = [
        (
            any(figure.as_of is None for figure in figures),
            language.say("printed for the whole period; no day is known"),
            (_bar(GREY, OUTER), _bar("white", INNER)),
        ),
        (
            any(figure.as_of for figure in figures),
            language.say("printed for a day"),
            (_ring(GREY),),
        ),
        (
            Precision.THOUSAND in bounds,
            language.say("“around”: rounded to the thousand (± 500)"),
            ({"color": GREY, "alpha": 0.25, "linewidth": OUTER, "solid_capstyle": "butt"},),
        ),
        (
            Precision.ABOUT in bounds,
            language.say("“about”: no bound is known"),
            (_bar(GREY, OUTER) | {"linestyle": DASHES}, _bar("white", INNER)),
        ),
        (
            Precision.AT_LEAST in bounds,
            language.say("“more than”: a lower bound"),
            (_arrow(GREY),),
        ),
    ]
    return [Key(words, sample) for is_drawn, words, sample in forms if is_drawn]


def _looks(figure: PrintedFigure, colour: str) -> tuple[dict[str, Any], ...]:
    if figure.as_of is not None:
        return (_ring(colour),)
    dashed = {"linestyle": DASHES} if figure.quantity.precision is Precision.ABOUT else {}
    return (_bar(colour, OUTER) | dashed, _bar("white", INNER))


def _bar(colour: str, width: float) -> dict[str, Any]:
    return {"color": colour, "linewidth": width, "solid_capstyle": "round"}


def _ring(colour: str) -> dict[str, Any]:
    return {"linestyle": "none", "marker": "o", "markersize": 6, "markerfacecolor": "white"} | {
        "markeredgecolor": colour,
        "markeredgewidth": 1.4,
    }


def _arrow(colour: str) -> dict[str, Any]:
    return _ring(colour) | {"marker": "^", "markersize": 8}


def _shade(axes: Axes, quantity: Quantity, ends: tuple[float, float], colour: str) -> None:
    """The interval that rounding leaves, where it has two ends."""
    if quantity.low is None or quantity.high is None or quantity.is_exact:
        return
    low, high = float(quantity.low), float(quantity.high)
    width = ends[1] - ends[0]
    axes.add_patch(
        Rectangle((ends[0], low), width, high - low, color=colour, alpha=0.25, linewidth=0)
    )
