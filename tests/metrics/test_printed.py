"""Printed figures as readings: for which days they stand, and that growths hold the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.growth import growth_between, known_ends
from metrics.milestones import passings
from metrics.periods import A_DAY, Period, Span, midnight, parse_period, zone
from metrics.printed import as_point, end_of, latest_printed, printed_before, printed_within
from metrics.quantity import Number, Precision, Quantity, measured, published
from metrics.series import Point, PrintedFigure

CASABLANCA = zone("Africa/Casablanca")
FIRST, TODAY = date(2020, 1, 1), date(2026, 11, 21)
DAYS = (TODAY - FIRST).days


def printed(
    period: str,
    value: int,
    as_of: date | None = None,
    precision: Precision = Precision.EXACT,
    source: str = "hasila",
) -> PrintedFigure:
    quantity = published(value, precision, source)
    return PrintedFigure(parse_period(period), "ours", "followers", quantity, as_of)


@pytest.mark.parametrize(
    ("figure", "day", "stands"),
    [
        (printed("2023", 7), date(2024, 1, 1), True),
        (printed("2023", 7), date(2024, 2, 1), True),
        (printed("2023", 7), date(2024, 2, 2), False),
        (printed("2023", 7), date(2023, 12, 31), False),
        (printed("2023", 7, date(2023, 5, 16)), date(2024, 1, 1), True),
        (printed("2023", 7, date(2023, 5, 16)), date(2023, 6, 16), True),
        (printed("2023", 7, date(2023, 5, 16)), date(2023, 7, 1), False),
        (printed("2023", 7, date(2023, 5, 16)), date(2023, 5, 16), False),
        (printed("2023", 7, date(2024, 1, 15)), date(2024, 1, 1), False),
        (printed("2023", 7, date(2024, 1, 15)), date(2024, 2, 1), True),
    ],
)
def test_a_figure_stands_from_the_end_of_its_days_for_a_month(
    figure: PrintedFigure, day: date, *, stands: bool
) -> None:
    assert (printed_before([figure], day) is not None) == stands


@pytest.mark.parametrize(
    ("figure", "period", "stands"),
    [
        (printed("2023", 7), "2023", True),
        (printed("2023", 7), "2023-12", False),
        (printed("2023", 7, date(2023, 12, 20)), "2023-12", True),
        (printed("2023", 7, date(2023, 12, 20)), "2024-01", False),
        (printed("2026", 7), "2026", True),
        (printed("2026-11", 7, date(2026, 11, 20)), "2026", True),
        (printed("2026-09", 7), "2026", False),
    ],
)
def test_a_figure_lastsa_period_that_holds_all_its_days(
    figure: PrintedFigure, period: str, *, stands: bool
) -> None:
    assert (printed_within([figure], parse_period(period), TODAY) is not None) == stands


def test_a_year_s_own_figure_counts_before_one_of_a_day_and_the_last_before_its_elders() -> None:
    year, day = printed("2023", 7), printed("2023", 6, date(2023, 12, 31))
    corrected = replace(year, quantity=measured(8))

    assert latest_printed([year, day]) == latest_printed([day, year]) == year
    assert latest_printed([year, day, corrected]) == corrected
    assert latest_printed([]) is None


def test_a_reading_counts_before_what_was_printed_for_the_same_time() -> None:
    figure, period = printed("2023", 7), parse_period("2024")

    def start(day: date) -> Point | None:
        read = Point(measured(5), at=datetime.combine(day, time(12), UTC))
        return known_ends(period, (read, read), [figure], CASABLANCA, TODAY)[0]

    assert start(date(2022, 12, 30)) == as_point(figure)
    assert start(date(2023, 1, 2)) != as_point(figure)
    assert end_of(None, [figure], parse_period("2023"), TODAY) == as_point(figure)
    read = Point(measured(5), at=datetime(2023, 1, 2, tzinfo=UTC))
    assert end_of(read, [figure], parse_period("2023"), TODAY) == read


def test_a_growth_that_touches_print_says_so_in_its_bounds_and_is_never_complete() -> None:
    figures = [
        printed("2022", 385_000, precision=Precision.THOUSAND, source="a"),
        printed("2023", 440_000, precision=Precision.THOUSAND, source="b"),
    ]
    period = parse_period("2023")
    start, end = known_ends(period, (None, None), figures, CASABLANCA, TODAY)
    growth = growth_between(period, start, end, (365, 365), CASABLANCA, TODAY)

    assert growth.net is not None
    assert (growth.net.low, growth.net.high, growth.net.source) == (54_000, 56_000, "b; a")
    assert (growth.start_at, growth.end_at, growth.is_complete) == (None, None, False)


def passed(*figures: PrintedFigure, read: Sequence[int] = ()) -> list[tuple[int, int, int]]:
    """The milestones with the values between which they were passed; readings since today."""
    readings = [
        Point(measured(count), at=datetime.combine(TODAY + day * A_DAY, time(12), UTC))
        for day, count in enumerate(read)
    ]
    return [
        (passing.count, int(value(passing.below)), int(value(passing.above)))
        for passing in passings([*map(as_point, figures), *readings], CASABLANCA)
    ]


def value(point: Point) -> Number:
    assert point.quantity is not None
    return point.quantity.value


def test_a_milestone_is_passed_between_two_counts_of_which_one_may_be_printed() -> None:
    years = [printed("2022", 240_000), printed("2023", 260_000)]

    assert passed(*years) == [(250_000, 240_000, 260_000)]
    assert passed(years[0], read=[251_000, 499_000, 500_000]) == [
        (250_000, 240_000, 251_000),
        (500_000, 499_000, 500_000),
    ]
    assert passed(years[1], read=[240_000, 251_000]) == []


def test_a_rounded_figure_passes_a_milestone_only_with_its_whole_interval() -> None:
    def rounded(year: str, count: int, precision: Precision) -> PrintedFigure:
        return printed(year, count, precision=precision)

    near = rounded("2023", 250_000, Precision.THOUSAND)
    assert passed(printed("2022", 240_000), near, printed("2024", 251_000)) == [
        (250_000, 240_000, 251_000)
    ]
    assert passed(near, printed("2024", 251_000)) == []
    assert passed(rounded("2022", 240_000, Precision.AT_LEAST), printed("2024", 251_000)) == []
    assert passed(rounded("2022", 240_000, Precision.ABOUT), printed("2024", 251_000)) == []


def test_two_figures_of_one_year_of_which_one_has_no_day_pass_nothing_between_them() -> None:
    june, year = printed("2023", 240_000, date(2023, 6, 30)), printed("2023", 260_000)

    assert passed(june, year) == []
    assert passed(june, year, read=[270_000]) == [(250_000, 240_000, 270_000)]
    assert passed(printed("2022", 230_000), june, year) == [(250_000, 230_000, 260_000)]


@dataclass(frozen=True)
class History:
    """How many followers an account truly had at each noon, and what was told of it."""

    truth: list[int]
    readings: list[Point]
    printed: list[PrintedFigure]
    true_days: dict[int, int]
    """Of each figure, by its place: the day of which it truly was."""


def told(truth: int, precision: Precision) -> Quantity:
    """What an office prints of a true number."""
    rounded = {Precision.THOUSAND: (truth + 500) // 1000 * 1000, Precision.AT_LEAST: truth - 3}
    return published(rounded.get(precision, truth), precision, "hasila")


PERIODS = st.one_of(
    st.builds(
        lambda year, years: Period(date(year, 1, 1), date(year + years, 1, 1), Span.DAY),
        st.integers(2021, 2024),
        st.integers(1, 2),
    ),
    st.builds(
        lambda day, days: Period(FIRST + day * A_DAY, FIRST + (day + days) * A_DAY, Span.DAY),
        st.integers(0, DAYS - 901),
        st.integers(1, 900),
    ),
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    steps = st.lists(st.integers(-3000, 5000), min_size=40, max_size=40)
    months = draw(steps)
    truth = [
        2_000_000 + sum(months[: day // 63]) + months[day // 63] * (day % 63) // 63
        for day in range(DAYS)
    ]
    read_on = sorted(draw(st.sets(st.integers(0, DAYS - 1), max_size=8)))
    readings = [Point(measured(truth[day]), at=noon(day)) for day in read_on]
    figures: list[PrintedFigure] = []
    days: dict[int, int] = {}
    precisions = st.sampled_from([each for each in Precision if each is not Precision.AT_MOST])
    has_days = st.lists(st.booleans(), min_size=1, max_size=2)
    for year, has_day in ((year, has) for year in range(2020, 2026) for has in draw(has_days)):
        period = parse_period(f"{year}")
        day = draw(st.integers((period.since - FIRST).days, (period.until - FIRST).days - 1))
        as_of = FIRST + day * A_DAY if has_day else None
        days[len(figures)] = day
        quantity = told(truth[day], draw(precisions))
        figures.append(PrintedFigure(period, "ours", "followers", quantity, as_of))
    return History(truth, readings, figures, days)


def noon(day: int) -> datetime:
    return datetime.combine(FIRST + day * A_DAY, time(12), UTC)


@given(histories(), PERIODS)
def test_the_true_change_lies_within_what_a_growth_says(history: History, period: Period) -> None:
    before = [
        max(
            (reading for reading in history.readings if reading.at and reading.at < instant),
            key=lambda reading: str(reading.at),
            default=None,
        )
        for instant in period.instants(CASABLANCA)
    ]
    ends = known_ends(period, (before[0], before[1]), history.printed, CASABLANCA, TODAY)
    growth = growth_between(period, *ends, (0, 0), CASABLANCA, TODAY)
    if growth.net is None:
        return
    starts, lasts = (true_counts(history, point) for point in ends)
    low, high = growth.net.low, growth.net.high

    assert any(
        (low is None or low <= end - start) and (high is None or end - start <= high)
        for start in starts
        for end in lasts
    )


def true_counts(history: History, point: Point | None) -> list[int]:
    """The true numbers at a reading, or on the day of which a figure truly was."""
    assert point is not None
    if point.at is not None:
        assert point.at < midnight(TODAY, CASABLANCA)
        return [history.truth[(point.at.date() - FIRST).days]]
    return [
        history.truth[history.true_days[place]]
        for place, figure in enumerate(history.printed)
        if as_point(figure) == point
    ]
