"""Figures into bytes. The same figure always gives the same bytes."""

from __future__ import annotations

from io import BytesIO

from matplotlib import rc_context
from matplotlib.figure import Figure

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
    # matplotlib takes these two from its settings alone; the context puts them back.
    # SVG: a fixed salt makes element ids the same each time; letters become outlines (the default),
    # so that joined Arabic looks right where no Arabic font is. PDF: embedded TrueType prints best.
    with rc_context({"svg.hashsalt": "hasila", "svg.fonttype": "path", "pdf.fonttype": 42}):
        figure.savefig(drawn, format=form, metadata=UNDATED[form])
    return drawn.getvalue()
