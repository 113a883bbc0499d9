"""A PostgreSQL copied by its own tools, checked like a file, and put back in one transaction.

`pg_dump` copies one moment of the database; the archive is then read to its end by `pg_restore`,
and what it holds is compared with that moment, row count by row count. The tools are those that
`PATH` names; a password reaches them by their environment, never by an argument.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import URL, Connection, Engine

from metrics.texts.phrases import Phrase
from settings.redaction import blot, forms_of
from settings.secrets import Secret
from storage.backup.copy import draft_of, sync
from storage.engine import place_of
from storage.errors import FULL, CorruptDatabase, StorageError, file_words, plain_words
from storage.queue.state import SCHEMA
from storage.upgrade import VERSION_TABLE

MAGIC = b"PGDMP"
"""How an archive of `pg_dump` begins."""
TOOLS = ("pg_dump", "pg_restore", "psql")
PATIENCE = "30s"
NO_QUEUE = f"--exclude-schema={SCHEMA}"
"""What workers have to do follows from the rest: no copy holds it."""
BY_HAND = "pg_restore --clean --if-exists --single-transaction --dbname=DATABASE FILE"
ALL_TABLES = """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')
    AND relnamespace = current_schema()::regnamespace ORDER BY relname"""
ALL_VIEWS = ALL_TABLES.replace("'r', 'p'", "'v'")
COPIED = re.compile(r'COPY (?:"?\w+"?\.)?"?(\w+)"? \((.*)\) FROM stdin;')
NULL, END = "\\N", "\\."


class NoTools(StorageError):
    """The tools of PostgreSQL are not on this machine."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds, read to its end."""

    counts: dict[str, int] = field(default_factory=dict)
    """Rows, by table."""
    newest: dict[str, datetime] = field(default_factory=dict)
    """The latest instant of a column, by table, of those that were asked for."""
    versions: list[str] = field(default_factory=list)
    """Of the schema."""


def has_tools() -> bool:
    """Whether every tool is on this machine."""
    return all(map(shutil.which, TOOLS))


def require_tools(place: str, target: Path) -> None:
    """Refuse where one is missing, with the line that does it elsewhere.

    Raises:
        NoTools: one is missing.
    """
    if not has_tools():
        raise NoTools(
            Phrase(
                "{place}: {tools} are needed (apt install postgresql-client), or run where they"
                " are: {dump}, and to put it back: {restore}",
                place=place,
                tools=", ".join(TOOLS),
                dump=f"pg_dump --format=custom --file={target.name} DATABASE",
                restore=BY_HAND,
            )
        )


def dump(engine: Engine, target: Path) -> None:
    """Copy a PostgreSQL to a file, in the place of whatever was there.

    It is there whole, checked and on the disk, or not at all.

    Raises:
        NoTools: one is missing.
        CorruptDatabase: the archive does not hold what the database does.
        StorageError: the one cannot be read, or the other not be written.
    """
    place = place_of(engine.url)
    require_tools(place, target)
    moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with draft_of(target) as draft:
        with plain_words(place), moment.connect() as connection:
            counts = {name: _count(connection, name) for name in tables_in(connection)}
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            options = ("--format=custom", "--no-owner", f"--lock-wait-timeout={PATIENCE}", NO_QUEUE)
            words = ["pg_dump", *options, f"--snapshot={snapshot}", f"--file={draft}"]
            with _tool(engine.url, words) as process:
                process.wait()
        kept = read_archive(draft).counts
        if any(kept.get(name) != count for name, count in counts.items()):
            raise CorruptDatabase(
                Phrase("{place}: rows are missing in its copy; no copy of it was kept", place=place)
            )
        with file_words(str(target)):
            sync(draft)
            draft.replace(target)
            sync(target.parent)


