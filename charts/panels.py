"""Several drawings on one sheet, one above another, each with its name above it."""

from __future__ import annotations

from dataclasses import dataclass

from charts.faces import SMALL, Face
from charts.paper import Paper
from charts.sheet import Sheet

HIGH = 1.5
"""A drawing among others, with its name; inches, as everything here."""
AROUND = 2.2
"""What heading and footnotes take on a wide page."""
LOWEST = 0.9
"""Of a drawing with its name: where notes have taken the room, the page grows."""
NAME = 0.34
BESIDE = 0.1
SCALE_OF_TIME = 0.3


@dataclass(frozen=True, slots=True)
class Panel:
    """The place of one drawing: from `bottom` to `top`, its name above."""

    bottom: float
    top: float
    is_last: bool
    """Whether the labels below it are shared by those above."""

    def entitle(self, sheet: Sheet, words: str, face: Face, *, unit: bool = False) -> None:
        """Write the drawing's name, with `unit` also what its scale counts: followers."""
        level = self.top + 0.12
        sheet.write((sheet.start, level), words, face)
        if unit:
            beside = sheet.onward(sheet.measure(words, face) + BESIDE)
            sheet.write((beside, level), sheet.language.say("followers"), SMALL)


def height_for(panels: int, paper: Paper) -> float:
    """How high a sheet with so many drawings must be: the paper's own height, or more."""
    return max(paper.size[1], AROUND + panels * HIGH)


def stacked(sheet: Sheet, count: int) -> list[Panel]:
    """Share the room of the sheet among so many drawings, the first on top."""
    sheet.bottom += SCALE_OF_TIME
    sheet.grow(count * LOWEST - (sheet.top - sheet.bottom))
    high = (sheet.top - sheet.bottom) / count
    tops = [sheet.top - index * high for index in range(count)]
    return [Panel(top - high, top - NAME, top is tops[-1]) for top in tops]
