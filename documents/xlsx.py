"""Tables as an Excel workbook: typed cells, and nothing that a spreadsheet would calculate.

A text of the platforms or of staff may begin with `=`: it is written as the text that it is. Ids
are texts, for a spreadsheet keeps fifteen digits of a number and loses the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents.model import Cell as DocumentCell
from documents.model import Column, Content, Plain, Table, ValueKind, rows_of, value_in_files
from documents.wording import FORMULA_SIGNS, filed, legible
from words import Language

AnyCell = Cell | MergedCell
"""What openpyxl calls a cell; no cell here is merged with another."""
AS_TEXT, DECIMALS = "@", "#,##0.0##"
FORMATS = {
    ValueKind.TEXT: AS_TEXT,
    ValueKind.LINK: AS_TEXT,
    ValueKind.COUNT: "#,##0",
    ValueKind.RATE: "0.0%",
    ValueKind.MONEY: '0.000 "USD"',
    ValueKind.DURATION: "[h]:mm:ss",
    ValueKind.DAY: "yyyy-mm-dd",
    ValueKind.INSTANT: "yyyy-mm-dd hh:mm",
}
SAFE_DIGITS = 10**15
"""From here on a spreadsheet rounds whole numbers: they are written as texts."""
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE = 31
NARROWEST, WIDEST = 8, 60
"""Widths of columns, in digits."""


def table_as_xlsx(table: Table, language: Language, zone: ZoneInfo) -> bytes:
    """A table as a workbook: its rows, and a sheet with the caption and the notes."""
    title = language.say("notes")
    column = Column("note", title)
    lines = rows_of((column,), [(line,) for line in (table.caption, *table.notes)])
    notes = Table("notes", title, (column,), lines)
    return workbook([(table.name, table), (title, notes)], language, zone)


def workbook(tables: Iterable[tuple[str, Table]], language: Language, zone: ZoneInfo) -> bytes:
    """Tables with the titles of their sheets as a file in Excel's format (Office Open XML).

    Instants are read on the clock of `zone`. A table without rows has its head alone.

    Raises:
        ValueError: there is no table.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, table in tables:
        page = book.create_sheet(_title(title, book.sheetnames))
        page.sheet_view.rightToLeft = language.rtl
        _write(page, filed(table, language), zone)
    if not book.worksheets:
        raise ValueError("a workbook needs a sheet")
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _title(wanted: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have, and that no other has (whatever the case of its letters)."""
    words = " ".join(NOT_IN_TITLES.sub(" ", legible(wanted)).split())
    base = words[:LONGEST_TITLE].strip("' ") or "1"
    title, number = base, 1
    while title.casefold() in {name.casefold() for name in taken}:
        number += 1
        title = f"{base[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return title


def _write(page: Worksheet, table: Table, zone: ZoneInfo) -> None:
    page.freeze_panes = "A2"
    for index, column in enumerate(table.columns, 1):
        head = page.cell(1, index)
        _write_text(head, column.title)
        head.font = Font(bold=True)
        head.alignment = Alignment(vertical="top", wrap_text=True)
    for index, column in enumerate(table.columns, 1):
        values = [_held(row[column.key]) for row in table.rows]
        for place, value in enumerate(values, 2):
            _write_value(page.cell(place, index), value, column.kind, zone)
        page.column_dimensions[get_column_letter(index)].width = _width(column, values)
    page.auto_filter.ref = page.dimensions if table.rows else None


def _held(content: Content) -> Plain | timedelta:
    """A value as a workbook holds it, which knows lengths of time itself."""
    value = content.value if isinstance(content, DocumentCell) else content
    return value if isinstance(value, timedelta) else value_in_files(content)


def _write_value(cell: AnyCell, value: Plain | timedelta, kind: ValueKind, zone: ZoneInfo) -> None:
    """One value by its own type; the column's kind says how a number or an instant is shown."""
    match value:
        case None:
            return
        case str():
            _write_text(cell, value)
        case datetime():
            cell.value = value.astimezone(zone).replace(tzinfo=None)
            cell.number_format = FORMATS[ValueKind.INSTANT]
        case date():
            cell.value = value
            cell.number_format = FORMATS[ValueKind.DAY]
        case timedelta():
            cell.value = value
            cell.number_format = FORMATS[ValueKind.DURATION]
        case int() if abs(value) >= SAFE_DIGITS or FORMATS[kind] == AS_TEXT:
            _write_text(cell, str(value))
        case _:
            cell.value = float(value) if isinstance(value, Fraction) else value
            is_whole = kind is not ValueKind.COUNT or value == int(value)
            cell.number_format = FORMATS[kind] if is_whole else DECIMALS


def _write_text(cell: AnyCell, text: str) -> None:
    """A text that stays one, even when somebody edits its cell."""
    words = legible(text)
    cell.value = words
    cell.data_type = "s"
    cell.number_format = AS_TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=len(words) > WIDEST or "\n" in words)
    if words.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def _width(column: Column, values: Sequence[Plain | timedelta]) -> int:
    shown = {ValueKind.DAY: 12, ValueKind.INSTANT: 17}.get(column.kind, 0)
    lengths = [len(column.title), shown, *(_length(value) for value in values)]
    return max(NARROWEST, min(WIDEST, max(lengths) + 2))


def _length(value: Plain | timedelta) -> int:
    if isinstance(value, str):
        return max((len(line) for line in value.splitlines()), default=0)
    return len(f"{value:,}") if isinstance(value, int) else NARROWEST
