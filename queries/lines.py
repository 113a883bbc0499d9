"""A question in words: a line as `ask` takes it, or its options by name, as texts.

For whoever asks without a command line or a form: reports of the institution's own, programs.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from documents.model import Quotation, Table
from metrics.model import Account
from metrics.periods import Span, local_day, parse_period
from metrics.spelling import did_you_mean, unknown_word
from metrics.texts.phrases import Phrase, said_by
from queries.calendar import calendar_of, first_day_meant
from queries.questions import OPEN_QUESTIONS, QUESTIONS
from queries.request import (
    DAYS,
    MORE,
    MOST_FOLLOWERS,
    MOST_PLACES,
    OLDEST_DAYS,
    WHOSE,
    Asked,
    CannotAnswer,
    ContradictoryDays,
    Options,
    Question,
    asked_with,
    days_of,
    heeded,
)
from queries.wordings import of_the_office
from settings import Settings
from storage import Store
from words import Language

SPELLED = {"in": "period"}
"""How an option is called inside, where people call it otherwise."""
OPTIONS = (*(("in" if name == "period" else name) for name in DAYS), *WHOSE, *MORE)
TEXTS = frozenset({"excerpt", "text"})
"""The columns that hold what a post says."""
FLAGS = frozenset({"untagged"})
MOST = {"limit": MOST_PLACES, "age": OLDEST_DAYS, "number": MOST_FOLLOWERS}


@dataclass(frozen=True, slots=True)
class Line:
    """A question with what was said to it; no value of it has been looked up yet."""

    question: Question
    given: Mapping[str, str]
    """By the option's name, as people call it."""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskingDesk:
    """Where lines are answered: the file, the settings, the instant, the reader's language."""

    store: Store
    settings: Settings
    now: datetime
    language: Language
    days: tuple[date, date] | None = None
    """Of which days a line that names none is, half-open; None: as the question has it."""


def read_line(text: str) -> Line:
    """Read `growth --in 2026 --by month`.

    Raises:
        CannotAnswer: it is no such line; the sentence says why.
    """
    try:
        name, *rest = shlex.split(text)
    except ValueError as error:
        raise CannotAnswer(
            Phrase("{text} is no question: {error}", text=repr(text), error=str(error))
        ) from None
    given, words = dict[str, str](), list[str]()
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            words.append(word)
            continue
        option, equals, value = word.removeprefix("--").partition("=")
        if not equals and option not in FLAGS:
            if not rest:
                raise CannotAnswer(Phrase("--{option} needs a value", option=option))
            value = rest.pop(0)
        given[option] = value or "yes"
    return line_with(name, given, tuple(words))


def line_with(name: str, given: Mapping[str, str], words: tuple[str, ...] = ()) -> Line:
    """A question by its name, with its options by theirs.

    Raises:
        CannotAnswer: no question is called so, or it is for administrators alone, or does not heed
            an option, or a value is none.
    """
    if name not in OPEN_QUESTIONS:
        raise CannotAnswer(unknown_word("question", name, OPEN_QUESTIONS))
    question = QUESTIONS[name]
    known = heeded(question)
    for option, value in given.items():
        if option not in OPTIONS:
            raise CannotAnswer(
                Phrase(
                    "there is no option --{option}{advice}",
                    option=option,
                    advice=did_you_mean(option, OPTIONS),
                )
            )
        if SPELLED.get(option, option) not in known:
            raise CannotAnswer(Phrase("{name} does not heed --{option}", name=name, option=option))
        _require_value(option, value)
    if words and "post" not in question.options:
        raise CannotAnswer(
            Phrase("{name} takes no word after it: {listed}", name=name, listed=" ".join(words))
        )
    return Line(question, given, words)


def require_accounts(line: Line, settings: Settings) -> None:
    """See that the account and the network that a line names are of the settings.

    Raises:
        CannotAnswer: one is not.
    """
    _accounts(line, settings)
    platforms = {account.platform for account in settings.accounts}
    platform = line.given.get("platform")
    if platform is not None and platform not in platforms:
        raise CannotAnswer(unknown_word("platform", platform, platforms))


def answer_line(line: Line, desk: AskingDesk) -> Table:
    """The answer to a line.

    Raises:
        CannotAnswer: a value of it cannot be understood, or the question has no answer so.
        StorageError: the database could not answer.
    """
    require_accounts(line, desk.settings)
    given = line.given
    first, after = _days(line, desk)
    options = Options(
        since=first,
        until=after,
        platform=given.get("platform"),
        by=Span(given["by"]) if "by" in given else None,
        topic=given.get("topic"),
        metric=given.get("metric"),
        limit=_number(given, "limit"),
        age=_number(given, "age"),
        versus=given.get("versus"),
        number=_number(given, "number"),
        untagged=True if "untagged" in given else None,
        words=line.words,
    )
    accounts = _accounts(line, desk.settings)
    reader = of_the_office(desk.language, desk.store)
    asked = Asked(desk.store, desk.settings, desk.now, reader, accounts)
    try:
        return line.question.ask(asked_with(options, line.question, asked))
    except ValueError as error:  # a period to compare with that is none
        raise CannotAnswer(said_by(error)) from None


def without_texts(table: Table) -> Table:
    """The table without what posts say, for readers who get the numbers alone."""
    columns = tuple(column for column in table.columns if column.key not in TEXTS)
    kept = {column.key for column in columns}
    rows = tuple({key: row[key] for key in row if key in kept} for row in table.rows)
    notes = tuple(note for note in table.notes if not isinstance(note, Quotation))
    return replace(table, columns=columns, rows=rows, notes=notes)


def _require_value(option: str, value: str) -> None:
    if option == "by" and value not in tuple(Span):
        raise CannotAnswer(unknown_word("period", value, tuple(Span)))
    most = MOST.get(option)
    is_number = value.isascii() and value.isdecimal() and len(value) < len(str(MOST_FOLLOWERS)) + 1
    if most is not None and not (is_number and 1 <= int(value) <= most):
        raise CannotAnswer(
            Phrase(
                "--{option} {value}: write a number from 1 to {most}",
                option=option,
                value=value,
                most=str(most),
            )
        )


def _number(given: Mapping[str, str], option: str) -> int | None:
    return int(given[option]) if option in given else None


def _accounts(line: Line, settings: Settings) -> tuple[Account, ...]:
    name = line.given.get("account")
    if name is None:
        return settings.accounts
    named = tuple(account for account in settings.accounts if account.name == name)
    if not named:
        raise CannotAnswer(
            unknown_word("account", name, [account.name for account in settings.accounts])
        )
    return named


def _days(line: Line, desk: AskingDesk) -> tuple[date | None, date | None]:
    given = line.given
    since, until, period = (given.get(name) for name in ("since", "until", "in"))
    if not (since or until or period):
        return desk.days if desk.days and line.question.has_days else (None, None)
    if period and (since or until):
        raise CannotAnswer(Phrase("--in already says both --since and --until"))
    today = local_day(desk.now, desk.settings.zone())
    calendar = partial(calendar_of, desk.settings, desk.store)
    try:
        first = first_day_meant(since, today, calendar) if since else None
        after = parse_period(until).since if until else None
        return days_of(first, after, period, today, calendar)
    except ContradictoryDays:
        raise CannotAnswer(Phrase("--until must be after --since")) from None
    except ValueError as error:
        raise CannotAnswer(said_by(error)) from None
