"""Files that a person downloaded and brought: taken in once, and taken back with a reason.

How an import uses it: one `take_in` for each file and account, with every count of a day that the
file tells (`AccountDay`, evidence `exported`, `exported(value, file name)`), in one transaction.
The same bytes for the same account are refused with `AlreadyTaken`, which the import tells as "on
file since". Files may overlap and come in any order: each keeps its own rows, and of two that
tell the same day the one that was downloaded later counts (`storage.history.account_days`).
What else a file brings, such as readings of posts, can be written in the same transaction with
`put_file`, under the id that it returns. `undo_file` takes all of it out of every answer; the rows
stay on file, and the same file can be taken in again afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from metrics.history.account_days import AccountDay
from metrics.texts.phrases import Phrase
from storage.accounts import find
from storage.changes import Change, log
from storage.errors import RefusedValue, StorageError
from storage.history.account_days import put_exported
from storage.history.exported_posts import take_back_posts
from storage.schema import account, source_file
from storage.store import Store


class AlreadyTaken(RefusedValue):
    """These very bytes are on file for this account already."""


class UnknownFile(StorageError):
    """No file of this number counts."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be taken in for one account."""

    account: str
    """The account's name in the settings."""
    sha256: str
    name: str
    """What it was called, without its folder."""
    kind: str
    """The kind of export, such as `x_overview`."""
    downloaded_on: date
    zone: str
    """Whose days and times it tells, such as `UTC` or `America/Los_Angeles`."""
    since: date | None
    """The first day that it tells of; None: it tells of no day."""
    until: date | None
    """The first day after those."""
    rows: int
    """How many of its rows are taken in."""


@dataclass(frozen=True, slots=True)
class FileOnRecord:
    """A file on file, counting or taken back."""

    id: int
    file: NewFile
    taken_at: datetime
    taken_by: str
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_reason: str | None = None


def take_in(
    store: Store, file: NewFile, days: Sequence[AccountDay], *, who: str, now: datetime
) -> int:
    """Put a file and what it tells of the account's days on file; the number to undo it by.

    Raises:
        UnknownAccount: the account was never enrolled.
        AlreadyTaken: the same bytes count for this account.
        RefusedValue: a day's metric is not known, is told twice, or is no whole number.
    """
    with store.write() as connection:
        number = put_file(connection, file, who=who, now=now)
        put_exported(connection, number, file.account, days, (file.downloaded_on, store.zone))
        return number


def put_file(connection: Connection, file: NewFile, *, who: str, now: datetime) -> int:
    """Put a file alone on file, within a transaction that writes what it tells; its number.

    Raises:
        UnknownAccount: the account was never enrolled.
        AlreadyTaken: the same bytes count for this account.
    """
    row = find(connection, file.account)
    same = _counting().where(
        source_file.c.account_id == row.id, source_file.c.sha256 == file.sha256
    )
    before = connection.execute(same).first()
    if before is not None:
        taken = _file(before)
        raise AlreadyTaken(
            Phrase(
                "{name}: on file since {at} as number {number} ({taken}); nothing was changed",
                name=file.name,
                at=taken.taken_at.date(),
                number=str(taken.id),
                taken=taken.file.name,
            )
        )
    values = {name: getattr(file, name) for name in NewFile.__slots__ if name != "account"}
    values |= {"account_id": row.id, "taken_at": now, "taken_by": who}
    added = connection.execute(insert(source_file).values(values).returning(source_file.c.id))
    return added.scalar_one()


def undo_file(store: Store, number: int, *, who: str, now: datetime, reason: str) -> FileOnRecord:
    """Let a file count no more, for a reason; what it told stays on file and answers nothing.

    Raises:
        UnknownFile: none of that number counts.
    """
    with store.write() as connection:
        row = connection.execute(_counting().where(source_file.c.id == number)).one_or_none()
        if row is None:
            raise UnknownFile(
                Phrase(
                    "{number}: no file of this number counts: see `ask sources`", number=str(number)
                )
            )
        connection.execute(
            update(source_file)
            .where(source_file.c.id == number)
            .values(undone_at=now, undone_by=who, undone_reason=reason)
        )
        take_back_posts(connection, number)
        line = Change(now, who, source_file.name, before=f"{number}: {row.name}", why=reason)
        log(connection, line, account_id=row.account_id)
        return _file(row)


def files_taken(store: Store, account_name: str | None = None) -> list[FileOnRecord]:
    """The files that count, those of one account or of all, by the day they were downloaded on."""
    query = _counting().order_by(source_file.c.downloaded_on, source_file.c.id)
    if account_name is not None:
        query = query.where(account.c.name == account_name)
    with store.read() as connection:
        return [_file(row) for row in connection.execute(query)]


def _counting() -> Select[*tuple[Any, ...]]:
    joined = select(source_file, account.c.name.label("account")).join(account)
    return joined.where(source_file.c.undone_at.is_(None))


def _file(row: Row[*tuple[Any, ...]]) -> FileOnRecord:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return FileOnRecord(
        values["id"],
        NewFile(**{name: values[name] for name in NewFile.__slots__}),
        values["taken_at"],
        values["taken_by"],
    )
