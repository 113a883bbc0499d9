"""Everything on file, table by table and view by view, as a stream: for `export`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Select, column, select, table

from storage.backup.copy import duplicate
from storage.schema import account_day, account_drop, metadata, post_at_age, post_in_files, post_now
from storage.store import Store
from storage.views import VIEWS

DERIVED = {
    table.name for table in (account_day, account_drop, post_now, post_in_files, post_at_age)
}
"""Tables that say nothing which no other says."""
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Whole:
    """One table or view, with the names of its columns."""

    name: str
    columns: tuple[str, ...]
    is_view: bool
    _query: Select[*tuple[Any, ...]]

    def rows(self, store: Store) -> Iterator[tuple[Any, ...]]:
        """Its rows, a few thousand in memory at a time; a table's in the order of its key.

        Instants are aware datetimes in UTC, or texts where a view has worded them.
        """
        with store.read() as connection:
            streamed = connection.execution_options(yield_per=ROWS_AT_ONCE)
            for row in streamed.execute(self._query):
                yield tuple(row)


def tables() -> list[Whole]:
    """Every table but those that are built from the others; money is in dollars, so named."""
    return [
        Whole(
            table.name,
            tuple(each.name.replace("_micro_usd", "_usd") for each in table.columns),
            False,
            select(table).order_by(*table.primary_key.columns),
        )
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        if table.name not in DERIVED
    ]


def views(store: Store) -> list[Whole]:
    """Every view in plain words."""
    exported = []
    for name in VIEWS:
        with store.read() as connection:
            names = tuple(connection.exec_driver_sql(f"SELECT * FROM {name} LIMIT 0").keys())  # noqa: S608 - a view's own name
        source = table(name, *(column(each) for each in names))
        exported.append(Whole(name, names, True, select(source)))
    return exported


@contextmanager
def at_rest(store: Store, folder: Path) -> Iterator[Store]:
    """The same database as it is at one moment, to be read at leisure.

    Of SQLite a checked copy in a new folder inside `folder`, gone after the block: reading the
    file itself for long would keep others from writing. PostgreSQL keeps nobody waiting, and is
    read as it is.

    Raises:
        StorageError: the copy could not be made.
    """
    if store.path is None:
        yield store
        return
    with TemporaryDirectory(dir=folder, prefix=".export-") as name:
        copy = Path(name) / "copy.db"
        duplicate(store.path, copy)
        with Store.open(f"sqlite:///{copy}", readonly=True, zone=store.zone) as resting:
            yield resting
