"""Figures into bytes, fonts, and that drawing leaves nothing behind."""

from __future__ import annotations

import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import findSystemFonts, fontManager
from matplotlib.text import Text

from charts import FORMATS, arabic_font, followers_chart, render_figure
from charts.fonts import LABEL, add_new_fonts, drawable, families
from charts.labels import spread
from charts.page import Sheet
from tests.support.charted import EVENTS, LANGUAGES, PRINTED, faults, paper, three
from words import language

BEGINNINGS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


def _figure(code: str = "ar") -> Figure:
    return followers_chart(three(), PRINTED, EVENTS, paper(code))


@pytest.mark.parametrize("form", FORMATS)
def test_it_renders_the_same_bytes_each_time(form: str) -> None:
    first, second = render_figure(_figure(), form), render_figure(_figure(), form)

    assert first.startswith(BEGINNINGS[form])
    assert first == second


def test_it_refuses_other_formats() -> None:
    with pytest.raises(ValueError, match="png, svg, pdf"):
        render_figure(Figure(), "gif")


def test_it_draws_letters_as_outlines_in_svg() -> None:
    """So that joined Arabic looks right where no Arabic font is."""
    drawn = render_figure(_figure(), "svg").decode()

    assert "<text" not in drawn
    assert "<dc:date>" not in drawn


def test_it_outlines_arabic_in_pdf_and_embeds_the_letters_of_other_languages() -> None:
    assert b"NotoNaskh" not in render_figure(_figure("ar"), "pdf")
    assert b"DejaVuSans" in render_figure(_figure("fr"), "pdf")


def test_it_leaves_the_figure_as_it_was() -> None:
    figure = _figure()
    before = render_figure(figure, "png")
    render_figure(figure, "pdf")

    assert render_figure(figure, "png") == before
    assert not any(
        text.get_path_effects() for text in figure.findobj(Text) if isinstance(text, Text)
    )


def test_it_changes_no_setting_of_matplotlib() -> None:
    render_figure(_figure(), "png")
    mpl.get_backend()  # settles on one, which is a setting
    before = mpl.rcParams.copy()
    for form in FORMATS:
        render_figure(_figure(), form)

    assert mpl.rcParams == before


def test_it_needs_no_pyplot() -> None:
    """pyplot keeps every figure alive: a daemon would grow without end."""
    script = "import sys, charts; sys.exit('matplotlib.pyplot' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_uses_installed_fonts_alone(code: str) -> None:
    assert set(families(language(code))) <= set(fontManager.get_font_names())
    assert families(language(code))[-1] == "DejaVu Sans"


def test_it_names_the_arabic_font_that_it_uses() -> None:
    first = families(language("ar"))[0]

    assert arabic_font() == (None if first == "DejaVu Sans" else first)


@pytest.mark.fault(58)
def test_it_drops_what_no_font_can_draw() -> None:
    names = families(language("ar"))

    assert drawable("بلاغ 🇲🇦 هام\u0007", names) == "بلاغ هام"
    assert drawable("317\u202f074", ("DejaVu Sans",)) == "317\u202f074"


@pytest.mark.fault(58)
def test_it_never_reads_dollars_as_formulas() -> None:
    texts = [text for text in _figure().findobj(Text) if isinstance(text, Text) and text.get_text()]

    assert texts
    assert not any(text.get_parse_math() for text in texts)


def test_it_shortens_at_a_word() -> None:
    sheet = Sheet(paper("fr"))

    short = sheet.shortened("un deux trois, quatre cinq six", LABEL, 1.0)

    assert re.fullmatch(r"un deux( trois)?…", short)
    assert sheet.measure(short, LABEL) <= 1.0


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([], []),
        ([5.0], [5.0]),
        ([5.0, 5.0], [4.5, 5.5]),
        ([9.9, 9.8, 9.7], [10.0, 9.0, 8.0]),
        ([-3.0, 4.0], [0.0, 4.0]),
    ],
)
def test_it_spreads_labels_near_where_they_belong(wanted: list[float], places: list[float]) -> None:
    assert spread(wanted, 1.0, 0.0, 10.0) == pytest.approx(places)


def test_it_shares_a_crowded_edge_evenly() -> None:
    assert spread([1.0] * 5, 10.0, 0.0, 8.0) == pytest.approx([0.0, 2.0, 4.0, 6.0, 8.0])


def test_it_would_notice_texts_that_meet_or_leave_the_page() -> None:
    """The eyes of the other tests are open."""
    figure = Figure((4, 3))
    figure.text(0.5, 0.5, "one")
    figure.text(0.51, 0.5, "other")
    figure.text(0.98, 0.1, "outside")

    assert faults(figure) == ["outside: outside", "one covers other"]


def test_a_font_that_was_installed_after_matplotlib_looked_is_found_at_the_next_start(
    tmp_path: Path,
) -> None:
    """Its list, from before the package came, lacks the font; it is kept anew with it."""
    stale, installed = deepcopy(fontManager), findSystemFonts()
    removed = next((entry for entry in stale.ttflist if entry.fname in installed), None)
    if removed is None:
        pytest.skip("no font is installed but matplotlib's own")
    stale.ttflist = [entry for entry in stale.ttflist if entry.name != removed.name]

    assert removed.name in add_new_fonts(stale, tmp_path)
    assert removed.name in stale.get_font_names()
    (kept,) = tmp_path.iterdir()
    assert removed.name in kept.read_text(encoding="utf-8")
    assert add_new_fonts(stale, tmp_path) == frozenset()
