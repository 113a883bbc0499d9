"""Printed figures on a chart: hollow bars with their numbers; nobody takes them for readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import hypot
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from charts.axes import TimeFrame, day_x
from charts.fonts import FIGURE, GREY, STRONG
from charts.headings import Key
from charts.labels import INK, Board, Offset, around
from charts.page import Sheet
from charts.series import Track
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


TOUCHING = 0.12
"""Bars of one account and time that lie so near share a label, in inches."""
CLEARLY = 0.02
"""So much nearer to its own bar than to any other a label without a tie stands, in inches."""
DISTANT = tuple(0.1 * steps for steps in range(3, 16))
"""How far above or below its bar a tied label may stand, in inches."""
BETWEEN = 0.05
"""Free between a tie and what it ties, in inches."""


@dataclass(frozen=True, slots=True)
class PrintedBar:
    """A printed figure as it lies on the page, in inches, with what is written at it."""

    left: float
    right: float
    level: float
    point: tuple[float, float]
    """Its middle, in the axes' own units."""
    words: str
    account: str
    colour: str

    def distance(self, place: tuple[float, float], size: tuple[float, float]) -> float:
        """From the bar to a box of that size around a place."""
        x, y = place
        wide, high = size
        across = max(self.left - (x + wide / 2), (x - wide / 2) - self.right, 0)
        return hypot(across, max(abs(y - self.level) - high / 2, 0))


def label_printed(board: Board, frame: TimeFrame, tracks: Sequence[Track]) -> None:
    """Write each printed figure of the accounts, with its qualifier, near its bar.

    First one of each account and time, then what else its sources say of the same time.
    """
    bars = [bar for track in tracks for bar in _bars(board, frame, track)]
    firsts = list({(bar.account, bar.left): bar for bar in reversed(bars)}.values())[::-1]
    for bar in dict.fromkeys(firsts + bars):
        _label(board, bar, bars)


def _bars(board: Board, frame: TimeFrame, track: Track) -> Iterator[PrintedBar]:
    """The bars of an account, from the highest: those that touch are one, each number once."""
    apart = board.sheet.language.say("; ")
    seen: dict[float, PrintedBar] = {}
    for figure in sorted(track.printed, key=lambda each: -each.quantity.value):
        bar = _bar_of(board, frame, track, figure)
        above = seen.get(bar.left)
        if above and above.level - bar.level < TOUCHING:
            words = dict.fromkeys([*above.words.split(apart), bar.words])
            seen[bar.left] = replace(above, words=apart.join(words))
            continue
        if above:
            yield above
        seen[bar.left] = bar
    yield from seen.values()


def _bar_of(board: Board, frame: TimeFrame, track: Track, figure: PrintedFigure) -> PrintedBar:
    begin, end = bar_ends(figure, frame)
    value = float(figure.quantity.value)
    left, level = board.inches(begin, value)
    right, _ = board.inches(end, value)
    words = board.sheet.language.quantity(figure.quantity)
    point = ((begin + end) / 2, value)
    return PrintedBar(left, right, level, point, words, track.name, track.colour)


def _label(board: Board, bar: PrintedBar, bars: Sequence[PrintedBar]) -> None:
    """Write at a bar where no other is as near, else further away with a tie."""
    face = FIGURE.in_colour(bar.colour)
    wide, high = board.sheet.extent(bar.words, face)
    letters = (wide, high * INK)
    others = [other for other in bars if (other.account, other.level) != (bar.account, bar.level)]

    def is_nearest(offset: Offset) -> bool:
        place = ((bar.left + bar.right) / 2 + offset[0], bar.level + offset[1])
        own = bar.distance(place, letters)
        return all(own + CLEARLY < other.distance(place, letters) for other in others)

    near = [offset for offset in around((wide, high), CAP) if is_nearest(offset)]
    if not board.label(bar.point, bar.words, face, near):
        _tie(board, bar, letters[1])


def _tie(board: Board, bar: PrintedBar, high: float) -> None:
    """Write above or below, where there is room, and draw a thin line from there to the bar."""
    middle, third = (bar.left + bar.right) / 2, (bar.right - bar.left) / 3
    face = FIGURE.in_colour(bar.colour)
    ways = product(DISTANT, (1, -1), (0, third, -third))
    for distance, side, across in ways:
        x = middle + across
        ends = (bar.level + side * CAP, bar.level + side * (distance - high / 2 - BETWEEN))
        beyond = (bar.level + side * TOUCHING, ends[1])
        is_clear = board.is_clear(x, min(beyond), x, max(beyond))
        if is_clear and board.label(bar.point, bar.words, face, [(across, side * distance)]):
            board.sheet.line([x, x], ends, {"color": bar.colour, "linewidth": 0.6})
            board.keep_off(x, min(ends), x, max(ends))
            return
