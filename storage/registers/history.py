"""Everything that people entered, corrected or took back, with who did it, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, MappingResult, Table, select

from storage.changes import PLATFORM
from storage.engine import let_go
from storage.registers.activities import ACTIVITIES
from storage.registers.periods import PERIODS
from storage.registers.printed import EVENTS, FIGURES
from storage.registers.statements import STATEMENTS
from storage.registers.wordings import WORDINGS
from storage.schema import change, source_file
from storage.store import Store

REGISTERS: Mapping[str, Table] = {
    register.table.name: register.table
    for register in (ACTIVITIES, STATEMENTS, EVENTS, PERIODS, FIGURES, WORDINGS)
}
"""The registers of which each row is an entry, or a correction of one, by name."""
OTHERS = select(change).where(change.c.who != PLATFORM, change.c.what.not_in(list(REGISTERS)))
"""What the log of changes alone tells."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that somebody did."""

    at: datetime
    who: str
    what: str
    """A register of `REGISTERS`, `source_file`, or what a line of `change` is of: a tag, say."""
    number: int
    """The row in its table."""
    values: Mapping[str, Any]
    """The columns of the row."""
    why: str | None = None
    corrects: int | None = None
    """The row that it stands in the place of."""
    is_in_force: bool = True


def history_lines(
    store: Store, since: datetime | None = None, until: datetime | None = None
) -> list[HistoryLine]:
    """What people did in [since, until), the latest first.

    What a platform changed of its own is not among it, nor the lines of `change` that only repeat a
    correction of a register.
    """
    with store.read() as connection:
        entries = {name: _fetch(connection, table) for name, table in REGISTERS.items()}
        files, others = _fetch(connection, source_file), connection.execute(OTHERS).mappings()
        let_go(connection)
        registered = (_entries(name, rows) for name, rows in entries.items())
        lines = [*chain.from_iterable(registered), *_files(files), *_others(others)]
    asked = [
        line
        for line in lines
        if (since is None or line.at >= since) and (until is None or line.at < until)
    ]
    return sorted(asked, key=lambda line: (line.at, line.number), reverse=True)


def history_of(store: Store, register: str, number: int) -> list[HistoryLine]:
    """An entry of a register as it stood from the beginning to that row, the latest first."""
    with store.read() as connection:
        entries = _fetch(connection, REGISTERS[register])
        let_go(connection)
        rows = {line.number: line for line in _entries(register, entries)}
    line, lines = rows.get(number), []
    while line is not None:
        lines.append(line)
        line = None if line.corrects is None else rows.get(line.corrects)
    return lines


def _fetch(connection: Connection, table: Table) -> MappingResult:
    return connection.execute(select(table)).mappings()


def _entries(register: str, result: MappingResult) -> Iterator[HistoryLine]:
    rows = result.all()
    corrected = {row["supersedes"] for row in rows}
    for row in rows:
        yield HistoryLine(
            row["recorded_at"],
            row["recorded_by"],
            register,
            row["id"],
            dict(row),
            row["reason"],
            row["supersedes"],
            row["id"] not in corrected,
        )


def _files(rows: MappingResult) -> Iterator[HistoryLine]:
    for row in rows:
        taken = HistoryLine(
            row["taken_at"], row["taken_by"], source_file.name, row["id"], dict(row)
        )
        yield replace(taken, is_in_force=row["undone_at"] is None)


def _others(rows: MappingResult) -> Iterator[HistoryLine]:
    for row in rows:
        yield HistoryLine(row["at"], row["who"], row["what"], row["id"], dict(row), row["why"])
