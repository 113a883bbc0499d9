"""A document as a DOCX that the office goes on writing in; right to left in Arabic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import _Cell as PaperCell
from docx.text.paragraph import Paragraph as Line

import charts
from documents.model import (
    Cell,
    Column,
    Document,
    Foreign,
    Heading,
    Item,
    Notes,
    Paragraph,
    Part,
    Picture,
    Signatures,
    Table,
)
from documents.wording import longest_words, texts, widths, written
from words import bidi

GREY, INK, RED = (RGBColor.from_string(code) for code in ("5F6B76", "1F2933", "9B1C1C"))
RULE = "D3D9DF"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When the file says it was made: always the same, for the paper says it itself."""
TEXT_WIDTH, LOGO_HEIGHT = Mm(174), Mm(15)
HALF_A_PAGE, NEARLY = Mm(118), 1.25
"""Of two charts a little higher than that each would have a page to itself, one half empty."""
IN_A_ROW, IN_AN_ANNEX = 2, 0.5
"""Points above and below the lines of a table."""
LETTER, EDGE = 2.0, 1.0
"""Millimetres: a bold letter of a table's head at most, and the edge on each side of a cell."""
SHORT_TABLE, AT_LEAST_TOGETHER, LAST_TOGETHER = 8, 3, 5
"""Rows of a table that no page tears; of a longer one how many begin it, its head among them, and
how many end it."""


class _Writing:
    """The paper that is being written, and the direction of its language."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rtl = document.language.rtl
        self.fonts = charts.families(document.language)
        self.code = document.language.locale.replace("_", "-")
        self.paper: Paper = docx.Document()
        section = self.paper.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin = section.bottom_margin = Mm(20)

    def write(self, line: Line, text: str, size: float, **look: Any) -> None:
        """Write a text into a line, in the direction of the language or of its own letters."""
        rtl = self.rtl
        if isinstance(text, Foreign):
            rtl = bidi.runs_right_to_left(text)
        run = line.add_run(text)
        run.font.size, run.font.bold = Pt(size), look.get("bold", False)
        run.font.color.rgb = look.get("colour", INK)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx has no way of its own
        fonts = properties.get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), self.fonts[0])
        run.font.cs_bold, run.font.rtl = run.font.bold, rtl
        complex_size = OxmlElement("w:szCs")
        complex_size.set(qn("w:val"), str(round(size * 2)))
        properties.find(qn("w:sz")).addnext(complex_size)
        _add(properties, "w:lang").set(qn("w:bidi" if rtl else "w:val"), self.code)

    def turn(self, line: Line, *, above: float = 0, below: float = 4) -> None:
        """Give a paragraph the direction of the language, and room around it."""
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(above), Pt(below)
        if self.rtl:
            properties = line._p.get_or_add_pPr()  # noqa: SLF001
            properties.insert_element_before(
                OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
            )


def document_as_docx(document: Document) -> bytes:
    """The document as DOCX. The same document always gives the same bytes."""
    desk = _Writing(document)
    _describe(desk.paper, document)
    if document.logo:
        _paste_logo(desk, document.logo)
    for text, size, look in _cover(document):
        line = desk.paper.add_paragraph()
        desk.turn(line)
        desk.write(line, text, size, **look)
    for part in document.parts:
        _write(desk, part)
    _number_pages(desk, document)
    written = BytesIO()
    desk.paper.save(written)
    return _undated(written.getvalue())


def _describe(paper: Paper, document: Document) -> None:
    about = paper.core_properties
    about.title, about.author = document.title[:250], document.institution[:250]
    about.comments, about.language = "", document.language.locale
    about.created = about.modified = EPOCH


def _cover(document: Document) -> Iterator[tuple[str, float, dict[str, Any]]]:
    yield document.institution, 11, {"colour": GREY}
    yield document.title, 22, {"bold": True, "colour": _accent(document)}
    for text in document.lines:
        yield text, 10.5, {}
    if document.warning:
        yield document.warning, 10.5, {"bold": True, "colour": RED}


def _number_pages(desk: _Writing, document: Document) -> None:
    """At the foot of every page whose paper it is, its title, and the page's number."""
    line = desk.paper.sections[0].footer.paragraphs[0]
    desk.turn(line, above=4, below=0)
    named = (document.institution, document.title, document.warning)
    desk.write(line, " · ".join(filter(None, named)) + " · ", 8, colour=GREY)
    desk.write(line, "1", 8, colour=GREY)
    number = line.runs[-1]._r  # noqa: SLF001
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number.addprevious(field)
    field.append(number)


