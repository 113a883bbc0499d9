"""Connections that keep promises: what a commit survives, what a reader may do, who waits.

SQLite: the standard library's driver, `journal_mode=DELETE` with `synchronous=EXTRA` (a few
writes an hour need no WAL, whose reset bug stock engines before 3.51.3 still have), `BEGIN
IMMEDIATE` for writers, erased bytes overwritten. PostgreSQL: psycopg 3; writers take turns there
as well, so that both mean the same.

In SQLite a commit waits for the reads that have begun, and no new one begins meanwhile. So a read
holds its lock for as short as can be: an answer is fetched whole, as the driver tells it, before
its rows become Python's (`let_go`), and a reader may be given a time (`end_long_reads`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    ExceptionContext,
    Insert,
    Table,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.dialects import registry, sqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util import LRUCache

from metrics.texts.phrases import Phrase
from settings.redaction import blot, forms_of
from settings.secrets import Secret
from settings.values import is_loopback
from storage.errors import READ_TOO_LONG, OldEngine, StorageError

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
COMPILED: LRUCache[Any, Any] = LRUCache(1000)
"""The statements of every SQLite database that this process has opened, as they were compiled."""
BEGIN = "BEGIN"
"""Of a read: it takes no lock yet."""
CLOCK = "clock"
STEPS = 200_000
"""Of SQLite's program, a few milliseconds, between two looks at a read's clock."""


SHOWN = frozenset({"host", "hostaddr", "port", "sslmode"})
"""What of a PostgreSQL url's query is shown; the rest may hold a secret."""
SYSTEMS_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
"""Debian's bundle of authorities; where it is not, libpq is asked for those that it knows."""


