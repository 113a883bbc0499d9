from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Row, text

from metrics.activity import Activity, Stand
from metrics.model import Counts, Failure, Reason
from metrics.periods import parse_period
from metrics.platforms import SpendingLimits
from metrics.quantity import Precision, published
from metrics.series import Event, PrintedFigure
from metrics.statement import OfficeAnswer, Statement
from metrics.statement import StatementOutcome as Truth
from storage import Store
from storage.accounts import enrol
from storage.outbox import Envelope, enqueue
from storage.registers.activities import add_activities
from storage.registers.printed import add_events, add_figures
from storage.registers.statements import add_statements
from storage.spending import Book
from storage.topics import tag
from storage.views import VIEWS
from storage.visits import keep
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    PRICE,
    X,
    failed,
    post,
    reply,
    visit,
)


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)


def view(store: Store, name: str) -> list[dict[str, object]]:
    with store.read() as connection:
        rows = connection.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608  # our own names
        return [dict(row) for row in rows]


def test_it_shows_the_last_count_of_each_day(store: Store) -> None:
    keep(store, visit(NOON, followers=1))
    keep(store, visit(NOON + HOUR, followers=2))
    keep(store, visit(NOON + 2 * HOUR, followers=None))
    keep(store, visit(NOON + DAY, followers=3))

    rows = sorted(view(store, "followers_by_day"), key=lambda row: str(row["day"]))

    assert [str(row["day"]) for row in rows] == ["2026-11-20", "2026-11-21"]
    assert [row["followers"] for row in rows] == [2, 3]
    assert rows[0]["read_at"] == "2026-11-20 13:00:05"
    assert (rows[0]["account"], rows[0]["platform"]) == ("dgsn-x", "x")


def test_it_shows_each_posts_latest_counts_and_none_that_vanished(store: Store) -> None:
    keep(store, visit(NOON, post("1"), post("2"), reply("3")))
    later = replace(post("1").counts, views=901)
    keep(store, visit(NOON + HOUR, post("1", counts=later), gone=("2",)))

    rows = {row["post"]: row for row in view(store, "posts_latest")}

    assert set(rows) == {"1", "3"}
    assert (rows["1"]["views"], rows["1"]["comments"], rows["1"]["reach"]) == (901, 0, None)
    assert rows["1"]["published"] == "2026-11-20 11:00:05"
    assert (rows["3"]["kind"], rows["3"]["text"]) == ("reply", None)


def test_it_shows_gaps_with_their_reason(store: Store) -> None:
    keep(store, visit(NOON))
    keep(store, failed(NOON + HOUR, Reason.CREDIT))

    (gap,) = view(store, "gaps")

    assert (gap["account"], gap["since"], gap["outcome"], gap["reason"]) == (
        "dgsn-x", "2026-11-20 13:00:00", "failed", "credit",
    )  # fmt: skip


def test_it_shows_how_the_visits_of_a_day_went_and_what_they_cost(store: Store) -> None:
    keep(store, visit(NOON))
    lost = (Failure("views", Reason.MISSING, "Gone."),)
    keep(store, replace(visit(NOON + HOUR), failures=lost))
    keep(store, failed(NOON + 2 * HOUR))
    book = Book(store, "x", SpendingLimits(Decimal(1), Decimal(20)))
    paid, killed = (book.reserve(X.name, PRICE, NOON) for _ in range(2))
    assert paid
    assert killed
    book.settle(paid, PRICE / 3)

    (went,) = view(store, "visits_by_day")
    (cost,) = view(store, "spend_by_day")

    assert (went["day"], went["visits"], went["ok"], went["in_part"], went["failed"]) == (
        "2026-11-20", 3, 1, 1, 1,
    )  # fmt: skip
    assert went["requests"] == 7
    assert (cost["platform"], cost["day"]) == ("x", "2026-11-20")
    assert float(str(cost["usd"])) == pytest.approx(0.02)


def test_it_shows_figures_and_events_in_force(store: Store) -> None:
    wrong = PrintedFigure(
        parse_period("2023"), X.name, "followers", published(48, Precision.EXACT, "hasila 2023")
    )
    right = replace(wrong, quantity=published(480_944, Precision.EXACT, "hasila 2023"))
    add_figures(store, [wrong], who="press", now=NOON, reason=None)
    add_figures(store, [right], who="press", now=NOON, reason="a slip")
    day = date(2026, 5, 16)
    add_events(
        store,
        [Event(day, day + timedelta(days=5), {"ar": "أبواب"})],
        who="a",
        now=NOON,
        reason=None,
    )

    (figure,) = view(store, "printed_figures")
    (event,) = view(store, "events_in_force")

    assert float(str(figure["value"])) == 480_944
    assert (figure["corrected_because"], figure["precision"]) == ("a slip", "exact")
    assert (str(event["since"]), event["name_ar"]) == ("2026-05-16", "أبواب")


