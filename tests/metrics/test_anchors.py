"""Totals between two anchors: reckoned with both in their bounds, or refused."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from metrics.history.anchors import TOLERATED, Anchor, anchored_curves
from metrics.quantity import Evidence, Precision, exported, measured, published

MONDAY = date(2026, 11, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_days_between_two_totals_are_their_running_sum() -> None:
    anchors = [Anchor(day(0), measured(1_000)), Anchor(day(3), measured(1_060))]
    net = {day(1): exported(10, "a"), day(2): exported(20, "a"), day(3): exported(30, "a")}

    (curve,) = anchored_curves(anchors, net, "UTC")

    assert curve.disagreement.value == 0
    found = [(one.day, one.quantity.value, one.quantity.low) for one in curve.days]
    assert found == [(day(1), 1_010, 1_010), (day(2), 1_030, 1_030)]
    assert {one.quantity.evidence for one in curve.days} == {Evidence.DERIVED}


def test_a_disagreement_is_told_and_every_day_holds_both_ways_of_reckoning() -> None:
    anchors = [Anchor(day(0), measured(1_000)), Anchor(day(3), measured(1_050))]
    net = {day(number): measured(20) for number in (1, 2, 3)}

    (curve,) = anchored_curves(anchors, net, "UTC")

    assert curve.disagreement.value == 10
    assert [(one.quantity.value, one.quantity.low, one.quantity.high) for one in curve.days] == [
        (1_020, 1_010, 1_020),
        (1_040, 1_030, 1_040),
    ]


def test_too_large_a_disagreement_refuses_the_curve_and_says_by_how_much() -> None:
    anchors = [Anchor(day(0), measured(1_000)), Anchor(day(2), measured(2_000))]
    net = {day(1): measured(1), day(2): measured(1)}

    (curve,) = anchored_curves(anchors, net, "UTC")

    assert (curve.is_refused, curve.disagreement.value) == (True, -998)


def test_no_curve_crosses_a_day_of_which_nothing_is_told() -> None:
    anchors = [Anchor(day(0), measured(1_000)), Anchor(day(3), measured(1_060))]

    assert list(anchored_curves(anchors, {day(1): measured(1), day(3): measured(1)}, "UTC")) == []
    assert list(anchored_curves(anchors[:1], {day(1): measured(1)}, "UTC")) == []


def test_a_rounded_anchor_widens_the_bounds() -> None:
    rounded = published(100_000, Precision.THOUSAND, "hasila")
    anchors = [Anchor(day(0), rounded), Anchor(day(2), measured(100_020))]

    (curve,) = anchored_curves(anchors, {day(1): measured(10), day(2): measured(10)}, "UTC")

    (between,) = curve.days
    assert (between.quantity.low, between.quantity.high) == (99_510, 100_510)


@given(
    start=st.integers(10_000, 10**6),
    changes=st.lists(st.integers(-50, 50), min_size=2, max_size=40),
    error=st.integers(-300, 300),
)
def test_the_truth_lies_in_the_bounds_where_one_total_is_wrong_by_a_little(
    start: int, changes: list[int], error: int
) -> None:
    truth = [start]
    for change in changes:
        truth.append(truth[-1] + change)
    net = {day(number + 1): measured(change) for number, change in enumerate(changes)}
    last = Anchor(day(len(changes)), measured(truth[-1] + error))
    anchors = [Anchor(day(0), measured(start)), last]

    (curve,) = anchored_curves(anchors, net, "UTC")

    assert curve.disagreement.value == -error
    assert curve.is_refused == (abs(error) > TOLERATED * (truth[-1] + error))
    for one, true in zip(curve.days, truth[1:-1], strict=bool(curve.days)):
        assert one.quantity.low is not None
        assert one.quantity.high is not None
        assert one.quantity.low <= true <= one.quantity.high
