"""`slides`: five slides for the director."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from commands._context import Context, language_option
from commands._days import DayOption, days_meant
from commands._files import write_whole
from metrics.periods import local_day


@click.command("slides")
@click.option("--since", help="First day: 2026-03-09, 2026-03, 2026-W46, 2026, or an event’s name.")
@click.option("--until", type=DayOption(), help="The day after the last one; it is not counted.")
@click.option(
    "--in", "period", help='Both in one: 2026-03, 2026-W46, yesterday, "last month", ramadan-1447.'
)
@language_option()
@click.option("--out", type=click.Path(path_type=Path), help="Unless given: slides.LANGUAGE.pptx")
@click.pass_obj
def command(context: Context, /, out: Path | None, code: str | None, **options: Any) -> None:
    """Write five slides (PPTX): a cover, followers, growth, posts, targets and reservations.

    Sentences are texts that can be changed, charts are pictures; in Arabic they run from right to
    left. Unless told, days are those of this year so far.
    """
    settings, at = context.settings(), context.now()
    from documents.pptx import deck_as_pptx
    from queries.calendar import calendar_of
    from queries.request import Asked
    from queries.wordings import of_the_office
    from reports.slides import deck_of
    from words import language

    tongue = language(code or settings.institution.language)
    path = out or Path(f"slides.{tongue.code}.pptx")
    with context.store(settings, readonly=True) as store:
        today, calendar = local_day(at, settings.zone()), partial(calendar_of, settings, store)
        days = (options["since"], options["until"], options["period"])
        first, after = days_meant(*days, today, calendar)
        reader = of_the_office(tongue, store)
        deck = deck_of(Asked(store, settings, at, reader, settings.accounts, first, after))
    write_whole(path, deck_as_pptx(deck))
    click.echo(path)
