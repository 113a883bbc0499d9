"""Backups are whole whatever happens meanwhile, and a restore destroys nothing."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import (
    CorruptDatabase,
    DatabaseLocked,
    DatabaseMissing,
    FolderMissing,
    NewerDatabase,
    OlderDatabase,
    StorageError,
    Store,
    StrangeDatabase,
)
from storage.accounts import enrol
from storage.backup.backup import back_up, thin, to_keep
from storage.backup.dump import NoTools
from storage.backup.restore import NewerFile, restore
from storage.erasure import forget
from storage.post_query import PostQuery, posts_with_readings
from storage.rollups import differences
from storage.store import problems_of
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import rows_of
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, DAY, HOUR, NOON, failed, post, visit
from watch.nightly import tend

ROOT = Path(__file__).parents[2]
DATABASES = Path(__file__).parents[1] / "databases"
NIGHT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)


def open_at(path: Path, *, readonly: bool = True) -> Store:
    return Store.open(f"sqlite:///{path}", zone=CASABLANCA, readonly=readonly)


def rows_at(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with open_at(path) as store:
        return rows_of(store)


@pytest.fixture
def database_kind() -> str:
    """Files alone are backed up here."""
    return "sqlite"


@pytest.fixture
def filled(store: Store) -> Store:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON, post("1"), post("2")))
    keep(store, failed(NOON + HOUR))
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def path(filled: Store) -> Path:
    """The file of a database that nobody has open any more."""
    assert filled.path is not None
    filled.close()
    return filled.path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_every_row(filled: Store, folder: Path) -> None:
    made = back_up(filled, folder, NIGHT)

    assert made == folder / "hasila-20261121T023000Z.db"
    assert rows_at(made) == rows_of(filled)
    assert names_in(folder) == [made.name]


@pytest.mark.threat(28)
def test_a_backup_is_for_nobody_elses_eyes(filled: Store, folder: Path) -> None:
    assert filled.path
    filled.path.chmod(0o600)

    made = back_up(filled, folder, NIGHT)

    assert (folder.stat().st_mode & 0o777, made.stat().st_mode & 0o777) == (0o700, 0o600)


def test_two_backups_of_one_second_are_two(filled: Store, folder: Path) -> None:
    made = [back_up(filled, folder, NIGHT) for _ in range(3)]

    assert names_in(folder) == [copy.name for copy in made]


@pytest.mark.fault(34)
def test_a_backup_is_made_while_another_writes(filled: Store, folder: Path) -> None:
    with filled.write() as connection:
        connection.exec_driver_sql("DELETE FROM post_reading")
        made = back_up(filled, folder, NIGHT)

    assert len(rows_at(made)["post_reading"]) == 2


@pytest.mark.threat(28)
def test_a_planted_link_is_replaced_and_not_followed(
    filled: Store, folder: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    folder.mkdir()
    (folder / "hasila-20261121T023000Z.db").symlink_to(precious)

    made = back_up(filled, folder, NIGHT)

    assert precious.read_text() == "precious"
    assert rows_at(made) == rows_of(filled)


def test_a_damaged_database_makes_no_backup(path: Path, folder: Path) -> None:
    good = rows_at(path)
    with open_at(path) as store:
        damage(path)
        with pytest.raises(CorruptDatabase, match=r"hasila\.db: is damaged"):
            back_up(store, folder, NIGHT)

    assert good
    assert names_in(folder) == []


def damage(path: Path) -> None:
    """Turn bits in the middle of each page but the first."""
    page = 4096
    with path.open("r+b") as file:
        for start in range(page, path.stat().st_size, page):
            file.seek(start)
            file.write(os.urandom(200))


WRITER = """
import sys
from datetime import timedelta
from storage import Store
from storage.visits import keep
from tests.support.storage_visits import CASABLANCA, NOON, post, visit

with Store.open(sys.argv[1], zone=CASABLANCA, durable=False) as store:
    for minute in range(100_000):
        at = NOON + timedelta(days=1, minutes=minute)
        keep(store, visit(at, *(post(f"{minute}-{n}", at=at) for n in range(5))))
        print(minute, flush=True)
"""


@contextmanager
def writing(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that keeps visits, one after the other, and says so."""
    arguments = [sys.executable, "-c", WRITER, url]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.mark.fault(34)
@pytest.mark.parametrize("copies", [30, pytest.param(100, marks=pytest.mark.nightly)])
def test_no_backup_under_load_is_corrupt_or_stale(
    filled: Store, folder: Path, store_url: str, copies: int
) -> None:
    with writing(store_url) as child:
        assert child.stdout is not None
        for number in range(copies):
            kept = int(child.stdout.readline())  # said before the backup begins
            made = back_up(filled, folder, NIGHT + number * HOUR)
            with open_at(made) as backup:
                rows = rows_of(backup)
                assert problems_of(backup) == []
            visits, found = len(rows["visit"]) - 2, len(rows["post"]) - 2
            assert kept + 1 <= visits
            assert found == 5 * visits, "half a visit"
            made.unlink()


