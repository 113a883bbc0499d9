"""Reads keep a writer of SQLite waiting for what SQLite does, and not for what Python makes of it.

Nothing here measures time: a writer that does not wait at all asks for the database instead.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy import text

from metrics.periods import parse_period
from storage import ReadTooLong, Store
from storage.accounts import enrol
from storage.engine import connect, end_long_reads, let_go, parse_url
from storage.followers import (
    days_told,
    follower_days,
    followers,
    followers_by_day,
    last_followers_before,
)
from storage.post_query import (
    PostQuery,
    latest_counts,
    latest_posts,
    leading_posts,
    posts_across,
    posts_at_age,
    posts_with_readings,
    texts_of_posts,
)
from storage.post_query.words import posts_with_words
from storage.slots import lost_slots
from storage.visits import keep
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    DAY,
    HOUR,
    NOON,
    X,
    failed,
    post,
    visit,
)

ROOT = Path(__file__).parents[2]
VISITS = 40
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
ALL = PostQuery(X.name)
LATER = NOON + 30 * DAY


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account that was read on forty days, with a post each day."""
    path = tmp_path_factory.mktemp("office") / "hasila.db"
    with Store.open(f"sqlite:///{path}", zone=CASABLANCA) as store:
        enrol(store, ACCOUNTS, NOON)
        for number in range(VISITS):
            at = NOON + number * DAY
            read = [post(str(each), NOON + each * DAY - HOUR) for each in range(number + 1)]
            keep(store, visit(at, *read, followers=1_000 + number))
            keep(store, failed(at + 2 * HOUR))
    return path


def reader(file: Path) -> Store:
    return Store.open(f"sqlite:///{file}", readonly=True, zone=CASABLANCA)


def is_free(writer: sqlite3.Connection) -> bool:
    """Whether a writer gets in at once, over whoever reads as well."""
    try:
        writer.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    writer.execute("ROLLBACK")
    return True


@contextmanager
def beside_a_writer(file: Path) -> Iterator[dict[bool, int]]:
    """How many values became Python's while a writer would have got in, and while it would not."""
    counts = {True: 0, False: 0}
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as writer:

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_name == "process_result_value":
                counts[is_free(writer)] += 1

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            yield counts
        finally:
            sys.setprofile(before)


READS: dict[str, Callable[[Store], object]] = {
    "followers": lambda store: followers(store, X.name),
    "follower_days": lambda store: follower_days(store, X.name),
    "followers_by_day": lambda store: followers_by_day(store, X.name),
    "lost_slots": lambda store: lost_slots(store, X.name, NOON, LATER + 15 * DAY),
    "posts_with_words": lambda store: posts_with_words(store, "نداء", VISITS),
    "days_told": lambda store: days_told(store, X.name, [parse_period("2026")]),
    "last_followers_before": lambda store: last_followers_before(
        store, X.name, [NOON + n * DAY for n in range(1, 40)]
    ),
    "posts_with_readings": lambda store: posts_with_readings(store, ALL),
    "latest_posts": lambda store: latest_posts(store, ALL),
    "leading_posts": lambda store: leading_posts(store, ALL, "likes", VISITS),
    "latest_counts": lambda store: latest_counts(store, ALL, "likes"),
    "texts_of_posts": lambda store: texts_of_posts(store, ALL),
    "posts_at_age": lambda store: posts_at_age(store, ALL, ["likes"], timedelta(days=3)),
    "posts_across": lambda store: posts_across(store, X.name, NOON, LATER, ["likes"]),
}


@pytest.fixture(scope="module")
def values(file: Path) -> dict[str, list[int]]:
    """By read: the values that became Python's while a writer got in, and while it did not.

    Told by a process of its own: what is profiled here would profile the tests' runner as well.
    """
    command = [sys.executable, "-m", "tests.storage.test_short_reads", str(file)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=100, check=True)
    counts: dict[str, list[int]] = json.loads(done.stdout)
    return counts


def count_values(file: Path) -> dict[str, list[int]]:
    """Make each read beside a writer that asks for the database at each value."""
    counts = {}
    for name, read in READS.items():
        with reader(file) as store, beside_a_writer(file) as values:
            assert read(store)
        counts[name] = [values[True], values[False]]
    return counts


@pytest.mark.parametrize("read", READS)
@pytest.mark.fault(41)
def test_no_lock_is_held_while_rows_become_ours(values: dict[str, list[int]], read: str) -> None:
    free, held = values[read]

    assert free >= 30
    assert held <= 1  # when the account, by which it is asked, was enrolled


def test_an_answer_is_fetched_whole_and_can_be_read_after_its_lock_is_gone(file: Path) -> None:
    question = text("SELECT at FROM post_reading ORDER BY post_id, at")
    with reader(file) as store, store.read() as connection:
        rows = connection.execute(question)
        let_go(connection)
        with closing(sqlite3.connect(file, timeout=0)) as writer:
            assert is_free(writer)
        assert len(rows.all()) == VISITS * (VISITS + 1) // 2


def test_one_read_sees_one_moment_until_it_lets_go(file: Path) -> None:
    """Two questions of one read agree, also where somebody would write between them."""
    question = text("SELECT count(*) FROM post_reading")
    with (
        reader(file) as store,
        store.read() as connection,
        closing(sqlite3.connect(file, timeout=0)) as writer,
    ):
        first = connection.execute(question).scalar()
        assert not is_free(writer)
        assert connection.execute(question).scalar() == first


def impatient(file: Path) -> Store:
    """A store whose reads are over as soon as somebody looks at the clock twice."""
    address = parse_url(f"sqlite:///{file}")
    engine = connect(address, readonly=True, patience_s=0)
    end_long_reads(engine, 0, str(file))
    return Store(engine, CASABLANCA, str(file), file)


def ask(store: Store, *questions: str) -> list[object]:
    with store.read() as connection:
        return [connection.execute(text(question)).scalar() for question in questions]


@pytest.mark.fault(41)
def test_a_question_that_lasts_too_long_is_ended_and_the_writer_gets_in(file: Path) -> None:
    with impatient(file) as store, closing(sqlite3.connect(file, timeout=0)) as writer:
        with pytest.raises(ReadTooLong, match=r"hasila\.db: it was read for so long"):
            ask(store, f"{ENDLESS}, account")

        assert is_free(writer)
        assert ask(store, "SELECT count(*) FROM post") == [VISITS]


def test_many_short_questions_of_one_read_do_not_last_longer_either(file: Path) -> None:
    """SQLite looks at the clock within long ones alone."""
    short = "SELECT count(*) FROM post"
    with impatient(file) as store, pytest.raises(ReadTooLong):
        ask(store, short, short)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(count_values(Path(sys.argv[1]))))
