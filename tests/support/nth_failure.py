"""The Nth thing that a command asks of the world fails, once or for ever, while it runs here.

with SEAMS["statements"](office, post, nth=7, for_ever=False) as asked:
    result = office.run("collect")
if asked() < 7:  # it ran untouched

A seam is what stands between the program and the world: requests to platforms, SQL statements,
files, mail servers. Each of them is asked as always, and nothing of the program is replaced.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from sandbox import Fault
from tests.support.office import Office
from tests.support.post_office import PostOffice

Asked = Callable[[], int]
"""How many there were so far."""
REFUSALS: tuple[dict[str, Any], ...] = (
    {"reset": True},
    {"status": 503},
    {"truncate": 20},
    {"status": 200, "body": "<html><h1>Sign in</h1></html>"},
    {"alter": lambda _: {}},
    {"status": 429, "body": {"title": "Too Many Requests"}},
)
"""In which ways a platform's answer fails: by turns."""
FILE_ERRORS = (errno.ENOSPC, errno.EACCES, errno.EIO)


@dataclass
class Counter:
    """Counts what is asked, and tells which shall fail."""

    nth: int
    for_ever: bool
    asked: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def fails(self) -> bool:
        """Count one more, and tell whether it fails."""
        with self._lock:
            self.asked += 1
            return self.asked == self.nth or (self.for_ever and self.asked > self.nth)


@contextmanager
def _failing_requests(
    office: Office, _: PostOffice, nth: int, *, for_ever: bool
) -> Iterator[Asked]:
    before = len(office.sandbox.requests)
    how = REFUSALS[nth % len(REFUSALS)]
    office.sandbox.faults.add(Fault(after=nth - 1, times=None if for_ever else 1, **how))
    try:
        yield lambda: len(office.sandbox.requests) - before
    finally:
        office.sandbox.faults.clear()


@contextmanager
def _failing_statements(
    _: Office, _post: PostOffice, nth: int, *, for_ever: bool
) -> Iterator[Asked]:
    """Statements and commits, of whichever engine."""
    counter = Counter(nth, for_ever)

    def refuse(*_: Any) -> None:
        if counter.fails():
            why = sqlite3.OperationalError("disk I/O error")
            why.sqlite_errorname, why.sqlite_errorcode = "SQLITE_IOERR", sqlite3.SQLITE_IOERR
            raise OperationalError("planted", None, why)

    event.listen(Engine, "before_cursor_execute", refuse)
    event.listen(Engine, "commit", refuse)
    try:
        yield lambda: counter.asked
    finally:
        event.remove(Engine, "before_cursor_execute", refuse)
        event.remove(Engine, "commit", refuse)


class _FileDoor:
    """Hears of every file that Python opens to write, renames or removes in a folder.

    What is heard (`sys.addaudithook`) can never be unheard: it does nothing while nobody listens.
    """

    counter: Counter | None = None
    folder = ""

    def hear(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Let it fail where it shall, as the system would."""
        if self.counter is None or name not in {"open", "os.rename", "os.remove", "os.mkdir"}:
            return
        place = arguments[0]
        if not isinstance(place, str | os.PathLike) or not os.fspath(place).startswith(self.folder):
            return
        reads = name == "open" and not (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        if not reads and self.counter.fails():
            number = FILE_ERRORS[self.counter.asked % len(FILE_ERRORS)]
            raise OSError(number, os.strerror(number), os.fspath(place))


_DOOR: list[_FileDoor] = []


@contextmanager
def _failing_files(office: Office, _: PostOffice, nth: int, *, for_ever: bool) -> Iterator[Asked]:
    if not _DOOR:
        _DOOR.append(_FileDoor())
        sys.addaudithook(_DOOR[0].hear)
    counter = Counter(nth, for_ever)
    _DOOR[0].folder, _DOOR[0].counter = str(office.folder), counter
    try:
        yield lambda: counter.asked
    finally:
        _DOOR[0].counter = None


@contextmanager
def _failing_writes(office: Office, _: PostOffice, nth: int, *, for_ever: bool) -> Iterator[Asked]:
    """Writes, syncs and removals as SQLite and Python ask them of the C library.

    Only in a process that was started with the failing disk (`failing_disk.c`) before it.
    """
    disk = ctypes.CDLL(None)
    disk.fail_at(os.fsencode(office.folder), nth, for_ever)
    try:
        yield lambda: int(disk.asked_so_far())
    finally:
        disk.fail_no_more()


@contextmanager
def _failing_mail(_: Office, post: PostOffice, nth: int, *, for_ever: bool) -> Iterator[Asked]:
    """The mail server drops the line instead of its Nth answer."""
    counter = Counter(nth, for_ever)
    post.drops = counter.fails
    try:
        yield lambda: counter.asked
    finally:
        post.drops = lambda: False


Failing = Callable[..., AbstractContextManager[Asked]]
SEAMS: dict[str, Failing] = {
    "requests": _failing_requests,
    "statements": _failing_statements,
    "files": _failing_files,
    "writes": _failing_writes,
    "mail": _failing_mail,
}


def failing_disk(folder: Path) -> Path | None:
    """The library that makes writes fail, compiled into a folder; None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = folder / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library
