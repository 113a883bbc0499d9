"""Bad databases: one clear line each, and nothing lost."""

from __future__ import annotations

import os
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import (
    CorruptDatabase,
    DatabaseLocked,
    DatabaseMissing,
    DiskFull,
    FolderMissing,
    InterruptedWrite,
    NewerDatabase,
    OlderDatabase,
    ReadOnlyDatabase,
    StorageError,
    Store,
    StrangeDatabase,
    Unreachable,
)
from storage.accounts import enrol
from storage.backup.backup import back_up
from storage.engine import COMPILED, connect, parse_url
from storage.errors import explain
from storage.followers import followers, latest
from storage.store import describe
from storage.upgrade import known_versions
from storage.visits import keep
from tests.support.databases import lay
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, HOUR, NOON, X, post, visit

NOBODY = 65_534
ONE_LINE = r"^[^\n]+$"


def opened(url: str | Path, *, readonly: bool = False, patience_s: float = 5) -> Store:
    address = url if isinstance(url, str) else f"sqlite:///{url}"
    return Store.open(address, readonly=readonly, zone=CASABLANCA, patience_s=patience_s)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one visit on file, closed."""
    path = tmp_path / "hasila.db"
    with opened(path) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, *(post(str(number)) for number in range(200))))
    return path


@contextmanager
def refused(kind: type[StorageError], path: Path | str, *words: str) -> Iterator[None]:
    """The block must end in one line that names the file and says these words."""
    with pytest.raises(kind) as caught:
        yield
    line = str(caught.value)
    assert "\n" not in line
    assert str(path) in line
    for word in words:
        assert word in line


def test_it_reads_what_was_kept_after_closing_and_opening(file: Path) -> None:
    with opened(file, readonly=True) as store:
        assert len(followers(store, X.name).points) == 1


def test_it_opens_beside_a_file_that_goes_while_it_looks(file: Path) -> None:
    """As a journal does when another process commits: its name was listed, and leads nowhere."""
    file.with_name(f"{file.name}.before-0001").symlink_to(file.with_name("gone"))

    with opened(file) as store:
        assert len(followers(store, X.name).points) == 1


def test_nobody_else_can_read_the_database_nor_what_lies_beside_it(tmp_path: Path) -> None:
    """Whatever the umask says, and also where an older version left it open."""
    path, copy = tmp_path / "hasila.db", tmp_path / "hasila.db.before-0002"
    before = os.umask(0o002)
    try:
        opened(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o664)
        copy.touch(0o644)
        with opened(path) as store, store.write() as connection:
            connection.exec_driver_sql("CREATE TABLE odd (number)")
            journals = list(tmp_path.glob("*-journal"))
            assert {file.stat().st_mode & 0o777 for file in (path, copy, *journals)} == {0o600}
            assert journals
        made = back_up(store, tmp_path, NOON)
    finally:
        os.umask(before)
    assert made.stat().st_mode & 0o777 == 0o600


def test_it_makes_no_database_where_a_reader_finds_none(tmp_path: Path) -> None:
    with refused(DatabaseMissing, tmp_path / "no.db", "run `collect` first"):
        opened(tmp_path / "no.db", readonly=True)
    assert list(tmp_path.iterdir()) == []


def test_what_was_compiled_for_one_database_serves_the_next(tmp_path: Path) -> None:
    compiled = []
    for name in ("first", "second"):
        with Store.open(lay(tmp_path / name), zone=CASABLANCA) as store:
            enrol(store, ACCOUNTS, NOON)
            keep(store, visit(NOON))
            assert latest(store, X.name) is not None
        compiled.append(set(COMPILED))

    assert compiled[1]
    assert compiled[1] <= compiled[0]


@pytest.mark.fault(44)
def test_it_names_a_folder_that_is_missing(tmp_path: Path) -> None:
    with refused(FolderMissing, tmp_path / "no" / "hasila.db", "there is no folder"):
        opened(tmp_path / "no" / "hasila.db")


@pytest.mark.parametrize("readonly", [False, True])
def test_it_leaves_a_file_that_is_no_database_untouched(tmp_path: Path, *, readonly: bool) -> None:
    path = tmp_path / "hasila.db"
    path.write_bytes(b"a letter that somebody saved under this name" * 100)
    before = path.read_bytes()

    with refused(CorruptDatabase, path, "untouched", "backup"):
        opened(path, readonly=readonly)
    assert path.read_bytes() == before


@pytest.mark.fault(42)
def test_it_notices_damage_before_it_writes(file: Path) -> None:
    with file.open("r+b") as data:
        data.seek(4096)
        data.write(b"\xa5" * 4096 * 3)
    before = file.read_bytes()

    with refused(CorruptDatabase, file, "untouched", "backup"):
        opened(file)
    assert file.read_bytes() == before


@pytest.mark.fault(42)
def test_it_notices_a_file_that_was_cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)

    with refused(CorruptDatabase, file):
        opened(file)


def test_it_refuses_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name)")

    for readonly in (False, True):
        with refused(StrangeDatabase, path, "another program"):
            opened(path, readonly=readonly)


@pytest.mark.fault(43)
@pytest.mark.parametrize("readonly", [False, True])
def test_it_refuses_a_database_from_the_future(file: Path, *, readonly: bool) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE schema_version SET version_num = '9999'")
        other.commit()
    before = file.read_bytes()

    with refused(NewerDatabase, file, "9999", "update Hasila"):
        opened(file, readonly=readonly)
    assert file.read_bytes() == before


def test_it_does_not_migrate_for_a_reader(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE schema_version SET version_num = '0000'")
        other.commit()

    with refused(OlderDatabase, file, "0000", "run `collect` once"):
        opened(file, readonly=True)


def test_it_tells_a_reader_that_nothing_was_stored_yet(tmp_path: Path) -> None:
    (tmp_path / "hasila.db").touch()

    with refused(OlderDatabase, tmp_path / "hasila.db", "run `collect` once"):
        opened(tmp_path / "hasila.db", readonly=True)


def test_it_writes_nothing_through_a_reader(database_url: str) -> None:
    with opened(database_url) as store:
        enrol(store, ACCOUNTS, NOON)
    with opened(database_url, readonly=True) as store:
        with pytest.raises(ReadOnlyDatabase):
            keep(store, visit())
        with (
            pytest.raises(DBAPIError),
            store.engine.begin() as connection,
        ):
            connection.execute(text("DROP VIEW gaps"))
        assert latest(store, X.name) is None


@pytest.mark.fault(36)
def test_it_says_when_the_disk_is_full_and_loses_nothing(file: Path) -> None:
    with opened(file) as store:
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        many = visit(NOON + HOUR, *(post(str(number)) for number in range(1000, 3000)))

        with refused(DiskFull, file, "make room", "intact"):
            keep(store, many)

        assert len(followers(store, X.name).points) == 1
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 4294967294")
        assert keep(store, many).posts_new == 2000


@pytest.mark.fault(37)
def test_it_says_when_the_file_may_not_grow_and_loses_nothing(file: Path) -> None:
    """In a child, since the limit would hold for pytest's own files as well."""
    code = """
import resource, signal, sys
from tests.support.storage_visits import *

from storage import Store
from storage.visits import keep
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = Path(sys.argv[1]).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))
with Store.open(f"sqlite:///{sys.argv[1]}", zone=CASABLANCA) as store:
    try:
        keep(store, visit(NOON + HOUR, *(post(str(number)) for number in range(1000, 3000))))
    except Exception as error:
        print(type(error).__name__, error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, file],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith(f"DiskFailing {file}: the disk could not be read or written;")
    assert done.stdout.count("\n") == 1
    with opened(file) as store:
        assert len(followers(store, X.name).points) == 1


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user whom file permissions bind, which root they do not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def others_file(file: Path) -> Iterator[Path]:
    """A copy of the database in a folder that nobody may write but everybody read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = folder / "hasila.db"
        copy.write_bytes(file.read_bytes())
        copy.chmod(0o444)
        folder.chmod(0o555)
        yield copy
        folder.chmod(0o755)


