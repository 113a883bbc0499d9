"""An office in which three weeks went badly: every kind of fault, alert and state of a letter."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from commands.demo import BALANCE, TOPICS, write_office
from sandbox import Sandbox, World
from sandbox.faults import Faults
from tests.support.letters import MAIL
from tests.support.pinned_demo import NOW, PinnedDemo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
VISITS: tuple[tuple[timedelta, Callable[[Faults], None] | None], ...] = (
    (20 * DAY, None),
    (19 * DAY, None),
    (18 * DAY, lambda faults: faults.dead_token("x")),
    (17 * DAY, lambda faults: faults.rate_limited("meta", NOW - 16 * DAY)),
    (16 * DAY, lambda faults: faults.not_json()),
    (15 * DAY, None),
    (12 * DAY, lambda faults: faults.no_credit()),
    (11 * DAY, lambda faults: faults.usage_capped()),
    (10 * DAY, lambda faults: faults.retired_metric("views")),
    (9 * DAY, lambda faults: faults.malformed("followers_count", "many")),
    (8 * DAY, None),
    (8 * DAY - HOUR, lambda faults: faults.not_enrolled()),
    (5 * DAY, None),
    (2 * DAY, None),
    (2 * HOUR, lambda faults: faults.dead_token("meta")),
)
"""How long ago everything was read, and what went wrong."""
ALERTS = (
    *("access", "backup", "breakout", "ceiling", "clock", "credit", "database", "disk", "fall"),
    *("gap", "identity", "letter", "metric", "milestone", "not_ours", "settings", "token_expiry"),
    "vanished",
)
STATES = ("waiting", "claimed", "handing", "sent", "unsure", "failed")
CHORES = (
    ("backup", "2026-11-20", "failed", "the disk is full"),
    ("tokens", "2026-11-20", "failed", "the token was refused"),
)


def make_troubled(folder: Path) -> PinnedDemo:
    """Make the office in an empty folder."""
    (folder / "demo").mkdir()
    with Sandbox(World.demo(NOW - 30 * DAY)) as sandbox:
        write_office(folder / "demo", sandbox, TOPICS + BALANCE + MAIL)
        office = PinnedDemo(folder)
        office.keep_said("\n".join(_visits(office, sandbox)))
    with closing(sqlite3.connect(folder / "demo" / "hasila.db")) as database, database:
        _enter(database)
    return office


def _visits(office: PinnedDemo, sandbox: Sandbox) -> Iterator[str]:
    for ago, fault in VISITS:
        sandbox.world.now = NOW - ago
        sandbox.faults.clear()
        if fault is not None:
            fault(sandbox.faults)
        yield replace(office, now=NOW - ago).say("collect")


def _enter(database: sqlite3.Connection) -> None:
    """What the daemon would have put on file: alerts, letters and chores."""
    alerts = [(kind, "dgsn-x", f"detail of {kind}", _seconds(NOW - DAY)) for kind in ALERTS]
    database.executemany(
        "INSERT INTO alert (kind, subject, detail, opened_at) VALUES (?, ?, ?, ?)", alerts
    )
    letters = [
        (f"{state}@example.org", f"<{state}@hasila>", state, _seconds(NOW - 5 * DAY))
        for state in STATES
    ]
    database.executemany(
        "INSERT INTO letter (week, language, role, claims, tries, recipient, message_id, state,"
        " enqueued_at, next_at, sent_at) VALUES ('2026-W46', 'fr', 'office', 1, 1, ?1, ?2, ?3, ?4,"
        " ?4, CASE ?3 WHEN 'sent' THEN ?4 END)",
        letters,
    )
    chores = [(*chore, _seconds(NOW - DAY)) for chore in CHORES]
    database.executemany(
        "INSERT INTO chore (kind, key, outcome, reason, claimed_at, ended_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        chores,
    )


def _seconds(at: datetime) -> int:
    """An instant as the database keeps it."""
    return int(at.timestamp())
