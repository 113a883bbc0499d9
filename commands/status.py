"""`status`: how old the last good readings are, and what failed."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from commands._context import IN_PART, Context
from commands.checks.slots import gap_words, kept_words, silence_words
from metrics.platforms import PLATFORMS

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from metrics.completeness import Gap
    from queries.status import AccountStatus, Status

NAMED = ("sqlalchemy", "matplotlib", "tzdata")
"""Libraries whose versions are told beside those through which the platforms are read."""


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for scripts.")
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Tell how old the last good readings are, what failed, what it cost, and what comes next.

    Slots are counted over 7, 30 and 365 days of which today is the last, from the first in which
    the account was tried: what lies before is before Hasila, and no gap.

    Exit code: 0 all is well; 1 an alert is open, or an account was not read at its latest visit or
    in its last two slots.
    """
    from queries.status import office_status

    settings, at = context.settings(), context.now()
    with context.store(settings, readonly=True) as store:
        found = office_status(
            store,
            settings.accounts,
            settings.zone(),
            at,
            settings.schedule.followers,
            settings.price,
        )
    if as_json:
        click.echo(json.dumps(_fields(found, at), ensure_ascii=False, indent=1))
    else:
        _print(found, at)
    if not found.is_well:
        raise SystemExit(IN_PART)


def _fields(found: Status, at: datetime) -> dict[str, object]:
    return {
        "accounts": [_account_fields(entry, at) for entry in found.accounts],
        "alerts": _alerts(found),
        "spend": {
            "today_usd": float(found.today_usd),
            "month_usd": float(found.month_usd),
            "planned_usd": float(sum(entry.planned_usd for entry in found.accounts)),
            "rest_of_month_usd": round(float(_rest_of_month(found)), 3),
        },
        "versions": _versions(),
    }


def _account_fields(entry: AccountStatus, at: datetime) -> dict[str, object]:
    failures = entry.last_failures
    return {
        "account": entry.account.name,
        "platform": entry.account.platform,
        "followers": entry.followers,
        "taken_at": entry.taken_at.isoformat() if entry.taken_at else None,
        "age_s": int((at - entry.taken_at).total_seconds()) if entry.taken_at else None,
        **{f"slots_due_{days}d": slots.slots_due for days, slots in entry.slots.items()},
        **{f"slots_kept_{days}d": slots.slots_kept for days, slots in entry.slots.items()},
        **{f"slots_partial_{days}d": slots.slots_partial for days, slots in entry.slots.items()},
        **{f"slots_since_{days}d": _instant(slots.since) for days, slots in entry.slots.items()},
        "longest_gap": _gap_fields(entry),
        "next_visit_at": entry.next_at.isoformat() if entry.next_at else None,
        "waits_for": entry.waits_for,
        "last_failure": (
            {
                "at": entry.last_visit.isoformat() if entry.last_visit else None,
                "scope": failures[0].scope,
                "reason": failures[0].reason,
                "detail": failures[0].detail,
            }
            if failures
            else None
        ),
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _longest(entry: AccountStatus) -> Gap | None:
    """The longest gap of the last 365 days."""
    return entry.slots[max(entry.slots)].longest


def _gap_fields(entry: AccountStatus) -> dict[str, object] | None:
    gap = _longest(entry)
    if gap is None:
        return None
    return {"since": gap.since.isoformat(), "until": gap.until.isoformat(), "reason": gap.reason}


def _alerts(found: Status) -> list[dict[str, object]]:
    """The alerts on file; and accounts that were not read, where no daemon has noticed it yet."""
    names = {entry.account.name for entry in found.accounts}
    on_file: list[dict[str, object]] = [
        {
            "account": record.subject if record.subject in names else None,
            "kind": record.kind,
            "subject": record.subject,
            "detail": record.detail,
            "opened_at": record.opened_at.isoformat(),
            "told_at": record.told_at.isoformat() if record.told_at else None,
        }
        for record in found.alerts
    ]
    known = {record.subject for record in found.alerts}
    untold = [entry for entry in found.accounts if entry.account.name not in known]
    lost = [_unreadable(entry) for entry in untold if entry.is_lost]
    return on_file + lost + [_silent(e) for e in untold if e.is_silent and not e.is_lost]


def _silent(entry: AccountStatus) -> dict[str, object]:
    """Nothing was read of late, and no daemon was there to tell it."""
    name, detail = entry.account.name, silence_words(entry.slots[max(entry.slots)])
    return {"account": name, "kind": "gap", "subject": name, "detail": detail}


def _unreadable(entry: AccountStatus) -> dict[str, object]:
    name = entry.account.name
    reason = entry.last_failures[0].detail if entry.last_failures else "never read"
    return {"account": name, "kind": "unreadable", "subject": name, "detail": reason}


def _versions() -> dict[str, str]:
    packages = [one.package for one in PLATFORMS.values() if one.package]
    libraries = {name: version(name) for name in dict.fromkeys([*packages, *NAMED])}
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **libraries,
    }


