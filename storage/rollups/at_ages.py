"""The roll-up of what each post had drawn when it was of a common age (`metrics.equal_age`).

Estimates between two looks follow a curve that SQL cannot compute: the rows are made here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, select

from metrics.equal_age import COMMON_AGES, tolerance, weight_at_age
from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS, parts_of
from storage.schema import account, post, post_at_age, post_reading

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


def may_tell(
    at: datetime, published_at: datetime, looked_at: datetime | None, open_age: int | None
) -> bool:
    """Whether a new look at a post tells anything of it at a common age.

    Args:
        at: When the look is of, to the second.
        published_at: When the post was published.
        looked_at: When the last look was that is on file; None: there is none.
        open_age: An age of which a look may still tell more (`is_open`); None: there is none.
    """
    if open_age is not None or (looked_at is not None and looked_at >= at):
        return True
    lived, lived_then = at - published_at, None if looked_at is None else looked_at - published_at
    for first, last in NEAR_AGES:
        if lived >= first and (lived <= last if lived_then is None else lived_then < first):
            return True
    return False


AGES = tuple((age, tolerance(age)) for age in COMMON_AGES)
NEAR_AGES = tuple((age - near, age + near) for age, near in AGES)


# Made once, as many a visit asks them: making a statement takes longer than a seek.
EVERY_LOOK = (
    select(
        post.c.id,
        account.c.platform,
        post.c.published_at,
        post_reading.c.at,
        *(post_reading.c[name] for name in COUNT_NAMES),
    )
    .join_from(post, post_reading)
    .join(account, account.c.id == post.c.account_id)
    .order_by(post.c.id, post_reading.c.at)
)
LOOKS = EVERY_LOOK.where(post.c.id.in_(bindparam("keys", expanding=True)))
FORGET = delete(post_at_age).where(post_at_age.c.post_id.in_(bindparam("keys", expanding=True)))
NEW = insert(post_at_age)


def roll_ages(connection: Connection, keys: Sequence[int]) -> None:
    """Build anew what some posts had drawn at the common ages, by their keys."""
    if keys:
        connection.execute(FORGET, {"keys": keys})
        _insert(connection, _rows(connection.execute(LOOKS, {"keys": keys})))


def build_ages(connection: Connection) -> None:
    """Build all of it anew."""
    connection.execute(delete(post_at_age))
    for chosen in _chunks(connection):
        _insert(connection, _rows(connection.execute(EVERY_LOOK.where(chosen(post.c.id)))))


def differing_ages(connection: Connection) -> int:
    """How many rows are not what the readings say, or are not there."""
    strays = lost = 0
    for chosen in _chunks(connection):
        of_chunk = select(*post_at_age.columns).where(chosen(post_at_age.c.post_id))
        kept = {tuple(row) for row in connection.execute(of_chunk)}
        right = set(_rows(connection.execute(EVERY_LOOK.where(chosen(post.c.id)))))
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
        connection.execute(NEW, named)


def _rows(looks: Iterable[Sequence[Any]]) -> list[AgeRow]:
    """The rows that posts must have, by the rows of `EVERY_LOOK`."""
    rows: list[AgeRow] = []
    for key, read in groupby(looks, key=itemgetter(0)):
        rows_of_post = list(read)
        own = [_Look(row[3], tuple(row[4:])) for row in rows_of_post]
        rows += _of_post(_Seen(key, rows_of_post[0][1], rows_of_post[0][2], own))
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
