"""Keeping what a visit read of posts: new ones, edited ones, their counts, and the vanished."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    insert,
    or_,
    select,
    update,
)

from metrics.model import Kind, PostSnapshot, Snapshot
from metrics.platforms import COUNT_NAMES
from storage.engine import bound, insert_once, insert_rows
from storage.rollups import may_tell, roll_posts
from storage.schema import post, post_at_age, post_now, post_reading
from storage.types import as_parameter, asked_texts

T = TypeVar("T")
FORGOTTEN = "forgotten-"
"""No id of a platform begins so."""
Appearance = tuple[datetime, str]
"""When a post was published, and of what kind it is."""


class _PostOnFile(NamedTuple):
    """What of a post may be told anew."""

    key: int
    kind: str
    form: str | None
    text: str | None
    url: str | None
    vanished_at: datetime | None
    published_at: datetime
    looked_at: datetime | None
    open_age: int | None
    """An age in days of which a look may still tell more; None: there is none."""


OnFile = Mapping[str, _PostOnFile]
"""By the platform's id."""
COUNTS_OF = attrgetter(*COUNT_NAMES)
EDITABLE = ("kind", "form", "text", "url", "vanished_at")


def keep_posts(connection: Connection, account_id: int, snapshot: Snapshot) -> int:
    """Keep each post of a snapshot with its counts; how many were new."""
    seen = {shown.id: shown for shown in snapshot.posts}  # one reading each, if listed twice
    before = _on_file(connection, account_id, seen)
    if len(before) < len(seen):
        seen = _by_ids_on_file(connection, account_id, seen, before)
        before = _on_file(connection, account_id, seen)
    unknown = [shown for shown in seen.values() if shown.id not in before]
    if unknown and _name_again(connection, account_id, unknown):
        before = _on_file(connection, account_id, seen)
    new = [shown for shown in seen.values() if shown.id not in before]
    if new:
        connection.execute(insert(post), [_new_row(account_id, shown) for shown in new])
    _keep_edits(connection, before, seen)
    keys = _on_file(connection, account_id, seen) if new else before
    _keep_counts(connection, keys, seen.values(), snapshot.taken_at)
    return len(new)


def keep_vanished(
    connection: Connection, account_id: int, gone: Sequence[str], now: datetime
) -> int:
    """Mark posts that the platform says exist no more, and erase their words; how many."""
    if not gone:
        return 0
    vanished = update(post).where(
        post.c.account_id == account_id,
        post.c.platform_id.in_(gone),
        post.c.vanished_at.is_(None),
    )
    return connection.execute(vanished.values(vanished_at=now, text=None, url=None)).rowcount


def told_id(platform_id: str | None, key: int) -> str:
    """By what id a post goes: its platform's, or our own once that had to be forgotten."""
    return platform_id or f"{FORGOTTEN}{key}"


def goes_by(post_id: str) -> ColumnElement[bool]:
    """Whether a post goes by an id, in SQL; of one account, no other does."""
    own = post_id.removeprefix(FORGOTTEN)
    if own == post_id or re.fullmatch("[1-9][0-9]{0,17}", own) is None:
        return post.c.platform_id == post_id
    return (post.c.platform_id == post_id) | (
        post.c.platform_id.is_(None) & (post.c.id == int(own))
    )


def _name_again(connection: Connection, account_id: int, unknown: Sequence[PostSnapshot]) -> int:
    """Give posts whose ids had to be forgotten, or are a file's own, their ids; how many.

    A post is the same that was published at the same second and is of the same kind, where there
    is exactly one such post on file and one that was read: else it would be counted twice.
    """
    unread = ~exists().where(post_now.c.post_id == post.c.id)
    nameless = select(post.c.id, post.c.published_at, post.c.kind).where(
        post.c.account_id == account_id,
        or_(post.c.platform_id.is_(None), unread),
        post.c.published_at.in_({shown.published_at for shown in unknown}),
    )
    on_file = _singles(connection.execute(nameless), lambda row: (row.published_at, row.kind))
    read = _singles(unknown, lambda snapshot: (_second(snapshot.published_at), snapshot.kind.value))
    rows = [
        {"key": row.id, "new_id": read[look].id} for look, row in on_file.items() if look in read
    ]
    if rows:
        named = update(post).where(post.c.id == bindparam("key"))
        connection.execute(named.values(platform_id=bindparam("new_id")), rows)
    return len(rows)


def _second(instant: datetime) -> datetime:
    """An instant as the file keeps it."""
    return instant.replace(microsecond=0)


def _singles(things: Iterable[T], look: Callable[[T], Appearance]) -> dict[Appearance, T]:
    """The things by what they look like; not those of which two look alike."""
    alike: dict[Appearance, list[T]] = defaultdict(list)
    for thing in things:
        alike[look(thing)].append(thing)
    return {key: group[0] for key, group in alike.items() if len(group) == 1}


