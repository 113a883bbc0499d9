"""Answers as tables of text, for a terminal or a file."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from typing import Literal
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from queries.answer import Answer, Kind, Value
from queries.wording import readable, worded
from words import Language

Justify = Literal["left", "right"]
WIDE = 200
"""Columns of a table that nobody sees in a terminal of a certain width."""
LONGEST_CELL = 60


def as_text(answer: Answer, language: Language, zone: ZoneInfo, *, is_terminal: bool) -> str:
    """The caption, the table and the notes, each cell in the reader's words."""
    table = Table(
        title=Text(_plain(answer.caption)), box=None, pad_edge=False, title_justify="left"
    )
    columns = [column for column in answer.columns if not column.is_detail]
    for column in columns:
        is_number = column.kind in {Kind.NUMBER, Kind.SHARE, Kind.MONEY}
        justify: Justify = "right" if is_number else "left"
        is_text = column.kind is Kind.TEXT
        table.add_column(Text(_plain(column.title)), justify=justify, no_wrap=not is_text)
    for row in answer.rows:
        cells = (_cell(row[one.key], one.kind, language, zone) for one in columns)
        table.add_row(*(Text(_short(cell)) for cell in cells))
    width = None if is_terminal else WIDE
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(table)
    for note in answer.notes:
        console.print(Text(f"· {_plain(note)}"))
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


def _plain(text: str) -> str:
    """A line that turns nothing around and that no terminal obeys."""
    return " ".join(readable(text).split())


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"
