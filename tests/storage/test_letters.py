"""The outbox: each letter leaves once or not at all, whoever is killed, whatever the clock says."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import Store
from storage.erasure import forget
from storage.outbox import (
    WAITS,
    Envelope,
    LetterRecord,
    Ticket,
    TicketLost,
    claim,
    due,
    ended,
    enqueue,
    handing_over,
    outbox,
    settle_broken,
)
from storage.schema import State
from tests.support.storage_visits import DAY, HOUR, NOON

ROOT = Path(__file__).parents[2]
WEEK = "2026-W46"
OFFICE = Envelope("office@example.org", "ar", "office", "<2026-W46.office@hasila>")
ADMINISTRATOR = Envelope("admin@example.org", "fr", "administrator", "<2026-W46.admin@hasila>")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _enqueued(store: Store) -> None:
    assert enqueue(store, WEEK, [OFFICE, ADMINISTRATOR], NOON) == 2


def take(store: Store, at: datetime = NOON, recipient: str = OFFICE.recipient) -> Ticket:
    ticket = claim(store, WEEK, recipient, at)
    assert ticket is not None
    return ticket


def letter(store: Store, recipient: str = OFFICE.recipient) -> LetterRecord:
    (found,) = [one for one in outbox(store, WEEK) if one.recipient == recipient]
    return found


def test_it_holds_one_letter_for_each_week_recipient_and_role(store: Store) -> None:
    both_roles = Envelope(OFFICE.recipient, "ar", "administrator", "<3@hasila>")

    assert enqueue(store, WEEK, [OFFICE, both_roles], NOON + HOUR) == 1
    assert enqueue(store, "2026-W47", [OFFICE], NOON + 7 * DAY) == 1

    assert [(one.week, one.recipient, one.role) for one in outbox(store)] == [
        (WEEK, "office@example.org", "office"),
        (WEEK, "admin@example.org", "administrator"),
        (WEEK, "office@example.org", "administrator"),
        ("2026-W47", "office@example.org", "office"),
    ]
    assert letter(store, ADMINISTRATOR.recipient).message_id == ADMINISTRATOR.message_id


def test_a_letter_is_claimed_once(store: Store) -> None:
    ticket = take(store)

    assert (ticket.language, ticket.role, ticket.message_id) == ("ar", "office", OFFICE.message_id)
    assert claim(store, WEEK, OFFICE.recipient, NOON) is None
    assert [one.recipient for one in due(store, NOON)] == [ADMINISTRATOR.recipient]
    assert claim(store, WEEK, "nobody@example.org", NOON) is None
    assert claim(store, "2026-W47", OFFICE.recipient, NOON) is None


def test_a_recipient_of_two_roles_gets_both_letters(store: Store) -> None:
    enqueue(store, WEEK, [Envelope(OFFICE.recipient, "ar", "administrator", "<3@hasila>")], NOON)

    assert [take(store).role, take(store).role] == ["office", "administrator"]
    assert claim(store, WEEK, OFFICE.recipient, NOON) is None


def test_a_letter_that_was_sent_stays_sent(store: Store) -> None:
    ticket = take(store)
    handing_over(store, ticket, NOON + MINUTE)
    told = ended(store, ticket, State.SENT, "250 OK", NOON + 2 * MINUTE)

    assert told == letter(store)
    assert (told.state, told.sent_at, told.detail) == (State.SENT, NOON + 2 * MINUTE, "250 OK")
    assert claim(store, WEEK, OFFICE.recipient, NOON + DAY) is None
    assert ended(store, ticket, State.WAITING, "late", NOON + DAY).state is State.SENT
    assert settle_broken(store, NOON + DAY, timedelta(0)) == []


def test_a_temporary_fault_is_tried_again_for_a_day_and_then_told(store: Store) -> None:
    at, tried = NOON, []
    while letter(store).state is State.WAITING:
        tried.append(at - NOON)
        told = ended(store, take(store, at), State.WAITING, "451 later", at)
        assert claim(store, WEEK, OFFICE.recipient, told.next_at - timedelta(seconds=1)) is None
        at = told.next_at

    minutes = [int(length / MINUTE) for length in tried]
    assert minutes == [0, 15, 30, 60, 120, 240, 480, 1440]
    told = letter(store)
    assert (told.state, told.tries) == (State.FAILED, len(WAITS) + 1)
    assert told.detail == "put off 8 times; last: 451 later"
    assert due(store, at + DAY) == due(store, NOON)


def test_a_long_outage_of_ours_costs_no_tries(store: Store) -> None:
    ended(store, take(store), State.WAITING, "451 later", NOON)

    late = NOON + 10 * DAY
    told = ended(store, take(store, late), State.WAITING, "451 later", late)

    assert (told.state, told.next_at - late) == (State.WAITING, 15 * MINUTE)


@pytest.mark.parametrize("state", [State.FAILED, State.UNSURE])
def test_what_is_refused_or_unsure_is_never_tried_again(store: Store, state: State) -> None:
    ticket = take(store)
    handing_over(store, ticket, NOON)
    ended(store, ticket, state, "as it went", NOON)

    assert letter(store).detail == "as it went"
    assert claim(store, WEEK, OFFICE.recipient, NOON + 30 * DAY) is None
    assert settle_broken(store, NOON + DAY, timedelta(0)) == []


def test_a_kill_before_the_handing_over_costs_nothing(store: Store) -> None:
    take(store)

    assert settle_broken(store, NOON + 9 * MINUTE, 10 * MINUTE) == []
    assert letter(store).state is State.CLAIMED
    assert settle_broken(store, NOON + 10 * MINUTE, 10 * MINUTE) == []

    assert letter(store).state is State.WAITING
    ticket = take(store, NOON + 10 * MINUTE)
    handing_over(store, ticket, NOON + 10 * MINUTE)


def test_a_kill_while_it_is_handed_over_leaves_it_unsure_and_says_so(store: Store) -> None:
    handing_over(store, take(store), NOON + MINUTE)

    assert settle_broken(store, NOON + 10 * MINUTE, 10 * MINUTE) == []
    (told,) = settle_broken(store, NOON + 11 * MINUTE, 10 * MINUTE)

    assert (told.recipient, told.state) == (OFFICE.recipient, State.UNSURE)
    assert told == letter(store)
    assert claim(store, WEEK, OFFICE.recipient, NOON + DAY) is None


def test_whoever_was_only_slow_loses_the_claim(store: Store) -> None:
    slow = take(store)
    settle_broken(store, NOON + HOUR, HOUR)
    with pytest.raises(TicketLost, match=r"2026-W46 to office@example\.org"):
        handing_over(store, slow, NOON + HOUR)
    quick = take(store, NOON + HOUR)

    with pytest.raises(TicketLost):
        handing_over(store, slow, NOON + HOUR)
    assert ended(store, slow, State.FAILED, "too late", NOON + HOUR).state is State.CLAIMED
    handing_over(store, quick, NOON + HOUR)
    with pytest.raises(TicketLost):
        handing_over(store, quick, NOON + HOUR)


def test_whoever_was_slow_while_handing_over_still_has_the_last_word(store: Store) -> None:
    slow = take(store)
    handing_over(store, slow, NOON)
    settle_broken(store, NOON + HOUR, HOUR)

    assert ended(store, slow, State.SENT, "250 OK", NOON + HOUR).state is State.SENT


def test_a_clock_that_was_wrong_holds_no_letter_back(store: Store) -> None:
    future = NOON + 3650 * DAY
    enqueue(store, "2026-W47", [OFFICE], future)
    take(store, future)

    assert [one.week for one in due(store, NOON)] == [WEEK, "2026-W47"]
    settle_broken(store, NOON, HOUR)
    assert letter(store).state is State.WAITING
    assert claim(store, WEEK, OFFICE.recipient, NOON)


@pytest.mark.parametrize("state", [State.CLAIMED, State.HANDING])
def test_no_try_ends_half_way(store: Store, state: State) -> None:
    with pytest.raises(ValueError, match="no try ends as"):
        ended(store, take(store), state, None, NOON)


def test_a_forgotten_platform_leaves_the_letters_alone(store: Store) -> None:
    before = outbox(store)

    forget(store, "x", who="legal", now=NOON)

    assert outbox(store) == before


SENDER = """
import sys
from storage import Store
from storage.outbox import claim, handing_over
from tests.support.storage_visits import CASABLANCA, NOON

with Store.open(sys.argv[1], zone=CASABLANCA) as store:
    for week in range(40):
        ticket = claim(store, f"2026-W{week}", "office@example.org", NOON)
        if ticket:
            handing_over(store, ticket, NOON)
        print(int(ticket is not None))
"""


def test_of_two_processes_one_sends_each_letter(store: Store, store_url: str) -> None:
    for week in range(40):
        enqueue(store, f"2026-W{week}", [OFFICE], NOON)
    arguments = [sys.executable, "-c", SENDER, store_url]
    running = [
        subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [process.communicate()[0].split() for process in running]

    assert [one != other for one, other in zip(*told, strict=True)] == [True] * 40
    assert [one.state for one in outbox(store) if one.week != WEEK] == [State.HANDING] * 40
