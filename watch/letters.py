"""The post: the week's letters, drawn and sent by a process of their own.

Drawing takes memory that Python never gives back, so a child does it and ends. Whatever becomes of
the child, the outbox in the database knows how far each letter has come.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NoReturn

from metrics.errors import HasilaError
from metrics.jobs import Job, JobKind
from metrics.texts.phrases import Phrase
from settings import Settings
from storage import Store, outbox
from storage.outbox import BROKEN_AFTER, NO_RECIPIENT, LetterRecord
from storage.schema import State
from watch.scheduler import JOB_DEADLINE_S
from watch.signals import DAEMON
from watch.workers import CutOff, Workers

DOOR = Path(__file__).parents[1] / "run_monitor.py"
DEADLINE_S = 540.0
"""How long a child may take; a job may take a little longer."""
LOOKED_EVERY_S = 60.0
REST_S = 900.0
"""How long no child is started after one that failed, for the next would fail like it."""
TOLD_TO_END = frozenset({-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})
"""Exit codes of a child that was ended from outside before it could heed it, as systemd does."""
SUCCESSES = frozenset({0, 1})
"""Exit codes of a child that did its work; 1: not every letter was accepted."""
LEFT_FOR_LATER = 3
"""Exit code of a child that was told to end before a report was written."""
REPORT_LABEL = " "
"""Between the key of a report and its days; no week holds one."""
LOGGED = "at="
"""How a line of the log begins."""
UNCAUGHT = 'message="uncaught error"'
"""In the line that holds the traceback of what nobody caught; its last line is the error."""
NOT_FOR_CHILDREN = frozenset({"NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"})
"""What systemd tells the daemon alone."""

logger = logging.getLogger(__name__)


class NotPosted(HasilaError):
    """The letters of a week could not be written."""


@dataclass(slots=True)
class LetterJob:
    """Who has letters sent, one child at a time: the workers's name for it sees to that."""

    config: Path
    store: Store
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    """A clock that nobody sets."""
    door: Path = DOOR
    deadline_s: float = DEADLINE_S
    kind: JobKind = JobKind.LETTER
    """Whether these are the week's letters, or the reports of the institution's own."""
    _looked_at: float | None = field(default=None, init=False)
    _rests_until: float = field(default=0.0, init=False)
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _is_ending: bool = field(default=False, init=False)

    def send(self, settings: Settings, job: Job) -> None:
        """Have the letters of a week sent.

        Raises:
            NotPosted: they could not be written; why, in a sentence.
            CutOff: told to end, the child put none of them into the outbox.
        """
        if settings.mail is None or not settings.mail.recipient:
            logger.info("no letter: config.toml names nobody to send it to")
            return
        self._spawn(job.key)
        if not outbox.outbox(self.store, job.key):
            raise CutOff(Phrase("the letters of {key} are left for later", key=job.key))

    def make(self, job: Job) -> None:
        """Have a report written into its folder and sent.

        Raises:
            NotPosted: it could not be; why, in a sentence.
            CutOff: told to end, the child did not get so far.
        """
        self._spawn(job.key)

    def end(self) -> None:
        """Start no child any more, and tell one at work to begin no further letter."""
        self._is_ending = True
        if self._child is not None:
            with suppress(OSError):  # it has ended by itself
                self._child.terminate()

    def look(self, workers: Workers, settings: Settings) -> None:
        """Have somebody look, now and then, for letters that were put off."""
        seconds = self.seconds()
        rests = seconds < self._rests_until
        if rests or (self._looked_at is not None and seconds - self._looked_at < LOOKED_EVERY_S):
            return
        self._looked_at = seconds
        workers.start(self.kind, partial(self.try_again, settings), JOB_DEADLINE_S)

    def try_again(self, settings: Settings) -> None:
        """Settle what a killed child left behind, and have sent what has fallen due.

        Raises:
            NotPosted: a week's letters could not be written.
            CutOff: the child was told to end.
            StorageError: the database could not answer.
        """
        now = self.clock()
        for lost in outbox.settle_broken(self.store, now, BROKEN_AFTER):
            logger.error("unsure letter: %s, %s: %s", lost.week, lost.recipient, lost.detail)
        if settings.mail is None or not (settings.mail.recipient or settings.report):
            return
        keys = {report.key for report in settings.report}
        waiting = [
            envelope
            for envelope in outbox.due(self.store, now)
            if _kind_of(envelope.week) is self.kind
        ]
        for label, records in groupby(waiting, key=attrgetter("week")):
            if self.kind is JobKind.LETTER or _key_of(label) in keys:
                self._spawn(label)
            else:
                self._give_up(list(records), now)

    def _give_up(self, records: Sequence[LetterRecord], now: datetime) -> None:
        """Let go of what waits of a report that the settings do not hold any more."""
        for record in records:
            ticket = outbox.claim(self.store, record.week, record.recipient, now)
            if ticket is not None:
                outbox.ended(self.store, ticket, State.FAILED, NO_RECIPIENT, now)

    def _spawn(self, week: str) -> None:
        command = [sys.executable, str(self.door), "--config", str(self.config)]
        command += [*_command(week), "--send", "--due"]
        environ = {key: value for key, value in os.environ.items() if key not in NOT_FOR_CHILDREN}
        environ[DAEMON] = str(os.getpid())
        code, lines = self._wait_for(week, command, environ)
        if code in TOLD_TO_END or code == LEFT_FOR_LATER:
            raise CutOff(Phrase("the letters of {week} are left for later", week=week))
        has_crashed = any(UNCAUGHT in line for line in lines)  # of which Python makes a 1, too
        if code not in SUCCESSES or has_crashed:
            self._fail(week, lines, _reason(lines) or f"it ended with {code}")
        for line in lines:
            logger.info("letter: %s", line)

    def _wait_for(
        self, week: str, command: Sequence[str], environ: Mapping[str, str]
    ) -> tuple[int, list[str]]:
        """The exit code of a child, and what it said."""
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environ,
        ) as child:
            self._child = child
            if self._is_ending:
                child.terminate()
            try:
                _, words = child.communicate(timeout=self.deadline_s)
            except subprocess.TimeoutExpired:
                child.kill()
                _, words = child.communicate()
                why = f"not done in {self.deadline_s:.0f} seconds"
                self._fail(week, _lines(words), why)
            finally:
                self._child = None
        return child.returncode, _lines(words)

    def _fail(self, week: str, lines: list[str], why: str) -> NoReturn:
        for line in lines:
            logger.warning("letter: %s", line)
        self._rests_until = self.seconds() + REST_S
        raise NotPosted(
            Phrase("the letters of {week} could not be sent: {why}", week=week, why=why)
        )


def _kind_of(label: str) -> JobKind:
    """What the outbox keeps under a label: a week's letters, or those of a report on its days."""
    return JobKind.REPORT if REPORT_LABEL in label else JobKind.LETTER


def _key_of(label: str) -> str:
    """Of which report a label is."""
    return label.partition(REPORT_LABEL)[0]


def _command(label: str) -> list[str]:
    """The command that sends what the outbox keeps under a label."""
    key, is_report, days = label.partition(REPORT_LABEL)
    return ["report", key, "--for", days] if is_report else ["letter", "--week", label]


def _reason(lines: Sequence[str]) -> str | None:
    """The error's own sentence among what a child said; None where it said none.

    The log's lines begin with their time. What fails while the child ends, such as a finalizer, is
    logged after the sentence and is not why.
    """
    sentences = [line for line in lines if line.strip() and not line.startswith(LOGGED)]
    if sentences:
        return sentences[-1]
    uncaught = [line for line in lines if UNCAUGHT in line]
    return uncaught[-1].rstrip('"').rpartition(r"\n")[2] if uncaught else None


def _lines(output: bytes | None) -> list[str]:
    return (output or b"").decode("utf-8", "replace").splitlines()
