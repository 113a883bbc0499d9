"""Restoring a PostgreSQL: an archive takes the place of all tables, which are kept aside first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from metrics.texts.phrases import Phrase
from storage.backup.backup import STAMP
from storage.backup.dump import (
    MAGIC,
    Archive,
    dump,
    put_back,
    read_archive,
    require_tools,
    tables_in,
)
from storage.backup.restore import ENTRIES, Extent, Restored, require_known, require_older
from storage.engine import connect, parse_url, place_of
from storage.errors import DatabaseMissing, StrangeDatabase, plain_words

PATIENCE_S = 30.0


def restore_dump(source: Path, url: str, now: datetime, *, force: bool = False) -> Restored:
    """Put a backup in the place of what a PostgreSQL holds, and keep that aside beside the backup.

    The backup is read to its end first. It is put back as a whole, in one transaction, or not at
    all.

    Args:
        source: The backup: what `backup` or `pg_dump --format=custom` has written.
        url: Of the database.
        now: Names what is kept aside.
        force: Replace what holds newer entries.

    Raises:
        NewerFile: it does, and `force` was not given.
        StorageError: the backup is none, or damaged, or of a newer version, or the server
            refused; nothing was changed.
    """
    engine = connect(parse_url(url), readonly=False, patience_s=PATIENCE_S)
    place = place_of(engine.url)
    try:
        require_tools(place, source)
        extent = _require_backup(source)
        there = _extent_of(engine)
        if there is not None and not force:
            require_older(there, place, source, extent)
        aside = None if there is None else _aside(engine, source, now)
        put_back(engine, source)
    finally:
        engine.dispose()
    return Restored(extent.until, aside)


def _require_backup(source: Path) -> Extent:
    if not source.is_file():
        raise DatabaseMissing(Phrase("{source}: there is no such file", source=source))
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise StrangeDatabase(
                Phrase("{source}: is no backup of a PostgreSQL; nothing was changed", source=source)
            )
    archive = read_archive(source, ENTRIES)
    require_known(next(iter(archive.versions), None), source)
    return _extent(archive)


def _extent(archive: Archive) -> Extent:
    newest = max((int(at.timestamp()) for at in archive.newest.values()), default=-1)
    return Extent(newest, sum(archive.counts.get(table, 0) for table in ENTRIES))


def _extent_of(engine: Engine) -> Extent | None:
    """How far the database reaches; None where it holds no table."""
    with plain_words(place_of(engine.url)), engine.connect() as connection:
        there = tables_in(connection)
        if not there:
            return None
        rows = [
            connection.exec_driver_sql(f'SELECT max("{column}"), count(*) FROM {table}').one()  # noqa: S608 - our own tables
            for table, column in ENTRIES.items()
            if table in there
        ]
    newest = max((int(at.timestamp()) for at, _ in rows if at is not None), default=-1)
    return Extent(newest, sum(number for _, number in rows))


def _aside(engine: Engine, source: Path, now: datetime) -> Path:
    stamp = now.astimezone(UTC).strftime(STAMP)
    aside = source.with_name(f"{engine.url.database}.replaced-{stamp}.dump")
    while aside.exists():
        aside = aside.with_name(f"{aside.name}+")
    dump(engine, aside)
    return aside
