"""The log of what changed: what staff did by command, and what a platform changed under us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from storage.schema import change

PLATFORM = "platform"
"""Who: nobody here; the platform showed something else than before."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line: what it was before and after, when, by whom, and why."""

    at: datetime
    who: str
    what: str
    before: str | None = None
    after: str | None = None
    why: str | None = None


def log(connection: Connection, line: Change, *, account_id: int | None = None) -> None:
    """Leave a line, in the transaction of the change itself."""
    connection.execute(
        insert(change).values(
            at=line.at,
            who=line.who,
            account_id=account_id,
            what=line.what,
            before=line.before,
            after=line.after,
            why=line.why,
        )
    )
