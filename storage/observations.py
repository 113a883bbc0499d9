"""What the last days have brought, for whoever judges them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select

from metrics.model import Failure, Form, Kind, Outcome, Reason, Snapshot, Visit
from metrics.platforms import COUNT_NAMES as COUNTS
from storage.accounts import find
from storage.changes import PLATFORM, Change
from storage.schema import account_reading, change, failure, post, post_reading, visit
from storage.store import Store


def visits_since(store: Store, account_name: str, since: datetime) -> list[Visit]:
    """The visits to an account from an instant on, oldest first, without posts.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    with store.read() as connection:
        owner = find(connection, account_name)
        chosen = (visit.c.account_id == owner.id) & (visit.c.at >= since)
        followers = (
            select(account_reading.c.followers)
            .where(account_reading.c.visit_id == visit.c.id)
            .limit(1)
        )
        query = select(visit, followers.scalar_subquery().label("followers")).where(chosen)
        rows = connection.execute(query.order_by(visit.c.at)).all()
        lost = _failures(connection, [row.id for row in rows])
    return [
        Visit(
            account_name,
            row.at,
            None
            if row.outcome == Outcome.FAILED
            else Snapshot(account_name, row.at, owner.platform_id or "", row.followers),
            tuple(lost[row.id]),
            row.requests,
            row.cost_micro_usd,
        )
        for row in rows
    ]


def changes_since(store: Store, account_name: str, since: datetime) -> list[Change]:
    """What a platform has changed of an account's names from an instant on, oldest first."""
    with store.read() as connection:
        owner = find(connection, account_name)
        query = select(change).where(
            change.c.account_id == owner.id, change.c.who == PLATFORM, change.c.at >= since
        )
        rows = connection.execute(query.order_by(change.c.at, change.c.id)).all()
    return [Change(row.at, row.who, row.what, row.before, row.after, row.why) for row in rows]


def vanished_since(store: Store, account_name: str, since: datetime) -> list[tuple[str, datetime]]:
    """The posts that have vanished from an instant on: id and time of publication."""
    with store.read() as connection:
        owner = find(connection, account_name)
        query = select(post.c.platform_id, post.c.published_at).where(
            post.c.account_id == owner.id,
            post.c.vanished_at >= since,
        )
        rows = connection.execute(query.order_by(post.c.vanished_at))
        return [(name, published_at) for name, published_at in rows if name is not None]


def read_at(store: Store, account_name: str) -> datetime | None:
    """When an account's followers were last told; None if never."""
    with store.read() as connection:
        owner = find(connection, account_name)
        known = (account_reading.c.account_id == owner.id) & account_reading.c.followers.is_not(
            None
        )
        newest: datetime | None = connection.execute(
            select(func.max(account_reading.c.at)).where(known)
        ).scalar()
        return newest


def silent_counts(
    store: Store, account_name: str, since: datetime, patience: timedelta
) -> dict[str, datetime]:
    """The counts that readings of own posts (not stories) told from an instant on, and no more.

    Each with when it was told last: so long, by `patience` at least, before the newest reading of a
    post. What was never told since is no loss.
    """
    at = post_reading.c.at
    newest_of = [func.max(case((post_reading.c[name].is_not(None), at))) for name in COUNTS]
    with store.read() as connection:
        query = (
            select(func.max(at), *newest_of)
            .join_from(post_reading, post)
            .where(post.c.account_id == find(connection, account_name).id)
            .where(post.c.published_at >= since, at >= since)
            .where(post.c.kind == Kind.POST.value)
            .where(post.c.form.is_distinct_from(Form.STORY.value))
        )
        newest, *lasts = connection.execute(query).one()
    return {
        name: last
        for name, last in zip(COUNTS, lasts, strict=True)
        if last is not None and newest - last >= patience
    }


def _failures(connection: Connection, visit_ids: list[int]) -> dict[int, list[Failure]]:
    """Of each visit, in the order in which they were kept."""
    failures: dict[int, list[Failure]] = defaultdict(list)
    query = select(failure).where(failure.c.visit_id.in_(visit_ids)).order_by(failure.c.id)
    for row in connection.execute(query):
        lost = Failure(row.scope, Reason(row.reason), row.detail, row.until)
        failures[row.visit_id].append(lost)
    return failures