def _on_file(connection: Connection, account_id: int, ids: Iterable[str]) -> OnFile:
    wanted = {"account": account_id, "ids": as_parameter(connection, ids)}
    rows = connection.execute(_posts_on_file(connection.dialect.name), wanted).all()
    return {platform_id: _PostOnFile(*row) for platform_id, *row in rows if platform_id is not None}


@cache
def _posts_on_file(dialect: str) -> Select[*tuple[Any, ...]]:
    """The query of some posts of an account, made once, as every visit asks it."""
    return (
        select(
            post.c.platform_id,
            post.c.id,
            post.c.kind,
            post.c.form,
            post.c.text,
            post.c.url,
            post.c.vanished_at,
            post.c.published_at,
            post_now.c.at,
            post_at_age.c.age_days,
        )
        .join(post_now, post_now.c.post_id == post.c.id, isouter=True)
        .join(
            post_at_age,
            (post_at_age.c.post_id == post.c.id) & (post_at_age.c.is_open == 1),
            isouter=True,
        )
        .where(
            post.c.account_id == bindparam("account"),
            post.c.platform_id.in_(asked_texts(dialect, "ids")),
        )
    )


def _by_ids_on_file(
    connection: Connection, account_id: int, seen: Mapping[str, PostSnapshot], before: OnFile
) -> dict[str, PostSnapshot]:
    """The posts by the ids under which they are on file; `before` are those found by their own.

    Before the underscore of an id stands the account's own, where there is one, and that may
    change: the same post under another prefix is no second one.
    """
    prefixes = {owner for owner, mark, _ in (post_id.rpartition("_") for post_id in seen) if mark}
    if not prefixes:
        return dict(seen)
    query = select(post.c.platform_id).where(
        post.c.account_id == account_id,
        post.c.platform_id.contains("_", autoescape=True),
        *(~post.c.platform_id.startswith(f"{owner}_", autoescape=True) for owner in prefixes),
    )
    former = {
        post_id.rpartition("_")[2]: post_id
        for post_id in connection.execute(query).scalars()
        if post_id
    }
    renamed = {
        post_id if post_id in before else former.get(post_id.rpartition("_")[2], post_id): shown
        for post_id, shown in seen.items()
    }
    return {post_id: replace(shown, id=post_id) for post_id, shown in renamed.items()}


def _new_row(account_id: int, post_snapshot: PostSnapshot) -> dict[str, object]:
    return {
        "account_id": account_id,
        "platform_id": post_snapshot.id,
        "published_at": post_snapshot.published_at,
        "kind": post_snapshot.kind.value,
        "form": post_snapshot.form and post_snapshot.form.value,
        "text": _own_words(post_snapshot.kind, post_snapshot.text),
        "url": post_snapshot.url,
    }


def _own_words(kind: Kind, text: str | None) -> str | None:
    return text if kind is Kind.POST else None


def _keep_edits(connection: Connection, before: OnFile, seen: Mapping[str, PostSnapshot]) -> None:
    """What is told again replaces what is on file; what is not told this time stays.

    A post that was seen exists, whatever the platform had said of it before.
    """
    edited = [
        _edited(row, seen[identifier])
        for identifier, row in before.items()
        if not _is_told_alike(row, seen[identifier])
    ]
    if edited:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in EDITABLE}
        edit = update(post).where(post.c.id == bindparam("key")).values(values)
        connection.execute(edit, edited)


def _is_told_alike(row: _PostOnFile, shown: PostSnapshot) -> bool:
    """Whether a post is on file as it is told now, as far as it is told."""
    text = _own_words(shown.kind, row.text if shown.text is None else shown.text)
    return (
        row.kind == shown.kind
        and shown.form in {None, row.form}
        and row.text == text
        and shown.url in {None, row.url}
        and row.vanished_at is None
    )


def _edited(row: _PostOnFile, post_snapshot: PostSnapshot) -> dict[str, object]:
    return {
        "key": row.key,
        "new_kind": post_snapshot.kind.value,
        "new_form": post_snapshot.form.value if post_snapshot.form else row.form,
        "new_text": _own_words(
            post_snapshot.kind, row.text if post_snapshot.text is None else post_snapshot.text
        ),
        "new_url": row.url if post_snapshot.url is None else post_snapshot.url,
        "new_vanished_at": None,
    }


def _keep_counts(
    connection: Connection, keys: OnFile, seen: Collection[PostSnapshot], taken_at: datetime
) -> None:
    if not seen:
        return
    at, read = bound(connection, post_reading.c.at, taken_at), [keys[shown.id] for shown in seen]
    rows = [
        (row.key, at, *COUNTS_OF(snapshot.counts)) for row, snapshot in zip(read, seen, strict=True)
    ]
    new = insert_rows(connection, insert_once(connection, post_reading), rows)
    aging = [
        row.key for row in read if may_tell(taken_at, row.published_at, row.looked_at, row.open_age)
    ]
    roll_posts(connection, rows, aging, are_new=new == len(rows))
