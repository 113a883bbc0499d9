"""The access log: every login is told, and no flood of refused tries fills the disk."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import Store
from storage.door.access import MOST_A_DAY, AccessLine, access_lines, add_access, forget_access
from storage.schema import AccessEvent
from tests.support.storage_visits import DAY, HOUR, NOON

MINUTE = timedelta(minutes=1)


def happened(
    event: AccessEvent,
    at: datetime = NOON,
    who: str | None = "amal",
    address: str | None = "192.0.2.7",
    times: int = 1,
) -> AccessLine:
    return AccessLine(at, event, who, address, at, times)


def test_every_login_is_told_alone_and_what_was_refused_is_counted(store: Store) -> None:
    for minute in range(3):
        at = NOON + MINUTE * minute
        add_access(store, [happened(AccessEvent.LOGIN, at)])
        add_access(store, [happened(AccessEvent.WRONG_PASSWORD, at, None, times=20)])
    add_access(store, [happened(AccessEvent.WRONG_PASSWORD, NOON + HOUR * 2, None)])

    lines = access_lines(store, NOON, NOON + DAY)

    assert [(line.event, line.times) for line in lines] == [
        (AccessEvent.WRONG_PASSWORD, 1),
        *[(AccessEvent.LOGIN, 1)] * 2,
        (AccessEvent.WRONG_PASSWORD, 60),
        (AccessEvent.LOGIN, 1),
    ]
    assert lines[3].last_at == NOON + MINUTE * 2
    assert access_lines(store, NOON - DAY, NOON) == []


def test_a_flood_from_many_addresses_takes_so_many_rows_and_hides_no_login(store: Store) -> None:
    flood = [
        happened(AccessEvent.WRONG_PASSWORD, NOON + timedelta(seconds=n), None, f"2001:db8::{n:x}")
        for n in range(MOST_A_DAY + 500)
    ]
    add_access(store, flood)
    add_access(store, [happened(AccessEvent.LOGIN, NOON + HOUR)])

    lines = access_lines(store, NOON, NOON + DAY)

    assert len(lines) == MOST_A_DAY + 2
    assert sum(line.times for line in lines) == MOST_A_DAY + 501
    assert (lines[0].event, lines[0].who) == (AccessEvent.LOGIN, "amal")
    (rest,) = [line for line in lines if line.address is None]
    assert rest.times == 500


def test_what_is_old_is_let_go(store: Store) -> None:
    add_access(store, [happened(AccessEvent.LOGIN, NOON - DAY * days) for days in (1, 200)])

    assert forget_access(store, NOON - DAY * 180) == 1
    assert len(access_lines(store, NOON - DAY * 400, NOON + DAY)) == 1
