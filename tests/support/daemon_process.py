"""The daemon as a process of its own: started, listened to, killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
FAKETIME = next((str(path) for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), "")
"""libfaketime, where it is installed (Debian: apt install libfaketime)."""
FAST = """
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from settings import load
from storage import Store
from storage.accounts import enrol
from watch import lock, log
from watch.daemon import Daemon
from watch.signals import Signals

config, begin, speed = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
started = time.monotonic()

def seconds():
    return speed * (time.monotonic() - started)

def clock():
    return datetime.fromtimestamp(begin + seconds(), UTC)

settings = load(config)
formatter = log.set_up(settings, sys.stderr)
with (
    Signals() as signals,
    lock.hold(settings),
    Store.open(settings.storage.url, zone=settings.zone()) as store,
):
    enrol(store, settings.accounts, clock())
    Daemon(config, settings, store, formatter, clock, seconds, speed, signals).run(1)
"""
"""The daemon by a clock that runs `speed` times as fast; it ticks once a (true) second."""


class Process:
    """A daemon under way. Its log is read as it comes."""

    def __init__(self, popen: subprocess.Popen[str]) -> None:
        self.popen = popen
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, pattern: str, times: int = 1) -> list[str]:
        """Wait until so many lines match; those that do."""
        with self._news:
            assert self._news.wait_for(
                lambda: len(self.matching(pattern)) >= times or not self._reader.is_alive(),
                PATIENCE_S,
            ), self.log
            found = self.matching(pattern)
        assert len(found) >= times, self.log
        return found

    def matching(self, pattern: str) -> list[str]:
        """The lines so far that match."""
        return [line for line in self.lines if re.search(pattern, line)]

    def send(self, number: int) -> None:
        """Send a signal."""
        self.popen.send_signal(number)

    def send_to_all(self, number: int) -> None:
        """Send a signal to the daemon and to what it has started, as systemd does."""
        os.killpg(self.popen.pid, number)

    def end(self, number: int = signal.SIGTERM, within_s: float = 10.0) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.send(number)
        code = self.popen.wait(within_s)
        self._reader.join(PATIENCE_S)
        return code

    @property
    def log(self) -> str:
        """All lines so far."""
        return "\n".join(self.lines)

    def _read(self) -> None:
        assert self.popen.stderr is not None
        for line in self.popen.stderr:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self._news.notify_all()


@contextmanager
def running(config: Path) -> Iterator[Process]:
    """The daemon as its users start it."""
    command = [sys.executable, "run_monitor.py", "--config", str(config), "run"]
    with _started(command) as process:
        yield process


@contextmanager
def working(config: Path, at_once: int = 2) -> Iterator[Process]:
    """A worker as its users start it."""
    command = [sys.executable, "run_monitor.py", "--config", str(config), "worker"]
    with _started([*command, f"--at-once={at_once}"]) as process:
        yield process


@contextmanager
def running_fast(config: Path, begin: float, speed: float) -> Iterator[Process]:
    """The daemon by a clock that begins at an instant (seconds since 1970) and runs fast."""
    with _started([sys.executable, "-c", FAST, str(config), str(begin), str(speed)]) as process:
        yield process


@contextmanager
def running_astray(config: Path, shift: Path) -> Iterator[Process]:
    """The daemon by a wall clock that is as far off as a file says: +365d, -1d."""
    command = [sys.executable, "run_monitor.py", "--config", str(config), "run"]
    astray = {
        "LD_PRELOAD": FAKETIME,
        "FAKETIME_TIMESTAMP_FILE": str(shift),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with _started(command, **astray) as process:
        yield process


@contextmanager
def _started(command: list[str], **more: str) -> Iterator[Process]:
    environ = {**os.environ, "NOTIFY_SOCKET": "", "PYTHONPATH": str(ROOT), **more}
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environ, start_new_session=True
    ) as popen:
        try:
            yield Process(popen)
        finally:
            popen.kill()
