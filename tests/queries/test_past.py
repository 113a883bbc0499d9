"""`account-days` and `sources`, computed by hand on a small file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from documents.model import Cell, Table
from metrics.history.account_days import AccountDay
from metrics.quantity import Precision, Quantity, exported, reported
from storage.history.account_days import keep_reported
from storage.history.source_files import NewFile, take_in
from tests.support.asking import FACEBOOK, Desk, X, open_desk
from tests.support.storage_visits import NOON

MONDAY = date(2026, 11, 9)
"""A day on which the Pacific coast is eight hours behind UTC."""


def told(metric: str, *values: int) -> list[AccountDay]:
    """A reported value for each day since Monday."""
    return [
        AccountDay(MONDAY + timedelta(days=number), metric, reported(value), told_as="page_follows")
        for number, value in enumerate(values)
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("past")
    with open_desk(folder) as opened:
        keep_reported(opened.store, FACEBOOK, told("followers", 900, 910, 920), told_at=NOON)
        keep_reported(opened.store, FACEBOOK, told("views", 5_000, 6_000), told_at=NOON)
        keep_reported(opened.store, FACEBOOK, told("new_followers", 12), told_at=NOON)
        # Nine hours into Tuesday on the Pacific coast, and nine hours after its end.
        opened.read(FACEBOOK, datetime(2026, 11, 10, 17, tzinfo=UTC), 905)
        opened.read(FACEBOOK, datetime(2026, 11, 14, 17, tzinfo=UTC), 950)
        day = date(2025, 12, 31)
        file = NewFile(X, "a" * 64, "overview.csv", "x_overview", day, "UTC", day, MONDAY, 1)
        views = AccountDay(day, "views", exported(77, "overview.csv"), "UTC", "Impressions")
        take_in(opened.store, file, [views], who="press", now=NOON)
        opened.print_figure("2024", X, 480_000, Precision.EXACT)
        yield opened


def rows(table: Table, *keys: str) -> list[tuple[object, ...]]:
    return [tuple(row[key] for key in keys) for row in table.rows]


def test_a_reading_stands_before_what_was_told_of_its_day_and_the_difference_is_shown(
    desk: Desk,
) -> None:
    found = desk.ask("account-days", accounts=[FACEBOOK], since="2026-11")

    followers = [row for row in found.rows if row["metric"] == "followers"]
    assert [
        (str(row["day"]), row["evidence"], row["zone"], row["difference"]) for row in followers
    ] == [
        ("2026-11-09", "reported", "America/Los_Angeles", None),
        ("2026-11-10", "measured", "America/Los_Angeles", 5),
        ("2026-11-11", "reported", "America/Los_Angeles", None),
        ("2026-11-14", "measured", "Africa/Casablanca", None),
    ]
    assert [row["other"] for row in followers] == [None, reported(910), None, None]
    assert followers[0]["source"] == "the platform (page_follows), asked on November 20, 2026"


def test_the_best_day_may_be_one_that_the_platform_told_later(desk: Desk) -> None:
    found = desk.ask("best-days", accounts=[FACEBOOK], by="day", limit=2)

    # The 11th ends with the 910 of the Pacific day before, and the 12th with its 920.
    assert rows(found, "place", "since", "gained", "evidence") == [
        (1, date(2026, 11, 12), reported(10), "reported"),
        (2, date(2026, 11, 11), reported(5), "reported"),
    ]
    assert "dgsn-facebook: where nothing was read, numbers count that the platform told later" in (
        desk.ask("best-days", accounts=[FACEBOOK]).notes
    )


def test_what_is_usual_says_that_it_rests_on_what_was_told_later(desk: Desk) -> None:
    found = desk.ask("normal", accounts=[FACEBOOK], since="2026-11-14", until="2026-11-15")

    assert rows(found, "metric", "value", "periods")[0] == ("net_growth", None, 2)
    assert "dgsn-facebook: where nothing was read, numbers count that the platform told later" in (
        found.notes
    )


def test_every_count_of_a_day_has_its_row_and_people_are_told_not_to_add_up(desk: Desk) -> None:
    found = desk.ask("account-days", accounts=[FACEBOOK], since="2026-11")

    views = [row["value"] for row in found.rows if row["metric"] == "views"]
    assert views == [reported(5_000), reported(6_000)]
    assert any("no net growth" in note for note in found.notes)
    file = desk.ask("account-days", accounts=[X], since="2025-12", until="2026-01")
    assert rows(file, "metric", "evidence", "source", "zone") == [
        ("views", "exported", "overview.csv", "UTC")
    ]
    assert desk.ask("account-days", accounts=[X], since="2026-10").notes == (
        "Nothing is on file of these days.",
    )


def test_days_before_and_after_another_definition_are_not_told_as_one_line(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        before, after = date(2025, 11, 14), date(2025, 11, 15)
        days = [
            AccountDay(day, metric, exported(value, "page.csv"), told_as=metric)
            for day, metric, value in (
                (before, "page_likes", 500),
                (before, "views", 90),
                (after, "views", 80),
                (after, "followers", 700),
            )
        ]
        file = NewFile(
            FACEBOOK, "b" * 64, "page.csv", "page_days", NOON.date(), "UTC", None, None, 4
        )
        take_in(desk.store, file, days, who="press", now=NOON)
        notes = desk.ask(
            "account-days", accounts=[FACEBOOK], since="2025-11-14", until="2025-11-15"
        )
        later = desk.ask(
            "account-days", accounts=[FACEBOOK], since="2025-11-15", until="2025-11-15"
        )
        followers = desk.ask(
            "followers", accounts=[FACEBOOK], since="2025-11-14", until="2025-11-14"
        )

    assert [note for note in notes.notes if "another measure than its followers" in note]
    assert [note for note in notes.notes if "another thing is counted since November 15" in note]
    assert not [note for note in later.notes if "another" in note]
    assert 500 not in [getattr(row["followers"], "value", None) for row in followers.rows]


def test_sources_tell_each_year_by_evidence_and_what_is_still_missing(desk: Desk) -> None:
    found = desk.ask("sources", accounts=[FACEBOOK])

    keys = ("year", "evidence", "first", "last", "days", "metrics")
    missing = (NOON.date() - date(2026, 1, 1)).days - 5
    assert rows(found, *keys) == [
        ("2026", "measured", date(2026, 11, 10), date(2026, 11, 14), 2, "followers"),
        (
            "2026",
            "reported",
            MONDAY,
            MONDAY + timedelta(days=2),
            3,
            "followers, new_followers, views",
        ),
        ("2026", None, date(2026, 1, 1), NOON.date() - timedelta(days=1), missing + 1, None),
    ]


def test_sources_name_files_and_print_and_years_of_which_nothing_is_known(desk: Desk) -> None:
    found = desk.ask("sources", accounts=[X])

    assert [row for row in rows(found, "year", "evidence", "source") if row[1]] == [
        ("2024", "published", Cell("hasila", words="hasila")),
        ("2025", "exported", "overview.csv, downloaded on December 31, 2025 (file 1)"),
    ]
    lost = {row["year"]: row["days"] for row in found.rows if row["evidence"] is None}
    assert lost["2024"] == 366
    assert set(lost) >= {"2024", "2025", "2026"}


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_every_word_of_both_answers_is_said_in_the_language(desk: Desk, code: str) -> None:
    for name in ("account-days", "sources"):
        table = desk.ask(name, code)
        english = desk.ask(name)
        assert table.caption != english.caption
        titles = {column.key: column.title for column in table.columns}
        same = {c.key for c in english.columns if titles[c.key] == c.title}
        assert same <= {"source"}


def test_engagement_tells_what_the_account_as_a_whole_drew_and_of_how_many_days(
    desk: Desk,
) -> None:
    week = desk.ask("engagement", accounts=[FACEBOOK], since="2026-11-09", until="2026-11-11")
    month = desk.ask("engagement", accounts=[FACEBOOK], since="2026-11")

    (row,) = week.rows
    assert row["account_views"] == reported(11_000)
    assert (row["account_views_days"], row["account_views_evidence"]) == (2, "reported")
    assert (row["account_visits"], row["account_visits_days"]) == (None, None)
    (row,) = month.rows
    views = row["account_views"]
    assert isinstance(views, Quantity)
    assert (views.value, views.precision) == (11_000, Precision.AT_LEAST)
    assert any("never add to them" in note for note in month.notes)


def test_followers_of_a_period_without_a_reading_are_those_that_were_told_of_it(
    desk: Desk,
) -> None:
    weeks = desk.ask(
        "followers", accounts=[FACEBOOK], since="2026-11-09", until="2026-11-12", by="day"
    )

    assert rows(weeks, "evidence", "read_at") == [
        (None, None),
        ("measured", datetime(2026, 11, 10, 17, tzinfo=UTC)),
        ("reported", None),
    ]
    told = weeks.rows[2]["followers"]
    assert isinstance(told, Cell)
    assert (told.value, told.note) == (reported(910), "reported later by the platform")


def test_totals_between_two_readings_are_reckoned_from_the_days_of_a_file(tmp_path: Path) -> None:
    with open_desk(tmp_path) as own:
        own.read(X, datetime(2026, 11, 2, 12, tzinfo=UTC), 1_000)
        own.read(X, datetime(2026, 11, 5, 12, tzinfo=UTC), 1_012)
        name, first = "overview.csv", date(2026, 11, 3)
        file = NewFile(X, "b" * 64, name, "x_overview", NOON.date(), "UTC", None, None, 3)
        flows = [
            AccountDay(first + timedelta(days=number), metric, exported(value, name), "UTC")
            for number in range(3)
            for metric, value in (("new_followers", 7), ("lost_followers", 2))
        ]
        take_in(own.store, file, flows, who="press", now=NOON)

        found = own.ask("account-days", accounts=[X], since="2026-11")

    followers = [row for row in found.rows if row["metric"] == "followers"]
    assert rows(replace(found, rows=tuple(followers)), "evidence", "low", "high") == [
        ("measured", 1_000, 1_000),
        ("derived", 1_002, 1_005),
        ("derived", 1_007, 1_010),
        ("measured", 1_012, 1_012),
    ]
    (note,) = [note for note in found.notes if "both lie in the bounds" in note]
    assert note == (
        "dgsn-x: from November 2, 2026 to November 5, 2026 the new and lost followers of the days"
        " sum to another total than the known one: +3; both lie in the bounds"
    )


@pytest.mark.parametrize(
    ("since", "until", "net", "evidence"),
    [
        ("2026-11-11", "2026-11-15", 45, "measured"),
        ("2026-11-12", "2026-11-13", 10, "reported"),
        ("2026-11-13", "2026-11-15", 30, "reported"),
        ("2026-11-10", "2026-11-11", None, None),
    ],
)
def test_growth_over_a_hole_counts_from_what_was_told_of_the_day_nearest_to_its_ends(
    desk: Desk, since: str, until: str, net: int | None, evidence: str | None
) -> None:
    (row,) = desk.ask("growth", accounts=[FACEBOOK], since=since, until=until).rows

    cell = row["net"]
    assert isinstance(cell, Cell)
    assert (cell.value.value if isinstance(cell.value, Quantity) else None) == net
    assert row["evidence"] == evidence
    ends = [row["start"], row["end"]]
    told_later = [isinstance(end, Cell) and bool(end.note) for end in ends]
    assert any(told_later) == (evidence == "reported")
