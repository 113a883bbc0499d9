"""One tick: write what was missed, start what is due. All of it follows from the file and now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from metrics.errors import HasilaError
from metrics.jobs import Job, JobKind, ReportEvery, due_jobs, due_reports
from metrics.model import Account, Outcome, Reason
from metrics.periods import local_day
from metrics.slots import OnFile, due, slot_at
from metrics.texts.phrases import Phrase
from storage import Store, jobs, slots, visits
from watch.workers import CutOff, Workers


class SlotBook(Protocol):
    """What a tick needs of the database. The simulation of years keeps one in memory."""

    def on_file(self, account: Account, now: datetime, since: datetime | None) -> OnFile:
        """Look up what decides whether an account is due; `since` as in `storage.slots`."""

    def keep_missed(self, account: Account, starts: Iterable[datetime], reason: Reason) -> None:
        """Write down slots in which nobody looked."""

    def claim(self, job: Job, at: datetime) -> bool:
        """Take a job on; False where it was done before. One that failed or was cut off is not."""

    def end(self, job: Job, at: datetime, reason: str | None) -> None:
        """Write down that a job has ended; `reason` says why it failed, if it did."""


@dataclass(frozen=True, slots=True)
class StoreDesk:
    """The desk that is kept in the database."""

    store: Store
    length: timedelta
    """Of a slot."""

    def on_file(self, account: Account, now: datetime, since: datetime | None) -> OnFile:
        """Look up what decides whether an account is due."""
        return slots.on_file(self.store, account, now, self.length, since=since)

    def keep_missed(self, account: Account, starts: Iterable[datetime], reason: Reason) -> None:
        """Write down slots in which nobody looked."""
        visits.keep_missed(self.store, account.name, starts, reason)

    def claim(self, job: Job, at: datetime) -> bool:
        """Take a job on; False where it was done before. One that failed or was cut off is not.

        Nobody else does it: there is one daemon at a time (`watch.lock`), and of several workers
        one at a time has the job's lock (`watch.queue`).
        """
        return jobs.claim(self.store, job, at) or not jobs.is_done(self.store, job)

    def end(self, job: Job, at: datetime, reason: str | None) -> None:
        """Write down that a job has ended."""
        outcome = Outcome.FAILED if reason else Outcome.OK
        jobs.end(self.store, job, at, outcome, reason)


VISIT_DEADLINE_S = 70.0
JOB_DEADLINE_S = 600.0
RESTS_S = (120.0, 900.0, 1800.0, 3600.0)
"""How long a job rests after each try that failed or was cut off; from the fourth on, the last.
What had failed before a restart is tried at once. What was cut off by it rests as after a first
try: a job that takes the process with it shall not do so all the time."""
LONG_AGO = timedelta(days=10_000)
Clock = Callable[[], datetime]
Runner = Callable[[Job], None]
"""Does a job; raises a HasilaError, whose sentence is kept, where that fails."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rest:
    """After so many tries a job is left alone until then, by the clock that nobody sets."""

    tries: int
    until: float


@dataclass(slots=True)
class Schedule:
    """What a daemon has to see to, and by whom it lets things be done."""

    desk: SlotBook
    workers: Workers
    clock: Clock
    accounts: tuple[Account, ...]
    zone: ZoneInfo
    length: timedelta
    """Of a slot."""
    letter: tuple[int, time]
    """The weekday (0 is Monday) and wall time at which the letter leaves."""
    visit: Callable[[Account], datetime | None]
    """One visit whole. Returns when a post of the account wants to be read again."""
    runners: Mapping[JobKind, Runner]
    """Who does which job; one that nobody does is not claimed either."""
    reports: Mapping[str, ReportEvery] = field(default_factory=dict)
    """The reports of the institution's own, by key; they leave at the letter's time."""
    written_until: dict[str, datetime] = field(default_factory=dict, init=False)
    """By account: every slot before this one has a row."""
    posts_wanted_at: dict[str, datetime | None] = field(default_factory=dict, init=False)
    settled: set[Job] = field(default_factory=set, init=False)
    """Jobs known to be done."""
    rests: dict[Job, Rest] = field(default_factory=dict, init=False)
    """Of jobs that were tried and are not done."""
    owed: set[str] = field(default_factory=set, init=False)
    """Accounts that have not been visited since the clock jumped."""

    def jobs_due(self, now: datetime) -> tuple[Job, ...]:
        """The newest job of each kind, and of each report, whose moment has come."""
        reports = due_reports(now, self.zone, self.letter[1], self.reports)
        return (*due_jobs(now, self.zone, *self.letter), *reports)


