"""Rows that staff bring: added once, corrected only with a reason, never overwritten.

A correction is a row that names the one it supersedes; a row that none supersedes is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select

from storage.changes import Change, log
from storage.errors import NeedsReason, RefusedValue
from storage.schema import AnyRow, AnySelect

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Added:
    """What an import did: rows that are new, that were there already, that correct another."""

    new: int = 0
    same: int = 0
    superseded: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of row that staff bring."""

    table: Table
    means_same: Callable[[Values], ColumnElement[bool]]
    """Which rows on file tell of the same thing as a row, perhaps with another value."""
    title: Callable[[Values], str]
    """A row in a few words, for people."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who brings rows, when, and why they may correct others."""

    who: str
    now: datetime
    reason: str | None


class _Outcome(StrEnum):
    NEW = "new"
    SAME = "same"
    SUPERSEDED = "superseded"


def in_force(table: Table) -> AnySelect:
    """The rows that no other supersedes."""
    later = table.alias("later")
    return select(table).where(~select(later.c.id).where(later.c.supersedes == table.c.id).exists())


def record(
    connection: Connection, register: Register, rows: Sequence[Values], signed: Signature
) -> Added:
    """Add what is new, supersede what is corrected, leave what is the same.

    Raises:
        NeedsReason: a row corrects another and no reason is given.
        RefusedValue: the same thing is given twice, differently.
    """
    counted = dict.fromkeys(_Outcome, 0)
    given: set[int] = set()
    for row in rows:
        fitting = in_force(register.table).where(register.means_same(row))
        before = connection.execute(fitting.order_by(register.table.c.id)).first()
        outcome = _compare(register, before, row, given, signed)
        counted[outcome] += 1
        if outcome is not _Outcome.SAME:
            given.add(_insert(connection, register, before, row, signed))
    return Added(**counted)


def _compare(
    register: Register, before: AnyRow | None, row: Values, given: set[int], signed: Signature
) -> _Outcome:
    if before is None:
        return _Outcome.NEW
    if all(getattr(before, name) == value for name, value in row.items()):
        return _Outcome.SAME
    if before.id in given:
        raise RefusedValue(f"{register.title(row)}: given twice, differently; nothing was kept")
    if not signed.reason:
        raise NeedsReason(
            f"{register.title(row)}: on file is {register.title(before._asdict())}; a correction"
            " needs a reason; nothing was kept"
        )
    return _Outcome.SUPERSEDED


def _insert(
    connection: Connection,
    register: Register,
    before: AnyRow | None,
    row: Values,
    signed: Signature,
) -> int:
    values = {**row, "recorded_at": signed.now, "recorded_by": signed.who}
    if before is not None:
        values |= {"supersedes": before.id, "reason": signed.reason}
        former, title = register.title(before._asdict()), register.title(row)
        what = register.table.name
        log(connection, Change(signed.now, signed.who, what, former, title, signed.reason))
    added = insert(register.table).values(**values).returning(register.table.c.id)
    key: int = connection.execute(added).scalar_one()
    return key
