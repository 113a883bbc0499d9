"""The counts of posts in files that somebody downloaded, at the moment of the export.

They are no readings of this program, and stand apart from them: the posts on file and their counts
are what the platform told us. Of two files that tell a count of one post, the one downloaded last
counts (of two of one day the greater digest); a count that it does not tell is that of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from metrics.model import Counts, Kind
from metrics.platforms import COUNT_NAMES
from storage.schema import account, exported_post, source_file
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
    rows = [
        {
            "source_file_id": file,
            "platform_id": post.id,
            "published_at": post.published_at,
            "kind": post.kind.value,
            "url": post.url,
            **{name: getattr(post.counts, name) for name in COUNT_NAMES},
        }
        for post in posts
    ]
    if rows:
        connection.execute(insert(exported_post), rows)


def exported_counts(store: Store, account_name: str | None = None) -> list[ExportedCounts]:
    """The counts of posts in files that count, of one account or all, the newest posts first.

    A post whose id had to be forgotten is not told.
    """
    with store.read() as connection:
        rows = connection.execute(_counting(account_name)).mappings().all()
    by_post = groupby(sorted(rows, key=_subject), key=_subject)
    return sorted((_latest(list(words)) for _, words in by_post), key=_newest_first)


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
        .join(account)
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


def _newest_first(found: ExportedCounts) -> tuple[str, float, str]:
    moment = found.post.published_at
    return found.account, -moment.timestamp() if moment else 0.0, found.post.id
