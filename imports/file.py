"""A file of staff's, opened: its size and kind judged, its rows handed on with their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from imports.cells import Cell, is_blank
from imports.delimited import csv_rows
from imports.refusal import ImportRefused, Problem

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
            message = f"the table has more than {MOST_ROWS} rows, empty ones counted: divide it"
            raise ImportRefused([Problem(line, message)])
        if not all(is_blank(cell) for cell in cells):
            yield line, cells


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ImportRefused([Problem(None, f"{path}: {error.strerror}")]) from None
    if len(data) > MOST_BYTES:
        raise ImportRefused([Problem(None, f"{path} is larger than {MOST_BYTES // 2**20} MB")])
    return data


def _rows(data: bytes, names: Collection[str], sheet: str) -> Iterator[NumberedCells]:
    if data.startswith(OLD_EXCEL):
        advice = "save it as .xlsx, without a password, or as CSV UTF-8"
        raise ImportRefused([Problem(None, f"the file is an old or a locked workbook: {advice}")])
    if data.startswith(ZIP):
        # Reading a workbook takes openpyxl, for which a CSV file should not wait.
        from imports.workbook import xlsx_rows

        return xlsx_rows(data, sheet, MOST_ROWS + 2)
    return csv_rows(data, names)
