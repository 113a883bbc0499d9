"""The counts of posts in files that somebody downloaded, at the moment of the export.

They are no readings of this program, and stand apart from them. A post that a file tells of is a
post on file, too: the one that was read, or else, where the file tells when it was published, a new
row of `post` that no reading has. Of two files that tell a count of one post, the one downloaded
last counts (of two of one day the greater digest); a count that it does not tell is the other's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from metrics.model import Counts, Form, Kind
from metrics.periods import A_DAY
from metrics.platforms import COUNT_NAMES, PLATFORMS
from storage.engine import let_go
from storage.rollups import roll_files
from storage.schema import account, exported_post, post, post_in_files, post_now, source_file, topic
from storage.store import Store


@dataclass(frozen=True, slots=True)
class PostInFile:
    """A post and its counts, as a file tells them."""

    id: str
    """The platform's own."""
    published_at: datetime | None
    """None where the file tells no moment."""
    counts: Counts
    kind: Kind = Kind.POST
    url: str | None = None
    form: Form | None = None
    text: str | None = None
    """Its words, fit to be kept; none of replies."""


@dataclass(frozen=True, slots=True)
class ExportedCounts:
    """What the files together tell of one post."""

    account: str
    post: PostInFile
    """Each count as the latest file tells it."""
    downloaded_on: date
    """The day of the latest file."""
    file: int
    """The number of that file."""
    file_name: str


def put_exported_posts(connection: Connection, file: int, posts: Iterable[PostInFile]) -> None:
    """Put on file what a file tells of posts, within the transaction of the file."""
    listed = list(posts)
    if not listed:
        return
    owner = connection.execute(
        select(account.c.id, account.c.platform, account.c.platform_id)
        .join_from(source_file, account)
        .where(source_file.c.id == file)
    ).one()
    keys = _keys_of(connection, _Owner(*owner), listed)
    rows = [
        {
            "source_file_id": file,
            "platform_id": each.id,
            "published_at": each.published_at,
            "kind": each.kind.value,
            "url": each.url,
            "post_id": keys.get(tail_of(each.id)),
            **{name: getattr(each.counts, name) for name in COUNT_NAMES},
        }
        for each in listed
    ]
    connection.execute(insert(exported_post), rows)
    _link_earlier(connection, owner.id, keys)
    roll_files(connection, _posts_of(file))


def take_back_posts(connection: Connection, file: int) -> None:
    """Let the posts of a file that was taken back be what other files and readings tell of them.

    A post that nothing else tells of is no longer on file. Within the transaction of the file.
    """
    roll_files(connection, _posts_of(file))
    lost = select(post.c.id).where(
        post.c.id.in_(_posts_of(file)),
        ~exists().where(post_now.c.post_id == post.c.id),
        ~exists().where(post_in_files.c.post_id == post.c.id),
    )
    gone = [{"gone": key} for key in connection.execute(lost).scalars()]
    if gone:
        key: Any = bindparam("gone")
        unlinked = update(exported_post).where(exported_post.c.post_id == key)
        connection.execute(unlinked.values(post_id=None), gone)
        connection.execute(delete(topic).where(topic.c.post_id == key), gone)
        connection.execute(delete(post).where(post.c.id == key), gone)


def _posts_of(file: int) -> Select[int | None]:
    """Our keys of the posts that a file tells of."""
    linked = exported_post.c.post_id.is_not(None)
    return select(exported_post.c.post_id).where(exported_post.c.source_file_id == file, linked)


class _Owner(NamedTuple):
    """The account of a file."""

    key: int
    platform: str
    platform_id: str | None

    def whole_id(self, identifier: str) -> str:
        """A post's id as the platform tells it: files leave a Page's own part of it out."""
        is_short = PLATFORMS[self.platform].post_ids_begin_with_account and "_" not in identifier
        return f"{self.platform_id}_{identifier}" if is_short and self.platform_id else identifier


class _Row(NamedTuple):
    """A post on file."""

    key: int
    platform_id: str | None
    published_at: datetime
    kind: str
    form: str | None
    text: str | None
    url: str | None
    is_read: bool


