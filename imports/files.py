"""A file of staff's, opened: CSV or XLSX, judged by size and kind, its rows with their numbers."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from fractions import Fraction
from itertools import chain, islice, repeat
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook
from openpyxl.xml.functions import Element, SubElement, fromstring, tostring

from imports.cells import Cell, LocalTime, Unreadable, is_blank
from imports.refusal import FileProblem, ImportRefused
from metrics.texts.phrases import Phrase, Plural, said_by

MOST_UNPACKED = 48 * 2**20
MOST_PARTS = 500
MOST_COLUMNS = 40
FORMULA, ERROR = "f", "e"
"""Types of cells, as openpyxl calls them."""
XLSX_ADVICE = Phrase("save it again as an Excel workbook (.xlsx), or as CSV UTF-8")
PROPERTIES = "docProps/"
"""Where a workbook keeps who wrote it and when, which nothing here asks for."""
STYLES = "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_WORD = b"http://purl.oclc.org/ooxml/"
STRICT = (
    (STRICT_WORD + b"spreadsheetml/main", MAIN.encode()),
    (
        STRICT_WORD + b"officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
    (STRICT_WORD + b"drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""The namespaces of Strict Open XML (ISO/IEC 29500-1) and those that Excel writes otherwise."""
Typed = tuple[object, str]
"""A cell's value and its type."""
EMPTY: Typed = (None, "n")


def xlsx_rows(data: bytes, sheet: str, most_rows: int) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the sheet of that name, or of the first sheet, with their numbers in Excel.

    Rows beyond `most_rows` and one are not read.

    Raises:
        ImportRefused: the file is no workbook, or unpacks to more than a table of figures can.
    """
    data = _plain(_checked_parts(data))
    # openpyxl shows either a formula or the value kept for it: hence two looks.
    values = _look(data, sheet, most_rows, values=True)
    formulas = _look(data, sheet, most_rows, values=False)
    width = max((len(row) for row in (*values, *formulas)), default=0)
    for line, (kept, written) in enumerate(zip(values, formulas, strict=True), start=1):
        pairs = islice(zip(_endless(kept), _endless(written), strict=False), width)
        yield line, [_cell(*cell, written=other[1]) for cell, other in pairs]


WIDEST_EXPORT = 4_000
"""Columns of the widest exports: old Page Insights have up to 2,681."""
MOST_CELLS = 4_000_000


def workbook_sheets(data: bytes) -> dict[str, list[list[Cell]]]:
    """The cells of every sheet of a workbook that a platform or a tool has made, by its name.

    Raises:
        ImportRefused: the file is no workbook, or unpacks to more than a table of figures can.
    """
    plain = _plain(_checked_parts(data))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(plain), read_only=True, data_only=True, keep_links=False
            )
            return _whole_sheets(book)
    except ImportRefused:
        raise
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever a damaged part leads it to
        raise _refused(
            Phrase("the workbook cannot be read ({name})", name=type(error).__name__)
        ) from None


def _whole_sheets(book: Workbook) -> dict[str, list[list[Cell]]]:
    sheets = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows: list[list[Cell]] = []
        cells = 0
        for row in sheet.iter_rows():  # each as wide as its last cell
            rows.append([_cell(*pair, written="") for pair in _without_end(row[:WIDEST_EXPORT])])
            cells += len(row)
            if len(rows) > MOST_ROWS + 1 or cells > MOST_CELLS:
                message = f"the sheet has more than {MOST_ROWS} rows or {MOST_CELLS} cells,"
                message += " empty ones counted: divide it"
                raise ImportRefused([FileProblem(None, message, sheet.title)])
        sheets[sheet.title] = rows
    return sheets


def _checked_parts(data: bytes) -> dict[str, bytes]:
    """The parts of the workbook, by their names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise _refused(Phrase("the file is not an Excel workbook"))
            # zipfile reads no part beyond the size declared for it.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _refused(
                    Phrase(
                        "the workbook unpacks to more than {most} MB", most=MOST_UNPACKED // 2**20
                    )
                )
            contents = {part.filename: packed.read(part) for part in parts}
            if any(b"<!DOCTYPE" in content for content in contents.values()):
                raise _refused(Phrase("the workbook holds a document type definition"))
            return contents
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        EOFError,
        LookupError,
        OSError,
        ValueError,
    ) as error:
        raise _refused(
            Phrase("the workbook is damaged or locked ({error})", error=said_by(error))
        ) from None


