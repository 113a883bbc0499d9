"""The register of statements: contents on which the public was informed, and the posts that did.

A correction is a whole new row with its own channels and posts; the one before keeps its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select

from metrics.model import Kind
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from metrics.texts.phrases import Phrase
from storage.changes import log_all
from storage.errors import RefusedValue
from storage.posts import told_id
from storage.registers.supersede import (
    ANY_TERMS,
    Added,
    Register,
    Signature,
    Terms,
    Values,
    Why,
    in_force,
    sort_out,
    superseding,
)
from storage.registers.wordings import with_wordings
from storage.schema import post, statement, statement_informed, statement_post
from storage.store import Store

PARTS = ("channels", "posts")
"""What a row has many of, kept in tables of their own."""


Channel = tuple[str, date | None, datetime | None]
"""Where the public was informed; on which day, and when, where that is known."""


def add_statements(
    store: Store,
    rows: Sequence[Statement],
    *,
    who: str,
    now: datetime,
    reason: str | None,
    terms: Terms = ANY_TERMS,
) -> Added:
    """Put statements on file, all or none. Adding the same again changes nothing.

    Two are the same when the office gave them one number (`key`), in small letters or capitals.

    Raises:
        NeedsReason: it is on file otherwise and no reason for the correction is given.
        RefusedValue: it is given twice, differently, or names a post that is none of the office's
            own on file.
    """
    with store.write() as connection:
        keys = _own_posts(connection, rows)
        wanted = [_row(statement, keys) for statement in rows]
        signed = Signature(who, now, reason, terms)
        sorted_out = sort_out(STATEMENTS, _on_file(connection), wanted, signed)
        for row in () if terms.dry else sorted_out.rows:
            _insert(connection, row)
        log_all(connection, () if terms.dry else sorted_out.changes)
        return with_wordings(connection, sorted_out.added, rows, signed)


def statements(
    store: Store, since: date | None = None, until: date | None = None
) -> list[Statement]:
    """The statements in force of contents noticed on the days [since, until), by day and number.

    A post whose id had to be forgotten goes by an id of our own.
    """
    with store.read() as connection:
        ids = _told_ids(connection)
        on_file = [_statement(row, ids) for row in _on_file(connection, since, until)]
    return sorted(on_file, key=lambda statement: (statement.noticed_on, statement.key))


def statement_numbered(store: Store, number: int) -> Statement | None:
    """The statement in force in a row of the register; None where there is none."""
    with store.read() as connection:
        ids = _told_ids(connection)
        rows = [row for row in _on_file(connection) if row["id"] == number]
    return _statement(rows[0], ids) if rows else None


def corrected_statements(store: Store, since: datetime) -> list[tuple[date, Why]]:
    """Of the statements in force that were corrected since an instant: when noticed, and why."""
    at = statement.c.recorded_at
    query = select(statement.c.noticed_on, at, statement.c.reason)
    corrected = query.where(superseding(statement, since)).order_by(at, statement.c.id)
    with store.read() as connection:
        rows = connection.execute(corrected).all()
    return [(noticed_on, Why(at, reason or "")) for noticed_on, at, reason in rows]


def _own_posts(connection: Connection, rows: Sequence[Statement]) -> Mapping[str, int]:
    """Our keys of the posts that statements name by the platforms' ids."""
    named = {identifier for statement in rows for identifier in statement.posts}
    own = select(post.c.id, post.c.platform_id).where(post.c.kind != Kind.REPOST.value)
    query = own.where(post.c.platform_id.in_(named))
    keys: dict[str, int] = {}
    for row in connection.execute(query):
        if row.platform_id in keys:
            raise RefusedValue(
                Phrase(
                    "two accounts have a post {platform_id}; nothing was kept",
                    platform_id=row.platform_id,
                )
            )
        keys[row.platform_id] = row.id
    strange = sorted(named - set(keys))
    if strange:
        raise RefusedValue(
            Phrase("no post {strange} of our own is on file; nothing was kept", strange=strange[0])
        )
    return keys


