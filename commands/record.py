"""`record`: a single entry, by hand."""

from __future__ import annotations

import click

from commands._context import Context, now, who


@click.group("record")
def command() -> None:
    """Record a single entry by hand; who did it, and when, is kept."""


@command.command("event")
@click.option("--first-day", required=True, help="2026-05-16")
@click.option("--last-day", help="Its last day, included (default: the first).")
@click.option("--name-ar", help="Its name in Arabic.")
@click.option("--name-fr", help="Its name in French.")
@click.option("--name-en", help="Its name in English.")
@click.option("--source", help="Where it was announced.")
@click.option("--note", help="Anything to remember.")
@click.option("--reason", help="Why an event that is on file is corrected.")
@click.pass_obj
def event(context: Context, /, reason: str | None, **texts: str | None) -> None:
    """Record an event that charts should mark. It needs a name in at least one language."""
    import imports
    from storage import registers

    entry = imports.make_event(**texts)
    settings = context.settings()
    with context.store(settings) as store:
        added = registers.add_events(store, [entry], who=who(), now=now(), reason=reason)
    click.echo("recorded" if added.new else "corrected" if added.superseded else "already on file")
