"""Links to copies: what somebody without an account may open, until when, and how often they did.

A copy is made once and kept as it is: what is opened shows the moment at which it was made, and
nothing else of the database. Of the word in its address the hash alone is kept.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from metrics.texts.phrases import Phrase
from storage.changes import Change, log
from storage.errors import TooManyLinks
from storage.schema import link
from storage.store import Store

LINK = "link"
"""What: a link was made, or revoked."""
LINK_NUMBER = "link "
"""How whoever opens a link is called in the access log, before its number: nobody is asked there
for a name."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it is made."""

    token_hash: str
    page: str
    title: str
    form: str
    language: str
    content: bytes
    made_at: datetime
    expires_at: datetime
    passcode_hash: str | None = None


@dataclass(frozen=True, slots=True)
class MostLinks:
    """How many links may be good at once."""

    all: int
    each: int
    """Of one person."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link on file, without its copy."""

    number: int
    page: str
    title: str
    form: str
    language: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    passcode_hash: str | None
    ended_at: datetime | None
    opened: int
    last_opened_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it can be opened."""
        return self.ended_at is None and now < self.expires_at


def add_link(store: Store, new: NewLink, who: str, most: MostLinks) -> int:
    """Keep a link; its number.

    Raises:
        TooManyLinks: so many are good already, of all or of theirs.
        StorageError: nothing was kept.
    """
    kept = base64.b64encode(zlib.compress(new.content, 9)).decode()
    with store.write() as connection:
        _require_room(connection, new.made_at, who, most)
        made = insert(link).values(
            token_hash=new.token_hash,
            page=new.page,
            title=new.title,
            form=new.form,
            language=new.language,
            content=kept,
            made_at=new.made_at,
            made_by=who,
            expires_at=new.expires_at,
            passcode_hash=new.passcode_hash,
            opened=0,
        )
        number: int = connection.execute(made.returning(link.c.id)).scalar_one()
        log(connection, Change(new.made_at, who, LINK, after=f"{number}: {new.page}"))
    return number


def _require_room(connection: Connection, now: datetime, who: str, most: MostLinks) -> None:
    good = link.c.ended_at.is_(None), link.c.expires_at > now
    own = func.count().filter(link.c.made_by == who)
    of_all, of_own = connection.execute(select(func.count(), own).where(*good)).one()
    if of_own >= most.each:
        raise TooManyLinks(
            Phrase(
                "links that can be opened at once: {n} at most of one person; revoke one of yours,"
                " or wait until one has expired",
                n=most.each,
            )
        )
    if of_all >= most.all:
        raise TooManyLinks(
            Phrase(
                "links that can be opened at once: {n} at most of all together; have one revoked,"
                " or wait until one has expired",
                n=most.all,
            )
        )


def links(store: Store) -> list[Link]:
    """Every link on file, the newest first."""
    with store.read() as connection:
        rows = connection.execute(select(*_COLUMNS).order_by(link.c.id.desc()))
        return [_link(row) for row in rows]


def link_of(store: Store, token_hash: str) -> Link | None:
    """The link whose address holds a word, good or not; None: none does."""
    asked = select(*_COLUMNS).where(link.c.token_hash == token_hash)
    with store.read() as connection:
        row = connection.execute(asked).one_or_none()
        return None if row is None else _link(row)


def copy_of(store: Store, number: int) -> bytes | None:
    """The copy to which a link leads; None once it has ended."""
    with store.read() as connection:
        kept = connection.execute(select(link.c.content).where(link.c.id == number)).scalar()
    return None if kept is None else zlib.decompress(base64.b64decode(kept))


def end_link(store: Store, number: int, who: str, now: datetime) -> bool:
    """Revoke a link, and let go of its copy; whether there was one to revoke."""
    is_there = link.c.id == number, link.c.ended_at.is_(None)
    ended = update(link).where(*is_there).values(ended_at=now, ended_by=who, content=None)
    with store.write() as connection:
        is_ended = connection.execute(ended).rowcount > 0
        if is_ended:
            log(connection, Change(now, who, LINK, before=str(number)))
    return is_ended


def count_opening(store: Store, number: int, at: datetime, times: int) -> None:
    """Count that a link was opened."""
    counted = update(link).where(link.c.id == number)
    with store.write() as connection:
        connection.execute(counted.values(opened=link.c.opened + times, last_opened_at=at))


def let_copies_go(store: Store, now: datetime) -> int:
    """Let go of the copies of links that have expired; so many."""
    gone = update(link).where(link.c.expires_at <= now, link.c.content.is_not(None))
    with store.write() as connection:
        return connection.execute(gone.values(content=None)).rowcount


_COLUMNS = tuple(
    column for column in link.c if column.name not in {"token_hash", "content", "ended_by"}
)


def _link(row: Row[tuple[object, ...]]) -> Link:
    return Link(
        number=row.id,
        page=row.page,
        title=row.title,
        form=row.form,
        language=row.language,
        made_at=row.made_at,
        made_by=row.made_by,
        expires_at=row.expires_at,
        passcode_hash=row.passcode_hash,
        ended_at=row.ended_at,
        opened=row.opened,
        last_opened_at=row.last_opened_at,
    )
