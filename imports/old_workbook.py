"""Excel's workbooks of until 2003 (.xls): their sheets as texts, read in a process of its own.

The library that reads them makes room for every cell up to the last one: a file of 6 kB can ask for
4 GB, and where there is no room it ends the process. Hence this file is run by itself, with bounds
on memory and time, and answers in JSON; it imports nothing of the program.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time
from typing import Any

MEGA = 2**20
MOST_MEMORY = 1024 * MEGA
PATIENCE_S = 60.0
MOST_ROWS, MOST_CELLS = 50_000, 4_000_000
"""Of one sheet, empty ones counted."""
DAMAGED = "the workbook is damaged or cut off: download it again"
LOCKED = "the workbook is locked: open it in Excel and save it without a password"
TOO_LARGE = (
    f"a sheet has more than {MOST_ROWS} rows or {MOST_CELLS} cells, empty ones counted: open it in"
    " Excel and save what is filled as .xlsx"
)
Sheets = dict[str, list[list[str]]]


def old_workbook_sheets(data: bytes) -> Sheets:
    """The cells of every sheet, by its name; a day or a moment in the form of ISO 8601.

    Raises:
        ValueError: it is damaged, locked or too large; the message says what to do.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-B", __file__],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ValueError(TOO_LARGE) from None
    if child.returncode:  # ended for want of memory, or by a fault of the library
        raise ValueError(TOO_LARGE)
    sheets, refusal = json.loads(child.stdout)
    if refusal:
        raise ValueError(refusal)
    read: Sheets = sheets
    return read


def _answer(data: bytes) -> tuple[Sheets, str]:
    """In the process: the sheets, and why they are not told."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except PasswordError:
        return {}, LOCKED
    except (CalamineError, ValueError, OSError):
        return {}, DAMAGED
    if not sheets:
        return {}, DAMAGED
    if any(_is_too_large(sheet.total_height, sheet.total_width) for sheet in sheets):
        return {}, TOO_LARGE
    return {sheet.name: list(_rows(sheet)) for sheet in sheets}, ""


def _is_too_large(height: int, width: int) -> bool:
    return height > MOST_ROWS or height * width > MOST_CELLS


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.to_python(skip_empty_area=False):
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    match cell:
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)


def _main() -> None:
    with suppress(OSError, ValueError):  # a unit of systemd may forbid to ask for it
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
