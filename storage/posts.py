"""Keeping what a visit read of posts: new ones, edited ones, their counts, and the vanished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from metrics.platforms import COUNT_NAMES
from metrics.snapshot import Kind, PostSnapshot, Snapshot
from storage.engine import insert_once
from storage.schema import AnyRow, post, post_reading

OnFile = Mapping[str, AnyRow]
EDITABLE = ("kind", "form", "text", "url", "vanished_at")


def keep_posts(connection: Connection, account_id: int, snapshot: Snapshot) -> int:
    """Keep each post of a snapshot with its counts; how many were new."""
    seen = {found.id: found for found in snapshot.posts}  # one look each, if listed twice
    before = _on_file(connection, account_id, seen)
    new = [found for found in seen.values() if found.id not in before]
    if new:
        connection.execute(insert(post), [_new_row(account_id, found) for found in new])
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


def _on_file(connection: Connection, account_id: int, ids: Iterable[str]) -> OnFile:
    query = select(post).where(post.c.account_id == account_id, post.c.platform_id.in_(list(ids)))
    return {row.platform_id: row for row in connection.execute(query)}


def _new_row(account_id: int, found: PostSnapshot) -> dict[str, object]:
    return {
        "account_id": account_id,
        "platform_id": found.id,
        "published_at": found.published_at,
        "kind": found.kind.value,
        "form": found.form and found.form.value,
        "text": _own_words(found.kind, found.text),
        "url": found.url,
    }


def _own_words(kind: Kind, text: str | None) -> str | None:
    return text if kind is Kind.POST else None


def _keep_edits(connection: Connection, before: OnFile, seen: Mapping[str, PostSnapshot]) -> None:
    """What is told again replaces what is on file; what is not told this time stays.

    A post that was seen exists, whatever the platform had said of it before.
    """
    rows = [_edited(row, seen[identifier]) for identifier, row in before.items()]
    differing = [
        edited
        for edited, row in zip(rows, before.values(), strict=True)
        if any(edited[f"new_{name}"] != getattr(row, name) for name in EDITABLE)
    ]
    if differing:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in EDITABLE}
        edit = update(post).where(post.c.id == bindparam("key")).values(values)
        connection.execute(edit, differing)


def _edited(row: AnyRow, found: PostSnapshot) -> dict[str, object]:
    return {
        "key": row.id,
        "new_kind": found.kind.value,
        "new_form": found.form.value if found.form else row.form,
        "new_text": _own_words(found.kind, row.text if found.text is None else found.text),
        "new_url": row.url if found.url is None else found.url,
        "new_vanished_at": None,
    }


def _keep_counts(
    connection: Connection, keys: OnFile, seen: Iterable[PostSnapshot], taken_at: datetime
) -> None:
    rows = [
        {
            "post_id": keys[found.id].id,
            "at": taken_at,
            **{name: getattr(found.counts, name) for name in COUNT_NAMES},
        }
        for found in seen
    ]
    if rows:
        connection.execute(insert_once(connection, post_reading), rows)
