"""`status`: how old the last good readings are, and what failed."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from rich.text import Text

from commands._context import IN_PART, Context, language_option, said
from commands._files import write_whole
from commands.checks.slots import gap_words, silence_words
from metrics.errors import HasilaError
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase
from words import Language, age, language
from words.accounts import account_label
from words.names import alert_name, reason_name, scope_name, slots_in_words
from words.notices import not_known
from words.sentences.clauses import foreign
from words.telling import tell

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from metrics.completeness import Gap
    from queries.status import AccountStatus, Status
    from settings import Settings
    from storage.alerts import AlertRecord
    from storage.queue.state import QueueState

NAMED = ("sqlalchemy", "matplotlib", "tzdata")
"""Libraries whose versions are told beside those through which the platforms are read."""

NAGIOS = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
"""The states of a Nagios plugin, at the places of their exit codes."""
FOR_READERS = 0o644


@click.command("status")
@language_option()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for scripts.")
@click.option(
    "--prometheus",
    type=click.Path(dir_okay=False, path_type=Path),
    is_flag=False,
    flag_value=Path("-"),
    metavar="[FILE]",
    help="Print its numbers for Prometheus, or write them into a file, whole or not at all.",
)
@click.option("--nagios", is_flag=True, help="Print one line for Nagios, with its exit codes.")
@click.pass_obj
def command(
    context: Context, code: str | None, *, as_json: bool, prometheus: Path | None, nagios: bool
) -> None:
    """Tell how old the last good readings are, what failed, what it cost, and what comes next.

    Slots are counted over 7, 30 and 365 days of which today is the last, from the first in which
    the account was tried: what lies before is before Hasila, and no gap.

    Exit code: 0 all is well; 1 an alert is open, or an account was not read at its latest visit or
    in its last two slots. With --prometheus 0 whenever the numbers are written. With --nagios 0 OK;
    1 WARNING, an alert is open; 2 CRITICAL, an account is not read; 3 UNKNOWN, nobody can tell.
    """
    if sum((as_json, prometheus is not None, nagios)) > 1:
        raise click.UsageError(Phrase("--json, --prometheus and --nagios exclude each other"))
    if nagios:
        raise SystemExit(_for_nagios(context, code))
    settings, at = context.settings(), context.now()
    state = _look(context, settings, at)
    if prometheus:
        _write_gauges(state, settings, at, prometheus)
        return
    if as_json:
        fields = {**_fields(state, at), "ends": _ends(settings, at)}
        click.echo(json.dumps(fields, ensure_ascii=False, indent=1))
    else:
        reader = language(code or settings.institution.language)
        _print(state, at, settings.zone(), reader)
        _print_ends(settings, at, reader)
    if not state.is_well:
        raise SystemExit(IN_PART)


def _look(context: Context, settings: Settings, at: datetime) -> Status:
    from queries.status import office_status

    with context.store(settings, readonly=True) as store:
        return office_status(
            store,
            settings.accounts,
            settings.zone(),
            at,
            settings.schedule.followers,
            settings.price,
        )


def _ends(settings: Settings, at: datetime) -> list[dict[str, object]]:
    from queries.ends import end_dates

    today = at.astimezone(settings.zone()).date()
    return [
        {"key": end.key, "on": end.on.isoformat(), "days_left": (end.on - today).days}
        for end in end_dates(settings)
    ]


def _print_ends(settings: Settings, at: datetime, reader: Language) -> None:
    """What ends within three months; `check` tells the whole calendar."""
    from documents.text import terminal_line, whole_console
    from queries.ends import coming_ends

    console = whole_console()
    for end in coming_ends(settings, at):
        line = terminal_line(tell(end.advice, reader))
        console.print(Text(line, style="yellow"), soft_wrap=True)


def _write_gauges(state: Status, settings: Settings, at: datetime, path: Path) -> None:
    """A file is for everybody: the node exporter runs as another user."""
    from documents.prometheus import exposition
    from queries.ends import end_dates
    from queries.status_gauges import status_gauges

    text = exposition(status_gauges(state, end_dates(settings), at))
    if path == Path("-"):
        click.echo(text, nl=False)
    else:
        write_whole(path, text.encode())
        if path.is_file():
            path.chmod(FOR_READERS)


def _for_nagios(context: Context, code: str | None) -> int:
    """Print the line of a Nagios plugin; its exit code."""
    try:
        settings, at = context.settings(), context.now()
        found = _look(context, settings, at)
    except (HasilaError, OSError) as error:
        why = said(error.phrase) if isinstance(error, HasilaError) else str(error)
        click.echo(f"HASILA UNKNOWN: {' '.join(why.replace('|', ' ').split())}")
        return NAGIOS.index("UNKNOWN")
    reader = language(code or settings.institution.language)
    unread = [entry.account.name for entry in found.accounts if entry.is_lost or entry.is_silent]
    kinds = dict.fromkeys(alert_name(alert.kind, reader) for alert in found.alerts)
    parts = [reader.say("not read: {accounts}", accounts=", ".join(unread))] if unread else []
    if kinds:
        parts.append(reader.say("open alerts: {kinds}", kinds=", ".join(kinds)))
    if not parts:
        total = len(found.accounts)
        parts.append(reader.count("{n} account is read", "{n} accounts are read", total))
    state = "CRITICAL" if unread else "WARNING" if kinds else "OK"
    numbers = f"unread={len(unread)} alerts={len(found.alerts)} today_usd={found.today_usd:.3f}"
    click.echo(f"HASILA {state}: {'; '.join(parts)} | {numbers}")
    return NAGIOS.index(state)


def _fields(state: Status, at: datetime) -> dict[str, object]:
    return {
        "accounts": [_account_fields(entry, at) for entry in state.accounts],
        "alerts": _alerts(state),
        "spend": {
            "today_usd": float(state.today_usd),
            "month_usd": float(state.month_usd),
            "planned_usd": float(sum(entry.planned_usd for entry in state.accounts)),
            "rest_of_month_usd": round(float(state.rest_of_month_usd), 3),
        },
        "versions": _versions(),
        **({"queue": asdict(state.queue)} if state.queue else {}),
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


def _alerts(state: Status) -> list[dict[str, object]]:
    """The alerts on file; and accounts that were not read, where no daemon has noticed it yet."""
    names = {entry.account.name for entry in state.accounts}
    on_file: list[dict[str, object]] = [
        {
            "account": record.subject if record.subject in names else None,
            "kind": record.kind,
            "subject": record.subject,
            "detail": record.detail,
            "opened_at": record.opened_at.isoformat(),
            "told_at": record.told_at.isoformat() if record.told_at else None,
        }
        for record in state.alerts
    ]
    known = {record.subject for record in state.alerts}
    untold = [entry for entry in state.accounts if entry.account.name not in known]
    lost = [_unreadable(entry) for entry in untold if entry.is_lost]
    return on_file + lost + [_silent(e) for e in untold if e.is_silent and not e.is_lost]


def _silent(entry: AccountStatus) -> dict[str, object]:
    """Nothing was read of late, and no daemon was there to tell it."""
    name, widest = entry.account.name, entry.slots[max(entry.slots)]
    detail = silence_words(widest, ZoneInfo("UTC"), language("en"))
    return {"account": name, "kind": "gap", "subject": name, "detail": detail}


def _unreadable(entry: AccountStatus) -> dict[str, object]:
    name = entry.account.name
    reason = entry.last_failures[0].detail if entry.last_failures else "never read"
    return {"account": name, "kind": "unreadable", "subject": name, "detail": reason}


def _versions() -> dict[str, str]:
    packages = [platform.package for platform in PLATFORMS.values() if platform.package]
    libraries = {name: version(name) for name in dict.fromkeys([*packages, *NAMED])}
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **libraries,
    }


def _print(state: Status, at: datetime, zone: ZoneInfo, language: Language) -> None:
    from documents.text import terminal_line, whole_console

    console = whole_console()
    console.print(_table(state, at, zone, language))
    for entry in state.accounts:
        for colour, line in _lines(entry, zone, language):
            console.print(Text(terminal_line(line), style=colour), soft_wrap=True)
    for record in state.alerts:
        console.print(
            Text(terminal_line(_alert(record, zone, language)), style="red"), soft_wrap=True
        )
    for line in _money(state, language):
        console.print(Text(terminal_line(line)), soft_wrap=True)
    if state.queue:
        line = _queue(state.queue, language)
        colour = "none" if state.queue.workers else "red"
        console.print(Text(terminal_line(line), style=colour), soft_wrap=True)


def _table(state: Status, at: datetime, zone: ZoneInfo, language: Language) -> RichTable:
    from documents.text import terminal_line, whole_table

    say = language.say
    table = whole_table(say("Account"))
    spans = [
        language.count("kept in {n} day", "kept in {n} days", days)
        for days in (state.accounts[0].slots if state.accounts else ())
    ]
    for heading in (say("Followers"), say("Read"), *spans):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column(say("Next visit"), overflow="fold")
    for entry in state.accounts:
        row = (
            account_label(entry.account, language),
            not_known(language) if entry.followers is None else language.number(entry.followers),
            _ago(at - entry.taken_at, language) if entry.taken_at else say("never"),
            *(slots_in_words(slots, language) for slots in entry.slots.values()),
            _next(entry, at, zone, language),
        )
        table.add_row(*(Text(terminal_line(cell)) for cell in row))
    return table


def _lines(entry: AccountStatus, zone: ZoneInfo, language: Language) -> Iterator[tuple[str, str]]:
    """What is told of an account below the table, and in which colour."""
    say, widest = language.say, entry.slots[max(entry.slots)]
    name = foreign(account_label(entry.account, language), language)
    for lost in entry.last_failures:
        values = {"scope": scope_name(lost.scope, language), "detail": _told(lost.detail, language)}
        line = say(
            "{account}: {scope} not read at the latest visit: {detail}", account=name, **values
        )
        yield "yellow", line
    if begun := widest.begun:
        yield (
            "none",
            say(
                "{account}: read since {moment}; what lies before is before Hasila, and no gap",
                account=name,
                moment=language.moment(begun, zone),
            ),
        )
    if gap := widest.longest:
        values = {"account": name, "gap": gap_words(gap, zone, language)}
        yield "none", say("{account}: longest gap {gap}", **values)
    if entry.is_silent and not entry.is_lost:
        values = {"account": name, "silence": silence_words(widest, zone, language)}
        yield "red", say("{account}: {silence}", **values)


def _alert(record: AlertRecord, zone: ZoneInfo, language: Language) -> str:
    values = {
        "moment": language.moment(record.opened_at, zone),
        "kind": alert_name(record.kind, language),
        "subject": record.subject,
        "detail": _told(record.detail, language),
    }
    if record.told_at:
        return language.say("Alert since {moment}: {kind}, {subject}: {detail}", **values)
    return language.say("Alert since {moment} (not mailed): {kind}, {subject}: {detail}", **values)


def _told(detail: str, language: Language) -> str:
    """Why something failed; what is no sentence of ours is held apart."""
    said = tell(detail, language)
    return said if isinstance(detail, Phrase) else language.inset(said)


def _money(state: Status, language: Language) -> Iterator[str]:
    """What was spent, and what the plan will cost; days and months are those of UTC, as X bills."""
    planned = sum((entry.planned_usd for entry in state.accounts), Decimal(0))
    yield language.say(
        "Spent today {today}, this month {month} (UTC).",
        today=language.dollars(state.today_usd, 3),
        month=language.dollars(state.month_usd, 3),
    )
    yield language.say(
        "The readings that are due now cost {planned} at most; until the month ends the plan will"
        " cost about {rest}.",
        planned=language.dollars(planned, 3),
        rest=language.dollars(state.rest_of_month_usd),
    )


def _queue(queue: QueueState, language: Language) -> str:
    """How many workers there are, and how far they have come."""
    workers = language.count("{n} worker is at work", "{n} workers are at work", queue.workers)
    numbers = ("waiting", "under_way", "put_off", "failed")
    told = {name: language.number(getattr(queue, name)) for name in numbers}
    return language.say(
        "{workers}. Visits and jobs: {waiting} waiting, {under_way} under way, {put_off} put off"
        " until later, {failed} given up.",
        workers=workers,
        **told,
    )


def _next(entry: AccountStatus, at: datetime, zone: ZoneInfo, language: Language) -> str:
    if entry.next_at is None or (entry.next_at <= at and not entry.waits_for):
        return language.say("at once")
    moment = language.moment(entry.next_at, zone)
    if entry.waits_for:
        reason = reason_name(entry.waits_for, language)
        return language.say("{moment} ({reason})", moment=moment, reason=reason)
    return language.clock(entry.next_at, zone)


def _ago(length: timedelta, language: Language) -> str:
    return language.say("{age} ago", age=age(length, language))