def _plain(parts: Mapping[str, bytes]) -> bytes:
    """The workbook with nothing but what cells are read by, in the words that openpyxl knows.

    Excel's "Strict Open XML" has other namespaces; and looks and properties that other programs
    wrote may be such that openpyxl refuses the whole workbook for them.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            if not name.startswith(PROPERTIES):
                archive.writestr(name, _plain_part(name, content))
    return packed.getvalue()


def _plain_part(name: str, content: bytes) -> bytes | str:
    if name.endswith((".xml", ".rels")) and STRICT_WORD in content:
        for strict, usual in STRICT:
            content = content.replace(strict, usual)
    if name != STYLES:
        return content
    with suppress(Exception):  # as it is, then: openpyxl judges it
        return _number_formats(content)
    return content


def _number_formats(styles: bytes) -> bytes | str:
    """Of a workbook's styles what tells days from numbers: the format of each style of cells."""
    sheet = fromstring(styles)
    codes = {
        known.get("numFmtId"): known.get("formatCode")
        for known in sheet.iterfind(f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt")
    }
    bare = Element("styleSheet", {"xmlns": MAIN})
    formats = SubElement(bare, "numFmts")
    for number, code in codes.items():
        if number and number.isdecimal() and code:
            SubElement(formats, "numFmt", {"numFmtId": number, "formatCode": code})
    cells = SubElement(bare, "cellXfs")
    for style in sheet.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf"):
        named = style.get("numFmtId", "0")
        SubElement(cells, "xf", {"numFmtId": named if named.isdecimal() else "0"})
    return tostring(bare)


def _look(data: bytes, sheet: str, most_rows: int, *, values: bool) -> list[Sequence[Typed]]:
    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep (styles, validations) is nothing that we read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=values, keep_links=False
            )
            return _typed_rows(book, sheet, most_rows)
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever a damaged part leads it to
        kind = type(error).__name__
        raise _refused(Phrase("the workbook cannot be read ({kind})", kind=kind)) from None


def _typed_rows(book: Workbook, sheet: str, most_rows: int) -> list[Sequence[Typed]]:
    named = (
        worksheet for worksheet in book.worksheets if worksheet.title.strip().casefold() == sheet
    )
    chosen = next(named, book.worksheets[0])
    # The size that a sheet claims for itself may be anything; its rows are what counts.
    chosen.reset_dimensions()
    rows = islice(chosen.iter_rows(max_col=MOST_COLUMNS + 1), most_rows + 1)
    return [_without_end(row) for row in rows]


def _without_end(row: Sequence[BookCell | MergedCell]) -> Sequence[Typed]:
    """The cells up to the last one that holds anything: most of a sheet's holds nothing."""
    filled = (place for place in range(len(row), 0, -1) if row[place - 1].value is not None)
    return tuple((cell.value, cell.data_type) for cell in row[: next(filled, 0)])


def _endless(row: Sequence[Typed]) -> Iterator[Typed]:
    return chain(row, repeat(EMPTY))


def _cell(value: object, kind: str, *, written: str) -> Cell:
    match value:
        case None if written == FORMULA:
            return Unreadable(Phrase("holds a formula that was never calculated: write its value"))
        case str() if kind == ERROR:
            return Unreadable(Phrase("holds the error {value}", value=value))
        case datetime():
            return value.date() if value.time() == time() else LocalTime(value)
        case float() if math.isfinite(value):
            # The shortest text of a float is what was typed: 0.4, not 0.40000000000000002.
            exact = Fraction(repr(value))
            return exact if exact.denominator > 1 else int(exact)
        case None | bool() | int() | str() | date():
            return value
    return Unreadable(
        Phrase("holds {value}, which is neither a text, a number nor a day", value=value)
    )


def _refused(message: str) -> ImportRefused:
    return ImportRefused(
        [FileProblem(None, Phrase("{message}: {advice}", message=message, advice=XLSX_ADVICE))]
    )


