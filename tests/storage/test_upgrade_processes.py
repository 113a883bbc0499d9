"""Several processes and one older database: killed on the way, or on the way at once."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import Store
from storage.rollups import differences, rebuild
from storage.schema import account_day, post_now
from storage.upgrade import VERSIONS, known_versions, version_of
from tests.support.closing_table import KILLS
from tests.support.storage_visits import CASABLANCA, NOON

ROOT = Path(__file__).parents[2]
SECOND = Path(__file__).parents[1] / "databases" / "0002.sql"
LATEST = known_versions()[-1]
NEXT = f"{int(LATEST) + 1:04}"
DYING = """
import os
import signal

from alembic import op

revision = "NEXT"
down_revision = "LATEST"


def upgrade():
    op.execute("UPDATE post_reading SET views = 1")
    op.execute("CREATE TABLE motto (id INTEGER)")
    os.kill(os.getpid(), signal.SIGKILL)
"""
UPGRADING = """
import sys
from pathlib import Path
from storage.engine import connect, parse_url
from storage.upgrade import upgrade

path = Path(sys.argv[3]) if sys.argv[3:] else None
engine = connect(parse_url(sys.argv[1]), readonly=False, patience_s=30)
if path:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = 1")  # so that half of it is in the file
upgrade(engine, "the database", path, Path(sys.argv[2]))
"""


def upgrading(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", UPGRADING, *words], cwd=ROOT)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A file as the second version wrote it, with some thousand readings more."""
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SECOND.read_text("utf-8"))
        _fill(database)
    return path


def _fill(database: sqlite3.Connection) -> None:
    """Readings of three weeks, half of them without one number or another."""
    generator = random.Random(7)  # noqa: S311  # the same readings at every run
    (account,) = database.execute("SELECT min(id) FROM account").fetchone()
    posts = [key for (key,) in database.execute("SELECT id FROM post")]
    for half_hour in range(1, 1_001):
        at = NOON + timedelta(days=1, minutes=30 * half_hour)
        second, day = int(at.timestamp()), at.astimezone(CASABLANCA).date().isoformat()
        told = generator.choice([None, 640_000 + half_hour])
        database.execute(
            "INSERT INTO visit (account_id, at, outcome, requests, cost_micro_usd)"
            " VALUES (?, ?, 'ok', 1, 0)",
            (account, second),
        )
        database.execute(
            "INSERT INTO account_reading (account_id, at, day, visit_id, followers)"
            " VALUES (?, ?, ?, last_insert_rowid(), ?)",
            (account, second, day, told),
        )
        database.executemany(
            "INSERT INTO post_reading (post_id, at, views, likes) VALUES (?, ?, ?, ?)",
            [(key, second, generator.choice([None, half_hour]), half_hour) for key in posts],
        )
    database.commit()


def rolled(store: Store) -> list[list[tuple[object, ...]]]:
    with store.read() as connection:
        tables = (account_day, post_now)
        return [sorted(map(tuple, connection.execute(select(table)))) for table in tables]


def test_the_rollups_of_an_older_file_are_those_that_are_built_anew(older: Path) -> None:
    with Store.open(f"sqlite:///{older}", zone=CASABLANCA) as store:
        assert differences(store) == {}
        migrated = rolled(store)
        rebuild(store)

        assert rolled(store) == migrated
        assert len(migrated[0]) > 20


@pytest.fixture
def deadly(tmp_path: Path) -> Path:
    """A folder of steps of which the last one kills its process half way."""
    folder = tmp_path / "versions"
    shutil.copytree(VERSIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / f"v{NEXT}_deadly.py").write_text(
        DYING.replace("NEXT", NEXT).replace("LATEST", LATEST)
    )
    return folder


@pytest.mark.fault(43)
def test_a_file_whose_upgrade_was_killed_is_as_it_was_and_comes_up_afterwards(
    older: Path, deadly: Path, record_property: Callable[[str, object], None]
) -> None:
    with closing(sqlite3.connect(older)) as database:
        before = database.execute("SELECT sum(views), count(*) FROM post_reading").fetchall()

    process = upgrading(f"sqlite:///{older}", str(deadly), str(older))

    assert process.wait() == -signal.SIGKILL
    assert Path(f"{older}-journal").exists()
    with closing(sqlite3.connect(older)) as database:
        assert database.execute("SELECT version_num FROM schema_version").fetchone() == ("0002",)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        after = database.execute("SELECT sum(views), count(*) FROM post_reading").fetchall()
    assert after == before
    with Store.open(f"sqlite:///{older}", zone=CASABLANCA) as store:
        assert differences(store) == {}
    record_property(KILLS, 1)


def test_a_postgresql_whose_upgrade_was_killed_is_as_it_was(
    postgres_url: str, deadly: Path, record_property: Callable[[str, object], None]
) -> None:
    with Store.open(postgres_url, zone=CASABLANCA):
        pass

    assert upgrading(postgres_url, str(deadly)).wait() == -signal.SIGKILL

    with Store.open(postgres_url, zone=CASABLANCA) as store, store.read() as connection:
        assert version_of(connection) == LATEST
    record_property(KILLS, 1)


def test_the_copy_of_the_older_file_stays_when_several_come_at_once(older: Path) -> None:
    """Whoever comes second finds the file up to date, and must not copy that over the copy."""
    processes = [upgrading(f"sqlite:///{older}", str(VERSIONS), str(older)) for _ in range(3)]

    assert [process.wait() for process in processes] == [0, 0, 0]
    with closing(sqlite3.connect(f"{older}.before-{LATEST}")) as copy:
        assert copy.execute("SELECT version_num FROM schema_version").fetchone() == ("0002",)
