"""`status`: how old the last good readings are, and what failed."""

from __future__ import annotations

import json
import platform
import sqlite3
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from commands._context import IN_PART, Context, now

if TYPE_CHECKING:
    from queries.status import AccountStatus, Status

NAMED = ("tweepy", "facebook-sdk", "sqlalchemy", "matplotlib", "tzdata")


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for scripts.")
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Tell how old the last good readings are, what failed, and what it cost.

    Exit code: 0 all is well; 1 an account was not read at its latest visit, or never.
    """
    from queries.status import status

    settings, at = context.settings(), now()
    with context.store(settings, readonly=True) as store:
        found = status(store, settings.accounts, at, settings.schedule.followers)
    if as_json:
        click.echo(json.dumps(_fields(found, at), ensure_ascii=False, indent=1))
    else:
        _print(found, at)
    if not found.is_well:
        raise SystemExit(IN_PART)


def _fields(found: Status, at: datetime) -> dict[str, object]:
    return {
        "accounts": [_account_fields(entry, at) for entry in found.accounts],
        "alerts": [_alert(entry) for entry in found.accounts if entry.is_lost],
        "spend": {"today_usd": float(found.today_usd), "month_usd": float(found.month_usd)},
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
        "slots_due_7d": entry.slots_due_7d,
        "slots_kept_7d": entry.slots_kept_7d,
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


def _alert(entry: AccountStatus) -> dict[str, object]:
    reason = entry.last_failures[0].detail if entry.last_failures else "never read"
    return {"account": entry.account.name, "kind": "unreadable", "detail": reason}


def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in NAMED}
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **libraries,
    }


def _print(found: Status, at: datetime) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("account", box=None, pad_edge=False)
    for heading in ("followers", "read", "slots kept, 7 days"):
        table.add_column(heading, justify="right")
    table.add_column("not read at the latest visit")
    for entry in found.accounts:
        table.add_row(
            escape(entry.account.name),
            "not known" if entry.followers is None else f"{entry.followers:,}",
            _age(at - entry.taken_at) if entry.taken_at else "never",
            f"{entry.slots_kept_7d} of {entry.slots_due_7d}",
            escape("; ".join(f"{lost.scope}: {lost.detail}" for lost in entry.last_failures)),
        )
    console = Console()
    console.print(table)
    console.print(f"spent today {found.today_usd:.3f} USD, this month {found.month_usd:.3f} USD")


def _age(age: timedelta) -> str:
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    if hours >= 48:  # noqa: PLR2004 - two days, from which hours say little
        return f"{hours // 24} days ago"
    return f"{hours} h {minutes:02} min ago" if hours else f"{minutes} min ago"
