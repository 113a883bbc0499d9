"""Questions about accounts, each on a small file whose answer was computed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from documents.csv import table_as_csv
from documents.json import table_as_json
from documents.model import value_in_files
from documents.text import table_as_text
from metrics.model import Failure, Reason, Visit
from metrics.platforms import SpendingLimits
from metrics.quantity import Precision
from storage.spending import Book
from tests.support.asking import FACEBOOK, Desk, X, open_desk
from tests.support.config_files import ACCOUNTS
from tests.support.storage_visits import CASABLANCA
from words import language

HOUR = timedelta(hours=1)
EVENT = """
[[account]]
platform = "x"
name = "forum"
id = "777"
handle = "FORUM"
event = true
"""


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_followers_are_those_of_the_last_reading_in_each_period(desk: Desk) -> None:
    desk.read(X, at(9, 30), 600)
    desk.read(X, at(10, 3), 610)
    desk.read(X, at(10, 31, 22), 625)
    desk.read(X, at(11, 2), 630)

    answer = desk.ask("followers", accounts=[X], since="2026-10", until="2026-12", by="month")

    told = [
        (value_in_files(row["until"]), value_in_files(row["followers"]), row["evidence"])
        for row in answer.rows
    ]
    assert told == [
        (date(2026, 11, 1), 625, "measured"),
        (date(2026, 12, 1), 630, "measured"),
    ]
    assert answer.rows[0]["read_at"] == at(10, 31, 22)


def test_a_count_of_before_the_period_is_never_carried_into_it(desk: Desk) -> None:
    desk.read(X, at(9, 30), 600)

    answer = desk.ask("followers", accounts=[X], since="2026-10", until="2026-11")

    assert [value_in_files(row["followers"]) for row in answer.rows] == [None]
    assert answer.notes[0].startswith("1 figure is not known")


def test_followers_of_before_the_first_reading_are_answered_with_it(desk: Desk) -> None:
    desk.read(X, at(10, 18), 600)
    desk.read(X, at(11, 2), 630)

    def notes(**days: str) -> tuple[str, ...]:
        return desk.ask("followers", accounts=[X], **days).notes

    first = "dgsn-x: first read on October 18, 2026, at 600 followers"
    assert first in notes(since="2026-08", until="2026-10")
    assert first not in notes(since="2026-10", until="2026-11")
    assert desk.ask("followers", accounts=[FACEBOOK], since="2026-08").notes[1:] == ()


def test_a_printed_figure_stands_where_nothing_was_read_with_its_precision(desk: Desk) -> None:
    desk.print_figure("2025", FACEBOOK, 440_000, Precision.THOUSAND)
    desk.print_figure("2026", FACEBOOK, 600_000, Precision.AT_LEAST)
    desk.read(FACEBOOK, at(11, 2), 596_000)

    answer = desk.ask("followers", accounts=[FACEBOOK], since="2025", until="2027", by="year")

    told = [
        (value_in_files(row["followers"]), row["evidence"], row["precision"]) for row in answer.rows
    ]
    assert told == [(440_000, "published", "thousand"), (596_000, "measured", "exact")]
    assert "printed for 2026 was more than 600,000 (hasila)" in answer.notes[0]


def test_a_printed_year_is_found_when_its_days_are_asked_for_without_a_cut(desk: Desk) -> None:
    desk.print_figure("2025", FACEBOOK, 440_000, Precision.THOUSAND)

    (row,) = desk.ask("followers", accounts=[FACEBOOK], since="2025", until="2026").rows

    assert value_in_files(row["followers"]) == 440_000


def test_compare_tells_the_growths_of_two_printed_years_and_their_sources(desk: Desk) -> None:
    for year, value in (("2023", 100_000), ("2024", 120_000), ("2025", 150_000)):
        desk.print_figure(year, FACEBOOK, value, Precision.THOUSAND)

    answer = desk.ask("compare", accounts=[FACEBOOK], since="2025", until="2026", versus="2024")

    row = {key: value_in_files(value) for key, value in answer.rows[0].items()}
    assert (row["before"], row["before_low"], row["before_high"]) == (20_000, 19_000, 21_000)
    assert (row["after"], row["after_low"], row["after_high"]) == (30_000, 29_000, 31_000)
    assert (row["change"], row["change_low"], row["change_high"]) == (10_000, 8_000, 12_000)
    assert (row["before_source"], row["after_source"]) == ("hasila", "hasila")


def test_growth_counts_from_the_reading_before_the_period(desk: Desk) -> None:
    desk.read(X, at(10, 31, 20), 1000)
    desk.read(X, at(11, 1), 1010)
    desk.read(X, at(11, 3), 1070)

    (row,) = desk.ask("growth", accounts=[X], since="2026-11-01", until="2026-11-08").rows

    net, rate, start, end = (value_in_files(row[key]) for key in ("net", "rate", "start", "end"))
    assert (net, rate) == (70, Fraction(70, 1000))
    assert (start, row["start_at"]) == (1000, at(10, 31, 20))
    assert (end, row["end_at"]) == (1070, at(11, 3))
    assert (row["days_kept"], row["days_due"]) == (2, 7)
    assert row["evidence"] == "measured"


def test_growth_without_a_reading_before_is_not_known_and_says_why(desk: Desk) -> None:
    desk.read(X, at(11, 3), 1070)

    answer = desk.ask("growth", accounts=[X], since="2026-11-01", until="2026-11-08")

    ((net, rate, evidence),) = [
        (value_in_files(row["net"]), row["rate"], row["evidence"]) for row in answer.rows
    ]
    assert (net, rate, evidence) == (None, None, None)
    assert answer.notes == ("dgsn-x: not known, for there is no reading before November 1, 2026",)


def test_growth_has_a_row_for_each_account_and_period(desk: Desk) -> None:
    answer = desk.ask("growth", since="2026-09", until="2026-11", by="month")

    assert [(row["account"], row["since"]) for row in answer.rows] == [
        (name, date(2026, month, 1)) for name in (X, FACEBOOK) for month in (9, 10)
    ]
    assert len(answer.notes) == 2


def test_followers_of_all_together_name_the_accounts_that_are_not_counted(tmp_path: Path) -> None:
    with open_desk(tmp_path, EVENT) as desk:
        desk.read(X, at(9, 30), 600)
        desk.read(X, at(10, 31), 625)
        desk.read("forum", at(10, 31), 5)
        desk.read(FACEBOOK, at(11, 2), 900)
        desk.read(X, at(11, 2), 630)

        october, november = (
            desk.ask("followers", since=since, until=until)
            for since, until in (("2026-10", "2026-11"), ("2026-11", "2026-12"))
        )

    assert october.totals == ()  # of one account alone there is no total
    (together,) = november.totals
    assert value_in_files(together["followers"]) == 1_530
    assert "Opened for an event, and in no total: forum" in november.notes
    assert json.loads(table_as_json(november))["totals"][0]["followers"] == 1_530
    assert [row["account"] for row in november.rows] == [X, FACEBOOK, "forum"]
    assert "together" in table_as_text(november, language("en"), CASABLANCA)
    assert b"1530" not in table_as_csv(november)  # where a script adds up the rows


def test_growth_together_is_of_the_accounts_known_at_both_ends(tmp_path: Path) -> None:
    with open_desk(tmp_path, EVENT) as desk:
        for month, x, facebook in ((8, 1_000, None), (9, 1_010, 2_000), (10, 1_050, 2_020)):
            desk.read(X, at(month, 30, 20), x)
            desk.read("forum", at(month, 30, 20), month)
            if facebook:
                desk.read(FACEBOOK, at(month, 30, 20), facebook)

        answer = desk.ask("growth", since="2026-09", until="2026-11", by="month")

    told = [
        tuple(value_in_files(row[key]) for key in ("start", "end", "net", "rate"))
        for row in answer.totals
    ]
    assert told == [
        (1_000, 1_010, 10, Fraction(10, 1_000)),  # of X alone
        (3_010, 3_070, 60, Fraction(60, 3_010)),
    ]
    notes = [[getattr(row[key], "note", None) for key in ("end", "net")] for row in answer.totals]
    assert notes == [["without dgsn-facebook", "without dgsn-facebook"], [None, None]]


def test_milestones_tell_the_first_reading_above_and_the_last_below(desk: Desk) -> None:
    desk.read(X, at(9, 1), 9_000)
    desk.read(X, at(9, 5), 9_990)
    desk.read(X, at(9, 7), 51_000)

    rows = desk.ask("milestones", accounts=[X]).rows

    assert [(row["followers"], row["read_at"], row["below_at"]) for row in rows] == [
        (10_000, at(9, 7), at(9, 5)),
        (50_000, at(9, 7), at(9, 5)),
    ]
    assert desk.ask("milestones", accounts=[X], since="2026-10").rows == ()


def test_milestones_say_of_which_accounts_no_opening_is_known(desk: Desk) -> None:
    desk.read(X, at(9, 1), 9_000)
    desk.read(X, at(9, 7), 11_000)

    answer = desk.ask("milestones", accounts=[X])

    assert [row["days"] for row in answer.rows] == [None]
    assert answer.notes == ("Not known when these accounts were opened: dgsn-x",)


def test_milestones_count_days_from_the_opening(tmp_path: Path) -> None:
    opened = ACCOUNTS.replace('handle = "DGSN_MAROC"', 'handle = "DGSN_MAROC"\nopened = 2026-08-31')
    with open_desk(tmp_path, accounts=opened) as desk:
        desk.read(X, at(9, 1), 9_000)
        desk.read(X, at(9, 7), 11_000)

        answer = desk.ask("milestones", accounts=[X])

    assert ([row["days"] for row in answer.rows], answer.notes) == ([7], ())


def test_milestones_between_print_and_readings_are_told_as_between_the_two(desk: Desk) -> None:
    for year, count in (("2022", 90_000), ("2023", 101_000), ("2026", 900_000)):
        desk.print_figure(year, X, count, Precision.THOUSAND)
    desk.read(X, at(9, 1), 251_000)
    desk.read(X, at(9, 7), 501_000)

    answer = desk.ask("milestones", accounts=[X])

    keys = ("followers", "printed_for", "source", "read_at", "below_printed_for", "below_at")
    assert [tuple(row[key] for key in keys) for row in answer.rows] == [
        (100_000, "2023", "hasila", None, "2022", None),
        (250_000, None, None, at(9, 1), "2023", None),
        (500_000, None, None, at(9, 7), None, at(9, 1)),
    ]
    figures, day = "the figure printed for {} (hasila)", "the day is not known"
    before, after = (figures.format(year) for year in (2022, 2023))
    reading = "the reading of September 1, 2026"
    assert answer.notes[:2] == (
        f"dgsn-x: 100,000 followers were passed between {before} and {after}; {day}",
        f"dgsn-x: 250,000 followers were passed between {after} and {reading}; {day}",
    )
    in_2023 = desk.ask("milestones", accounts=[X], since="2023", until="2024").rows
    assert [row["followers"] for row in in_2023] == [100_000]


def test_gaps_tell_the_stretch_and_its_reason(desk: Desk) -> None:
    desk.read(X, at(11, 3, 8), 1000)
    for hour in (9, 10):
        lost = Failure("account", Reason.UNAVAILABLE, "It did not answer.")
        desk.lose(Visit(X, at(11, 3, hour), None, (lost,)))
    desk.read(X, at(11, 3, 11), 1001)

    row, silence = desk.ask("gaps", since="2026-11-03", until="2026-11-04").rows

    assert (row["since"], row["until"]) == (at(11, 3, 9), at(11, 3, 11))
    assert (row["slots"], row["reason"]) == (2, "unavailable")
    assert (silence["since"], silence["reason"]) == (at(11, 3, 12), "down")


def test_without_a_gap_it_says_so(desk: Desk) -> None:
    for hour in range(8, 24):
        desk.read(X, at(11, 3, hour), 1000)

    answer = desk.ask("gaps", since="2026-11-03", until="2026-11-04")

    assert answer.rows == ()
    assert answer.notes[0] == "No gap is on file in these days."
    assert "dgsn-x: read since November 3, 2026 at 08:00" in answer.notes[1]
    assert answer.notes[2] == "dgsn-facebook: nobody tried to read it in these days"


def test_spend_is_told_by_network_and_period(desk: Desk) -> None:
    book = Book(desk.store, "x", SpendingLimits(Decimal(9), Decimal(9)))
    for instant, usd in ((at(10, 31, 23), "0.010"), (at(11, 1), "0.010"), (at(11, 2), "0.005")):
        receipt = book.reserve(X, Decimal("0.1"), instant)
        assert receipt is not None
        book.settle(receipt, Decimal(usd))
    book.reserve(X, Decimal("0.020"), at(11, 3))

    rows = desk.ask("spend", since="2026-10", until="2026-12", by="month").rows

    told = [(row["platform"], value_in_files(row["since"]), row["usd"]) for row in rows]
    assert told == [
        ("x", date(2026, 10, 1), Decimal("0.010")),
        ("x", date(2026, 11, 1), Decimal("0.035")),
        ("facebook", date(2026, 10, 1), 0),
        ("facebook", date(2026, 11, 1), 0),
    ]
