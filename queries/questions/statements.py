"""`statements`: contents on which the public was informed: outcomes, answers, response times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from documents.model import Column, Row, Table, ValueKind
from metrics.periods import Period
from metrics.posts import Tally
from metrics.statement import (
    TRUTH_STATEMENTS,
    ResponseTimes,
    Statement,
    StatementOutcome,
    answers,
    outcomes,
    response_times,
)
from metrics.statement import OfficeAnswer as Answered
from queries.columns import when, when_columns
from queries.request import Asked, Question
from storage.post_query import views_of
from storage.registers.statements import statements
from words import Language
from words.lengths import length_in_words

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Line:
    """The statements of contents noticed in one period."""

    period: Period
    found: Sequence[Statement]
    times: ResponseTimes
    views: Tally


def ask_statements(asked: Asked) -> Table:
    """How many contents were noticed, what they were, how and how soon they were answered.

    By the day of notice. Response times are in minutes, over the rows whose notice and first
    channel are both known to the minute; the median stands for the period
    (`metrics.statement.response_times`). Views are those of the office's own posts that answered.
    """
    lines = [_line(asked, period) for period in asked.periods()]
    columns = (
        *when_columns(asked.language, is_cut=True),
        *_count_columns(asked.language),
        *_time_columns(asked.language),
        *_view_columns(asked.language),
    )
    rows = tuple(_row(line, columns) for line in lines)
    caption = asked.language.say("Statements on violent or false contents")
    return Table("statements", caption, columns, rows, tuple(_notes(asked, lines)))


def _line(asked: Asked, period: Period) -> _Line:
    entries = statements(asked.store, period.since, period.until)
    times = response_times(entries, asked.settings.statements.ceiling)
    posts = {post for statement in entries for post in statement.posts}
    return _Line(period, entries, times, views_of(asked.store, posts))


def _count_columns(language: Language) -> Sequence[Column]:
    say = language.say
    return (
        Column("noticed", say("contents noticed"), ValueKind.COUNT),
        Column("informed", say("public informed"), ValueKind.COUNT),
        Column(StatementOutcome.TRUE.value, say("true"), ValueKind.COUNT, is_detail=True),
        Column(StatementOutcome.FABRICATED.value, say("fabricated"), ValueKind.COUNT),
        Column(
            StatementOutcome.INACCURATE.value, say("inaccurate"), ValueKind.COUNT, is_detail=True
        ),
        Column(
            StatementOutcome.OPEN.value, say("not yet settled"), ValueKind.COUNT, is_detail=True
        ),
        Column("communiques", say("communiques"), ValueKind.COUNT, is_detail=True),
        Column("denials", say("denials"), ValueKind.COUNT, is_detail=True),
        Column("rectifications", say("rectifications"), ValueKind.COUNT, is_detail=True),
        Column("truth_statements", say("statements of truth"), ValueKind.COUNT),
        Column("unanswered", say("without an answer"), ValueKind.COUNT, is_detail=True),
    )


def _time_columns(language: Language) -> Sequence[Column]:
    say = language.say
    return (
        Column("timed", say("with both times"), ValueKind.COUNT, is_detail=True),
        Column("shortest_minutes", say("shortest time, minutes"), ValueKind.COUNT, is_detail=True),
        Column("median_minutes", say("median time, minutes"), ValueKind.COUNT),
        Column("longest_minutes", say("longest time, minutes"), ValueKind.COUNT, is_detail=True),
        Column("within", say("in good time"), ValueKind.COUNT, is_detail=True),
        Column("share_within", say("share in good time"), ValueKind.RATE),
    )


def _view_columns(language: Language) -> Sequence[Column]:
    say = language.say
    return (
        Column("posts", say("own posts that answered"), ValueKind.COUNT, is_detail=True),
        Column("views", say("their views"), ValueKind.COUNT, is_detail=True),
        Column("views_of", say("posts that told views"), ValueKind.COUNT, is_detail=True),
    )


def _row(line: _Line, columns: Sequence[Column]) -> Row:
    """What a period's statements tell; without one, nothing: a register not kept is no zero."""
    if not line.found:
        return {**dict.fromkeys(column.key for column in columns), **when(line.period)}
    settled, answered, times = outcomes(line.found), answers(line.found), line.times
    return {
        **when(line.period),
        "noticed": times.count,
        "informed": times.informed,
        **{outcome.value: count for outcome, count in settled.items()},
        "communiques": answered[Answered.COMMUNIQUE],
        "denials": answered[Answered.DENIAL],
        "rectifications": answered[Answered.RECTIFICATION],
        "truth_statements": sum(answered[statement] for statement in TRUTH_STATEMENTS),
        "unanswered": answered[Answered.NONE],
        "timed": times.timed,
        "shortest_minutes": _minutes(times.shortest),
        "median_minutes": _minutes(times.median),
        "longest_minutes": _minutes(times.longest),
        "within": times.within if times.timed else None,
        "share_within": times.share,
        "posts": line.views.posts,
        "views": line.views.total,
        "views_of": line.views.counted,
    }


def _minutes(length: timedelta | None) -> Fraction | None:
    if length is None:
        return None
    return Fraction(int(length.total_seconds()), int(A_MINUTE.total_seconds()))


def _notes(asked: Asked, lines: Sequence[_Line]) -> Iterator[str]:
    language = asked.language
    ceiling = length_in_words(asked.settings.statements.ceiling, language)
    if any(line.times.timed for line in lines):
        yield language.say("In good time is within {ceiling} of the notice.", ceiling=ceiling)
    untimed = sum(line.times.informed - line.times.timed for line in lines)
    if untimed:
        yield language.count(
            "{n} answer has no time to the minute: it is in no response time",
            "{n} answers have no time to the minute: they are in no response time",
            untimed,
        )
    if any(line.views.counted < line.views.posts for line in lines):
        yield language.say("Some posts that answered told no views: the sum is of the others.")
    if not all(line.found for line in lines):
        yield language.say(
            "Where no statement is on file nothing is told: there may have been none, or nobody"
            " has entered them."
        )


STATEMENTS = Question(
    "statements",
    lambda language: language.say("How many false contents were answered, and how soon?"),
    frozenset({"by"}),
    ask_statements,
    has_accounts=False,
)
