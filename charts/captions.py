"""The numbers at the bars of printed figures: each nearest to its own bar, or tied to it.

Several sources may have printed one figure: it is written once; what they printed otherwise is
written beside it where the bars touch. No account's label makes way for a second one of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import hypot

from charts.faces import FIGURE
from charts.labels import INK, Board, Offset, around
from charts.printed import CAP, bar_ends
from charts.timeline import TimeFrame
from charts.tracks import Track
from metrics.series import PrintedFigure

TOUCHING = 0.12
"""Bars of one account and time that lie so near share a label, in inches."""
CLEARLY = 0.02
"""So much nearer to its own bar than to any other a label without a tie stands, in inches."""
DISTANT = tuple(0.1 * steps for steps in range(3, 16))
"""How far above or below its bar a tied label may stand, in inches."""
BETWEEN = 0.05
"""Free between a tie and what it ties, in inches."""


@dataclass(frozen=True, slots=True)
class Bar:
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


def _bars(board: Board, frame: TimeFrame, track: Track) -> Iterator[Bar]:
    """The bars of an account, from the highest: those that touch are one, each number once."""
    apart = board.sheet.language.say("; ")
    seen: dict[float, Bar] = {}
    for figure in sorted(track.printed, key=lambda each: -each.quantity.value):
        bar = _bar(board, frame, track, figure)
        above = seen.get(bar.left)
        if above and above.level - bar.level < TOUCHING:
            words = dict.fromkeys([*above.words.split(apart), bar.words])
            seen[bar.left] = replace(above, words=apart.join(words))
            continue
        if above:
            yield above
        seen[bar.left] = bar
    yield from seen.values()


def _bar(board: Board, frame: TimeFrame, track: Track, figure: PrintedFigure) -> Bar:
    begin, end = bar_ends(figure, frame)
    value = float(figure.quantity.value)
    left, level = board.inches(begin, value)
    right, _ = board.inches(end, value)
    words = board.sheet.language.quantity(figure.quantity)
    point = ((begin + end) / 2, value)
    return Bar(left, right, level, point, words, track.name, track.colour)


def _label(board: Board, bar: Bar, bars: Sequence[Bar]) -> None:
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


def _tie(board: Board, bar: Bar, high: float) -> None:
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
