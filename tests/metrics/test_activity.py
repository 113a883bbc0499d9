"""What the services did, counted by kind: the totals that were printed come out again."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import imports
from metrics.activity import (
    KINDS,
    Activity,
    Stand,
    activities_total,
    are_comparable,
    by_kind,
    compare_printed,
    of_period,
)
from metrics.periods import Period, Span, parse_period, period_of, periods_between
from metrics.quantity import Precision, published

EXAMPLES = Path(imports.__file__).parent / "examples"


def printed() -> list[Activity]:
    """What the first user has printed."""
    path = EXAMPLES / "activities.csv"
    return imports.read_activities(path, today=date(2026, 11, 21), kinds=KINDS)


def activity(
    period: str = "2023",
    kind: str = "communique",
    count: int = 10,
    stand: Stand = Stand.YES,
    precision: Precision = Precision.EXACT,
    coverage: str | None = None,
    note: str | None = None,
) -> Activity:
    quantity = published(count, precision, "s")
    return Activity(parse_period(period), kind, quantity, stand, "s", note, coverage)


@pytest.mark.parametrize(
    ("year", "value", "precision"),
    [
        ("2018", 4426, Precision.EXACT),
        ("2021", 4463, Precision.EXACT),
        ("2022", 4559, Precision.AT_LEAST),
        ("2023", 4955, Precision.EXACT),
    ],
)
def test_it_sums_the_year_as_it_was_printed(year: str, value: int, precision: Precision) -> None:
    total = activities_total(of_period(printed(), parse_period(year)))

    assert total is not None
    assert (total.value, total.precision) == (value, precision)


@pytest.mark.parametrize("year", ["2018", "2021", "2023"])
def test_it_agrees_with_the_printed_total(year: str) -> None:
    compared = compare_printed(of_period(printed(), parse_period(year)))

    assert compared is not None
    assert compared.agrees
    assert compared.difference == 0


def test_it_has_nothing_to_compare_where_no_total_was_printed() -> None:
    assert compare_printed(of_period(printed(), parse_period("2022"))) is None
    assert activities_total([]) is None


def test_it_says_when_the_printed_total_is_another() -> None:
    rows = [activity(count=10), activity(kind="printed_total", count=12, stand=Stand.CHECK)]

    compared = compare_printed(rows)

    assert compared is not None
    assert (compared.difference, compared.agrees) == (-2, False)


def test_a_printed_total_alone_agrees_with_nothing() -> None:
    compared = compare_printed([activity(kind="printed_total", count=12, stand=Stand.CHECK)])

    assert compared is not None
    assert (compared.counted, compared.difference, compared.agrees) == (None, None, False)


def test_it_leaves_out_what_stands_outside() -> None:
    rows = [activity(count=10), activity(kind="pupils", count=500, stand=Stand.NO)]

    total = activities_total(rows)

    assert total is not None
    assert total.value == 10


def test_it_counts_no_day_twice() -> None:
    rows = [
        activity("2023-03", count=3),
        activity("2023", count=40),
        activity("2023-03", "reportage", 5),
        activity("2023-03-09", "reportage", 1),
        activity("2023-04", "reportage", 6),
        activity("2024", count=99),
    ]

    chosen = of_period(rows, parse_period("2023"))

    assert [row.count.value for row in chosen] == [40, 5, 6]


def test_it_says_when_the_months_do_not_make_up_the_year() -> None:
    rows = [activity("2023", count=40), activity("2023-03", "reportage", 5)]

    whole, part = by_kind(rows, parse_period("2023"))

    assert (whole.kind, whole.count.value, whole.is_whole) == ("communique", 40, True)
    assert (part.kind, part.count.value, part.is_whole) == ("reportage", 5, False)


def test_twelve_months_make_up_the_year() -> None:
    months = periods_between(date(2023, 1, 1), date(2024, 1, 1), Span.MONTH)
    rows = [activity(month.label, count=2) for month in months]

    (found,) = by_kind(rows, parse_period("2023"))

    assert (found.count.value, found.is_whole) == (24, True)


def test_a_change_of_what_is_covered_is_no_comparison() -> None:
    posts = {row.period.label: row for row in printed() if row.kind == "social_post"}

    assert are_comparable(posts["2021"], posts["2022"])
    assert not are_comparable(posts["2022"], posts["2023"])


def test_a_note_tells_what_is_covered_where_nothing_else_does() -> None:
    some, all_of_them = activity(note="X and Facebook"), activity(note="all accounts")

    assert not are_comparable(some, all_of_them)
    assert are_comparable(some, activity("2024", note=" x and  Facebook"))
    assert not are_comparable(activity(), activity(kind="reportage"))


days = st.dates(date(2023, 1, 1), date(2023, 12, 31))
periods = st.builds(period_of, days, st.sampled_from(Span))


@given(st.lists(periods, max_size=12))
def test_no_choice_of_rows_overlaps(found: list[Period]) -> None:
    year = parse_period("2023")
    chosen = of_period([activity(period.label) for period in found], year)

    seen = sorted(row.period for row in chosen)
    assert all(one.until <= other.since for one, other in pairwise(seen))
    assert all(year.since <= one.since and one.until <= year.until for one in seen)
