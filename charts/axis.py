"""The horizontal axis of a drawing: its place on the page, and marks whose labels fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes

from charts.faces import RULE, SCALE
from charts.sheet import Sheet

MOST_MARKS = 40
"""No page holds more labels beside one another."""
CLEARANCE = 1.3
"""Room that a mark's label takes, over its width."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the axis: where it stands, where its label stands, what that says."""

    at: float
    label_at: float
    words: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an axis lies on the page: from `left` to `right`, `reserved` free after its end.

    These three are inches; `ends` are the two ends in the axis's own unit.
    """

    left: float
    right: float
    reserved: float
    ends: tuple[float, float]

    @property
    def scale(self) -> float:
        """Units for each inch."""
        first, last = self.ends
        return (last - first) / (self.right - self.left - self.reserved)

    def across(self, x: float) -> float:
        """Where a place of the axis lies on the page."""
        return self.left + (x - self.ends[0]) / self.scale


def first_that_fits(sheet: Sheet, frame: Frame, offered: Iterable[list[Mark]]) -> list[Mark]:
    """The first of the sets of marks whose labels do not crowd, else the last."""
    chosen: list[Mark] = []
    for chosen in offered:
        widest = max((sheet.measure(mark.words, SCALE) for mark in chosen), default=0)
        places = [mark.label_at / frame.scale for mark in chosen]
        steps = [after - before for before, after in pairwise(places)]
        if min(steps, default=frame.right) >= widest * CLEARANCE:
            break
    return chosen


def draw_axis(
    sheet: Sheet, axes: Axes, frame: Frame, marks: Sequence[Mark], *, labels: bool = True
) -> None:
    """Give the axes the frame's axis: a thin rule at each mark, and labels inside the page."""
    first, last = frame.ends
    axes.set_xlim(first, last + frame.reserved * frame.scale)

    def seen(mark: Mark) -> bool:
        reach = sheet.measure(mark.words, SCALE) / 2
        return labels and reach < frame.across(mark.label_at) < sheet.width - reach

    words = [sheet.compose(mark.words) if seen(mark) else "" for mark in marks]
    axes.set_xticks([mark.at for mark in marks], minor=True)
    axes.set_xticks([mark.label_at for mark in marks])
    axes.set_xticklabels(words, **sheet.look(SCALE))
    axes.tick_params(axis="x", which="both", length=0, pad=6)
    axes.grid(axis="x", which="minor", color=RULE, linewidth=0.6)
