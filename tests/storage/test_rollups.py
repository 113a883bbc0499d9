"""What is rolled up says what the readings say, whatever came in whatever order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from metrics.equal_age import COMMON_AGES, count_at_age
from metrics.model import Account, Counts, Kind, PostSnapshot, Snapshot, Visit
from metrics.periods import Span, period_of
from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS
from storage import Store, UnknownAccount
from storage.accounts import enrol
from storage.erasure import expire_texts, forget
from storage.followers import days_told, follower_days, last_followers_before
from storage.post_query import (
    PostQuery,
    drawn_at_common_age,
    leading_at_common_age,
    posts_with_readings,
)
from storage.rollups import differences, rebuild
from storage.schema import account_day, account_drop, post_at_age, post_now, post_reading
from storage.visits import keep
from tests.support.databases import open_empty, postgres_database
from tests.support.examples import examples
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    X,
    post,
    visit,
)

TABLES = (account_day, post_now, post_at_age, account_drop)
FIRST_FILE = Path(__file__).parents[1] / "databases" / "0001.sql"


def rolled(store: Store) -> list[list[tuple[Any, ...]]]:
    with store.read() as connection:
        return [sorted(map(tuple, connection.execute(select(table)))) for table in TABLES]


def now_of(store: Store) -> list[tuple[Any, ...]]:
    """When each post was last looked at, its views and its likes."""
    columns = (post_now.c.at, post_now.c.views, post_now.c.likes)
    with store.read() as connection:
        return [
            tuple(row) for row in connection.execute(select(*columns).order_by(post_now.c.post_id))
        ]


def counted(identifier: str, **counts: int | None) -> PostSnapshot:
    return post(identifier, NOON - 400 * DAY, counts=Counts(**counts))


@pytest.fixture(autouse=True)
def _enrolled(request: pytest.FixtureRequest) -> None:
    if "store" in request.fixturenames:
        enrol(request.getfixturevalue("store"), ACCOUNTS, NOON)


def test_it_keeps_the_last_count_told_of_each_local_day(store: Store) -> None:
    """23:30 in UTC is the next day in Casablanca, which was an hour ahead in 2025."""
    evening = datetime(2025, 7, 1, 22, 30, tzinfo=UTC)
    for at, followers in [(evening, 10), (evening + HOUR, 20), (evening + 2 * HOUR, None)]:
        keep(store, visit(at, followers=followers))

    assert follower_days(store, X.name) == [
        last_followers_before(store, X.name, [evening + timedelta(seconds=1)])[0],
        last_followers_before(store, X.name, [evening + DAY])[0],
    ]
    days = [(row[1], row[3], row[4]) for row in rolled(store)[0]]
    assert days == [(date(2025, 7, 1), 10, 1), (date(2025, 7, 2), 20, 2)]


def test_a_day_without_a_number_has_looks_and_no_number(store: Store) -> None:
    keep(store, visit(NOON, followers=None))

    assert follower_days(store, X.name) == []
    assert [row[2:] for row in rolled(store)[0]] == [(None, None, 1)]


def test_a_late_comer_of_the_same_day_does_not_take_its_place(store: Store) -> None:
    keep(store, visit(NOON, followers=30))
    keep(store, visit(NOON - HOUR, followers=20))
    keep(store, visit(NOON + HOUR, followers=None))

    (point,) = follower_days(store, X.name)
    assert (point.at, point.quantity and point.quantity.value) == (NOON, 30)
    assert rolled(store)[0][0][4] == 3


def test_it_keeps_each_count_of_a_post_as_it_was_told_last(store: Store) -> None:
    keep(store, visit(NOON, counted("1", views=10, likes=1)))
    keep(store, visit(NOON + HOUR, counted("1", views=None, likes=2)))
    assert now_of(store) == [(NOON + HOUR, 10, 2)]

    keep(store, visit(NOON + 2 * HOUR, counted("1", views=9, likes=None)))
    assert now_of(store) == [(NOON + 2 * HOUR, 9, 2)]


def test_a_look_that_is_stored_late_fills_only_what_no_later_one_told(store: Store) -> None:
    keep(store, visit(NOON + 2 * HOUR, counted("1", views=30)))
    keep(store, visit(NOON, counted("1", views=10, likes=1)))
    keep(store, visit(NOON + HOUR, counted("1", views=20, likes=2), counted("2", views=5)))

    assert now_of(store) == [(NOON + 2 * HOUR, 30, 2), (NOON + HOUR, 5, None)]


def test_the_second_look_of_one_second_changes_nothing(store: Store) -> None:
    """The first one stands on file, so it stands in what is rolled up as well."""
    seen = Snapshot(X.name, NOON, "1132", 10, posts=(counted("1", views=1),))
    keep(store, Visit(X.name, NOON, seen))
    other = replace(seen, followers=99, posts=(counted("1", views=99),))
    keep(store, Visit(X.name, NOON + HOUR, other))

    assert now_of(store) == [(NOON, 1, None)]
    assert [row[3:] for row in rolled(store)[0]] == [(10, 1)]


def test_what_is_forgotten_is_rolled_up_no_more(store: Store) -> None:
    keep(store, visit(NOON, counted("1", views=1)))
    forget(store, "x", who="legal", now=NOON)

    assert rolled(store) == [[], [], [], []]


def test_it_tells_how_many_rows_are_not_what_the_readings_say_and_mends_them(store: Store) -> None:
    for hours in range(3):
        keep(store, visit(NOON + hours * DAY, counted(str(hours), views=hours)))
    right = rolled(store)
    assert differences(store) == {}

    with store.write() as connection:
        connection.execute(update(post_now).values(views=7))
        connection.execute(delete(account_day).where(account_day.c.day == date(2026, 11, 20)))
    assert differences(store) == {"account_day": 1, "post_now": 3}

    rebuild(store)
    assert differences(store) == {}
    assert rolled(store) == right


def test_it_tells_the_last_count_before_each_instant(store: Store) -> None:
    for hours, followers in enumerate([10, None, 30]):
        keep(store, visit(NOON + hours * HOUR, followers=followers))
    asked = [NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR, NOON - DAY]

    told = last_followers_before(store, X.name, asked)

    assert [point and point.at for point in told] == [
        None,
        NOON,
        NOON,
        NOON + 2 * HOUR,
        None,
    ]
    assert last_followers_before(store, X.name, []) == []
    assert last_followers_before(store, FACEBOOK.name, [NOON])[0] is None
    with pytest.raises(UnknownAccount):
        last_followers_before(store, "nobody", [NOON])[0]


def test_it_counts_the_days_of_each_period_that_have_a_number(store: Store) -> None:
    for days in (0, 1, 12):
        keep(store, visit(NOON + days * DAY, followers=1))
    keep(store, visit(NOON + 2 * DAY, followers=None))
    periods = [period_of(date(2026, month, 1), Span.MONTH) for month in (11, 12, 10)]

    assert days_told(store, X.name, periods) == [2, 1, 0]
    assert days_told(store, X.name, []) == []
    assert days_told(store, FACEBOOK.name, periods) == [0, 0, 0]


def test_it_tells_the_days_of_a_part_of_the_years(store: Store) -> None:
    for days in range(4):
        keep(store, visit(NOON + days * DAY, followers=days))

    told = follower_days(store, X.name, date(2026, 11, 21), date(2026, 11, 23))

    assert [point.at for point in told] == [NOON + DAY, NOON + 2 * DAY]


def test_a_file_of_the_first_version_gets_its_rollups(tmp_path: Path) -> None:
    path = tmp_path / "hasila.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(FIRST_FILE.read_text("utf-8"))

    with Store.open(f"sqlite:///{path}", zone=CASABLANCA) as opened:
        assert differences(opened) == {}
        assert [len(rows) for rows in rolled(opened)] == [1, 3, 0, 0]


# Any history: visits at any of some instants, in any order, told or untold, now and then twice in
# one second; posts published long ago that are read again; what is erased, and read again.
NUMBERS = st.none() | st.integers(0, 3)
READ = st.dictionaries(
    st.sampled_from("abcyz"), st.builds(Counts, views=NUMBERS, likes=NUMBERS, saves=NUMBERS)
)
LOOKS = st.tuples(st.sampled_from(ACCOUNTS), st.integers(0, 40), st.integers(0, 40), NUMBERS, READ)
ERASURES = st.sampled_from(["x", "facebook", "texts"])
HISTORIES = st.lists(LOOKS | ERASURES, max_size=12)


def born(name: str) -> datetime:
    """`y` and `z` come to be a day old, or a week, among the visits."""
    return {"y": NOON - 5 * DAY, "z": NOON - HOUR}.get(name, NOON - ord(name) * DAY)


def live(store: Store, step: tuple[Account, int, int, int | None, dict[str, Counts]] | str) -> None:
    """One thing that happens to a database."""
    if step == "texts":
        expire_texts(store, NOON, 1)
    elif isinstance(step, str):
        forget(store, step, who="legal", now=NOON)
    else:
        account, made, looked, followers, read = step
        posts = tuple(post(name, born(name), counts=counts) for name, counts in read.items())
        taken = NOON + looked * 3 * HOUR
        seen = Snapshot(account.name, taken, f"id-{account.name}", followers, posts=posts)
        keep(store, Visit(account.name, NOON + made * 3 * HOUR, seen))


def require_right(store: Store, history: list[Any]) -> None:
    for step in history:
        live(store, step)
        assert differences(store) == {}, step
    require_counts_at_ages(store)
    kept = rolled(store)
    rebuild(store)
    assert rolled(store) == kept


NUMBERS_OF_POSTS = (*COUNT_NAMES, INTERACTIONS)


def require_counts_at_ages(store: Store) -> None:
    """What is kept of each age is what the looks around it say."""
    posts = posts_with_readings(store, PostQuery(kinds=tuple(Kind)))
    for account in dict.fromkeys(found.account for found in posts):
        own = [found for found in posts if found.account == account]
        wanted = PostQuery(account, kinds=tuple(Kind))
        for age in COMMON_AGES:
            (drawn,) = drawn_at_common_age(store, wanted, NUMBERS_OF_POSTS, age).values()
            for metric, of_metric in zip(NUMBERS_OF_POSTS, drawn, strict=True):
                counts = [count_at_age(found, metric, age) for found in own]
                told = [count for count in counts if count is not None]
                estimated = sum(1 for count in told if not count.is_exact)
                assert sorted(of_metric.counts) == sorted(count.value for count in told)
                assert (of_metric.posts, of_metric.estimated) == (len(own), estimated)
            leading = leading_at_common_age(store, wanted, "views", age, len(own))
            counts = [count_at_age(found, "views", age) for found in own]
            assert [(one.id, count) for one, count in leading] == [
                (one.id, count) for one, count in zip(own, counts, strict=True) if count is not None
            ]


@given(HISTORIES)
@examples(20)
def test_after_any_history_the_kept_rows_are_the_rebuilt_ones_on_sqlite(history: list[Any]) -> None:
    with TemporaryDirectory() as folder, open_empty(Path(folder)) as store:
        enrol(store, ACCOUNTS, NOON)
        require_right(store, history)


@given(HISTORIES)
@examples(5)
def test_after_any_history_the_kept_rows_are_the_rebuilt_ones_on_postgresql(
    postgres_server: str, postgres_template: str, history: list[Any]
) -> None:
    with (
        postgres_database(postgres_server, postgres_template) as url,
        Store.open(url, zone=CASABLANCA) as store,
    ):
        enrol(store, ACCOUNTS, NOON)
        require_right(store, history)


def test_it_finds_a_reading_that_was_never_rolled_up(store: Store) -> None:
    keep(store, visit(NOON, counted("1", views=1)))
    with store.write() as connection:
        values = {"post_id": 1, "at": NOON + HOUR, "views": 2}
        connection.execute(post_reading.insert().values(values))

    assert differences(store) == {"post_now": 1}
