"""Who does the jobs: what is done once a day or once a week, by a daemon or by workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from metrics.jobs import Job, JobKind
from settings import Settings
from storage import Store
from watch import nightly, tokens
from watch.history import ask_daily
from watch.letters import LetterJob
from watch.observations import Judge
from watch.scheduler import Runner


@dataclass(slots=True)
class JobRunners:
    """Who does which job in this process."""

    config: Path
    store: Store
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    """A clock that nobody sets."""
    judge: Judge
    news: Callable[[], None]
    """Is called when something has ended that may change what people are told."""
    letters: LetterJob = field(init=False)
    reports: LetterJob = field(init=False)

    def __post_init__(self) -> None:
        post = partial(LetterJob, self.config, self.store, self.clock, self.seconds)
        self.letters, self.reports = post(), post(kind=JobKind.REPORT)

    def runners(self, settings: Settings) -> Mapping[JobKind, Runner]:
        """Who does each kind of job, by some settings."""
        return {
            JobKind.BACKUP: partial(self._tend, settings),
            JobKind.TOKENS: partial(self._check_tokens, settings),
            JobKind.LETTER: partial(self.letters.send, settings),
            JobKind.REPORT: self.reports.make,
            JobKind.HISTORY: partial(self._ask_history, settings),
        }

    def end(self) -> None:
        """Start no child any more, and tell one at work to begin no further letter."""
        self.letters.end()
        self.reports.end()

    def _tend(self, settings: Settings, _: Job) -> None:
        try:
            nightly.tend(self.store, settings, self.clock())
            self.judge.damage = None
        except nightly.Damaged as error:
            self.judge.damage = error.phrase
            raise
        finally:
            self.news()

    def _ask_history(self, settings: Settings, _: Job) -> None:
        """Let the platforms tell the days that passed while nobody asked, or before we began."""
        ask_daily(self.store, settings, self.clock)

    def _check_tokens(self, settings: Settings, _: Job) -> None:
        tokens.check(self.store, settings, self.clock())
        self.news()