def _print(found: Status, at: datetime) -> None:
    from rich.markup import escape

    from documents.text import whole_console

    console = whole_console()
    console.print(_table(found, at))
    for entry in found.accounts:
        for colour, line in _lines(entry):
            told = escape(f"{entry.account.name}: {line}")
            console.print(f"[{colour}]{told}[/{colour}]", soft_wrap=True)
    for record in found.alerts:
        untold = "" if record.told_at else " (not mailed)"
        line = f"alert since {record.opened_at:%Y-%m-%d %H:%M} UTC{untold}: {record.kind}, "
        line += f"{record.subject}: {record.detail}"
        console.print(f"[red]{escape(line)}[/red]", soft_wrap=True)
    planned = sum(entry.planned_usd for entry in found.accounts)
    console.print(f"spent today {found.today_usd:.3f} USD, this month {found.month_usd:.3f} USD;")
    console.print(f"the readings that are due now cost {planned:.3f} USD at most, and until the")
    console.print(f"month ends the plan will cost about {_rest_of_month(found):.2f} USD (UTC)")


def _table(found: Status, at: datetime) -> RichTable:
    from rich.markup import escape

    from documents.text import whole_table

    table = whole_table("account")
    for heading in ("followers", "read", "slots kept, 7 days", "30 days", "365 days"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("next visit", overflow="fold")
    for entry in found.accounts:
        table.add_row(
            escape(entry.account.name),
            "not known" if entry.followers is None else f"{entry.followers:,}",
            _age(at - entry.taken_at) if entry.taken_at else "never",
            *(kept_words(slots) for slots in entry.slots.values()),
            _next(entry, at),
        )
    return table


def _lines(entry: AccountStatus) -> Iterator[tuple[str, str]]:
    """What is told of an account below the table, and in which colour."""
    for lost in entry.last_failures:
        yield "yellow", f"{lost.scope} not read at the latest visit: {lost.detail}"
    if begun := entry.slots[max(entry.slots)].begun:
        yield "none", f"read since {begun:%Y-%m-%d %H:%M} UTC; what lies before is before Hasila"
    if gap := _longest(entry):
        yield "none", f"longest gap {gap_words(gap)}"
    if entry.is_silent and not entry.is_lost:
        yield "red", str(_silent(entry)["detail"])


def _rest_of_month(found: Status) -> Decimal:
    return sum((entry.rest_of_month_usd for entry in found.accounts), Decimal(0))


def _next(entry: AccountStatus, at: datetime) -> str:
    if entry.next_at is None:
        return "at once"
    if entry.waits_for:
        return f"{entry.next_at:%Y-%m-%d %H:%M} UTC ({entry.waits_for})"
    return "at once" if entry.next_at <= at else f"{entry.next_at:%H:%M} UTC"


def _age(age: timedelta) -> str:
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    if hours >= 48:  # noqa: PLR2004 - two days, from which hours say little
        return f"{hours // 24} days ago"
    return f"{hours} h {minutes:02} min ago" if hours else f"{minutes} min ago"
