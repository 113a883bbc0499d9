"""`ask`: questions by their names, or in SQL behind the fence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from commands._context import Context, chosen, language_option
from commands._days import DayOption, days_meant
from commands._files import write_whole
from metrics.languages import LANGUAGES
from metrics.texts.phrases import Phrase

if TYPE_CHECKING:
    from documents.model import Table
    from queries.request import Question
    from settings import Settings
    from words import Language

FORMATS = ("table", "csv", "json", "xlsx")
NAMES = {"period": "in"}
"""What an option is called on the command line, where it has another name here."""


@click.command("ask")
@click.argument("question", required=False)
@click.argument("words", nargs=-1)
@click.option("--since", help="First day: 2026-03-09, 2026-03, 2026-W46, 2026, or an event’s name.")
@click.option("--until", type=DayOption(), help="The day after the last one; it is not counted.")
@click.option(
    "--in", "period", help='Both in one: 2026-03, 2026-W46, yesterday, "last month", ramadan-1447.'
)
@click.option("--account", help="Of this account alone.")
@click.option("--platform", help="Of the accounts on this network alone.")
@click.option("--topic", help="Of posts on this topic alone.")
@click.option("--by", type=click.Choice(["day", "week", "month", "year"]), help="A row for each.")
@click.option("--metric", help="What counts: views, interactions, likes, rate …")
@click.option("--limit", type=click.IntRange(1, 1000), help="How many places of a ranking.")
@click.option("--age", type=click.IntRange(1, 365), help="Compare posts at this age, in days.")
@click.option("--versus", help="The period to compare with: 2025-03, ramadan-1446.")
@click.option("--number", type=click.IntRange(1), help="How many followers are to be reached.")
@click.option("--untagged", is_flag=True, default=None, help="The posts that have no topic.")
@click.option("--sql", metavar="SELECT", help="Ask the database itself, to read; see the views.")
@language_option()
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Unless given: by --out, else table."
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the answer into this file.")
@click.option(
    "--bom/--no-bom",
    default=True,
    help="Whether CSV begins with the mark by which Excel reads Arabic.",
)
@click.pass_obj
def command(
    context: Context, /, question: str | None, words: tuple[str, ...], **options: Any
) -> None:
    """Ask a QUESTION by its name; without one, list them with the options that each heeds.

    `ask post` is followed by the id or the address of a post. Days are those of the institution's
    zone; unless told, they are those of this year. What is not known is said, with the reason,
    and never told as 0.
    """
    from words import language

    if question is None and options["sql"] is None:
        _require_alone(options, "a question")
        _list(language(options["code"] or LANGUAGES[0]))
        return
    file = _file(options)
    settings = context.settings()
    tongue = language(options["code"] or settings.institution.language)
    if options["sql"] is not None:
        answer = _ask_sql(context, settings, tongue, question, options)
    else:
        answer = _ask(context, settings, _find(question or ""), tongue, words, options)
    _deliver(answer, file, tongue, settings)


@dataclass(frozen=True, slots=True)
class _File:
    """In which form the answer is wanted, and where; `path` None is stdout."""

    form: str
    path: Path | None
    bom: bool


def _file(options: Mapping[str, Any]) -> _File:
    """What the options say of it.

    Raises:
        click.BadParameter: the form does not follow from them, or cannot go to a terminal.
    """
    path = options["out"]
    form = options["format_"] or _form_of(path)
    if form == "xlsx" and path is None:
        raise click.BadParameter(Phrase("--format xlsx needs --out FILE.xlsx"))
    return _File(form, path, options["bom"])


def _find(name: str) -> Question:
    from metrics.spelling import unknown_word
    from queries.questions import QUESTIONS

    if name not in QUESTIONS:
        raise click.BadParameter(unknown_word("question", name, QUESTIONS))
    return QUESTIONS[name]


def _ask(
    context: Context,
    settings: Settings,
    question: Question,
    language: Language,
    words: tuple[str, ...],
    options: Mapping[str, Any],
) -> Table:
    from metrics.periods import Span, local_day
    from queries.calendar import calendar_of
    from queries.request import MORE, Asked, Options, asked_with
    from queries.wordings import of_the_office

    _refuse_unheeded(question, options, words)
    at = context.now()
    accounts = chosen(settings, options["account"])
    more = {name: options[name] for name in MORE}
    more["by"] = Span(options["by"]) if options["by"] else None
    with context.store(settings, readonly=True) as store:
        since, until = days_meant(
            options["since"],
            options["until"],
            options["period"],
            local_day(at, settings.zone()),
            partial(calendar_of, settings, store),
        )
        given = Options(since, until, options["platform"] or None, words=words, **more)
        asked = Asked(store, settings, at, of_the_office(language, store), accounts)
        return question.ask(asked_with(given, question, asked))


def _ask_sql(
    context: Context,
    settings: Settings,
    language: Language,
    question: str | None,
    options: Mapping[str, Any],
) -> Table:
    """The rows of a SELECT; days and accounts stand in the SELECT itself.

    Raises:
        click.UsageError: a question, or an option that questions heed, is given besides.
    """
    from queries.sql import ask_sql

    if question is not None:
        raise click.UsageError(Phrase("--sql is a question of its own: leave the other out"))
    _require_alone(options, "a named question")
    with context.store(settings, readonly=True) as store:
        return ask_sql(store, options["sql"], language)


def _require_alone(options: Mapping[str, Any], what: str) -> None:
    """Nothing that narrows a question may be given without one."""
    from queries.request import DAYS, MORE, WHOSE

    for name in (*DAYS, *WHOSE, *MORE):
        if options[name] is not None:
            raise click.UsageError(
                Phrase("--{option} needs {what}", option=NAMES.get(name, name), what=what)
            )


def _refuse_unheeded(
    question: Question, options: Mapping[str, Any], words: tuple[str, ...]
) -> None:
    from queries.request import DAYS, MORE, WHOSE, heeded

    names = heeded(question)
    for name in (*DAYS, *WHOSE, *MORE):
        if options[name] is not None and name not in names:
            raise click.BadParameter(
                Phrase(
                    "{name} does not heed --{option}",
                    name=question.name,
                    option=NAMES.get(name, name),
                )
            )
    if words and "post" not in question.options:
        raise click.BadParameter(
            Phrase(
                "{name} takes no word after it: {listed}",
                name=question.name,
                listed=" ".join(words),
            )
        )


def _list(language: Language) -> None:
    """Each question, what it asks, and the options that it heeds beside days."""
    from queries.questions import QUESTIONS
    from queries.request import DAYS, heeded

    width = max(map(len, QUESTIONS))
    for name, question in QUESTIONS.items():
        click.echo(f"{name:<{width}}  {question.title(language)}")
        options = [f"--{name}" for name in heeded(question) if name not in DAYS]
        posts = ["POST"] if "post" in question.options else []
        click.echo(f"{'':<{width}}  {' '.join([*posts, *options])}".rstrip())


def _form_of(out: Path | None) -> str:
    """The form that a file's name asks for."""
    if out is None:
        return "table"
    form = out.suffix.removeprefix(".").lower()
    if form in FORMATS[1:]:
        return form
    if form in {"", "txt"}:
        return "table"
    raise click.BadParameter(
        Phrase("--out {out}: give --format, or a name ending in .csv, .json, .xlsx", out=out)
    )


def _deliver(answer: Table, file: _File, language: Language, settings: Settings) -> None:
    """Print the answer, or write it into a file."""
    content = _content(answer, file, language, settings.zone())
    if file.path is None:
        click.echo(content, nl=False)
    else:
        write_whole(file.path, content)
        click.echo(file.path)


def _content(answer: Table, file: _File, language: Language, zone: ZoneInfo) -> bytes:
    from documents.csv import table_as_csv
    from documents.json import table_as_json

    match file.form:
        case "csv":
            return table_as_csv(answer, bom=file.bom)
        case "json":
            return f"{table_as_json(answer)}\n".encode()
        case "xlsx":
            from documents.xlsx import table_as_xlsx

            return table_as_xlsx(answer, language, zone)
    from documents.text import WIDE, table_as_text

    width = get_terminal_size().columns if file.path is None else WIDE
    return table_as_text(answer, language, zone, width).encode()
