"""Questions about the registers that staff keep, computed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from metrics.activity import PRINTED_TOTAL, Activity, Stand
from metrics.model import Counts, PostSnapshot
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from storage.registers.activities import add_activities
from storage.registers.statements import add_statements
from storage.topics import tag
from tests.support.asking import Desk, X, open_desk

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def noticed(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def statement(
    key: str,
    at: datetime,
    minutes: int | None,
    outcome: StatementOutcome = StatementOutcome.FABRICATED,
    answer: OfficeAnswer = OfficeAnswer.DENIAL,
    posts: Sequence[str] = (),
) -> Statement:
    """One that was answered on X so many minutes after the notice; None: nobody wrote down when."""
    informed = {} if minutes is None else {"x": at + minutes * MINUTE}
    days = {"x": at.date()} if answer is not OfficeAnswer.NONE else {}
    return Statement(
        key, at, at.date(), informed, outcome, answer, posts=tuple(posts), informed_on=days
    )


def fill_statements(desk: Desk) -> None:
    post = PostSnapshot("71", noticed(10, 2), counts=Counts(views=900))
    untold = PostSnapshot("72", noticed(10, 2), counts=Counts(likes=1))
    desk.read(X, noticed(10, 3), 600, post, untold)
    rows = [
        statement("1", noticed(10, 1), 60, posts=["71"]),
        statement(
            "2",
            noticed(10, 2),
            400,
            StatementOutcome.INACCURATE,
            OfficeAnswer.RECTIFICATION,
            ["72"],
        ),
        statement("3", noticed(10, 3), 80, StatementOutcome.TRUE, OfficeAnswer.COMMUNIQUE),
        statement("4", noticed(10, 4), None),
        statement("5", noticed(10, 5), None, StatementOutcome.OPEN, OfficeAnswer.NONE),
        statement("6", noticed(11, 5), 30),
    ]
    add_statements(desk.store, rows, who="test", now=desk.now, reason=None)


def test_statements_tell_outcomes_answers_and_how_soon(desk: Desk) -> None:
    fill_statements(desk)

    (row,) = desk.ask("statements", since="2026-10", until="2026-11").rows

    assert (row["noticed"], row["informed"]) == (5, 4)
    outcomes = ("true", "fabricated", "inaccurate", "open")
    assert [row[one] for one in outcomes] == [1, 2, 1, 1]
    answers = ("communiques", "denials", "rectifications", "truth_statements", "unanswered")
    assert [row[one] for one in answers] == [1, 2, 1, 3, 1]
    assert (row["timed"], row["within"], row["share_within"]) == (3, 2, Fraction(2, 3))
    times = ("shortest_minutes", "median_minutes", "longest_minutes")
    assert [row[one] for one in times] == [60, 80, 400]
    assert (row["posts"], row["views"], row["views_of"]) == (2, 900, 1)


def test_statements_say_what_stands_in_no_time_and_in_no_sum(desk: Desk) -> None:
    fill_statements(desk)

    notes = desk.ask("statements", since="2026-10", until="2026-11").notes

    assert notes == (
        "In good time is within 5 hours of the notice.",
        "1 answer has no time to the minute: it is in no response time",
        "Some posts that answered told no views: the sum is of the others.",
    )


def test_a_month_without_a_statement_on_file_is_not_told_as_none(desk: Desk) -> None:
    fill_statements(desk)

    answer = desk.ask("statements", since="2026-09", until="2026-12", by="month")

    assert [row["noticed"] for row in answer.rows] == [None, 5, 1]
    assert answer.notes[-1].startswith("Where no statement is on file nothing is told")


def activity(
    period: str,
    kind: str,
    count: int,
    precision: Precision = Precision.EXACT,
    stand: Stand = Stand.YES,
    coverage: str | None = None,
) -> Activity:
    told = published(count, precision, "hasila")
    return Activity(parse_period(period), kind, told, stand, "hasila", None, coverage)


def fill_activities(desk: Desk) -> None:
    rows = [
        activity("2024", "communique", 1400, coverage="all"),
        activity("2025", "communique", 277, Precision.AT_LEAST, coverage="Rabat"),
        activity("2025", "reportage", 2144),
        activity("2025", "pupils", 500, stand=Stand.NO),
        activity("2025", PRINTED_TOTAL, 2420, stand=Stand.CHECK),
        activity("2026-03", "reportage", 20),
        activity("2026", "communique", 90),
    ]
    add_activities(desk.store, rows, who="test", now=desk.now, reason=None)


def test_activities_tell_each_kind_and_the_total_beside_the_printed_one(desk: Desk) -> None:
    fill_activities(desk)

    rows = desk.ask("activities", since="2025", until="2026").rows

    keys = ("kind", "name", "count", "precision", "low", "high", "in_total", "remark")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("communique", "Communiques", 277, "at_least", 277, None, "yes", ""),
        ("reportage", "Reportages and coverages", 2144, "exact", 2144, 2144, "yes", ""),
        ("pupils", "Pupils", 500, "exact", 500, 500, "no", ""),
        ("total", "Total", 2421, "at_least", 2421, None, None, "counted less printed: +1"),
        (PRINTED_TOTAL, "Printed total", 2420, "exact", 2420, 2420, "check", ""),
    ]


def test_activities_mark_counts_that_cover_different_things(desk: Desk) -> None:
    fill_activities(desk)

    answer = desk.ask("activities", since="2024", until="2026", by="year")

    marked = {
        (row["since"].year, row["kind"]): row["remark"]
        for row in answer.rows
        if isinstance(row["since"], date)
    }
    assert (marked[2024, "communique"], marked[2025, "communique"]) == ("", "≠")
    assert "≠ It does not count the same as the row before it of its kind." in answer.notes


def test_activities_without_days_are_those_of_this_whole_year(desk: Desk) -> None:
    fill_activities(desk)

    rows = desk.ask("activities").rows

    assert [(row["kind"], row["count"], row["remark"]) for row in rows] == [
        ("communique", 90, ""),
        ("reportage", 20, "a part of the period"),
        ("total", 110, "a part of the period"),
    ]


def test_a_count_of_a_year_is_not_cut_into_months(desk: Desk) -> None:
    fill_activities(desk)

    answer = desk.ask("activities", since="2026-03", until="2026-04")

    assert [(row["kind"], row["count"]) for row in answer.rows] == [
        ("reportage", 20),
        ("total", 20),
    ]
    assert "Also on file, for longer or overlapping periods, and not cut: 2026" in answer.notes


def test_without_an_activity_it_says_so(desk: Desk) -> None:
    answer = desk.ask("activities", since="2020", until="2021")

    assert (answer.rows, answer.notes) == ((), ("No activity of these days is on file.",))


def test_changes_tell_who_entered_and_corrected_what_and_why(desk: Desk) -> None:
    def put(count: int, hours: int, reason: str | None = None) -> None:
        quantity = published(count, Precision.EXACT, "register")
        row = Activity(parse_period("2026-10"), "reportage", quantity, Stand.YES, "register")
        at = desk.now - timedelta(hours=hours)
        add_activities(desk.store, [row], who="karim (page)", now=at, reason=reason)

    put(12, 5)
    put(13, 3, "one was missing")
    desk.read(X, desk.now, 600, PostSnapshot("71", desk.now - timedelta(hours=1)))
    tag(desk.store, X, "71", "roads", who="amal", now=desk.now)

    told = desk.ask("changes")

    assert [(row["what"], row["who"], row["state"], row["why"]) for row in told.rows] == [
        ("tag", "amal", "in_force", ""),
        ("activity", "karim (page)", "in_force", "one was missing"),
        ("activity", "karim (page)", "superseded", ""),
    ]
    assert [row["entry"] for row in told.rows] == [
        "71 · roads",
        "Reportages and coverages · October 2026 · 13 · register",
        "Reportages and coverages · October 2026 · 12 · register",
    ]
