"""The accounts on file: who they are, when they were proven ours, and what a visit must know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import (
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from metrics.model import NOTHING, Account, Form, Known, KnownPost
from metrics.reading_plan.pay_days import SWEPT_FOR
from metrics.texts.phrases import Phrase
from storage.backoff import refused_parts
from storage.changes import Change, log
from storage.errors import UnknownAccount
from storage.schema import (
    account,
    account_day_metric,
    account_reading,
    change,
    post,
    post_reading,
    printed_figure,
    slot,
    source_file,
    spend,
    visit,
)
from storage.store import Store

T = TypeVar("T")
SETTINGS = "settings"
BY_NAME = select(
    account.c.id,
    account.c.name,
    account.c.platform,
    account.c.platform_id,
    account.c.handle,
    account.c.display_name,
    account.c.verified,
    account.c.proven_at,
).where(account.c.name == bindparam("wanted"))
"""An account, in the order of `AccountRow`. Made once: every question asks for it many times."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account on file."""

    id: int
    name: str
    platform: str
    platform_id: str | None
    handle: str | None
    display_name: str | None
    verified: str | None
    proven_at: datetime | None


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


def double_of(connection: Connection, row: AccountRow, platform_id: str) -> str | None:
    """Why an account must not be read under this name, if it is on file under another one."""
    same = (account.c.platform == row.platform) & (account.c.platform_id == platform_id)
    query = select(account.c.name).where(same, account.c.id != row.id)
    other = connection.execute(query).scalar()
    return None if other is None else _double(platform_id, other, row.name)


def _continued(connection: Connection, wanted: Account) -> AccountRow | None:
    """An account on file, under its name or a former one."""
    names = (wanted.name, *wanted.former_names)
    query = select(account).where(account.c.name.in_(names))
    rows = [AccountRow(**row) for row in connection.execute(query).mappings()]
    if len(rows) > 1:
        return _joined(connection, rows, wanted)
    return rows[0] if rows else None


def _joined(connection: Connection, rows: Sequence[AccountRow], wanted: Account) -> AccountRow:
    """The one of two rows that goes on, where the new name has stood for nothing that was read."""
    former = [row for row in rows if row.name != wanted.name]
    empty = [row for row in rows if row.name == wanted.name and _is_unread(connection, row)]
    if len(former) > 1 or not empty or former[0].platform != wanted.platform:
        both = " and ".join(sorted(row.name for row in rows))
        raise UnknownAccount(
            Phrase("{both} are both on file, so neither can be the other's former name", both=both)
        )
    _absorb(connection, empty[0].id, former[0].id)
    return former[0]


def _is_unread(connection: Connection, row: AccountRow) -> bool:
    brought = or_(
        exists().where(account_day_metric.c.account_id == row.id),
        exists().where(source_file.c.account_id == row.id),
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


def _require_same(on_file: AccountRow, wanted: Account) -> None:
    if on_file.platform != wanted.platform:
        raise UnknownAccount(
            Phrase(
                "{name} is on file as an account of {before}, not of {now}: give the"
                " new account another name",
                name=on_file.name,
                before=on_file.platform,
                now=wanted.platform,
            )
        )
    if wanted.id and on_file.platform_id and on_file.platform_id != wanted.id:
        raise UnknownAccount(
            Phrase(
                "{name} is on file as account {old}: give the new account ({new}) another name",
                name=on_file.name,
                old=on_file.platform_id,
                new=wanted.id,
            )
        )


def _require_no_other(connection: Connection, on_file: AccountRow | None, wanted: Account) -> None:
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
            advice = Phrase("or give the id of {name} if it is another account", name=wanted.name)
            raise UnknownAccount(
                Phrase(
                    "{double}, {advice}",
                    double=_double(wanted.handle, other, wanted.name),
                    advice=advice,
                )
            )


def _double(which: str, other: str, name: str) -> str:
    return f"{which} is on file as {other}: put that name into former_names of {name}"


def _rename(connection: Connection, row: AccountRow, name: str, now: datetime) -> None:
    """Printed figures name an account by word, so they follow."""
    connection.execute(update(account).where(account.c.id == row.id).values(name=name))
    connection.execute(
        update(printed_figure).where(printed_figure.c.account == row.name).values(account=name)
    )
    log(connection, Change(now, SETTINGS, "name", row.name, name), account_id=row.id)


EARLIER = timedelta(hours=20)
"""So much older than a visit is the earlier reading of a post, to tell whether it grows again."""


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


def find(connection: Connection, name: str) -> AccountRow:
    """The account of a name.

    Raises:
        UnknownAccount: there is none of that name.
    """
    row = connection.execute(BY_NAME, {"wanted": name}).one_or_none()
    if row is None:
        raise UnknownAccount(Phrase("no account on file is called {name}", name=repr(name)))
    return AccountRow(*row)


def if_enrolled(ask: Callable[[], T]) -> T | None:
    """What is asked of one account; None where it was never enrolled.

    For accounts of the settings that no visit has come to yet: nothing is on file of them.
    """
    try:
        return ask()
    except UnknownAccount:
        return None


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
            posts=tuple(
                _known_post(_ReadTwice(*row_of_post)) for row_of_post in connection.execute(young)
            ),
            newest_post=None if newest is None else _known_post(_ReadTwice(*newest)),
            billed_today=_read_since(connection, row, midnight)
            | _paid_since(connection, row, midnight),
            refused=refused_parts(connection, row.id),
            read_at=connection.execute(
                select(func.max(account_reading.c.at)).where(account_reading.c.account_id == row.id)
            ).scalar(),
        )


