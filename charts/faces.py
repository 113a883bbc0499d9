"""The sizes, weights and colours of letters on a chart."""

from __future__ import annotations

from dataclasses import dataclass, replace

INK = "#1F2933"
GREY = "#5F6B76"
FAINT = "#9AA5B1"
RULE = "#DDE2E7"
WARNING = "#9B1C1C"
POINTS_PER_INCH = 72
LEADING = 1.65
"""Line pitch over font size: Naskh needs more air than Latin."""


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look; sizes are in points."""

    size: float
    weight: str = "normal"
    colour: str = INK

    @property
    def pitch(self) -> float:
        """From one baseline to the next, in inches."""
        return self.size * LEADING / POINTS_PER_INCH

    def in_colour(self, colour: str) -> Face:
        """The same letters in another colour."""
        return replace(self, colour=colour)


TITLE = Face(15.5, "bold")
SUBTITLE = Face(10, colour=GREY)
STRONG = Face(9.5, "bold")
LABEL = Face(8.5)
FIGURE = Face(7.8)
SCALE = Face(8.5, colour=GREY)
SMALL = Face(7.8, colour=GREY)
NOTICE = Face(8.5, "bold", WARNING)
QUIET = Face(8.5, colour=FAINT)
EMPTY = Face(12, colour=GREY)