def _write(desk: _Writing, part: Part) -> None:
    match part:
        case Heading(text):
            line = desk.paper.add_heading(level=1)
            desk.turn(line, above=14, below=5)
            desk.write(line, text, 13, bold=True, colour=_accent(desk.document))
        case Paragraph(text):
            line = desk.paper.add_paragraph()
            desk.turn(line)
            desk.write(line, text, 10.5)
        case Notes(lines):
            for text in lines:
                line = desk.paper.add_paragraph()
                desk.turn(line, above=2, below=1)
                desk.write(line, text, 8.5, colour=GREY)
        case Picture():
            _paste(desk, part)
        case Table():
            _tabulate(desk, written(part, desk.document.language, desk.document.zone))
        case Signatures(places):
            _leave_room(desk, places)
        case Item():
            for index, text in enumerate((part.head, *part.details)):
                line = desk.paper.add_paragraph()
                desk.turn(line)
                desk.write(line, text, 10.5, bold=index == 0)


def _accent(document: Document) -> RGBColor:
    """The colour of titles."""
    return RGBColor.from_string(document.brand.on_paper[1:].upper())


def _paste_logo(desk: _Writing, logo: Picture) -> None:
    line = desk.paper.add_paragraph()
    desk.turn(line)
    shape = line.add_run().add_picture(BytesIO(logo.content), height=LOGO_HEIGHT)
    if shape.width > TEXT_WIDTH:
        shape.height, shape.width = Emu(shape.height * TEXT_WIDTH // shape.width), TEXT_WIDTH
    shape._inline.docPr.set("descr", logo.alternative)  # noqa: SLF001


def _paste(desk: _Writing, part: Picture) -> None:
    line = desk.paper.add_paragraph()
    desk.turn(line, above=8)
    shape = line.add_run().add_picture(BytesIO(part.content), width=TEXT_WIDTH)
    if HALF_A_PAGE < shape.height <= HALF_A_PAGE * NEARLY:
        shape.width, shape.height = Emu(shape.width * HALF_A_PAGE // shape.height), HALF_A_PAGE
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape._inline.docPr.set("descr", part.alternative)  # noqa: SLF001


def _leave_room(desk: _Writing, places: Sequence[str]) -> None:
    """Lines to sign on, what is filled in below each, and the end of the page."""
    grid = desk.paper.add_table(rows=1, cols=len(places))
    properties = grid._tbl.tblPr  # noqa: SLF001
    if desk.rtl:
        _insert(properties, OxmlElement("w:bidiVisual"), TABLE_ORDER)
    for place, words in zip(grid.rows[0].cells, places, strict=True):
        line = place.paragraphs[0]
        desk.turn(line, above=44)
        desk.write(line, "_" * 24, 9, colour=GREY)
        below = place.add_paragraph()
        desk.turn(below)
        desk.write(below, words, 9, colour=GREY)
    _hold(grid.rows[0]._tr)  # noqa: SLF001
    # A break in a line of its own would leave a page empty where the lines to sign on end theirs.
    line = desk.paper.add_paragraph()
    desk.turn(line, below=0)
    line.paragraph_format.page_break_before = True
    line.paragraph_format.line_spacing = Pt(1)


def _tabulate(desk: _Writing, part: Table) -> None:
    grid = desk.paper.add_table(rows=0, cols=len(part.columns))
    grid.autofit = False
    room = [Mm(width) for width in _room(part)]
    properties = grid._tbl.tblPr  # noqa: SLF001
    if desk.rtl:
        _insert(properties, OxmlElement("w:bidiVisual"), TABLE_ORDER)
    _insert(properties, _borders(), TABLE_ORDER)
    _insert(properties, _edges(), TABLE_ORDER)
    for column, width in zip(grid.columns, room, strict=True):
        column.width = width
    heads = [Cell(column.title) for column in part.columns]
    _fill(desk, grid.add_row().cells, heads, part, bold=True, colour=GREY)
    _repeat(grid.rows[0]._tr)  # noqa: SLF001
    last = len(part.rows) - 1
    for index, row in enumerate(texts(part)):
        is_sum = part.has_sum and index == last
        _fill(desk, grid.add_row().cells, row, part, bold=is_sum)
    for line in grid.rows:
        _hold(line._tr)  # noqa: SLF001
        for cell, width in zip(line.cells, room, strict=True):
            cell.width = width
    _keep_together(grid.rows)
    desk.turn(desk.paper.add_paragraph(), below=0)


def _keep_together(rows: Sequence[Any]) -> None:
    """Tear no row off: a short table stays whole, a long one breaks in its middle."""
    is_short = len(rows) <= SHORT_TABLE
    bound = rows[:-1] if is_short else (*rows[:AT_LEAST_TOGETHER], *rows[-LAST_TOGETHER:-1])
    for row in bound:
        for cell in row.cells:
            for line in cell.paragraphs:
                line.paragraph_format.keep_with_next = True


def _room(part: Table) -> list[float]:
    """How wide each column is, in mm: none narrower than its longest word, which Word would break.

    What those need that are too narrow the others give, each by what it has to spare.
    """
    shares = widths(part)
    wide = [TEXT_WIDTH.mm * share / sum(shares) for share in shares]
    least = [letters * LETTER + 2 * EDGE + 1 for letters in longest_words(part)]
    lacking = sum(max(need - width, 0) for need, width in zip(least, wide, strict=True))
    spare = sum(max(width - need, 0) for need, width in zip(least, wide, strict=True))
    given = min(lacking / spare, 1) if spare else 0
    return [
        need if width < need and spare else width - max(width - need, 0) * given
        for need, width in zip(least, wide, strict=True)
    ]


def _edges() -> Any:
    """Narrow edges on both sides of each cell."""
    edges = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(EDGE * 56.7)))
        edge.set(qn("w:type"), "dxa")
        edges.append(edge)
    return edges


