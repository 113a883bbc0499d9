"""What can go wrong with the database, each as one clear line: where, what, what to do.

StorageError
    DatabaseMissing, FolderMissing, Unreachable
    OlderDatabase, NewerDatabase, StrangeDatabase, CorruptDatabase, OldEngine
    ReadOnlyDatabase, DiskFull, DiskFailing, DatabaseLocked, InterruptedWrite, ReadTooLong
    RefusedValue, UnknownAccount, NeedsReason, NotAsSeen, TooManyLinks
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError

from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase


class StorageError(HasilaError):
    """The database could not do what was asked. `str()` is one line for people."""


class DatabaseMissing(StorageError):
    """A reader found no database."""


class FolderMissing(StorageError):
    """The folder in which the database shall lie does not exist."""


class Unreachable(StorageError):
    """The database, or its server, cannot be opened."""

    is_temporary = True


class OlderDatabase(StorageError):
    """A reader found a database that an older version left; readers never migrate."""


class NewerDatabase(StorageError):
    """A newer version has written the database."""


class StrangeDatabase(StorageError):
    """The file is a database of some other program."""


class CorruptDatabase(StorageError):
    """The file is damaged, or no database at all."""


class ImpossibleValueError(ValueError):
    """A value on file is none that could have been written: it was changed on the disk."""


class OldEngine(StorageError):
    """This Python's SQLite is too old."""


class ReadOnlyDatabase(StorageError):
    """The database, or its folder, may not be written."""


class DiskFull(StorageError):
    """The disk has no room left; what was on file is intact."""

    is_temporary = True


class DiskFailing(StorageError):
    """The disk did not take, or did not give, what it was asked for."""

    is_temporary = True


class DatabaseLocked(StorageError):
    """Another process held the database for too long."""

    is_temporary = True


class InterruptedWrite(StorageError):
    """A reader found a write that was cut off; the next writer rolls it back."""

    is_temporary = True


class ReadTooLong(StorageError):
    """A read was ended, as it would have kept writers waiting."""

    is_temporary = True


class RefusedValue(StorageError):
    """A value broke a rule of the schema; nothing of the transaction was kept."""


class TooManyLinks(StorageError):
    """So many links may be opened already that no other one is kept."""


class UnknownAccount(StorageError):
    """No account of that name is on file, or it contradicts the one that is."""


class NeedsReason(StorageError):
    """Another value is on file already: a correction needs a reason."""


class NotAsSeen(StorageError):
    """Something else is on file than whoever brings a row had before their eyes."""

    def __init__(self, words: str, on_file: int) -> None:
        super().__init__(words)
        self.on_file = on_file
        """The row that is in force; 0: there is none."""


Meaning = tuple[type[StorageError], str]

NOTHING_LOST = Phrase("nothing of this write was kept and what was on file is intact")

FULL: Meaning = (
    DiskFull,
    Phrase(
        "the disk is full; {intact}: make room, then run the command again", intact=NOTHING_LOST
    ),
)
FAILING: Meaning = (
    DiskFailing,
    Phrase(
        "the disk could not be read or written; {intact}: see what is wrong with it",
        intact=NOTHING_LOST,
    ),
)
CORRUPT: Meaning = (
    CorruptDatabase,
    Phrase("is damaged or is no database; it was left untouched: put a backup in its place"),
)
READ_ONLY: Meaning = (
    ReadOnlyDatabase,
    Phrase("may not be written: give this user the right to write the file and its folder"),
)
LOCKED: Meaning = (
    DatabaseLocked,
    Phrase(
        "another process holds it; {intact}: run the command again when it has finished",
        intact=NOTHING_LOST,
    ),
)
INTERRUPTED: Meaning = (
    InterruptedWrite,
    Phrase("holds a write that was cut off: run `collect` once, which rolls it back"),
)
READ_TOO_LONG: Meaning = (
    ReadTooLong,
    Phrase("it was read for so long that nobody could have written: the reading was ended"),
)

