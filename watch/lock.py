"""One daemon at a time for one database.

The lock is the kernel's (flock): it ends with the process that holds it, however that process
ends. The file stays behind and means nothing by itself.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase
from settings import Settings


class AlreadyRunning(HasilaError):
    """Another daemon keeps this database."""

    is_temporary = True


class LockRefused(HasilaError):
    """The lock cannot be taken at all, for a reason of the file system's."""


@contextmanager
def hold(settings: Settings) -> Iterator[None]:
    """Be the one daemon for as long as the block lasts.

    Raises:
        AlreadyRunning: another process is.
        LockRefused: the place of the lock cannot be opened.
    """
    opened = _take(place_of(settings))
    try:
        yield
    finally:
        # By word, for a program that is just being started shares the descriptor for a moment.
        fcntl.flock(opened, fcntl.LOCK_UN)
        os.close(opened)


def place_of(settings: Settings) -> Path:
    """What is locked: a file beside the SQLite file, else the folder of config.toml itself.

    A folder needs no right to write, which a service has not where its settings are.
    """
    file = settings.storage.file
    return settings.folder if file is None else file.with_name(f"{file.name}.lock")


def _take(place: Path) -> int:
    """The lock's descriptor, locked. Programs that the daemon starts do not inherit it."""
    flags = os.O_RDONLY if place.is_dir() else os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    opened = None
    try:
        opened = os.open(place, flags | os.O_CLOEXEC, 0o600)
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if opened is not None:
            os.close(opened)
        if isinstance(error, BlockingIOError):
            raise AlreadyRunning(
                Phrase("another daemon is running: it holds the lock {place}", place=place)
            ) from None
        raise LockRefused(
            Phrase("the lock {place} cannot be taken: {why}", place=place, why=error.strerror)
        ) from None
    return opened