def _keys_of(connection: Connection, owner: _Owner, posts: Sequence[PostInFile]) -> dict[str, int]:
    """Our keys of the posts of a file, by the tails of their ids; new posts are put on file.

    A post is one on file by its id, or where that is another by the second of its publication, if
    it is the only one of that second and kind on both sides.
    """
    rows = _near(connection, owner, posts)
    keys = {tail_of(row.platform_id): row for row in rows if row.platform_id}
    known = {tail_of(each.id): keys[tail_of(each.id)] for each in posts if tail_of(each.id) in keys}
    known |= _by_second(
        [each for each in posts if tail_of(each.id) not in known],
        [row for row in rows if row not in known.values()],
    )
    new = [each for each in posts if tail_of(each.id) not in known and each.published_at]
    if new:
        connection.execute(insert(post), [_new_row(owner, each) for each in new])
    _complete(
        connection, [(known[tail], each) for each in posts if (tail := tail_of(each.id)) in known]
    )
    found = {tail: row.key for tail, row in known.items()}
    if new:
        wanted = {tail_of(each.id) for each in new}
        again = _near(connection, owner, new)
        found |= {
            tail_of(row.platform_id): row.key
            for row in again
            if row.platform_id and tail_of(row.platform_id) in wanted
        }
    return found


def _near(connection: Connection, owner: _Owner, posts: Sequence[PostInFile]) -> list[_Row]:
    """The posts on file of about the time of those of a file, and those of their very ids."""
    moments = [each.published_at for each in posts if each.published_at]
    ids = {each.id for each in posts if each.published_at is None}
    ids |= {owner.whole_id(identifier) for identifier in ids}
    is_near: ColumnElement[bool] = post.c.platform_id.in_(ids)
    if moments:
        first, last = min(moments) - A_DAY, max(moments) + A_DAY
        is_near = or_(is_near, post.c.published_at.between(first, last))
    is_read = exists().where(post_now.c.post_id == post.c.id)
    columns = (post.c[name] for name in ("id", "platform_id", "published_at", "kind"))
    words = (post.c[name] for name in ("form", "text", "url"))
    query = select(*columns, *words, is_read).where(post.c.account_id == owner.key, is_near)
    return [_Row._make(row) for row in connection.execute(query)]


def _by_second(posts: Sequence[PostInFile], rows: Sequence[_Row]) -> dict[str, _Row]:
    looks = [(each.published_at, each.kind.value) for each in posts]
    in_file = Counter(looks)
    on_file = Counter((row.published_at, row.kind) for row in rows)
    alone = {(row.published_at, row.kind): row for row in rows}
    return {
        tail_of(each.id): alone[look[0], look[1]]
        for each, look in zip(posts, looks, strict=True)
        if look[0] is not None and in_file[look] == on_file[look[0], look[1]] == 1
    }


def _new_row(owner: _Owner, in_file: PostInFile) -> dict[str, object]:
    return {
        "account_id": owner.key,
        "platform_id": owner.whole_id(in_file.id),
        "published_at": in_file.published_at,
        "kind": in_file.kind.value,
        "form": in_file.form and in_file.form.value,
        "text": in_file.text if in_file.kind is Kind.POST else None,
        "url": in_file.url,
    }


def _complete(connection: Connection, pairs: Sequence[tuple[_Row, PostInFile]]) -> None:
    """Add to posts that no reading has what another file tells, whichever of them comes first."""
    rows = [
        {
            "key": row.key,
            "new_form": max(row.form or "", in_file.form or "") or None,
            "new_text": _longer(row.text, in_file.text if row.kind == Kind.POST else None),
            "new_url": _longer(row.url, in_file.url),
            "new_at": max(row.published_at, in_file.published_at or row.published_at),
        }
        for row, in_file in pairs
        if not row.is_read
    ]
    if rows:
        values: dict[str, Any] = {
            "form": bindparam("new_form"),
            "text": bindparam("new_text"),
            "url": bindparam("new_url"),
            "published_at": bindparam("new_at"),
        }
        connection.execute(update(post).where(post.c.id == bindparam("key")).values(values), rows)


def _longer(words: str | None, other: str | None) -> str | None:
    return max(words or "", other or "", key=lambda text: (len(text), text)) or None


