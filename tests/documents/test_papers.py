"""A paper has every part of its document, in each of the formats that are printed."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.shared import Mm

import charts
from documents.docx import document_as_docx
from documents.email import mail_as_html, mail_as_text
from documents.html import document_as_html
from documents.model import (
    Cell,
    Column,
    Document,
    Heading,
    Item,
    Notes,
    Paragraph,
    Picture,
    Table,
    ValueKind,
    rows_of,
)
from documents.pdf import document_as_pdf
from settings import Brand
from tests.support.reduced import docx_text, html_text, pdf_text
from words import language

COLUMNS = (
    Column("day", "Day", ValueKind.DAY),
    Column("count", "Followers", ValueKind.COUNT),
    Column("source", "Source", is_detail=True),
)
LINES = (
    (date(2026, 11, 9), 640_200, "made up"),
    (date(2026, 11, 10), None, "made up"),
    (date(2026, 11, 11), Cell(5, words="five or so"), "made up"),
)
PAPER = Document(
    language=language("en"),
    zone=ZoneInfo("Africa/Casablanca"),
    institution="The office",
    title="A paper",
    lines=("Of one week.",),
    parts=(
        Heading("Chapter"),
        Paragraph("A sentence."),
        Table("followers", "Followers", COLUMNS, rows_of(COLUMNS, LINES)),
        Item("A post", ("Much liked.",), quote="Words of the post", link="https://x.com/1"),
        Notes(("Small print.",)),
    ),
)
FORMATS: dict[str, Callable[[Document], str]] = {
    "html": lambda paper: html_text(document_as_html(paper).decode()),
    "docx": lambda paper: docx_text(document_as_docx(paper)),
    "pdf": lambda paper: pdf_text(document_as_pdf(paper)),
    "mail": lambda paper: html_text(mail_as_html(paper, {})),
    "text": mail_as_text,
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_part_stands_in_each_format_and_details_in_none(form: str) -> None:
    if form == "pdf" and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")

    text = FORMATS[form](PAPER)

    for words in ("The office", "A paper", "Of one week.", "A sentence.", "Followers"):
        assert words in text
    for words in ("640,200", "not known", "five or so", "A post", "Much liked."):
        assert words in text
    assert "chapter" in text.casefold()
    assert "Words of the post" in text
    assert "Small print." in text
    assert "Source" not in text
    assert "made up" not in text


def test_the_logo_and_the_colour_stand_on_each_paper() -> None:
    logo = charts.render_figure(charts.Figure((2, 1)), "png")
    paper = replace(PAPER, brand=Brand("#0B5D3B", logo=logo))

    html = document_as_html(paper).decode()
    mail = mail_as_html(paper, {"logo": "cid:logo@example.org"})
    word = ZipFile(BytesIO(document_as_docx(paper)))
    pdf = document_as_pdf(paper)

    assert b64encode(logo).decode() in html
    assert "--accent: #0B5D3B" in html
    assert 'src="cid:logo@example.org"' in mail
    assert logo in [word.read(name) for name in word.namelist() if name.endswith(".png")]
    assert "0B5D3B" in word.read("word/document.xml").decode()
    assert pdf.count(b"/Subtype /Image") + pdf.count(b"/Subtype/Image") > 0
    assert len(pdf) > len(document_as_pdf(PAPER))


def test_a_colour_that_nobody_could_read_on_white_stays_off_the_letters() -> None:
    assert Brand("#F4D03F").on_paper == "#1F2933"
    assert Brand("#F4D03F").ink == "#1F2933"
    assert Brand("#0B5D3B").on_paper == "#0B5D3B"
    assert Brand("#0B5D3B").ink == "#FFFFFF"
    assert "#F4D03F" not in document_as_html(replace(PAPER, brand=Brand("#F4D03F"))).decode()


def test_two_charts_a_little_higher_than_half_a_page_stand_on_one_of_a_document() -> None:
    """174 mm wide they were 131 mm high, and each left a half of its page empty."""
    drawn = charts.render_figure(charts.Figure((4, 3)), "png")
    chart = Picture("chart", "png", drawn, "A chart")
    paper = docx.Document(BytesIO(document_as_docx(replace(PAPER, parts=(chart, chart)))))
    # 297 mm less 20 above and below
    assert [shape.height < Mm(257) / 2 for shape in paper.inline_shapes] == [True, True]
