"""Bringing a database up to today's schema: forward only, backed up before, one transaction.

Each step is a file of migrations/versions, run by Alembic; the files' numbers are the versions.
Recreating a parent table with foreign keys on would silently empty its children, so they are off
before the transaction begins and every reference is checked before it ends. The views are
dropped first and rebuilt last, and no table may lose a row on the way. The copy that is made
before a step lies beside a SQLite file as NAME.before-VERSION; a PostgreSQL is backed up by whoever
keeps it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Text, column, func, inspect, select, table

from metrics.texts.phrases import Phrase
from storage import views
from storage.backup.copy import duplicate
from storage.engine import take_turn
from storage.errors import CorruptDatabase, NewerDatabase, OlderDatabase, StrangeDatabase
from storage.schema import metadata, post_at_age

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"
VERSION_TABLE = "schema_version"


def known_versions(folder: Path = VERSIONS) -> list[str]:
    """The versions that this program knows, oldest first, told by the files' names alone.

    Alembic is not imported: a reader starts quicker without it.
    """
    return sorted(path.name[1:5] for path in folder.glob("v[0-9][0-9][0-9][0-9]_*.py"))


def version_of(connection: Connection) -> str | None:
    """The version of the schema that a database has; None where it has none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    query = select(column("version_num", Text)).select_from(table(VERSION_TABLE))
    return connection.execute(query).scalar()


def require_current(connection: Connection, place: str) -> None:
    """Refuse to read a schema that is not today's.

    Raises:
        OlderDatabase: an older version left it, or nothing has been stored yet.
        NewerDatabase: a newer version has written it.
        StrangeDatabase: it is somebody else's.
    """
    version, known = version_of(connection), known_versions()
    _refuse_strangers(connection, version, known, place)
    if version != known[-1]:
        raise OlderDatabase(
            Phrase(
                "{place}: an older version wrote it (schema {version}, today's is {known}):"
                " run `collect` once, which brings it up to date",
                place=place,
                version=version or "none",
                known=known[-1],
            )
        )


def upgrade(engine: Engine, place: str, path: Path | None, folder: Path) -> None:
    """Make a new database, or bring an older one up to the newest version in a folder.

    Raises:
        StorageError: it is newer than this program, somebody else's, or the step failed; the
            database is as it was.
    """
    known = known_versions(folder)
    with engine.connect() as connection:
        version = version_of(connection)
        _refuse_strangers(connection, version, known, place)
    if version == known[-1]:
        return
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        take_turn(connection)
        version = version_of(connection)
        if version == known[-1]:
            return  # another process was quicker; its copy of the older file stays
        if version and path:
            duplicate(path, path.with_name(f"{path.name}.before-{known[-1]}"))
        _migrate(connection, folder, place)


def _refuse_strangers(
    connection: Connection, version: str | None, known: list[str], place: str
) -> None:
    if version and version > known[-1]:
        raise NewerDatabase(
            Phrase(
                "{place}: a newer version wrote it (schema {version}, this one knows up to"
                " {known}): update Hasila; the database was left untouched",
                place=place,
                version=version,
                known=known[-1],
            )
        )
    on_sqlite = connection.dialect.name == "sqlite"
    if version is None and on_sqlite and inspect(connection).get_table_names():
        raise StrangeDatabase(
            Phrase("{place}: is a database of another program: name another file", place=place)
        )


def _migrate(connection: Connection, folder: Path, place: str) -> None:
    before = _row_counts(connection)
    views.drop(connection)
    _run_steps(connection, folder)
    _require_all_rows(before, _row_counts(connection), place)
    _require_references(connection, place)
    _fill_new_rollups(connection, before)
    views.create(connection)


def _fill_new_rollups(connection: Connection, before: Mapping[str, int]) -> None:
    """Fill what no migration can, since it is not SQL that makes it; a step may end before it."""
    from storage.rollups.at_ages import build_ages

    if post_at_age.name not in before and inspect(connection).has_table(post_at_age.name):
        build_ages(connection)


def _run_steps(connection: Connection, folder: Path) -> None:
    """Let Alembic run what is missing, inside the transaction that is already open."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS), version_locations=[str(folder)])

    def missing_steps(version: Any, _: object) -> Any:
        return scripts._upgrade_revs("head", version)  # noqa: SLF001  # as Alembic's own command does

    with EnvironmentContext(Config(), scripts, fn=missing_steps) as context:
        context.configure(
            connection=connection,
            version_table=VERSION_TABLE,
            target_metadata=metadata,
            transactional_ddl=True,
            render_as_batch=True,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Before BEGIN: SQLite ignores the pragma inside a transaction."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _row_counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in names
        if name != VERSION_TABLE
    }


def _require_all_rows(before: Mapping[str, int], after: Mapping[str, int], place: str) -> None:
    lost = [name for name, rows in before.items() if after.get(name, rows) != rows]
    if lost:
        raise CorruptDatabase(
            Phrase(
                "{place}: bringing it up to date would have changed how many rows {listed}"
                " has; nothing was changed",
                place=place,
                listed=", ".join(lost),
            )
        )


def _require_references(connection: Connection, place: str) -> None:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL never let go of them
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise CorruptDatabase(
            Phrase(
                "{place}: bringing it up to date would have broken references of {broken};"
                " nothing was changed",
                place=place,
                broken=broken[0][0],
            )
        )
