"""The tables of the page's door: who came in, and who was turned away."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, TypedColumns

from storage.schema.base import key, metadata
from storage.types import Instant, Whole, one_of


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
