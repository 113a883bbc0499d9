"""Workers: a thread for each thing under way, so that nothing waits for another.

Each has a deadline. Whoever is at work for more than twice as long hangs where no timer reaches
it: the watchdog is then not fed any more, and systemd starts the daemon again.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from metrics.errors import HasilaError


class CutOff(HasilaError):
    """Work was told to end before it was done: it is taken up again."""


Work = Callable[[], None]
Clock = Callable[[], float]
M_ARENA_MAX = -8
"""Of mallopt(3)."""
HANGS_AFTER = 2
"""Deadlines after which a worker counts as hung."""

logger = logging.getLogger(__name__)


def steady_clock() -> float:
    """Seconds by a clock that nobody sets, and that goes on while the machine is suspended."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def in_a_thread(work: Work, name: str) -> None:
    """Do something beside everything else; the process does not wait for it when it ends."""
    threading.Thread(target=work, name=name, daemon=True).start()


def share_one_heap() -> None:
    """Let all threads of this process take their memory from one place.

    The C library gives each new thread a heap of its own, of which each keeps the most that any
    thread ever needed there: with a thread a visit a daemon grew for weeks.
    To be called before the first thread; where there is no such switch (musl), nothing happens.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


@dataclass(frozen=True, slots=True)
class _Task:
    begun: float
    deadline_s: float


@dataclass(slots=True)
class Workers:
    """Who is at work, and since when. Of each name one at a time."""

    clock: Clock = steady_clock
    pace: float = 1.0
    """Seconds of the clock in a true second, in which deadlines are given."""
    spawn: Callable[[Work, str], None] = in_a_thread
    ended: Work = lambda: None
    """Is called, by the worker, whenever something has ended."""
    _at_work: dict[str, _Task] = field(default_factory=dict, init=False)
    _begun: dict[str, float] = field(default_factory=dict, init=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, init=False)

    def start(self, name: str, work: Work, deadline_s: float) -> bool:
        """Begin something unless it is under way already; whether it was begun.

        An error of the work's ends in the log, and touches nobody else: a `HasilaError` as its
        sentence, any other with its traceback.
        """
        with self._changed:
            if name in self._at_work:
                return False
            begun = self._begun[name] = self.clock()
            self._at_work[name] = _Task(begun, deadline_s)
        self.spawn(lambda: self._do(name, work), name)
        return True

    def is_busy(self, name: str) -> bool:
        """Whether something is under way."""
        return name in self._at_work

    def silence(self, name: str) -> timedelta | None:
        """How long ago something was last begun; None if never."""
        begun = self._begun.get(name)
        return None if begun is None else timedelta(seconds=self.clock() - begun)

    def hung(self) -> tuple[str, ...]:
        """What should have ended long ago."""
        now = self.clock()
        with self._changed:
            return tuple(
                name
                for name, task in self._at_work.items()
                if now - task.begun > HANGS_AFTER * task.deadline_s * self.pace
            )

    def wait(self, seconds: float) -> tuple[str, ...]:
        """Wait until nothing is under way; what is, when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: not self._at_work, seconds)
            return tuple(self._at_work)

    def _do(self, name: str, work: Work) -> None:
        try:
            work()
        except CutOff as error:
            logger.info("%s: %s", name, error)
        except HasilaError as error:
            logger.error("%s failed: %s", name, error)  # noqa: TRY400 - the sentence says it all
        except Exception:
            logger.exception("%s went wrong", name)
        finally:
            with self._changed:
                del self._at_work[name]
                self._changed.notify_all()
            self.ended()
