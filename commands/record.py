"""`record`: a single entry, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands._context import Context, said, spoken, who
from metrics.platforms import SEVERAL
from metrics.statement import CHANNELS
from metrics.texts.phrases import Phrase
from metrics.texts.wordings import wording_columns

if TYPE_CHECKING:
    from entries.hand import Hand
    from storage.registers.supersede import Added

FC = TypeVar("FC", bound=Callable[..., Any])
TONGUES = {"ar": "Arabic", "fr": "French", "en": "English"}


def in_each_language(*columns: str) -> Callable[[FC], FC]:
    """A decorator: an option for each of the texts in each language, such as --note-ar."""

    def decorate(function: FC) -> FC:
        for name in reversed(wording_columns(*columns)):
            column, _, code = name.rpartition("_")
            help_ = f"The {column} in {TONGUES[code]}, for who reads it."
            function = click.option(f"--{column}-{code}", name, help=help_)(function)
        return function

    return decorate


knowing = click.option(
    "--knowingly", help="Why it is kept although it looks as if it told of a person."
)


@click.group("record")
def command() -> None:
    """Record a single entry by hand; who did it, and when, is kept."""


@command.command("activity")
@click.option("--period", required=True, help="2026, 2026-03, 2026-W46 or 2026-03-09")
@click.option("--kind", required=True, help="communique, press_news, reportage, …")
@click.option("--count", required=True, help="How many.")
@click.option(
    "--precision", default="exact", show_default=True, help="exact, thousand, about, at_least"
)
@click.option("--in-total", help="yes, no or check (a printed total). Default: as its kind.")
@click.option("--source", required=True, help="Where the number stands.")
@click.option("--coverage", help=f"What it covers, in a few words, such as {SEVERAL}.")
@click.option("--note", help="Anything to remember.")
@in_each_language("source", "coverage", "note")
@click.option("--reason", help="Why an activity that is on file is corrected.")
@knowing
@spoken
@click.pass_obj
def activity(
    context: Context, /, reason: str | None, knowingly: str | None, **texts: str | None
) -> None:
    """Record how many activities of a kind a period saw."""
    from entries.registers import record_activity

    with _hand(context, knowingly) as hand:
        _tell(record_activity(hand, reason, **texts))


@command.command("statement")
@click.option("--key", required=True, help="The office's own number for the content.")
@click.option("--noticed", required=True, help="2026-03-09 14:30, or the day alone.")
@click.option(
    "--informed",
    type=(click.Choice(CHANNELS), str),
    multiple=True,
    metavar="CHANNEL TIME",
    help=f"When the public was informed there, as --noticed: {', '.join(CHANNELS)}.",
)
@click.option("--outcome", required=True, help="true, fabricated, inaccurate, open")
@click.option("--answer", required=True, help="communique, denial, rectification, none")
@click.option("--post", "posts", multiple=True, help="An own post that answered: id or address.")
@click.option("--note", help="Anything to remember, without a person, number or address.")
@in_each_language("note")
@click.option("--reason", help="Why a statement that is on file is corrected.")
@knowing
@spoken
@click.pass_obj
def statement(
    context: Context,
    /,
    informed: tuple[tuple[str, str], ...],
    posts: tuple[str, ...],
    reason: str | None,
    knowingly: str | None,
    **texts: str | None,
) -> None:
    """Record one violent or false content on which the public was informed."""
    from entries.registers import record_statement

    if len(dict(informed)) < len(informed):
        raise click.BadParameter(Phrase("a channel is named twice"), param_hint="--informed")
    instants = {f"informed_{channel}": time for channel, time in informed}
    with _hand(context, knowingly) as hand:
        _tell(record_statement(hand, reason, posts=" ".join(posts), **instants, **texts))


@command.command("event")
@click.option("--first-day", required=True, help="2026-05-16")
@click.option("--last-day", help="Its last day, included (default: the first).")
@click.option("--name-ar", help="Its name in Arabic.")
@click.option("--name-fr", help="Its name in French.")
@click.option("--name-en", help="Its name in English.")
@click.option("--source", help="Where it was announced.")
@click.option("--note", help="Anything to remember.")
@click.option("--account", help="The account of the settings that was opened for it.")
@in_each_language("source", "note")
@click.option("--reason", help="Why an event that is on file is corrected.")
@knowing
@spoken
@click.pass_obj
def event(
    context: Context, /, reason: str | None, knowingly: str | None, **texts: str | None
) -> None:
    """Record an event that charts should mark. It needs a name in at least one language."""
    from entries.registers import record_event

    with _hand(context, knowingly) as hand:
        _tell(record_event(hand, reason, **texts))


@command.command("period")
@click.option("--season", required=True, help="ramadan, eid-al-fitr, school-year, … or its name.")
@click.option("--label", required=True, help="Its year: 1448, 2026, 2025-2026.")
@click.option("--first-day", required=True, help="2027-02-08")
@click.option("--last-day", help="Its last day, included (default: the first).")
@click.option(
    "--certainty", default="declared", show_default=True, help="declared, or estimated: computed"
)
@click.option("--name-ar", help="What a season is called that is not known yet, in Arabic.")
@click.option("--name-fr", help="The same in French.")
@click.option("--name-en", help="The same in English.")
@click.option("--source", required=True, help="Who declared it, and where it stands.")
@click.option("--note", help="Anything to remember.")
@in_each_language("source", "note")
@click.option("--reason", help="Why days that are on file are corrected.")
@knowing
@spoken
@click.pass_obj
def period(
    context: Context, /, reason: str | None, knowingly: str | None, **texts: str | None
) -> None:
    """Record on which days a period of the calendar falls; it counts before computed days."""
    from entries.registers import record_period

    with _hand(context, knowingly) as hand:
        _tell(record_period(hand, reason, **texts))


@contextmanager
def _hand(context: Context, knowingly: str | None) -> Iterator[Hand]:
    """Whoever is at the keyboard, with the database open for writing."""
    from entries.hand import Hand

    settings = context.settings()
    with context.store(settings) as store:
        yield Hand(store, settings, who(), context.now(), knowingly=knowingly)


def _tell(added: Added) -> None:
    done = Phrase("recorded") if added.new else Phrase("corrected")
    told = done if added.has_any else Phrase("already on file")
    click.echo(said(told))
