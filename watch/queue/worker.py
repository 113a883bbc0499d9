"""A worker: one of several processes that keep one PostgreSQL between them.

Procrastinate deals out the work: it defers each minute once whatever the number of workers, lets
one visit of an account run at a time, tries again what failed, and tells which workers are gone.
What is due is decided where it always is, from the file and now (`watch.scheduler`); so a visit
that is dealt out twice finds nothing to do the second time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job as Deferred
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from metrics.errors import HasilaError
from metrics.jobs import Job, JobKind
from metrics.model import Account
from metrics.slots import next_due, slot_at
from metrics.texts.phrases import Phrase
from settings import Settings
from storage import StorageError, Store, slots, visits
from storage.jobs import is_done
from storage.queue.state import (
    SCHEMA,
    STALLED_S,
    engines_url,
    lay_queue,
    rescuers_turn,
    without_slot,
)
from watch import nightly, systemd
from watch.clock import Drift
from watch.job_runners import JobRunners
from watch.observations import Judge
from watch.scheduler import (
    JOB_DEADLINE_S,
    RESTS_S,
    VISIT_DEADLINE_S,
    Schedule,
    StoreDesk,
    carry_out_job,
    is_visit_due,
)
from watch.signals import Signals
from watch.visits import VisitRunner
from watch.workers import HANGS_AFTER, CutOff, Workers, share_one_heap, steady_clock

HEARTBEAT_S, LOOKED_EVERY_S = 5.0, 5.0
"""Between two signs of life, and two looks for what dead workers left behind."""
PATIENCE_S = 6.0
"""How long what is under way is waited for at the end; systemd is told of ten seconds."""
JUDGED_EVERY_MINUTES = 5
KEPT_HOURS = 72
"""How long the engine keeps what it has given up."""
EVERY_MINUTE = "* * * * *"
FIRST, SOON, USUAL = 20, 10, 0
"""Priorities: the minute itself, then jobs, then visits."""

logger = logging.getLogger(__name__)


class EngineLost(StorageError):
    """The queue's engine has ended by itself: its server went away."""

    is_temporary = True


class NotDone(Exception):
    """A job that failed or was cut off, for the engine to try again."""


class Rests(BaseRetryStrategy):
    """Tries again after these seconds, the last of them for ever, or so many times."""

    def __init__(self, seconds: tuple[float, ...], tries: int | None = None) -> None:
        self.seconds, self.tries = seconds, tries

    def get_retry_decision(
        self,
        *,
        exception: BaseException,  # noqa: ARG002 - the engine's signature
        job: Deferred,
    ) -> RetryDecision | None:
        """When a try that failed is followed by another; None gives it up."""
        if self.tries is not None and job.attempts >= self.tries:
            return None
        seconds = self.seconds[min(job.attempts, len(self.seconds) - 1)]
        return RetryDecision(retry_in={"seconds": int(seconds)})


SOON_AGAIN = Rests((10, 30, 60, 120), tries=4)
"""For visits whose database failed. Longer than a worker that was told to end lives on."""


