"""The tables of what a daemon must remember across restarts: money, chores, alerts, pauses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text

from metrics.snapshot import Outcome, Reason
from storage.columns import Dollars, Instant, never_negative, one_of
from storage.tables import account_key, key, metadata

spend = Table(
    "spend",
    metadata,
    key(),
    account_key(),
    Column("at", Instant, nullable=False, doc="when it was reserved: its UTC day and month"),
    Column("reserved_micro_usd", Dollars, nullable=False, doc="the worst case of one request"),
    Column("settled_micro_usd", Dollars, doc="what it cost; empty where that never became known"),
    Column("resource", Text, doc="the id of what was asked for, where that was one thing"),
    Index(None, "at"),
    *never_negative("reserved_micro_usd", "settled_micro_usd"),
    sqlite_strict=True,
)

chore = Table(
    "chore",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True, doc="the day or week that it is for"),
    Column("claimed_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", Text),
    Column("reason", Text, doc="a sentence, where it did not go well"),
    one_of("outcome", (Outcome.OK, Outcome.PARTIAL, Outcome.FAILED)),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_with_outcome"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

alert = Table(
    "alert",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, doc="an account, a platform, a file"),
    Column("detail", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("told_at", Instant, doc="when people were last told of it"),
    Column("closed_at", Instant),
    Column("end_told_at", Instant, doc="when people were told that it has ended"),
    sqlite_strict=True,
)
STILL_OPEN = alert.c.closed_at.is_(None)
Index(
    "uq_alert_open",
    alert.c.kind,
    alert.c.subject,
    unique=True,
    sqlite_where=STILL_OPEN,
    postgresql_where=STILL_OPEN,
)

pause = Table(
    "pause",
    metadata,
    Column("scope", Text, primary_key=True, doc="a platform or an account"),
    Column("not_before", Instant, doc="not to be asked before then"),
    Column("reason", Text),
    Column("failures", Integer, nullable=False, doc="how many visits in a row have failed"),
    one_of("reason", Reason),
    CheckConstraint("(not_before IS NULL) = (reason IS NULL)", name="paused_with_reason"),
    *never_negative("failures"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
