"""The readings on file: SQLite by default, PostgreSQL by url. Rows never leave this room."""

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
    "RefusedValue",
    "StorageError",
    "Store",
    "StrangeDatabase",
    "UnknownAccount",
    "Unreachable",
]