FULL = """
import resource, sys
from pathlib import Path
from datetime import datetime, UTC
from storage import DiskFailing, Store
from storage.backup.backup import back_up
from tests.support.storage_visits import CASABLANCA

with Store.open(sys.argv[1], zone=CASABLANCA, readonly=True) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        back_up(store, Path(sys.argv[2]), datetime(2026, 11, 22, tzinfo=UTC))
    except DiskFailing as error:
        print(error)
"""


@pytest.mark.fault(36)
@pytest.mark.parametrize("allowed", [0, 4096, 40_000])
def test_a_full_disk_leaves_the_earlier_backups_alone(
    filled: Store, folder: Path, store_url: str, allowed: int
) -> None:
    earlier = back_up(filled, folder, NIGHT)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY

    arguments = [sys.executable, "-c", FULL, store_url, str(folder), str(allowed)]
    told = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)

    assert "hasila-20261122T000000Z.db: the disk could not be read or written" in told.stdout
    assert names_in(folder) == [earlier.name]
    assert rows_at(earlier) == rows_of(filled)


def test_a_folder_that_cannot_be_made_is_named(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match=r"file/backups"):
        back_up(filled, tmp_path / "file" / "backups", NIGHT)


def test_a_postgresql_is_left_to_its_own_tools(
    postgres_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they are not, the line is told that does it elsewhere."""
    monkeypatch.setenv("PATH", "/nowhere")
    told = r"apt install postgresql-client.* pg_dump --format=custom"
    with (
        Store.open(postgres_url, zone=CASABLANCA) as store,
        pytest.raises(NoTools, match=told),
    ):
        back_up(store, folder, NIGHT)

    assert not folder.exists()


# ------------------------------------------------------------------------------ what is kept


def nights(number: int) -> list[datetime]:
    return [NIGHT - n * DAY for n in range(number)]


def test_fourteen_days_and_eight_weeks_are_kept() -> None:
    kept = to_keep(nights(365), NIGHT)

    daily = set(nights(14))
    assert daily < kept
    # The newest of each of eight ISO weeks; two of them lie within the fourteen days.
    assert sorted(at.date().isoformat() for at in kept - daily) == [
        "2026-10-04", "2026-10-11", "2026-10-18", "2026-10-25", "2026-11-01",
    ]  # fmt: skip


def test_the_newest_of_a_day_stands_for_it() -> None:
    hourly = [NIGHT - n * HOUR for n in range(24 * 5)]

    kept = to_keep(hourly, NIGHT, days=3, weeks=0)

    older = sorted(at for at in kept if at <= NIGHT - DAY)
    assert older == [NIGHT.replace(day=19, hour=23), NIGHT.replace(day=20, hour=2)][:1]
    assert len(kept - set(older)) == 24


def test_days_without_a_backup_take_no_others_place() -> None:
    """After a month of silence the old ones are still there."""
    old = [at - 40 * DAY for at in nights(20)]

    kept = to_keep([*old, NIGHT], NIGHT, days=14, weeks=0)

    assert kept == {NIGHT, *old[:13]}


def test_a_wrong_clock_costs_no_backup() -> None:
    future = NIGHT + 300 * DAY

    assert to_keep([future, *nights(30)], NIGHT) == to_keep(nights(30), NIGHT) | {future}


@given(st.sets(st.integers(-400 * 24, 100), max_size=60), st.integers(1, 20), st.integers(0, 10))
def test_the_newest_is_always_kept_and_thinning_twice_changes_nothing(
    hours: set[int], days: int, weeks: int
) -> None:
    taken = {NIGHT + hour * HOUR for hour in hours}

    kept = to_keep(taken, NIGHT, days=days, weeks=weeks)

    assert kept <= taken
    assert not taken or max(taken) in kept
    assert to_keep(kept, NIGHT, days=days, weeks=weeks) == kept


def test_it_removes_what_is_kept_no_longer_and_nothing_else(filled: Store, folder: Path) -> None:
    folder.mkdir()
    others = ["hasila.db", "notes.txt", "other-20200101T000000Z.db", "hasila-20200230T000000Z.db"]
    for name in (*others, "hasila-20200101T000000Z.db", "hasila-20200102T000000Z.db"):
        (folder / name).touch()
    made = back_up(filled, folder, NIGHT)

    thinned = thin(filled, folder, NIGHT, days=2, weeks=0)

    assert [path.name for path in thinned.removed] == ["hasila-20200101T000000Z.db"]
    assert thinned.stuck == ()
    assert names_in(folder) == sorted([*others, "hasila-20200102T000000Z.db", made.name])


def test_it_says_what_could_not_be_removed(filled: Store, folder: Path) -> None:
    stuck = folder / "hasila-20200101T000000Z.db"
    stuck.mkdir(parents=True)
    back_up(filled, folder, NIGHT)

    assert thin(filled, folder, NIGHT, days=1, weeks=0).stuck == (stuck,)


def test_it_removes_what_a_killed_backup_has_left_a_day_later(filled: Store, folder: Path) -> None:
    folder.mkdir()
    left = folder / ".hasila-20261120T023000Z.db.abc.draft"
    for file in (left, Path(f"{left}-journal")):
        file.touch()
    now = datetime.now(UTC)  # as the file system tells it

    assert thin(filled, folder, now).removed == ()
    assert len(thin(filled, folder, now + 2 * DAY).removed) == 2
    assert names_in(folder) == []


# ------------------------------------------------------------------------------ restoring


def test_a_restore_brings_back_every_row(path: Path, folder: Path) -> None:
    before = rows_at(path)
    with open_at(path) as store:
        made = back_up(store, folder, NIGHT)
    path.unlink()

    restored = restore(made, path, NIGHT)

    assert rows_at(path) == before
    assert (restored.until, restored.aside) == (NOON + HOUR, None)
    with open_at(path, readonly=False) as store:
        keep(store, visit(NOON + DAY))


def test_a_restore_keeps_what_it_replaces(path: Path, folder: Path) -> None:
    with open_at(path, readonly=False) as store:
        made = back_up(store, folder, NIGHT)
        keep(store, visit(NOON + DAY))
        newer = rows_of(store)

    restored = restore(made, path, NIGHT, force=True)
    again = restore(made, path, NIGHT)

    assert restored.aside == path.with_name("hasila.db.replaced-20261121T023000Z")
    assert rows_at(restored.aside) == newer
    assert rows_at(path) == rows_at(made)
    assert again.aside
    assert again.aside != restored.aside
    assert again.aside.exists()


def test_newer_entries_are_not_replaced_without_a_word(path: Path, folder: Path) -> None:
    with open_at(path, readonly=False) as store:
        made = back_up(store, folder, NIGHT)
        keep(store, visit(NOON + DAY))
    before = path.read_bytes()

    told = r"until 2026-11-21 12:00 UTC \(6 of them\).*until 2026-11-20 13:00 UTC \(4 of them\)"
    with pytest.raises(NewerFile, match=told):
        restore(made, path, NIGHT)

    assert path.read_bytes() == before
    assert names_in(path.parent) == ["backups", "hasila.db"]


def test_more_entries_of_the_same_second_are_newer(path: Path, folder: Path) -> None:
    with open_at(path, readonly=False) as store:
        made = back_up(store, folder, NIGHT)
        keep(store, failed(NOON - HOUR))

    with pytest.raises(NewerFile):
        restore(made, path, NIGHT)


def test_a_copied_backup_does_not_look_newer(path: Path, folder: Path) -> None:
    """What counts is what they hold, and not when a file was last touched."""
    with open_at(path, readonly=False) as store:
        made = back_up(store, folder, NIGHT)
        keep(store, failed(NOON + DAY))
    os.utime(made, (2**31, 2**31))
    os.utime(path, (0, 0))

    with pytest.raises(NewerFile):
        restore(made, path, NIGHT)


def test_a_damaged_database_is_replaced_and_kept(path: Path, folder: Path) -> None:
    before = rows_at(path)
    with open_at(path) as store:
        made = back_up(store, folder, NIGHT)
    path.write_bytes(b"scrambled" * 1000)
    journal = Path(f"{path}-journal")
    journal.write_bytes(b"half a write")

    with pytest.raises(NewerFile):
        restore(made, path, NIGHT)
    restored = restore(made, path, NIGHT, force=True)

    assert rows_at(path) == before
    assert not journal.exists()
    assert restored.aside
    assert restored.aside.read_bytes().startswith(b"scrambled")


CRASHED = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA cache_size = 1")
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE account SET handle = hex(randomblob(100000))")
os.kill(os.getpid(), 9)
"""


def test_the_journal_of_a_crash_is_not_played_into_the_restored_file(
    path: Path, folder: Path
) -> None:
    before = rows_at(path)
    with open_at(path) as store:
        made = back_up(store, folder, NIGHT)
    subprocess.run([sys.executable, "-c", CRASHED, str(path)], check=False)
    assert Path(f"{path}-journal").stat().st_size > 0

    restored = restore(made, path, NIGHT, force=True)

    assert rows_at(path) == before
    assert restored.aside
    assert rows_at(restored.aside) == before
    assert not Path(f"{path}-journal").exists()


def test_the_journal_of_a_lost_database_is_not_played_in_either(path: Path, folder: Path) -> None:
    before = rows_at(path)
    with open_at(path) as store:
        made = back_up(store, folder, NIGHT)
    subprocess.run([sys.executable, "-c", CRASHED, str(path)], check=False)
    path.unlink()

    restore(made, path, NIGHT)

    assert rows_at(path) == before
    assert path.with_name("hasila.db.replaced-20261121T023000Z-journal").exists()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE recipe (name)")
        database.commit()


def scrambled(path: Path) -> None:
    path.write_bytes(b"This is no database." * 500)


def empty(path: Path) -> None:
    path.touch()


def damaged(path: Path) -> None:
    shutil.copy(path.with_name("hasila.db"), path)
    damage(path)


def cut(path: Path) -> None:
    shutil.copy(path.with_name("hasila.db"), path)
    os.truncate(path, path.stat().st_size // 2)


def of_the_future(path: Path) -> None:
    shutil.copy(path.with_name("hasila.db"), path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE schema_version SET version_num = '9999'")
        database.commit()


def versionless(path: Path) -> None:
    shutil.copy(path.with_name("hasila.db"), path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM schema_version")
        database.commit()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (foreign, StrangeDatabase),
        (scrambled, CorruptDatabase),
        (empty, StrangeDatabase),
        (damaged, CorruptDatabase),
        (cut, CorruptDatabase),
        (of_the_future, NewerDatabase),
        (versionless, StrangeDatabase),
        (Path.mkdir, DatabaseMissing),
        (lambda _: None, DatabaseMissing),
    ],
    ids=[
        "foreign", "scrambled", "empty", "damaged", "cut", "of the future", "versionless",
        "a folder", "nothing",
    ],
)  # fmt: skip
def test_what_is_no_good_backup_is_refused(path: Path, spoil: Any, error: type[Exception]) -> None:
    source = path.with_name("backup.db")
    spoil(source)
    before = path.read_bytes()

    with pytest.raises(error, match=r"backup\.db: "):
        restore(source, path, NIGHT, force=True)

    assert path.read_bytes() == before
    assert set(names_in(path.parent)) <= {"hasila.db", "backup.db"}


def test_a_database_in_use_is_not_replaced(path: Path, folder: Path) -> None:
    with open_at(path, readonly=False) as store:
        made = back_up(store, folder, NIGHT)
        with store.write(), pytest.raises(DatabaseLocked, match=r"hasila\.db: another process"):
            restore(made, path, NIGHT, force=True)

    assert names_in(path.parent) == ["backups", "hasila.db"]


def test_the_database_itself_is_no_backup(path: Path) -> None:
    with pytest.raises(StorageError, match="is the database itself"):
        restore(path, path, NIGHT, force=True)


def test_a_missing_folder_is_named(path: Path) -> None:
    with pytest.raises(FolderMissing, match="there is no folder"):
        restore(path, path.parent / "gone" / "hasila.db", NIGHT)


@pytest.mark.parametrize(("version", "own_posts"), [("0001", 2), ("0002", 3)])
def test_an_older_backup_is_brought_up_to_date_when_it_is_opened(
    path: Path, tmp_path: Path, version: str, own_posts: int
) -> None:
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as database:
        database.executescript((DATABASES / f"{version}.sql").read_text("utf-8"))
    path.unlink()

    restore(older, path, NIGHT)

    with pytest.raises(OlderDatabase, match=f"schema {version}"):
        open_at(path)
    with open_at(path, readonly=False) as store:
        assert len(posts_with_readings(store, PostQuery())) == own_posts
        assert differences(store) == {}


def test_what_a_restore_left_beside_is_forgotten_with_the_rest(path: Path, folder: Path) -> None:
    with open_at(path) as store:
        made = back_up(store, folder, NIGHT)
    restored = restore(made, path, NIGHT)
    assert restored.aside

    with open_at(path, readonly=False) as store:
        forgotten = forget(store, "x", who="legal", now=NIGHT)

    assert not restored.aside.exists()
    assert forgotten.what["older backups erased"] == 1


def test_it_takes_the_rights_of_what_it_replaces(path: Path, folder: Path) -> None:
    with open_at(path) as store:
        made = back_up(store, folder, NIGHT)
    path.chmod(0o640)

    restore(made, path, NIGHT)

    assert path.stat().st_mode & 0o777 == 0o640


def test_the_nightly_work_of_a_postgresql_ends_well_without_a_copy(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its tools; a job that fails each night would be an alert for ever."""
    monkeypatch.setenv("PATH", "/nowhere")
    settings = loaded(tmp_path, '[backup]\nfolder = "copies"\n')
    with Store.open(postgres_url, zone=CASABLANCA) as store:
        tend(store, settings, NIGHT)

    assert not (tmp_path / "copies").exists()
