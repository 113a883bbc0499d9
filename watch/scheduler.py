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
from metrics.jobs import Job, JobKind, due_jobs
from metrics.model import Account, Outcome, Reason
from metrics.periods import local_day
from metrics.slots import OnFile, due, slot_at
from storage import Store, jobs, slots, visits
from watch.workers import Workers


class SlotBook(Protocol):
    """What a tick needs of the database. The simulation of years keeps one in memory."""

    def on_file(self, account: Account, now: datetime, since: datetime | None) -> OnFile:
        """Look up what decides whether an account is due; `since` as in `storage.slots`."""

    def keep_missed(self, account: Account, starts: Iterable[datetime], reason: Reason) -> None:
        """Write down slots in which nobody looked."""

    def claim(self, job: Job, at: datetime) -> bool:
        """Take a job on; False where that was done before."""

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
        """Take a job on; False where that was done before."""
        return jobs.claim(self.store, job, at)

    def end(self, job: Job, at: datetime, reason: str | None) -> None:
        """Write down that a job has ended."""
        outcome = Outcome.FAILED if reason else Outcome.OK
        jobs.end(self.store, job, at, outcome, reason)


VISIT_DEADLINE_S = 70.0
JOB_DEADLINE_S = 600.0
LONG_AGO = timedelta(days=10_000)
Clock = Callable[[], datetime]
Runner = Callable[[Job], None]
"""Does a job; raises a HasilaError, whose sentence is kept, where that fails."""

logger = logging.getLogger(__name__)


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
    written_until: dict[str, datetime] = field(default_factory=dict, init=False)
    """By account: every slot before this one has a row."""
    posts_wanted_at: dict[str, datetime | None] = field(default_factory=dict, init=False)
    settled: set[Job] = field(default_factory=set, init=False)
    """Jobs known to be claimed."""


def tick(
    duty: Schedule, now: datetime, *, is_clock_steady: bool = True, afresh: bool = False
) -> tuple[HasilaError, ...]:
    """See to everything that is due at an instant; what went wrong, without stopping the rest.

    Args:
        duty: What there is to see to.
        now: The instant, by the clock on the wall.
        is_clock_steady: Whether that clock is believed. While it is not, no job is claimed: the
            week that it tells may be wrong.
        afresh: Visit every account, whatever the slots say: the clock has just jumped.
    """
    steps = [partial(_see_to, duty, account, now, afresh=afresh) for account in duty.accounts]
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


def _see_to(duty: Schedule, account: Account, now: datetime, *, afresh: bool) -> None:
    """Write what an account has missed, and visit it if it is due."""
    if account.closed is not None and account.closed < local_day(now, duty.zone):
        return
    current = slot_at(now, duty.length)
    since = duty.written_until.get(account.name)
    if since is not None and since > current:
        since = None  # the clock was set back: rows beyond now say nothing of those before it
    on_file = replace(
        duty.desk.on_file(account, now, since),
        posts_wanted_at=duty.posts_wanted_at.get(account.name),
    )
    silence = LONG_AGO if afresh else duty.workers.silence(account.name)
    todo = due(on_file, now, duty.length, silence=silence)
    if todo.missed:
        hangs = duty.workers.is_busy(account.name)
        reason = Reason.UNAVAILABLE if hangs else Reason.DOWN
        duty.desk.keep_missed(account, todo.missed, reason)
        logger.warning("slots missed", extra={"account": account.name, "slots": len(todo.missed)})
    if todo.waits_for and on_file.current is None:
        duty.desk.keep_missed(account, [current], todo.waits_for.reason)
    duty.written_until[account.name] = current
    if todo.visit:
        duty.workers.start(account.name, lambda: _visit(duty, account), VISIT_DEADLINE_S)


def _visit(duty: Schedule, account: Account) -> None:
    duty.posts_wanted_at[account.name] = None
    duty.posts_wanted_at[account.name] = duty.visit(account)


def _do_jobs(duty: Schedule, now: datetime) -> None:
    """Claim the jobs that are due and that somebody does, and let them be done."""
    for job in due_jobs(now, duty.zone, *duty.letter):
        runner = duty.runners.get(job.kind)
        if runner is None or job in duty.settled or duty.workers.is_busy(job.kind):
            continue
        if duty.desk.claim(job, now):
            work = _work(duty, runner, job)
            duty.workers.start(job.kind, work, JOB_DEADLINE_S)
        duty.settled.add(job)


def _work(duty: Schedule, runner: Runner, job: Job) -> Callable[[], None]:
    """A job from its beginning to the word on file of how it ended."""

    def carry_out() -> None:
        reason = None
        try:
            runner(job)
        except HasilaError as error:
            logger.error("%s failed: %s", job.kind, error)  # noqa: TRY400 - as above
            reason = str(error)
        except Exception:
            _end(duty, job, "it met an error of the program's own")
            raise
        _end(duty, job, reason)

    return carry_out


def _end(duty: Schedule, job: Job, reason: str | None) -> None:
    """Write down that a job has ended. Where that fails, the next start writes that it did."""
    try:
        duty.desk.end(job, duty.clock(), reason)
    except HasilaError as error:
        logger.error("%s: its end is not on file: %s", job.kind, error)  # noqa: TRY400
