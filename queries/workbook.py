"""Tables as an Excel workbook: typed cells, and nothing that a spreadsheet would calculate.

A text of the platforms or of staff may begin with `=`: it is written as the text that it is. Ids
are texts, for a spreadsheet keeps fifteen digits of a number and loses the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Fraction | Decimal | float | date | datetime | None
"""What a cell may hold; None, what is not known, leaves it empty."""

AnyCell = Cell | MergedCell
"""What openpyxl calls a cell; no cell here is merged with another."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    """Words, and ids."""
    NUMBER = "number"
    SHARE = "share"
    """A fraction of one, shown as percent."""
    MONEY = "money"
    """US dollars."""
    DAY = "day"
    MOMENT = "moment"
    """An aware instant, shown on the wall clock of the sheet's zone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what its cells are."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    rtl: bool = False
    """Whether its first column stands at the right."""
    zone: ZoneInfo | None = None
    """Where its moments are read; None is UTC."""


FORMATS = {
    Kind.TEXT: "@",
    Kind.NUMBER: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.MONEY: "0.000",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
ONE_DECIMAL = "#,##0.0"
LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
SAFE_DIGITS = 10**15
"""From here on a spreadsheet rounds whole numbers: they are written as texts."""
ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML 1.0 forbids or advises against; a carriage return would not come back as itself."""
FORMULA_SIGNS = tuple("=+-@\t＝＋－＠")
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE = 31
NARROWEST, WIDEST = 8, 60
"""Widths of columns, in digits."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as a file in Excel's format (Office Open XML).

    Raises:
        ValueError: there is no sheet.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(_title(sheet.title, book.sheetnames)), sheet)
    if not book.worksheets:
        raise ValueError("a workbook needs a sheet")
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def legible(text: str) -> str:
    """The text without what a workbook may not hold, as long as a cell may be."""
    return ILLEGAL.sub("", text)[:LONGEST_TEXT]


def _title(wanted: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have, and that no other has (whatever the case of its letters)."""
    words = " ".join(NOT_IN_TITLES.sub(" ", legible(wanted)).split())
    base = words[:LONGEST_TITLE].strip("' ") or "1"
    title, number = base, 1
    while title.casefold() in {name.casefold() for name in taken}:
        number += 1
        title = f"{base[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return title


def _write(page: Worksheet, sheet: Sheet) -> None:
    page.sheet_view.rightToLeft = sheet.rtl
    page.freeze_panes = "A2"
    for index, column in enumerate(sheet.columns, 1):
        head = page.cell(1, index)
        _write_text(head, column.title)
        head.font = Font(bold=True)
        head.alignment = Alignment(vertical="top", wrap_text=True)
    for place, row in enumerate(sheet.rows, 2):
        for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True), 1):
            _write_value(page.cell(place, index), value, column.kind, sheet.zone)
    for index, column in enumerate(sheet.columns):
        width = _width(column, [row[index] for row in sheet.rows])
        page.column_dimensions[get_column_letter(index + 1)].width = width
    page.auto_filter.ref = page.dimensions if sheet.rows else None


def _write_value(cell: AnyCell, value: Value, kind: Kind, zone: ZoneInfo | None) -> None:
    """One value by its own type; the column's kind says how a number or an instant is shown."""
    match value:
        case None:
            return
        case str():
            _write_text(cell, value)
        case datetime():
            cell.value = value.astimezone(zone or UTC).replace(tzinfo=None)
            cell.number_format = FORMATS[Kind.MOMENT]
        case date():
            cell.value = value
            cell.number_format = FORMATS[Kind.DAY]
        case int() if abs(value) >= SAFE_DIGITS or kind is Kind.TEXT:
            _write_text(cell, str(value))
        case _:
            cell.value = float(value) if isinstance(value, Fraction) else value
            is_whole = kind is not Kind.NUMBER or value == int(value)
            cell.number_format = FORMATS[kind] if is_whole else ONE_DECIMAL


def _write_text(cell: AnyCell, text: str) -> None:
    """A text that stays one, even when somebody edits its cell."""
    words = legible(text)
    cell.value = words
    cell.data_type = "s"
    cell.number_format = FORMATS[Kind.TEXT]
    cell.alignment = Alignment(vertical="top", wrap_text=len(words) > WIDEST or "\n" in words)
    if words.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def _width(column: Column, values: Sequence[Value]) -> int:
    shown = {Kind.DAY: 12, Kind.MOMENT: 17}.get(column.kind, 0)
    lengths = [len(column.title), shown, *(_length(value) for value in values)]
    return max(NARROWEST, min(WIDEST, max(lengths) + 2))


def _length(value: Value) -> int:
    if isinstance(value, str):
        return max((len(line) for line in value.splitlines()), default=0)
    return len(f"{value:,}") if isinstance(value, int) else NARROWEST
