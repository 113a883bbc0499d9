"""The queue of several workers: its place, how it stands, and who keeps a database.

The engine (Procrastinate) has a schema of its own in the same PostgreSQL, so that Hasila's tables,
their copies and their page hold nothing of it. What is due follows from Hasila's own tables alone:
a queue that is lost or dropped loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, text

from metrics.texts.phrases import Phrase
from storage.errors import StorageError, plain_words
from storage.schema import account, slot
from storage.store import Store

SCHEMA = "hasila_queue"
KEEPERS_TURN, RESCUERS_TURN = 0x4861_7369_6C62, 0x4861_7369_6C63
"""Any numbers, the same in every process, and none that another lock of Hasila's has."""
STALLED_S = 20
"""Seconds without a sign of life after which a worker counts as gone."""


class KeptByOthers(StorageError):
    """A daemon keeps the database where workers shall, or workers do where a daemon shall."""

    is_temporary = True


class NoQueueThere(StorageError):
    """The database is none that several workers can share."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue stands at one moment."""

    workers: int
    """Which have given a sign of life within `STALLED_S`."""
    stalled_workers: int
    """Which have not, and have not been let go of yet."""
    waiting: int
    """Visits and jobs whose moment has come and that nobody has begun."""
    under_way: int
    put_off: int
    """Whose moment has not come yet: they are tried again later."""
    failed: int
    """Which the engine has given up, of the last days."""


def require_queue(file: Path | None) -> None:
    """Refuse a database that workers cannot share.

    Raises:
        NoQueueThere: it is a file of SQLite.
    """
    if file is not None:
        raise NoQueueThere(
            Phrase(
                "{place}: several workers need a PostgreSQL (docs/deploy-postgres.md); with SQLite"
                " one machine needs `run` alone",
                place=file,
            )
        )


@contextmanager
def keeping(store: Store, *, alone: bool) -> Iterator[None]:
    """Keep a PostgreSQL as its daemon, alone, or as one of its workers, while the block lasts.

    The lock is the server's: it ends with the connection that holds it, however that ends. Nothing
    is held of a SQLite, whose daemon `watch.lock` tells apart.

    Raises:
        KeptByOthers: workers keep it already, or a daemon does.
        StorageError: it cannot be reached.
    """
    if store.path is not None:
        yield
        return
    with plain_words(store.place), store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if not _take(connection, alone=alone):
            raise KeptByOthers(_kept_by(store.place, by_workers=alone))
        try:
            yield
        finally:
            connection.invalidate()  # which ends the lock with the connection


@contextmanager
def rescuers_turn(store: Store) -> Iterator[bool]:
    """Whether nobody else looks for what dead workers left, for as long as the block lasts."""
    query = text("SELECT pg_try_advisory_xact_lock(:turn)")
    with store.read() as connection:
        yield bool(connection.execute(query, {"turn": RESCUERS_TURN}).scalar_one())


def engines_url(store: Store) -> str:
    """The database's url for the engine, with its password: not to be shown or logged."""
    url = store.engine.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def lay_queue(store: Store, script: str, version: str) -> None:
    """Make the engine's tables where there are none of its version.

    Those of another version are dropped: nothing is in them that is not made anew.

    Raises:
        KeptByOthers: workers of another version are at work.
        StorageError: the database refused.
    """
    with store.write() as connection:
        if _version_of(connection) == version:
            return
        state = _state(connection)
        if state is not None and state.workers:
            raise KeptByOthers(
                Phrase("{place}: workers of another version are at work", place=store.place)
            )
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
        as_written = connection.execution_options(no_parameters=True)
        as_written.exec_driver_sql(script)
        as_written.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{version}'")


def queue_state(store: Store) -> QueueState | None:
    """How the queue stands; None where no worker has ever kept this database.

    Raises:
        StorageError: the database could not answer.
    """
    if store.path is not None:
        return None
    with store.read() as connection:
        return _state(connection)


def without_slot(store: Store, names: Sequence[str], start: datetime) -> list[str]:
    """Those of some accounts of whose slot nothing is on file yet, in the order given."""
    query = select(account.c.name).join(slot).where(slot.c.start == start)
    with store.read() as connection:
        on_file = set(connection.execute(query).scalars())
    return [name for name in names if name not in on_file]


def _take(connection: Connection, *, alone: bool) -> bool:
    kind = "" if alone else "_shared"
    query = text(f"SELECT pg_try_advisory_lock{kind}(:turn)")
    return bool(connection.execute(query, {"turn": KEEPERS_TURN}).scalar_one())


def _kept_by(place: str, *, by_workers: bool) -> Phrase:
    if by_workers:
        return Phrase("{place}: workers keep it: end them before `run` begins", place=place)
    return Phrase("{place}: a daemon (`run`) keeps it: end it before workers begin", place=place)


def _version_of(connection: Connection) -> str | None:
    query = text("SELECT obj_description(to_regnamespace(:name)::oid, 'pg_namespace')")
    version: str | None = connection.execute(query, {"name": SCHEMA}).scalar()
    return version


STATE = f"""
SELECT
    (SELECT count(*) FROM {SCHEMA}.procrastinate_workers
        WHERE last_heartbeat >= now() - make_interval(secs => :stalled)),
    (SELECT count(*) FROM {SCHEMA}.procrastinate_workers
        WHERE last_heartbeat < now() - make_interval(secs => :stalled)),
    count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
    count(*) FILTER (WHERE status = 'doing'),
    count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
    count(*) FILTER (WHERE status = 'failed')
FROM {SCHEMA}.procrastinate_jobs
"""  # noqa: S608 - of this module's own words


def _state(connection: Connection) -> QueueState | None:
    there = text("SELECT to_regclass(:name)")
    if connection.execute(there, {"name": f"{SCHEMA}.procrastinate_jobs"}).scalar() is None:
        return None
    return QueueState(*connection.execute(text(STATE), {"stalled": STALLED_S}).one())
