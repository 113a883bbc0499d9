"""Putting one account of the settings on file: as a new row, the same, or one that is renamed.

An account on file is one account of a platform for ever. What would put two of them into one
series, or one of them into two, is refused with a sentence that says what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from metrics.snapshot import Account
from storage.changes import Change, log
from storage.errors import UnknownAccount
from storage.schema import (
    AnyRow,
    account,
    account_reading,
    change,
    post,
    printed_figure,
    slot,
    spend,
    visit,
)

SETTINGS = "settings"
SECOND = timedelta(seconds=1)


def enrol_one(connection: Connection, wanted: Account, now: datetime) -> None:
    """Put an account on file.

    Raises:
        UnknownAccount: it contradicts what is on file.
    """
    on_file = _continued(connection, wanted)
    if on_file is not None:
        _require_same(on_file, wanted)
    _require_no_other(connection, on_file, wanted)
    if on_file is None:
        connection.execute(insert(account).values(name=wanted.name, platform=wanted.platform))
    elif on_file.name != wanted.name:
        _rename(connection, on_file, wanted.name, now)


def double_of(connection: Connection, row: AnyRow, platform_id: str) -> str | None:
    """Why an account must not be read under this name, if it is on file under another one."""
    same = (account.c.platform == row.platform) & (account.c.platform_id == platform_id)
    query = select(account.c.name).where(same, account.c.id != row.id)
    other = connection.execute(query).scalar()
    return None if other is None else _double(platform_id, other, row.name)


def _continued(connection: Connection, wanted: Account) -> AnyRow | None:
    """The row of an account, under its name or a former one."""
    names = (wanted.name, *wanted.former_names)
    rows = connection.execute(select(account).where(account.c.name.in_(names))).all()
    if len(rows) > 1:
        return _joined(connection, rows, wanted)
    return rows[0] if rows else None


def _joined(connection: Connection, rows: Sequence[AnyRow], wanted: Account) -> AnyRow:
    """The one of two rows that goes on, where the new name has stood for nothing that was read."""
    former = [row for row in rows if row.name != wanted.name]
    empty = [row for row in rows if row.name == wanted.name and _is_unread(connection, row)]
    if len(former) > 1 or not empty or former[0].platform != wanted.platform:
        both = " and ".join(sorted(row.name for row in rows))
        raise UnknownAccount(f"{both} are both on file, so neither can be the other's former name")
    _absorb(connection, empty[0].id, former[0].id)
    return former[0]


def _is_unread(connection: Connection, row: AnyRow) -> bool:
    brought = or_(
        exists().where(account_reading.c.account_id == row.id),
        exists().where(post.c.account_id == row.id),
    )
    return not connection.execute(select(brought)).scalar()


def _absorb(connection: Connection, empty: int, into: int) -> None:
    """Hand on what an account without readings has cost, and when it was tried; drop its row."""
    tried = select(visit.c.id, visit.c.at).where(visit.c.account_id == empty).order_by(visit.c.at)
    taken = set(connection.execute(select(visit.c.at).where(visit.c.account_id == into)).scalars())
    for key, at in connection.execute(tried).all():
        free = at
        while free in taken:
            free += SECOND
        taken.add(free)
        moved = update(visit).where(visit.c.id == key)
        connection.execute(moved.values(account_id=into, at=free))
    for table in (spend, change):
        own = update(table).where(table.c.account_id == empty)
        connection.execute(own.values(account_id=into))
    connection.execute(delete(slot).where(slot.c.account_id == empty))
    connection.execute(delete(account).where(account.c.id == empty))


def _require_same(on_file: AnyRow, wanted: Account) -> None:
    if on_file.platform != wanted.platform:
        raise UnknownAccount(
            f"{on_file.name} is on file as an account of {on_file.platform}, not of"
            f" {wanted.platform}: give the new account another name"
        )
    if wanted.id and on_file.platform_id and on_file.platform_id != wanted.id:
        raise UnknownAccount(
            f"{on_file.name} is on file as account {on_file.platform_id}: give the new account"
            f" ({wanted.id}) another name"
        )


def _require_no_other(connection: Connection, on_file: AnyRow | None, wanted: Account) -> None:
    """Told by the id; by the handle only as long as neither the settings nor the file know one."""
    others = select(account.c.name).where(account.c.platform == wanted.platform)
    if on_file is not None:
        others = others.where(account.c.id != on_file.id)
    if wanted.id:
        other = connection.execute(others.where(account.c.platform_id == wanted.id)).scalar()
        if other is not None:
            raise UnknownAccount(_double(wanted.id, other, wanted.name))
    elif wanted.handle and (on_file is None or on_file.platform_id is None):
        alike = func.lower(account.c.handle) == wanted.handle.lower()
        other = connection.execute(others.where(alike)).scalar()
        if other is not None:
            advice = f"or give the id of {wanted.name} if it is another account"
            raise UnknownAccount(f"{_double(wanted.handle, other, wanted.name)}, {advice}")


def _double(which: str, other: str, name: str) -> str:
    return f"{which} is on file as {other}: put that name into former_names of {name}"


def _rename(connection: Connection, row: AnyRow, name: str, now: datetime) -> None:
    """Printed figures name an account by word, so they follow."""
    connection.execute(update(account).where(account.c.id == row.id).values(name=name))
    connection.execute(
        update(printed_figure).where(printed_figure.c.account == row.name).values(account=name)
    )
    log(connection, Change(now, SETTINGS, "name", row.name, name), account_id=row.id)
