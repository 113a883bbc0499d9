"""The log: one line an event, key=value, on stderr, without a secret in it.

    at=2026-11-21T10:00:00.123Z level=INFO logger=watch.visits message="visit kept" account=dgsn-x

What a caller passes as `extra` stands behind the message under its own keys. Redaction sits in
the formatter: a filter sees neither the arguments put into the message nor the traceback.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Protocol, TextIO

from metrics.platforms import PLATFORMS
from settings import Secret
from settings.redaction import redact

TALKATIVE = (
    "PIL",
    "alembic",
    "asyncio",
    "fontTools",
    "matplotlib",
    "procrastinate",
    "requests",
    "schedule",
    "sqlalchemy",
    "urllib3",
)
"""Libraries that say too much below WARNING, beside those through which platforms are read."""
LONGEST_VALUE = 16_000
"""Characters of one value; a longer one, such as an endless traceback, loses its middle."""
BARE = re.compile(r"[^\s\"'=\\]+")
"""A value that needs no quotes."""
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""The attributes that every record has: the rest of them are a caller's `extra`."""

logger = logging.getLogger(__name__)


class Keeper(Protocol):
    """Whoever knows the secrets of this moment: the settings."""

    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that can be read just now."""


class LineFormatter(logging.Formatter):
    """Turns a record into one line from which every secret is blotted out."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._known: frozenset[Secret] = frozenset()

    def reload(self, keeper: Keeper) -> None:
        """Ask new settings for the secrets from now on; the former secrets stay secret."""
        self._known |= frozenset(self._keeper.secrets())
        self._keeper = keeper

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        # Looked up for each line, for a secret's file may change at any time.
        self._known |= frozenset(self._keeper.secrets())
        secrets = self._known
        # Blotted before it is quoted, when a token still stands as its library wrote it; and
        # once more as a whole, where a key such as access_token= tells what its value is.
        pairs = ((key, redact(value, secrets)) for key, value in self._pairs(record))
        return redact(" ".join(f"{key}={_shown(value)}" for key, value in pairs), secrets)

    def _pairs(self, record: logging.LogRecord) -> Iterator[tuple[str, str]]:
        at = datetime.fromtimestamp(record.created, UTC)
        yield "at", at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        yield "level", record.levelname
        yield "logger", record.name
        if record.threadName != threading.main_thread().name:
            yield "thread", str(record.threadName)
        yield "message", record.getMessage()
        yield from ((key, str(value)) for key, value in vars(record).items() if key not in ORDINARY)
        if record.exc_info:
            yield "trace", self.formatException(record.exc_info)
        if record.stack_info:
            yield "stack", record.stack_info


def set_up(keeper: Keeper, stream: TextIO, *, verbose: bool = False) -> LineFormatter:
    """Send everything that is logged, warned of or not caught to a stream, in redacted lines.

    Returns the formatter, whose `reload` takes new settings. A line that cannot be written (a
    full disk, a reader who has gone) is lost and stops nothing.
    """
    formatter = LineFormatter(keeper)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]  # a second one would print the same lines unredacted
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    sdks = (name for platform in PLATFORMS.values() for name in platform.talkative)
    for name in (*TALKATIVE, *sdks):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_of_thread
    return formatter


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logger.critical("uncaught error", exc_info=(kind, error, trace))


def _log_of_thread(uncaught: threading.ExceptHookArgs) -> None:
    error = uncaught.exc_value
    if error is not None and not isinstance(error, SystemExit):
        logger.critical(
            "uncaught error in a thread", exc_info=(type(error), error, uncaught.exc_traceback)
        )


def _log_unraisable(lost: sys.UnraisableHookArgs) -> None:
    error = lost.exc_value
    if error is not None:
        logger.error("error in a finalizer", exc_info=(type(error), error, lost.exc_traceback))


def _shown(value: str) -> str:
    """A value as it stands on the line: on one line, quoted where it must be."""
    if len(value) > LONGEST_VALUE:
        half = LONGEST_VALUE // 2
        value = f"{value[:half]} … {value[-half:]}"
    if BARE.fullmatch(value) and value.isprintable():
        return value
    escaped = value.replace("\\", r"\\").replace('"', r"\"")
    # What does not print (line ends, a terminal's escapes, broken characters) is spelled out.
    signs = (sign if sign.isprintable() else ascii(sign)[1:-1] for sign in escaped)
    return '"' + "".join(signs) + '"'
