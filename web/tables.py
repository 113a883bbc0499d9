"""The database as Datasette's own pages see it: fenced, opened for each look and closed after it.

Nothing stays open between two looks: a restored file is seen at once, and no forgotten statement
keeps a writer waiting.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import datasette.facets
import datasette.filters
import datasette.utils.sqlite
from datasette.app import Datasette
from datasette.database import Database

from storage.sql_fence import fence, open_fenced
from web.site import PATIENCE_S

T = TypeVar("T")

NAME = "data"
"""Datasette's name of it, and the first part of the addresses of its pages."""


def has_json(_: sqlite3.Connection | None = None) -> bool:
    """Whether this Python's SQLite knows JSON."""
    return _knows_json


def _ask_for_json() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("SELECT json('{}')")
        except sqlite3.Error:
            return False
        return True


# Datasette asks both of a connection in memory, for each page of a table, and closes none.
_knows_json = _ask_for_json()
datasette.facets.detect_json1 = datasette.filters.detect_json1 = has_json
datasette.utils.sqlite._cached_sqlite_version = sqlite3.sqlite_version_info  # noqa: SLF001


class FencedDatabase(Database):  # type: ignore[misc]  # Datasette tells no types
    """The file behind the fence of `storage.sql_fence.sqlite`, to read alone."""

    def __init__(self, page: Datasette, path: str) -> None:
        super().__init__(page, path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tables")

    def connect(self, write: bool = False) -> sqlite3.Connection:  # noqa: FBT001, FBT002
        """A new connection. `write` is Datasette's own argument: nothing is ever written here."""
        if write:
            raise PermissionError("the page for staff is read-only")
        connection = open_fenced(Path(self.path), PATIENCE_S)
        try:
            self.ds._prepare_connection(connection, self.name)  # noqa: SLF001
            fence(connection)  # again: Datasette sets its own makers of rows and texts, unrationed
        except BaseException:
            connection.close()
            raise
        return connection

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with a connection of its own, in a thread of its own: one at a time."""

        def look() -> T:
            with closing(self.connect()) as connection:
                return fn(connection)

        return await asyncio.get_running_loop().run_in_executor(self._thread, look)

    async def attached_databases(self) -> Sequence[object]:
        """None: the fence lets nothing be attached."""
        return ()

    def close(self) -> None:
        """Take no more questions; the thread ends after the one it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class TableList(Database):  # type: ignore[misc]  # as above
    """The list of tables that Datasette makes itself in memory; it can be closed."""

    def close(self) -> None:
        """Close both of its connections."""
        for connection in (self._read_connection, self._write_connection):
            if connection is not None:
                connection.close()
