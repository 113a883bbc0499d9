"""The two clocks: a jump is told, a suspended machine is none, a new time is believed in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watch.clock import TRUSTED_AFTER_S, Drift

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR, HOUR, MINUTE = timedelta(days=365), timedelta(hours=1), timedelta(minutes=1)
JUMPS = [YEAR, -YEAR, HOUR, -HOUR, timedelta(days=-1), timedelta(days=1)]


def looked(drift: Drift, after_s: float, offset: timedelta = timedelta(0)) -> timedelta | None:
    """Look so many seconds after noon at a wall clock that is that far off."""
    return drift.look(NOON + timedelta(seconds=after_s) + offset, 1000 + after_s)


@pytest.fixture
def drift() -> Drift:
    opened = Drift()
    assert looked(opened, 0) is None
    return opened


@pytest.mark.fault(48)
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_jump_is_told_once_and_ends_when_the_clock_is_set_right(
    drift: Drift, jump: timedelta
) -> None:
    assert looked(drift, 5, jump) == jump
    assert not drift.is_steady
    assert looked(drift, 10, jump) is None
    assert not drift.is_steady

    assert looked(drift, 15) == -jump
    assert drift.is_steady


def test_a_clock_that_goes_on_as_it_did_is_steady_however_late_one_looks(drift: Drift) -> None:
    """A suspended machine: both clocks go on."""
    assert looked(drift, 5 * 24 * 3600) is None
    assert drift.is_steady


def test_a_slow_drift_is_no_jump(drift: Drift) -> None:
    for step in range(1, 200):
        assert looked(drift, step * 3600, step * MINUTE) is None
        assert drift.is_steady


def test_a_new_time_is_believed_after_an_hour(drift: Drift) -> None:
    looked(drift, 5, YEAR)
    looked(drift, TRUSTED_AFTER_S, YEAR)
    assert not drift.is_steady

    looked(drift, 5 + TRUSTED_AFTER_S, YEAR)
    assert drift.is_steady


def test_it_says_in_a_sentence_what_is_the_matter(drift: Drift) -> None:
    looked(drift, 5, -HOUR)

    assert "jumped to 2026-11-21 11:00 UTC, 1:00:00 behind" in drift.describe()
