"""Any order of claims, faults, crashes and clocks: no letter arrives twice, none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storage import Store
from storage.outbox import (
    WAITS,
    Envelope,
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
from tests.support.databases import lay
from tests.support.examples import examples
from tests.support.storage_visits import CASABLANCA, NOON

OLD = timedelta(minutes=10)
WEEKS = ("2026-W46",)
RECIPIENTS = ("office@example.org", "admin@example.org")
ROLES = {"office@example.org": "office", "admin@example.org": "administrator"}
REFUSALS = st.sampled_from([State.FAILED, State.WAITING])


@dataclass
class Sender:
    """A process with a ticket, and how far it has come."""

    ticket: Ticket
    is_handing: bool = False


class Outbox(RuleBasedStateMachine):
    """Senders that claim, hand over, fail, are killed, or are so slow that others take over."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.url = lay(Path(self.folder.name) / "hasila.db")
        self.store = Store.open(self.url, zone=CASABLANCA, durable=False)
        self.now = NOON
        self.senders: list[Sender] = []
        self.mailbox: list[tuple[str, str]] = []
        self.enqueued: set[tuple[str, str]] = set()

    @initialize()
    def begin(self) -> None:
        self.enqueue(WEEKS[0])

    @rule(week=st.sampled_from(WEEKS))
    def enqueue(self, week: str) -> None:
        envelopes = [Envelope(to, "ar", ROLES[to], f"<{week}.{to}>") for to in RECIPIENTS]
        enqueue(self.store, week, envelopes, self.now)
        self.enqueued |= {(week, to) for to in RECIPIENTS}

    @rule(week=st.sampled_from(WEEKS), to=st.sampled_from(RECIPIENTS))
    def claim(self, week: str, to: str) -> None:
        ticket = claim(self.store, week, to, self.now)
        if ticket:
            self.senders.append(Sender(ticket))

    @precondition(lambda self: self.senders)
    @rule(pick=st.randoms(use_true_random=False))
    def hand_over(self, pick: Random) -> None:
        sender = self._one(pick)
        try:
            handing_over(self.store, sender.ticket, self.now)
        except TicketLost:
            if not sender.is_handing:
                self.senders.remove(sender)
        else:
            sender.is_handing = True

    @precondition(lambda self: any(one.is_handing for one in self.senders))
    @rule(pick=st.randoms(use_true_random=False), how=st.sampled_from(["told", "cut", "killed"]))
    def arrive(self, pick: Random, how: str) -> None:
        """The server takes it; its answer comes, or does not, or nobody is there to hear it."""
        sender = self._one(pick, is_handing=True)
        self.mailbox.append((sender.ticket.week, sender.ticket.recipient))
        self.senders.remove(sender)
        if how != "killed":
            state = State.SENT if how == "told" else State.UNSURE
            ended(self.store, sender.ticket, state, how, self.now)

    @precondition(lambda self: self.senders)
    @rule(
        pick=st.randoms(use_true_random=False), state=st.sampled_from([State.FAILED, State.WAITING])
    )
    def refuse(self, pick: Random, state: State) -> None:
        sender = self._one(pick)
        self.senders.remove(sender)
        ended(self.store, sender.ticket, state, "refused", self.now)

    @precondition(lambda self: self.senders)
    @rule(pick=st.randoms(use_true_random=False))
    def kill(self, pick: Random) -> None:
        self.senders.remove(self._one(pick))
        self.store.close()
        self.store = Store.open(self.url, zone=CASABLANCA, durable=False)

    @rule(older_than=st.sampled_from([timedelta(0), OLD]), again=st.booleans())
    def settle(self, older_than: timedelta, *, again: bool) -> None:
        """What is old is taken back, and perhaps claimed by another at once."""
        settle_broken(self.store, self.now, older_than)
        for to in RECIPIENTS if again else ():
            self.claim(WEEKS[0], to)

    @rule(minutes=st.sampled_from([-100_000, 1, 15, 1_000]))
    def pass_time(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def none_arrives_twice(self) -> None:
        assert len(self.mailbox) == len(set(self.mailbox))

    @invariant()
    def none_is_lost(self) -> None:
        """Each is on file; none that may have arrived waits; and none waits for ever."""
        on_file = outbox(self.store)
        assert {(one.week, one.recipient) for one in on_file} == self.enqueued
        for one in on_file:
            if (one.week, one.recipient) in self.mailbox:
                assert one.state in (State.HANDING, State.UNSURE, State.SENT)
            if one.state is State.SENT:
                assert (one.week, one.recipient) in self.mailbox

    def teardown(self) -> None:
        """In the end, with a mail server that takes everything, each letter has an end."""
        self.now += timedelta(days=2)
        settle_broken(self.store, self.now, timedelta(0))
        self.now += max(WAITS)
        for one in due(self.store, self.now):
            ticket = claim(self.store, one.week, one.recipient, self.now)
            assert ticket is not None
            handing_over(self.store, ticket, self.now)
            self.mailbox.append((one.week, one.recipient))
            ended(self.store, ticket, State.SENT, None, self.now)
        self.none_arrives_twice()
        self.none_is_lost()
        done = {State.SENT, State.UNSURE, State.FAILED}
        assert {one.state for one in outbox(self.store)} <= done
        self.store.close()
        self.folder.cleanup()

    def _one(self, pick: Random, *, is_handing: bool = False) -> Sender:
        fitting = [one for one in self.senders if one.is_handing or not is_handing]
        return pick.choice(fitting)


TestOutbox = Outbox.TestCase
TestOutbox.settings = examples(10, stateful_step_count=40)