def read_archive(path: Path, watched: Mapping[str, str] | None = None) -> Archive:
    """Read an archive to its end.

    Args:
        path: The archive.
        watched: By table, a column whose latest instant is wanted.

    Raises:
        CorruptDatabase: it cannot be read to its end.
    """
    words = ["pg_restore", "--data-only", "--file=-", str(path)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        assert process.stdout is not None  # noqa: S101  # it is piped
        archive = _read(process.stdout, watched or {})
    if process.returncode:
        raise CorruptDatabase(
            Phrase("{path}: is damaged or is no backup; nothing was changed", path=path)
        )
    return archive


def put_back(engine: Engine, source: Path) -> None:
    """Put what an archive holds in the place of all tables and views of a database, or nothing.

    Raises:
        StorageError: it could not be done; the database is as it was.
    """
    with plain_words(place_of(engine.url)), engine.connect() as connection:
        gone = list(_dropped(connection))
    before = ["BEGIN", f"SET LOCAL lock_timeout = '{PATIENCE}'", *gone]
    words = ["psql", "--no-psqlrc", "--quiet", "--variable=ON_ERROR_STOP=1"]
    with _tool(engine.url, words) as psql:
        assert psql.stdin is not None  # noqa: S101  # it is piped
        with suppress(BrokenPipeError):  # it ended by itself, and says why
            psql.stdin.write("".join(f"{line};\n" for line in before).encode())
            psql.stdin.flush()
            restored = subprocess.run(
                ["pg_restore", "--no-owner", "--file=-", str(source)],
                stdout=psql.stdin,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if restored.returncode == 0:  # else it is undone when the line ends
                psql.stdin.write(b"COMMIT;\n")
            psql.stdin.close()
        psql.wait()
    if restored.returncode:
        raise CorruptDatabase(
            Phrase("{path}: is damaged or is no backup; nothing was changed", path=source)
        )


def tables_in(connection: Connection) -> list[str]:
    """The names of the tables of a PostgreSQL, in the schema that it is asked in."""
    return list(connection.exec_driver_sql(ALL_TABLES).scalars())


def _dropped(connection: Connection) -> Iterator[str]:
    views = connection.exec_driver_sql(ALL_VIEWS).scalars().all()
    for kind, names in (("VIEW", views), ("TABLE", tables_in(connection))):
        if names:
            yield f"DROP {kind} {', '.join(map(_quoted, names))}"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _count(connection: Connection, table: str) -> int:
    query = f"SELECT count(*) FROM {_quoted(table)}"  # noqa: S608 - a table's own name
    count: int = connection.exec_driver_sql(query).scalar_one()
    return count


@contextmanager
def _tool(url: URL, words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A tool at work on a database; its own words, without the password, where it fails."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "PGTZ": "UTC"}
    if url.password:
        environ["PGPASSWORD"] = url.password
    command = [*words, "--no-password", f"--dbname={address}"]
    with TemporaryFile() as said:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environ
        ) as process:
            yield process
        if process.returncode:
            raise _failed(url, words[0], said)


def _failed(url: URL, tool: str, said: IO[bytes]) -> StorageError:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").split("\n")
    forms = forms_of([Secret(url.password)] if url.password else [])
    words = blot("; ".join(line.strip() for line in lines if line.strip())[:300], forms)
    place = place_of(url)
    if "No space left" in words:
        kind, sentence = FULL
        return kind(Phrase("{place}: {sentence}", place=place, sentence=sentence))
    return StorageError(
        Phrase(
            "{place}: {tool} could not do it; nothing was changed ({words})",
            place=place,
            tool=tool,
            words=words,
        )
    )


def _read(lines: IO[str], watched: Mapping[str, str]) -> Archive:
    archive = Archive()
    table, place = None, None
    for line in lines:
        row = line.removesuffix("\n")
        if table is None:
            if head := COPIED.fullmatch(row):
                table, columns = head[1], head[2].replace('"', "").split(", ")
                archive.counts[table] = 0
                place = columns.index(watched[table]) if table in watched else None
        elif row == END:
            table = None
        else:
            archive.counts[table] += 1
            if table == VERSION_TABLE:
                archive.versions.append(row)
            if place is not None:
                _note_newest(archive, table, row.split("\t")[place])
    return archive


def _note_newest(archive: Archive, table: str, value: str) -> None:
    if value != NULL:
        at = datetime.fromisoformat(value)
        archive.newest[table] = max(archive.newest.get(table, at), at)
