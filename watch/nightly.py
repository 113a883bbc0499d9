"""What is done at night: the database is checked and copied, topics given, what is old let go."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from metrics.errors import HasilaError
from metrics.jobs import Job
from metrics.model import Outcome
from metrics.texts.phrases import Phrase
from settings import Settings
from storage import CorruptDatabase, Store, jobs
from storage.backup.backup import back_up, thin
from storage.backup.dump import has_tools
from storage.door.access import forget_access
from storage.door.links import let_copies_go
from storage.erasure import clean_texts, expire_texts
from storage.rollups import differences, rebuild
from storage.store import problems_of
from storage.topics import apply_rules

KILLED = Phrase("the program was stopped before it had ended")

logger = logging.getLogger(__name__)


class Damaged(HasilaError):
    """The database's own check found something."""


def tend(store: Store, settings: Settings, now: datetime) -> None:
    """Check the database, judge posts by their topics' rules, let what is old go, and back up.

    What is rolled up is compared with the readings, and built anew where it differs.
    A backup is made where a folder is named for it; of a PostgreSQL where its tools are.

    Raises:
        Damaged: the database is; nothing was copied over earlier backups.
        StorageError: the backup could not be made.
    """
    _require_sound(store)
    differing = differences(store)
    if differing:
        rebuild(store)
        logger.warning("rolled up anew, not being what the readings say: %s", differing)
    judged = apply_rules(store, settings.topic_rules(), now)  # a tag outlives the text
    if judged:
        logger.info("topics given or taken: %d", judged)
    cleaned = clean_texts(store)
    if cleaned:
        logger.info("texts cleaned of what leads to a person: %d", cleaned)
    expired = expire_texts(store, now, settings.storage.text_days)
    if expired:
        logger.info("texts let go: %d", expired)
    forgotten = forget_access(store, now - timedelta(days=settings.web.access_days))
    if copies := let_copies_go(store, now):
        logger.info("copies of links that have expired let go: %d", copies)
    if forgotten:
        logger.info("lines of the access log let go: %d", forgotten)
    keep = settings.backup
    if keep.folder is None:
        return
    if store.path is None and not has_tools():
        logger.info("no backup: pg_dump is not on this machine (docs/operations.md)")
        return
    logger.info("backup made: %s", back_up(store, keep.folder, now))
    for path in thin(store, keep.folder, now, days=keep.keep_days, weeks=keep.keep_weeks).stuck:
        logger.warning("an old backup cannot be removed: %s", path)


def close_unfinished(store: Store, now: datetime, due: Collection[Job]) -> list[Job]:
    """The jobs that the former daemon did not end and that are due still.

    Of those that are due no more it is said that they failed.

    Raises:
        StorageError: the database could not write.
    """
    cut_off = [Job(record.kind, record.key) for record in jobs.unfinished(store)]
    for job in cut_off:
        if job not in due:
            jobs.end(store, job, now, Outcome.FAILED, KILLED)
    return [job for job in cut_off if job in due]


def _require_sound(store: Store) -> None:
    try:
        problems = problems_of(store)
    except CorruptDatabase:  # so badly that it cannot even be checked
        problems = ["it cannot be read"]
    if problems:
        raise Damaged(
            Phrase(
                "{place} is damaged ({problems}): stop the daemon and restore a backup",
                place=store.place,
                problems=problems[0],
            )
        )
