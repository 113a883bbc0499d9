"""Backups: copies of a SQLite database in a folder, each checked when it is made, and thinned out.

A backup is called after the database and the moment (UTC): hasila-20261121T023000Z.db. PostgreSQL
has tools of its own for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from metrics.texts.phrases import Phrase
from storage.backup.copy import DRAFT, duplicate
from storage.engine import parse_url, path_of, place_of
from storage.errors import StorageError, file_words
from storage.store import Store, close_to_others

STAMP = "%Y%m%dT%H%M%SZ"
DAYS, WEEKS = 14, 8
RECENT = timedelta(days=1)
"""Backups younger than this are all kept: some may have been made before something risky."""


class NoFile(StorageError):
    """The database is no file, so it is not for us to copy."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What became of the backups that are kept no longer."""

    removed: tuple[Path, ...]
    stuck: tuple[Path, ...]
    """Those that could not be removed."""


def file_of(url: str) -> Path:
    """The file of a database.

    Raises:
        NoFile: it is a PostgreSQL.
    """
    address = parse_url(url)
    path = path_of(address)
    if path is None:
        raise NoFile(
            Phrase(
                "{place}: use pg_dump and pg_restore for a PostgreSQL",
                place=place_of(address),
            )
        )
    return path


def back_up(store: Store, folder: Path, now: datetime) -> Path:
    """Copy a database into a folder, which is made where there is none; the copy, checked.

    Nobody else can read it, nor the backups beside it that are this user's.

    Raises:
        NoFile: it is a PostgreSQL.
        StorageError: the copy could not be made; earlier ones are as they were.
    """
    path = _file(store)
    with file_words(str(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = _named(path, folder, now)
    while target.exists():
        now += timedelta(seconds=1)
        target = _named(path, folder, now)
    duplicate(path, target)
    with file_words(str(folder)):
        for copy in backups_of(path, folder):
            close_to_others(copy)
    return target


def backups_of(path: Path, folder: Path) -> list[Path]:
    """The backups of a database in a folder, the oldest first.

    Raises:
        OSError: the folder cannot be read.
    """
    if not folder.is_dir():
        return []
    return [copy for copy, _ in sorted(_made(path, folder), key=lambda made: made[1])]


def thin(
    store: Store, folder: Path, now: datetime, *, days: int = DAYS, weeks: int = WEEKS
) -> Thinned:
    """Remove this database's backups that `to_keep` does not name, and what was left unfinished.

    Raises:
        NoFile: it is a PostgreSQL.
        StorageError: the folder cannot be read.
    """
    path = _file(store)
    with file_words(str(folder)):
        made = dict(_made(path, folder))
        unfinished = list(_unfinished(path, folder, now))
    kept = to_keep(made.values(), now, days=days, weeks=weeks)
    surplus = [copy for copy, at in made.items() if at not in kept]
    removed, stuck = [], []
    for copy in sorted([*surplus, *unfinished]):
        try:
            copy.unlink()
        except OSError:
            stuck.append(copy)
        else:
            removed.append(copy)
    return Thinned(tuple(removed), tuple(stuck))


def to_keep(
    taken: Collection[datetime], now: datetime, *, days: int = DAYS, weeks: int = WEEKS
) -> set[datetime]:
    """Which backups to keep: of each of the newest days and weeks that have any, the newest one.

    Days and weeks (ISO) are those of UTC. All of the last 24 hours are kept, and any from the
    future: a clock that is wrong shall not cost a backup.
    """
    past = sorted((at.astimezone(UTC) for at in taken if at <= now), reverse=True)
    return {
        *(at for at in taken if at > now - RECENT),
        *_newest_of_each(past, lambda at: at.date(), days),
        *_newest_of_each(past, lambda at: at.isocalendar()[:2], weeks),
    }


def _newest_of_each(
    newest_first: list[datetime], period: Callable[[datetime], Hashable], number: int
) -> list[datetime]:
    chosen: dict[Hashable, datetime] = {}
    for at in newest_first:
        chosen.setdefault(period(at), at)
    return list(chosen.values())[:number]


def _file(store: Store) -> Path:
    if store.path is None:
        raise NoFile(
            Phrase(
                "{place}: use pg_dump for a PostgreSQL; this copies SQLite files alone",
                place=store.place,
            )
        )
    return store.path


def _named(path: Path, folder: Path, at: datetime) -> Path:
    return folder / f"{path.stem}-{at.astimezone(UTC).strftime(STAMP)}.db"


def _made(path: Path, folder: Path) -> Iterator[tuple[Path, datetime]]:
    """This database's backups in a folder, and when each was made."""
    name = re.compile(re.escape(path.stem) + r"-([0-9]{8}T[0-9]{6}Z)\.db")
    for copy in folder.iterdir():
        if told := name.fullmatch(copy.name):
            try:
                yield copy, datetime.strptime(told[1], STAMP).replace(tzinfo=UTC)
            except ValueError:  # the thirtieth of February: not ours
                continue


def _unfinished(path: Path, folder: Path, now: datetime) -> Iterator[Path]:
    """What backups that were cut off have left; younger ones may still be under way."""
    for draft in folder.glob(f".{path.stem}-*{DRAFT}*"):
        if draft.stat().st_mtime < (now - RECENT).timestamp():
            yield draft
