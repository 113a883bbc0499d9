"""The fence around free questions to a PostgreSQL: one statement, which only reads, for a second.

What holds: the question is the body of a cursor, and PostgreSQL takes nothing but SELECT and VALUES
there; it is sent by the extended protocol, which takes one statement; the transaction is READ
ONLY and ended by `statement_timeout`; where the server does not heed it the line is cut after two
seconds, and whatever goes on there is in no writer's way; 1,001 rows are fetched at most. What a
sort writes to the disk is limited where the role may say so, else by the role's own settings
(docs/operations.md). What does not hold: a function that the role may call is called
(`pg_terminate_backend` on the role's own connections, files of the server for a superuser), and one
value may be large. Give a role that may do no more than read.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer

from sqlalchemy import Connection

from metrics.texts.phrases import Phrase
from storage.errors import plain_words
from storage.sql_fence.rules import (
    LAST_SECONDS,
    ROWS,
    SECONDS,
    TOO_MUCH,
    FencedRows,
    QueryRefused,
    QueryStopped,
)
from storage.store import Store

STOPPED = frozenset({"57014", "53400", "53200", "53100"})
"""Cancelled; more on the disk than is allowed; no memory; no disk."""
SMALL_SORTS = """SELECT set_config('temp_file_limit', '64MB', true)
    WHERE current_setting('is_superuser')::bool"""
"""Bytes on the disk, which nobody else may limit here."""
SETTINGS = (
    "SET TRANSACTION READ ONLY",
    f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}",
    "SET LOCAL work_mem = '16MB'",
    "SET LOCAL max_parallel_workers_per_gather = 0",
    SMALL_SORTS,
)


def ask_postgresql(store: Store, sql: str) -> FencedRows:
    """Put one question to a PostgreSQL. See `storage.sql_fence.ask`.

    Raises:
        QueryRefused: it would do something else than read, or is no SQL.
        QueryStopped: it took too long.
        StorageError: the server could not answer.
    """
    if "\0" in sql:
        raise QueryRefused(Phrase("this is no question that can be answered: it holds a NUL"))
    with plain_words(store.place), store.engine.connect() as connection:
        driver_error = store.engine.dialect.loaded_dbapi.Error
        with _last_second(connection) as is_cut:
            try:
                for setting in SETTINGS:
                    connection.exec_driver_sql(setting)
                return _answer(connection, sql)
            except driver_error as error:
                if is_cut.is_set():
                    connection.invalidate()
                if is_cut.is_set() or getattr(error, "sqlstate", None) in STOPPED:
                    raise QueryStopped(TOO_MUCH) from error
                line = (str(error).splitlines() or ["unknown error"])[0]
                raise QueryRefused(
                    Phrase("this is no question that can be answered: {line}", line=line)
                ) from error


@contextmanager
def _last_second(connection: Connection) -> Iterator[Event]:
    """Cut the line to the server once the time of a question is over; whether it was is told."""
    is_cut = Event()
    handle = connection.connection.driver_connection.fileno()  # type: ignore[union-attr]  # it is open
    with socket.socket(fileno=os.dup(handle)) as line:

        def cut() -> None:
            is_cut.set()
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

        timer = Timer(LAST_SECONDS, cut)
        timer.start()
        try:
            yield is_cut
        finally:
            timer.cancel()
            timer.join()


def _answer(connection: Connection, sql: str) -> FencedRows:
    with connection.connection.driver_connection.cursor() as cursor:  # type: ignore[union-attr]  # it is open
        # `binary` asks for the extended protocol: a second statement is an error there.
        cursor.execute(f"DECLARE question NO SCROLL CURSOR FOR {sql}", binary=True)
        cursor.execute(f"FETCH FORWARD {ROWS + 1} FROM question")
        rows = cursor.fetchall()
        columns = tuple(column.name for column in cursor.description)
    return FencedRows(columns, tuple(rows[:ROWS]), truncated=len(rows) > ROWS)