@dataclass(slots=True)
class QueueWorker:
    """One process that works for a database, beside others."""

    config: Path
    settings: Settings
    store: Store
    at_once: int
    """How many visits and jobs it does at the same time."""
    clock: Callable[[], datetime]
    seconds: Callable[[], float] = steady_clock
    signals: Signals = field(default_factory=Signals)
    _jobs: JobRunners = field(init=False)
    _judge: Judge = field(init=False)
    _visitor: VisitRunner = field(init=False)
    _schedule: Schedule = field(init=False)
    _accounts: dict[str, Account] = field(init=False)
    _until: dict[str, float] = field(default_factory=dict, init=False)
    """When what is under way counts as hung, by its name."""

    def __post_init__(self) -> None:
        share_one_heap()
        settings = self.settings
        self._accounts = {account.name: account for account in settings.accounts}
        self._judge = Judge(self.store, self.clock, Drift(), self.seconds)
        self._jobs = JobRunners(
            self.config, self.store, self.clock, self.seconds, self._judge, lambda: None
        )
        self._visitor = VisitRunner(self.store, settings, self.clock)
        self._schedule = Schedule(
            desk=StoreDesk(self.store, settings.schedule.followers),
            workers=Workers(clock=self.seconds),
            clock=self.clock,
            accounts=settings.accounts,
            zone=settings.zone(),
            length=settings.schedule.followers,
            letter=(settings.schedule.letter.weekday, settings.schedule.letter.at),
            visit=self._visitor.visit,
            runners=self._jobs.runners(settings),
            reports={report.key: report.period for report in settings.report},
        )

    def run(self) -> None:
        """Work until a signal ends it. What is under way then is finished, or taken up by others.

        Raises:
            EngineLost: the queue cannot be reached any more.
            StorageError: its tables could not be made.
        """
        lay_queue(self.store, SchemaManager.get_schema(), version("procrastinate"))
        try:
            asyncio.run(self._serve())
        except ConnectorException as error:
            raise _lost(self.store) from error
        if not self.signals.is_ending():
            raise _lost(self.store)

    async def _serve(self) -> None:
        threads = ThreadPoolExecutor(self.at_once + 2, thread_name_prefix="work")
        asyncio.get_running_loop().set_default_executor(threads)
        app = self._app()
        async with app.open_async():
            at_work = asyncio.create_task(
                app.run_worker_async(
                    name=f"{socket.gethostname()}-{os.getpid()}",
                    concurrency=self.at_once,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=PATIENCE_S,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=float(STALLED_S),
                )
            )
            systemd.ready()
            systemd.status(f"works for {len(self._accounts)} accounts, {self.at_once} at once")
            logger.info("works", extra={"accounts": len(self._accounts), "at_once": self.at_once})
            await self._look_after(app, at_work)
            systemd.stopping()
            self._jobs.end()
            at_work.cancel()
            with suppress(asyncio.CancelledError):
                await at_work
        logger.info("ends")

    async def _look_after(self, app: App, at_work: asyncio.Task[None]) -> None:
        """Until the end: give systemd its sign of life, and take up what dead workers left."""
        looked_at = self.seconds() - LOOKED_EVERY_S
        while not (self.signals.is_ending() or at_work.done()):
            if self.seconds() - looked_at >= LOOKED_EVERY_S:
                looked_at = self.seconds()
                hung = [name for name, until in self._until.items() if until < looked_at]
                if hung:
                    logger.error("hangs: the watchdog is not fed", extra={"work": ",".join(hung)})
                else:
                    systemd.watchdog()
                await self._rescue(app)
            await asyncio.sleep(0.2)

    async def _rescue(self, app: App) -> None:
        """Let be done anew what workers had under way that are gone."""
        try:
            with rescuers_turn(self.store) as is_mine:
                if is_mine:
                    await _take_up_stalled(app)
        except (StorageError, ConnectorException) as error:
            logger.error("no look for what dead workers left: %s", error)  # noqa: TRY400

    def _app(self) -> App:
        """The engine with what it deals out."""
        options = f"-c search_path={SCHEMA} -c timezone=UTC"
        connector = PsycopgConnector(
            conninfo=engines_url(self.store),
            kwargs={"options": options, "connect_timeout": 10},
            min_size=1,
            max_size=self.at_once + 3,
        )
        app = App(connector=connector)

        @app.periodic(cron=EVERY_MINUTE)
        @app.task(name="minute", lock="minute", priority=FIRST, retry=SOON_AGAIN)
        async def minute(timestamp: int) -> None:
            await self._deal_out(app, timestamp)

        @app.task(name="visit", retry=SOON_AGAIN)
        async def visit(account: str) -> None:
            again_at = await asyncio.to_thread(self._visit, account)
            if again_at is not None:
                await _defer_visit(app, account, again_at)

        @app.task(name="job", priority=SOON, retry=Rests(RESTS_S))
        async def job(kind: str, key: str) -> None:
            await asyncio.to_thread(self._do, Job(JobKind(kind), key))

        @app.task(name="letters", priority=SOON)
        async def letters(kind: str) -> None:
            await asyncio.to_thread(self._send_again, JobKind(kind))

        @app.task(name="judge", priority=SOON, lock="judge")
        async def judge() -> None:
            await asyncio.to_thread(self._judge_all)

        return app

    async def _deal_out(self, app: App, timestamp: int) -> None:
        """Let be done what is due in a minute, each once: nobody else deals out meanwhile."""
        now, number = self.clock(), timestamp // 60
        waiting = await _waiting(app)
        await self._deal_visits(app, now, waiting)
        due = await asyncio.to_thread(self._jobs_to_do, now)
        for kind, key in due:
            if ("job", key, kind) not in waiting:
                await _defer(app, "job", f"job {kind}", kind=kind.value, key=key)
        for kind in (JobKind.LETTER, JobKind.REPORT):
            if ("letters", kind) not in waiting:
                await _defer(app, "letters", f"letters {kind}", kind=kind.value)
        if number % JUDGED_EVERY_MINUTES == 0 and ("judge",) not in waiting:
            await _defer(app, "judge", "judge")
        if number % 60 == 0:
            await app.job_manager.delete_old_jobs(
                KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
            )

    async def _deal_visits(self, app: App, now: datetime, waiting: set[tuple[str, ...]]) -> None:
        """Let every account be visited of whose slot nothing is on file: all of them, or none."""
        start = slot_at(now, self._schedule.length)
        names = await asyncio.to_thread(without_slot, self.store, list(self._accounts), start)
        jobs = [
            Deferred(
                queue="default",
                lock=f"visit {name}",
                queueing_lock=f"visit {name} {start:%Y-%m-%dT%H:%M}",
                task_name="visit",
                task_kwargs={"account": name},
            )
            for name in names
            if ("visit", name) not in waiting
        ]
        if jobs:
            with suppress(AlreadyEnqueued):
                await app.job_manager.batch_defer_jobs_async(jobs)

    def _jobs_to_do(self, now: datetime) -> list[tuple[JobKind, str]]:
        """The jobs that are due and not done; those that were not done in time have failed."""
        due = self._schedule.jobs_due(now)
        nightly.close_unfinished(self.store, now, due)
        return [(job.kind, job.key) for job in due if not is_done(self.store, job)]

    def _visit(self, name: str) -> datetime | None:
        """Visit an account if it is due; when to look again within this slot."""
        account = self._accounts.get(name)
        if account is None:  # of other settings: the workers that have them see to it
            return None
        with self._working(f"visit {name}", VISIT_DEADLINE_S):
            wanted_at = self._posts_wanted_at(account)
            self._schedule.posts_wanted_at[name] = wanted_at
            if is_visit_due(self._schedule, account, self.clock()):
                wanted_at = self._read(account)
        now, length = self.clock(), self._schedule.length
        kept = slots.on_file(self.store, account, now, length, since=slot_at(now, length))
        return next_due(replace(kept, posts_wanted_at=wanted_at), now, length)

    def _read(self, account: Account) -> datetime | None:
        try:
            return self._visitor.visit(account)
        except HasilaError as error:
            logger.error("visit not kept: %s", error, extra={"account": account.name})  # noqa: TRY400
            self._judge.mail_database_failure(self.settings, error)
            raise

    def _posts_wanted_at(self, account: Account) -> datetime | None:
        before = visits.last(self.store, account.name)
        return self._visitor.next_posts(account, before.at) if before else None

    def _do(self, job: Job) -> None:
        """Do a job that is due still and not done.

        Raises:
            NotDone: it failed, or was cut off.
        """
        now = self.clock()
        if job not in self._schedule.jobs_due(now) or not self._schedule.desk.claim(job, now):
            return
        with self._working(f"job {job.kind}", JOB_DEADLINE_S):
            runner = self._schedule.runners[job.kind]
            if not carry_out_job(self._schedule.desk, self.clock, runner, job):
                raise NotDone(f"{job.kind} of {job.key}")

    def _send_again(self, kind: JobKind) -> None:
        """Have letters sent that were put off."""
        post = self._jobs.letters if kind is JobKind.LETTER else self._jobs.reports
        with self._working(f"letters {kind}", JOB_DEADLINE_S), _logged(kind):
            post.try_again(self.settings)

    def _judge_all(self) -> None:
        """Open and close alerts, and tell people of them."""
        with self._working("judge", JOB_DEADLINE_S), _logged("judge"):
            self._judge.judge(self.settings)

    @contextmanager
    def _working(self, name: str, deadline_s: float) -> Iterator[None]:
        self._until[name] = self.seconds() + HANGS_AFTER * deadline_s
        try:
            yield
        finally:
            del self._until[name]


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """An error of what is done again anyhow ends in the log."""
    try:
        yield
    except CutOff as error:
        logger.info("%s: %s", what, error)
    except HasilaError as error:
        logger.error("%s failed: %s", what, error)  # noqa: TRY400 - the sentence says it all


