"""`import`: take in figures that were printed, activities, statements or events, from a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import _registers
from commands._context import Context, who
from metrics.periods import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from settings import Settings
    from storage import Store
    from storage.registers.supersede import Added

MOST_STRANGERS = 10


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["figures", "activities", "statements", "events"]),
    required=True,
    help="figures: numbers that somebody printed; activities: what the services did, by kind; "
    "statements: contents on which the public was informed; events: what charts should mark.",
)
@click.option("--reason", help="Why rows that are on file already are corrected.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, file: Path, kind: str, reason: str | None, *, as_json: bool) -> None:
    """Take in what staff keep, from a CSV or XLSX file.

    \b
    figures     period, as_of, account, metric, value, precision, source, note
    activities  period, kind, count, precision, in_total (yes, no, check), source,
                coverage, note
    statements  key, noticed, informed_x, informed_facebook, informed_instagram,
                informed_press, informed_site, informed_broadcast, outcome (true,
                fabricated, inaccurate, open), answer (communique, denial,
                rectification, none), posts, note
    events      first_day, last_day, name_ar, name_fr, name_en, source, note, account

    Precision is exact, thousand, about or at_least. Times of statements are written
    2026-03-09 14:30, or the day alone; no person, number or foreign address is taken.

    The whole file is taken or none of it: a bad row is named with its line. Importing a file
    twice changes nothing. Another value for a row on file supersedes it, with --reason.
    """
    settings, at = context.settings(), context.now()
    with context.store(settings) as store:
        added = TAKERS[kind](store, settings, file, at, reason)
    counts = {"new": added.new, "corrected": added.superseded, "already_on_file": added.same}
    if as_json:
        click.echo(json.dumps(counts))
    else:
        told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items())
        click.echo(f"{file.name}: {told}")


def _figures(
    store: Store, settings: Settings, file: Path, at: datetime, reason: str | None
) -> Added:
    import imports
    from storage.registers import printed

    names = [account.name for account in settings.accounts]
    figures = imports.read_figures(file, today=local_day(at, settings.zone()), accounts=names)
    why = imports.as_reason(reason)
    added = printed.add_figures(store, figures, who=who(), now=at, reason=why)
    _name_strangers(imports.unknown_accounts(figures, names))
    return added


def _activities(
    store: Store, settings: Settings, file: Path, at: datetime, reason: str | None
) -> Added:
    import imports
    from storage.registers.activities import add_activities

    today = local_day(at, settings.zone())
    rows = imports.read_activities(file, today=today, kinds=settings.activity_kinds())
    return add_activities(store, rows, who=who(), now=at, reason=imports.as_reason(reason))


def _statements(
    store: Store, settings: Settings, file: Path, at: datetime, reason: str | None
) -> Added:
    import imports
    from storage.registers.statements import add_statements

    desk = _registers.desk(store, settings, at)
    why = imports.as_safe_reason(reason, desk.accounts)
    rows = imports.read_statements(file, desk)
    return add_statements(store, rows, who=who(), now=at, reason=why)


def _events(
    store: Store, settings: Settings, file: Path, at: datetime, reason: str | None
) -> Added:
    import imports
    from storage.registers import printed

    events = imports.read_events(file, accounts=_registers.event_accounts(settings))
    return printed.add_events(store, events, who=who(), now=at, reason=imports.as_reason(reason))


Taker = Callable[["Store", "Settings", Path, "datetime", str | None], "Added"]
TAKERS: Mapping[str, Taker] = {
    "figures": _figures,
    "activities": _activities,
    "statements": _statements,
    "events": _events,
}


def _name_strangers(strangers: Mapping[str, str | None]) -> None:
    for name, alike in islice(strangers.items(), MOST_STRANGERS):
        hint = f"; did you mean {alike!r}?" if alike else ""
        click.echo(f"note: no account of the settings is called {name!r}{hint}", err=True)
    if len(strangers) > MOST_STRANGERS:
        click.echo(f"note: nor are {len(strangers) - MOST_STRANGERS} others", err=True)
