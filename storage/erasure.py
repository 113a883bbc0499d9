"""Erasing what may no longer be kept: a platform that is left, and texts that have grown old.

Erased bytes are overwritten (`secure_delete`) and the file is then written anew (`VACUUM`), so
that no erased word is left in it. Copies elsewhere, such as backups, are their keeper's task.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, Table, delete, func, or_, select, update
from sqlalchemy.exc import DBAPIError

from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase
from metrics.texts.privacy import without_personal
from storage.changes import TAG, Change, log
from storage.errors import StorageError
from storage.history.account_days import forget_days
from storage.history.exported_posts import forget_exported
from storage.rollups import forget_rolled
from storage.schema import (
    account,
    account_day_metric,
    account_reading,
    change,
    failure,
    link,
    metadata,
    post,
    post_coverage,
    post_reading,
    refused_part,
    sealed_year,
    source_file,
    spend,
    statement_post,
    topic,
    visit,
)
from storage.store import Store
from storage.visits import WATCHED

ERASED = "(erased)"
TERMS_WHY = "what the platform's terms oblige to erase when access to it ends"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased and what was kept, by name, in numbers."""

    what: dict[str, int]


def forget(store: Store, platform: str, *, who: str, now: datetime) -> Forgotten:
    """Erase what a platform's terms oblige to erase; keep the counts where that is allowed.

    Always erased: texts, addresses and ids of posts, handles, names and badges. Where counts may
    not be kept either, posts and readings go as well, with the topics of the posts and with what
    statements said of them. Always kept: that we looked, when, and what it cost (our own log), the
    registers of the office, the letters sent, and what the office itself has printed, such as a
    closed year. Should the platform be read again afterwards, it is read as if for the first time.

    Raises:
        KeyError: no such platform.
        StorageError: the database could not write.
    """
    keeps_counts = PLATFORMS[platform].keeps_counts
    own = select(account.c.id).where(account.c.platform == platform)
    with store.write() as connection:
        erase = _erase_words if keeps_counts else _erase_readings
        what = erase(connection, own) | _erase_identity(connection, own)
        copies = update(link).where(link.c.content.is_not(None)).values(content=None)
        what["copies behind links let go"] = connection.execute(copies).rowcount
        what["visits kept"] = _count(connection, visit, own)
        closed = select(func.count()).select_from(sealed_year)
        what["closed years kept, as the institution printed them"] = connection.execute(
            closed
        ).scalar_one()
        log(connection, Change(now, who, "forget", after=platform, why=TERMS_WHY))
    what["older backups erased"] = _erase_backups(store)
    _write_anew(store)
    return Forgotten(what)


def expire_texts(store: Store, now: datetime, days: int) -> int:
    """Erase the texts of posts published more than `days` days before now; how many."""
    old = post.c.published_at < now - timedelta(days=days)
    with store.write() as connection:
        expired = update(post).where(old, post.c.text.is_not(None)).values(text=None)
        count = connection.execute(expired).rowcount
    if count:
        _write_anew(store)
    return count


def clean_texts(store: Store) -> int:
    """Cut out of the texts on file what leads to a person; of how many posts.

    New texts come without it. This is for those that an older version let through.
    """
    with store.read() as connection:
        worded = select(post.c.id, post.c.text).where(post.c.text.is_not(None))
        texts = connection.execute(worded).all()
    cleaned = {key: without_personal(text or "").strip() or None for key, text in texts}
    changed = {key: cleaned[key] for key, text in texts if cleaned[key] != text}
    if changed:
        with store.write() as connection:
            for key, text in changed.items():
                connection.execute(update(post).where(post.c.id == key).values(text=text))
        _write_anew(store)
    return len(changed)


def _erase_words(connection: Connection, own: Select[int]) -> dict[str, int]:
    mine = post.c.account_id.in_(own)
    worded = or_(post.c.text.is_not(None), post.c.url.is_not(None), post.c.platform_id.is_not(None))
    erased = update(post).where(mine, worded).values(text=None, url=None, platform_id=None)
    return {
        "texts, addresses and ids of posts erased": connection.execute(erased).rowcount,
        "posts kept": _count(connection, post, own),
        "post readings kept": _count_post_readings(connection, own),
        "account readings kept": _count(connection, account_reading, own),
        "counts of account days kept": _count(connection, account_day_metric, own),
        "counts of posts in files kept": forget_exported(connection, own, keep_counts=True),
    }