def tick(
    duty: Schedule, now: datetime, *, is_clock_steady: bool = True, afresh: bool = False
) -> tuple[HasilaError, ...]:
    """See to everything that is due at an instant; what went wrong, without stopping the rest.

    Args:
        duty: What there is to see to.
        now: The instant, by the clock on the wall.
        is_clock_steady: Whether that clock is believed. While it is not, no job is claimed: the
            week that it tells may be wrong.
        afresh: Visit every account, whatever the slots say: the clock has just jumped. Who is
            being visited by the former time is visited again as soon as that has ended.
    """
    if afresh:
        duty.owed.update(account.name for account in duty.accounts)
    steps = [partial(_see_to, duty, account, now) for account in duty.accounts]
    if is_clock_steady:
        steps.append(partial(_do_jobs, duty, now))
    troubles: list[HasilaError] = []
    for step in steps:
        try:
            step()
        except HasilaError as error:
            logger.error("tick: %s", error)  # noqa: TRY400 - the sentence says it all
            troubles.append(error)
    return tuple(troubles)


def _see_to(duty: Schedule, account: Account, now: datetime) -> None:
    """Write what an account has missed, and visit it if it is due."""
    name = account.name
    silence = LONG_AGO if name in duty.owed else duty.workers.silence(name)
    if is_visit_due(duty, account, now, silence) and duty.workers.start(
        name, lambda: _visit(duty, account), VISIT_DEADLINE_S
    ):
        duty.owed.discard(name)


def is_visit_due(
    duty: Schedule, account: Account, now: datetime, silence: timedelta | None = None
) -> bool:
    """Write what an account has missed; whether it is to be visited now.

    `silence` as in `metrics.slots.due`. When posts want to be read again is told by
    `posts_wanted_at`.
    """
    if account.closed is not None and account.closed < local_day(now, duty.zone):
        return False
    current = slot_at(now, duty.length)
    since = duty.written_until.get(account.name)
    if since is not None and since > current:
        since = None  # the clock was set back: rows beyond now say nothing of those before it
    on_file = replace(
        duty.desk.on_file(account, now, since),
        posts_wanted_at=duty.posts_wanted_at.get(account.name),
    )
    todo = due(on_file, now, duty.length, silence=silence)
    if todo.missed:
        hangs = duty.workers.is_busy(account.name)
        reason = Reason.UNAVAILABLE if hangs else Reason.DOWN
        duty.desk.keep_missed(account, todo.missed, reason)
        logger.warning("slots missed", extra={"account": account.name, "slots": len(todo.missed)})
    if todo.waits_for and on_file.current is None:
        duty.desk.keep_missed(account, [current], todo.waits_for.reason)
    duty.written_until[account.name] = current
    return todo.visit


def _visit(duty: Schedule, account: Account) -> None:
    duty.posts_wanted_at[account.name] = None
    duty.posts_wanted_at[account.name] = duty.visit(account)


def _do_jobs(duty: Schedule, now: datetime) -> None:
    """Claim the jobs that are due and that somebody does, and let them be done.

    What was claimed and is not done is taken up again for as long as it is due.
    """
    for job in duty.jobs_due(now):
        runner = duty.runners.get(job.kind)
        if runner is None or job in duty.settled or duty.workers.is_busy(job.kind):
            continue
        if job in duty.rests and duty.workers.clock() < duty.rests[job].until:
            continue
        if duty.desk.claim(job, now):
            rest(duty, job)
            duty.workers.start(job.kind, _work(duty, runner, job), JOB_DEADLINE_S)
        else:
            duty.settled.add(job)


def rest(duty: Schedule, job: Job) -> None:
    """Leave a job alone for a while from now on, should the last try have come to nothing."""
    tries = duty.rests[job].tries if job in duty.rests else 0
    seconds = RESTS_S[min(tries, len(RESTS_S) - 1)] * duty.workers.pace
    duty.rests[job] = Rest(tries + 1, duty.workers.clock() + seconds)


def _work(duty: Schedule, runner: Runner, job: Job) -> Callable[[], None]:
    """A job from its beginning to the word on file of how it ended; cut off, it has not."""

    def carry_out() -> None:
        if carry_out_job(duty.desk, duty.clock, runner, job):
            duty.settled.add(job)

    return carry_out


def carry_out_job(desk: SlotBook, clock: Clock, runner: Runner, job: Job) -> bool:
    """Do a claimed job and write down how it ended; whether it is done and that is on file."""
    reason = None
    try:
        runner(job)
    except CutOff as error:
        logger.info("%s: %s", job.kind, error)
        return False
    except HasilaError as error:
        logger.error("%s failed: %s", job.kind, error)  # noqa: TRY400 - as above
        reason = error.phrase
    except Exception:
        _end(desk, clock, job, Phrase("it met an error of the program's own"))
        raise
    return _end(desk, clock, job, reason) and reason is None


def _end(desk: SlotBook, clock: Clock, job: Job, reason: str | None) -> bool:
    """Write down that a job has ended. Where that fails, it is taken up again."""
    try:
        desk.end(job, clock(), reason)
    except HasilaError as error:
        logger.error("%s: its end is not on file: %s", job.kind, error)  # noqa: TRY400
        return False
    return True