@pytest.mark.fault(44)
def test_it_says_when_it_may_not_write_the_file(others_file: Path) -> None:
    with as_nobody():
        with refused(ReadOnlyDatabase, others_file, "may not be written"):
            opened(others_file)
        with opened(others_file, readonly=True) as store:
            assert len(followers(store, X.name).points) == 1


@pytest.mark.fault(44)
def test_it_says_when_it_may_not_write_the_folder(others_file: Path) -> None:
    others_file.chmod(0o666)

    with as_nobody(), refused(ReadOnlyDatabase, others_file, "folder"):
        opened(others_file)


def test_it_says_when_it_may_no_longer_write(others_file: Path) -> None:
    others_file.parent.chmod(0o777)
    others_file.chmod(0o666)

    with as_nobody():
        store = opened(others_file)
    others_file.parent.chmod(0o555)
    with store, as_nobody(), refused(ReadOnlyDatabase, others_file, "right"):
        keep(store, visit(NOON + HOUR))


@pytest.mark.fault(44)
def test_it_says_when_it_may_not_even_read_the_file(others_file: Path) -> None:
    others_file.chmod(0)

    with as_nobody(), refused(ReadOnlyDatabase, others_file, "read and write"):
        opened(others_file, readonly=True)


@pytest.mark.fault(40)
def test_it_says_when_another_process_holds_the_database(file: Path) -> None:
    with opened(file, patience_s=0) as store, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with refused(DatabaseLocked, file, "another process"):
            keep(store, visit(NOON + HOUR))
        other.rollback()

        assert keep(store, visit(NOON + HOUR)).posts_new == 0


def test_it_tells_a_reader_of_a_write_that_was_cut_off(file: Path) -> None:
    """A journal left behind by a power cut: only a writer may roll it back."""
    code = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE post SET text = hex(randomblob(3000))")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code, file], check=False)
    assert file.with_name("hasila.db-journal").exists()

    with refused(InterruptedWrite, file, "run `collect` once"):
        opened(file, readonly=True)
    with opened(file):
        pass  # a writer has come by
    with opened(file, readonly=True) as store:
        assert len(followers(store, X.name).points) == 1


