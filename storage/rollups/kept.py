"""The roll-ups: kept in step with the readings, compared with them, built anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Float,
    Insert,
    Select,
    Table,
    bindparam,
    case,
    delete,
    except_,
    func,
    insert,
    literal,
    or_,
    select,
)

from metrics.falls import SUSPECT_SHARE
from metrics.platforms import COUNT_NAMES
from storage.engine import dialects_insert, insert_rows
from storage.rollups.at_ages import build_ages, differing_ages, roll_ages
from storage.schema import (
    account_day,
    account_drop,
    account_reading,
    exported_post,
    post_at_age,
    post_in_files,
    post_now,
    post_reading,
    source_file,
)
from storage.store import Store

PostRow = tuple[Any, ...]
"""A post's key, an instant, and each count."""
RollupRows = Select[*tuple[Any, ...]]
"""A query of rows of a roll-up, in its columns' own order."""


def roll_day(connection: Connection, reading: Mapping[str, Any]) -> None:
    """Add one new reading of an account to its day; `reading` has the columns of the table.

    Readings may come in any order: the day keeps the count that was told latest in it.
    """
    values = {name: reading[name] for name in ("account_id", "day", "at", "followers")}
    if values["followers"] is None:
        values["at"] = None
    connection.execute(_adding_day(connection.dialect.name), values | {"looks": 1})
    _roll_drop(connection, reading)


@cache
def _adding_day(dialect: str) -> Any:
    """The statement that adds a reading to its day: made once, for making it takes longest."""
    adding = dialects_insert(dialect, account_day)
    day, new = account_day.c, adding.excluded
    is_later = or_(day.at.is_(None), new.at > day.at)  # an untold one is not later than anything
    return adding.on_conflict_do_update(
        index_elements=[day.account_id, day.day],
        set_={
            "looks": day.looks + 1,
            "followers": case((is_later, new.followers), else_=day.followers),
            "at": case((is_later, new.at), else_=day.at),
        },
    )


READ = account_reading.c
TOLD = (READ.account_id == bindparam("account"), READ.followers.is_not(None))
BEFORE = select(READ.followers).where(*TOLD, READ.at < bindparam("instant"))
AFTER = select(READ.at).where(*TOLD, READ.at > bindparam("instant")).order_by(READ.at).limit(1)
BESIDE = select(
    BEFORE.order_by(READ.at.desc()).limit(1).scalar_subquery(),
    AFTER.scalar_subquery(),
    AFTER.with_only_columns(READ.followers).scalar_subquery(),
)
"""What was told before a reading, and when and what after it."""


def _roll_drop(connection: Connection, reading: Mapping[str, Any]) -> None:
    """Judge a new reading of an account, and the one after it where it came late."""
    count, account_id = reading["followers"], reading["account_id"]
    if count is None:
        return
    wanted = {"account": account_id, "instant": reading["at"]}
    before, after_at, after = connection.execute(BESIDE, wanted).one()
    if _is_drop(before, count):
        connection.execute(insert(account_drop), {"account_id": account_id, "at": reading["at"]})
    if after_at is not None:
        here = account_drop.c.account_id == account_id, account_drop.c.at == after_at
        connection.execute(delete(account_drop).where(*here))
        if _is_drop(count, after):
            connection.execute(insert(account_drop), {"account_id": account_id, "at": after_at})


def _is_drop(before: int | None, after: int) -> bool:
    return before is not None and before > after and before - after >= before * SUSPECT_SHARE


def roll_posts(
    connection: Connection, rows: Sequence[PostRow], aging: Sequence[int], *, are_new: bool
) -> None:
    """Add readings of posts of one instant, which are on file, to what is known of the posts now.

    All are built anew from their readings where a later one is on file already, and where not all
    of these are new: another reading of the same instant stands then.

    Args:
        connection: Of the transaction that kept them.
        rows: The rows of `post_reading`, as the driver takes them.
        aging: The keys of the posts of which the readings tell more at an age (`may_tell`).
        are_new: Whether none was on file before.
    """
    adding = _adding_readings(connection.dialect.name)
    if not are_new or insert_rows(connection, adding, rows) < len(rows):
        _build_posts(connection, [row[0] for row in rows])
    roll_ages(connection, aging)


@cache
def _adding_readings(dialect: str) -> Insert:
    """The statement that adds a post's reading, whose columns are those of `post_now`."""
    adding, now = dialects_insert(dialect, post_now), post_now.c
    new = adding.excluded
    coalesces = {name: func.coalesce(new[name], now[name]) for name in COUNT_NAMES}
    merged: Insert = adding.on_conflict_do_update(
        index_elements=[now.post_id], set_={"at": new.at, **coalesces}, where=new.at > now.at
    )
    return merged


def forget_rolled(connection: Connection, accounts: Select[int], posts: Select[int]) -> None:
    """Drop what is rolled up of some accounts and posts, before their readings are erased."""
    for of_account in (account_day, account_drop):
        connection.execute(delete(of_account).where(of_account.c.account_id.in_(accounts)))
    for table in (post_now, post_in_files, post_at_age):
        connection.execute(delete(table).where(table.c.post_id.in_(posts)))


def roll_files(connection: Connection, posts: Select[int | None]) -> None:
    """Build anew what the files that count tell of some posts, by our keys of them."""
    connection.execute(delete(post_in_files).where(post_in_files.c.post_id.in_(posts)))
    fill(connection, post_in_files, posts_of_files().where(exported_post.c.post_id.in_(posts)))


