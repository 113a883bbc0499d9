"""`record`: a single entry, by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import click

from commands._context import WRONG_USE, Context, now, who

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("record")
def command() -> None:
    """Record a single entry by hand; who did it, and when, is kept."""


@command.command("event")
@click.option("--first-day", type=DAY, required=True, help="2026-05-16")
@click.option("--last-day", type=DAY, help="Its last day, included (default: the first).")
@click.option("--name-ar", help="Its name in Arabic.")
@click.option("--name-fr", help="Its name in French.")
@click.option("--name-en", help="Its name in English.")
@click.option("--source", help="Where it was announced.")
@click.option("--note", help="Anything to remember.")
@click.option("--reason", help="Why an event that is on file is corrected.")
@click.pass_obj
def event(
    context: Context,
    /,
    first_day: datetime,
    last_day: datetime | None,
    source: str | None,
    note: str | None,
    reason: str | None,
    **names: str | None,
) -> None:
    """Record an event that charts should mark."""
    from metrics.series import Event
    from storage import registers

    told = {option.removeprefix("name_"): name for option, name in names.items() if name}
    since, last = first_day.date(), (last_day or first_day).date()
    _refuse(since, last, told)
    entry = Event(since, last + timedelta(days=1), told, source, note)
    settings = context.settings()
    with context.store(settings) as store:
        added = registers.add_events(store, [entry], who=who(), now=now(), reason=reason)
    click.echo("recorded" if added.new else "corrected" if added.superseded else "already on file")


def _refuse(since: date, last: date, names: dict[str, str]) -> None:
    problem = None
    if not names:
        problem = "an event needs a name: give --name-ar, --name-fr or --name-en"
    elif last < since:
        problem = f"the last day, {last}, is before the first, {since}"
    if problem:
        click.echo(problem, err=True)
        raise SystemExit(WRONG_USE)
