"""`chart`: draw the charts into a folder."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from commands._context import Context, language_option, tongue
from commands._days import DayOption, days_meant
from metrics.periods import local_day


@click.command("chart")
@click.option("--out", type=click.Path(path_type=Path), default=Path("pictures"), show_default=True)
@click.option("--since", help="First day: 2026-03-09, 2026-03, 2026-W46, 2026, or an event’s name.")
@click.option("--until", type=DayOption(), help="The day after the last one; it is not counted.")
@click.option(
    "--in", "period", help='Both in one: 2026-03, 2026-W46, yesterday, "last month", ramadan-1447.'
)
@language_option()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["png", "svg", "pdf"]),
    default="png",
    show_default=True,
)
@click.pass_obj
def command(
    context: Context,
    out: Path,
    since: str | None,
    until: date | None,
    period: str | None,
    code: str | None,
    format_: str,
) -> None:
    """Draw the charts of what is on file: followers, net growth, months, posts, activities.

    Printed figures and measured readings look different; a gap is drawn as a gap. The names of
    the files that were drawn go to stdout. Days are those of the institution's zone.
    """
    settings, at = context.settings(), context.now()
    from commands._pictures import draw_charts  # which imports matplotlib: after the settings
    from commands._visits import progress
    from queries.calendar import calendar_of
    from reports.pictures import ChartOrder

    with context.store(settings, readonly=True) as store, progress(None, tongue()) as bar:
        today, calendar = local_day(at, settings.zone()), partial(calendar_of, settings, store)
        first, after = days_meant(since, until, period, today, calendar)
        drawing = ChartOrder(first, after, (code or settings.institution.language,), format_)
        drawn = draw_charts(store, settings, at, drawing, out, bar.begin)
    for path in drawn:
        click.echo(path)
