"""A database copied row by row into another one, from SQLite to PostgreSQL or back, and compared.

A copy that was cut off goes on where it stopped: rows are copied in the order of their keys and
kept some thousand at a time, and what the target holds already is compared with the source first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from metrics.texts.phrases import Phrase
from storage.errors import StorageError, plain_words
from storage.rollups import ROLLUPS, rebuild
from storage.schema import metadata
from storage.store import Store

ROWS_AT_ONCE = 2_000
ROW_DIGEST_BYTES = 16
"""Of the digest of a row. The sum of a table's is compared: it does not know their order."""

Row = tuple[Any, ...]
Begin = Callable[[str], object]
"""Is told the name of each table before it is copied."""


class HoldsOther(StorageError):
    """The target holds rows that the source does not: it is not the copy that was begun."""


class NotAlike(StorageError):
    """After the copy, source and target do not hold the same rows."""


@dataclass(frozen=True, slots=True)
class TableCopy:
    """What the copy of one table did."""

    held: int
    """Rows that the target held before, from a copy that was cut off."""
    copied: int
    """Rows that were copied now."""


@dataclass(slots=True)
class _Sum:
    """A number of rows, and a checksum of them that does not know their order."""

    rows: int = 0
    digest: int = 0

    def add(self, row: Row) -> None:
        digest = blake2b(repr(row).encode(), digest_size=ROW_DIGEST_BYTES).digest()
        self.rows += 1
        self.digest += int.from_bytes(digest)


def move(
    source: Store, target: Store, begin: Begin = lambda _table: None
) -> Mapping[str, TableCopy]:
    """Copy every table of one database into another, which is empty or holds a begun copy.

    Nobody may write to the source meanwhile that is not at rest (`storage.backup.export.at_rest`).
    What is rolled up is not copied: it is built anew. At the end every table of the target has as
    many rows as the source's, with the same checksum. The source is not changed.

    Args:
        source: What is copied.
        target: Where to, up to date.
        begin: Is told the name of each table before it is copied.

    Returns:
        Of each table, by its name, what was copied.

    Raises:
        HoldsOther: the target holds something else; nothing was added to that table.
        NotAlike: the copy is not what the source holds.
        StorageError: the one could not be read, or the other not be written; what was copied
            stays, and the same call goes on from there.
    """
    moved = {}
    with source.read() as connection:
        for table in moved_tables():
            begin(table.name)
            moved[table.name] = _move_table(connection, target, table)
    _set_next_keys(target)
    rebuild(target)
    return moved


def moved_tables() -> list[Table]:
    """Every table but the roll-ups: one that others refer to stands before them."""
    return [table for table in metadata.sorted_tables if table not in ROLLUPS]


def _move_table(source: Connection, target: Store, table: Table) -> TableCopy:
    held = _sum_of(target, table)
    rows, known = _rows(source, table), _Sum()
    for row in islice(rows, held.rows):
        known.add(row)
    if known != held:
        raise HoldsOther(
            Phrase(
                "{place}: its table {table} holds rows that are not those of this database: name"
                " an empty database",
                place=target.place,
                table=table.name,
            )
        )
    while some := list(islice(rows, ROWS_AT_ONCE)):
        _add(target, table, some)
        for row in some:
            known.add(row)
    _require_alike(known, _sum_of(target, table) if known != held else held, target, table)
    return TableCopy(held.rows, known.rows - held.rows)


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """The rows of a table in the order of its key, some thousand in memory at a time."""
    asked = select(table).order_by(*table.primary_key.columns)
    streamed = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(asked)
    for row in streamed:
        yield tuple(row)


def _sum_of(store: Store, table: Table) -> _Sum:
    whole = _Sum()
    with store.read() as connection:
        for row in _rows(connection, table):
            whole.add(row)
    return whole


def _add(target: Store, table: Table, rows: Iterable[Row]) -> None:
    names = [column.key for column in table.columns]
    with target.write() as connection:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _require_alike(source: _Sum, target: _Sum, store: Store, table: Table) -> None:
    if source != target:
        raise NotAlike(
            Phrase(
                "{place}: its table {table} does not hold the rows of this database (rows here:"
                " {rows}, there: {there}): do not use it",
                place=store.place,
                table=table.name,
                there=target.rows,
                rows=source.rows,
            )
        )


def _set_next_keys(store: Store) -> None:
    """Let PostgreSQL give the next row a key that no copied row has; SQLite does so by itself."""
    if store.engine.dialect.name != "postgresql":
        return
    with store.write() as connection, plain_words(store.place):
        for table in moved_tables():
            column = table.autoincrement_column
            if column is None:
                continue
            highest = connection.execute(select(func.max(column))).scalar_one()
            if highest is not None:
                connection.execute(
                    text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
                    {"table": table.name, "column": column.name, "highest": highest},
                )
