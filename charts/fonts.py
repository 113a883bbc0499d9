"""Fonts, sizes and colours of letters, and figures into bytes that are always the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

from matplotlib import get_cachedir, get_data_path, rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import (
    FontManager,
    FontProperties,
    findSystemFonts,
    fontManager,
    json_dump,
)
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from words import Language

PRINT_QUALITY = ("Noto Naskh Arabic", "Noto Sans Arabic")
BUNDLED = "DejaVu Sans"
"""Comes with matplotlib; has Latin and Arabic letters, signs and arrows."""
WEIGHTS = ("normal", "bold")
SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def arabic_font() -> str | None:
    """The print-quality Arabic font that charts use here, or None where DejaVu stands in."""
    known = known_fonts()
    return next((name for name in PRINT_QUALITY if name in known), None)


@cache
def known_fonts() -> frozenset[str]:
    """The names of the fonts that matplotlib knows here.

    It keeps a list of what it found once, so that a font that was installed later stays unknown:
    where it knows no print-quality Arabic font, the folders are looked at again, and the list is
    renewed.
    """
    known = frozenset(fontManager.get_font_names())
    if not known.isdisjoint(PRINT_QUALITY):
        return known
    return known | add_new_fonts(fontManager, Path(get_cachedir()))


def add_new_fonts(manager: FontManager, cache_folder: Path) -> frozenset[str]:
    """Add the fonts of the system that a list lacks, and keep it; their names."""
    listed, before = {entry.fname for entry in manager.ttflist}, len(manager.ttflist)
    for path in sorted(set(findSystemFonts()) - listed):
        with suppress(OSError, RuntimeError):  # no font, or one that cannot be read
            manager.addfont(path)
    new = manager.ttflist[before:]
    if new:
        with suppress(OSError):
            json_dump(manager, cache_folder / f"fontlist-v{FontManager.__version__}.json")
    return frozenset(entry.name for entry in new)


@cache
def families(language: Language) -> tuple[str, ...]:
    """The fonts to look a letter up in, in order; installed ones only, lest matplotlib warn."""
    if not language.rtl:
        return (BUNDLED,)
    known = known_fonts()
    return (*(name for name in PRINT_QUALITY if name in known), BUNDLED)


def font_folder() -> Path:
    """The folder of the font files that come with matplotlib, for other programs that set text."""
    return Path(get_data_path()) / "fonts" / "ttf"


def drawable(text: str, names: Sequence[str]) -> str:
    """The text in one line, without what none of the fonts can draw (some emoji, controls).

    Fancy letters ("𝗕𝗼𝗹𝗱") become the plain ones that they stand for.
    """
    known = _characters(tuple(names))
    kept = [_drawable(letter, known) for letter in SPACES.sub(" ", text)]
    return SPACES.sub(" ", "".join(kept)).strip()


def _drawable(letter: str, known: Container[int]) -> str:
    """The letter, or its plain form, or nothing."""
    if ord(letter) in known:
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    return plain if all(ord(part) in known for part in plain) else ""


@cache
def _characters(names: tuple[str, ...]) -> frozenset[int]:
    """The code points that can be drawn in the normal and in the bold weight alike."""
    normal, bold = (
        {code for name in names for code in _charmap(name, weight)} for weight in WEIGHTS
    )
    return frozenset(normal & bold)


def _charmap(name: str, weight: str) -> Iterable[int]:
    properties = FontProperties(family=[name], weight=weight)
    path = fontManager.findfont(properties, fallback_to_default=False)
    return FT2Font(path).get_charmap()


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

FORMATS = ("png", "svg", "pdf")

UNDATED = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
"""Metadata that would differ from run to run or from version to version."""


def render_figure(figure: Figure, form: str) -> bytes:
    """The figure as PNG (150 dots per inch), SVG or PDF.

    Raises:
        ValueError: another format was asked for.
    """
    if form not in FORMATS:
        raise ValueError(f"a chart is drawn as {', '.join(FORMATS)}, not as {form!r}")
    drawn = BytesIO()
    # matplotlib takes these from its settings alone; the context puts them back.
    # SVG: a fixed salt makes element ids the same each time; letters become outlines (the default),
    # so that joined Arabic looks right where no Arabic font is. PDF: embedded TrueType prints best.
    style = rc_context({"svg.hashsalt": "hasila", "svg.fonttype": "path", "pdf.fonttype": 42})
    with style, _outlined(figure if form == "pdf" else None):
        figure.savefig(drawn, format=form, metadata=UNDATED[form])
    return drawn.getvalue()


@contextmanager
def _outlined(figure: Figure | None) -> Iterator[None]:
    """Draw the texts of a figure that hold Arabic as outlines, as long as this lasts.

    matplotlib 3.11 misplaces the letters of a right-to-left line in a PDF where a second font
    must help out (a Latin name in an Arabic sentence); outlines stand where they should.
    """
    texts = [text for text in figure.findobj(Text) if _holds_arabic(text)] if figure else []
    for text in texts:
        text.set_path_effects([Normal()])
    try:
        yield
    finally:
        for text in texts:
            text.set_path_effects([])


def _holds_arabic(text: object) -> bool:
    letters = text.get_text() if isinstance(text, Text) else ""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in letters)