SEPARATORS = (",", ";", "\t")
TOLD = re.compile(r'"?sep=(?P<separator>[^\w\s"]|\t)"?(?:\r\n|\r|\n)', re.IGNORECASE)
"""A first line that tells Excel the separator, and is no row."""
KEPT_TEXT = re.compile(r"^'(?=[=+\-@\t＝＋－＠])")
"""What keeps a spreadsheet from calculating a text; our own exports put it there."""
CSV_ADVICE = Phrase("save it as UTF-8 (in Excel: “CSV UTF-8”)")


def csv_rows(data: bytes, columns: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the number of the line on which it begins.

    `columns` are the names that the header may hold: the separator is the one that finds most
    of them there, so that a comma inside a note cannot mislead; or the one that a first line
    `sep=;` tells.

    Raises:
        ImportRefused: the text is neither UTF-8 nor UTF-16 with its mark, or its quotation marks
            do not match.
    """
    text = _decode(data)
    mark = TOLD.match(text)
    text = text[mark.end() :] if mark else text
    separator = mark["separator"] if mark else _separator(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    above = 1 if mark else 0
    begins = above + 1
    try:
        for cells in reader:
            yield begins, [KEPT_TEXT.sub("", cell) for cell in cells]
            begins = above + reader.line_num + 1
    except csv.Error as error:
        message = Phrase("the quotation marks do not match ({error})", error=error)
        raise ImportRefused([FileProblem(begins, message)]) from None


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # What Excel calls "Unicode Text".
        with suppress(UnicodeDecodeError):
            if "\0" not in (text := data.decode("utf-16")):
                return text
        raise ImportRefused(
            [FileProblem(None, Phrase("the text is damaged UTF-16: {advice}", advice=CSV_ADVICE))]
        )
    if b"\0" in data[:4]:
        message = Phrase(
            "the text is UTF-16 or UTF-32 without its mark: {advice}", advice=CSV_ADVICE
        )
        raise ImportRefused([FileProblem(None, message)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(data[: error.start].splitlines()) or 1
        message = Phrase("the text is not UTF-8, perhaps Windows-1256: {advice}", advice=CSV_ADVICE)
        raise ImportRefused([FileProblem(line, message)]) from None


def _separator(text: str, columns: Collection[str]) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    known = set(columns)

    def found(separator: str) -> int:
        return len(known & {name.strip(' "').casefold() for name in header.split(separator)})

    return max(SEPARATORS, key=found)


MOST_BYTES = 5 * 2**20
MOST_ROWS = 50_000
"""The header not counted."""
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

NumberedCells = tuple[int, Sequence[Cell]]
"""The cells of a row, after its line number (its row number in Excel)."""


def read_rows(path: Path, names: Collection[str], sheet: str) -> Iterator[NumberedCells]:
    """The rows of a CSV or XLSX file that hold anything; which it is, its first bytes tell.

    `names` are the columns that the header may hold; of a workbook the sheet called `sheet` is
    read, or the first one.

    Raises:
        ImportRefused: there is no such file, it is too large, or neither CSV nor XLSX.
    """
    for count, (line, cells) in enumerate(_rows(_load(path), names, sheet)):
        if count > MOST_ROWS:
            message = Phrase(
                "the table has more than {rows}, empty ones counted: divide it",
                rows=Plural("{n} row", "{n} rows", MOST_ROWS),
            )
            raise ImportRefused([FileProblem(line, message)])
        if not all(is_blank(cell) for cell in cells):
            yield line, cells


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ImportRefused(
            [FileProblem(None, Phrase("{path}: {why}", path=path, why=error.strerror))]
        ) from None
    if len(data) > MOST_BYTES:
        raise ImportRefused(
            [
                FileProblem(
                    None,
                    Phrase("{path} is larger than {most} MB", path=path, most=MOST_BYTES // 2**20),
                )
            ]
        )
    return data


def _rows(data: bytes, names: Collection[str], sheet: str) -> Iterator[NumberedCells]:
    if data.startswith(OLD_EXCEL):
        advice = Phrase("save it as .xlsx, without a password, or as CSV UTF-8")
        raise ImportRefused(
            [
                FileProblem(
                    None, Phrase("the file is an old or a locked workbook: {advice}", advice=advice)
                )
            ]
        )
    if data.startswith(ZIP):
        # Reading a workbook takes openpyxl, for which a CSV file should not wait.

        return xlsx_rows(data, sheet, MOST_ROWS + 2)
    return csv_rows(data, names)
