"""Jobs: what is done once a day or once a week, and by one process alone.

A job's kind and key (the day or week that it is for) are unique: whoever claims it first does
it, and nobody does it again, whatever the clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from metrics.jobs import Job, JobKind
from metrics.model import Outcome
from storage.engine import insert_once
from storage.schema import job
from storage.store import Store


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job that somebody has claimed."""

    kind: JobKind
    key: str
    claimed_at: datetime
    ended_at: datetime | None
    """None: it is under way, or the process that did it was killed."""
    outcome: Outcome | None
    reason: str | None
    """A sentence, where it did not go well."""


COLUMNS = (
    job.c.kind,
    job.c.key,
    job.c.claimed_at,
    job.c.ended_at,
    job.c.outcome,
    job.c.reason,
)


def claim(store: Store, wanted: Job, at: datetime) -> bool:
    """Take a job upon oneself; False where somebody has done so before."""
    with store.write() as connection:
        row = insert_once(connection, job)
        claimed = connection.execute(
            row.values(kind=wanted.kind.value, key=wanted.key, claimed_at=at)
        )
        return claimed.rowcount == 1


def end(store: Store, done: Job, at: datetime, outcome: Outcome, reason: str | None = None) -> None:
    """Say how a claimed job has ended."""
    here = (job.c.kind == done.kind.value) & (job.c.key == done.key)
    ended = update(job).where(here)
    with store.write() as connection:
        connection.execute(ended.values(ended_at=at, outcome=outcome.value, reason=reason))


def is_done(store: Store, wanted: Job) -> bool:
    """Whether a job has ended well."""
    here = (job.c.kind == wanted.kind.value) & (job.c.key == wanted.key)
    with store.read() as connection:
        outcome = connection.execute(select(job.c.outcome).where(here)).scalar_one_or_none()
    return outcome == Outcome.OK.value


def settle_failed(store: Store, done: Job, at: datetime) -> bool:
    """Say of a job that had failed that it is done by now; whether it had."""
    here = (job.c.kind == done.kind.value) & (job.c.key == done.key)
    failed = update(job).where(here, job.c.outcome == Outcome.FAILED.value)
    with store.write() as connection:
        settled = connection.execute(
            failed.values(ended_at=at, outcome=Outcome.OK.value, reason=None)
        )
        return settled.rowcount == 1


def last(store: Store, kind: JobKind) -> JobRecord | None:
    """The job of a kind that was claimed last."""
    own = select(*COLUMNS).where(job.c.kind == kind.value)
    with store.read() as connection:
        row = connection.execute(own.order_by(job.c.claimed_at.desc()).limit(1)).one_or_none()
        return _record(*row) if row else None


def unfinished(store: Store) -> list[JobRecord]:
    """The jobs that were claimed and have not ended, oldest first."""
    waiting = select(*COLUMNS).where(job.c.ended_at.is_(None)).order_by(job.c.claimed_at)
    with store.read() as connection:
        return [_record(*row) for row in connection.execute(waiting)]


def _record(
    kind: str,
    key: str,
    claimed_at: datetime,
    ended_at: datetime | None,
    outcome: str | None,
    reason: str | None,
) -> JobRecord:
    how = Outcome(outcome) if outcome else None
    return JobRecord(JobKind(kind), key, claimed_at, ended_at, how, reason)
