"""The accounts on file: who they are, when they were proven ours, and what a visit must know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection, ScalarSelect, and_, exists, func, select

from metrics.pay_days import SWEPT_FOR
from metrics.snapshot import NOTHING, Account, Known, KnownPost
from storage.enrolment import enrol_one
from storage.errors import UnknownAccount
from storage.schema import (
    AnyRow,
    AnySelect,
    account,
    account_reading,
    post,
    post_reading,
    spend,
)
from storage.store import Store

LOOK = ("at", "views", "likes")
"""What of a reading tells how a post grows."""
EARLIER = timedelta(hours=20)
"""How much older than a visit the earlier of two looks is that tell whether a post grows again."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a platform last told of an account. None: it never did, or it had to be forgotten."""

    account: str
    platform: str
    platform_id: str | None
    handle: str | None
    display_name: str | None
    verified: str | None
    proven_at: datetime | None


def enrol(store: Store, accounts: Sequence[Account], now: datetime) -> None:
    """Put the accounts of the settings on file; a renamed one keeps its history.

    Raises:
        UnknownAccount: a name stands on file for another account, an account stands there under
            another name, or a name stands beside the former name that it shall continue.
    """
    with store.write() as connection:
        for wanted in accounts:
            enrol_one(connection, wanted, now)


def identities(store: Store) -> list[Identity]:
    """Every account on file, in the order of enrolment."""
    columns = [account.c[name] for name in Identity.__slots__ if name != "account"]
    query = select(account.c.name.label("account"), *columns).order_by(account.c.id)
    with store.read() as connection:
        return [Identity(**row) for row in connection.execute(query).mappings()]


def find(connection: Connection, name: str) -> AnyRow:
    """The row of an account.

    Raises:
        UnknownAccount: there is none of that name.
    """
    row = connection.execute(select(account).where(account.c.name == name)).one_or_none()
    if row is None:
        raise UnknownAccount(f"no account on file is called {name!r}")
    return row


def known(
    store: Store, account_name: str, now: datetime, *, followed: timedelta = SWEPT_FOR
) -> Known:
    """What is on file of an account before a visit at `now`.

    Posts that are younger than `followed` are listed, unless they have vanished.
    What was billed counts from midnight in UTC, as X bills.

    Raises:
        UnknownAccount: it was never enrolled.
    """
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    with store.read() as connection:
        row = find(connection, account_name)
        posts = _posts_on_file(row.id, now)
        young = posts.where(post.c.published_at > now - followed, post.c.vanished_at.is_(None))
        newest = connection.execute(posts.limit(1)).one_or_none()
        return Known(
            platform_id=row.platform_id,
            proven_at=row.proven_at,
            posts=tuple(_known_post(found) for found in connection.execute(young)),
            newest_post=None if newest is None else _known_post(newest),
            billed_today=_read_since(connection, row, midnight)
            | _paid_since(connection, row, midnight),
        )


def _known_post(row: AnyRow) -> KnownPost:
    told, likes = (row.views, row.earlier_views), (row.likes, row.earlier_likes)
    both = [pair for pair in (told, likes) if None not in pair]
    count, earlier = both[0] if both else (row.likes if row.views is None else row.views, None)
    at = None if earlier is None else row.earlier_at
    return KnownPost(row.platform_id, row.published_at, row.at, count, at, earlier)


def _posts_on_file(account_id: int, now: datetime) -> AnySelect:
    """Newest first, each with two looks. A post whose id was forgotten can be asked for no more."""
    newest, earlier = post_reading.alias(), post_reading.alias()
    return (
        select(
            post.c.platform_id,
            post.c.published_at,
            *(newest.c[name] for name in LOOK),
            *(earlier.c[name].label(f"earlier_{name}") for name in LOOK),
        )
        .select_from(post)
        .join(newest, and_(newest.c.post_id == post.c.id, newest.c.at == _last_look()))
        .join(
            earlier,
            and_(earlier.c.post_id == post.c.id, earlier.c.at == _last_look(now - EARLIER)),
            isouter=True,
        )
        .where(post.c.account_id == account_id, post.c.platform_id.is_not(None))
        .order_by(post.c.published_at.desc(), post.c.id.desc())
    )


def _last_look(until: datetime | None = None) -> ScalarSelect[datetime]:
    """When a post was last read, at all or until an instant."""
    look = post_reading.alias()
    query = select(func.max(look.c.at)).where(look.c.post_id == post.c.id)
    return (query if until is None else query.where(look.c.at <= until)).scalar_subquery()


def _read_since(connection: Connection, row: AnyRow, since: datetime) -> frozenset[str]:
    """Ids of the account and of its posts that were read at or after an instant."""
    looked = exists().where(post_reading.c.post_id == post.c.id, post_reading.c.at >= since)
    query = select(post.c.platform_id).where(post.c.account_id == row.id, looked)
    ids = set(connection.execute(query).scalars())
    own = exists().where(account_reading.c.account_id == row.id, account_reading.c.at >= since)
    if connection.execute(select(own)).scalar():
        ids.add(row.platform_id)
    return frozenset(identifier for identifier in ids if identifier)


def _paid_since(connection: Connection, row: AnyRow, since: datetime) -> frozenset[str]:
    """Ids that the ledger has paid for at or after an instant, whether or not an answer came."""
    paid = func.coalesce(spend.c.settled_micro_usd, spend.c.reserved_micro_usd) > NOTHING
    query = select(spend.c.resource).where(spend.c.account_id == row.id, spend.c.at >= since, paid)
    ids = connection.execute(query.where(spend.c.resource.is_not(None))).scalars()
    return frozenset(ids)
