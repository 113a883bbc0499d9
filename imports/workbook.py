"""XLSX: the typed cells of one sheet.

The file comes from outside, so its packing is judged before it is opened: how much it unpacks
to, how many parts it has, and that no part defines entities. Formulas are not calculated; the
value that Excel kept is taken, and a formula without one is refused.
"""

from __future__ import annotations

import io
import math
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from fractions import Fraction
from itertools import chain, islice, repeat

import openpyxl
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook

from imports.cells import Cell, LocalTime, Unreadable
from imports.refusal import ImportRefused, Problem

MOST_UNPACKED = 48 * 2**20
MOST_PARTS = 500
MOST_COLUMNS = 40
FORMULA, ERROR = "f", "e"
"""Types of cells, as openpyxl calls them."""
ADVICE = "save it again as an Excel workbook (.xlsx), or as CSV UTF-8"
Typed = tuple[object, str]
"""A cell's value and its type."""
EMPTY: Typed = (None, "n")


def xlsx_rows(data: bytes, sheet: str, most_rows: int) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the sheet of that name, or of the first sheet, with their numbers in Excel.

    Rows beyond `most_rows` and one are not read.

    Raises:
        ImportRefused: the file is no workbook, or unpacks to more than a table of figures can.
    """
    _check_packing(data)
    # openpyxl shows either a formula or the value kept for it: hence two looks.
    values = _look(data, sheet, most_rows, values=True)
    formulas = _look(data, sheet, most_rows, values=False)
    width = max((len(row) for row in (*values, *formulas)), default=0)
    for line, (kept, written) in enumerate(zip(values, formulas, strict=True), start=1):
        pairs = islice(zip(_endless(kept), _endless(written), strict=False), width)
        yield line, [_cell(*one, written=other[1]) for one, other in pairs]


def _check_packing(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise _refused("the file is not an Excel workbook")
            # zipfile reads no part beyond the size declared for it.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _refused(f"the workbook unpacks to more than {MOST_UNPACKED // 2**20} MB")
            if any(b"<!DOCTYPE" in packed.read(part) for part in parts):
                raise _refused("the workbook holds a document type definition")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        raise _refused(f"the workbook is damaged or locked ({error})") from None


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
        raise _refused(f"the workbook cannot be read ({kind})") from None


def _typed_rows(book: Workbook, sheet: str, most_rows: int) -> list[Sequence[Typed]]:
    named = (one for one in book.worksheets if one.title.strip().casefold() == sheet)
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
            return Unreadable("holds a formula that was never calculated: write its value")
        case str() if kind == ERROR:
            return Unreadable(f"holds the error {value}")
        case datetime():
            return value.date() if value.time() == time() else LocalTime(value)
        case float() if math.isfinite(value):
            # The shortest text of a float is what was typed: 0.4, not 0.40000000000000002.
            exact = Fraction(repr(value))
            return exact if exact.denominator > 1 else int(exact)
        case None | bool() | int() | str():
            return value
    return Unreadable(f"holds {value}, which is neither a text, a number nor a day")


def _refused(message: str) -> ImportRefused:
    return ImportRefused([Problem(None, f"{message}: {ADVICE}")])
