"""What is usual of some numbers, and when a number is reached if weeks go on as they were."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from metrics.usual import Standing, Usual, arrival, usual

TODAY = date(2026, 11, 30)


def test_a_half_of_the_numbers_is_usual() -> None:
    weeks = usual(range(1, 10))

    assert weeks is not None
    assert weeks == Usual(9, Fraction(3), Fraction(5), Fraction(7))
    stands = [weeks.standing(value) for value in (2, 3, 7, 8)]
    assert stands == [Standing.BELOW, Standing.USUAL, Standing.USUAL, Standing.ABOVE]


@pytest.mark.parametrize("values", [[], [1], [1, 2, 3]])
def test_of_few_numbers_nothing_is_usual(values: list[int]) -> None:
    assert usual(values, fewest=4) is None
    assert usual(values[:1], fewest=0) is None


def test_a_number_is_reached_the_sooner_the_more_weeks_bring() -> None:
    weeks = usual([70, 140, 210], fewest=3)
    assert weeks is not None

    foreseen = arrival(150, weeks, TODAY)

    assert weeks.high == Fraction(175)
    assert foreseen.earliest == TODAY + timedelta(days=6)
    assert foreseen.likely == TODAY + timedelta(days=8)
    assert foreseen.latest == TODAY + timedelta(days=10)


def test_what_gains_nothing_or_takes_longer_than_ten_years_is_not_foreseen() -> None:
    weeks = usual([-7, 0, 7], fewest=3)
    assert weeks is not None

    far, near = arrival(10_000, weeks, TODAY), arrival(5, weeks, TODAY)

    assert (far.earliest, far.likely, far.latest) == (None, None, None)
    assert near.earliest == TODAY + timedelta(days=10)
    assert (near.likely, near.latest) == (None, None)
