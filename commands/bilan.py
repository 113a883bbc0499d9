"""`bilan`: the balance of a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands._context import Context, language_option, who
from commands._days import DayOption
from commands._files import write_whole
from metrics.texts.phrases import Phrase, said_by

if TYPE_CHECKING:
    from metrics.periods import Period

FORMATS = ("html", "pdf", "docx", "xlsx", "json")


class Year(click.ParamType[int]):
    """A calendar year."""

    name = "year"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read 2026."""
        from metrics.periods import Span, parse_period

        try:
            period: Period = parse_period(str(value))
        except ValueError as error:
            self.fail(said_by(error), param, ctx)
        if period.span is not Span.YEAR:
            self.fail(Phrase("{value} is not a year: write 2026", value=repr(value)), param, ctx)
        return period.since.year


@click.command("bilan")
@click.option("--year", type=Year(), required=True, help="Of which year: 2026.")
@click.option(
    "--as-of",
    type=DayOption(),
    help="The last day that is looked at; the year's last, or today, unless given.",
)
@language_option()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Write it into a file; its ending chooses the format: {', '.join(FORMATS)}.",
)
@click.option("--close", is_flag=True, help="Seal the year: its figures are then kept for ever.")
@click.option(
    "--as-it-is",
    "reason",
    metavar="REASON",
    help="With --close: close a year that is known in part, for this reason, which is printed.",
)
@click.pass_obj
def command(
    context: Context,
    year: int,
    as_of: date | None,
    code: str | None,
    out: Path | None,
    *,
    close: bool,
    reason: str | None,
) -> None:
    """Draw the balance of a year: followers, publications, activities, statements, events.

    Without --out its sentences go to stdout, ready for the press. A balance is provisional until
    --close seals the year, once it is over: what is known otherwise later then stands beside the
    sealed figures and never in their place. A year of which not every post is on file is not
    closed unless --as-it-is says why: exit code 2 tells what is missing, and how to fill it.
    """
    form = _form(out)
    if reason is not None and not (close and reason.strip()):
        raise click.UsageError(Phrase("--as-it-is is a reason, and belongs to --close"))
    settings, at = context.settings(), context.now()
    from reports import balance  # which imports matplotlib: after the settings

    with context.store(settings, readonly=not close) as store:
        if close:
            drawn = balance.close(store, settings, year, as_of, who=who(), now=at, as_it_is=reason)
        else:
            drawn = balance.draw(store, settings, year, as_of, at)
        reader = balance.reader_of(store, settings, drawn, code or settings.institution.language)
        if out is None or form is None:
            click.echo(balance.text(drawn, reader))
            return
        content = balance.render(store, drawn, reader, form)
    write_whole(out, content)
    click.echo(out)


def _form(out: Path | None) -> str | None:
    """The format that a file's name asks for."""
    form = out.suffix.lower().removeprefix(".") if out else None
    if out is not None and form not in FORMATS:
        raise click.BadParameter(
            Phrase(
                "{out}: a balance is written as {listed}: end the name so",
                out=out,
                listed=", ".join(FORMATS),
            ),
            param_hint="--out",
        )
    return form
