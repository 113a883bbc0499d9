"""What is told of an account's days: by the platform later, or by files; written and read here.

Nothing is overwritten. Of what the platform reported of one day the latest word counts; of files
the one that was downloaded last (of two of one day the greater digest, so that their order never
matters). A reported count stands before an exported one, and the others stand beside it, told with
it. Readings of followers are no part of these tables: they stand in `account_reading`, and stand
before all of this (`storage.followers`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, and_, case, delete, insert, or_, select

from metrics.history.account_days import ACCOUNT_DAY_METRICS, AccountDay
from metrics.periods import midnight
from metrics.quantity import Bound, Evidence, bounded
from metrics.texts.phrases import Phrase
from storage.accounts import find
from storage.engine import let_go
from storage.errors import RefusedValue
from storage.schema import account_day_metric, source_file
from storage.store import Store

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class DayOnFile:
    """One metric of one day: what counts, and what else is told of it."""

    told: AccountDay
    told_at: datetime
    """When the platform was asked, or the first instant of the day of the file's download."""
    file: int | None
    """The number of the file it stands in; None: the platform told it."""
    others: tuple[AccountDay, ...] = ()
    """Weaker or earlier words of the same day, the strongest first; equal ones as well."""


def keep_reported(
    store: Store, account_name: str, days: Sequence[AccountDay], *, told_at: datetime
) -> int:
    """Put on file what the platform told at an instant of past days; how many counts were new.

    A count that the platform told before in the same way is not written again.

    Raises:
        UnknownAccount: the account was never enrolled.
        RefusedValue: a metric is not known, told twice of a day, or no whole number.
    """
    with store.write() as connection:
        own = find(connection, account_name).id
        rows = _rows(own, days, told_at, None)
        known = _last_reported(connection, own, {each.metric for each in days})
        new = [row for row in rows if known.get((row["day"], row["metric"])) != _said(row)]
        if new:
            connection.execute(insert(account_day_metric), new)
        return len(new)


def put_exported(
    connection: Connection,
    file: int,
    account_name: str,
    days: Sequence[AccountDay],
    downloaded: tuple[date, ZoneInfo],
) -> None:
    """Put on file what a file tells of an account's days, within the transaction of the file.

    Raises:
        RefusedValue: a metric is not known, told twice of a day, or no whole number.
    """
    rows = _rows(find(connection, account_name).id, days, midnight(*downloaded), file)
    if rows:
        connection.execute(insert(account_day_metric), rows)


def account_days(
    store: Store,
    account_name: str,
    since: date | None = None,
    until: date | None = None,
    metrics: Collection[str] | None = None,
) -> list[DayOnFile]:
    """What counts of each day in [since, until) of the platform's calendar, by metric and day.

    None of `metrics`: all. Files that were taken back are left out.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    column = account_day_metric.c
    with store.read() as connection:
        query = _counting().where(column.account_id == find(connection, account_name).id)
        if since is not None:
            query = query.where(column.day >= since)
        if until is not None:
            query = query.where(column.day < until)
        if metrics is not None:
            query = query.where(column.metric.in_(list(metrics)))
        answer = connection.execute(query)
        let_go(connection)
        rows = [_Told(*row) for row in answer]
    return [_on_file(list(rows_of_day)) for _, rows_of_day in groupby(rows, key=_subject)]


def last_reported_day(store: Store, account_name: str) -> date | None:
    """The last day of which the platform reported anything; None while it never did.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    column = account_day_metric.c
    with store.read() as connection:
        own = column.account_id == find(connection, account_name).id
        query = select(column.day).where(own, column.source_file_id.is_(None))
        return connection.execute(query.order_by(column.day.desc()).limit(1)).scalar()


