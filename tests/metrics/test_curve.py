"""The mean curve of a platform, and what a post had drawn between two looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks._errors import reconstruct, shape
from metrics.platforms import PLATFORMS
from metrics.quantity import Evidence, measured
from metrics.reading_plan.curve import HOUR, CountReading, interpolate, share

BORN = datetime(2026, 11, 1, 9, tzinfo=UTC)
LOOKS = [
    CountReading(BORN + age * HOUR, count) for age, count in ((1, 400), (30, 1000), (700, 1100))
]
ages_h = st.floats(0, 1000)


@pytest.mark.parametrize("platform", [*PLATFORMS, "a platform of which nothing was learned"])
@given(one=ages_h, other=ages_h)
def test_a_mean_curve_grows_from_nothing_to_the_whole(
    platform: str, one: float, other: float
) -> None:
    younger, older = sorted((one, other))

    assert 0 <= share(platform, younger * HOUR) <= share(platform, older * HOUR) <= 1
    assert share(platform, timedelta(0)) == 0
    assert share(platform, timedelta(days=31)) == 1


@pytest.mark.parametrize(
    ("platform", "hours"), [("x", 1.33), ("facebook", 1.33), ("instagram", 18)]
)
def test_half_has_come_when_published_measurements_say_so(platform: str, hours: float) -> None:
    assert share(platform, hours * HOUR) == pytest.approx(0.5, abs=0.06)


def test_what_was_read_is_measured() -> None:
    assert interpolate(LOOKS, LOOKS[1].at, "x", published_at=BORN) == measured(1000)


def test_between_two_looks_it_follows_the_mean_curve_and_says_derived() -> None:
    found = interpolate(LOOKS, BORN + 6 * HOUR, "x", published_at=BORN)

    straight = 400 + 600 * 5 / 29
    assert found is not None
    assert found.evidence is Evidence.DERIVED
    assert (found.low, found.high) == (None, None)
    assert straight + 200 < found.value < 1000


def test_before_the_first_look_it_grows_from_nothing() -> None:
    found = interpolate(LOOKS, BORN + HOUR / 2, "x", published_at=BORN)

    assert found is not None
    assert 0 < found.value < 400
    start = interpolate(LOOKS, BORN, "x", published_at=BORN)
    assert start is not None
    assert (start.value, start.evidence) == (0, Evidence.DERIVED)


def test_nobody_knows_before_publication_and_after_the_last_look() -> None:
    assert interpolate(LOOKS, BORN - HOUR, "x", published_at=BORN) is None
    assert interpolate(LOOKS, LOOKS[-1].at + HOUR, "x", published_at=BORN) is None
    assert interpolate([], BORN + HOUR, "x", published_at=BORN) is None


def test_after_the_learned_ages_it_goes_straight() -> None:
    late = [CountReading(BORN + 1000 * HOUR, 10), CountReading(BORN + 2000 * HOUR, 20)]

    found = interpolate(late, BORN + 1500 * HOUR, "facebook", published_at=BORN)

    assert found is not None
    assert found.value == 15


@given(
    st.sampled_from(sorted(PLATFORMS)),
    st.lists(
        st.tuples(st.integers(0, 700 * 60), st.integers(0, 10**7)),
        min_size=2,
        unique_by=lambda pair: pair[0],
    ),
    st.integers(0, 700 * 60),
)
def test_an_estimate_lies_between_its_neighbours(
    platform: str, read: list[tuple[int, int]], minute: int
) -> None:
    looks = [CountReading(BORN + timedelta(minutes=at), count) for at, count in sorted(read)]
    at = BORN + timedelta(minutes=minute)

    found = interpolate(looks, at, platform, published_at=BORN)

    before = [look.count for look in looks if look.at <= at] or [0]
    after = [look.count for look in looks if look.at >= at]
    if not after:
        assert found is None
        return
    assert found is not None
    assert min(before[-1], after[0]) <= found.value <= max(before[-1], after[0])


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_the_benchmark_reconstructs_as_the_program_does(platform: str) -> None:
    read_h = np.array([look.at.timestamp() - BORN.timestamp() for look in LOOKS]) / 3600
    counts = np.array([look.count for look in LOOKS], dtype=float)
    at_h = np.array([0.3, 0.8, 2, 9, 29, 100, 600])

    found = reconstruct(shape(PLATFORMS[platform].growth.mean), read_h, counts, at_h)

    for age, value in zip(at_h, found, strict=True):
        true = interpolate(LOOKS, BORN + float(age) * HOUR, platform, published_at=BORN)
        assert true is not None
        assert float(true.value) == pytest.approx(value, abs=2)
