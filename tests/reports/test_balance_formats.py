"""Every format prints texts as texts, whatever is in them, in the direction of its language."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Emu
from openpyxl import load_workbook

from metrics.model import Counts
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import Event, PrintedFigure
from reports import balance
from storage.accounts import enrol
from storage.registers import printed
from storage.visits import keep
from tests.support.printed_years import PrintedOffice, open_printed_office
from tests.support.storage_visits import DAY, HOUR, post, visit

AFTER = datetime(2026, 1, 10, 9, tzinfo=UTC)
MARCH = datetime(2025, 3, 9, 10, tzinfo=UTC)
FORMS = ("html", "pdf", "docx", "xlsx", "json")
BAD = {
    "markup": '<script>alert(1)</script> & <b onclick="x()">gras</b> ]]>',
    "formula": '=HYPERLINK("http://evil.example","click")',
    "maths": r"$\frac{1}{2}$ costs 5$ and $x$",
    "typst": '#panic("no") #import "x.typ" *bold* _it_ @ref <label> `raw` // gone',
    "directions": "\u202e\u2066turned\u2069 about\u200f",
    "emoji": "👮🏽‍♀️🚓 فرق 🇲🇦 نداء",
    "control": "zero\x01\x08\x1b[31mred\x7f\x85\ufffe end",
    "long": "أمن " * 10_000,
    "template": "{{ 7*7 }} {% raw %} ${7*7} %s {0}",
}


class _Page(HTMLParser):
    """What a browser would find on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module", params=list(BAD))
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PrintedOffice, str]]:
    """An office whose best post, event, source and note are all one bad text."""
    bad = BAD[request.param]
    with open_printed_office(tmp_path_factory.mktemp("office"), empty=True) as opened:
        enrol(opened.store, opened.settings.accounts, AFTER)
        young = post("1", MARCH, text=bad, counts=Counts(views=10, likes=1, comments=0, shares=0))
        keep(opened.store, visit(MARCH + HOUR, young, followers=460_000))
        old = replace(young, counts=Counts(views=9_000, likes=40, comments=0, shares=0))
        keep(opened.store, visit(MARCH + 7 * DAY, old, followers=461_000))
        _fill_registers(opened, bad[:5_000])
        yield opened, bad


def _fill_registers(office: PrintedOffice, bad: str) -> None:
    quantity = published(5, Precision.ABOUT, bad)
    figures = [PrintedFigure(parse_period("2025"), "dgsn-facebook", "followers", quantity)]
    figures += [replace(figures[0], account="all", metric="odd", note=bad)]
    printed.add_figures(office.store, figures, who="press", now=AFTER, reason=None)
    event = Event(date(2025, 5, 1), date(2025, 5, 2), {"fr": bad, "ar": bad}, bad)
    printed.add_events(office.store, [event], who="press", now=AFTER, reason=None)


def drawn(office: PrintedOffice, form: str, code: str = "ar") -> bytes:
    found = office.balance(2025, AFTER)
    return balance.render(office.store, found, office.reader(found, code), form)


def test_it_runs_nothing_in_html(office: tuple[PrintedOffice, str]) -> None:
    page = _Page()
    page.feed(drawn(office[0], "html").decode("utf-8"))

    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "header", "p", "h1", "h2"),
        *("div", "table", "thead", "tbody", "tr", "th", "td", "img"),
    }
    handlers = [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert handlers == []
    addresses = [attrs["src"] for tag, attrs in page.tags if tag == "img"]
    assert addresses
    assert all(address and address.startswith("data:image/") for address in addresses)
    if office[1] == BAD["template"]:
        assert "{{ 7*7 }}" in page.text


def test_it_writes_no_formula_into_a_workbook(office: tuple[PrintedOffice, str]) -> None:
    book = load_workbook(BytesIO(drawn(office[0], "xlsx")))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 50
    assert {cell.data_type for cell in cells} <= {"n", "s", "inlineStr", "d"}
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_it_writes_a_document_that_opens_again(office: tuple[PrintedOffice, str]) -> None:
    paper = docx.Document(BytesIO(drawn(office[0], "docx")))

    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert "حصيلة سنة 2025" in lines
    assert len(paper.tables) >= 5
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert max(map(len, cells)) < 500


def test_it_sets_a_pdf_without_reading_texts_as_markup(
    office: tuple[PrintedOffice, str],
) -> None:
    made = drawn(office[0], "pdf", "fr")

    assert made.startswith(b"%PDF-")
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True
        ).stdout.decode("utf-8")
        assert "Bilan de l’année 2025" in text
        if office[1] == BAD["typst"]:
            assert "#panic" in text
        if office[1] == BAD["maths"]:
            assert r"$\frac{1}{2}$" in text


def test_it_keeps_json_json(office: tuple[PrintedOffice, str]) -> None:
    assert json.loads(drawn(office[0], "json"))["year"] == 2025


def test_it_cuts_texts_that_are_too_long_for_a_line(office: tuple[PrintedOffice, str]) -> None:
    found = office[0].balance(2025, AFTER)
    said = balance.text(found, office[0].reader(found, "ar"))

    assert max(map(len, said.splitlines())) < 600
    assert not set(said) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\x00\x01\x1b")


Papers = Callable[[str, str], bytes]


@pytest.fixture(scope="module")
def printed_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintedOffice]:
    """The office that knows its years from printed figures; nobody changes it."""
    with open_printed_office(tmp_path_factory.mktemp("printed")) as opened:
        yield opened


