"""Statements: violent or false content on which the public was informed, a row for each.

There is no column for a person, an address, a place, a file or a foreign page, and no text that
holds one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from imports.cells import (
    Cell,
    Moment,
    as_moment,
    as_shown,
    required_text,
    text_of_cell,
    western,
)
from imports.privacy import as_safe_text
from imports.refusal import CellRefused, FileProblem, ImportRefused
from imports.synonyms import REGISTER_WORDS, understood
from imports.table import CellReader, Columns, read_table
from metrics.model import Account
from metrics.spelling import did_you_mean
from metrics.statement import (
    CHANNELS,
    TRUTH_STATEMENTS,
    OfficeAnswer,
    OwnPost,
    Statement,
    StatementOutcome,
)
from metrics.texts.phrases import Phrase, Plural, joined_phrase
from metrics.texts.wordings import wording_columns

Word = TypeVar("Word", bound=StrEnum)
INFORMED = {channel: f"informed_{channel}" for channel in CHANNELS}
COLUMNS = Columns(
    required=("key", "noticed", "outcome", "answer"),
    optional=(*INFORMED.values(), "posts", "note", *wording_columns("note")),
)
LONGEST_KEY, LONGEST_NOTE = 40, 200
MOST_POSTS = 50
WHOLE_IN_EXCEL = 10**15
"""From here on Excel rounds a number, and the id of a post with it."""
DENIABLE = (StatementOutcome.FABRICATED, StatementOutcome.INACCURATE)


@dataclass(frozen=True, slots=True)
class StatementRules:
    """What a row of statements is judged by."""

    zone: ZoneInfo
    """The institution's: the times of the rows are its clocks'."""
    now: datetime
    accounts: Sequence[Account]
    """The office's own: their handles and pages may stand in a note."""
    find_post: Callable[[str], OwnPost | None]
    """The own post on file that an id or a web address names."""


def read_statements(path: Path, desk: StatementRules) -> list[Statement]:
    """The statements of a CSV or XLSX file (sheet "statements", or the first), in its order.

    Raises:
        ImportRefused: with every problem of the file; nothing of it is taken.
    """
    statements: list[Statement] = []
    problems: list[FileProblem] = []
    seen: dict[str, int | None] = {}
    for row in read_table(path, COLUMNS, sheet="statements"):
        cells = CellReader(row)
        statement = _read_statement(cells, desk)
        if statement is not None:
            first = seen.setdefault(statement.key.casefold(), row.line)
            if first != row.line:
                cells.note(
                    "key",
                    Phrase(
                        "{key} is that of line {first} already",
                        key=repr(statement.key),
                        first=str(first),
                    ),
                )
            statements.append(statement)
        problems += cells.problems
    if problems:
        raise ImportRefused(problems)
    return statements


def make_statement(desk: StatementRules, **texts: str | None) -> Statement:
    """One statement of texts that somebody has typed, judged as those of a file are.

    Args:
        desk: What it is judged by.
        texts: By the names of a file's columns.

    Raises:
        ImportRefused: with every problem, each named by its column.
        TypeError: there is no such column.
    """
    cells = CellReader.of_typed("a statement", texts, COLUMNS)
    statement = _read_statement(cells, desk)
    if statement is None or cells.problems:
        raise ImportRefused(cells.problems)
    return statement


def _read_statement(cells: CellReader, desk: StatementRules) -> Statement | None:
    key = cells.read("key", partial(_as_key, desk=desk))
    noticed = cells.read("noticed", partial(_required_moment, desk=desk))
    informed = _read_informed(cells, desk)
    outcome = cells.read("outcome", partial(_as_word, words=StatementOutcome, what="outcome"))
    answer = cells.read("answer", partial(_as_word, words=OfficeAnswer, what="answer"))
    posts = cells.read("posts", partial(_as_posts, desk=desk)) or ()
    as_note = partial(as_safe_text, accounts=desk.accounts, longest=LONGEST_NOTE)
    note = cells.read_worded("note", as_note)
    if noticed:
        _check_order(cells, noticed, informed, posts, desk)
    if outcome and answer:
        _check_answer(cells, outcome, answer, is_informed=bool(informed or posts))
    if cells.problems or not (key and noticed and outcome and answer):
        return None
    return Statement(
        key=key,
        noticed_at=noticed.at,
        noticed_on=noticed.on,
        informed={name: moment.at for name, moment in informed.items() if moment.at},
        outcome=outcome,
        answer=answer,
        posts=tuple(dict.fromkeys(post.id for post in posts)),
        note=note,
        informed_on={name: moment.on for name, moment in informed.items()},
        wordings=tuple(cells.wordings),
    )