def test_it_opens_a_path_with_signs_that_a_url_would_read_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "حصيلة 100% #1?"
    folder.mkdir()
    from sqlalchemy import URL

    url = URL.create("sqlite", database=str(folder / "h.db")).render_as_string()
    with opened(url):
        pass

    assert [path.name for path in folder.iterdir()] == ["h.db"]


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "no url", "oracle://x"]
)
def test_it_takes_no_database_that_it_cannot_keep_promises_on(url: str) -> None:
    with pytest.raises(StorageError, match=ONE_LINE):
        opened(url)


def test_it_shows_no_password_when_the_server_cannot_be_reached(tmp_path: Path) -> None:
    url = f"postgresql://office:canary-password@/hasila?host={tmp_path}"

    with refused(Unreachable, "office:***@", "cannot be reached"):
        opened(url)
    with pytest.raises(Unreachable) as caught:
        opened(url)
    assert "canary" not in str(caught.value)


class Eavesdropper(socketserver.BaseRequestHandler):
    """A server that has no TLS, or somebody in its place, and remembers what it is told."""

    heard: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.heard.append(self.request.recv(4096))
        self.request.sendall(b"N")
        self.heard.append(self.request.recv(4096))


@pytest.fixture
def eavesdropper() -> Iterator[int]:
    Eavesdropper.heard.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Eavesdropper) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def test_a_server_of_another_machine_is_told_nothing_in_clear(eavesdropper: int) -> None:
    """Its name is another machine's, and its address, for this test, is this machine's own."""
    url = f"postgresql://office:canary-pw@db.example.org:{eavesdropper}/hasila?hostaddr=127.0.0.1"
    with refused(Unreachable, "db.example.org"):
        opened(url)
    assert b"office" not in b"".join(Eavesdropper.heard)

    with refused(Unreachable, "db.example.org"):  # as its administrator says, it is
        opened(f"{url}&sslmode=prefer")
    assert b"office" in b"".join(Eavesdropper.heard)


@pytest.mark.parametrize(
    ("host", "mode"),
    [
        ("db.example.org", "verify-full"),
        ("203.0.113.7:5432", "verify-full"),
        ("[2001:db8::7]", "verify-full"),
        ("/hasila?host=/run/postgresql,db.example.org", "verify-full"),
        ("db/hasila?sslmode=require", "require"),
        ("localhost", None),
        ("127.0.0.1:5433", None),
        ("[::1]", None),
        ("/hasila?host=/run/postgresql", None),
    ],
)
def test_other_machines_prove_who_they_are_unless_told_otherwise(
    host: str, mode: str | None
) -> None:
    url = f"postgresql://office@{host}" + ("" if "/" in host else "/hasila")
    engine = connect(parse_url(url), readonly=True, patience_s=1)

    assert engine.url.query.get("sslmode") == mode


def test_a_servers_own_words_repeat_no_password(tmp_path: Path) -> None:
    """A name of a socket's folder that is too long is repeated by the library itself."""
    place = f"{tmp_path}/{'canary-pw' * 12}"
    url = f"postgresql://office:canary-pw@/hasila?host={place}"
    with pytest.raises(StorageError) as caught:
        opened(url)

    cause = caught.value.__cause__
    assert isinstance(cause, DBAPIError)
    assert "***" in str(cause.orig)
    assert "canary" not in str(cause.orig)


@pytest.mark.parametrize("state", ["57P03", "57P01", "08006", "53300", "55P03"])
def test_a_server_that_is_not_ready_may_be_asked_later(state: str) -> None:
    error = psycopg.errors.lookup(state)("the server's words")
    told = explain(OperationalError("SELECT 1", {}, error), "the place")

    assert told.is_temporary
    assert str(told).startswith("the place: ")


@pytest.mark.fault(46)
def test_it_holds_every_connection_to_its_promises(file: Path) -> None:
    wanted = {
        "foreign_keys": 1,
        "trusted_schema": 0,
        "synchronous": 3,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "journal_mode": "delete",
    }
    with opened(file) as store, store.engine.connect() as one, store.engine.connect() as other:
        one.rollback()
        for connection in (one, other):
            raw = connection.connection.driver_connection
            assert raw is not None
            assert {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    with opened(file, readonly=True) as store, store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1


def test_it_describes_itself_for_the_administrator(database_url: str) -> None:
    with opened(database_url) as store:
        enrol(store, ACCOUNTS, NOON)
        keep(store, visit(NOON, post("1"), post("2")))

        where, what, health = describe(store)

    assert f"schema {known_versions()[-1]}" in where
    assert "MB" in where
    assert what == "1 reading of accounts, 2 of posts"
    assert health == "sound"


@pytest.mark.parametrize("readonly", [False, True])
def test_it_says_when_the_database_is_a_folder(tmp_path: Path, *, readonly: bool) -> None:
    folder = tmp_path / "hasila.db"
    folder.mkdir()

    with refused(StorageError, folder, "is a folder: name a file"):
        opened(folder, readonly=readonly)