def _lost(store: Store) -> EngineLost:
    return EngineLost(Phrase("{place}: the queue cannot be reached any more", place=store.place))


async def _waiting(app: App) -> set[tuple[str, ...]]:
    """What waits or is under way: the name of the task, then its words, sorted by their keys."""
    manager = app.job_manager
    waiting = [
        job for status in ("todo", "doing") for job in await manager.list_jobs_async(status=status)
    ]
    return {
        (job.task_name, *(str(job.task_kwargs[key]) for key in sorted(job.task_kwargs)))
        for job in waiting
    }


async def _take_up_stalled(app: App) -> None:
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
        values = {"work": job.task_name, **job.task_kwargs}
        logger.warning("taken up from a worker that is gone", extra=values)
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same waits already
            await manager.finish_job(job, Status.FAILED, delete_job=True)


async def _defer(app: App, task: str, lock: str, **words: Any) -> None:
    await app.configure_task(task, lock=lock).defer_async(**words)


async def _defer_visit(app: App, account: str, at: datetime) -> None:
    """Look at an account again at an instant; of several such words the first stands."""
    name = f"visit {account}"
    again = app.configure_task("visit", lock=name, queueing_lock=f"{name} again", schedule_at=at)
    with suppress(AlreadyEnqueued):
        await again.defer_async(account=account)
