"""One tick against a real database: what is due is started, what was missed is written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from metrics.errors import HasilaError
from metrics.jobs import Job, JobKind, ReportEvery
from metrics.model import Account, Outcome, Reason
from metrics.slots import HOUR
from storage import Store, jobs
from storage.accounts import enrol
from storage.backoff import hold, of_account, of_platform
from storage.visits import SlotRecord, keep, slots
from tests.support.databases import open_empty
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, FACEBOOK, X, failed, visit
from watch.scheduler import Schedule, StoreDesk, tick
from watch.visits import update_backoff
from watch.workers import CutOff, Workers

NOON = datetime(2026, 11, 21, 12, 0, 5, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Day:
    """A daemon whose platform a test decides, and whose time it moves."""

    store: Store
    now: datetime = NOON
    visited: list[tuple[str, datetime]] = field(default_factory=list)
    done: list[Job] = field(default_factory=list)
    fails: dict[str, Reason] = field(default_factory=dict)
    until: datetime | None = None

    def start(self, accounts: tuple[Account, ...] = (X,)) -> None:
        self.duty = Schedule(
            desk=StoreDesk(self.store, HOUR),
            workers=Workers(clock=self.seconds, spawn=lambda work, _: work()),
            clock=lambda: self.now,
            accounts=accounts,
            zone=CASABLANCA,
            length=HOUR,
            letter=(0, time(8)),
            visit=self.visit,
            runners={},
            reports={"own": ReportEvery.MONTH},
        )

    def seconds(self) -> float:
        return self.now.timestamp()

    def visit(self, account: Account) -> None:
        self.visited.append((account.name, self.now))
        reason = self.fails.get(account.name)
        if reason is None:
            seen = visit(self.now)
            assert seen.snapshot is not None
            platform_id = f"id of {account.name}"
            told = replace(seen.snapshot, account=account.name, platform_id=platform_id)
            found = replace(seen, account=account.name, snapshot=told)
        else:
            found = failed(self.now, reason, account.name)
            found = replace(found, failures=(replace(found.failures[0], until=self.until),))
        keep(self.store, found)
        update_backoff(self.store, account, found)

    def pass_time(self, span: timedelta, step: timedelta = 5 * MINUTE) -> None:
        end = self.now + span
        while self.now < end:
            self.now += step
            tick(self.duty, self.now)

    def slots(self, account: Account = X) -> list[SlotRecord]:
        return slots(self.store, account.name, NOON - 100 * DAY, NOON + 100 * DAY)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with open_empty(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        found = Day(store)
        found.start()
        yield found


def test_it_visits_each_slot_once(day: Day) -> None:
    tick(day.duty, day.now)
    day.pass_time(5 * HOUR)

    assert len(day.visited) == 6
    assert {record.outcome for record in day.slots()} == {Outcome.OK}


@pytest.mark.fault(48)
def test_who_is_under_way_as_the_clock_jumps_is_visited_again_when_that_has_ended(
    day: Day,
) -> None:
    tick(day.duty, day.now)
    under_way: list[Callable[[], None]] = []
    day.duty.workers.spawn = lambda work, _: under_way.append(work)
    day.now += HOUR
    tick(day.duty, day.now)
    assert len(under_way) == 1

    tick(day.duty, day.now + MINUTE, afresh=True)
    tick(day.duty, day.now + 2 * MINUTE)
    assert len(under_way) == 1

    under_way.pop()()
    for minute in (3, 4):
        tick(day.duty, day.now + minute * MINUTE)
    assert len(under_way) == 1

    under_way.pop()()
    for minute in (5, 6, 7):
        tick(day.duty, day.now + minute * MINUTE)
    assert under_way == []


@pytest.mark.fault(50)
def test_after_five_days_off_it_visits_once_and_writes_119_slots_with_their_reason(
    day: Day,
) -> None:
    tick(day.duty, day.now)
    day.now += 5 * DAY
    day.start()

    for _ in range(3):
        tick(day.duty, day.now)

    gaps = [record for record in day.slots() if record.outcome is Outcome.MISSED]
    assert len(gaps) == 119
    assert {record.reason for record in gaps} == {Reason.DOWN}
    assert len(day.visited) == 2


def test_a_failed_slot_is_tried_three_times_and_may_yet_be_read(day: Day) -> None:
    day.fails[X.name] = Reason.UNAVAILABLE
    tick(day.duty, day.now)
    day.pass_time(50 * MINUTE, MINUTE)
    assert [int((at - NOON) / MINUTE) for _, at in day.visited] == [0, 5, 20]

    day.fails.clear()
    day.pass_time(HOUR)
    assert [record.outcome for record in day.slots()] == [Outcome.FAILED, Outcome.OK]


@pytest.mark.fault(23)
def test_after_five_failures_it_probes_once_a_slot_and_is_back_with_the_next(day: Day) -> None:
    day.fails[X.name] = Reason.UNAVAILABLE
    day.pass_time(6 * HOUR)
    assert len(day.visited) == 3 + 2 + 5

    day.fails.clear()
    day.start()  # a restart forgets nothing of it
    day.pass_time(HOUR)
    assert day.slots()[-1].outcome is Outcome.OK


def test_a_platform_that_asks_to_wait_is_left_alone_and_the_slots_say_why(day: Day) -> None:
    day.fails[X.name], day.until = Reason.LIMIT, NOON + 3 * HOUR
    tick(day.duty, day.now)
    day.fails.clear()
    day.start()  # the pause outlives the process
    day.pass_time(3 * HOUR)

    told = [(record.outcome, record.reason) for record in day.slots()]
    waiting = (Outcome.MISSED, Reason.LIMIT)
    assert told == [(Outcome.FAILED, Reason.LIMIT), waiting, waiting, (Outcome.OK, None)]
    assert len(day.visited) == 2


def test_a_paused_platform_pauses_its_accounts_alone(day: Day) -> None:
    hold(day.store, of_platform("x"), NOON + HOUR, Reason.CREDIT)
    hold(day.store, of_account("x"), NOON + 9 * HOUR, Reason.LIMIT)
    day.start((X, FACEBOOK))

    tick(day.duty, day.now)

    assert [name for name, _ in day.visited] == [FACEBOOK.name]
    assert day.slots()[0].reason is Reason.CREDIT


def test_an_account_that_is_unknown_to_the_file_stops_no_other(day: Day) -> None:
    day.start((Account("nobody", "x"), X))

    (trouble,) = tick(day.duty, day.now)

    assert "nobody" in str(trouble)
    assert [name for name, _ in day.visited] == [X.name]


@pytest.mark.fault(52)
def test_an_error_of_the_programs_own_in_a_visit_is_not_repeated_at_every_tick(day: Day) -> None:
    calls = []

    def burst(account: Account) -> None:
        calls.append(account)
        raise ZeroDivisionError

    day.duty.visit = burst
    day.pass_time(9 * MINUTE, MINUTE / 12)

    assert len(calls) == 2


def test_a_closed_account_is_visited_on_its_last_day_and_never_again(day: Day) -> None:
    day.start((replace(X, closed=date(2026, 11, 21)),))

    tick(day.duty, day.now)
    day.pass_time(3 * DAY, HOUR)

    assert len(day.visited) == 12
    assert len(day.slots()) == 12


def test_a_visit_under_way_keeps_another_from_being_made_and_its_slot_is_kept_in_the_end(
    day: Day,
) -> None:
    held: list[Callable[[], None]] = []
    day.duty.workers.spawn = lambda work, _: held.append(work)
    tick(day.duty, day.now)
    begun, day.now = day.now, day.now + 2 * HOUR
    tick(day.duty, day.now)
    assert len(held) == 1
    told = [(record.outcome, record.reason) for record in day.slots()]
    assert told == [(Outcome.MISSED, Reason.UNAVAILABLE)] * 2

    day.now = begun
    held[0]()
    assert day.slots()[0].outcome is Outcome.OK


def test_posts_that_want_reading_are_visited_between_the_slots(day: Day) -> None:
    def visit_and_want(account: Account) -> datetime:
        day.visit(account)
        return day.now + 20 * MINUTE

    day.duty.visit = visit_and_want
    tick(day.duty, day.now)
    day.pass_time(30 * MINUTE)

    assert [int((at - NOON) / MINUTE) for _, at in day.visited] == [0, 20]


def test_each_chore_is_done_once_and_its_end_is_on_file(day: Day) -> None:
    day.duty.runners = {JobKind.TOKENS: day.done.append, JobKind.BACKUP: day.done.append}

    tick(day.duty, day.now)
    day.start()
    day.duty.runners = {JobKind.TOKENS: day.done.append}
    day.pass_time(DAY, HOUR)

    assert [chore.kind for chore in day.done].count(JobKind.BACKUP) == 1
    assert [chore.key for chore in day.done if chore.kind is JobKind.TOKENS] == [
        "2026-11-21",
        "2026-11-22",
    ]
    record = jobs.last(day.store, JobKind.TOKENS)
    assert record is not None
    assert record.outcome is Outcome.OK
    assert jobs.unfinished(day.store) == []


def test_a_chore_that_nobody_does_is_not_claimed(day: Day) -> None:
    tick(day.duty, day.now)

    assert jobs.last(day.store, JobKind.LETTER) is None


def test_no_chore_is_claimed_by_a_clock_that_has_just_jumped(day: Day) -> None:
    day.duty.runners = dict.fromkeys(JobKind, day.done.append)

    tick(day.duty, day.now, is_clock_steady=False)

    assert day.done == []
    assert jobs.unfinished(day.store) == []


@pytest.mark.fault(52)
def test_a_chore_that_fails_is_on_file_with_its_reason_and_stops_no_other(day: Day) -> None:
    def refuse(_: Job) -> None:
        raise HasilaError("the folder of backups is full")

    def burst(_: Job) -> None:
        raise ZeroDivisionError

    runners = {JobKind.BACKUP: refuse, JobKind.TOKENS: burst, JobKind.LETTER: day.done.append}
    day.duty.runners = runners
    tick(day.duty, day.now)

    backup, tokens = (jobs.last(day.store, kind) for kind in (JobKind.BACKUP, JobKind.TOKENS))
    assert backup is not None
    assert (backup.outcome, backup.reason) == (Outcome.FAILED, "the folder of backups is full")
    assert tokens is not None
    assert tokens.outcome is Outcome.FAILED
    assert [chore.key for chore in day.done] == ["2026-W46"]


@pytest.mark.parametrize("kind", list(JobKind))
def test_a_chore_that_failed_or_was_cut_off_is_taken_up_again_until_it_is_done(
    day: Day, kind: JobKind
) -> None:
    ends: list[HasilaError] = [CutOff("told to end"), HasilaError("no such folder")]
    begun: list[datetime] = []

    def try_on(_: Job) -> None:
        begun.append(day.now)
        if ends:
            raise ends.pop()

    day.duty.runners = {kind: try_on}
    tick(day.duty, day.now)
    record = jobs.last(day.store, kind)
    assert record is not None
    assert (record.outcome, record.reason) == (Outcome.FAILED, "no such folder")

    day.pass_time(DAY / 2, MINUTE)
    assert [int((at - NOON) / MINUTE) for at in begun] == [0, 2, 17]
    record = jobs.last(day.store, kind)
    assert record is not None
    assert (record.outcome, record.reason) == (Outcome.OK, None)


def test_a_chore_that_was_cut_off_has_not_ended_and_a_new_daemon_does_it(day: Day) -> None:
    def cut_off(_: Job) -> None:
        raise CutOff("told to end")

    day.duty.runners = {JobKind.LETTER: cut_off}
    tick(day.duty, day.now)
    assert [left.key for left in jobs.unfinished(day.store)] == ["2026-W46"]

    day.start()
    day.duty.runners = {JobKind.LETTER: day.done.append}
    tick(day.duty, day.now)
    assert [chore.key for chore in day.done] == ["2026-W46"]
    assert jobs.unfinished(day.store) == []


def test_a_week_in_which_nobody_was_there_gets_no_letter_later(day: Day) -> None:
    """Only the newest is claimed; an older one is asked for by hand."""
    day.duty.runners = {JobKind.LETTER: day.done.append}
    tick(day.duty, day.now)
    day.now += 15 * DAY
    day.start()
    day.duty.runners = {JobKind.LETTER: day.done.append}
    tick(day.duty, day.now)

    assert [chore.key for chore in day.done] == ["2026-W46", "2026-W48"]


def test_accounts_do_not_wait_for_each_other(day: Day) -> None:
    """X hangs; Facebook is read all the same."""
    released, read = threading.Event(), threading.Event()

    def wait_or_visit(account: Account) -> None:
        if account is X:
            released.wait(10)
        else:
            day.visit(account)
            read.set()

    day.start((X, FACEBOOK))
    day.duty.workers = Workers()
    day.duty.visit = wait_or_visit
    tick(day.duty, day.now)

    assert read.wait(10)
    assert day.duty.workers.is_busy(X.name)
    released.set()
    assert day.duty.workers.wait(10) == ()
