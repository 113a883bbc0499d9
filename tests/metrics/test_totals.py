"""The printed figures, computed again: growth as intervals, totals of the same accounts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.growth import in_total, known_total, like_for_like
from metrics.model import Account
from metrics.quantity import (
    Chosen,
    Evidence,
    Precision,
    Quantity,
    choose,
    growth_rate,
    measured,
    published,
    total,
)

Figures = dict[str, Quantity | None]


def printed(value: int, precision: Precision = Precision.EXACT) -> Quantity:
    return published(value, precision, "hasila")


THOUSAND, AT_LEAST = Precision.THOUSAND, Precision.AT_LEAST
FACEBOOK = {
    2020: printed(191_903),
    2021: printed(282_638),
    2022: printed(385_000, THOUSAND),
    2023: printed(440_000, THOUSAND),
}
X = {2021: printed(317_074), 2022: printed(434_000, THOUSAND), 2023: printed(480_944)}
INSTAGRAM = {2022: printed(133_000, AT_LEAST), 2023: printed(207_000, THOUSAND)}


def year(number: int) -> Figures:
    """What is known of the three accounts in a year."""
    networks = {"x": X, "facebook": FACEBOOK, "instagram": INSTAGRAM}
    return {name: figures.get(number) for name, figures in networks.items()}


def percent(rate: Quantity | None) -> tuple[float | None, float | None]:
    """The bounds of a rate, as they are printed."""
    assert rate is not None
    return tuple(None if b is None else round(float(b) * 100, 1) for b in (rate.low, rate.high))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("start", "end", "bounds"),
    [
        (FACEBOOK[2020], FACEBOOK[2021], (47.3, 47.3)),
        (X[2021], X[2022], (36.7, 37.0)),
        (FACEBOOK[2021], FACEBOOK[2022], (36.0, 36.4)),
        (X[2022], X[2023], (10.7, 10.9)),
        (FACEBOOK[2022], FACEBOOK[2023], (14.0, 14.6)),
        (INSTAGRAM[2022], INSTAGRAM[2023], (None, 56.0)),
    ],
)
def test_printed_figures_grow_by_the_interval_that_their_rounding_allows(
    start: Quantity, end: Quantity, bounds: tuple[float | None, float | None]
) -> None:
    rate = growth_rate(start, end)

    assert percent(rate) == bounds
    assert rate is not None
    assert rate.evidence is Evidence.PUBLISHED


def test_the_three_accounts_together_grew_at_most_by_so_much() -> None:
    grown = like_for_like(year(2022), year(2023))

    assert grown.accounts == ("x", "facebook", "instagram")
    assert percent(grown.growth) == (None, 18.7)
    assert grown.growth is not None
    assert grown.growth.precision is Precision.AT_MOST


def test_the_printed_total_is_the_sum_of_its_parts_known_to_the_thousand() -> None:
    together = known_total(year(2023))

    assert together.value is not None
    assert (together.value.value, together.left_out) == (1_127_944, ())
    assert (together.value.low, together.value.high) == (1_126_944, 1_128_944)


def test_an_account_opened_in_between_is_no_growth_of_the_others() -> None:
    grown = like_for_like(year(2021), year(2022))

    assert grown.accounts == ("x", "facebook")
    assert grown.left_out == ("instagram",)
    assert grown.start == total([X[2021], FACEBOOK[2021]])
    assert percent(grown.growth) == (36.4, 36.7)


def test_a_printed_rate_makes_no_figure_of_the_year_before() -> None:
    grown = like_for_like(year(2020), year(2021))

    assert grown.accounts == ("facebook",)
    assert grown.left_out == ("x", "instagram")


def test_without_one_account_at_both_ends_no_growth_is_known() -> None:
    grown = like_for_like({"x": X[2021], "facebook": None}, {"facebook": FACEBOOK[2022]})

    assert (grown.accounts, grown.start, grown.end, grown.growth) == ((), None, None, None)
    assert known_total({"x": None}).value is None


COUNTS = st.none() | st.integers(1, 10**9).map(measured)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(COUNTS, COUNTS)))
def test_a_total_grows_between_its_slowest_and_its_fastest_account(
    known: dict[str, tuple[Quantity | None, Quantity | None]],
) -> None:
    grown = like_for_like(
        {name: start for name, (start, _) in known.items()},
        {name: end for name, (_, end) in known.items()},
    )
    own = [growth_rate(start, end) for start, end in known.values() if start and end]
    rates = [rate.value for rate in own if rate is not None]

    assert set(grown.accounts) | set(grown.left_out) == set(known)
    assert len(grown.accounts) == len(rates)
    assert grown.growth is None or min(rates) <= grown.growth.value <= max(rates)


def test_an_account_of_an_event_stands_outside_the_total() -> None:
    own, event = Account("dgsn-x", "x"), Account("open-days", "facebook", event=True)

    assert in_total([own, event]) == (own,)


@pytest.mark.parametrize(
    ("parts", "sum_", "low", "high"),
    [
        ([printed(2463), printed(288), printed(1675)], 4426, 4426, 4426),
        ([printed(1541), printed(106), printed(2340), printed(476)], 4463, 4463, 4463),
        ([printed(1488), printed(56), printed(2873), printed(538)], 4955, 4955, 4955),
        (
            [printed(277, AT_LEAST), printed(1420), printed(92), printed(2144), printed(626)],
            4559, 4559, None,
        ),
    ],
)  # fmt: skip
def test_printed_activities_add_up_again(
    parts: list[Quantity], sum_: int, low: int, high: int | None
) -> None:
    together = total(parts)

    assert (together.value, together.low, together.high) == (sum_, low, high)


def test_what_was_measured_counts_and_what_was_printed_is_told_with_its_difference() -> None:
    read, figure = measured(480_500), printed(481_000, THOUSAND)

    chosen = choose(read, figure)

    assert chosen is not None
    assert (chosen.counts, chosen.other) == (read, figure)
    assert chosen.difference is not None
    assert (chosen.difference.low, chosen.difference.high) == (0, 1000)
    assert choose(None, figure) == Chosen(figure)
    assert choose(read, None) == Chosen(read)
    assert choose(None, None) is None


def test_a_growth_is_exact_only_where_both_figures_are() -> None:
    assert growth_rate(measured(200), measured(250)) == measured(Fraction(1, 4))
