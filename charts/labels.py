"""Labels that never cover one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from charts.fonts import POINTS_PER_INCH, Face
from charts.page import DOTS_PER_INCH, Sheet

Offset = tuple[float, float]
"""From the thing that is labelled to the middle of its label, in inches."""
ABOVE = 0.12
"""How far labels may reach above a drawing, in inches."""
INK = 0.62
"""How much of a line's height its letters fill."""
AIR = 0.02
"""Kept free around each label, in inches."""
CLEARED: dict[str, Any] = {"boxstyle": "square,pad=0", "facecolor": "white", "linewidth": 0}
"""What lies under a label, over the thin rules of the scale and the hatching of gaps."""
OVER_RULES = 1.2
"""Where labels lie: below everything that is drawn of the data."""
OVER_ALL = 4


class Board:
    """The places on a drawing that are taken already."""

    def __init__(self, sheet: Sheet, axes: Axes) -> None:
        self.sheet = sheet
        self.axes = axes
        box = axes.get_position()
        left, right = box.x0 * sheet.width, box.x1 * sheet.width
        bottom, top = box.y0 * sheet.height, box.y1 * sheet.height + ABOVE
        self.room = Bbox.from_extents(left, bottom, right, top)
        self._things: list[Bbox] = []
        self._labels: list[Bbox] = []

    def inches(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the data lies on the page."""
        across, up = self.axes.transData.transform((x, y)) / DOTS_PER_INCH
        return float(across), float(up)

    def keep_off(self, left: float, bottom: float, right: float, top: float) -> None:
        """Keep labels off something that is drawn in this box of the page."""
        self._things.append(Bbox.from_extents(left, bottom, right, top))

    def is_clear(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether a box of the page, or a line, touches no label and nothing that is drawn."""
        box = Bbox.from_extents(left, bottom, right, top)
        return not any(box.overlaps(other) for other in self._labels + self._things)

    def inward(self, x: float, words: str, face: Face) -> float:
        """How far a label in the middle above `x` moves so that it stays in the drawing, inches."""
        across, half = self.inches(x, 0)[0], self.sheet.measure(words, face) / 2 + AIR
        left, right = float(self.room.x0) + half, float(self.room.x1) - half
        return max(left - across, 0.0) + min(right - across, 0.0)

    def label(
        self,
        point: tuple[float, float],
        words: str,
        face: Face,
        offsets: Iterable[Offset],
        *,
        above: bool = False,
    ) -> bool:
        """Write a label at the first of the offsets where it is free; False where none is.

        `above`: it lies above everything that is drawn, not below it.
        """
        wide, high = self.sheet.extent(words, face)
        x, y = self.inches(*point)
        for across, up in offsets:
            line = _around(x + across, y + up, wide, high)
            letters = _around(x + across, y + up, wide, high * INK)
            if self._is_free(line, letters):
                self._labels.append(line)
                self._write(point, words, face, (across, up), OVER_ALL if above else OVER_RULES)
                return True
        return False

    def _is_free(self, line: Bbox, letters: Bbox) -> bool:
        """Whether the line covers no other label, and its letters nothing that is drawn."""
        inside = self.room.x0 <= letters.x0 and letters.x1 <= self.room.x1
        inside = inside and self.room.y0 <= letters.y0 and letters.y1 <= self.room.y1
        covers = any(line.overlaps(other) for other in self._labels)
        return inside and not covers and not any(letters.overlaps(thing) for thing in self._things)

    def _write(
        self,
        point: tuple[float, float],
        words: str,
        face: Face,
        offset: Offset,
        level: float,
    ) -> None:
        self.axes.annotate(
            self.sheet.compose(words),
            point,
            (offset[0] * POINTS_PER_INCH, offset[1] * POINTS_PER_INCH),
            textcoords="offset points",
            ha="center",
            va="center",
            annotation_clip=False,
            bbox=CLEARED,
            zorder=level,
            **self.sheet.look(face),
        )


def around(size: tuple[float, float], distance: float = 0.0) -> list[Offset]:
    """Places for a label of that size: above and below, further so, then beside the thing."""
    wide, high = size
    near = high * INK / 2 + AIR + distance
    ups = [(0.0, sign * near * times) for times in (1.0, 1.4, 2.0, 2.7) for sign in (1, -1)]
    across = wide / 2 + 0.1
    return ups + [(sign * across, up) for up in (0.0, near, -near) for sign in (-1, 1)]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones, at least `gap` apart, between low and high, same order.

    Where there is not room for that gap, the places share the room evenly.
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    levels = _levelled([wanted[index] - rank * gap for rank, index in enumerate(order)])
    ceiling = high - (len(wanted) - 1) * gap
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = min(max(levels[rank], low), ceiling) + rank * gap
    return places


def _levelled(values: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = value, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), size + count
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]


def _around(x: float, y: float, wide: float, high: float) -> Bbox:
    across, up = wide / 2 + AIR, high / 2 + AIR
    return Bbox.from_extents(x - across, y - up, x + across, y + up)
