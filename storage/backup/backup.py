"""Backups: copies of a database in a folder, each checked when it is made, and thinned out.

A backup is called after the database and the moment (UTC): hasila-20261121T023000Z.db, or .dump of
a PostgreSQL, which its own tools copy (`dump`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.backup.copy import DRAFT, duplicate
from storage.backup.dump import dump, require_tools
from storage.errors import file_words
from storage.store import Store, close_to_others

STAMP = "%Y%m%dT%H%M%SZ"
DAYS, WEEKS = 14, 8
RECENT = timedelta(days=1)
"""Backups younger than this are all kept: some may have been made before something risky."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """What became of the backups that are kept no longer."""

    removed: tuple[Path, ...]
    stuck: tuple[Path, ...]
    """Those that could not be removed."""


def back_up(store: Store, folder: Path, now: datetime) -> Path:
    """Copy a database into a folder, which is made where there is none; the copy, checked.

    Nobody else can read it, nor the backups beside it that are this user's.

    Raises:
        NoTools: it is a PostgreSQL, whose tools are not on this machine.
        StorageError: the copy could not be made; earlier ones are as they were.
    """
    target = _named(store, folder, now)
    if store.path is None:
        require_tools(store.place, target)
    with file_words(str(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    while target.exists():
        now += timedelta(seconds=1)
        target = _named(store, folder, now)
    if store.path is None:
        dump(store.engine, target)
    else:
        duplicate(store.path, target)
    with file_words(str(folder)):
        for copy in backups_of(store, folder):
            close_to_others(copy)
    return target


def backups_of(store: Store, folder: Path) -> list[Path]:
    """The backups of a database in a folder, the oldest first.

    Raises:
        OSError: the folder cannot be read.
    """
    if not folder.is_dir():
        return []
    return [copy for copy, _ in sorted(_made(store, folder), key=lambda made: made[1])]


def thin(
    store: Store, folder: Path, now: datetime, *, days: int = DAYS, weeks: int = WEEKS
) -> Thinned:
    """Remove this database's backups that `to_keep` does not name, and what was left unfinished.

    Raises:
        StorageError: the folder cannot be read.
    """
    with file_words(str(folder)):
        made = dict(_made(store, folder))
        unfinished = list(_unfinished(store, folder, now))
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


def _stem(store: Store) -> str:
    return store.path.stem if store.path else str(store.engine.url.database)


def _suffix(store: Store) -> str:
    return ".db" if store.path else ".dump"


def _named(store: Store, folder: Path, at: datetime) -> Path:
    stamp = at.astimezone(UTC).strftime(STAMP)
    return folder / f"{_stem(store)}-{stamp}{_suffix(store)}"


def _made(store: Store, folder: Path) -> Iterator[tuple[Path, datetime]]:
    """This database's backups in a folder, and when each was made."""
    stem, suffix = re.escape(_stem(store)), re.escape(_suffix(store))
    name = re.compile(rf"{stem}-([0-9]{{8}}T[0-9]{{6}}Z){suffix}")
    for copy in folder.iterdir():
        if stamp := name.fullmatch(copy.name):
            try:
                yield copy, datetime.strptime(stamp[1], STAMP).replace(tzinfo=UTC)
            except ValueError:  # the thirtieth of February: not ours
                continue


def _unfinished(store: Store, folder: Path, now: datetime) -> Iterator[Path]:
    """What backups that were cut off have left; younger ones may still be under way."""
    for draft in folder.glob(f".{_stem(store)}-*{DRAFT}*"):
        if draft.stat().st_mtime < (now - RECENT).timestamp():
            yield draft
