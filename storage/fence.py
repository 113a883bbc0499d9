"""The fence around free questions: whatever SQL somebody writes, it reads, soon ends, stays small.

SQLite, for any connection (`fence`): an authorizer lets through SELECT, READ, FUNCTION and
RECURSIVE, and of PRAGMA the few that describe tables; nothing is attached; a question ends after
a second and the library holds 64 MB at most, in the whole process. `open_fenced` opens the file
to read only besides, and keeps the second against whoever would set a time limit of their own.

What the second does not end, limits do. SQLite looks at the clock where its program jumps, and
never inside a function: so a value has at most 300,000 bytes (the longest text of a post has
262,144), a question calls few functions, and those that take seconds for one call are other ones
here (`storage.fence_functions`). What Python fetches is rationed as well.

PostgreSQL: one statement in a READ ONLY transaction, ended by `statement_timeout`. A role may call
every function that it is granted: what it may not see, or whom it may not disturb, is to be taken
from the role in the url, not asked of this fence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from storage.errors import StorageError, explain
from storage.fence_functions import put_in
from storage.fence_rules import (
    LIMITS,
    NESTING,
    PRAGMAS,
    ROWS,
    STEPS,
    WARMED_UP,
    Ration,
    nesting,
)
from storage.store import Store

STOPPING = ("SQLITE_INTERRUPT", "SQLITE_NOMEM", "SQLITE_TOOBIG")
STOPPED_BY_US = ("interrupted", "user-defined function raised exception")
TOO_MUCH = "too much for one question: it was stopped; narrow it by dates, or ask for less"


class QueryRefused(StorageError):
    """The question is not one that reads, or cannot be understood; nothing was done."""


class QueryStopped(StorageError):
    """The question took too long or too much room and was stopped."""


@dataclass(frozen=True, slots=True)
class FencedRows:
    """What a question brought."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    """There would have been more."""


def ask(source: Store | Path, sql: str) -> FencedRows:
    """Put one question, in SQL, to a database: at most 1,000 rows, in about a second at most.

    Args:
        source: A store (of either kind; open to read only or not), or the file of a SQLite.
        sql: One SELECT (or WITH, or VALUES).

    Raises:
        QueryRefused: it would do something else than read, or is no SQL.
        QueryStopped: it took too long, or too much room.
        StorageError: the database could not answer.
    """
    path = source.path if isinstance(source, Store) else source
    if path is None:
        from storage.fence_postgresql import ask_postgresql

        assert isinstance(source, Store)  # noqa: S101  # only a store is without a file
        return ask_postgresql(source, sql)
    with closing(open_fenced(path)) as connection, _plain_words(path):
        return _answer(connection.execute(sql))


def open_fenced(path: Path, patience_s: float = 5.0) -> sqlite3.Connection:
    """Open a file to read only, behind the fence; in whatever thread it is used.

    Raises:
        StorageError: it cannot be opened.
    """
    address = f"file:{quote(str(path))}?mode=ro"
    with _plain_words(path):
        connection = sqlite3.connect(
            address,
            uri=True,
            timeout=patience_s,
            isolation_level=None,
            check_same_thread=False,
            factory=FencedConnection,
        )
        try:
            fence(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def fence(connection: sqlite3.Connection) -> None:
    """Put a connection behind the fence, for good; more than once does no harm.

    How rows are made stays as it was, but their size is rationed; their number is for whoever
    fetches them. The limit on what SQLite may hold is one of the whole process. Brackets are
    counted where `open_fenced` made the connection.
    """
    # Datasette switches this on for the process: our refusals would be printed, values and all.
    sqlite3.enable_callback_tracebacks(False)
    connection.set_authorizer(None)
    for pragma in PRAGMAS:
        connection.execute(pragma).fetchall()
    for table in WARMED_UP:
        connection.execute(f"SELECT 1 FROM {table}").fetchall()  # noqa: S608  # our own names
    put_in(connection)
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    ration = Ration(connection.row_factory)
    connection.set_trace_callback(ration.begin)
    sqlite3.Connection.set_progress_handler(connection, ration.is_over, STEPS)
    connection.text_factory = ration.text
    connection.row_factory = ration.row
    connection.set_authorizer(ration.judge)


class FencedCursor(sqlite3.Cursor):
    """A cursor that hands SQLite no statement whose brackets stand too deep in one another."""

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        """Put a question.

        Raises:
            sqlite3.OperationalError: the brackets stand too deep.
        """
        _require_shallow(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> Self:
        """Put a question once for each row of parameters. See `execute`."""
        _require_shallow(sql)
        return super().executemany(sql, rows)

    def executescript(self, sql: str, /) -> sqlite3.Cursor:
        """Put several questions. See `execute`."""
        _require_shallow(sql)
        return super().executescript(sql)


def _require_shallow(sql: str) -> None:
    if nesting(sql) > NESTING:
        raise sqlite3.OperationalError(f"brackets stand in one another more than {NESTING} deep")


class FencedConnection(sqlite3.Connection):
    """A connection that keeps the fence's clock, whatever clock somebody else would set."""

    def cursor(self, factory: Any = FencedCursor) -> Any:
        """A cursor that counts brackets."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Put a question, by a cursor of the fence's own."""
        return super().cursor(FencedCursor).execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        """Put a question once for each row, by a cursor of the fence's own."""
        return super().cursor(FencedCursor).executemany(sql, rows)

    def executescript(self, sql: str, /) -> sqlite3.Cursor:
        """Put several questions, by a cursor of the fence's own."""
        return super().cursor(FencedCursor).executescript(sql)

    def set_progress_handler(self, *_: object) -> None:
        """Nothing: the clock of the fence runs on."""


def _answer(cursor: sqlite3.Cursor) -> FencedRows:
    if cursor.description is None:
        raise QueryRefused("there is no question: write one SELECT")
    found: list[tuple[Any, ...]] = cursor.fetchmany(ROWS + 1)
    columns = tuple(column[0] for column in cursor.description)
    return FencedRows(columns, tuple(found[:ROWS]), truncated=len(found) > ROWS)


@contextmanager
def _plain_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, MemoryError, ValueError) as error:
        raise _explained(error, path) from error


def _explained(error: Exception, path: Path) -> StorageError:
    name: str = getattr(error, "sqlite_errorname", "")
    if isinstance(error, MemoryError) or name in STOPPING or str(error).startswith(STOPPED_BY_US):
        return QueryStopped(TOO_MUCH)
    if name == "SQLITE_AUTH":
        return QueryRefused(f"a question may only read; this one would do more ({error})")
    if not name or name.startswith("SQLITE_ERROR"):  # also SQLITE_ERROR_MISSING_COLLSEQ
        return QueryRefused(f"this is no question that can be answered: {error}")
    assert isinstance(error, sqlite3.Error)  # noqa: S101  # nothing else has such a name
    return explain(error, str(path))
