"""`activities`: what the services did, by kind and period, beside the totals that were printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from metrics.activity import (
    Activity,
    activities_total,
    by_kind,
    compare_printed,
    of_period,
)
from metrics.coverage import coverage_break
from metrics.periods import Period, Span, period_of
from metrics.quantity import Quantity
from queries.answer import Answer, Column, Kind, Row
from queries.asking import Asked, Question
from queries.columns import when, when_columns
from queries.naming import activity_name
from storage.activities import activities

TOTAL = "total"
"""The key of the row that adds up the kinds of a period that make up the total."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One kind, or the total, of one period."""

    period: Period
    kind: str
    count: Quantity | None
    rows: Sequence[Activity]
    is_whole: bool = True
    printed: Quantity | None = None


def ask_activities(asked: Asked) -> Answer:
    """How many activities of each kind each period saw, their total, and the printed one.

    The total is the sum of the kinds that make it up (`metrics.activity.activities_total`); a
    rounded count among them makes an interval of it. Without days, of this year.
    """
    found = _on_file(asked)
    lines = [line for period in _periods(asked) for line in _lines(found, period)]
    say = asked.language.say
    columns = (
        *when_columns(asked.language, is_cut=True),
        Column("kind", say("kind"), is_detail=True),
        Column("name", say("activity")),
        Column("count", say("number"), Kind.NUMBER),
        Column("precision", say("precision")),
        Column("low", say("at least"), Kind.NUMBER, is_detail=True),
        Column("high", say("at most"), Kind.NUMBER, is_detail=True),
        Column("in_total", say("in the total"), is_detail=True),
        Column("printed", say("printed total"), Kind.NUMBER),
        Column("source", say("source"), is_detail=True),
        Column("coverage", say("what is counted"), is_detail=True),
        Column("remark", say("remark")),
    )
    rows = tuple(_row(line, lines, asked) for line in lines)
    caption = say("Communication activities")
    return Answer("activities", caption, columns, rows, tuple(_notes(asked, lines, found)))


def _periods(asked: Asked) -> Sequence[Period]:
    """Those asked for; a year's count is not cut, so without days it is the whole of this year."""
    if asked.by is not None:
        return asked.periods()
    if asked.since is None and asked.until is None:
        return (period_of(asked.today, Span.YEAR),)
    return (Period(asked.first_day, asked.last_day, Span.DAY),)


def _on_file(asked: Asked) -> Sequence[Activity]:
    """What is on file of the days of the periods asked for, of longer periods too."""
    periods = _periods(asked)
    if not periods:
        return ()
    return activities(asked.store, periods[0].since, periods[-1].until)


def _lines(rows: Sequence[Activity], period: Period) -> Iterator[_Line]:
    kinds = by_kind(rows, period)
    yield from (_Line(period, one.kind, one.count, one.rows, one.is_whole) for one in kinds)
    inside = of_period(rows, period)
    total, printed = activities_total(inside), compare_printed(inside)
    if total is not None or printed is not None:
        yield _Line(period, TOTAL, total, inside, printed=printed.printed if printed else None)


def _row(line: _Line, lines: Sequence[_Line], asked: Asked) -> Row:
    count = line.count
    return {
        **when(line.period),
        "kind": line.kind,
        "name": activity_name(line.kind, asked),
        "count": count.value if count else None,
        "precision": count.precision.value if count else None,
        "low": count.low if count else None,
        "high": count.high if count else None,
        "in_total": _stand(line),
        "printed": line.printed.value if line.printed else None,
        "source": _told(one.source for one in line.rows),
        "coverage": _told(one.covers for one in line.rows) if line.kind != TOTAL else None,
        "remark": asked.language.say("; ").join(_remarks(line, lines, asked)),
    }


def _stand(line: _Line) -> str | None:
    if line.kind == TOTAL:
        return None
    stands = dict.fromkeys(row.in_total.value for row in line.rows)
    return "; ".join(stands)


def _told(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _remarks(line: _Line, lines: Sequence[_Line], asked: Asked) -> Iterator[str]:
    say = asked.language.say
    if not line.is_whole:
        yield say("a part of the period")
    if line.kind == TOTAL:
        if line.printed and line.count and line.printed.value != line.count.value:
            difference = asked.language.signed(line.count.value - line.printed.value)
            yield say("counted less printed: {difference}", difference=difference)
        return
    before = next((one for one in reversed(lines) if _is_before(one, line)), None)
    if before and any(coverage_break(one, two) for one in before.rows for two in line.rows):
        yield say("≠ it does not count the same as the row before it of its kind")


def _is_before(one: _Line, other: _Line) -> bool:
    return one.kind == other.kind and one.period.until <= other.period.since


def _notes(asked: Asked, lines: Sequence[_Line], found: Sequence[Activity]) -> Iterator[str]:
    say = asked.language.say
    told = {id(row) for line in lines for row in line.rows}
    longer = list(dict.fromkeys(row.period.label for row in found if id(row) not in told))
    if longer:
        yield say(
            "Also on file, for longer or overlapping periods, and not cut: {periods}",
            periods=", ".join(longer),
        )
    if any(line.count and not line.count.is_exact for line in lines):
        yield say("A rounded number makes an interval, and so does a total in which it stands.")
    if not lines:
        yield say("No activity of these days is on file.")


ACTIVITIES = Question(
    "activities",
    lambda language: language.say("What did the communication services do?"),
    frozenset({"by"}),
    ask_activities,
    has_accounts=False,
)
