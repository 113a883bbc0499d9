"""The fence around free questions: whatever SQL somebody writes, it reads, soon ends, stays small.

SQLite: see `sqlite`, and `process` for how a question is ended. PostgreSQL: one statement in a
READ ONLY transaction, ended by `statement_timeout`, and by hanging up where the server does not
heed it. A role may call every function that it is granted: what it may not see, or whom it may not
disturb, is to be taken from the role in the url, not asked of this fence.
"""

from __future__ import annotations

from pathlib import Path

from storage.sql_fence.process import ask_sqlite
from storage.sql_fence.rules import FencedRows, QueryRefused, QueryStopped
from storage.sql_fence.sqlite import fence, open_fenced
from storage.store import Store

__all__ = ["FencedRows", "QueryRefused", "QueryStopped", "ask", "fence", "open_fenced"]


def ask(source: Store | Path, sql: str) -> FencedRows:
    """Put one question, in SQL, to a database: at most 1,000 rows, in two seconds at most.

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
        from storage.sql_fence.postgresql import ask_postgresql

        assert isinstance(source, Store)  # noqa: S101  # only a store is without a file
        return ask_postgresql(source, sql)
    return ask_sqlite(path, sql)
