"""The scale of values: round marks, written as the language writes numbers."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from charts.faces import FAINT, RULE, SCALE
from charts.sheet import MARGIN, Sheet

GAP = 0.1
"""Between the marks' labels and the drawing, in inches."""
HEADROOM = 0.06
"""What a scale leaves free above its highest value, as a share of its length."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where, and the marks between."""

    low: float
    high: float
    marks: tuple[float, ...]


def scale(low: float, high: float, *, marks: int = 5) -> Scale:
    """A scale that holds both values, with about so many whole marks."""
    if low == high:
        low, high = min(low, 0), max(high, low + 1)
    locator = MaxNLocator(marks, steps=[1, 2, 2.5, 5, 10], integer=True)
    margin = (high - low) * HEADROOM
    top = high + margin
    bottom = low if low == 0 else low - margin
    inside = [
        float(mark)
        for mark in locator.tick_values(bottom, top)
        if bottom <= mark <= top and mark == round(mark)
    ]
    return Scale(bottom, top, tuple(inside))


def gutter(sheet: Sheet, *scales: Scale) -> float:
    """How wide the widest label of these scales is, with its gap, in inches."""
    words = [sheet.language.number(round(mark)) for each in scales for mark in each.marks]
    return max((sheet.measure(label, SCALE) for label in words), default=0) + GAP


def edges(sheet: Sheet, room: float) -> tuple[float, float]:
    """Left and right of a drawing, `room` inches kept for the scale where a line begins."""
    left, right = MARGIN, sheet.width - MARGIN
    return (left, right - room) if sheet.language.rtl else (left + room, right)


def draw_values(sheet: Sheet, axes: Axes, values: Scale) -> None:
    """Give the axes the scale, at the edge where a line of text begins, and thin rules."""
    axes.set_ylim(values.low, values.high)
    axes.set_yticks(
        values.marks,
        [sheet.compose(sheet.language.number(round(mark))) for mark in values.marks],
        va="center",
        **sheet.look(SCALE),
    )
    axes.yaxis.set_ticks_position("right" if sheet.language.rtl else "left")
    axes.tick_params(axis="y", length=0, pad=5)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    if values.low <= 0 <= values.high:
        axes.axhline(0, color=FAINT, linewidth=0.9, zorder=1.5)
