"""`import`: take in figures that were printed, or events, from a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import click

from commands._context import Context, now, who
from metrics.periods import local_day

MOST_STRANGERS = 10


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["figures", "events"]),
    required=True,
    help="figures: numbers that somebody printed; events: what charts should mark.",
)
@click.option("--reason", help="Why figures that are on file already are corrected.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, file: Path, kind: str, reason: str | None, *, as_json: bool) -> None:
    """Take in figures that were printed, or events, from a CSV or XLSX file.

    Figures have the columns period, as_of, account, metric, value, precision (exact, thousand,
    about, at_least), source and note. Events have first_day, last_day, name_ar, name_fr,
    name_en, source and note.

    The whole file is taken or none of it: a bad row is named with its line. Importing a file
    twice changes nothing. Another value for a figure on file supersedes it, with --reason.
    """
    import imports
    from storage import registers

    settings, at = context.settings(), now()
    if kind == "events":
        events = imports.read_events(file)
        with context.store(settings) as store:
            added = registers.add_events(store, events, who=who(), now=at, reason=reason)
    else:
        names = [account.name for account in settings.accounts]
        today = local_day(at, settings.zone())
        figures = imports.read_figures(file, today=today, accounts=names)
        with context.store(settings) as store:
            added = registers.add_figures(store, figures, who=who(), now=at, reason=reason)
        _name_strangers(imports.unknown_accounts(figures, names))
    counts = {"new": added.new, "corrected": added.superseded, "already_on_file": added.same}
    if as_json:
        click.echo(json.dumps(counts))
    else:
        told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items())
        click.echo(f"{file.name}: {told}")


def _name_strangers(strangers: Mapping[str, str | None]) -> None:
    for name, alike in islice(strangers.items(), MOST_STRANGERS):
        hint = f"; did you mean {alike}?" if alike else ""
        click.echo(f"note: no account of the settings is called {name!r}{hint}", err=True)
    if len(strangers) > MOST_STRANGERS:
        click.echo(f"note: nor are {len(strangers) - MOST_STRANGERS} others", err=True)
