"""`card`: draw one figure for publication."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands._context import Context, chosen, language_option
from commands._days import DayOption, days_meant
from commands._files import write_whole
from metrics.periods import local_day

if TYPE_CHECKING:
    from queries.request import Asked

FIGURES = ("followers", "growth", "posts", "target")
SHAPES = ("square", "wide")


@click.command("card")
@click.argument("figure", type=click.Choice(FIGURES))
@click.option("--out", type=click.Path(path_type=Path), default=Path("pictures"), show_default=True)
@click.option("--account", help="Of this account alone; unless given, of all together.")
@click.option("--since", help="First day: 2026-03-09, 2026-03, 2026-W46, 2026, or an event’s name.")
@click.option("--until", type=DayOption(), help="The day after the last one; it is not counted.")
@click.option(
    "--in", "period", help='Both in one: 2026-03, 2026-W46, yesterday, "last month", ramadan-1447.'
)
@click.option(
    "--shape",
    type=click.Choice(SHAPES),
    help="square: 1080x1080; wide: 1920x1080. Unless given, both.",
)
@language_option()
@click.pass_obj
def command(
    context: Context, /, figure: str, account: str | None, out: Path, **options: Any
) -> None:
    """Draw a figure for publication, with the institution's logo and colours.

    FIGURE is followers, growth, posts or target. The source, the day and the evidence stand on the
    picture, and so does whatever must be known of the number. What is not known is not drawn, and
    the reason is told. Unless told, days are those of this year so far.
    """
    settings, at = context.settings(), context.now()
    from queries.calendar import calendar_of
    from queries.request import Asked
    from queries.wordings import of_the_office
    from words import language

    accounts = chosen(settings, account)
    tongue = language(options["code"] or settings.institution.language)
    with context.store(settings, readonly=True) as store:
        today, calendar = local_day(at, settings.zone()), partial(calendar_of, settings, store)
        days = (options["since"], options["until"], options["period"])
        first, after = days_meant(*days, today, calendar)
        reader = of_the_office(tongue, store)
        asked = Asked(store, settings, at, reader, accounts, first, after)
        name = f"card-{figure}-{account}" if account else f"card-{figure}"
        shape = options["shape"]
        _draw(asked, figure, (shape,) if shape else SHAPES, out / name)


def _draw(asked: Asked, figure: str, shapes: Sequence[str], path: Path) -> None:
    """Write the card in each shape beside the path; the names of the files go to stdout."""
    import charts
    from reports.cards import CARDS

    card = CARDS[figure](asked)
    paper = charts.paper_of(asked.settings, asked.language, asked.now)
    path.parent.mkdir(parents=True, exist_ok=True)
    for shape in shapes:
        picture = charts.card_picture(card, asked.settings.brand(), shape, paper)
        file = path.with_name(f"{path.name}.{shape}.{asked.language.code}.png")
        write_whole(file, charts.render_figure(picture, "png"))
        click.echo(file)
