"""Of which time every own post is on file: kept look by look, filled in for older files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from metrics.model import Discovery, Failure, Reason
from storage import Store
from storage.accounts import enrol
from storage.erasure import forget
from storage.followers import followers
from storage.post_coverage import keep_discovery, post_coverages, why_unknown
from storage.schema import metadata, post_coverage
from storage.visits import keep
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    X,
    failed,
    visit,
)

DATABASES = Path(__file__).parents[1] / "databases"


def stretches(store: Store, account: str = X.name) -> list[tuple[datetime, datetime]]:
    coverage = post_coverages(store, [account])[account]
    return [(stretch.since, stretch.until) for stretch in coverage.stretches]


def look(store: Store, at: datetime, since: datetime | None) -> None:
    """A visit that found every post since then, or none."""
    found = Discovery(since, at) if since else None
    keep(store, visit(at, discovered=found))


@pytest.fixture
def office(store: Store) -> Store:
    enrol(store, ACCOUNTS, NOON)
    return store


def test_looks_that_reach_back_to_the_last_one_make_one_stretch(office: Store) -> None:
    look(office, NOON, NOON - 30 * DAY)
    look(office, NOON + HOUR, NOON - DAY)
    look(office, NOON + 9 * DAY, NOON - 2 * HOUR)

    assert stretches(office) == [(NOON - 30 * DAY, NOON + 9 * DAY)]


def test_a_look_that_does_not_reach_back_leaves_a_hole_and_a_later_one_closes_it(
    office: Store,
) -> None:
    look(office, NOON, NOON - DAY)
    look(office, NOON + 8 * DAY, NOON + 5 * DAY)
    assert stretches(office) == [(NOON - DAY, NOON), (NOON + 5 * DAY, NOON + 8 * DAY)]

    look(office, NOON + 9 * DAY, NOON - 3 * DAY)
    assert stretches(office) == [(NOON - 3 * DAY, NOON + 9 * DAY)]


def test_it_knows_from_when_until_when_posts_are_on_file(office: Store) -> None:
    look(office, NOON, NOON - 40 * DAY)
    look(office, NOON + 7 * DAY, NOON - HOUR)
    keep(office, failed(NOON + 8 * DAY))

    coverage = post_coverages(office, [X.name])[X.name]
    assert (coverage.since, coverage.until) == (NOON - 40 * DAY, NOON + 7 * DAY)
    nobody = post_coverages(office, ["nobody"])["nobody"]
    assert (nobody.since, nobody.until) == (None, None)


def test_it_knows_why_a_stretch_is_not_known(office: Store) -> None:
    assert why_unknown(office, X.name) is None
    look(office, NOON, NOON - DAY)
    lost = Failure("posts", Reason.LIMIT, "left out")
    keep(office, replace(visit(NOON + DAY, discovered=None), failures=(lost,)))
    keep(office, failed(NOON + 2 * DAY, Reason.ACCESS))

    assert why_unknown(office, X.name) is Reason.ACCESS
    assert why_unknown(office, X.name, Discovery(NOON, NOON + DAY)) is Reason.LIMIT
    assert why_unknown(office, X.name, Discovery(NOON + 3 * DAY, NOON + 4 * DAY)) is None


def test_a_visit_whose_posts_failed_makes_nothing_known(office: Store) -> None:
    look(office, NOON, None)

    assert stretches(office) == []
    assert stretches(office, FACEBOOK.name) == []
    assert stretches(office, "never-enrolled") == []


def test_the_same_visit_kept_twice_changes_nothing(office: Store) -> None:
    for _ in range(2):
        look(office, NOON, NOON - DAY)

    assert stretches(office) == [(NOON - DAY, NOON)]


def test_a_clock_that_stands_before_its_posts_costs_no_reading(office: Store) -> None:
    look(office, NOON, NOON + DAY)

    assert stretches(office) == []
    assert [point.at for point in followers(office, X.name).points] == [NOON]


def test_what_is_forgotten_with_the_posts_is_not_known_any_more(office: Store) -> None:
    look(office, NOON, NOON - DAY)

    forgotten = forget(office, "x", who="me", now=NOON + DAY)

    assert forgotten.what["stretches of known posts erased"] == 1
    assert stretches(office) == []


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=15)


@settings(deadline=None)
@given(SPANS)
def test_the_stretches_hold_every_hour_that_was_found_and_no_other(
    spans: list[tuple[int, int]],
) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO account (id, name, platform) VALUES (1, 'a', 'x')"))
        for since, length in spans:
            found = Discovery(NOON + since * HOUR, NOON + (since + length) * HOUR)
            keep_discovery(connection, 1, found)
        rows = connection.execute(select(post_coverage).order_by(post_coverage.c.since)).all()
    engine.dispose()

    hours = {hour for since, length in spans for hour in range(since, since + length)}
    kept = {
        hour for hour in range(100) for row in rows if row.since <= NOON + hour * HOUR < row.until
    }
    assert kept == hours
    assert all(a.until < b.since for a, b in pairwise(rows))


OLDER = """
INSERT INTO account (id, name, platform)
    VALUES (1, 'found', 'x'), (2, 'lost', 'x'), (3, 'new', 'x');
INSERT INTO post (id, account_id, platform_id, published_at, kind) VALUES (1, 1, '7', 100, 'post');
INSERT INTO visit (id, account_id, at, outcome, requests, cost_micro_usd) VALUES
    (1, 1, 1000, 'ok', 1, 0), (2, 1, 2000, 'partial', 1, 0), (3, 1, 3000, 'failed', 1, 0),
    (4, 1, 4000, 'partial', 1, 0), (5, 1, 5000, 'partial', 1, 0), (6, 1, 6000, 'ok', 1, 0),
    (7, 2, 1000, 'partial', 1, 0);
INSERT INTO failure (visit_id, scope, reason, detail) VALUES
    (2, 'posts', 'unavailable', ''), (4, 'views', 'malformed', ''), (5, 'posts', 'ceiling', ''),
    (7, 'posts', 'access', '');
"""


def test_an_older_file_knows_since_its_oldest_post_with_the_holes_that_it_has(
    tmp_path: Path,
) -> None:
    """Of a passing failure the next look made up; what our ceiling kept away stays unknown."""
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript((DATABASES / "0005.sql").read_text("utf-8"))
        database.executescript(OLDER)
    with Store.open(f"sqlite:///{path}", zone=CASABLANCA) as store:
        seconds = {
            name: [
                (int(stretch.since.timestamp()), int(stretch.until.timestamp()))
                for stretch in coverage.stretches
            ]
            for name, coverage in post_coverages(store, ["found", "lost", "new"]).items()
        }

    assert seconds == {"found": [(100, 4000), (6000, 6000)], "lost": [], "new": []}
