"""Answers as tables of text, for a terminal or a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import StringIO
from shutil import get_terminal_size
from typing import Literal
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from queries.answer import Answer, Column, Kind, Value
from queries.wording import readable, worded
from words import Language

Justify = Literal["left", "right"]
WIDE = 200
"""Columns of a table that nobody sees in a terminal of a certain width."""
GAP = 2
"""Between two columns."""
LONGEST_CELL = 60
LONGEST_WORD = 16
"""A word of so many columns is not cut, unless the terminal is too narrow for all of them."""


def as_text(answer: Answer, language: Language, zone: ZoneInfo, *, is_terminal: bool) -> str:
    """The caption, the table and the notes, each cell in the reader's words."""
    columns = [column for column in answer.columns if not column.is_detail]
    rows = [
        [_short(_cell(row[one.key], one.kind, language, zone)) for one in columns]
        for row in answer.rows
    ]
    width = get_terminal_size().columns if is_terminal else WIDE
    widths = _widths(columns, rows, width)
    table = Table(title=Text(_plain(answer.caption)), box=None, pad_edge=False)
    table.title_justify = "left"
    for column, wide in zip(columns, widths, strict=False):
        is_number = column.kind in {Kind.NUMBER, Kind.SHARE, Kind.MONEY}
        justify: Justify = "right" if is_number else "left"
        table.add_column(Text(_plain(column.title)), justify=justify, width=wide)
    for row in rows:
        table.add_row(*map(Text, row[: len(widths)]))
    notes = [_plain(note) for note in answer.notes]
    if len(widths) < len(columns):
        hidden = language.listed([_plain(column.title) for column in columns[len(widths) :]])
        notes.insert(0, language.say("Without room here, but in files: {names}", names=hidden))
    return _printed(table, notes, width)


def _printed(table: Table, notes: Sequence[str], width: int) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(table)
    for note in notes:
        console.print(Text(f"· {note}"))
    written = console.file
    assert isinstance(written, StringIO)  # noqa: S101 - made four lines above
    return written.getvalue()


def _cell(value: Value, kind: Kind, language: Language, zone: ZoneInfo) -> str:
    """A value in the reader's words; days and times short, for a terminal is narrow."""
    match value:
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return worded(value, kind, language, zone)


def _least(column: Column, cells: Sequence[str]) -> int:
    """The width below which a column is not pressed: words wrap and numbers do not."""
    heading = max(map(cell_len, _plain(column.title).split()), default=1)
    if column.kind is not Kind.TEXT:
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


def _plain(text: str) -> str:
    """A line that turns nothing around and that no terminal obeys."""
    return " ".join(readable(text).split())


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"
