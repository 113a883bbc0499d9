"""Backoff: when a platform or an account may be asked again, and how often it failed in a row.

A platform's word that we must wait survives a restart. A scope is a platform or an account, told
apart by `of_platform` and `of_account`, for an account may be called like a platform.

A part of an account that was refused alone rests by itself: without that every visit would pay the
refusal anew, with requests and with waiting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from metrics.model import Reason, RefusedPart
from storage.engine import insert_once
from storage.schema import account, backoff, refused_part
from storage.store import Store


@dataclass(frozen=True, slots=True)
class BackoffRecord:
    """How it stands with one scope."""

    scope: str
    not_before: datetime | None = None
    """Not to be asked before then. It may have passed."""
    reason: Reason | None = None
    failures: int = 0
    """How many visits in a row have failed."""


def of_platform(platform: str) -> str:
    """The scope of all accounts of a platform."""
    return f"platform {platform}"


def of_account(account_name: str) -> str:
    """The scope of one account."""
    return f"account {account_name}"


def hold(store: Store, scope: str, until: datetime, reason: Reason) -> None:
    """Let a scope rest until an instant; of two such words the longer one stands."""
    with store.write() as connection:
        before = _of(connection, scope)
        if before.not_before is None or before.not_before < until:
            values = {"not_before": until, "reason": reason.value}
            connection.execute(update(backoff).where(backoff.c.scope == scope).values(values))


def note_failure(store: Store, scope: str) -> int:
    """Count one more failure in a row; how many there are now."""
    with store.write() as connection:
        failures = _of(connection, scope).failures + 1
        connection.execute(
            update(backoff).where(backoff.c.scope == scope).values(failures=failures)
        )
        return failures


def note_success(store: Store, scope: str) -> None:
    """End a row of failures. The wait stays: a platform may ask for one with a good answer."""
    here = (backoff.c.scope == scope) & (backoff.c.failures > 0)
    with store.write() as connection:
        connection.execute(update(backoff).where(here).values(failures=0))


def in_force(store: Store, now: datetime) -> list[BackoffRecord]:
    """The scopes that must not be asked yet at an instant, the longest first."""
    with store.read() as connection:
        held = _records(connection, backoff.c.not_before > now)
    return sorted(held, key=lambda record: record.not_before or now, reverse=True)


def of_scopes(connection: Connection, *scopes: str) -> dict[str, BackoffRecord]:
    """What is on file of some scopes, by scope; a scope that never failed may be left out."""
    return {record.scope: record for record in _records(connection, backoff.c.scope.in_(scopes))}


def _of(connection: Connection, scope: str) -> BackoffRecord:
    """The row of a scope, made where there is none."""
    row = insert_once(connection, backoff)
    connection.execute(row.values(scope=scope, failures=0))
    (record,) = _records(connection, backoff.c.scope == scope)
    return record


def _records(connection: Connection, where: ColumnElement[bool]) -> list[BackoffRecord]:
    query = select(backoff.c.scope, backoff.c.not_before, backoff.c.reason, backoff.c.failures)
    return [
        BackoffRecord(scope, not_before, Reason(reason) if reason else None, failures)
        for scope, not_before, reason, failures in connection.execute(query.where(where))
    ]


# Made once, as every visit asks it: making a statement takes longer than running it.
FORMER_PARTS = delete(refused_part).where(refused_part.c.account_id == bindparam("account"))


def keep_refused_parts(
    connection: Connection, account_id: int, parts: Iterable[RefusedPart]
) -> None:
    """Put what a visit found to be refused in the place of what stood on file."""
    connection.execute(FORMER_PARTS, {"account": account_id})
    rows = [
        {
            "account_id": account_id,
            "part": refused.part,
            "scope": refused.scope,
            "reason": refused.reason.value,
            "detail": refused.detail,
            "until": refused.until,
        }
        for refused in parts
    ]
    if rows:
        connection.execute(insert(refused_part), rows)


def put_refused_parts(store: Store, account_name: str, parts: Iterable[RefusedPart]) -> None:
    """Put what was found to be refused beside what is on file; of one part the new word counts."""
    with store.write() as connection:
        own = connection.execute(select(account.c.id).where(account.c.name == account_name))
        key = own.scalar_one()
        on_file = {part.part: part for part in refused_parts(connection, key)}
        on_file |= {part.part: part for part in parts}
        keep_refused_parts(connection, key, on_file.values())


def refused_parts(connection: Connection, account_id: int) -> tuple[RefusedPart, ...]:
    """What is on file as refused, in the order of the names; its time may have passed."""
    own = select(refused_part).where(refused_part.c.account_id == account_id)
    return tuple(
        RefusedPart(row.part, row.scope, Reason(row.reason), row.detail, row.until)
        for row in connection.execute(own.order_by(refused_part.c.part))
    )
