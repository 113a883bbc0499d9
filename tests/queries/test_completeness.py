"""What was due of an account and what was read: one answer, whoever asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from metrics.completeness import Completeness
from metrics.model import Failure, Reason
from metrics.periods import Period, Span
from queries.completeness import (
    account_completeness,
    completeness_of_late,
    recent_completeness,
)
from storage import Store
from storage.accounts import enrol
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, HOUR, X, failed, visit

START = datetime(2026, 11, 10, 5, tzinfo=UTC)
"""The first slot in which X was tried; the institution's clock shows 6."""
DAY = timedelta(days=1)


@pytest.fixture
def read(store: Store) -> Store:
    """X was read, lost for two reasons, read again; then nobody wrote anything down."""
    enrol(store, ACCOUNTS, START - 30 * DAY)
    for hour, reason in enumerate((None, Reason.LIMIT, Reason.ACCESS, Reason.ACCESS, None)):
        at = START + hour * HOUR
        keep(store, visit(at) if reason is None else failed(at, reason))
    return store


def told(store: Store, since: date, until: date, now: datetime) -> Completeness:
    period = Period(since, until, Span.DAY)
    (entry,) = account_completeness(store, [X], period, CASABLANCA, now, HOUR)
    return entry.kept


def test_it_is_due_from_the_first_slot_in_which_it_was_tried(read: Store) -> None:
    kept = told(read, date(2026, 11, 1), date(2026, 12, 1), START + 5 * HOUR)

    assert (kept.slots_kept, kept.slots_due) == (2, 5)
    assert (kept.days_kept, kept.days_due) == (1, 1)
    assert kept.begun == kept.since == START


def test_a_gap_has_the_reason_of_most_of_its_slots(read: Store) -> None:
    kept = told(read, date(2026, 11, 1), date(2026, 12, 1), START + 5 * HOUR)

    (gap,) = kept.gaps
    assert (gap.since, gap.until, gap.slots) == (START + HOUR, START + 4 * HOUR, 3)
    assert (gap.reason, gap.reaches_now) == (Reason.ACCESS, False)


def test_what_was_read_in_part_is_kept_but_not_without_saying_so(store: Store) -> None:
    enrol(store, ACCOUNTS, START - 30 * DAY)
    for hour in range(5):
        in_part = (Failure("posts", Reason.MALFORMED, "No list."),) if hour in {2, 3} else ()
        keep(store, replace(visit(START + hour * HOUR), failures=in_part))

    kept = told(store, date(2026, 11, 1), date(2026, 12, 1), START + 5 * HOUR)

    assert (kept.slots_kept, kept.slots_due, kept.slots_partial) == (5, 5, 2)
    assert not kept.is_whole
    assert kept.gaps == ()


def test_of_late_reaches_back_to_where_its_gaps_begin(read: Store) -> None:
    keep(read, visit(now := START + 20 * DAY))

    kept = completeness_of_late(read, X, CASABLANCA, now, HOUR)

    assert (kept.gaps[-1].since, kept.gaps[-1].until) == (START + 5 * HOUR, now)
    assert kept == recent_completeness(read, [X], CASABLANCA, now, HOUR)[X.name][30]


def test_hours_that_nobody_wrote_down_are_missing(read: Store) -> None:
    kept = told(read, date(2026, 11, 11), date(2026, 11, 13), START + 40 * HOUR)

    assert kept.slots_kept == 0
    assert (kept.gaps[0].slots, kept.gaps[0].reason) == (kept.slots_due, Reason.DOWN)
    assert kept.is_silent
    assert kept.begun is None


def test_before_it_was_ever_tried_nothing_is_due(read: Store) -> None:
    assert told(read, date(2026, 10, 1), date(2026, 11, 1), START + DAY) == Completeness(0, 0, 0, 0)
