"""What an older version has written is brought up to date, and nothing of it is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from metrics.jobs import JobKind
from metrics.model import Counts, Outcome, Reason, Visit
from metrics.posts import latest_count
from metrics.statement import OfficeAnswer, Statement
from metrics.statement import StatementOutcome as Truth
from storage import OlderDatabase, Store
from storage.accounts import enrol
from storage.alerts import open_alerts
from storage.backoff import in_force
from storage.engine import connect, parse_url
from storage.followers import followers
from storage.jobs import last
from storage.outbox import Envelope, enqueue, outbox
from storage.post_query import PostQuery, latest_posts, posts_with_readings
from storage.registers.printed import events, figures
from storage.registers.statements import add_statements, statements
from storage.rollups import differences
from storage.sealed_years import draft, seal, sealed
from storage.spending import spent, utc_day
from storage.topics import tag, topics_of_posts
from storage.upgrade import VERSIONS, _run_steps, known_versions, version_of
from storage.views import VIEWS
from storage.visits import keep, slots
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    PRICE,
    X,
    post,
    snapshot,
    visit,
)

WRITTEN = Path(__file__).parents[1] / "databases" / "0001.sql"
"""A file as the first version wrote it: three visits to X, one to Facebook, a figure, an event."""


@pytest.fixture
def first(tmp_path: Path) -> Path:
    path = tmp_path / "hasila.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(WRITTEN.read_text("utf-8"))
    return path


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Store]:
    """A file as the second version wrote it, brought up to date."""
    path = tmp_path / "second.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(WRITTEN.with_name("0002.sql").read_text("utf-8"))
    with Store.open(f"sqlite:///{path}", zone=CASABLANCA) as store:
        yield store


@pytest.fixture
def opened(first: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{first}", zone=CASABLANCA) as store:
        yield store


def test_it_loses_nothing_of_a_first_file(opened: Store) -> None:
    assert [found.id for found in posts_with_readings(opened, PostQuery())] == ["1", "2"]
    points = followers(opened, X.name).points
    assert [point.quantity and point.quantity.value for point in points] == [640_000, None, 640_000]
    assert [slot.outcome for slot in slots(opened, X.name, NOON - DAY, NOON + DAY)] == [
        Outcome.OK,
        Outcome.FAILED,
        Outcome.OK,
    ]
    assert [figure.quantity.value for figure in figures(opened)] == [480_944]
    assert len(events(opened)) == 1
    keep(opened, visit(NOON + 3 * HOUR))


def test_what_visits_had_cost_counts_under_the_ceilings(opened: Store) -> None:
    assert spent(opened, *utc_day(NOON), "x") == spent(opened, *utc_day(NOON)) == 2 * PRICE
    assert spent(opened, *utc_day(NOON), "facebook") == 0


def test_it_leaves_a_copy_of_the_first_file(opened: Store, first: Path) -> None:
    copy = first.with_name(f"hasila.db.before-{known_versions()[-1]}")
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT version_num FROM schema_version").fetchone() == ("0001",)
        assert database.execute("SELECT count(*) FROM visit").fetchone() == (4,)
    with opened.read() as connection:
        assert version_of(connection) == known_versions()[-1]


def test_it_loses_nothing_of_a_second_file(second: Store) -> None:
    assert sorted(found.id for found in posts_with_readings(second, PostQuery())) == [
        "1",
        "2",
        "f1",
    ]
    assert [figure.quantity.value for figure in figures(second)] == [480_944]
    assert [one.names for one in events(second)] == [{"ar": "أبواب"}]
    assert spent(second, *utc_day(NOON), "x") == 2 * PRICE
    assert [one.subject for one in open_alerts(second)] == ["dgsn-x"]
    assert [held.reason for held in in_force(second, NOON)] == [Reason.LIMIT]
    done = last(second, JobKind.BACKUP)
    assert done is not None
    assert done.outcome is Outcome.OK


def test_a_second_file_takes_what_came_since(second: Store) -> None:
    statement = Statement(
        "1", NOON, NOON.date(), {"x": NOON + HOUR}, Truth.FABRICATED, OfficeAnswer.DENIAL, ("1",)
    )
    add_statements(second, [statement], who="press", now=NOON, reason=None)
    tag(second, "facebook", "f1", "campaign", who="press", now=NOON)
    enqueue(second, "2026-W46", [Envelope("office@example.org", "ar", "office", "<1@h>")], NOON)
    seal(second, draft(2025, date(2025, 12, 15), {"total": 1}, []), who="head", now=NOON)

    assert len(statements(second)) == len(outbox(second)) == len(topics_of_posts(second)) == 1
    assert sealed(second, 2025)


def test_a_reader_leaves_a_first_file_as_it_is(first: Path) -> None:
    before = first.read_bytes()

    with pytest.raises(OlderDatabase, match="schema 0001"):
        Store.open(f"sqlite:///{first}", zone=CASABLANCA, readonly=True)

    assert first.read_bytes() == before


def test_it_brings_a_first_postgresql_up_to_date(postgres_url: str, tmp_path: Path) -> None:
    steps = tmp_path / "versions"
    steps.mkdir()
    (first_step,) = VERSIONS.glob("v0001_*.py")
    (steps / first_step.name).write_text(first_step.read_text("utf-8"), "utf-8")
    engine = connect(parse_url(postgres_url), readonly=False, patience_s=5)
    with engine.begin() as connection:
        _run_steps(connection, steps)
        _insert_visits(connection)
    engine.dispose()

    with Store.open(postgres_url, zone=CASABLANCA) as store:
        assert spent(store, *utc_day(NOON), "x") == Decimal("0.015")
        with store.read() as connection:
            assert version_of(connection) == known_versions()[-1]
            for name in VIEWS:
                connection.execute(text(f"SELECT * FROM {name}"))  # noqa: S608 - our own names


def test_views_that_x_never_counted_are_no_zeros_any_more(store: Store, store_url: str) -> None:
    """Version 0006 kept the 0 that X tells of a post from before it counted views."""
    counts = Counts(views=0, likes=12, comments=0, shares=3)
    first_counted = datetime(2022, 12, 15, tzinfo=UTC)
    days = {"old": first_counted - HOUR, "new": first_counted}
    read = [post(name, at, counts=counts) for name, at in days.items()]
    seen = post("seen", days["old"], counts=replace(counts, views=7))
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON, *read, seen))
    keep(store, visit(NOON + HOUR, *read, replace(seen, counts=counts)))
    page = snapshot(NOON, posts=(read[0],), account=FACEBOOK.name, platform_id="100064")
    keep(store, Visit(FACEBOOK.name, NOON, page))
    with store.write() as connection:
        for table in (
            "wording",
            "calendar_period",
            "account_drop",
            "post_at_age",
            "access",
            "link",
            "post_in_files",
            "exported_post",
            "account_day_metric",
            "source_file",
            "refused_part",
        ):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("DROP INDEX ix_post_vanished"))
        connection.execute(text("UPDATE schema_version SET version_num = '0006'"))

    with Store.open(store_url, zone=CASABLANCA) as opened:
        found = {
            (found.account, found.id): latest_count(found, "views")
            for found in latest_posts(opened, PostQuery())
        }
        readings = {
            found.id: [reading.counts.views for reading in found.readings]
            for found in posts_with_readings(opened, PostQuery(X.name))
        }
        assert differences(opened) == {}

    mine = {(X.name, "old"): None, (X.name, "new"): 0, (X.name, "seen"): 7}
    assert found == mine | {(FACEBOOK.name, "old"): 0}
    assert readings == {"old": [None, None], "new": [0, 0], "seen": [7, None]}


def _insert_visits(connection: Connection) -> None:
    connection.execute(text("INSERT INTO account (name, platform) VALUES ('dgsn-x', 'x')"))
    for cost in (15_000, 0):
        connection.execute(
            text(
                "INSERT INTO visit (account_id, at, outcome, requests, cost_micro_usd)"
                " SELECT id, :at, 'ok', 2, :cost FROM account"
            ),
            {"at": NOON.replace(minute=cost % 7), "cost": cost},
        )