_KnownPosts = Select[
    str | None,
    datetime,
    datetime,
    int | None,
    int | None,
    datetime,
    int | None,
    int | None,
    str | None,
]


class _ReadTwice(NamedTuple):
    """A post with its newest reading and an earlier one, if there is one."""

    platform_id: str | None
    published_at: datetime
    at: datetime
    views: int | None
    likes: int | None
    earlier_at: datetime | None
    earlier_views: int | None
    earlier_likes: int | None
    url: str | None


def _known_post(row: _ReadTwice) -> KnownPost:
    pairs = ((row.views, row.earlier_views), (row.likes, row.earlier_likes))
    both = [pair for pair in pairs if None not in pair]
    count, earlier = both[0] if both else (row.likes if row.views is None else row.views, None)
    at = None if earlier is None else row.earlier_at
    return KnownPost(row.platform_id or "", row.published_at, row.at, count, at, earlier, row.url)


def _posts_on_file(account_id: int, now: datetime) -> _KnownPosts:
    """Newest first, each with two readings; no stories, and not those whose ids were forgotten."""
    newest, earlier = post_reading.alias(), post_reading.alias()
    return (
        select(
            post.c.platform_id,
            post.c.published_at,
            newest.c.at,
            newest.c.views,
            newest.c.likes,
            earlier.c.at,
            earlier.c.views,
            earlier.c.likes,
            post.c.url,
        )
        .select_from(post)
        .join(newest, and_(newest.c.post_id == post.c.id, newest.c.at == _last_reading_at()))
        .join(
            earlier,
            and_(earlier.c.post_id == post.c.id, earlier.c.at == _last_reading_at(now - EARLIER)),
            isouter=True,
        )
        .where(
            post.c.account_id == account_id,
            post.c.platform_id.is_not(None),
            post.c.form.is_distinct_from(Form.STORY.value),
        )
        .order_by(post.c.published_at.desc(), post.c.id.desc())
    )


def _last_reading_at(until: datetime | None = None) -> ScalarSelect[datetime]:
    """When a post was last read, at all or until an instant."""
    reading = post_reading.alias()
    query = select(func.max(reading.c.at)).where(reading.c.post_id == post.c.id)
    return (query if until is None else query.where(reading.c.at <= until)).scalar_subquery()


def _read_since(connection: Connection, row: AccountRow, since: datetime) -> frozenset[str]:
    """Ids of the account and of its posts that were read at or after an instant."""
    looked = exists().where(post_reading.c.post_id == post.c.id, post_reading.c.at >= since)
    query = select(post.c.platform_id).where(post.c.account_id == row.id, looked)
    ids = set(connection.execute(query).scalars())
    own = exists().where(account_reading.c.account_id == row.id, account_reading.c.at >= since)
    if connection.execute(select(own)).scalar():
        ids.add(row.platform_id)
    return frozenset(identifier for identifier in ids if identifier)


def _paid_since(connection: Connection, row: AccountRow, since: datetime) -> frozenset[str]:
    """Ids that the ledger has paid for at or after an instant, whether or not an answer came."""
    paid = func.coalesce(spend.c.settled_micro_usd, spend.c.reserved_micro_usd) > NOTHING
    query = select(spend.c.resource).where(spend.c.account_id == row.id, spend.c.at >= since, paid)
    return frozenset(name for name in connection.execute(query).scalars() if name is not None)