def first_told_day(store: Store, account_name: str, metric: str) -> date | None:
    """The first day of which a metric is told, later or by a file in force; None: of no day.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    days = account_days(store, account_name, metrics={metric})
    return days[0].told.day if days else None


def forget_days(connection: Connection, own: Select[int]) -> int:
    """Erase all that is told of the days of some accounts (by their keys); how many counts."""
    mine = account_day_metric.c.account_id.in_(own)
    return connection.execute(delete(account_day_metric).where(mine)).rowcount


class _Told(NamedTuple):
    """One word on one metric of one day, with the name of its file."""

    metric: str
    day: date
    value: int
    low: int | None
    high: int | None
    evidence: str
    zone: str
    told_as: str
    told_at: datetime
    file: int | None
    name: str | None


def _counting() -> Select[*tuple[Any, ...]]:
    """Every word that counts, those on one metric of one day together, the strongest first."""
    column = account_day_metric.c
    strength = case((column.evidence == Evidence.REPORTED.value, 0), else_=1)
    return (
        select(
            column.metric,
            column.day,
            column.value,
            column.low,
            column.high,
            column.evidence,
            column.zone,
            column.told_as,
            column.told_at,
            column.source_file_id,
            source_file.c.name,
        )
        .select_from(account_day_metric)
        .outerjoin(source_file, source_file.c.id == column.source_file_id)
        .where(or_(column.source_file_id.is_(None), source_file.c.undone_at.is_(None)))
        .order_by(
            column.metric, column.day, strength, column.told_at.desc(), source_file.c.sha256.desc()
        )
    )


def _subject(row: _Told) -> tuple[str, date]:
    return row.metric, row.day


def _on_file(rows: Sequence[_Told]) -> DayOnFile:
    first, *rest = rows
    others = tuple(_account_day(row) for row in rest)
    return DayOnFile(_account_day(first), first.told_at, first.file, others)


def _account_day(row: _Told) -> AccountDay:
    quantity = bounded(row.value, row.low, row.high, Evidence(row.evidence), row.name)
    return AccountDay(row.day, row.metric, quantity, row.zone, row.told_as)


def _rows(
    account_id: int, days: Iterable[AccountDay], told_at: datetime, file: int | None
) -> list[Values]:
    rows = [_row(account_id, each, told_at, file) for each in days]
    subjects = set()
    for row in rows:
        subject = row["day"], row["metric"]
        if subject in subjects:
            raise RefusedValue(
                Phrase(
                    "{metric} of {day} is told twice; nothing was kept",
                    metric=row["metric"],
                    day=row["day"],
                )
            )
        subjects.add(subject)
    return rows


def _row(account_id: int, account_day: AccountDay, told_at: datetime, file: int | None) -> Values:
    quantity = account_day.quantity
    wanted = Evidence.REPORTED if file is None else Evidence.EXPORTED
    if account_day.metric not in ACCOUNT_DAY_METRICS or quantity.evidence is not wanted:
        raise RefusedValue(
            Phrase(
                "{metric} ({evidence}) is not kept as {wanted} by day",
                metric=account_day.metric,
                evidence=quantity.evidence,
                wanted=wanted,
            )
        )
    return {
        "account_id": account_id,
        "day": account_day.day,
        "metric": account_day.metric,
        "value": _whole(quantity.value, account_day),
        "low": _whole(quantity.low, account_day),
        "high": _whole(quantity.high, account_day),
        "evidence": quantity.evidence.value,
        "zone": account_day.zone,
        "told_as": account_day.told_as,
        "told_at": told_at,
        "source_file_id": file,
    }


def _whole(number: Bound, account_day: AccountDay) -> int | None:
    if number is not None and number != int(number):
        raise RefusedValue(
            Phrase(
                "{metric} of {day}: {number} is no whole number",
                metric=account_day.metric,
                day=account_day.day,
                number=number,
            )
        )
    return None if number is None else int(number)


def _said(row: Values) -> Values:
    return {name: row[name] for name in ("value", "low", "high", "zone", "told_as")}


def _last_reported(
    connection: Connection, account_id: int, metrics: Collection[str]
) -> dict[tuple[object, object], Values]:
    """The platform's latest word on each day of some metrics."""
    column = account_day_metric.c
    own = and_(
        column.account_id == account_id,
        column.metric.in_(list(metrics)),
        column.source_file_id.is_(None),
    )
    query = select(account_day_metric).where(own).order_by(column.told_at, column.id)
    words: Iterator[Values] = (dict(row) for row in connection.execute(query).mappings())
    return {(row["day"], row["metric"]): _said(row) for row in words}