# The longest prefix of SQLite's own name of the error wins.
SQLITE_MEANINGS: dict[str, Meaning] = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FAILING,
    "SQLITE_CORRUPT": CORRUPT,
    "SQLITE_NOTADB": CORRUPT,
    "SQLITE_IOERR_CORRUPTFS": CORRUPT,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_READONLY_ROLLBACK": INTERRUPTED,
    "SQLITE_READONLY_RECOVERY": INTERRUPTED,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": (
        ReadOnlyDatabase,
        Phrase(
            "cannot be opened: give this user the right to read and write the file and its folder"
        ),
    ),
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_INTERRUPT": READ_TOO_LONG,
}
UNDECODABLE = "Could not decode to UTF-8"
"""How Python's driver begins of a text that was damaged on the disk; SQLite has no name for it."""
NO_WORD = re.compile(r" is not a valid \w+$")
"""How an enumeration says that a word is none of its own."""
FILE_MEANINGS: dict[int, Meaning] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EIO: FAILING,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
}
NOT_READY: Meaning = (
    Unreachable,
    Phrase("its server is not ready, or has gone; {intact}", intact=NOTHING_LOST),
)
POSTGRES_NOT_READY = ("08", "57P", "533")
"""How the codes begin of a server that starts, ends, or has too many connections."""
POSTGRES_MEANINGS: dict[str, Meaning] = {
    "53100": FULL,
    "58030": FAILING,
    "25006": READ_ONLY,
    "42501": READ_ONLY,
    "55P03": LOCKED,
    "XX001": CORRUPT,
    "XX002": CORRUPT,
}


@contextmanager
def plain_words(place: str) -> Iterator[None]:
    """Turn the engine's errors into `StorageError`s that name the place.

    Raises:
        StorageError: the engine refused; the original error is its cause.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise explain(error, place) from error
    except ValueError as error:
        if not _is_damage(error):
            raise
        kind, sentence = CORRUPT
        raise kind(Phrase("{place}: {sentence}", place=place, sentence=sentence)) from error
    except ArgumentError:  # its words may repeat what stands in the url
        raise StorageError(Phrase("{place}: its url cannot be understood", place=place)) from None
    except OverflowError as error:
        raise RefusedValue(
            Phrase(
                "{place}: a number of 2^63 or more; {intact}",
                place=place,
                intact=NOTHING_LOST,
            )
        ) from error


def _is_damage(error: ValueError) -> bool:
    """Whether a value on file is none that was written, or the schema is no text any more."""
    return isinstance(error, ImpossibleValueError | UnicodeDecodeError) or bool(
        NO_WORD.search(str(error))
    )


@contextmanager
def file_words(place: str) -> Iterator[None]:
    """Turn what a file system refuses into a `StorageError` that names the place.

    Raises:
        StorageError: it refused; the original error is its cause.
    """
    try:
        yield
    except OSError as error:
        unforeseen = (
            StorageError,
            Phrase("{why}; {intact}", why=error.strerror or str(error), intact=NOTHING_LOST),
        )
        kind, sentence = FILE_MEANINGS.get(error.errno or 0, unforeseen)
        raise kind(Phrase("{place}: {sentence}", place=place, sentence=sentence)) from error


def explain(error: DBAPIError | sqlite3.Error, place: str) -> StorageError:
    """The error in plain words, without any bound value."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    kind, sentence = _sqlite(cause) if isinstance(cause, sqlite3.Error) else _postgres(cause)
    return kind(Phrase("{place}: {sentence}", place=place, sentence=sentence))


def _sqlite(error: sqlite3.Error) -> Meaning:
    name: str = getattr(error, "sqlite_errorname", "")
    fitting = [known for known in SQLITE_MEANINGS if name.startswith(known)]
    if fitting:
        return SQLITE_MEANINGS[max(fitting, key=len)]
    if str(error).startswith(UNDECODABLE):  # and goes on with the text itself
        return CORRUPT
    return _unforeseen(error, refused=isinstance(error, sqlite3.IntegrityError))


def _postgres(error: BaseException | None) -> Meaning:
    state = getattr(error, "sqlstate", None) or ""
    if not state:  # the server was never reached, or has gone
        return Unreachable, Phrase("cannot be reached: {why}", why=_first_line(error))
    if state.startswith(POSTGRES_NOT_READY):
        return NOT_READY
    return POSTGRES_MEANINGS.get(state) or _unforeseen(error, refused=state[:2] in ("22", "23"))


def _unforeseen(error: BaseException | None, *, refused: bool) -> Meaning:
    if refused:
        return RefusedValue, Phrase(
            "refused a value; {intact} ({why})", intact=NOTHING_LOST, why=_first_line(error)
        )
    return StorageError, Phrase("{why}; {intact}", why=_first_line(error), intact=NOTHING_LOST)


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["unknown error"])[0]