def _link_earlier(connection: Connection, owner: int, keys: dict[str, int]) -> None:
    """Link counts of earlier files that told of no moment, hence of no post."""
    files = select(source_file.c.id).where(source_file.c.account_id == owner)
    mine = exported_post.c.source_file_id.in_(files) & exported_post.c.post_id.is_(None)
    named = exported_post.c.platform_id.is_not(None)
    rows = connection.execute(
        select(exported_post.c.id, exported_post.c.platform_id).where(mine, named)
    )
    linked = [
        {"row": key, "to": keys[tail_of(identifier or "")]}
        for key, identifier in rows
        if tail_of(identifier or "") in keys
    ]
    if linked:
        link = update(exported_post).where(exported_post.c.id == bindparam("row"))
        connection.execute(link.values(post_id=bindparam("to")), linked)


def exported_counts(store: Store, account_name: str | None = None) -> list[ExportedCounts]:
    """The counts of posts in files that count, of one account or all, the newest posts first.

    A post whose id had to be forgotten is not told.
    """
    with store.read() as connection:
        result = connection.execute(_counting(account_name)).mappings()
        let_go(connection)
        rows = result.all()
    by_post = groupby(sorted(rows, key=_subject), key=_subject)
    return sorted((_latest(list(words)) for _, words in by_post), key=_newest_first)


def files_without_posts(store: Store, account_name: str) -> list[tuple[int, str]]:
    """The number and name of files that count and whose posts are not on file.

    They were taken in before schema 0011.
    """
    is_of_none = exported_post.c.post_id.is_(None) & exported_post.c.published_at.is_not(None)
    query = (
        select(source_file.c.id, source_file.c.name)
        .join_from(exported_post, source_file)
        .join(account, account.c.id == source_file.c.account_id)
        .where(account.c.name == account_name, source_file.c.undone_at.is_(None), is_of_none)
        .distinct()
        .order_by(source_file.c.id)
    )
    with store.read() as connection:
        return [(number, name) for number, name in connection.execute(query)]


def forget_exported(connection: Connection, accounts: Select[int], *, keep_counts: bool) -> int:
    """Erase what files tell of posts of some accounts, or their ids and addresses alone; how many.

    Within the transaction that forgets the accounts, before their files are erased.
    """
    files = select(source_file.c.id).where(source_file.c.account_id.in_(accounts))
    own = exported_post.c.source_file_id.in_(files)
    if keep_counts:
        nameless = update(exported_post).where(own).values(platform_id=None, url=None)
        return connection.execute(nameless).rowcount
    return connection.execute(delete(exported_post).where(own)).rowcount


def tail_of(identifier: str) -> str:
    """A post's id without its account's own before an underscore, which may come and go."""
    return identifier.rpartition("_")[2]


def _counting(account_name: str | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            exported_post,
            account.c.name.label("account"),
            source_file.c.name.label("file_name"),
            source_file.c.downloaded_on,
            source_file.c.sha256,
        )
        .select_from(exported_post)
        .join(source_file)
        .join(account, account.c.id == source_file.c.account_id)
        .where(source_file.c.undone_at.is_(None), exported_post.c.platform_id.is_not(None))
    )
    return query if account_name is None else query.where(account.c.name == account_name)


def _subject(row: Any) -> tuple[str, str]:
    return row["account"], tail_of(row["platform_id"])


def _recency(row: Any) -> tuple[date, str]:
    return row["downloaded_on"], row["sha256"]


def _latest(rows: Sequence[Any]) -> ExportedCounts:
    newest_first = sorted(rows, key=_recency, reverse=True)
    row = newest_first[0]
    counts = {name: _first_told(newest_first, name) for name in COUNT_NAMES}
    return ExportedCounts(
        row["account"],
        PostInFile(
            row["platform_id"],
            _first_told(newest_first, "published_at"),
            Counts(**counts),
            Kind(row["kind"]),
            _first_told(newest_first, "url"),
        ),
        row["downloaded_on"],
        row["source_file_id"],
        row["file_name"],
    )


def _first_told(rows: Iterable[Any], name: str) -> Any:
    return next((row[name] for row in rows if row[name] is not None), None)


def _newest_first(counts: ExportedCounts) -> tuple[str, float, str]:
    moment = counts.post.published_at
    return counts.account, -moment.timestamp() if moment else 0.0, counts.post.id
