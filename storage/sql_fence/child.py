"""A process that answers what it is sent by a pipe, and can be ended at any time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from storage.errors import StorageError

HERE = Path(__file__).parents[2]
"""The folder of the program."""
PROGRAM = "import sys; sys.path.insert(0, {!r}); from {} import {}; {}({}, *{!r})"
START_S = 60.0
"""Within which a process is ready, on a machine that is busy."""
READY = "ready"
"""What a process sends first."""


class ChildProcess:
    """A process that answers one thing after the other; it starts with the first.

    Whoever makes one closes it.

    Args:
        module: Where its function is.
        function: What it runs, with the number of its end of the pipe and the arguments. It sends
            `READY`, and then one answer for each thing that it receives.
        arguments: Numbers and texts.
        inherited: The names of what it sees of this process's environment; None: all of it.
    """

    def __init__(
        self,
        module: str,
        function: str,
        *arguments: int | str,
        inherited: Collection[str] | None = None,
    ) -> None:
        self._program = (str(HERE), module, function, function)
        self._arguments = arguments
        self._inherited = inherited
        self._asking = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def ask(self, sent: object, within_s: float) -> Any:
        """What the process answers.

        Raises:
            StorageError: no process can be started.
            EOFError: it did not answer within so many seconds, and was ended.
        """
        with self._asking:
            line = self._started()
            try:
                line.send(sent)
                return _received(line, within_s)
            except (EOFError, OSError):
                self._end()
                raise EOFError from None

    def close(self) -> None:
        """End the process, if it runs, whatever it is at."""
        if self._child is not None:
            self._child.kill()
        with self._asking:
            self._end()

    def _started(self) -> Connection:
        if self._line is not None and self._child is not None and self._child.poll() is None:
            return self._line
        self._end()
        try:
            return self._start()
        except (EOFError, OSError) as error:
            self._end()
            raise StorageError("no process could be started for the database") from error

    def _start(self) -> Connection:
        self._line, theirs = Pipe()
        with theirs:
            handle = theirs.fileno()
            program = PROGRAM.format(*self._program, handle, self._arguments)
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=self._environ(),
                pass_fds=[handle],
            )
        _received(self._line, START_S)  # that it is ready
        return self._line

    def _environ(self) -> dict[str, str]:
        names = os.environ if self._inherited is None else self._inherited
        return {name: os.environ[name] for name in names if name in os.environ}

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._line = self._child = None


def _received(line: Connection, within_s: float) -> Any:
    if not line.poll(within_s):
        raise EOFError
    return line.recv()
