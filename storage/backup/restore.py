"""Restoring: a backup takes the place of a database; what was there is kept aside.

A journal that a crash has left beside the replaced file would be played into the new one, and
spoil it; so what belongs to the replaced file goes aside with it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from metrics.texts.phrases import Phrase
from storage.backup.backup import STAMP
from storage.backup.copy import duplicate, open_readonly, tables_of
from storage.errors import (
    CorruptDatabase,
    DatabaseMissing,
    FolderMissing,
    NewerDatabase,
    StorageError,
    StrangeDatabase,
    file_words,
    plain_words,
)
from storage.upgrade import VERSION_TABLE, known_versions

ENTRIES = {
    "visit": "at",
    "slot": "start",
    "spend": "at",
    "change": "at",
    "printed_figure": "recorded_at",
    "event": "recorded_at",
    "calendar_period": "recorded_at",
    "activity": "recorded_at",
    "statement": "recorded_at",
    "wording": "recorded_at",
    "topic": "at",
    "letter": "enqueued_at",
    "sealed_year": "sealed_at",
}
"""Tables that grow, and the column that tells when an entry was made."""
SAY_SO = Phrase("add --force to replace it; it is kept aside then")
COMPANIONS = ("-journal", "-wal", "-shm")


class NewerFile(StorageError):
    """What would be replaced holds newer entries than the backup, or nobody can tell."""


@dataclass(frozen=True, slots=True, order=True)
class Extent:
    """How far a database reaches: the later entries make it newer, then the more of them."""

    seconds: int = -1
    """When its newest entry was made, in UTC seconds; -1 where it has none."""
    entries: int = 0

    @property
    def until(self) -> datetime | None:
        """When its newest entry was made; None where it has none."""
        return None if self.seconds < 0 else datetime.fromtimestamp(self.seconds, UTC)

    def __str__(self) -> str:
        moment = f"{self.until:%Y-%m-%d %H:%M} UTC" if self.until else "no time"
        return f"{moment} ({self.entries} of them)"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    until: datetime | None
    """When the newest entry of the backup was made; None where it has none."""
    aside: Path | None
    """Where the replaced file is now; None where there was none."""


def restore(source: Path, target: Path, now: datetime, *, force: bool = False) -> Restored:
    """Put a backup in the place of a database that nobody uses, and keep that one aside.

    The backup is checked first. A kill at any moment leaves the one or the other in its place.

    Args:
        source: The backup.
        target: The database. It need not exist.
        now: Names what is kept aside.
        force: Replace a database even if it holds newer entries.

    Raises:
        NewerFile: it does, or cannot be read, and `force` was not given.
        StorageError: the backup is none, or damaged, or of a newer version, or the database is
            in use; nothing was changed.
    """
    extent = _require_backup(source, target)
    if target.exists() and not force:
        _require_older(target, source, extent)
    fresh = target.with_name(f".{target.name}.restored")
    try:
        duplicate(source, fresh)
        with file_words(str(target)):
            _own_alike(fresh, target if target.exists() else target.parent)
            aside = _set_aside(target, now)
            fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return Restored(extent.until, aside)


def _require_backup(source: Path, target: Path) -> Extent:
    """Refuse what is no backup of ours; how far it reaches."""
    if not target.parent.is_dir():
        raise FolderMissing(
            Phrase(
                "{target}: there is no folder {parent}: make it first",
                target=target,
                parent=target.parent,
            )
        )
    if not source.is_file():
        raise DatabaseMissing(Phrase("{source}: there is no such file", source=source))
    if target.exists() and source.samefile(target):
        raise StorageError(Phrase("{source}: is the database itself: name a backup", source=source))
    try:
        with plain_words(str(source)), closing(open_readonly(source)) as backup:
            require_known(_version_of(backup), source)
            return _extent(backup)
    except CorruptDatabase as error:
        raise CorruptDatabase(
            Phrase(
                "{source}: is damaged or is no database: take another backup; nothing was changed",
                source=source,
            )
        ) from error


def _version_of(backup: sqlite3.Connection) -> str | None:
    if VERSION_TABLE not in tables_of(backup):
        return None
    row = backup.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - our own table
    return row and str(row[0])


def require_known(version: str | None, source: Path) -> None:
    """Refuse a backup whose schema is none of ours, or newer than this program.

    Raises:
        StrangeDatabase, NewerDatabase: it is.
    """
    known = known_versions()
    if version is None:
        raise StrangeDatabase(
            Phrase("{source}: is no database of Hasila; nothing was changed", source=source)
        )
    if version > known[-1]:
        raise NewerDatabase(
            Phrase(
                "{source}: a newer version wrote it (schema {version}, this one knows up to"
                " {known}): update Hasila; nothing was changed",
                source=source,
                version=version,
                known=known[-1],
            )
        )


def _require_older(target: Path, source: Path, backup: Extent) -> None:
    """Refuse to replace newer entries, or what cannot be read, without a word."""
    try:
        with closing(open_readonly(target)) as database:
            there = _extent(database)
    except sqlite3.Error as error:
        raise NewerFile(
            Phrase(
                "{target}: cannot be read, so how new it is cannot be told: {say_so}",
                target=target,
                say_so=SAY_SO,
            )
        ) from error
    require_older(there, str(target), source, backup)


def require_older(there: Extent, place: str, source: Path, backup: Extent) -> None:
    """Refuse to replace newer entries by a backup.

    Raises:
        NewerFile: there are some.
    """
    if there > backup:
        raise NewerFile(
            Phrase(
                "{target}: holds entries until {there}, the backup {source} until {backup}:"
                " {say_so}",
                target=place,
                there=there,
                source=source,
                backup=backup,
                say_so=SAY_SO,
            )
        )


def _extent(database: sqlite3.Connection) -> Extent:
    there = set(tables_of(database))
    extents = [
        database.execute(f'SELECT max("{column}"), count(*) FROM {table}').fetchone()  # noqa: S608 - our own tables
        for table, column in ENTRIES.items()
        if table in there
    ]
    newest = max((seconds for seconds, _ in extents if seconds is not None), default=-1)
    return Extent(newest, sum(number for _, number in extents))


def _own_alike(fresh: Path, model: Path) -> None:
    """Let the restored file belong to whom the replaced one did: root may restore for a service."""
    if model.is_file():
        shutil.copymode(model, fresh)
    if os.geteuid() == 0:
        os.chown(fresh, model.stat().st_uid, model.stat().st_gid)


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Give the file that is to be replaced, and what belongs to it, another name as well."""
    there = target.exists()
    if there:
        _require_unused(target)
    stamp = now.astimezone(UTC).strftime(STAMP)
    aside = target.with_name(f"{target.name}.replaced-{stamp}")
    while aside.exists():
        aside = aside.with_name(f"{aside.name}+")
    for companion in COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{target}{companion}").rename(f"{aside}{companion}")
    if not there:
        return None
    try:
        os.link(target, aside)
    except OSError:  # a file system without second names: for a moment there is no database
        target.rename(aside)
    return aside


def _require_unused(target: Path) -> None:
    """Wait for whoever writes, and let SQLite undo what a crash has left half done."""
    try:
        with plain_words(str(target)), closing(sqlite3.connect(target, timeout=0.5)) as database:
            database.execute("BEGIN EXCLUSIVE")
    except CorruptDatabase:
        return  # which is why a backup is to take its place
