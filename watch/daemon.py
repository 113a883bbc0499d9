"""The daemon: it ticks, hands what is due to workers, tells what must be told, and ends at once.

`schedule` ticks and does nothing else; what is due is told by the file (`watch.scheduler`).
Whatever goes wrong in a beat is logged, and the next beat comes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import schedule

from metrics.errors import HasilaError
from metrics.model import Account
from metrics.texts.phrases import Phrase
from settings import Problem, Settings, SettingsError, load
from storage import Store, accounts, visits
from watch import nightly, systemd
from watch.clock import Drift
from watch.job_runners import JobRunners
from watch.log import LineFormatter
from watch.observations import Judge
from watch.scheduler import VISIT_DEADLINE_S, Schedule, StoreDesk, rest, tick
from watch.signals import Signals
from watch.visits import VisitRunner
from watch.workers import Workers, share_one_heap, steady_clock

BEAT_S = 5
PATIENCE_S = 6.0
"""How long what is under way is waited for at the end; systemd is told of ten seconds."""
JUDGED_EVERY_S = 300.0
JUDGING, JUDGING_DEADLINE_S = "alerts", 150.0
PING_DEADLINE_S = 30.0

logger = logging.getLogger(__name__)


def read_clock() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Daemon:
    """One process that keeps one database."""

    config: Path
    settings: Settings
    store: Store
    formatter: LineFormatter | None = None
    clock: Callable[[], datetime] = read_clock
    seconds: Callable[[], float] = steady_clock
    pace: float = 1.0
    """Seconds of `seconds` in a true second: more than one where a test lets time fly."""
    signals: Signals = field(default_factory=Signals)
    """What tells it to end or to read its settings again; entered by whoever runs it."""
    workers: Workers = field(init=False)
    duty: Schedule = field(init=False)
    _drift: Drift = field(default_factory=Drift, init=False)
    _judge: Judge = field(init=False)
    _jobs: JobRunners = field(init=False)
    _judged_at: float | None = field(default=None, init=False)
    _news: threading.Event = field(default_factory=threading.Event, init=False)
    """Something has ended that may have changed what is to be told."""

    def __post_init__(self) -> None:
        share_one_heap()
        self.workers = Workers(clock=self.seconds, pace=self.pace, ended=self.signals.news.set)
        self._judge = Judge(self.store, self.clock, self._drift, self.seconds)
        self._jobs = JobRunners(
            self.config, self.store, self.clock, self.seconds, self._judge, self._news.set
        )
        self.duty = self._schedule(self.settings)
        now = self.clock()
        for job in nightly.close_unfinished(self.store, now, self.duty.jobs_due(now)):
            rest(self.duty, job)

    def run(self, beat_s: int = BEAT_S) -> None:
        """Beat until a signal ends it. What is under way then is finished, or rolled back."""
        systemd.ready()
        if not self.signals.is_ending():  # told so while it started
            self.workers.start("ping", partial(self._judge.begin, self.settings), PING_DEADLINE_S)
            self._beat_on(beat_s)
        systemd.stopping()
        self._jobs.end()
        left = self.workers.wait(PATIENCE_S)
        logger.info("ends", extra={"left_behind": ",".join(left)} if left else {})

    def beat(self) -> None:
        """See to what is due, have it judged, and say that all of this lives."""
        now = self.clock()
        jump = self._drift.look(now, self.seconds())
        if jump is not None:
            logger.error("the clock has jumped", extra={"by": jump})
            self._news.set()
        steady = self._drift.is_steady
        for trouble in tick(self.duty, now, is_clock_steady=steady, afresh=jump is not None):
            self._mail_database_failure(trouble)
        if self._drift.is_steady:
            self._jobs.letters.look(self.workers, self.settings)
            self._jobs.reports.look(self.workers, self.settings)
        self._have_it_judged()
        hung = self.workers.hung()
        if hung:
            logger.error("hangs: the watchdog is not fed", extra={"workers": ",".join(hung)})
        else:
            systemd.watchdog()

    def _beat_on(self, beat_s: int) -> None:
        ticker = schedule.Scheduler()
        ticker.every(beat_s).seconds.do(_safely, self.beat)
        _safely(self.beat)
        while not self.signals.is_ending():
            ticker.run_pending()
            # schedule looks at the wall alone: a clock that was set back would freeze it.
            if (ticker.idle_seconds or 0) > 2 * beat_s:
                ticker.clear()
                ticker.every(beat_s).seconds.do(_safely, self.beat)
            self.signals.news.wait(min(beat_s, max(0.0, ticker.idle_seconds or 0)))
            self.signals.news.clear()
            if self.signals.is_ending():
                return
            if self.signals.take_reread():
                self._reread()
            _safely(self._have_it_judged)

    def _have_it_judged(self) -> None:
        """Soon after something has ended, and every few minutes."""
        seconds = self.seconds()
        is_old = self._judged_at is None or seconds - self._judged_at >= JUDGED_EVERY_S
        if (is_old or self._news.is_set()) and not self._is_under_way():
            self._news.clear()
            self._judged_at = seconds
            work = partial(self._judge.judge, self.settings)
            self.workers.start(JUDGING, work, JUDGING_DEADLINE_S)

    def _mail_database_failure(self, trouble: HasilaError) -> None:
        """Tell that the database fails, by a worker: a mail server may be slow."""
        self.workers.start(
            "cry",
            partial(self._judge.mail_database_failure, self.settings, trouble),
            JUDGING_DEADLINE_S,
        )

    def _is_under_way(self) -> bool:
        """Whether a visit may yet turn a condition, or the last judgement lasts."""
        limit = timedelta(seconds=VISIT_DEADLINE_S * self.pace)
        names = (account.name for account in self.settings.accounts)
        silences = (self.workers.silence(name) for name in names if self.workers.is_busy(name))
        young = any(silence is not None and silence < limit for silence in silences)
        return young or self.workers.is_busy(JUDGING)

    def _schedule(self, settings: Settings) -> Schedule:
        """What there is to see to by some settings.

        Raises:
            StorageError: when posts want to be read again could not be looked up.
        """
        visitor = VisitRunner(self.store, settings, self.clock)
        duty = Schedule(
            desk=StoreDesk(self.store, settings.schedule.followers),
            workers=self.workers,
            clock=self.clock,
            accounts=settings.accounts,
            zone=settings.zone(),
            length=settings.schedule.followers,
            letter=(settings.schedule.letter.weekday, settings.schedule.letter.at),
            visit=partial(self._visit, visitor),
            runners=self._jobs.runners(settings),
            reports={report.key: report.period for report in settings.report},
        )
        for account in settings.accounts:
            before = visits.last(self.store, account.name)
            if before is not None:
                wanted = visitor.next_posts(account, before.at)
                duty.posts_wanted_at[account.name] = wanted
        status = f"reads {len(settings.accounts)} accounts every {settings.schedule.followers}"
        systemd.status(status)
        return duty

    def _reread(self) -> None:
        """Read the settings again; those in force stay if the new ones are wrong."""
        systemd.reloading()
        try:
            fresh = load(self.config)
            if fresh.storage.url != self.settings.storage.url:
                problem = Problem("storage.url", Phrase("cannot change while the daemon runs"))
                raise SettingsError([problem])
            accounts.enrol(self.store, fresh.accounts, self.clock())
            duty = self._schedule(fresh)
        except HasilaError as error:
            self._judge.unread = Phrase(
                "The settings in force are the former ones: {problem}", problem=error.phrase
            )
            logger.error("settings not taken: %s", error)  # noqa: TRY400 - the sentence is all
        else:
            self._judge.unread, self.settings, self.duty = None, fresh, duty
            if self.formatter is not None:
                self.formatter.reload(fresh)
            logger.info("settings read again")
        self._news.set()
        systemd.ready()

    def _visit(self, visitor: VisitRunner, account: Account) -> datetime | None:
        """A visit whole. What the database could not keep is cried about, not only logged."""
        try:
            return visitor.visit(account)
        except HasilaError as error:
            logger.error("visit not kept: %s", error, extra={"account": account.name})  # noqa: TRY400
            self._mail_database_failure(error)
            return None
        finally:
            self._news.set()


def _safely(step: Callable[[], None]) -> None:
    try:
        step()
    except HasilaError as error:
        logger.error("a beat failed: %s", error)  # noqa: TRY400 - the sentence says it all
    except Exception:
        logger.exception("a beat went wrong")
