"""Backups of a PostgreSQL, by its own tools: whole, checked, put back in one transaction."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager

from storage import CorruptDatabase, Store
from storage.accounts import enrol
from storage.backup.backup import back_up, backups_of, thin
from storage.backup.restore import NewerFile
from storage.backup.restore_dump import restore_dump
from storage.errors import DatabaseMissing, NewerDatabase, StorageError, StrangeDatabase
from storage.followers import followers
from storage.queue.state import QueueState, lay_queue, queue_state
from storage.upgrade import VERSION_TABLE
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import postgres_tools
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, DAY, HOUR, NOON, X, post, visit
from watch.nightly import tend

NIGHT = NOON + timedelta(hours=14)


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch, postgres_server: str) -> None:
    del postgres_server  # it says whether there is one
    monkeypatch.setenv("PATH", f"{postgres_tools()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    with Store.open(postgres_url, zone=CASABLANCA) as opened:
        enrol(opened, ACCOUNTS, NOON)
        keep(opened, visit(NOON, post("1", text="a\tb\\.\nCOPY x (a) FROM stdin;\n\\."), post("2")))
        yield opened


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Path:
    return back_up(store, tmp_path / "copies", NIGHT)


def count(store: Store) -> int:
    return len([point for point in followers(store, X.name).points if point.quantity])


def test_a_backup_is_named_checked_and_for_nobody_elses_eyes(store: Store, copy: Path) -> None:
    assert copy.name == f"{store.engine.url.database}-{NIGHT:%Y%m%dT%H%M%SZ}.dump"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes().startswith(b"PGDMP")
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_the_queue_of_workers_is_in_no_backup_and_stands_in_no_restores_way(
    store: Store, postgres_url: str, tmp_path: Path
) -> None:
    lay_queue(store, SchemaManager.get_schema(), "3")
    copy = back_up(store, tmp_path / "copies", NIGHT)
    words = ["pg_restore", "--list", str(copy)]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    keep(store, visit(NOON + HOUR))
    store.close()

    restore_dump(copy, postgres_url, NIGHT, force=True)

    assert "account_reading" in listed
    assert "queue" not in listed
    assert count(store) == 1
    assert queue_state(store) == QueueState(0, 0, 0, 0, 0, 0)
    lay_queue(store, SchemaManager.get_schema(), "4")
    assert queue_state(store) == QueueState(0, 0, 0, 0, 0, 0)


def test_a_restore_brings_back_every_row_and_keeps_aside_what_it_replaces(
    store: Store, copy: Path, postgres_url: str
) -> None:
    keep(store, visit(NOON + HOUR))
    assert count(store) == 2
    store.close()

    restored = restore_dump(copy, postgres_url, NIGHT, force=True)

    assert count(store) == 1
    assert restored.until == NOON
    assert restored.aside is not None
    store.close()
    restore_dump(restored.aside, postgres_url, NIGHT)
    assert count(store) == 2
    keep(store, visit(NOON + HOUR * 2))
    assert count(store) == 3


def test_newer_entries_are_not_replaced_without_a_word(
    store: Store, copy: Path, postgres_url: str
) -> None:
    keep(store, visit(NOON + HOUR))

    with pytest.raises(NewerFile, match="holds entries until 2026-11-20 13:00 UTC"):
        restore_dump(copy, postgres_url, NIGHT)

    assert count(store) == 2


def test_what_is_no_good_backup_is_refused_and_changes_nothing(
    store: Store, copy: Path, postgres_url: str, tmp_path: Path
) -> None:
    whole = copy.read_bytes()
    strange, damaged = tmp_path / "strange.dump", tmp_path / "damaged.dump"
    strange.write_bytes(b"SQLite format 3")
    damaged.write_bytes(whole[: len(whole) // 2])

    for path, error in (
        (tmp_path / "nothing.dump", DatabaseMissing),
        (strange, StrangeDatabase),
        (damaged, CorruptDatabase),
    ):
        with pytest.raises(error, match=path.name):
            restore_dump(path, postgres_url, NIGHT, force=True)
    assert count(store) == 1


def test_a_backup_of_a_newer_version_is_refused(
    store: Store, postgres_url: str, tmp_path: Path
) -> None:
    with store.write() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608
    newer = back_up(store, tmp_path, NIGHT)

    with pytest.raises(NewerDatabase, match="schema 9999"):
        restore_dump(newer, postgres_url, NIGHT, force=True)


def test_a_restore_that_fails_half_way_changes_nothing(
    store: Store, copy: Path, postgres_url: str
) -> None:
    """A view that somebody else has made stands on our tables, which then cannot go."""
    with store.write() as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
        connection.exec_driver_sql("CREATE VIEW other.mine AS SELECT * FROM post")
    keep(store, visit(NOON + HOUR))
    store.close()

    with pytest.raises(StorageError, match=r"nothing was changed \(.*depend"):
        restore_dump(copy, postgres_url, NIGHT, force=True)

    assert count(store) == 2


def test_a_tool_that_fails_is_told_in_its_own_words(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is older than the server refuses; here one that cannot even be reached."""
    for name in ("pg_dump", "pg_restore", "psql"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'too old' >&2\nexit 1\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")

    with pytest.raises(StorageError, match=r"pg_dump could not do it; .* \(too old\)"):
        back_up(store, tmp_path / "copies", NIGHT)

    assert list((tmp_path / "copies").iterdir()) == []


def test_the_night_makes_one_and_the_old_ones_go(store: Store, copy: Path, tmp_path: Path) -> None:
    old = copy.with_name(f"{store.engine.url.database}-20200101T023000Z.dump")
    shutil.copy2(copy, old)
    settings = loaded(tmp_path, '[backup]\nfolder = "copies"\nkeep_days = 2\nkeep_weeks = 1\n')

    for night in range(1, 4):
        tend(store, settings, NIGHT + DAY * night)

    assert not old.exists()
    assert len(backups_of(store, copy.parent)) == 2
    assert thin(store, copy.parent, NIGHT + DAY * 9, days=1, weeks=1).stuck == ()
    assert len(backups_of(store, copy.parent)) == 1
