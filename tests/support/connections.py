"""Every SQLite connection that the tests open, until it is closed.

Python 3.13 warns of a connection that is collected open, in whatever test happens to run by then;
an older Python says nothing. Here each is known from its beginning, on every Python, so that the
test that opened it is the one that fails.
"""

from __future__ import annotations

import gc
import sqlite3
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection and where the program, or a test, opened it."""

    connection: sqlite3.Connection
    place: str

    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        try:
            return self.connection.total_changes >= 0
        except sqlite3.ProgrammingError:  # closed, or it never opened
            return False

    def references(self) -> int:
        """How many there are to it, its own to itself among them."""
        return sys.getrefcount(self.connection)


class Connections:
    """The connections that are open."""

    def __init__(self) -> None:
        self._opened: list[Opened] = []
        alone = Opened(sqlite3.connect(":memory:"), "")
        self._unheld = alone.references()
        """The references to a connection that nobody holds but its record here."""
        alone.connection.close()

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What Python tells of itself: an audit hook."""
        if event == "sqlite3.connect/handle":
            self._opened.append(Opened(arguments[0], _place(sys._getframe(1))))

    def count(self) -> int:
        """How many are open."""
        self._opened = [opened for opened in self._opened if opened.is_open()]
        return len(self._opened)

    def close_unheld(self, known: int = 0) -> list[str]:
        """Close those that nobody holds any more; where they were opened.

        Beyond `known`, the number that was open before, those in rings of references count too.
        """
        if self.count() > known:
            gc.collect()
        unheld = [opened for opened in self._opened if opened.references() <= self._unheld]
        self._opened = [opened for opened in self._opened if opened not in unheld]
        return _close(unheld)

    def close_all(self) -> list[str]:
        """Close whatever is open; where each was opened."""
        self.count()
        return _close(self._opened)


def _close(leaked: list[Opened]) -> list[str]:
    places = [opened.place for opened in leaked]
    for opened in leaked:
        with suppress(sqlite3.ProgrammingError):  # it may belong to another thread
            opened.connection.close()
    return places


def _place(frame: FrameType | None) -> str:
    """The innermost lines of ours, `file:line`, that led to a connection."""
    lines: list[str] = []
    while frame is not None and len(lines) < 3:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts:
            lines.append(f"{path.relative_to(ROOT)}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(lines)
