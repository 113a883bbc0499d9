"""All or nothing, whatever fails, and whoever is killed; nothing doubled by two writers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from storage import StorageError, Store
from storage.accounts import enrol
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.store import problems_of
from storage.visits import keep
from tests.support.closing_table import KILLS
from tests.support.databases import rows_of
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    HOUR,
    NOON,
    X,
    failed,
    post,
    reply,
    visit,
)

ROOT = Path(__file__).parents[2]


@contextmanager
def failing(store: Store, nth: int, *, for_ever: bool) -> Iterator[list[str]]:
    """Let the nth statement from here on fail; the list fills with those that were asked."""
    asked: list[str] = []

    def refuse(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)
        if len(asked) == nth or (for_ever and len(asked) > nth):
            raise OperationalError(None, None, OSError("planted"))

    event.listen(store.engine, "before_cursor_execute", refuse)
    try:
        yield asked
    finally:
        event.remove(store.engine, "before_cursor_execute", refuse)


@pytest.mark.fault(39)
@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "for ever"])
def test_it_keeps_all_of_a_visit_or_nothing_whichever_statement_fails(
    store: Store, *, for_ever: bool
) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON, post("1"), post("2"), reply("3")))
    told = {"handle": "DGSN", "gone": ("2",)}
    whole = visit(NOON + HOUR, post("1", text="edited"), post("4"), **told)
    before = rows_of(store)

    for nth in range(1, 100):
        with failing(store, nth, for_ever=for_ever) as asked:
            try:
                keep(store, whole)
            except StorageError:
                pass
            else:
                break
        assert rows_of(store) == before, f"half a visit after {asked[-1]}"

    assert nth == len(asked) + 1 > 12
    assert len(followers(store, X.name).points) == 2
    assert len(posts_with_readings(store, PostQuery())) == 3


WRITER = """
import sys
from datetime import timedelta
from storage import Store
from storage.visits import keep

from tests.support.storage_visits import CASABLANCA, NOON, failed, post, reply, visit

url, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Store.open(url, zone=CASABLANCA) as store:
    print("ready", flush=True)
    for minute in range(first, last):
        at = NOON + timedelta(minutes=minute)
        keep(store, visit(at, *(post(f"{minute}-{n}", at=at) for n in range(20)), followers=minute))
        print(minute, flush=True)
"""


def start(url: str, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(first), str(last)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.fault(35)
@pytest.mark.parametrize("kills", [2, pytest.param(60, marks=pytest.mark.nightly)])
def test_it_loses_no_visit_it_said_it_kept_when_killed(
    store: Store, store_url: str, kills: int, record_property: Callable[[str, object], None]
) -> None:
    """Killed with -9 after a few visits each time: kept ones stay, a half one never shows."""
    enrol(store, ACCOUNTS, NOON)
    kept = -1
    for number in range(kills):
        with start(store_url, kept + 1, 100_000) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            for _ in range(number % 5 + 1):
                kept = int(child.stdout.readline())
            os.kill(child.pid, signal.SIGKILL)
            told = [int(line) for line in child.stdout if line.endswith("\n")]
        kept = max([kept, *told])
        with Store.open(store_url, zone=CASABLANCA) as after:
            points = [p.quantity.value for p in followers(after, X.name).points if p.quantity]
            assert points[: kept + 1] == list(range(kept + 1))
            assert len(points) <= kept + 2
            assert len(posts_with_readings(after, PostQuery())) == 20 * len(points)
            assert problems_of(after) == []
            kept = int(points[-1])
        record_property(KILLS, 1)


@pytest.mark.fault(40)
def test_it_lets_two_writers_take_turns(store: Store, store_url: str) -> None:
    enrol(store, ACCOUNTS, NOON)
    with start(store_url, 0, 15) as one, start(store_url, 15, 30) as other:
        assert one.wait() == other.wait() == 0

    assert len(posts_with_readings(store, PostQuery())) == 600
    assert [p.quantity.value for p in followers(store, X.name).points if p.quantity] == [*range(30)]


def test_it_keeps_one_of_two_equal_visits_made_at_once(store: Store, store_url: str) -> None:
    """Two processes store the same visits: each is on file once."""
    enrol(store, ACCOUNTS, NOON)
    with start(store_url, 0, 15) as one, start(store_url, 0, 15) as other:
        assert one.wait() == other.wait() == 0

    assert len(posts_with_readings(store, PostQuery())) == 300
    assert all(len(found.readings) == 1 for found in posts_with_readings(store, PostQuery()))


def test_it_makes_one_schema_when_two_open_a_new_database_at_once(database_url: str) -> None:
    with start(database_url, 0, 0) as one, start(database_url, 0, 0) as other:
        assert one.wait() == other.wait() == 0

    with Store.open(database_url, zone=CASABLANCA, readonly=True) as store:
        assert posts_with_readings(store, PostQuery()) == []


def test_it_reads_on_while_another_writes(store: Store, store_url: str) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, failed(NOON))
    with Store.open(store_url, zone=CASABLANCA, readonly=True) as reader, store.write():
        assert len(followers(reader, X.name).points) == 1
