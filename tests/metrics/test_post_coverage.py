"""What is known of a period's posts: all, some, or nothing; never 0 for what nobody looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from metrics.model import BEGINNING, Discovery
from metrics.post_coverage import Cover, PostCoverage, is_from_the_beginning
from metrics.quantity import Precision, measured

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = START + 300 * DAY


def day(number: float) -> datetime:
    return START + number * DAY


def known(*stretches: tuple[float, float]) -> PostCoverage:
    return PostCoverage(tuple(Discovery(day(since), day(until)) for since, until in stretches))


def test_a_period_within_a_stretch_is_known_exactly() -> None:
    coverage = known((0, 300))

    assert coverage.of(day(10), day(40), NOW) is Cover.WHOLE
    assert coverage.quantity(7, day(10), day(40), NOW) == measured(7)
    assert coverage.quantity(0, day(10), day(40), NOW) == measured(0)
    assert coverage.holes(day(10), day(40), NOW) == ()


def test_a_period_that_began_before_the_first_look_is_known_from_then_on() -> None:
    coverage = known((86, 300))

    count = coverage.quantity(327, day(0), day(365), NOW)
    assert count is not None
    assert (count.precision, count.low, count.high) == (Precision.AT_LEAST, 327, None)
    assert coverage.known_since(day(0), day(365), NOW) == day(86)
    assert coverage.holes(day(0), day(365), NOW) == (Discovery(day(0), day(86)),)


def test_of_a_period_that_nobody_looked_at_nothing_is_known() -> None:
    for coverage in (known(), known((50, 60)), known((0, 10), (50, 60))):
        assert coverage.of(day(20), day(40), NOW) is Cover.NONE
        assert coverage.quantity(0, day(20), day(40), NOW) is None


def test_a_hole_within_a_period_leaves_a_lower_bound_and_says_where() -> None:
    coverage = known((0, 100), (108, 300))

    assert coverage.of(day(90), day(120), NOW) is Cover.PART
    assert coverage.holes(day(90), day(120), NOW) == (Discovery(day(100), day(108)),)
    assert coverage.known_since(day(90), day(120), NOW) == day(108)


def test_a_period_whose_end_is_a_hole_is_not_known_since_a_day() -> None:
    coverage = known((0, 100))

    assert coverage.of(day(90), day(120), NOW) is Cover.PART
    assert coverage.known_since(day(90), day(120), NOW) is None


def test_the_running_period_is_whole_as_far_as_it_has_come() -> None:
    coverage = known((0, 299.9))

    assert coverage.of(day(290), day(365), NOW) is Cover.WHOLE
    assert coverage.of(day(290), day(365), NOW + 8 * DAY) is Cover.PART


def test_what_has_not_begun_is_not_known() -> None:
    assert known((0, 300)).of(day(301), day(310), NOW) is Cover.NONE


def test_it_knows_whether_the_very_first_post_was_shown() -> None:
    assert is_from_the_beginning(PostCoverage((Discovery(BEGINNING, NOW),)))
    assert not is_from_the_beginning(known((0, 300)))
    assert not is_from_the_beginning(known())


@given(
    st.lists(st.integers(0, 299), min_size=0, max_size=12, unique=True),
    st.lists(st.floats(0, 300, exclude_max=True), max_size=30),
    st.tuples(st.integers(0, 299), st.integers(0, 299)),
)
def test_the_true_number_lies_within_what_is_told(
    bounds: list[int], published: list[float], asked: tuple[int, int]
) -> None:
    """Posts are found exactly where a stretch holds them; the truth must lie within the answer."""
    edges = sorted(bounds)
    stretches = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]
    coverage = known(*stretches)
    since, until = sorted(asked)
    true = [at for at in published if since <= at < until]
    found = [at for at in true if any(a <= at < b for a, b in stretches)]

    count = coverage.quantity(len(found), day(since), day(until), NOW)

    if count is None:
        assert not found
        return
    assert count.low is not None
    assert count.low <= len(true)
    assert count.high is None or count.high >= len(true)
