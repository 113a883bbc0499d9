"""The process in which questions to a SQLite are asked, so that any of them can be ended.

A thread that is inside SQLite cannot be ended, and holds a lock that keeps writers out. A process
can: it sets itself an alarm that the system keeps, two seconds after the question was begun, and is
started anew for the next question. It writes no file, lest a sort fill the disk, and the system
gives it no more memory than a question and its answer need.
"""

from __future__ import annotations

import atexit
import resource
import signal
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from storage.sql_fence.child import READY, START_S, ChildProcess
from storage.sql_fence.rules import LAST_SECONDS, MEMORY, ROWS, FencedRows, QueryRefused
from storage.sql_fence.sqlite import open_fenced, plain_fence_words

Values = Sequence[Any] | Mapping[str, Any]
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "LD_PRELOAD")
"""Of the environment, in which secrets may stand that no question needs."""


@dataclass(frozen=True, slots=True)
class SqliteQuestion:
    """A question to the file of a SQLite."""

    path: Path
    sql: str
    values: Values = ()
    """Of its parameters."""
    most: int | None = None
    """How many rows are brought; None: as many as there is room for."""
    patience_s: float = 5.0
    """How long it waits for a writer to finish."""
    hidden: frozenset[str] = frozenset()
    """Tables of which nothing may be read."""


class QuestionProcess:
    """A process that answers one question after the other; it starts with the first.

    Whoever makes one closes it.

    Args:
        memory: Bytes that it may take beside what it has when it starts.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._child = ChildProcess(__name__, "answer_questions", memory, inherited=INHERITED)

    def ask(self, question: SqliteQuestion) -> FencedRows:
        """Put one question; no columns where it was none.

        Raises:
            sqlite3.Error, sqlite3.Warning, ValueError, MemoryError: as SQLite and Python say it;
                "interrupted" where the question took too long.
            StorageError: the file cannot be opened, or no process be started.
        """
        try:
            answer = self._child.ask(question, question.patience_s + LAST_SECONDS + START_S)
        except EOFError:
            raise sqlite3.OperationalError("interrupted") from None
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, FencedRows)  # noqa: S101  # `answer_questions` sends nothing else
        return answer

    def close(self) -> None:
        """End the process, if it runs, whatever it is at."""
        self._child.close()


QUESTIONS = QuestionProcess()
"""For the questions of this process."""
atexit.register(QUESTIONS.close)


def ask_sqlite(path: Path, sql: str) -> FencedRows:
    """Put one question to the file of a SQLite. See `storage.sql_fence.ask`.

    Raises:
        QueryRefused: it would do something else than read, or is no SQL.
        QueryStopped: it took too long, or too much room.
        StorageError: the database could not answer.
    """
    with plain_fence_words(path):
        answer = QUESTIONS.ask(SqliteQuestion(path.absolute(), sql, most=ROWS))
    if not answer.columns:
        raise QueryRefused("there is no question: write one SELECT")
    return answer


def answer_questions(handle: int, memory: int) -> None:
    """In the process: answer what comes by a pipe, until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to everybody
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system ends us, whatever we are at
    with suppress(OSError, ValueError):  # a unit of systemd may forbid to ask for it
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(OSError, ValueError):
        _limit_memory(memory)
    with Connection(handle) as line, suppress(EOFError, ConnectionError):
        line.send(READY)
        while True:
            question = line.recv()
            signal.setitimer(signal.ITIMER_REAL, question.patience_s + LAST_SECONDS)
            answer = _answer(question)
            signal.setitimer(signal.ITIMER_REAL, 0)
            line.send(answer)


def _limit_memory(more: int) -> None:
    """Let this process take so many bytes more; whatever asks for others ends in a MemoryError."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(question: SqliteQuestion) -> FencedRows | Exception:
    try:
        with closing(
            open_fenced(question.path, question.patience_s, question.hidden)
        ) as connection:
            signal.setitimer(signal.ITIMER_REAL, LAST_SECONDS)
            return _fetched(connection.execute(question.sql, question.values), question.most)
    except Exception as error:  # noqa: BLE001  # it is raised where the question was put
        return error


def _fetched(cursor: sqlite3.Cursor, most: int | None) -> FencedRows:
    rows: list[tuple[Any, ...]] = cursor.fetchall() if most is None else cursor.fetchmany(most + 1)
    columns = tuple(column[0] for column in cursor.description or ())
    return FencedRows(columns, tuple(rows[:most]), truncated=len(rows) > (most or len(rows)))
