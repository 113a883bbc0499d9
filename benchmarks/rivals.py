"""The same answers by the store, by bare SQLite over the readings, and by DuckDB.

Run as `python -m benchmarks.rivals [--readings N]`. The rivals know no roll-ups: they look at the
readings. DuckDB runs with one thread over a table of its own, and only where it is installed.
Medians of this process's CPU in milliseconds; every answer is compared with the store's.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks._years import ACCOUNTS, CASABLANCA, UNTIL, kept_office, sized
from benchmarks.ask import median_ms
from storage import Store
from storage.post_query import PostQuery, counts_by_period, leading_posts
from storage.post_query.sums import PeriodCounts

READINGS = 100_000
MONTHS = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 12)]
ACCOUNT = ACCOUNTS[0].name
PLACES = 10
Rows = list[tuple[Any, ...]]

NEWEST = """SELECT p.id, p.published_at, (
    SELECT r.views FROM post_reading r WHERE r.post_id = p.id AND r.views IS NOT NULL
    ORDER BY r.at DESC LIMIT 1) AS views
FROM post p WHERE p.account_id = 1 AND p.kind = 'post' AND p.published_at >= ?
    AND p.published_at < ?"""
"""The posts of a time with their views as told last, for SQLite: a seek for each post."""
NEWEST_DUCK = """SELECT p.id, p.published_at, arg_max(r.views, r.at) AS views
FROM post p LEFT JOIN post_reading r ON r.post_id = p.id AND r.views IS NOT NULL
WHERE p.account_id = 1 AND p.kind = 'post' AND p.published_at >= ? AND p.published_at < ?
GROUP BY p.id, p.published_at"""
"""The same for DuckDB: one scan."""
BY_MONTH = "SELECT count(*), sum(views) FROM ({newest})"
LEADING = "SELECT views FROM ({newest}) WHERE views IS NOT NULL ORDER BY views DESC LIMIT 10"
Ask = Callable[[], Rows]
COPIED = {
    "post": "SELECT id, account_id, kind, published_at FROM post",
    "post_reading": "SELECT * FROM post_reading",
}
"""What DuckDB is given, table by table."""


def ours(store: Store) -> Mapping[str, Ask]:
    """The questions, as the store answers them."""

    def by_month() -> Rows:
        found = counts_by_period(store, ACCOUNT, MONTHS, ["views"])
        return [_told(counts) for _, counts in sorted(found.items())]

    def leading() -> Rows:
        wanted = PostQuery(ACCOUNT, MONTHS[0], MONTHS[-1])
        posts = leading_posts(store, wanted, "views", PLACES)
        views = (post.readings[0].counts.views for post in posts)
        return [(count,) for count in sorted((v for v in views if v), reverse=True)[:PLACES]]

    return {"views of a year’s posts, by month": by_month, "ten posts of most views": leading}


def _told(counts: PeriodCounts) -> tuple[int | None, ...]:
    posts = sum(number for kind, number in counts.kinds.items() if kind == "post")
    return posts, counts.totals["views"].total


def theirs(run: Callable[[str, tuple[int, int]], Rows], newest: str) -> Mapping[str, Ask]:
    """The same questions in SQL over the readings."""
    bounds = [int(month.timestamp()) for month in MONTHS]
    month, top = BY_MONTH.format(newest=newest), LEADING.format(newest=newest)
    return {
        "views of a year’s posts, by month": lambda: [
            run(month, pair)[0] for pair in pairwise(bounds)
        ],
        "ten posts of most views": lambda: run(top, (bounds[0], bounds[-1])),
    }


@contextmanager
def duckdb_over(path: Path) -> Iterator[Mapping[str, Ask]]:
    """DuckDB with the same two tables, one thread; nothing where it is not installed."""
    if not find_spec("duckdb"):
        yield {}
        return
    duckdb = import_module("duckdb")
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as duck:
        duck.execute("SET threads = 1")
        with closing(sqlite3.connect(path)) as source:
            for table, select in COPIED.items():
                file = Path(name) / f"{table}.csv"
                cursor = source.execute(select)
                with file.open("w", newline="") as lines:
                    writer = csv.writer(lines)
                    writer.writerow(column[0] for column in cursor.description)
                    writer.writerows(cursor)
                duck.execute(f"CREATE TABLE {table} AS FROM read_csv('{file}')")
        yield theirs(lambda sql, days: duck.execute(sql, days).fetchall(), NEWEST_DUCK)


def measure(readings: int) -> Mapping[str, Mapping[str, float]]:
    """Milliseconds by question, then by who answers it."""
    path = kept_office(sized(readings))
    with (
        Store.open(f"sqlite:///{path}", zone=CASABLANCA, readonly=True) as store,
        closing(sqlite3.connect(path)) as bare,
        duckdb_over(path) as duck,
    ):
        by_sqlite = theirs(lambda sql, days: bare.execute(sql, days).fetchall(), NEWEST)
        answers = {"Hasila": ours(store), "SQLite": by_sqlite, "DuckDB": duck}
        return {title: _measured(title, answers) for title in by_sqlite}


def _measured(title: str, answers: Mapping[str, Mapping[str, Ask]]) -> Mapping[str, float]:
    asked = {name: asks[title] for name, asks in answers.items() if asks}
    expected = asked["Hasila"]()
    for name, ask in asked.items():
        assert ask() == expected, f"{title}: {name} answers otherwise"
    return {name: median_ms(ask) for name, ask in asked.items()}


def main() -> None:
    """Measure, print a line for each question."""
    assert MONTHS[-1] < UNTIL
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readings", type=int, default=READINGS, help="how many looks at posts")
    for title, taken in measure(options.parse_args().readings).items():
        print(f"{title:<36}" + "".join(f"{name} {ms:.1f} ms   " for name, ms in taken.items()))


if __name__ == "__main__":
    main()