@pytest.fixture(scope="module")
def of_2023(printed_office: PrintedOffice) -> Papers:
    """The balance of 2023 in a format and a language, each made once."""
    found = printed_office.balance(2023)

    @cache
    def paper(form: str, code: str) -> bytes:
        reader = printed_office.reader(found, code)
        return balance.render(printed_office.store, found, reader, form)

    return paper


@pytest.mark.parametrize("form", FORMS)
def test_it_gives_the_same_bytes_for_the_same_balance(
    printed_office: PrintedOffice, of_2023: Papers, form: str
) -> None:
    found = printed_office.balance(2023)
    reader = printed_office.reader(found, "ar")
    again = balance.render(printed_office.store, found, reader, form)

    assert form == "xlsx" or of_2023(form, "ar") == again


def test_it_sets_arabic_from_right_to_left(of_2023: Papers) -> None:
    page = of_2023("html", "ar").decode()
    paper = docx.Document(BytesIO(of_2023("docx", "ar")))

    assert '<html lang="ar" dir="rtl">' in page
    written = [line for line in paper.paragraphs if line.text]
    assert all(line._p.get_or_add_pPr().find(qn("w:bidi")) is not None for line in written)
    assert all(run.font.rtl for line in written for run in line.runs)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in paper.tables)
    assert len(paper.inline_shapes) == 3


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_its_first_page_is_one_to_sign(
    printed_office: PrintedOffice, of_2023: Papers, tmp_path: Path, code: str
) -> None:
    """Figures, the chart, reservations, room to sign; the sentences begin on the next page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "balance.pdf"
    file.write_bytes(of_2023("pdf", code))
    front, second = (
        subprocess.run(
            ["pdftotext", "-f", page, "-l", page, str(file), "-"],
            capture_output=True, check=True, text=True, timeout=60,
        ).stdout
        for page in "12"
    )  # fmt: skip
    say = printed_office.reader(printed_office.balance(2023), code).language.say
    if code == "fr":
        assert {say("The year in figures"), say("Total"), say("Signature")} <= set(
            front.split("\n")
        )
        assert second.startswith(say("In sentences"))
    assert "480" in front
    assert "944" in front

    paper = docx.Document(BytesIO(of_2023("docx", code)))
    year, signatures, *_ = paper.tables
    assert year.rows[-1].cells[0].text == say("Total")
    assert signatures.rows[0].cells[2].text.endswith(say("Signature"))


def test_no_column_of_a_document_is_narrower_than_its_longest_word(of_2023: Papers) -> None:
    """LibreOffice breaks a word that has no room: "Répons-es"."""
    paper = docx.Document(BytesIO(of_2023("docx", "fr")))

    year, _, *others = paper.tables
    for table in (year, *others):
        for column in table.columns:
            words = [word for cell in column.cells for word in cell.text.split()]
            longest = max((len(word) for word in words), default=0)
            assert Emu(column.width).mm >= min(longest, 18) * 1.9, words


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_it_numbers_the_pages_of_a_document(
    printed_office: PrintedOffice, of_2023: Papers, code: str
) -> None:
    paper = docx.Document(BytesIO(of_2023("docx", code)))

    (line,) = paper.sections[0].footer.paragraphs
    (number,) = line._p.iter(qn("w:fldSimple"))
    assert number.get(qn("w:instr")) == "PAGE"
    assert printed_office.settings.institution.name[code] in line.text
    assert (line._p.get_or_add_pPr().find(qn("w:bidi")) is not None) == (code == "ar")


def test_no_row_of_a_document_runs_over_two_pages_and_headings_come_again(
    of_2023: Papers,
) -> None:
    paper = docx.Document(BytesIO(of_2023("docx", "fr")))

    year, signatures, *others = paper.tables
    assert len(signatures.rows) == 1
    for table in (year, *others):
        rows = [row._tr.get_or_add_trPr() for row in table.rows]
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert [row.find(qn("w:tblHeader")) is not None for row in rows].index(True) == 0


def test_no_row_of_a_document_is_torn_off_its_table(of_2023: Papers) -> None:
    """The head and the first rows stay together, and the last one with the one before it."""
    paper = docx.Document(BytesIO(of_2023("docx", "fr")))

    for table in paper.tables[:1] + paper.tables[2:]:
        kept = [
            bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows
        ]
        assert kept[0]
        assert kept[-2:] == [True, False]
        assert all(kept[:-1]) or (len(kept) > 8 and all(kept[:3]))


def test_no_page_is_left_empty_after_the_one_to_sign(of_2023: Papers) -> None:
    """A break in a line of its own, below a full page, made one more page of it."""
    paper = docx.Document(BytesIO(of_2023("docx", "fr")))

    breaks = [line.paragraph_format.page_break_before for line in paper.paragraphs]
    assert breaks.count(True) == 1
    assert 'w:br w:type="page"' not in paper.element.xml


def test_it_sets_french_from_left_to_right(of_2023: Papers) -> None:
    page = of_2023("html", "fr").decode()
    paper = docx.Document(BytesIO(of_2023("docx", "fr")))

    assert '<html lang="fr" dir="ltr">' in page
    assert not any(run.font.rtl for line in paper.paragraphs for run in line.runs)


def test_it_says_that_a_post_has_no_text_once_it_expired(tmp_path: Path) -> None:
    with open_printed_office(tmp_path, empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        for age in (timedelta(hours=1), timedelta(days=7)):
            one = replace(post("1", MARCH), text=None)
            keep(office.store, visit(MARCH + age, one, followers=460_000))
        page = drawn(office, "html", "fr").decode()

    assert "sans texte" in page
