"""`activities`: what the services did, by kind and period, beside the totals that were printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.model import Column, Row, Table, ValueKind
from metrics.activity import (
    PRINTED_TOTAL,
    Activity,
    Stand,
    activities_total,
    by_kind,
    compare_printed,
    coverage_break,
    of_period,
)
from metrics.periods import Period, Span, period_of
from metrics.quantity import Quantity
from queries.columns import when, when_columns
from queries.request import Asked, Question
from storage.registers.activities import activities
from words.names import activity_name, precision_name

TOTAL = "total"
"""The key of the row that adds up the kinds of a period that make up the total."""
TOTALS = (TOTAL, PRINTED_TOTAL)
UNLIKE = "≠"


@dataclass(frozen=True, slots=True)
class _Line:
    """One kind, or the total, of one period."""

    period: Period
    kind: str
    count: Quantity | None
    rows: Sequence[Activity]
    is_whole: bool = True


def ask_activities(asked: Asked) -> Table:
    """How many activities of each kind each period saw, their total, and the printed one.

    The total is the sum of the kinds that make it up (`metrics.activity.activities_total`); a
    rounded count among them makes an interval of it. Without days, of this year.
    """
    activities = _on_file(asked)
    lines = [line for period in _periods(asked) for line in _lines(activities, period)]
    say = asked.language.say
    columns = (
        *when_columns(asked.language, is_cut=True),
        Column("kind", say("kind"), is_detail=True),
        Column("name", say("activity")),
        Column("count", say("number"), ValueKind.COUNT),
        Column("precision", say("precision"), is_detail=True),
        Column("precision_name", say("precision")),
        Column("low", say("at least"), ValueKind.COUNT, is_detail=True),
        Column("high", say("at most"), ValueKind.COUNT, is_detail=True),
        Column("in_total", say("in the total"), is_detail=True),
        Column("source", say("source"), is_detail=True),
        Column("coverage", say("what is counted"), is_detail=True),
        Column("remark", say("remark")),
    )
    rows = tuple(_row(line, lines, asked) for line in lines)
    caption = say("Communication activities")
    return Table("activities", caption, columns, rows, tuple(_notes(asked, lines, activities)))


def _periods(asked: Asked) -> Sequence[Period]:
    """Those asked for; a year's count is not cut, so without days it is the whole of this year."""
    if asked.by is not None:
        return asked.periods()
    if asked.since is None and asked.until is None:
        return (period_of(asked.today, Span.YEAR),)
    return (Period(asked.first_day, asked.until or asked.last_day, Span.DAY),)


def _on_file(asked: Asked) -> Sequence[Activity]:
    """What is on file of the days of the periods asked for, of longer periods too."""
    periods = _periods(asked)
    if not periods:
        return ()
    return activities(asked.store, periods[0].since, periods[-1].until)


def _lines(rows: Sequence[Activity], period: Period) -> Iterator[_Line]:
    kinds = by_kind(rows, period)
    yield from (_Line(period, kind.kind, kind.count, kind.rows, kind.is_whole) for kind in kinds)
    inside = of_period(rows, period)
    total, printed = activities_total(inside), compare_printed(inside)
    if total is not None:
        counted = [activity for activity in inside if activity.in_total is Stand.YES]
        is_whole = all(
            kind_total.is_whole for kind_total in kinds if kind_total.rows[0].in_total is Stand.YES
        )
        yield _Line(period, TOTAL, total, counted, is_whole)
    if printed is not None:
        rows_of_it = [row for row in inside if row.in_total is Stand.CHECK]
        yield _Line(period, PRINTED_TOTAL, printed.printed, rows_of_it)


def _row(line: _Line, lines: Sequence[_Line], asked: Asked) -> Row:
    count = line.count
    return {
        **when(line.period),
        "kind": line.kind,
        "name": activity_name(line.kind, asked.language, asked.settings.kind_names(line.kind)),
        "count": count.value if count else None,
        "precision": count.precision.value if count else None,
        "precision_name": precision_name(count.precision, asked.language) if count else None,
        "low": count.low if count else None,
        "high": count.high if count else None,
        "in_total": _stand(line),
        "source": _told(row.source for row in line.rows),
        "coverage": _told(activity.covers for activity in line.rows)
        if line.kind not in TOTALS
        else None,
        "remark": asked.language.say("; ").join(_remarks(line, lines, asked)),
    }


def _stand(line: _Line) -> str | None:
    if line.kind == TOTAL:
        return None
    return "; ".join(dict.fromkeys(row.in_total.value for row in line.rows))


def _told(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _remarks(line: _Line, lines: Sequence[_Line], asked: Asked) -> Iterator[str]:
    say = asked.language.say
    if not line.is_whole:
        yield say("a part of the period")
    if line.kind == TOTAL:
        printed = next((other for other in lines if _is_printed(other, line)), None)
        if printed and printed.count and line.count and printed.count.value != line.count.value:
            difference = asked.language.signed(line.count.value - printed.count.value)
            yield say("counted less printed: {difference}", difference=difference)
    elif line.kind != PRINTED_TOTAL and _has_break(line, lines):
        yield UNLIKE


def _is_printed(line: _Line, total: _Line) -> bool:
    return line.kind == PRINTED_TOTAL and line.period == total.period


def _has_break(line: _Line, lines: Sequence[_Line]) -> bool:
    """Whether it does not count the same as the line before it of its kind."""
    before = next((earlier for earlier in reversed(lines) if _is_before(earlier, line)), None)
    if before is None:
        return False
    return any(coverage_break(row, two) for row in before.rows for two in line.rows)


def _is_before(line: _Line, other: _Line) -> bool:
    return line.kind == other.kind and line.period.until <= other.period.since


def _notes(asked: Asked, lines: Sequence[_Line], activities: Sequence[Activity]) -> Iterator[str]:
    say = asked.language.say
    if any(line.kind not in TOTALS and _has_break(line, lines) for line in lines):
        yield say("≠ It does not count the same as the row before it of its kind.")
    shown = {id(row) for line in lines for row in line.rows}
    longer = list(dict.fromkeys(row.period.label for row in activities if id(row) not in shown))
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