def _read_informed(cells: CellReader, desk: StatementRules) -> dict[str, Moment]:
    read = partial(as_moment, zone=desk.zone, now=desk.now)
    instants = {channel: cells.read(column, read) for channel, column in INFORMED.items()}
    return {channel: moment for channel, moment in instants.items() if moment}


def _as_key(cell: Cell, desk: StatementRules) -> str:
    required_text(cell)
    # One content has one number, in whatever digits somebody types it.
    return western(as_safe_text(cell, desk.accounts, LONGEST_KEY) or "")


def _required_moment(cell: Cell, desk: StatementRules) -> Moment:
    moment = as_moment(cell, desk.zone, desk.now)
    if moment is None:
        raise CellRefused(Phrase("is empty: when was the content noticed?"))
    return moment


def _as_word(cell: Cell, words: type[Word], what: str) -> Word:
    # A sheet makes TRUE of "true".
    word = "true" if cell is True else required_text(cell).casefold()
    known = REGISTER_WORDS[what]
    if key := understood(word, known):
        return words(key)
    advice = did_you_mean(word, known) or Phrase(
        ": write {listed}", listed=joined_phrase(", ", known.values())
    )
    facts = {"word": repr(word), "advice": advice}
    if what == "outcome":
        raise CellRefused(Phrase("{word} is no outcome{advice}", **facts))
    raise CellRefused(Phrase("{word} is no answer{advice}", **facts))


def _as_posts(cell: Cell, desk: StatementRules) -> tuple[OwnPost, ...]:
    if isinstance(cell, int) and cell >= WHOLE_IN_EXCEL:
        raise CellRefused(
            Phrase(
                "Excel keeps 15 digits of a number and may have rounded this id: format the"
                " cell as text and write it anew"
            )
        )
    references = re.split(r"[\s,;،؛]+", text_of_cell(cell) or "")
    named = [reference for reference in references if reference]
    if len(named) > MOST_POSTS:
        raise CellRefused(
            Phrase(
                "names {posts}; {most} are the most",
                posts=Plural("{n} post", "{n} posts", len(named)),
                most=MOST_POSTS,
            )
        )
    posts = [(reference, desk.find_post(reference)) for reference in named]
    strange = [reference for reference, post in posts if post is None]
    if strange:
        raise CellRefused(
            Phrase(
                "{strange} is no post of the office's own on file: write its id or its address",
                strange=repr(strange[0]),
            )
        )
    return tuple(post for _, post in posts if post)


def _check_order(
    cells: CellReader,
    noticed: Moment,
    informed: Mapping[str, Moment],
    posts: Sequence[OwnPost],
    desk: StatementRules,
) -> None:
    """An answer comes after what it answers."""
    published = [Moment(_day(post, desk), post.published_at) for post in posts]
    answers = [(INFORMED[channel], moment) for channel, moment in informed.items()]
    for column, moment in [*answers, *(("posts", moment) for moment in published)]:
        if _is_before(moment, noticed):
            shown, then = as_shown(moment, desk.zone), as_shown(noticed, desk.zone)
            cells.note(
                column,
                Phrase("{told} is before the content was noticed, {then}", told=shown, then=then),
            )


def _day(post: OwnPost, desk: StatementRules) -> date:
    return post.published_at.astimezone(desk.zone).date()


def _is_before(moment: Moment, noticed: Moment) -> bool:
    if moment.at and noticed.at:
        return moment.at < noticed.at
    return moment.on < noticed.on


def _check_answer(
    cells: CellReader, outcome: StatementOutcome, answer: OfficeAnswer, *, is_informed: bool
) -> None:
    if answer in TRUTH_STATEMENTS and outcome not in DENIABLE:
        kinds = ", ".join(DENIABLE)
        cells.note(
            "answer",
            Phrase(
                "a {answer} answers what is {told}, not what is {outcome}",
                answer=answer,
                told=kinds,
                outcome=outcome,
            ),
        )
    if answer is OfficeAnswer.NONE and is_informed:
        answers = ", ".join(literal for literal in OfficeAnswer if literal is not OfficeAnswer.NONE)
        cells.note(
            "answer",
            Phrase("is none, and the public was informed: write {answers}", answers=answers),
        )
