from __future__ import annotations

from sqlalchemy import select

from metrics.model import Reason
from storage import Store
from storage.backoff import (
    BackoffRecord,
    hold,
    in_force,
    note_failure,
    note_success,
    of_account,
    of_platform,
)
from storage.schema import backoff
from tests.support.storage_visits import CASABLANCA, HOUR, NOON

PLATFORM, ACCOUNT = of_platform("x"), of_account("x")


def test_a_pause_survives_a_restart(store: Store, store_url: str) -> None:
    hold(store, PLATFORM, NOON + HOUR, Reason.LIMIT)

    with Store.open(store_url, zone=CASABLANCA) as after:
        assert in_force(after, NOON) == [BackoffRecord(PLATFORM, NOON + HOUR, Reason.LIMIT)]
        assert in_force(after, NOON + HOUR) == []


def test_of_two_pauses_the_longer_one_stands(store: Store) -> None:
    hold(store, PLATFORM, NOON + 2 * HOUR, Reason.CREDIT)
    hold(store, PLATFORM, NOON + HOUR, Reason.LIMIT)
    assert [held.reason for held in in_force(store, NOON)] == [Reason.CREDIT]

    hold(store, PLATFORM, NOON + 3 * HOUR, Reason.LIMIT)
    assert in_force(store, NOON) == [BackoffRecord(PLATFORM, NOON + 3 * HOUR, Reason.LIMIT)]


def test_an_account_called_like_its_platform_rests_alone(store: Store) -> None:
    hold(store, ACCOUNT, NOON + HOUR, Reason.LIMIT)

    assert [held.scope for held in in_force(store, NOON)] == [ACCOUNT]
    hold(store, PLATFORM, NOON + 2 * HOUR, Reason.CREDIT)
    assert [held.scope for held in in_force(store, NOON)] == [PLATFORM, ACCOUNT]


def test_it_counts_failures_in_a_row(store: Store) -> None:
    assert [note_failure(store, ACCOUNT) for _ in range(3)] == [1, 2, 3]

    hold(store, ACCOUNT, NOON + HOUR, Reason.LIMIT)
    note_success(store, ACCOUNT)
    assert in_force(store, NOON) == [BackoffRecord(ACCOUNT, NOON + HOUR, Reason.LIMIT)]
    assert note_failure(store, ACCOUNT) == 1


def test_a_success_of_whom_nothing_is_known_leaves_no_row(store: Store) -> None:
    note_success(store, ACCOUNT)

    with store.read() as connection:
        assert connection.execute(select(backoff)).all() == []
