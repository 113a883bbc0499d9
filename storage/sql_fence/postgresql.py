"""The fence around free questions to a PostgreSQL: one statement, which only reads, for a second.

What holds: the question is the body of a cursor, and PostgreSQL takes nothing but SELECT and VALUES
there; it is sent by the extended protocol, which takes one statement; the transaction is READ
ONLY and ended by `statement_timeout`; 1,001 rows are fetched at most. What does not: a function
that the role may call is called (`pg_terminate_backend` on the role's own connections, files of the
server for a superuser), and one value may be large. Give a role that may do no more than read.
"""

from __future__ import annotations

from sqlalchemy import Connection

from storage.errors import plain_words
from storage.sql_fence.rules import (
    ROWS,
    SECONDS,
    TOO_MUCH,
    FencedRows,
    QueryRefused,
    QueryStopped,
)
from storage.store import Store

CANCELLED = "57014"
SETTINGS = (
    "SET TRANSACTION READ ONLY",
    f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}",
)


def ask_postgresql(store: Store, sql: str) -> FencedRows:
    """Put one question to a PostgreSQL. See `storage.sql_fence.ask`.

    Raises:
        QueryRefused: it would do something else than read, or is no SQL.
        QueryStopped: it took too long.
        StorageError: the server could not answer.
    """
    if "\0" in sql:
        raise QueryRefused("this is no question that can be answered: it holds a NUL")
    with plain_words(store.place), store.engine.connect() as connection:
        for setting in SETTINGS:
            connection.exec_driver_sql(setting)
        driver_error = store.engine.dialect.loaded_dbapi.Error
        try:
            return _answer(connection, sql)
        except driver_error as error:
            if getattr(error, "sqlstate", None) == CANCELLED:
                raise QueryStopped(TOO_MUCH) from error
            line = (str(error).splitlines() or ["unknown error"])[0]
            raise QueryRefused(f"this is no question that can be answered: {line}") from error


def _answer(connection: Connection, sql: str) -> FencedRows:
    with connection.connection.driver_connection.cursor() as cursor:  # type: ignore[union-attr]  # it is open
        # `binary` asks for the extended protocol: a second statement is an error there.
        cursor.execute(f"DECLARE question NO SCROLL CURSOR FOR {sql}", binary=True)
        cursor.execute(f"FETCH FORWARD {ROWS + 1} FROM question")
        found = cursor.fetchall()
        columns = tuple(column.name for column in cursor.description)
    return FencedRows(columns, tuple(found[:ROWS]), truncated=len(found) > ROWS)