def _row(statement: Statement, keys: Mapping[str, int]) -> Values:
    """A statement as it is compared: to the second, in an order that never differs."""
    channels = sorted({*statement.informed, *statement.informed_on})
    informed = (
        (name, statement.informed_on.get(name), statement.informed.get(name)) for name in channels
    )
    return {
        "key": statement.key,
        "noticed_at": _second(statement.noticed_at),
        "noticed_on": statement.noticed_on,
        "outcome": statement.outcome.value,
        "answer": statement.answer.value,
        "note": statement.note,
        "channels": tuple((name, day, _second(at)) for name, day, at in informed),
        "posts": tuple(sorted({keys[identifier] for identifier in statement.posts})),
    }


def _second(instant: datetime | None) -> datetime | None:
    """An instant as the file keeps it."""
    return instant and instant.astimezone(UTC).replace(microsecond=0)


def _insert(connection: Connection, row: Values) -> None:
    own = {name: value for name, value in row.items() if name not in PARTS}
    key = connection.execute(insert(statement).values(own).returning(statement.c.id)).scalar_one()
    channels = [
        {"statement_id": key, "channel": name, "day": day, "at": at}
        for name, day, at in row["channels"]
    ]
    if channels:
        connection.execute(insert(statement_informed), channels)
    if row["posts"]:
        posts = [{"statement_id": key, "post_id": post_id} for post_id in row["posts"]]
        connection.execute(insert(statement_post), posts)


def _on_file(
    connection: Connection, since: date | None = None, until: date | None = None
) -> list[Values]:
    """The rows in force with their channels and posts, the oldest first."""
    query = select(statement).where(in_force(statement)).order_by(statement.c.id)
    if since is not None:
        query = query.where(statement.c.noticed_on >= since)
    if until is not None:
        query = query.where(statement.c.noticed_on < until)
    channels, posts = _channels(connection), _linked_posts(connection)
    return [
        {
            **row,
            "channels": tuple(channels[row["id"]]),
            "posts": tuple(posts[row["id"]]),
        }
        for row in connection.execute(query).mappings()
    ]


def _channels(connection: Connection) -> dict[int, list[Channel]]:
    """Where and when the public was informed, by our own key of the statement."""
    informed = statement_informed.c
    query = select(informed.statement_id, informed.channel, informed.day, informed.at)
    channels: dict[int, list[Channel]] = defaultdict(list)
    for key, name, day, at in sorted(connection.execute(query), key=lambda row: (row[0], row[1])):
        channels[key].append((name, day, at))
    return channels


def _linked_posts(connection: Connection) -> dict[int, list[int]]:
    """Our own keys of the posts that answered, by that of the statement."""
    query = select(statement_post.c.statement_id, statement_post.c.post_id)
    posts: dict[int, list[int]] = defaultdict(list)
    for key, post_id in sorted(connection.execute(query), key=lambda row: (row[0], row[1])):
        posts[key].append(post_id)
    return posts


def _told_ids(connection: Connection) -> Mapping[int, str]:
    """By what ids the posts go that statements name."""
    query = select(post.c.id, post.c.platform_id).join(statement_post)
    return {key: told_id(platform_id, key) for key, platform_id in connection.execute(query)}


def _statement(row: Values, ids: Mapping[int, str]) -> Statement:
    return Statement(
        key=row["key"],
        noticed_at=row["noticed_at"],
        noticed_on=row["noticed_on"],
        informed={name: at for name, _, at in row["channels"] if at is not None},
        outcome=StatementOutcome(row["outcome"]),
        answer=OfficeAnswer(row["answer"]),
        posts=tuple(ids[key] for key in row["posts"]),
        note=row["note"],
        informed_on={name: day for name, day, _ in row["channels"] if day is not None},
    )


def _subjects(row: Values) -> Collection[Hashable]:
    return [row["key"].casefold()]


def _title(row: Values) -> str:
    """Without the ids of posts: they are erased elsewhere and must not live on in the log."""
    channels = ", ".join(_told(*channel) for channel in row["channels"]) or "nowhere"
    noticed = row["noticed_at"] or row["noticed_on"]
    return (
        f"{row['key']}: noticed {noticed}, informed {channels}; {row['outcome']},"
        f" {row['answer']}, {len(row['posts'])} posts, {row['note'] or 'no note'}"
    )


def _told(channel: str, day: date | None, at: datetime | None) -> str:
    return f"{channel} {at or day}"


STATEMENTS = Register(statement, _subjects, _title)
