"""Connections that keep promises: what a commit survives, what a reader may do, who waits.

SQLite: the standard library's driver, `journal_mode=DELETE` with `synchronous=EXTRA` (a few
writes an hour need no WAL, whose reset bug stock engines before 3.51.3 still have), `BEGIN
IMMEDIATE` for writers, erased bytes overwritten. PostgreSQL: psycopg 3; writers take turns there
as well, so that both mean the same.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Insert, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from storage.errors import OldEngine, StorageError

OLDEST_SQLITE = (3, 37, 0)
WRITERS_TURN = 0x4861_7369_6C61  # any number, the same in every process
PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
WRITER_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
)
READER_PRAGMAS = ("PRAGMA query_only = ON",)


def parse_url(url: str) -> URL:
    """The address of a database.

    Raises:
        StorageError: it is not one of SQLite (with a file) or PostgreSQL.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise StorageError(
            "the database's url cannot be read: write sqlite:///file or postgresql://…"
        ) from None
    kind = address.get_backend_name()
    if kind == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or address.database in (None, "", ":memory:"):
        raise StorageError(f"{place_of(address)}: a file of SQLite or a PostgreSQL is needed")
    return address


def place_of(address: URL) -> str:
    """Where the data lies, for messages: the file, or the url without its password."""
    path = path_of(address)
    return str(path) if path else address.render_as_string(hide_password=True)


def path_of(address: URL) -> Path | None:
    """The file of a SQLite database; None elsewhere."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def connect(address: URL, *, readonly: bool, patience_s: float, durable: bool = True) -> Engine:
    """An engine, not yet connected. `patience_s`: how long to wait for another process.

    Raises:
        OldEngine: this Python's SQLite has no STRICT tables.
    """
    path = path_of(address)
    if path is None:
        return _postgres(address, readonly=readonly, patience_s=patience_s)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise OldEngine(f"SQLite {sqlite3.sqlite_version} is too old: {wanted} or newer is needed")
    return _sqlite(path, readonly=readonly, patience_s=patience_s, durable=durable)


def _postgres(address: URL, *, readonly: bool, patience_s: float) -> Engine:
    options = {
        "timezone": "UTC",
        "lock_timeout": f"{int(patience_s * 1000)}ms",
        "default_transaction_read_only": "on" if readonly else "off",
    }
    written = " ".join(f"-c {name}={value}" for name, value in options.items())
    return create_engine(
        address,
        connect_args={"options": written, "connect_timeout": 10},
        hide_parameters=True,
        pool_pre_ping=True,
    )


def _sqlite(path: Path, *, readonly: bool, patience_s: float, durable: bool) -> Engine:
    query = {"uri": "true", "mode": "ro" if readonly else "rwc"}
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(str(path))}", query=query),
        connect_args={"timeout": patience_s},
        hide_parameters=True,
        poolclass=QueuePool,
    )
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"
    pragmas = PRAGMAS + (READER_PRAGMAS if readonly else WRITER_PRAGMAS)
    if not durable:
        pragmas += ("PRAGMA synchronous=OFF",)

    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: we do
        try:
            for pragma in pragmas:
                connection.execute(pragma)
        except BaseException:
            connection.close()  # nobody has it yet who would close it
            raise

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def take_turn(connection: Connection) -> None:
    """Wait until no other writer is at work, to the end of this transaction.

    SQLite's `BEGIN IMMEDIATE` has done so already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})


def insert_once(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves a row of the same key as it is; its row count is that of new rows."""
    counted = {"preserve_rowcount": True}
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing().execution_options(**counted)
    return postgresql.insert(table).on_conflict_do_nothing().execution_options(**counted)
