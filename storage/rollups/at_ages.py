"""The roll-up of what each post had drawn when it was of a common age (`metrics.equal_age`).

Estimates between two looks follow a curve that SQL cannot compute: the rows are made here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, select

from metrics.equal_age import COMMON_AGES, tolerance, weight_at_age
from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS, parts_of
from storage.schema import account, post, post_at_age, post_now, post_reading

METRICS = (*COUNT_NAMES, INTERACTIONS)
ESTIMATED = {metric: 1 << place for place, metric in enumerate(METRICS)}
"""The bit of `post_at_age.estimated` that says so of each number."""
A_CHUNK = 5_000
"""Keys of posts whose readings are looked through together."""
COLUMNS = [column.name for column in post_at_age.columns]
AgeRow = tuple[Any, ...]
"""A row of `post_at_age`, in its columns' order."""


class _Look(NamedTuple):
    """A reading of a post."""

    at: datetime
    counts: tuple[int | None, ...]


class _Seen(NamedTuple):
    """A post with its looks, oldest first."""

    key: int
    platform: str
    published_at: datetime
    looks: Sequence[_Look]


NOW_AND_OPEN = (
    select(post.c.id, post.c.published_at, post_now.c.at, post_at_age.c.age_days)
    .join(post_now, post_now.c.post_id == post.c.id, isouter=True)
    .join(
        post_at_age,
        and_(post_at_age.c.post_id == post.c.id, post_at_age.c.is_open == 1),
        isouter=True,
    )
    .where(post.c.id.in_(bindparam("keys", expanding=True)))
)
"""When each post was last looked at, and at which ages a look may still tell more of it."""


def aging_posts(connection: Connection, at: datetime, keys: Sequence[int]) -> list[int]:
    """The posts of which a new look at an instant may tell more at some age, by their keys.

    To be asked before the look is rolled into `post_now`.
    """
    rows = connection.execute(NOW_AND_OPEN, {"keys": keys})
    aging = {key for key, born, before, open_days in rows if _may_tell(at, born, before, open_days)}
    return sorted(aging)


def _may_tell(at: datetime, born: datetime, before: datetime | None, open_days: int | None) -> bool:
    """Whether a look tells anything at a common age; `before` is the last look before it."""
    if open_days is not None or (before is not None and before >= at):
        return True
    lived = at - born
    for age, near in AGES:
        if lived >= age - near and (before - born < age - near if before else lived <= age + near):
            return True
    return False


AGES = tuple((age, tolerance(age)) for age in COMMON_AGES)


def roll_ages(connection: Connection, keys: Sequence[int]) -> None:
    """Build anew what some posts had drawn at the common ages, by their keys."""
    if keys:
        connection.execute(delete(post_at_age).where(post_at_age.c.post_id.in_(keys)))
        _insert(connection, rows_at_ages(connection, post.c.id.in_(keys)))


def build_ages(connection: Connection) -> None:
    """Build all of it anew."""
    connection.execute(delete(post_at_age))
    for chosen in _chunks(connection):
        _insert(connection, rows_at_ages(connection, chosen(post.c.id)))


def differing_ages(connection: Connection) -> int:
    """How many rows are not what the readings say, or are not there."""
    strays = lost = 0
    for chosen in _chunks(connection):
        of_chunk = select(*post_at_age.columns).where(chosen(post_at_age.c.post_id))
        kept = {tuple(row) for row in connection.execute(of_chunk)}
        right = set(rows_at_ages(connection, chosen(post.c.id)))
        strays, lost = strays + len(kept - right), lost + len(right - kept)
    return max(strays, lost)


def _chunks(
    connection: Connection,
) -> Iterator[Callable[[ColumnElement[int]], ColumnElement[bool]]]:
    """Whether a key of a post is among the next, chunk by chunk until the last post."""
    last = connection.execute(select(func.max(post.c.id))).scalar() or 0
    for start in range(0, last + 1, A_CHUNK):
        yield partial(_is_within, start)


def _is_within(start: int, key: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(key >= start, key < start + A_CHUNK)


def _insert(connection: Connection, rows: Collection[AgeRow]) -> None:
    if rows:
        named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        connection.execute(insert(post_at_age), named)


def rows_at_ages(connection: Connection, chosen: ColumnElement[bool]) -> list[AgeRow]:
    """The rows that some posts must have."""
    counts = (post_reading.c[name] for name in COUNT_NAMES)
    query = (
        select(post.c.id, account.c.platform, post.c.published_at, post_reading.c.at, *counts)
        .join_from(post, post_reading)
        .join(account, account.c.id == post.c.account_id)
        .where(chosen)
        .order_by(post.c.id, post_reading.c.at)
    )
    rows: list[AgeRow] = []
    for key, read in groupby(connection.execute(query), key=lambda row: row[0]):
        told = list(read)
        looks = [_Look(row[3], tuple(row[4:])) for row in told]
        rows += _of_post(_Seen(key, told[0][1], told[0][2], looks))
    return rows


def _of_post(seen: _Seen) -> Iterator[AgeRow]:
    """A row for each age that lies between the first look and the last, or near one of them."""
    first, last = seen.looks[0].at, seen.looks[-1].at
    for age, near in AGES:
        at = seen.published_at + age
        if first <= at + near and last >= at - near:
            yield seen.key, age.days, *_at_age(seen, age, is_past=last > at + near)


def _at_age(seen: _Seen, age: timedelta, *, is_past: bool) -> Iterator[int | None]:
    """The numbers of a post at an age, which are estimates, and whether any may change."""
    split = bisect_right(seen.looks, seen.published_at + age, key=lambda look: look.at)
    before, after = seen.looks[split - 1 :: -1] if split else (), seen.looks[split:]
    estimated, is_open = 0, False
    for metric in METRICS:
        places = [COUNT_NAMES.index(part) for part in parts_of(seen.platform, metric)]
        earlier, later = _first_told(before, places), _first_told(after, places)
        ends = earlier and earlier[0], later and later[0]
        weight = weight_at_age(seen.platform, metric, seen.published_at, age, *ends)
        yield weight and weight.between(earlier and earlier[1], later and later[1])
        estimated |= ESTIMATED[metric] if weight and not weight.is_read else 0
        is_open = is_open or (later is None and not (is_past and earlier is None))
    yield estimated
    yield int(is_open)


def _first_told(looks: Sequence[_Look], places: Sequence[int]) -> tuple[datetime, int] | None:
    """The first of some looks that told every part of a number: when, and the number."""
    for at, counts in looks:
        parts = [counts[place] for place in places]
        if None not in parts:
            return at, sum(parts)  # type: ignore[arg-type]
    return None