class SharedDialect(SQLiteDialect_pysqlite):
    """One SQLite is all that a process has: what was compiled for one database serves the next.

    The page opens a store for each request, and compiling was a third of what it did.
    """

    supports_statement_cache = True

    def __hash__(self) -> int:
        return hash(type(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)


registry.register("sqlite.shared", __name__, SharedDialect.__name__)


def parse_url(url: str) -> URL:
    """The address of a database.

    Raises:
        StorageError: it is not one of SQLite (with a file) or PostgreSQL.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise StorageError(
            Phrase("the database's url cannot be read: write sqlite:///file or postgresql://…")
        ) from None
    kind = address.get_backend_name()
    if kind == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or address.database in (None, "", ":memory:"):
        raise StorageError(
            Phrase("{place}: a file of SQLite or a PostgreSQL is needed", place=place_of(address))
        )
    return address


def place_of(address: URL) -> str:
    """Where the data lies, for messages: the file, or the url without its password."""
    path = path_of(address)
    if path:
        return str(path)
    shown = {key: value for key, value in address.query.items() if key in SHOWN}
    return address.set(query=shown).render_as_string(hide_password=True)


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
        raise OldEngine(
            Phrase(
                "SQLite {version} is too old: {wanted} or newer is needed",
                version=sqlite3.sqlite_version,
                wanted=wanted,
            )
        )
    return _sqlite(path, readonly=readonly, patience_s=patience_s, durable=durable)


def _postgres(address: URL, *, readonly: bool, patience_s: float) -> Engine:
    options = {
        "timezone": "UTC",
        "lock_timeout": f"{int(patience_s * 1000)}ms",
        "default_transaction_read_only": "on" if readonly else "off",
    }
    written = " ".join(f"-c {name}={value}" for name, value in options.items())
    engine = create_engine(
        _over_tls(address),
        connect_args={"options": written, "connect_timeout": 10},
        hide_parameters=True,
        pool_pre_ping=True,
    )
    forms = forms_of([Secret(address.password)] if address.password else [])

    def keep_secret(context: ExceptionContext) -> None:
        """The server, and libpq, may repeat in their own words what they were given.

        What follows DETAIL is a refused row, value by value.
        """
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                words = (str(word).partition("\nDETAIL:")[0] for word in error.args)
                error.args = tuple(blot(word, forms) for word in words)

    event.listen(engine, "handle_error", keep_secret)
    return engine


def _over_tls(address: URL) -> URL:
    """The address with a server of another machine proven by its certificate, unless told else."""
    if "sslmode" in address.query or not any(map(_is_remote, _hosts(address))):
        return address
    asked = {"sslmode": "verify-full"}
    if "sslrootcert" not in address.query:
        known = SYSTEMS_AUTHORITIES.is_file()
        asked["sslrootcert"] = str(SYSTEMS_AUTHORITIES) if known else "system"
    return address.update_query_dict(asked)


def _hosts(address: URL) -> Iterator[str]:
    """Every host that may be asked, some with a port; libpq takes several, with commas."""
    lists = [address.host or ""]
    for key in ("host", "hostaddr"):
        value = address.query.get(key, ())
        lists += [value] if isinstance(value, str) else value
    for hosts in lists:
        yield from (host for host in hosts.split(",") if host)


def _is_remote(host: str) -> bool:
    """Whether a host is another machine: neither a socket's folder nor an address of this one."""
    if host.startswith(("/", "@")):
        return False
    return not is_loopback(host) and not is_loopback(host.rpartition(":")[0])


def _sqlite(path: Path, *, readonly: bool, patience_s: float, durable: bool) -> Engine:
    query = {"uri": "true", "mode": "ro" if readonly else "rwc"}
    engine = create_engine(
        URL.create("sqlite+shared", database=f"file:{quote(str(path))}", query=query),
        connect_args={"timeout": patience_s},
        execution_options={"compiled_cache": COMPILED},
        hide_parameters=True,
        poolclass=QueuePool,
    )
    begin = BEGIN if readonly else "BEGIN IMMEDIATE"
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
    event.listen(engine, "after_cursor_execute", _fetch_whole)
    return engine


def _fetch_whole(
    _connection: Connection,
    cursor: sqlite3.Cursor,
    _statement: str,
    _parameters: object,
    context: DefaultExecutionContext,
    _many: bool,  # noqa: FBT001  # SQLAlchemy's own arguments
) -> None:
    """Fetch an answer at once, unless it is to be told in parts (`yield_per`)."""
    is_answer = cursor.description is not None and not context.is_crud
    if is_answer and not context.execution_options.get("yield_per"):
        rows = cursor.fetchall()
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(None, None, rows)


def let_go(connection: Connection) -> None:
    """End the transaction of a read before the rows that it fetched become Python's.

    Whoever asked them goes through the results afterwards, and keeps no writer waiting by it. Not
    for a connection that somebody else opened: it may hold what shall be kept.
    """
    connection.rollback()


class _Clock:
    """How long the transaction that a connection is in has lasted."""

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self._since: float | None = None

    def restart(self) -> None:
        """Another transaction begins."""
        self._since = None

    def is_over(self) -> bool:
        """Whether it lasts too long.

        Counted from the first time that this is asked: then SQLite has the lock. While it waits
        for a writer, which may take longer, it does not ask.
        """
        now = monotonic()
        if self._since is None:
            self._since = now
        return now - self._since > self._longest_s


def end_long_reads(engine: Engine, longest_s: float, place: str) -> None:
    """End each transaction of a reader of SQLite that lasts longer, with a `ReadTooLong`.

    SQLite does it within a question, whoever puts the next question between two. For an engine
    that has no connection yet.
    """

    def watch(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        clock = record.info[CLOCK] = _Clock(longest_s)
        connection.set_progress_handler(clock.is_over, STEPS)

    def restart(connection: Connection) -> None:
        connection.info[CLOCK].restart()

    def require_time(connection: Connection, _: object, statement: str, *__: object) -> None:
        if statement != BEGIN and connection.info[CLOCK].is_over():
            kind, sentence = READ_TOO_LONG
            raise kind(Phrase("{place}: {sentence}", place=place, sentence=sentence))

    event.listen(engine, "connect", watch)
    event.listen(engine, "begin", restart)
    event.listen(engine, "after_cursor_execute", require_time)


def take_turn(connection: Connection) -> None:
    """Wait until no other writer is at work, to the end of this transaction.

    SQLite's `BEGIN IMMEDIATE` has done so already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})


def dialects_insert(dialect: str, table: Table) -> Any:
    """The dialect's own INSERT, which can say what to do with a row of the same key."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # who keeps a file does not wait for it

    return postgresql.insert(table)


def insert_rows(connection: Connection, statement: Insert, rows: Sequence[tuple[Any, ...]]) -> int:
    """Insert rows by the driver's own `executemany`; how many rows that made or changed.

    Each holds every column of the table, in its order, as the driver takes it (`bound`): so a row
    costs the driver's time alone. `statement` is one that is made once.
    """
    form = _driver_form(connection.dialect.name, statement)
    return connection.exec_driver_sql(
        form, list(rows), execution_options={"preserve_rowcount": True}
    ).rowcount


def bound(connection: Connection, column: Column[Any], value: object) -> Any:
    """A value of a column as the driver takes it."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return process(value) if process else value


@cache
def _driver_form(dialect: str, statement: Insert) -> str:
    """A statement with a mark for each column of its table, in the table's order."""
    names = [column.name for column in statement.table.columns]
    marking = registry.load(MARKING[dialect][0])(paramstyle=MARKING[dialect][1])
    form = statement.compile(dialect=marking, column_keys=names)
    assert form.positiontup == names  # noqa: S101 - else values would go astray
    return str(form)


MARKING = {"sqlite": ("sqlite.pysqlite", "qmark"), "postgresql": ("postgresql.psycopg", "format")}
"""By dialect: its driver, and the marks that this knows for parameters by their place."""


def insert_once(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves a row of the same key as it is; its row count is that of new rows."""
    return _inserting_once(connection.dialect.name, table)


@cache
def _inserting_once(dialect: str, table: Table) -> Insert:
    once: Insert = dialects_insert(dialect, table).on_conflict_do_nothing()
    return once.execution_options(preserve_rowcount=True)