def _erase_readings(connection: Connection, own: Select[int]) -> dict[str, int]:
    posts = select(post.c.id).where(post.c.account_id.in_(own))
    forget_rolled(connection, own, posts)
    in_files = forget_exported(connection, own, keep_counts=False)
    readings, topics, links = (
        delete(table).where(table.c.post_id.in_(posts))
        for table in (post_reading, topic, statement_post)
    )
    return {
        "post readings erased": connection.execute(readings).rowcount,
        "topics of posts erased": connection.execute(topics).rowcount,
        "posts of statements erased": connection.execute(links).rowcount,
        "stretches of known posts erased": connection.execute(
            delete(post_coverage).where(post_coverage.c.account_id.in_(own))
        ).rowcount,
        "posts erased": connection.execute(delete(post).where(post.c.account_id.in_(own))).rowcount,
        "account readings erased": connection.execute(
            delete(account_reading).where(account_reading.c.account_id.in_(own))
        ).rowcount,
        "counts of account days erased": forget_days(connection, own),
        "counts of posts in files erased": in_files,
        "files taken in erased": connection.execute(
            delete(source_file).where(source_file.c.account_id.in_(own))
        ).rowcount,
    }


def _erase_identity(connection: Connection, own: Select[int]) -> dict[str, int]:
    """Names, wherever they stand; the sentences of failures may hold some as well."""
    nameless = dict.fromkeys((*WATCHED, "proven_at"))
    accounts = connection.execute(update(account).where(account.c.id.in_(own)).values(nameless))
    lines = change.c.account_id.in_(own) & change.c.what.in_((*WATCHED, TAG, source_file.name))
    connection.execute(update(change).where(lines).values(before=None, after=None))
    files = update(source_file).where(source_file.c.account_id.in_(own))
    connection.execute(files.values(name=ERASED))
    connection.execute(update(spend).where(spend.c.account_id.in_(own)).values(resource=None))
    visits = select(visit.c.id).where(visit.c.account_id.in_(own))
    blanked = update(failure).where(failure.c.visit_id.in_(visits)).values(detail=ERASED)
    connection.execute(blanked)
    connection.execute(delete(refused_part).where(refused_part.c.account_id.in_(own)))
    return {"accounts made nameless": accounts.rowcount}


def _count(connection: Connection, table: Table, own: Select[int]) -> int:
    query = select(func.count()).select_from(table).where(table.c.account_id.in_(own))
    return connection.execute(query).scalar_one()


def _count_post_readings(connection: Connection, own: Select[int]) -> int:
    query = select(func.count()).select_from(post_reading).join(post)
    return connection.execute(query.where(post.c.account_id.in_(own))).scalar_one()


def _erase_backups(store: Store) -> int:
    """The copies that migrations and restores left beside it hold what is to be forgotten."""
    if store.path is None:
        return 0
    beside, name = store.path.parent, store.path.name
    copies = [*beside.glob(f"{name}.before-*"), *beside.glob(f"{name}.replaced-*")]
    for copy in copies:
        copy.unlink(missing_ok=True)  # somebody else may have tidied up
    return len(copies)


def _write_anew(store: Store) -> None:
    """Outside of any transaction, as VACUUM must be.

    Raises:
        StorageError: it could not be done; what was to be erased is erased all the same.
    """
    try:
        if store.path:
            with closing(store.engine.raw_connection()) as raw:
                raw.cursor().execute("VACUUM")
        else:
            lone = store.engine.execution_options(isolation_level="AUTOCOMMIT")
            with lone.connect() as connection:
                connection.exec_driver_sql(f"VACUUM FULL {', '.join(metadata.tables)}")
    except (DBAPIError, sqlite3.Error) as error:
        raise StorageError(
            Phrase(
                "{place}: the words are erased, but the file could not be written anew, so"
                " traces may be left in it: run the command again when nobody else uses it",
                place=store.place,
            )
        ) from error