def days_of_readings() -> RollupRows:
    """Every row that `account_day` must have, in its columns' order."""
    read, last = account_reading.c, account_reading.alias()
    told_at = func.max(case((read.followers.is_not(None), read.at)))
    days = (
        select(read.account_id, read.day, told_at.label("at"), func.count().label("looks"))
        .group_by(read.account_id, read.day)
        .subquery()
    )
    is_last = (last.c.account_id == days.c.account_id) & (last.c.at == days.c.at)
    joined = days.join(last, is_last, isouter=True)
    columns = (days.c.account_id, days.c.day, days.c.at, last.c.followers, days.c.looks)
    return select(*columns).select_from(joined)


def drops_of_readings() -> Select[*tuple[Any, ...]]:
    """Every row that `account_drop` must have, in its columns' order."""
    before = func.lag(READ.followers).over(partition_by=READ.account_id, order_by=READ.at)
    counts = (
        select(READ.account_id, READ.at, READ.followers, before.label("before"))
        .where(READ.followers.is_not(None))
        .subquery()
    )
    lost = counts.c.before - counts.c.followers
    share = counts.c.before * literal(SUSPECT_SHARE, Float)
    return select(counts.c.account_id, counts.c["at"]).where(lost > 0, lost >= share)


def posts_of_readings() -> RollupRows:
    """Every row that `post_now` must have, in its columns' order."""
    read, earlier = post_reading.c, post_reading.alias()
    labels = (
        select(earlier.c[name])
        .where(earlier.c.post_id == read.post_id, earlier.c[name].is_not(None))
        .order_by(earlier.c.at.desc())
        .limit(1)
        .scalar_subquery()
        .label(name)
        for name in COUNT_NAMES
    )
    return select(read.post_id, func.max(read.at).label("at"), *labels).group_by(read.post_id)


def posts_of_files() -> RollupRows:
    """Every row that `post_in_files` must have, in its columns' order.

    Of two files that tell a count, the one downloaded later counts; of one day the greater digest.
    """
    exported, other, file = exported_post.c, exported_post.alias(), source_file.alias()
    labels = (
        select(other.c[name])
        .join_from(other, file, file.c.id == other.c.source_file_id)
        .where(other.c.post_id == exported.post_id, other.c[name].is_not(None))
        .where(file.c.undone_at.is_(None))
        .order_by(file.c.downloaded_on.desc(), file.c.sha256.desc())
        .limit(1)
        .correlate(exported_post)
        .scalar_subquery()
        .label(name)
        for name in COUNT_NAMES
    )
    told_on = func.max(source_file.c.downloaded_on).label("told_on")
    return (
        select(exported.post_id, told_on, *labels)
        .join_from(exported_post, source_file)
        .where(source_file.c.undone_at.is_(None), exported.post_id.is_not(None))
        .group_by(exported.post_id)
    )


def fill(connection: Connection, table: Table, rows: RollupRows) -> None:
    """Insert rows given in a table's own order of columns."""
    names = [column.name for column in table.columns]
    connection.execute(insert(table).from_select(names, rows))


def _build_posts(connection: Connection, keys: Sequence[int]) -> None:
    connection.execute(delete(post_now).where(post_now.c.post_id.in_(keys)))
    fill(connection, post_now, posts_of_readings().where(post_reading.c.post_id.in_(keys)))


def rebuild(
    store: Store, begin: Callable[[str], object] = lambda _table: None
) -> Mapping[str, int]:
    """Build every roll-up anew from the readings alone, in one transaction; its rows by its name.

    `begin` is told the name of each before it is built.

    Raises:
        StorageError: the database could not write; everything is as it was.
    """
    built = {}
    with store.write() as connection:
        for table, rollup in ROLLUPS.items():
            begin(table.name)
            rollup.build(connection)
            count = select(func.count()).select_from(table)
            built[table.name] = connection.execute(count).scalar_one()
    return built


def differences(store: Store) -> dict[str, int]:
    """How many rows of each roll-up are not what the readings say; empty where all are right."""
    with store.read() as connection:
        differing = {table.name: rollup.differing(connection) for table, rollup in ROLLUPS.items()}
    return {name: count for name, count in differing.items() if count}


class Rollup(NamedTuple):
    """How what is rolled up is built anew from the readings, and compared with them."""

    build: Callable[[Connection], None]
    differing: Callable[[Connection], int]
    """Rows that are kept and should not be, or should be and are not."""


def _by_query(table: Table, rows: RollupRows) -> Rollup:
    """The roll-up that a query of the readings makes."""

    def build(connection: Connection) -> None:
        connection.execute(delete(table))
        fill(connection, table, rows)

    def differing(connection: Connection) -> int:
        kept = select(*table.columns)
        strays, lost = except_(kept, rows).subquery(), except_(rows, kept).subquery()
        counts = (select(func.count()).select_from(part) for part in (strays, lost))
        return max(connection.execute(count).scalar_one() for count in counts)

    return Rollup(build, differing)


ROLLUPS: Mapping[Table, Rollup] = {
    account_day: _by_query(account_day, days_of_readings()),
    account_drop: _by_query(account_drop, drops_of_readings()),
    post_now: _by_query(post_now, posts_of_readings()),
    post_in_files: _by_query(post_in_files, posts_of_files()),
    post_at_age: Rollup(build_ages, differing_ages),
}
