"""The page that a chart is drawn on: for whom, its heading, its footnotes, the room they leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from charts.fonts import INK, LABEL, TITLE, Face, drawable, families
from settings import Settings
from words import Language, bidi, notices

DOTS_PER_INCH = 150


@dataclass(frozen=True, slots=True)
class Paper:
    """The sheet that a chart is drawn on."""

    language: Language
    institution: str
    """The institution's name in that language."""
    zone: ZoneInfo
    now: datetime
    """The (aware) instant up to which the chart speaks."""
    note: str | None = None
    """Printed in bold at the foot, such as a notice that the data is simulated."""
    size: tuple[float, float] = (10.0, 5.8)
    """Width and height in inches; a chart of many rows or panels grows higher."""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What accounts are declared to be called, by name and language."""


def paper_of(settings: Settings, language: Language, now: datetime) -> Paper:
    """The sheet of an institution's charts, with the notice of a demonstration where it is one."""
    return Paper(
        language=language,
        institution=language.names(settings.institution.name),
        zone=settings.zone(),
        now=now,
        note=notices.demonstration(language) if settings.is_simulated else None,
        titles=settings.account_titles(),
    )


def narrow(paper: Paper) -> Paper:
    """The same sheet as a telephone shows it at its own size: 375 pixels less the page's edges."""
    return replace(paper, size=TELEPHONE)


def is_narrow(paper: Paper) -> bool:
    """Whether it is a telephone's."""
    return paper.size[0] < NARROW


MARGIN = 0.45
TELEPHONE = (3.55, 3.4)
"""Inches at 96 pixels each: 341 pixels wide, so that letters are as large as those of the page."""
NARROW = 3.8
"""A sheet narrower than this is a telephone's: small edges, names above a drawing, not beside."""
NARROW_MARGIN = 0.08
NARROW_TITLE = replace(TITLE, size=12.5)
ELLIPSIS = "…"
BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
"""White space at which a line may end: not the spaces inside a number or before a colon."""

Align = Literal["left", "center", "right"]


