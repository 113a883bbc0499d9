"""What happens at the door, gathered in memory and handed to the process that writes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Event, Lock, Thread

from storage import StorageError
from storage.door.access import ONE_BY_ONE, AccessLine
from storage.schema import AccessEvent
from web.entering.process import WritingProcess

GATHERED_S, LATER_S, CLOSING_S = 1.0, 300.0, 20.0
"""What happens is handed on so long after it began; where that failed, so long after; at the end
that is waited for so long."""
MOST_WAITING = 1_000
"""So many lines wait; what comes then is counted without name and address."""

LOG = logging.getLogger(__name__)
Key = tuple[AccessEvent, str | None, str | None, datetime | None]


class AccessBook:
    """The access log as the page writes it. Nobody who logs in waits for it.

    A flood of refused tries is a few counted lines, here and on file. Without a process nothing is
    kept but the page's own log. Whoever makes one closes it.
    """

    def __init__(self, process: WritingProcess | None, clock: Callable[[], datetime]) -> None:
        self._process = process
        self._clock = clock
        self._lock, self._handing = Lock(), Lock()
        self._lines: dict[Key, AccessLine] = {}
        self._something, self._closing = Event(), Event()
        self._thread: Thread | None = None
        self._has_failed = False

    def note(self, event: AccessEvent, who: str | None, address: str | None) -> None:
        """Count something that happened now."""
        if self._process is None:
            return
        now = self._clock()
        with self._lock:
            self._count(AccessLine(now, event, who, address, now))
            if self._thread is None:
                self._thread = Thread(target=self._hand_on, name="access", daemon=True)
                self._thread.start()
        self._something.set()

    def close(self) -> None:
        """Hand on what waits, and end."""
        self._closing.set()
        self._something.set()
        if self._thread is not None:
            self._thread.join(CLOSING_S)

    def _count(self, line: AccessLine) -> None:
        if len(self._lines) >= MOST_WAITING and _key(line) not in self._lines:
            line = replace(line, who=None, address=None)
        before = self._lines.get(_key(line))
        if before is not None:
            first, last = min(line.at, before.at), max(line.last_at, before.last_at)
            line = replace(line, at=first, last_at=last, times=before.times + line.times)
        self._lines[_key(line)] = line

    def _hand_on(self) -> None:
        """In a thread of its own: hand on what was gathered, until the page closes."""
        while not self._closing.is_set():
            self._something.wait()
            self._closing.wait(GATHERED_S)
            self._something.clear()
            if not self.hand_over() and not self._closing.is_set():
                self._closing.wait(LATER_S)
                self._something.set()
        self.hand_over()

    def waiting(self) -> tuple[AccessLine, ...]:
        """What is to be handed on still."""
        with self._lock:
            return tuple(self._lines.values())

    def hand_over(self) -> bool:
        """Have kept what waits; whether nothing is left."""
        with self._handing:
            return self._hand_over()

    def _hand_over(self) -> bool:
        with self._lock:
            lines, self._lines = tuple(self._lines.values()), {}
        if not lines:
            return True
        why = self._why_not(lines)
        if why is None:
            self._has_failed = False
            return True
        if not self._has_failed:
            LOG.warning("the access log cannot be kept for now: %s", why)
        self._has_failed = True
        with self._lock:
            for line in lines:
                self._count(line)
        return False

    def _why_not(self, lines: tuple[AccessLine, ...]) -> str | None:
        assert self._process is not None  # noqa: S101  # else nothing was counted
        try:
            answer = self._process.note(lines)
        except (EOFError, StorageError) as error:
            return str(error) or "the process that writes has ended"
        return None if answer is None else "; ".join(str(text) for _, text in answer.problems)


def _key(line: AccessLine) -> Key:
    """What is one line: the same once more, but of logins each is told alone."""
    is_alone = line.event in ONE_BY_ONE and line.who is not None
    return line.event, line.who, line.address, line.at if is_alone else None
