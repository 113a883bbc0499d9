"""That a connection which nobody closes is noticed, on every Python and in the test's own name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import CorruptDatabase, Store
from storage.engine import connect, parse_url
from tests.support.connections import Connections
from tests.support.storage_visits import CASABLANCA

HERE = Path(__file__).name


@pytest.fixture
def known(connections: Connections) -> int:
    """How many were open before."""
    return connections.count()


def test_a_connection_that_nobody_closes_is_noticed(connections: Connections, known: int) -> None:
    sqlite3.connect(":memory:").execute("SELECT 1")

    (place,) = connections.close_unheld(known)
    assert HERE in place
    assert connections.count() == known


def test_an_engine_that_nobody_disposes_of_is_noticed(
    connections: Connections, known: int, tmp_path: Path
) -> None:
    address = parse_url(f"sqlite:///{tmp_path / 'hasila.db'}")
    with connect(address, readonly=False, patience_s=1).connect() as connection:
        connection.execute(text("SELECT 1"))
    del connection

    (place,) = connections.close_unheld(known)
    assert HERE in place


def test_a_connection_that_is_closed_or_held_is_not_noticed(
    connections: Connections, known: int
) -> None:
    with closing(sqlite3.connect(":memory:")) as held:
        with closing(sqlite3.connect(":memory:")):
            assert connections.count() == known + 2

        assert connections.close_unheld(known) == []
        assert held.execute("SELECT 1").fetchone() == (1,)
    assert connections.count() == known


def test_a_file_that_is_no_database_leaves_no_connection_open(
    connections: Connections, known: int, tmp_path: Path
) -> None:
    """It is refused at the first pragma, when no pool has the connection yet."""
    (tmp_path / "hasila.db").write_bytes(b"no database, whatever its name may say" * 99)

    with pytest.raises(CorruptDatabase):
        Store.open(f"sqlite:///{tmp_path / 'hasila.db'}", zone=CASABLANCA)

    assert connections.count() == known
