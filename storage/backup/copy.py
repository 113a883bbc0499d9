"""A SQLite file copied whole, even while others write, and checked before it gets its name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkstemp
from urllib.parse import quote

from metrics.texts.phrases import Phrase
from storage.errors import CorruptDatabase, file_words, plain_words

PATIENCE_S = 30.0
DRAFT = ".draft"
"""How the name of an unfinished copy ends. A copy that was cut off leaves one behind."""


def duplicate(source: Path, target: Path) -> None:
    """Copy a database to a file, in the place of whatever was there.

    The copy is opened, checked and compared with the original, row count by row count, and is on
    the disk when it gets its name: it is there whole or not at all.

    Raises:
        CorruptDatabase: the copy is not sound, so the original is not either.
        StorageError: the one cannot be read, or the other not be written.
    """
    with draft_of(target) as draft:
        counts = _copy(source, draft, target)
        with plain_words(str(target)):
            _compare(draft, counts, source)
        with file_words(str(target)):
            sync(draft)
            draft.replace(target)
            sync(target.parent)


def open_readonly(path: Path) -> sqlite3.Connection:
    """A connection through which nothing can be written."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=PATIENCE_S)


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The names of its tables."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in connection.execute(query)]


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A new file beside the target that nobody else can read; gone after the block."""
    with file_words(str(target)):
        opened, name = mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=DRAFT)
        os.close(opened)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
        Path(f"{name}-journal").unlink(missing_ok=True)


def _copy(source: Path, draft: Path, target: Path) -> dict[str, int]:
    """Copy one moment of a database; how many rows its tables had at that moment."""
    with closing(open_readonly(source)) as original, closing(sqlite3.connect(draft)) as copy:
        with plain_words(str(source)):
            original.execute("BEGIN")  # holds the moment for the counts and the copy
            counts = _row_counts(original)
        with plain_words(str(target)):
            original.backup(copy)
    return counts


def _compare(draft: Path, counts: dict[str, int], source: Path) -> None:
    with closing(open_readonly(draft)) as copy:
        verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        broken = copy.execute("PRAGMA foreign_key_check").fetchone()
        is_whole = _row_counts(copy) == counts
    if verdict != "ok" or broken or not is_whole:
        why = (
            verdict.splitlines()[-1]
            if verdict != "ok"
            else Phrase("references or rows are missing")
        )
        raise CorruptDatabase(
            Phrase("{source}: is damaged ({why}); no copy of it was kept", source=source, why=why)
        )


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a table's own name
        for name in tables_of(connection)
    }


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