def _fill(
    desk: _Writing, places: Sequence[PaperCell], cells: Sequence[Cell], table: Table, **look: Any
) -> None:
    """Write the cells of a row, and below a value in small print what must be known of it."""
    size, room = (7.5, IN_AN_ANNEX) if table.is_annex else (9, IN_A_ROW)
    for column, place, cell in zip(table.columns, places, cells, strict=True):
        line = place.paragraphs[0]
        _align(desk, line, column, room)
        desk.write(line, cell.text, size, **look)
        if cell.note:
            line = place.add_paragraph()
            _align(desk, line, column, room)
            desk.write(line, cell.note, 7.5, colour=GREY)


def _align(desk: _Writing, line: Line, column: Column, room: float) -> None:
    desk.turn(line, above=room, below=room)
    if column.is_number:
        # Units stand under units at the right, in Arabic too; in a right-to-left paragraph Word
        # reads "left" as the beginning of the line, which is there.
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT if desk.rtl else WD_ALIGN_PARAGRAPH.RIGHT


TABLE_ORDER = tuple(
    f"w:{name}"
    for name in (
        *("tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize"),
        *("tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders"),
        *("shd", "tblLayout", "tblCellMar", "tblLook"),
    )
)
"""The order that the format demands of a table's properties."""


def _insert(properties: Any, element: Any, order: Sequence[str]) -> None:
    """Put an element where the format's order wants it."""
    later = order[order.index(_name(element)) + 1 :]
    following = [child for child in properties if _name(child) in later]
    if following:
        following[0].addprevious(element)
    else:
        properties.append(element)


def _name(element: Any) -> str:
    return f"w:{element.tag.rpartition('}')[2]}"


def _borders() -> Any:
    """Thin lines between the rows, and no others."""
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        edge = _add(borders, f"w:{side}", "single")
        for name, value in (("sz", "4"), ("space", "0"), ("color", RULE)):
            edge.set(qn(f"w:{name}"), value)
    return borders


def _repeat(row: Any) -> None:
    """Print the first row again at the head of each page that the table runs on to."""
    _add(row.get_or_add_trPr(), "w:tblHeader")


def _hold(row: Any) -> None:
    """Print a row on one page: what has no room goes to the next one whole."""
    _add(row.get_or_add_trPr(), "w:cantSplit")


def _add(parent: Any, name: str, value: str | None = None) -> Any:
    element = OxmlElement(name)
    if value is not None:
        element.set(qn("w:val"), value)
    parent.append(element)
    return element


def _undated(content: bytes) -> bytes:
    """The same archive without the times at which its files were written."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(ZipInfo(entry.filename), old.read(entry.filename), ZIP_DEFLATED)
    return written.getvalue()
