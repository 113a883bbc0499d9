"""The store: one database, opened to write (made or brought up to date first) or to read only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Table, func, select, text

from metrics.texts.phrases import Phrase, Plural
from storage.engine import connect, end_long_reads, parse_url, path_of, place_of, take_turn
from storage.errors import (
    READ_ONLY,
    CorruptDatabase,
    DatabaseMissing,
    FolderMissing,
    StorageError,
    file_words,
    plain_words,
)
from storage.schema import account_reading, post_reading
from storage.upgrade import VERSIONS, require_current, upgrade, version_of

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Store:
    """A database of readings. The functions over it stand one module a subject."""

    engine: Engine
    zone: ZoneInfo
    """The institution's own: it tells on which day a reading fell."""
    place: str
    """Where the data lies, for messages. Holds no password."""
    path: Path | None
    """The file, of SQLite."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        readonly: bool = False,
        zone: ZoneInfo,
        patience_s: float = PATIENCE_S,
        durable: bool = True,
        longest_read_s: float | None = None,
    ) -> Store:
        """Open a database; to write, make it or bring it up to date (backed up before).

        Args:
            url: `sqlite:///file` or `postgresql://…`.
            readonly: nothing can be written through this store.
            zone: the institution's zone.
            patience_s: how long to wait for another process that writes, in seconds.
            durable: a commit waits for the disk; False only for data that can be made again.
            longest_read_s: how long a read may keep writers of SQLite waiting; None: for ever.

        Raises:
            StorageError: it cannot be used; the line says why and what to do.
        """
        address = parse_url(url)
        path, place = path_of(address), place_of(address)
        if path:
            _require_place(path, readonly=readonly)
        if path and not readonly:
            _close_to_others(path)
        engine = connect(address, readonly=readonly, patience_s=patience_s, durable=durable)
        if path and longest_read_s is not None:
            end_long_reads(engine, longest_read_s, place)
        store = cls(engine, zone, place, path)
        try:
            store._prepare(readonly=readonly)
        except BaseException:
            store.close()
            raise
        return store

    def _prepare(self, *, readonly: bool) -> None:
        with plain_words(self.place):
            if readonly:
                with self.engine.connect() as connection:
                    require_current(connection, self.place)
            else:
                self._require_sound()
                upgrade(self.engine, self.place, self.path, VERSIONS)

    def _require_sound(self) -> None:
        problems = problems_of(self)
        if problems:
            raise CorruptDatabase(
                Phrase(
                    "{place}: is damaged ({problems}); it was left untouched: put a backup in"
                    " its place",
                    place=self.place,
                    problems=problems[0],
                )
            )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database, to the end of the block or `let_go`.

        Raises:
            ReadTooLong: it lasted longer than reads of this store may.
            StorageError: the database could not answer.
        """
        with plain_words(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or, after an error, nothing. Writers take turns.

        Raises:
            StorageError: the database refused; nothing was kept.
        """
        with plain_words(self.place), self.engine.begin() as connection:
            take_turn(connection)
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def problems_of(store: Store) -> list[str]:
    """What SQLite's own check finds wrong with the file; nothing on PostgreSQL.

    Raises:
        StorageError: the file cannot even be read.
    """
    if store.path is None:
        return []
    with store.read() as connection:
        findings = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    if findings == ["ok"]:
        return []
    lines = "\n".join(findings).splitlines()
    return [line for line in lines if not line.startswith("***")]  # which only names the file


def _require_place(path: Path, *, readonly: bool) -> None:
    if not path.parent.is_dir():
        raise FolderMissing(
            Phrase(
                "{path}: there is no folder {parent}: make it first", path=path, parent=path.parent
            )
        )
    if path.is_dir():
        raise StorageError(
            Phrase("{path}: is a folder: name a file in it as the database", path=path)
        )
    if readonly and not path.exists():
        raise DatabaseMissing(
            Phrase("{path}: there is no database yet: run `collect` first", path=path)
        )
    if not readonly and not all(map(_may_write, (path, path.parent))):
        # SQLite would open it to read only and fail at the first write, after money was spent.
        kind, sentence = READ_ONLY
        raise kind(Phrase("{path}: {sentence}", path=path, sentence=sentence))


BESIDE = ("-journal", "-wal", "-shm", ".before-*", ".replaced-*")
"""Ends of the names of files that hold what the database holds, or held."""
FOR_THE_OWNER, OTHERS = 0o600, 0o077


def _close_to_others(path: Path) -> None:
    """Let nobody else read the database, nor what lies beside it, whatever the umask says.

    What is new is made so; what an older version left open is closed, if it is this user's.
    """
    with file_words(str(path)):
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FOR_THE_OWNER))
        close_to_others(path)
        for beside in (
            companion for end in BESIDE for companion in path.parent.glob(path.name + end)
        ):
            with suppress(FileNotFoundError):  # a journal goes as its writer commits
                close_to_others(beside)


def close_to_others(file: Path) -> None:
    """Take from others the right to read or write a file of this user's own.

    Raises:
        OSError: the file system refused.
    """
    status = file.stat()
    if status.st_mode & OTHERS and status.st_uid == os.geteuid():
        file.chmod(FOR_THE_OWNER)


def _may_write(path: Path) -> bool:
    """Whether this user may; what is not there yet is its folder's matter."""
    effective = os.access in os.supports_effective_ids
    return not path.exists() or os.access(path, os.W_OK, effective_ids=effective)


MEGABYTE = 1_000_000


SOUND = Phrase("sound")


def describe(store: Store) -> list[str]:
    """Where it is, its schema, its size, its readings, and what its own check says.

    Raises:
        StorageError: it cannot be read.
    """
    with store.read() as connection:
        version, size = version_of(connection), _size(store, connection)
        accounts, posts = (_rows(connection, table) for table in (account_reading, post_reading))
    problems = problems_of(store)
    return [
        Phrase(
            "{place}: schema {version}, {size} MB",
            place=store.place,
            version=str(version),
            size=f"{size / MEGABYTE:.1f}",
        ),
        Phrase(
            "{accounts} of accounts, {posts} of posts",
            accounts=Plural("{n} reading", "{n} readings", accounts),
            posts=posts,
        ),
        Phrase("damaged: {problem}", problem=problems[0]) if problems else SOUND,
    ]


def _size(store: Store, connection: Connection) -> int:
    """In bytes."""
    if store.path:
        return store.path.stat().st_size
    query = text("SELECT pg_database_size(current_database())")
    size: int = connection.execute(query).scalar_one()
    return size


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
