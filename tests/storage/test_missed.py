from __future__ import annotations

import pytest

from metrics.model import Outcome, Reason
from metrics.slots import slot_at
from storage import Store, UnknownAccount
from storage.accounts import enrol
from storage.followers import followers
from storage.visits import keep, keep_missed, slots
from tests.support.storage_visits import ACCOUNTS, DAY, HOUR, NOON, X, failed, visit

START = slot_at(NOON)


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)


def told(store: Store) -> list[tuple[Outcome, Reason | None]]:
    return [(slot.outcome, slot.reason) for slot in slots(store, X.name, NOON - DAY, NOON + DAY)]


def test_it_writes_what_was_missed_and_why(store: Store) -> None:
    assert keep_missed(store, X.name, [START, START + HOUR], Reason.DOWN) == 2

    assert told(store) == [(Outcome.MISSED, Reason.DOWN)] * 2


def test_it_leaves_slots_on_file_as_they_are(store: Store) -> None:
    keep(store, visit(NOON))
    keep(store, failed(NOON + HOUR))

    written = keep_missed(store, X.name, [START + n * HOUR for n in range(3)], Reason.LIMIT)

    assert written == 1
    assert told(store) == [
        (Outcome.OK, None),
        (Outcome.FAILED, Reason.UNAVAILABLE),
        (Outcome.MISSED, Reason.LIMIT),
    ]
    assert keep_missed(store, X.name, [START + n * HOUR for n in range(3)]) == 0


def test_a_later_visit_takes_the_place_of_a_missed_slot(store: Store) -> None:
    keep_missed(store, X.name, [START])
    keep(store, failed(NOON, Reason.ACCESS))
    assert told(store) == [(Outcome.FAILED, Reason.ACCESS)]

    keep(store, visit(NOON + HOUR / 2))
    assert told(store) == [(Outcome.OK, None)]


def test_a_missed_slot_is_a_gap_of_the_series(store: Store) -> None:
    keep(store, visit(NOON))
    keep_missed(store, X.name, [START + HOUR])
    keep(store, visit(NOON + 2 * HOUR))

    points = followers(store, X.name).points

    assert [point.reason for point in points] == [None, Reason.DOWN, None]
    assert points[1].quantity is None


def test_it_writes_two_years_at_once(store: Store) -> None:
    hours = [START + n * HOUR for n in range(17_520)]

    assert keep_missed(store, X.name, hours) == 17_520
    assert keep_missed(store, X.name, [*hours, START - HOUR]) == 1


def test_it_may_have_missed_nothing(store: Store) -> None:
    assert keep_missed(store, X.name, []) == 0


def test_it_knows_no_slots_of_strangers(store: Store) -> None:
    with pytest.raises(UnknownAccount):
        keep_missed(store, "nobody", [START])