def test_it_shows_activities_and_statements_in_force_with_their_reasons(store: Store) -> None:
    wrong = Activity(
        parse_period("2023"),
        "communique",
        published(1, Precision.EXACT, "hasila 2023"),
        Stand.YES,
        "hasila 2023",
    )
    right = replace(wrong, count=published(1488, Precision.EXACT, "hasila 2023"))
    add_activities(store, [wrong], who="press", now=NOON, reason=None)
    add_activities(store, [right], who="press", now=NOON, reason="a slip")
    keep(store, visit(NOON, post("1")))
    told = Statement("7", NOON, NOON.date(), {}, Truth.FABRICATED, OfficeAnswer.DENIAL, ("1",))
    add_statements(store, [told], who="press", now=NOON, reason=None)
    later = replace(told, informed={"x": NOON + 2 * HOUR, "press": NOON + HOUR})
    add_statements(store, [later], who="press", now=NOON, reason="seen again")

    (activity,) = view(store, "activities")
    (statement,) = view(store, "statements")

    assert (activity["count"], activity["corrected_because"]) == (1488, "a slip")
    assert (statement["statement"], statement["posts"]) == ("7", 1)
    assert statement["noticed_at"] == "2026-11-20 12:00:05"
    assert statement["informed_at"] == "2026-11-20 13:00:05"
    assert statement["corrected_because"] == "seen again"


def test_it_shows_the_topics_of_posts_but_none_that_was_taken_away(store: Store) -> None:
    keep(store, visit(NOON, post("1")))
    tag(store, "x", "1", "campaign", who="press", now=NOON)
    tag(store, "x", "1", "event", who="press", now=NOON, off=True)

    (found,) = view(store, "topics")

    assert (found["topic"], found["account"], found["post"]) == ("campaign", X.name, "1")


def test_it_shows_how_far_each_letter_has_come(store: Store) -> None:
    enqueue(store, "2026-W46", [Envelope("office@example.org", "ar", "office", "<1@h>")], NOON)

    (found,) = view(store, "letters")

    assert (found["week"], found["state"], found["tries"]) == ("2026-W46", "waiting", 0)
    assert (found["next_try"], found["sent"]) == ("2026-11-20 12:00:05", None)


def test_it_explains_every_view(store: Store) -> None:
    """The table of comments in the module names each view that there is."""
    import storage.views

    explained = str(storage.views.__doc__)
    assert [name for name in VIEWS if f"| {name} " not in explained] == []
    assert all(view(store, name) == [] for name in VIEWS)


def test_it_shows_the_counts_of_the_last_look_and_not_of_an_earlier_one(store: Store) -> None:
    """What a platform did not tell at the last look is empty, though it was told before."""
    keep(store, visit(NOON, post("1")))
    keep(store, visit(NOON + HOUR, post("1", counts=Counts(likes=13))))

    (row,) = view(store, "posts_latest")

    assert (row["views"], row["likes"], row["read_at"]) == (None, 13, "2026-11-20 13:00:05")


def test_it_counts_the_visits_of_each_account_and_day_of_utc(store: Store) -> None:
    midnight = NOON.replace(hour=0, minute=0, second=0)
    keep(store, visit(midnight - HOUR / 60))
    keep(store, visit(midnight))
    keep(store, visit(midnight + HOUR))
    keep(store, failed(midnight, account=FACEBOOK.name))

    found = {(row["account"], row["day"]): row for row in view(store, "visits_by_day")}

    assert {key: row["visits"] for key, row in found.items()} == {
        ("dgsn-x", "2026-11-19"): 1,
        ("dgsn-x", "2026-11-20"): 2,
        ("dgsn-facebook", "2026-11-20"): 1,
    }
    assert all(
        isinstance(row[name], int)
        for row in found.values()
        for name in ("visits", "ok", "in_part", "failed", "requests")
    )


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_it_reads_no_years_of_looks_for_a_view(store: Store) -> None:
    """How SQLite goes about it: quick by what is rolled up, and by an index in order of the day."""
    plans = {
        name: " / ".join(row.detail for row in _plan(store, name))
        for name in ("followers_by_day", "posts_latest", "visits_by_day")
    }

    assert "SCAN d" in plans["followers_by_day"]
    assert not {"last", "r"} & set(plans["followers_by_day"].split())
    assert "SEARCH r USING PRIMARY KEY (post_id=? AND at=?)" in plans["posts_latest"]
    assert "SCAN v USING COVERING INDEX ix_visit_by_day" in plans["visits_by_day"]


def _plan(store: Store, name: str) -> Sequence[Row[Any]]:
    with store.read() as connection:
        explained = f"EXPLAIN QUERY PLAN SELECT * FROM {name}"  # noqa: S608  # our own names
        return connection.exec_driver_sql(explained).all()
