"""The tables of the page's door: who came in, who was turned away, and the links to copies."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from storage.schema.base import key, metadata
from storage.types import Instant, Whole, never_negative, one_of


class AccessEvent(StrEnum):
    """What happened at the door."""

    LOGIN = "login"
    LOGOUT = "logout"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a stored word
    LOCKED = "locked"
    """A login that was not looked at, as too many were tried before it."""
    SIGN_ON = "sign_on"
    """The house's own sign-on named somebody."""
    NO_ROLE = "no_role"
    """It named somebody who may not even read here."""
    NOT_BELIEVED = "not_believed"
    """Somebody else than the named proxy said who asks."""
    LINK_OPENED = "link_opened"
    WRONG_PASSCODE = "wrong_passcode"


class _Access(TypedColumns):
    id = key()
    at = Column(Instant, nullable=False, doc="when it happened first")
    last_at = Column(Instant, nullable=False, doc="when it happened last, of those in this row")
    event = Column(Text, nullable=False)
    who: Column[str | None] = Column(
        Text, doc="a name of the settings; empty where nobody is called what was typed"
    )
    address: Column[str | None] = Column(
        Text, doc="from where; `socket`: by the socket's file; empty: from many"
    )
    times = Column(Whole, nullable=False, doc="how often")


access = Table(
    "access",
    metadata,
    _Access,
    Index(None, "at"),
    one_of("event", AccessEvent),
    CheckConstraint("times >= 1", name="times_counted"),
    sqlite_strict=True,
)


class _Link(TypedColumns):
    id = key()
    token_hash = Column(Text, nullable=False, doc="SHA-256 of what its address holds")
    page = Column(Text, nullable=False, doc="the address of what was copied")
    title = Column(Text, nullable=False)
    form = Column(Text, nullable=False, doc="`html`, `pdf`, …")
    language = Column(Text, nullable=False)
    content: Column[str | None] = Column(
        Text, doc="the copy, compressed, in Base64; empty once it has ended"
    )
    made_at = Column(Instant, nullable=False, doc="the moment of which it tells")
    made_by = Column(Text, nullable=False)
    expires_at = Column(Instant, nullable=False)
    passcode_hash: Column[str | None] = Column(Text)
    ended_at: Column[datetime | None] = Column(Instant, doc="when somebody revoked it")
    ended_by: Column[str | None] = Column(Text)
    opened = Column(Whole, nullable=False, doc="how often it was opened")
    last_opened_at: Column[datetime | None] = Column(Instant)


link = Table(
    "link",
    metadata,
    _Link,
    UniqueConstraint("token_hash"),
    *never_negative("opened"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
    sqlite_strict=True,
)
