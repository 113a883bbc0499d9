"""A question to SQLite behind the fence: a connection that only reads, soon ends and stays small.

An authorizer lets through SELECT, READ, FUNCTION and RECURSIVE, and of PRAGMA the few that
describe tables; nothing is attached; a question ends after a second and the library holds 64 MB at
most, in the whole process. `open_fenced` opens the file to read only besides, and keeps the second
against whoever would set a time limit of their own.

What the second does not end, limits do, and at last the end of the process in which questions are
asked (`process`). SQLite looks at the clock where its program jumps, and never inside a function:
so a value has at most 300,000 bytes (the longest text of a post has 262,144), a question calls few
functions, those of a list, and some that take seconds for one call are other ones here.
`instr('aaa…', 'aa…b')` compares every place with the whole needle: 16 seconds at a million bytes
(SQLite 3.40); Python's search is linear. `trim(x, y)` compares every sign of x with every sign of
y; here y is a set of at most 100 signs. What Python fetches is rationed as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from metrics.texts.phrases import Phrase, said_by
from storage.errors import StorageError, explain
from storage.sql_fence.rules import (
    LIMITS,
    NESTING,
    PRAGMAS,
    STEPS,
    TOO_MUCH,
    WARMED_UP,
    QueryRefused,
    QueryStopped,
    Ration,
    nesting,
)

STOPPING = ("SQLITE_INTERRUPT", "SQLITE_NOMEM", "SQLITE_TOOBIG")
STOPPED_BY_US = ("interrupted", "user-defined function raised exception")
Value = str | bytes | int | float | None
LONGEST_SET = 100
"""Signs that may be cut off."""
LONGEST = 300_000
"""Signs of a result."""


def open_fenced(
    path: Path, patience_s: float = 5.0, hidden: frozenset[str] = frozenset()
) -> sqlite3.Connection:
    """Open a file to read only, behind the fence; in whatever thread it is used.

    Nothing is read of the `hidden` tables, nor by views on them.

    Raises:
        StorageError: it cannot be opened.
    """
    address = f"file:{quote(str(path))}?mode=ro"
    with plain_fence_words(path):
        connection = sqlite3.connect(
            address,
            uri=True,
            timeout=patience_s,
            isolation_level=None,
            check_same_thread=False,
            factory=FencedConnection,
        )
        try:
            fence(connection, hidden)
        except BaseException:
            connection.close()
            raise
        return connection


def fence(connection: sqlite3.Connection, hidden: frozenset[str] = frozenset()) -> None:
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
    use_own_functions(connection)
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    ration = Ration(connection.row_factory, hidden)
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


@contextmanager
def plain_fence_words(path: Path) -> Iterator[None]:
    """Turn what SQLite says about a question, or Python about its values, into our errors."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, MemoryError, ValueError) as error:
        raise _explained(error, path) from error


def _explained(error: Exception, path: Path) -> StorageError:
    name: str = getattr(error, "sqlite_errorname", "")
    if isinstance(error, MemoryError) or name in STOPPING or str(error).startswith(STOPPED_BY_US):
        return QueryStopped(TOO_MUCH)
    if name == "SQLITE_AUTH":
        return QueryRefused(
            Phrase(
                "a question may only read; this one would do more ({error})", error=said_by(error)
            )
        )
    if not name or name.startswith("SQLITE_ERROR"):  # also SQLITE_ERROR_MISSING_COLLSEQ
        return QueryRefused(
            Phrase("this is no question that can be answered: {error}", error=said_by(error))
        )
    assert isinstance(error, sqlite3.Error)  # noqa: S101  # nothing else has such a name
    return explain(error, str(path))


def use_own_functions(connection: sqlite3.Connection) -> None:
    """Let a connection use these functions in the place of SQLite's own."""
    for name, count, function in (
        ("instr", 2, instr),
        ("replace", 3, replace),
        ("trim", 2, trim),
        ("ltrim", 2, ltrim),
        ("rtrim", 2, rtrim),
    ):
        connection.create_function(name, count, function, deterministic=True)


def instr(where: Value, what: Value) -> int | None:
    """Where a text first stands in another, from 1; 0 where it does not. Of two blobs: in bytes."""
    if where is None or what is None:
        return None
    if isinstance(where, bytes) and isinstance(what, bytes):
        return where.find(what) + 1
    return _worded(where).find(_worded(what)) + 1


def replace(where: Value, old: Value, new: Value) -> str | None:
    """A text with one part of it replaced wherever it stands.

    Raises:
        ValueError: the result would be longer than 300,000 signs.
    """
    if where is None or old is None or new is None:
        return None
    text, former, later = _worded(where), _worded(old), _worded(new)
    if not former:
        return text
    growth = len(later) - len(former)
    if growth > 0 and len(text) + text.count(former) * growth > LONGEST:
        raise ValueError(Phrase("too long"))
    return text.replace(former, later)


def trim(text: Value, signs: Value) -> str | None:
    """A text without the signs at both ends."""
    return None if text is None or signs is None else _worded(text).strip(_signs(signs))


def ltrim(text: Value, signs: Value) -> str | None:
    """A text without the signs at its beginning."""
    return None if text is None or signs is None else _worded(text).lstrip(_signs(signs))


def rtrim(text: Value, signs: Value) -> str | None:
    """A text without the signs at its end."""
    return None if text is None or signs is None else _worded(text).rstrip(_signs(signs))


def _signs(signs: Value) -> str:
    letters = "".join(set(_worded(signs)))
    if len(letters) > LONGEST_SET:
        raise ValueError(Phrase("too many signs to cut off"))
    return letters


def _worded(value: Value) -> str:
    """A value as SQLite words it; a real number always shows that it is one."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if not isinstance(value, float):
        return str(value)
    digits, e, power = f"{value:.15g}".partition("e")
    return f"{digits if '.' in digits else digits + '.0'}{e}{power}"
