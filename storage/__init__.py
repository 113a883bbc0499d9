"""The readings on file: SQLite by default, PostgreSQL by url. Rows never leave this room.

Whoever names one account that was never enrolled gets `UnknownAccount`, whether he writes or
asks, for one thing or for a list: a wrong name is never an empty answer. An account of the
settings that no visit has come to yet is asked of by `accounts.if_enrolled`. What is asked of
several accounts, or of all, is answered of those on file.
"""

from storage.errors import (
    CorruptDatabase,
    DatabaseLocked,
    DatabaseMissing,
    DiskFailing,
    DiskFull,
    FolderMissing,
    InterruptedWrite,
    NeedsReason,
    NewerDatabase,
    OldEngine,
    OlderDatabase,
    ReadOnlyDatabase,
    ReadTooLong,
    RefusedValue,
    StorageError,
    StrangeDatabase,
    UnknownAccount,
    Unreachable,
)
from storage.store import Store

__all__ = [
    "CorruptDatabase",
    "DatabaseLocked",
    "DatabaseMissing",
    "DiskFailing",
    "DiskFull",
    "FolderMissing",
    "InterruptedWrite",
    "NeedsReason",
    "NewerDatabase",
    "OldEngine",
    "OlderDatabase",
    "ReadOnlyDatabase",
    "ReadTooLong",
    "RefusedValue",
    "StorageError",
    "Store",
    "StrangeDatabase",
    "UnknownAccount",
    "Unreachable",
]