class Sheet:
    """One page: the figure, and the room left on it."""

    def __init__(self, paper: Paper, height: float | None = None) -> None:
        self.paper = paper
        self.language = paper.language
        self.width, self.height = paper.size[0], height or paper.size[1]
        self.figure = Figure((self.width, self.height), DOTS_PER_INCH, facecolor="white")
        self.fonts = families(paper.language)
        self.top, self.bottom = self.height - 0.1, 0.3
        self.lines_above = 0
        """How many of the lines written so far are the heading's."""

    @property
    def is_narrow(self) -> bool:
        """Whether it is a telephone's."""
        return is_narrow(self.paper)

    @property
    def margin(self) -> float:
        """What is kept free at its edges, in inches."""
        return NARROW_MARGIN if self.is_narrow else MARGIN

    @property
    def inner(self) -> float:
        """How wide a line may be, in inches."""
        return self.width - 2 * self.margin

    @property
    def title(self) -> Face:
        """The letters of its title."""
        return NARROW_TITLE if self.is_narrow else TITLE

    @property
    def start(self) -> float:
        """Where lines begin."""
        return self.width - self.margin if self.language.rtl else self.margin

    @property
    def align(self) -> Align:
        """How a line that begins at its start is aligned."""
        return "right" if self.language.rtl else "left"

    def onward(self, distance: float, origin: float | None = None) -> float:
        """The place that lies `distance` further along the line."""
        origin = self.start if origin is None else origin
        return origin - distance if self.language.rtl else origin + distance

    def compose(self, words: str, *, rtl: bool | None = None) -> str:
        """The words as they can be drawn, in the direction of the language, or of `rtl`."""
        rtl = self.language.rtl if rtl is None else rtl
        line = drawable(words, self.fonts)
        # A line that begins with letters of the other direction would run in theirs.
        is_plain = not (self.language.rtl or rtl or any(map(bidi.is_right_to_left, line)))
        return line if is_plain else bidi.mark(rtl=rtl) + line

    def joined(self, *parts: str) -> str:
        """Parts one after another in the direction of the language, whatever their letters."""
        return (f" {bidi.RIGHT_TO_LEFT_MARK}" if self.language.rtl else " ").join(parts)

    def look(self, face: Face) -> dict[str, Any]:
        """A face as matplotlib's texts take it. Dollar signs are dollars, never formulas."""
        return _look(self.fonts, face)

    def write(
        self,
        place: tuple[float, float],
        words: str,
        face: Face = LABEL,
        *,
        align: Align | None = None,
        level: Literal["baseline", "center"] = "baseline",
        rtl: bool | None = None,
    ) -> Text:
        """Write one line: its start (or `align`) and its baseline (or middle) at `place`."""
        return self.figure.text(
            *place,
            self.compose(words, rtl=rtl),
            ha=align or self.align,
            va=level,
            transform=self.figure.dpi_scale_trans,
            **self.look(face),
        )

    def measure(self, words: str, face: Face = LABEL) -> float:
        """How wide a line would be."""
        return self.extent(words, face)[0]

    def extent(self, words: str, face: Face = LABEL) -> tuple[float, float]:
        """How wide and how high a line would be."""
        return _extent(self.compose(words), self.fonts, face.in_colour(INK))

    def wrapped(self, words: str, face: Face, width: float) -> Iterator[str]:
        """The words in lines no wider than `width`, broken between words; a longer word is cut."""
        rest = [word for word in BREAKS.split(drawable(words, self.fonts)) if word]
        whole = self.measure(" ".join(rest), face)
        usual = len(rest) if whole <= width else int(len(rest) * width / whole)
        while rest:
            count = self._fitting(rest, max(usual, 1), face, width)
            yield self.shortened(" ".join(rest[:count]), face, width)
            rest = rest[count:]

    def _fitting(self, words: Sequence[str], usual: int, face: Face, width: float) -> int:
        """How many of the words a line takes, one at least, looked for from the usual number on."""

        def fit(count: int) -> bool:
            return self.measure(" ".join(words[:count]), face) <= width

        count = min(usual, len(words))
        while count < len(words) and fit(count) and fit(count + 1):
            count += 1
        while count > 1 and not fit(count):
            count -= 1
        return count

    def shortened(self, words: str, face: Face, width: float) -> str:
        """The words, or as many of them as fit with an ellipsis."""
        if self.measure(words, face) <= width:
            return words
        fits, too_long = 0, len(words)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            narrow = self.measure(words[:middle] + ELLIPSIS, face) <= width
            fits, too_long = (middle, too_long) if narrow else (fits, middle)
        kept = words[:fits]
        at_word = kept.rsplit(" ", 1)[0] if " " in kept and words[fits] != " " else kept
        return at_word.rstrip(" ،,;:.") + ELLIPSIS

    def reserve(self, high: float) -> None:
        """Make the page higher where its room is lower than `high` inches; the heading moves up.

        Before anything is written above the room but the heading, and with the foot in its place:
        a long heading or long notes may have taken more than the page had.
        """
        lacking = high - (self.top - self.bottom)
        if lacking <= 0:
            return
        for text in self.figure.texts[: self.lines_above]:
            left, level = text.get_position()
            text.set_position((left, level + lacking))
        self.height, self.top = self.height + lacking, self.top + lacking
        self.figure.set_size_inches(self.width, self.height)

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Bare axes between these edges."""
        box = (
            left / self.width,
            bottom / self.height,
            (right - left) / self.width,
            (top - bottom) / self.height,
        )
        axes = self.figure.add_axes(box, facecolor="none")
        axes.spines[:].set_visible(False)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        return axes

    def line(self, xs: Sequence[float], ys: Sequence[float], look: dict[str, Any]) -> None:
        """Draw a line, or markers, as matplotlib's Line2D takes its looks."""
        self.figure.add_artist(Line2D(xs, ys, transform=self.figure.dpi_scale_trans, **look))

    def block(
        self, corner: tuple[float, float], size: tuple[float, float], look: dict[str, Any]
    ) -> None:
        """Draw a rectangle from its lower left corner, behind the drawings unless told."""
        inches = self.figure.dpi_scale_trans
        self.figure.add_artist(Rectangle(corner, *size, transform=inches, **{"zorder": -1} | look))


def _look(fonts: tuple[str, ...], face: Face) -> dict[str, Any]:
    return {
        "fontfamily": list(fonts),
        "fontsize": face.size,
        "fontweight": face.weight,
        "color": face.colour,
        "parse_math": False,
    }


@lru_cache(maxsize=8192)
def _extent(line: str, fonts: tuple[str, ...], face: Face) -> tuple[float, float]:
    """How wide and how high a composed line is, in inches.

    Kept for every sheet: to set a line takes a millisecond, and the pictures of a day repeat names,
    dates and notes.
    """
    figure = Figure((1, 1), DOTS_PER_INCH)
    text = Text(0, 0, line, **_look(fonts, face))
    text.set_figure(figure)
    box = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
    return float(box.width) / DOTS_PER_INCH, float(box.height) / DOTS_PER_INCH
