"""Figures into bytes. The same figure always gives the same bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal
from matplotlib.text import Text

FORMATS = ("png", "svg", "pdf")

UNDATED = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
"""Metadata that would differ from run to run or from version to version."""


def render(figure: Figure, form: str) -> bytes:
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
