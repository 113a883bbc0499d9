"""The database as Datasette's own pages see it: fenced, opened for each look and closed after it.

Nothing stays open between two looks: a restored file is seen at once, and no forgotten statement
keeps a writer waiting. What tells of tables and columns is asked here; rows, and whatever somebody
wrote, in the process of `storage.sql_fence.process`, which is ended where it goes on too long.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import datasette.facets
import datasette.filters
import datasette.utils.sqlite
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results
from datasette.views.base import DatasetteError

from documents.csv import without_formula
from storage.sql_fence import FencedRows, fence, open_fenced
from storage.sql_fence.process import QuestionProcess, SqliteQuestion, Values
from web.site import PATIENCE_S

T = TypeVar("T")
QUOTE = '"'
PRIVATE = frozenset({"access", "alert", "letter", "letters", "link"})
"""Tables that name people or their addresses: for administrators alone."""
SPENDING = frozenset({"spend", "spend_by_day"})
"""Those that tell what reading has cost: likewise, where people are known."""
FOR_ADMINISTRATOR = ContextVar("FOR_ADMINISTRATOR", default=False)
"""Whether the request is an administrator's."""
FOR_SPREADSHEET = ContextVar("FOR_SPREADSHEET", default=False)
"""Whether it asks for CSV, which a spreadsheet would calculate."""
LOG = logging.getLogger(__name__)

NAME = "data"
"""Datasette's name of it, and the first part of the addresses of its pages."""


def private_tables(*, are_people_known: bool) -> frozenset[str]:
    """Which are for administrators alone: where nobody has to say who they are, fewer."""
    return PRIVATE | SPENDING if are_people_known else PRIVATE


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

    def __init__(self, page: Datasette, path: str, private: frozenset[str] = PRIVATE) -> None:
        super().__init__(page, path)
        self._private = private
        self._file = Path(path).absolute()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tables")
        self._process = QuestionProcess()

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

    async def execute(  # Datasette's own arguments
        self,
        sql: str,
        params: Values | None = None,
        truncate: bool = False,  # noqa: FBT001, FBT002
        custom_time_limit: float | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,  # noqa: FBT001, FBT002
    ) -> Results:
        """Put one question, in the process that can be ended: one at a time.

        Raises:
            QueryInterrupted: it took too long.
            sqlite3.Error: it is no question, or not one that reads.
        """
        most = self.ds.max_returned_rows
        most += 1 if most == (page_size or self.ds.page_size) else 0
        brought = most if truncate else None
        hidden = frozenset() if FOR_ADMINISTRATOR.get() else self._private
        question = SqliteQuestion(self._file, sql, params or (), brought, PATIENCE_S, hidden)
        asking = partial(self._process.ask, question)
        try:
            rows = await asyncio.get_running_loop().run_in_executor(self._thread, asking)
        except (sqlite3.Error, sqlite3.Warning, MemoryError, ValueError) as error:
            is_stopped = error.args == ("interrupted",) or isinstance(error, MemoryError)
            if FOR_SPREADSHEET.get():  # Datasette would send an empty file
                raise DatasetteError("stopped" if is_stopped else str(error), status=400) from error
            if is_stopped:
                raise QueryInterrupted(error, sql, params) from error
            if log_sql_errors and custom_time_limit is None:  # else it only counts rows
                LOG.warning("a question to the tables was refused: %s", error)
            raise sqlite3.OperationalError(str(error)) from error
        if FOR_SPREADSHEET.get():
            rows = _without_formulas(rows)
        return Results(_named(rows), rows.truncated, [(column,) for column in rows.columns])

    async def attached_databases(self) -> Sequence[object]:
        """None: the fence lets nothing be attached."""
        return ()

    def close(self) -> None:
        """Take no more questions; the thread ends after the one it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.close()


def _without_formulas(answer: FencedRows) -> FencedRows:
    columns = tuple(map(without_formula, answer.columns))
    rows = (
        tuple(without_formula(value) if isinstance(value, str) else value for value in row)
        for row in answer.rows
    )
    return replace(answer, columns=columns, rows=tuple(rows))


def _named(answer: FencedRows) -> list[sqlite3.Row]:
    """Rows as Datasette's templates read them: by number and by name."""
    names = ", ".join(f'NULL AS "{name.replace(QUOTE, QUOTE * 2)}"' for name in answer.columns)
    with closing(sqlite3.connect(":memory:")) as connection:
        cursor = connection.execute(f"SELECT {names or 'NULL'}")  # quoted
        return [sqlite3.Row(cursor, row) for row in answer.rows]


class TableList(Database):  # type: ignore[misc]  # as above
    """The list of tables that Datasette makes itself in memory; it can be closed."""

    def close(self) -> None:
        """Close both of its connections."""
        for connection in (self._read_connection, self._write_connection):
            if connection is not None:
                connection.close()
