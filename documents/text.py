"""Tables as text, for a terminal or a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from typing import Literal
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from documents.model import Cell, Column, Content, Table, ValueKind
from documents.wording import readable, texts, written
from words import Language

Justify = Literal["left", "right"]
WIDE = 200
"""Columns of a table that nobody sees in a terminal of a certain width."""
STAR = "*"
"""At a cell of which more is to be known."""
GAP = 2
"""Between two columns."""
LONGEST_CELL = 60
LONGEST_WORD = 16
"""A word of so many columns is not cut, unless the terminal is too narrow for all of them."""


def table_as_text(table: Table, language: Language, zone: ZoneInfo, width: int = WIDE) -> str:
    """The caption, the table and the notes, each cell in the reader's words.

    `width` is that of the terminal; columns without room in it are named below the table.
    """
    columns = table.shown
    cells = texts(written(_with_short_days(table, zone), language, zone))
    rows = [[_short(_noted(cell)) for cell in line] for line in cells]
    widths = _widths(columns, rows, width)
    grid = Grid(title=Text(terminal_line(table.caption)), box=None, pad_edge=False)
    grid.title_justify = "left"
    for column, wide in zip(columns, widths, strict=False):
        justify: Justify = "right" if column.is_number else "left"
        grid.add_column(Text(terminal_line(column.title)), justify=justify, width=wide)
    for row in rows:
        grid.add_row(*map(Text, row[: len(widths)]))
    notes = [*_footnotes(cells), *(terminal_line(note) for note in table.notes)]
    if len(widths) < len(columns):
        hidden = language.listed([terminal_line(column.title) for column in columns[len(widths) :]])
        notes.insert(0, language.say("Without room here, but in files: {names}", names=hidden))
    return _printed(grid, notes, width)


def whole_console() -> Console:
    """Stdout, as wide as its terminal; wide where it is none."""
    return Console(width=None if sys.stdout.isatty() else WIDE)


def whole_table(*headings: str) -> Grid:
    """A table of texts of which nothing is cut: what has no room in its column goes on below."""
    grid = Grid(box=None, pad_edge=False)
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    return grid


def _printed(grid: Grid, notes: Sequence[str], width: int) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(grid)
    for note in notes:
        console.print(Text(f"· {note}"))
    written = console.file
    assert isinstance(written, StringIO)  # noqa: S101 - made four lines above
    return written.getvalue()


def _with_short_days(table: Table, zone: ZoneInfo) -> Table:
    """The table with days and times in figures, for a terminal is narrow."""
    rows, totals = (
        tuple({key: _shortened(value, zone) for key, value in row.items()} for row in lines)
        for lines in (table.rows, table.totals)
    )
    return replace(table, rows=rows, totals=totals)


def _shortened(content: Content, zone: ZoneInfo) -> Content:
    match content:
        case datetime():
            return Cell(content, words=f"{content.astimezone(zone):%Y-%m-%d %H:%M}")
        case date():
            return Cell(content, words=content.isoformat())
        case Cell(words=None) if isinstance(short := _shortened(content.value, zone), Cell):
            return replace(content, words=short.words)
        case _:
            return content


def _noted(cell: Cell) -> str:
    """The words of a cell; what must be known of it stands below the table."""
    return f"{cell.text}{STAR}" if cell.note else cell.text


def _footnotes(lines: Sequence[Sequence[Cell]]) -> list[str]:
    """What must be known of some cells, each told once."""
    noted = [cell for line in lines for cell in line if cell.note]
    return list(dict.fromkeys(terminal_line(f"{cell.text}{STAR} {cell.note}") for cell in noted))


def _least(column: Column, cells: Sequence[str]) -> int:
    """The width below which a column is not pressed: words wrap and numbers do not."""
    heading = max(map(cell_len, terminal_line(column.title).split()), default=1)
    if column.kind is not ValueKind.TEXT:
        return max(min(LONGEST_WORD, heading), *map(cell_len, cells), 1)
    words = (cell_len(word) for cell in cells for word in cell.split())
    return min(LONGEST_WORD, max(heading, *words, 1))


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The widths of as many of the first columns as have room beside each other; at least one."""
    cells = [[row[place] for row in rows] for place in range(len(columns))]
    widths = [_least(*both) for both in zip(columns, cells, strict=True)]
    while len(widths) > 1 and sum(widths) + GAP * (len(widths) - 1) > width:
        widths.pop()
    room = width - sum(widths) - GAP * (len(widths) - 1)
    for place in range(len(widths)):  # what is left goes to cells that would wrap
        wanted = max(map(cell_len, cells[place]), default=0) - widths[place]
        more = max(0, min(room, wanted))
        widths[place] += more
        room -= more
    return widths


def terminal_line(text: str) -> str:
    """A text on one line that turns nothing around and that no terminal obeys."""
    return " ".join(readable(text).split())


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"
