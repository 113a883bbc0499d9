"""Slots: what was missed, when an account is visited, and that no clock can change either."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from metrics.model import Failure, Outcome, Reason, Visit
from metrics.slots import (
    CIRCUIT_OPENS_AFTER,
    LONGEST_OUTAGE,
    Due,
    OnFile,
    Pause,
    due,
    missed,
    next_due,
    pause_after,
    slot_at,
    slots_between,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
NIGHTS = {
    "Morocco's last change, 2026-09-20": datetime(2026, 9, 20, 1, tzinfo=UTC),
    "Ramadan begins, 2026-02-15": datetime(2026, 2, 15, 2, tzinfo=UTC),
    "Ramadan has ended, 2026-03-22": datetime(2026, 3, 22, 2, tzinfo=UTC),
    "Paris, clock forward": datetime(2026, 3, 29, 1, tzinfo=UTC),
    "Paris, clock back": datetime(2026, 10, 25, 1, tzinfo=UTC),
}


def at(hours: float) -> datetime:
    """So many hours after noon."""
    return NOON + hours * HOUR


def kept(*hours: float, **told: object) -> OnFile:
    """Slots so many hours after noon are on file."""
    return OnFile(starts=tuple(at(hour) for hour in hours), **told)  # type: ignore[arg-type]


def tried(tries: int, minutes_ago: float, lost_for: Reason, in_a_row: int | None = None) -> OnFile:
    """The slot of `NOON + 30 minutes` has failed so many times."""
    return kept(
        -1,
        0,
        current=Outcome.FAILED,
        tries=tries,
        tried_at=NOON + (30 - minutes_ago) * MINUTE,
        lost_for=lost_for,
        failed_in_a_row=tries if in_a_row is None else in_a_row,
    )


def test_it_misses_nothing_before_the_first_visit() -> None:
    assert list(missed([], NOON)) == []


@pytest.mark.parametrize("minutes", [0, 30, 59])
def test_it_misses_every_slot_of_an_outage_but_that_of_now(minutes: int) -> None:
    assert list(missed([at(-1), at(0)], at(5) + minutes * MINUTE)) == [at(1), at(2), at(3), at(4)]


def test_it_misses_119_slots_in_five_days_off() -> None:
    assert len(list(missed([at(0)], at(120)))) == 119


def test_it_finds_the_holes_that_readings_by_hand_left_in_an_outage() -> None:
    """Somebody ran `collect` twice while the daemon was down."""
    assert list(missed([at(-1), at(0), at(3), at(5)], at(7))) == [at(1), at(2), at(4), at(6)]


def test_it_starts_where_everything_before_is_known_to_be_written() -> None:
    assert list(missed([at(4)], at(7), since=at(3))) == [at(3), at(5), at(6)]
    assert list(missed([], at(7), since=at(7))) == []


def test_it_takes_no_older_slots_of_another_length_for_holes() -> None:
    quarter = HOUR / 4
    hourly = [at(hour) for hour in range(-50, 1)]

    assert list(missed(hourly, at(0.75), quarter)) == [at(0.25), at(0.5)]
    quarters = [at(number / 4) for number in range(-50, 1)]
    assert list(missed(quarters, at(3), HOUR)) == [at(1), at(2)]


def test_it_fills_the_hole_that_a_clock_set_back_leaves_before_the_first_slot() -> None:
    assert list(missed([at(0), at(1)], at(-3))) == [at(-2), at(-1)]
    assert list(missed([at(-3), at(0), at(1)], at(-3))) == [at(-2), at(-1)]


def test_it_takes_no_clock_without_a_battery_for_an_outage() -> None:
    begun = datetime(1970, 1, 1, tzinfo=UTC)

    assert list(missed([begun, begun + HOUR, at(0)], at(2))) == [at(1)]
    assert list(missed([at(-1), at(0)], at(0) + 30 * LONGEST_OUTAGE)) == []


@pytest.mark.fault(47)
@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS.keys())
def test_a_night_on_which_the_wall_clock_changes_has_as_many_slots_as_hours(
    night: datetime,
) -> None:
    since, until = night - 12 * HOUR, night + 12 * HOUR

    assert slots_between(since, until) == 24
    assert len(list(missed([since], until))) == 23


def test_a_new_account_is_visited_at_once() -> None:
    assert due(OnFile(), NOON) == Due(visit=True)


def test_after_an_outage_it_makes_one_visit_and_misses_the_rest() -> None:
    assert due(kept(-4, -3), NOON) == Due(missed=(at(-2), at(-1)), visit=True)
    assert due(kept(-4, -3, -2, -1, 0, current=Outcome.OK, tries=1), NOON) == Due()


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.PARTIAL])
def test_a_slot_that_was_read_wants_no_more(outcome: Outcome) -> None:
    assert due(kept(-1, 0, current=outcome, tries=1), at(0.9)) == Due()


def test_a_slot_that_was_written_as_missed_is_read_all_the_same() -> None:
    """A clock that was ahead wrote it before its time."""
    assert due(kept(-1, 0, current=Outcome.MISSED), NOON) == Due(visit=True)


@pytest.mark.parametrize(
    ("tries", "minutes_ago", "again"),
    [(1, 4, False), (1, 5, True), (2, 14, False), (2, 15, True), (3, 29, False)],
)
def test_a_failed_slot_is_tried_three_times_in_all(
    tries: int, minutes_ago: float, *, again: bool
) -> None:
    on_file = tried(tries, minutes_ago, Reason.UNAVAILABLE)

    assert due(on_file, NOON + 30 * MINUTE).visit is again


@pytest.mark.parametrize(
    "reason", [Reason.ACCESS, Reason.NOT_OURS, Reason.CREDIT, Reason.CEILING, Reason.TERMS]
)
def test_what_does_not_pass_by_itself_is_not_tried_again_within_the_slot(reason: Reason) -> None:
    assert not due(tried(1, 25, reason), NOON + 30 * MINUTE).visit


def test_after_five_failures_in_a_row_a_slot_gets_one_probe() -> None:
    in_a_row = CIRCUIT_OPENS_AFTER
    first = kept(-1, current=None, lost_for=Reason.UNAVAILABLE, failed_in_a_row=in_a_row)

    assert due(first, NOON).visit
    assert not due(tried(1, 29, Reason.UNAVAILABLE, in_a_row), NOON + 30 * MINUTE).visit


def test_a_pause_keeps_the_visit_back_and_says_why() -> None:
    pause = Pause(at(2), Reason.LIMIT)

    assert due(kept(-1, pause=pause), NOON) == Due(waits_for=pause)
    assert due(kept(0, 1, pause=pause), at(2)) == Due(visit=True)
    assert due(kept(-1, 0, current=Outcome.OK, tries=1, pause=pause), NOON) == Due()


def test_a_pause_of_more_than_a_day_is_probed() -> None:
    assert due(kept(-1, pause=Pause(NOON + 2 * DAY, Reason.CREDIT)), NOON).visit


def test_posts_that_want_reading_are_visited_within_a_slot_that_was_read() -> None:
    read = {"current": Outcome.OK, "tries": 1}

    assert due(kept(-1, 0, posts_wanted_at=at(0.5), **read), at(0.5)).visit
    assert not due(kept(-1, 0, posts_wanted_at=at(0.5), **read), at(0.4)).visit
    failing = kept(-1, 0, posts_wanted_at=at(0.5), failed_in_a_row=1, **read)
    assert not due(failing, at(0.5)).visit


@pytest.mark.fault(17)
@pytest.mark.parametrize(
    ("reason", "until", "pause"),
    [
        (Reason.LIMIT, at(3), Pause(at(3), Reason.LIMIT)),
        (Reason.LIMIT, at(-1), Pause(at(0.25), Reason.LIMIT)),
        (Reason.LIMIT, None, Pause(at(0.25), Reason.LIMIT)),
        (Reason.CREDIT, at(3), Pause(at(3), Reason.CREDIT)),
        (Reason.CREDIT, None, Pause(at(1), Reason.CREDIT)),
        (Reason.UNAVAILABLE, None, None),
    ],
)
def test_a_platform_that_asks_to_wait_is_left_alone(
    reason: Reason, until: datetime | None, pause: Pause | None
) -> None:
    lost = Failure("account", reason, "It asked us to wait.", until)

    assert pause_after(Visit("dgsn-x", NOON, None, (lost,))) == pause


def test_a_limit_that_is_nearly_used_up_is_heeded_though_the_visit_went_well() -> None:
    visit = Visit("dgsn-x", NOON, None, not_before=at(2))

    assert pause_after(visit) == Pause(at(2), Reason.LIMIT)
    assert pause_after(replace(visit, not_before=NOON)) is None


def test_posts_that_were_refused_keep_nobody_from_the_account() -> None:
    """Followers come first, and have a limit of their own."""
    lost = Failure("posts", Reason.LIMIT, "It asked us to wait.", at(3))

    assert pause_after(Visit("dgsn-x", NOON, None, (lost,))) is None


@pytest.mark.fault(48)
def test_a_clock_that_was_set_back_stops_no_reading() -> None:
    """The wall shows slots that were kept long ago; the other clock tells that time passes."""
    long_ago = kept(-2, -1, 0, 1, 2, current=Outcome.OK, tries=1)

    assert not due(long_ago, NOON, silence=HOUR).visit
    assert due(long_ago, NOON, silence=1.1 * HOUR).visit


def test_a_visit_of_which_nothing_could_be_kept_is_not_made_again_at_once() -> None:
    """The disk is full: the file does not know that anybody was there."""
    assert not due(kept(-1), NOON, silence=4 * MINUTE).visit
    assert due(kept(-1), NOON, silence=5 * MINUTE).visit


def test_slots_are_half_open() -> None:
    assert slot_at(at(0.99)) == NOON
    assert slot_at(at(1)) == at(1)


def test_what_is_due_keeps_what_was_missed_whatever_keeps_the_visit_back() -> None:
    hole = (at(-3), at(-2), at(-1))
    paused = kept(-5, -4, pause=Pause(at(2), Reason.LIMIT))

    assert due(paused, NOON + MINUTE) == Due(hole, waits_for=paused.pause)
    assert due(kept(-5, -4), NOON + MINUTE, silence=MINUTE) == Due(hole)
    assert due(kept(-5, -4), NOON + MINUTE) == Due(hole, visit=True)


def test_slots_of_another_length_are_missed_by_their_own_length() -> None:
    length = 3 * HOUR
    on_file = kept(-9, -6)

    assert due(on_file, NOON + MINUTE, length).missed == (at(-3),)


def test_rows_before_a_known_beginning_are_not_looked_for() -> None:
    """A lone row long ago, and every slot since: what lies between was never due."""
    on_file = kept(-30, -2, since=at(-2))

    assert due(on_file, NOON + MINUTE).missed == (at(-1),)
    assert slots_between(at(-2.5), at(0.5)) == 3


def test_it_says_when_within_this_slot_an_account_is_due_again() -> None:
    failed, now = tried(1, 1, Reason.UNAVAILABLE), NOON + 30 * MINUTE

    coming = next_due(failed, now)

    assert coming is not None
    assert now < coming < at(1)
    assert due(failed, coming).visit
    assert not due(failed, coming - MINUTE).visit
    assert next_due(kept(-1, 0, current=Outcome.OK), now) is None
    assert next_due(kept(-1, 0, current=Outcome.OK, posts_wanted_at=now), now) == now


def test_whoever_does_not_ask_all_the_time_is_told_when_an_account_is_due_again() -> None:
    """Within the slot: a try that failed, posts that want to be read, the end of a pause."""
    now = NOON + MINUTE
    read = kept(-1, 0, current=Outcome.OK, tries=1, tried_at=now)
    lost = replace(read, current=Outcome.FAILED, lost_for=Reason.UNAVAILABLE, failed_in_a_row=1)
    paused = replace(lost, pause=Pause(NOON + 40 * MINUTE, Reason.LIMIT))

    assert next_due(read, now) is None
    assert next_due(replace(read, posts_wanted_at=NOON + 30 * MINUTE), now) == NOON + 30 * MINUTE
    assert next_due(replace(read, posts_wanted_at=NOON + HOUR), now) is None
    assert next_due(replace(read, posts_wanted_at=NOON), now) == now
    assert next_due(lost, now) == now + HOUR / 12
    assert next_due(replace(lost, tries=2), now) == now + HOUR / 4
    assert next_due(replace(lost, lost_for=Reason.ACCESS), now) is None
    assert next_due(paused, now) == NOON + 40 * MINUTE
    assert next_due(replace(paused, pause=Pause(NOON + HOUR, Reason.LIMIT)), now) is None
