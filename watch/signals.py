"""Signals: heard from a command's first line on, and an end that always comes in time.

What a signal asks for is noted by a thread, never by a handler: a handler runs in the middle of
whatever the main thread does, and would wait for ever for a lock that is held there.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn, Self

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})
MEANT = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
DAEMON = "HASILA_DAEMON"
"""In a child's environment: the process that started it, with which it is to end."""
PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""
END_S = 8.5
"""Seconds after which a daemon that was told to end is ended as it stands: people and systemd are
told of ten. The database rolls back what was cut off, as it does after a kill -9."""


class Signals:
    """What a process was told by SIGTERM and SIGINT (to end) and SIGHUP (to read again).

    To be entered by the main thread, which alone may. With `end_s` the process ends so many
    seconds after it was told to, whatever it is busy with: also where the block is left by then,
    and something else keeps the process.
    """

    def __init__(self, end_s: float | None = None) -> None:
        """`end_s`: seconds until the process is ended; None leaves it all its time."""
        self.news = threading.Event()
        """Set with each signal, and by whoever else has news for the main thread."""
        self._shall_end = False
        self._shall_reread = False
        self._end_s = end_s

    def is_ending(self) -> bool:
        """Whether the process is to end."""
        return self._shall_end

    def end(self) -> None:
        """Have the process end."""
        self._shall_end = True
        self.news.set()

    def reread(self) -> None:
        """Have the settings read again."""
        self._shall_reread = True
        self.news.set()

    def take_reread(self) -> bool:
        """Whether the settings are to be read again; asked once, it is seen to."""
        asked, self._shall_reread = self._shall_reread, False
        return asked

    def leave(self) -> NoReturn:
        """End the process now, without waiting for threads that are under way.

        An interpreter that is taken down while they run may hang, and then nothing ends it.
        """
        logging.shutdown()
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(0)

    def __enter__(self) -> Self:
        """Begin to listen."""
        ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)
        self._former_fd = signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        self._former = {number: signal.signal(number, _ignore) for number in MEANT}
        threading.Thread(target=self._listen, args=[ear], name="signals", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more. An end that was begun comes in time all the same."""
        for number, former in self._former.items():
            signal.signal(number, former)
        signal.set_wakeup_fd(self._former_fd)
        self._mouth.close()

    def _listen(self, ear: socket.socket) -> None:
        with ear:
            while numbers := ear.recv(64):
                for number in numbers:
                    self._note(number)

    def _note(self, number: int) -> None:
        if number == signal.SIGHUP:
            self.reread()
        elif number in ENDING:
            if self._end_s is not None and not self._shall_end:
                threading.Thread(target=_end_late, args=[self._end_s], daemon=True).start()
            self.end()


def end_with_parent() -> None:
    """Have this process told to end when the daemon that started it ends, however it does.

    A daemon that is killed with -9 can tell its children nothing: they would go on for minutes
    beside those of the next one. Linux tells them; where there is no such call nothing happens.
    It counts the thread that started the child, which therefore has to wait for it. Somebody
    else's children, whose environment does not name a daemon, are left alone.
    """
    parent = os.environ.get(DAEMON, "")
    if parent.isdecimal():
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it ended before this line
            os.kill(os.getpid(), signal.SIGTERM)


def _ignore(_: int, __: FrameType | None) -> None:
    """A handler there must be, or the signal would do what it does by itself."""


def _end_late(seconds: float) -> None:
    time.sleep(seconds)
    os._exit(0)
