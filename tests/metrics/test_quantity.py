"""The true value always lies in the interval, whatever is computed from whatever was printed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from metrics import quantity
from metrics.quantity import (
    Evidence,
    Number,
    Precision,
    Quantity,
    bounded,
    derived,
    exported,
    growth_rate,
    measured,
    published,
    ratio,
    reported,
    total,
)

Known = tuple[int, Quantity]
"""A truth, and a form in which it may have come to us."""

TRUTHS = st.integers(0, 10**9)


@pytest.mark.parametrize("counted", [measured(5), reported(5), exported(5, "overview.csv")])
def test_a_sum_of_what_was_counted_of_which_there_is_more_is_at_least_so_much(
    counted: Quantity,
) -> None:
    printed = published(5, Precision.EXACT, "hasila")
    assert (counted + bounded(0, 0, None, Evidence.MEASURED)).is_measured_bound
    assert not (printed + bounded(0, 0, None, Evidence.MEASURED)).is_measured_bound


STRENGTH = [
    Evidence.MEASURED,
    Evidence.REPORTED,
    Evidence.EXPORTED,
    Evidence.PUBLISHED,
    Evidence.DERIVED,
]


@st.composite
def known(draw: st.DrawFn, truths: st.SearchStrategy[int] = TRUTHS) -> Known:
    """A true count, and it as measured, printed in some precision, or estimated."""
    truth = draw(truths)
    return truth, draw(st.one_of(*(form(truth) for form in FORMS)))


def as_measured(truth: int) -> st.SearchStrategy[Quantity]:
    return st.just(measured(truth))


def as_reported(truth: int) -> st.SearchStrategy[Quantity]:
    return st.just(reported(truth))


def as_exported(truth: int) -> st.SearchStrategy[Quantity]:
    return st.just(exported(truth, "overview.csv"))


def as_printed_exactly(truth: int) -> st.SearchStrategy[Quantity]:
    return st.just(published(truth, Precision.EXACT, "hasila"))


def as_rounded_to_the_thousand(truth: int) -> st.SearchStrategy[Quantity]:
    """Rounded in the usual way, or, like the total of rounded figures, not ending in 000."""
    values = st.one_of(
        st.just(1000 * ((truth + 500) // 1000)), st.integers(max(0, truth - 500), truth + 500)
    )
    return values.map(lambda value: published(value, Precision.THOUSAND, "magazine"))


def as_about(truth: int) -> st.SearchStrategy[Quantity]:
    values = st.integers(0, 2 * truth + 10)
    return values.map(lambda value: published(value, Precision.ABOUT, "interview"))


def as_a_lower_bound(truth: int) -> st.SearchStrategy[Quantity]:
    values = st.integers(0, truth)
    return values.map(lambda value: published(value, Precision.AT_LEAST, "magazine"))


def as_estimated(truth: int) -> st.SearchStrategy[Quantity]:
    return st.builds(
        lambda below, above, value: derived(
            min(max(value, truth - below), truth + above), truth - below, truth + above
        ),
        st.integers(0, truth),
        st.integers(0, 10**6),
        TRUTHS,
    )


FORMS = (
    as_measured,
    as_reported,
    as_exported,
    as_printed_exactly,
    as_rounded_to_the_thousand,
    as_about,
    as_a_lower_bound,
    as_estimated,
)
MANY = st.lists(known(), min_size=1, max_size=5)
POSITIVE = known(st.integers(1, 10**9))


def holds(quantity: Quantity, truth: Number) -> bool:
    """Whether a truth lies in the interval, open sides included."""
    return (quantity.low is None or quantity.low <= truth) and (
        quantity.high is None or truth <= quantity.high
    )


def is_coherent(quantity: Quantity) -> bool:
    """Whether its precision says of its interval what is so."""
    low, high = quantity.low, quantity.high
    match quantity.precision:
        case Precision.EXACT:
            return low == high == quantity.value
        case Precision.AT_LEAST:
            return low is not None and high is None
        case Precision.AT_MOST:
            return low is None and high is not None
        case Precision.THOUSAND | Precision.ABOUT:
            return (low is None) == (high is None)


@given(known())
def test_the_truth_lies_in_what_was_printed(one: Known) -> None:
    truth, quantity = one

    assert holds(quantity, truth)


@given(known(), known())
def test_the_truth_lies_in_a_sum_and_in_a_difference(one: Known, other: Known) -> None:
    added, subtracted = one[1] + other[1], one[1] - other[1]

    assert holds(added, one[0] + other[0])
    assert holds(subtracted, one[0] - other[0])
    assert is_coherent(added)
    assert is_coherent(subtracted)


@given(MANY)
def test_the_truth_lies_in_a_total(parts: Sequence[Known]) -> None:
    summed = total([quantity for _, quantity in parts])

    assert holds(summed, sum(truth for truth, _ in parts))
    assert is_coherent(summed)


@given(known(), POSITIVE)
@example(
    (0, published(300, Precision.THOUSAND, "m")), (800, published(1000, Precision.THOUSAND, "m"))
)
def test_the_truth_lies_in_a_ratio(part: Known, whole: Known) -> None:
    quotient = ratio(part[1], whole[1])
    assume(quotient is not None)
    assert quotient is not None

    assert holds(quotient, Fraction(part[0], whole[0]))
    assert is_coherent(quotient)


@given(known(), known(), POSITIVE)
def test_the_truth_lies_in_the_ratio_of_a_loss(end: Known, start: Known, whole: Known) -> None:
    """A net growth may be negative, and its bounds may have either sign."""
    quotient = ratio(end[1] - start[1], whole[1])
    assume(quotient is not None)
    assert quotient is not None

    assert holds(quotient, Fraction(end[0] - start[0], whole[0]))
    assert is_coherent(quotient)


@given(POSITIVE, known())
def test_the_truth_lies_in_a_growth_rate(start: Known, end: Known) -> None:
    rate = growth_rate(start[1], end[1])
    assume(rate is not None)
    assert rate is not None

    assert holds(rate, Fraction(end[0], start[0]) - 1)
    assert is_coherent(rate)


@given(MANY, MANY)
def test_the_truth_lies_in_the_growth_of_a_total(
    starts: Sequence[Known], ends: Sequence[Known]
) -> None:
    truth = sum(value for value, _ in starts)
    assume(truth > 0)
    rate = growth_rate(total([q for _, q in starts]), total([q for _, q in ends]))
    assume(rate is not None)
    assert rate is not None

    assert holds(rate, Fraction(sum(value for value, _ in ends), truth) - 1)


@given(MANY)
def test_the_value_of_a_bounded_quantity_lies_in_its_own_interval(parts: Sequence[Known]) -> None:
    summed = total([quantity for _, quantity in parts])

    assert holds(summed, summed.value)


@given(st.lists(st.tuples(TRUTHS, TRUTHS), min_size=1, max_size=5))
def test_measured_numbers_stay_exact(pairs: Sequence[tuple[int, int]]) -> None:
    starts = total([measured(start) for start, _ in pairs])
    ends = total([measured(end) for _, end in pairs])
    grown = ends - starts

    assert grown == measured(sum(end - start for start, end in pairs))
    assert grown.is_exact


@given(known(), known())
def test_the_weakest_evidence_wins(one: Known, other: Known) -> None:
    weakest = max(one[1].evidence, other[1].evidence, key=STRENGTH.index)
    quotient = ratio(one[1], other[1])

    assert (one[1] + other[1]).evidence is weakest
    assert (one[1] - other[1]).evidence is weakest
    assert quotient is None or quotient.evidence is weakest


def test_every_source_is_named_once() -> None:
    hasila, magazine = (published(1, Precision.EXACT, name) for name in ("hasila", "magazine"))

    assert (hasila + magazine + hasila).source == "hasila; magazine"
    assert (measured(1) + measured(2)).source is None
    assert (measured(1) + hasila).source == "hasila"


@pytest.mark.parametrize(
    "whole",
    [
        measured(0),
        published(300, Precision.THOUSAND, "m"),
        published(0, Precision.ABOUT, "m"),
        published(0, Precision.AT_LEAST, "m"),
    ],
)
def test_there_is_no_ratio_to_what_may_be_nothing(whole: Quantity) -> None:
    assert ratio(measured(5), whole) is None
    assert growth_rate(whole, measured(5)) is None


def test_nobody_prints_an_upper_bound() -> None:
    with pytest.raises(ValueError, match="at_least"):
        published(1, Precision.AT_MOST, "hasila")


# The figures of the first user, and the growth that their rounding allows.


def exact(value: int) -> Quantity:
    return published(value, Precision.EXACT, "hasila")


def thousand(value: int) -> Quantity:
    return published(value, Precision.THOUSAND, "magazine")


def at_least(value: int) -> Quantity:
    return published(value, Precision.AT_LEAST, "magazine")


FACEBOOK = {
    2020: exact(191_903),
    2021: exact(282_638),
    2022: thousand(385_000),
    2023: thousand(440_000),
}
X = {2021: exact(317_074), 2022: thousand(434_000), 2023: exact(480_944)}
INSTAGRAM = {2022: at_least(133_000), 2023: thousand(207_000)}
THE_THREE = {year: total([X[year], FACEBOOK[year], INSTAGRAM[year]]) for year in (2022, 2023)}


@pytest.mark.parametrize(
    ("figures", "year", "low", "high", "precision"),
    [
        pytest.param(FACEBOOK, 2021, 47.3, 47.3, Precision.EXACT, id="Facebook 2021"),
        pytest.param(X, 2022, 36.7, 37.0, Precision.ABOUT, id="X 2022"),
        pytest.param(FACEBOOK, 2022, 36.0, 36.4, Precision.ABOUT, id="Facebook 2022"),
        pytest.param(X, 2023, 10.7, 10.9, Precision.ABOUT, id="X 2023"),
        pytest.param(FACEBOOK, 2023, 14.0, 14.6, Precision.ABOUT, id="Facebook 2023"),
        pytest.param(INSTAGRAM, 2023, None, 56.0, Precision.AT_MOST, id="Instagram 2023"),
        pytest.param(THE_THREE, 2023, None, 18.7, Precision.AT_MOST, id="the three 2023"),
    ],
)
def test_growth_is_as_narrow_as_the_printed_figures_allow(
    figures: dict[int, Quantity],
    year: int,
    low: float | None,
    high: float | None,
    precision: Precision,
) -> None:
    """In percent, to one decimal, over the year before."""
    rate = growth_rate(figures[year - 1], figures[year])
    assert rate is not None

    assert (percent(rate.low), percent(rate.high)) == (low, high)
    assert rate.precision is precision
    assert rate.evidence is Evidence.PUBLISHED


def test_the_total_of_the_three_is_the_one_that_was_printed() -> None:
    assert THE_THREE[2023].value == 1_127_944
    assert (THE_THREE[2023].low, THE_THREE[2023].high) == (1_126_944, 1_128_944)


def percent(fraction: Number | None) -> float | None:
    return None if fraction is None else round(float(100 * fraction), 1)


@pytest.mark.parametrize(
    ("made", "whole"),
    [
        (reported(5), Quantity(5, Evidence.REPORTED, Precision.EXACT, 5, 5)),
        (exported(5, "a.csv"), Quantity(5, Evidence.EXPORTED, Precision.EXACT, 5, 5, "a.csv")),
        (quantity.at_least(5), Quantity(5, Evidence.MEASURED, Precision.AT_LEAST, 5, None)),
        (derived(5, 4, 6), Quantity(5, Evidence.DERIVED, Precision.ABOUT, 4, 6)),
        (
            bounded(5, None, 5, Evidence.EXPORTED, "a.csv"),
            Quantity(5, Evidence.EXPORTED, Precision.AT_MOST, None, 5, "a.csv"),
        ),
        (
            bounded(5, 5, 5, Evidence.REPORTED),
            Quantity(5, Evidence.REPORTED, Precision.EXACT, 5, 5),
        ),
    ],
)
def test_a_quantity_says_whence_it_comes_how_closely_it_is_known_and_within_which_bounds(
    made: Quantity, whole: Quantity
) -> None:
    assert made == whole
