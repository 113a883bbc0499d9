"""The log of what changed: what staff did by command, and what a platform changed under us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from storage.schema import change

PLATFORM = "platform"
"""Who: nobody here; the platform showed something else than before."""
TAG = "tag"
"""What: a post was given a topic by hand, or lost one. Such a line holds the post's id."""


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
    log_all(connection, [line], account_id=account_id)


def log_all(
    connection: Connection, lines: Sequence[Change], *, account_id: int | None = None
) -> None:
    """Leave lines, in the transaction of the changes themselves."""
    if lines:
        rows = [{**asdict(line), "account_id": account_id} for line in lines]
        connection.execute(insert(change), rows)
