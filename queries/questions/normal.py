"""`normal`: whether a week, a month, … is usual for an account, by its own history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from documents.model import Cell, Column, Row, Table, ValueKind
from metrics.model import Account, Kind
from metrics.periods import Period, Span, period_of
from metrics.quantity import Quantity, measured
from metrics.texts.phrases import Phrase
from metrics.usual import FEWEST, Standing, Usual, usual
from queries.columns import (
    bound_columns,
    bounds,
    told_later_notes,
    whose_cells,
    whose_columns,
)
from queries.growth import growth_by_account
from queries.request import A_DAY, Asked, CannotAnswer, Question
from queries.reservations import PostsKnown
from storage.accounts import if_enrolled
from storage.post_query import counts_by_period
from words import Language
from words.names import metric_name, span_name

NET_GROWTH, POSTS = "net_growth", "posts"
RECENT, SEASON = "recent", "season"
BEFORE: Mapping[Span, int] = {Span.DAY: 90, Span.WEEK: 26, Span.MONTH: 12, Span.YEAR: 10}
"""So many periods just before are what is usual of late."""
AROUND: Mapping[Span, int] = {Span.DAY: 7, Span.WEEK: 2, Span.MONTH: 1, Span.YEAR: 0}
"""So many periods on either side of the same one of an earlier year are of its season."""
YEARS = 5
"""So many earlier years have seasons to compare with."""
FIRST_YEAR = 2000
"""No network has readings of earlier years."""
WEEKS_OF_YEAR = timedelta(weeks=52)
LENGTHS = {
    1: Span.DAY,
    7: Span.WEEK,
    28: Span.MONTH,
    29: Span.MONTH,
    30: Span.MONTH,
    31: Span.MONTH,
    365: Span.YEAR,
    366: Span.YEAR,
}


_Numbers = Mapping[Period, Quantity | None]
"""A number of each period; None where it is not known."""


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that are looked at, as far as they are over, and those that they are compared with.

    Earlier periods are cut to as many days where this one is not over.
    """

    span: Span
    period: Period
    recent: tuple[Period, ...]
    season: tuple[Period, ...]

    @property
    def compared(self) -> Mapping[str, tuple[Period, ...]]:
        """The earlier periods by what they are called."""
        return {RECENT: self.recent, SEASON: self.season}

    @property
    def every(self) -> tuple[Period, ...]:
        """All of them, this one too, each once."""
        return tuple(dict.fromkeys((self.period, *self.recent, *self.season)))


def ask_normal(asked: Asked) -> Table:
    """Net growth and posts of a week, beside the median and the quartiles of earlier ones.

    Asked without days: this week, as far as its days are over; on its first day the last one.
    `recent` are the 26 weeks before (90 days, 12 months), `season` the same weeks of the five years
    before with two on either side, which have a row where enough of them are known whole: of fewer
    than five periods nothing is called usual. Falls in one step are left out of the growth.

    Raises:
        CannotAnswer: the days are no period of the calendar, or have not begun.
    """
    days = _days_of(asked)
    known = PostsKnown(asked)
    gains = {account.name: _gains(asked, account, days) for account in asked.accounts}
    rows = tuple(
        row
        for account in asked.accounts
        for row in _rows(asked, account, days, known, gains[account.name])
    )
    language = asked.language
    caption = language.say(
        "{first} to {last}, beside what is usual",
        first=language.date(days.period.since),
        last=language.date(days.period.until - A_DAY),
    )
    return Table(
        "normal", caption, _columns(language), rows, tuple(_notes(asked, days, rows, gains))
    )


def _days_of(asked: Asked) -> _Days:
    span = asked.by or _span_asked(asked)
    whole = period_of(asked.since or asked.today, span)
    if whole.since.year < FIRST_YEAR:
        raise CannotAnswer(
            Phrase("before {first_year} there is nothing to compare with", first_year=FIRST_YEAR)
        )
    if asked.since is None and whole.since == asked.today:
        whole = period_of(asked.today - A_DAY, span)
    until = min(whole.until, asked.today)
    if until <= whole.since:
        raise CannotAnswer(Phrase("of these days none is over: there is nothing to compare yet"))
    length = None if until == whole.until else until - whole.since
    recent = tuple(_before(whole, BEFORE[span]))
    season = tuple(_season(whole))
    cut = (tuple(_cut(period, length) for period in periods) for periods in (recent, season))
    return _Days(span, Period(whole.since, until, span), *cut)


def _span_asked(asked: Asked) -> Span:
    """The length of the days asked for; unless told, a week."""
    if asked.since is None or asked.until is None:
        return Span.WEEK
    span = LENGTHS.get((asked.until - asked.since).days)
    if span is None or period_of(asked.since, span) != Period(asked.since, asked.until, span):
        raise CannotAnswer(
            Phrase("ask for a day, a week, a month or a year: 2026-03-09, 2026-W46, 2026-03, 2026")
        )
    return span


def _before(period: Period, count: int) -> Iterator[Period]:
    for _ in range(count):
        period = period_of(period.since - A_DAY, period.span)
        yield period


def _season(period: Period) -> Iterator[Period]:
    """The same period of each earlier year, and those beside it, none twice."""
    for years in range(1, YEARS + 1):
        same = period_of(_years_before(period, years), period.span)
        beside = [same]
        for _ in range(AROUND[period.span]):
            beside.insert(0, period_of(beside[0].since - A_DAY, period.span))
            beside.append(period_of(beside[-1].until, period.span))
        yield from beside


def _years_before(period: Period, years: int) -> date:
    """The same month or year; of days and weeks the same weekday, as week-ends differ."""
    if period.span in {Span.MONTH, Span.YEAR}:
        return period.since.replace(year=period.since.year - years)
    return period.since - years * WEEKS_OF_YEAR


def _cut(period: Period, length: timedelta | None) -> Period:
    until = period.until if length is None else min(period.until, period.since + length)
    return Period(period.since, until, period.span)


def _rows(
    asked: Asked, account: Account, days: _Days, known: PostsKnown, gains: _Numbers
) -> Iterator[Row]:
    numbers = {
        NET_GROWTH: gains,
        POSTS: _posts(asked, account, days, known),
    }
    for metric, by_period in numbers.items():
        value = by_period[days.period]
        judged = [_judged(basis, periods, by_period) for basis, periods in days.compared.items()]
        for verdict in [each for each in judged if each.usual] or judged[:1]:
            yield _row(account, metric, value, verdict, days, asked.language)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a number is judged by: the earlier periods of which it is known."""

    basis: str
    periods: int
    usual: Usual | None


def _judged(basis: str, periods: Sequence[Period], by_period: _Numbers) -> _Judged:
    earlier = [by_period[period] for period in periods]
    known = [quantity.value for quantity in earlier if quantity is not None and quantity.is_exact]
    return _Judged(basis, len(known), usual(known))


def _gains(asked: Asked, account: Account, days: _Days) -> _Numbers:
    """The growth of each period that is known whole, falls in one step left out."""
    growths = growth_by_account(asked.store, [account], days.every, asked.zone, asked.now)
    return {
        entry.growth.period: entry.undisturbed if entry.growth.is_own else None for entry in growths
    }


def _posts(
    asked: Asked, account: Account, days: _Days, known: PostsKnown
) -> Mapping[Period, Quantity | None]:
    """How many own posts were published in each period, where that is known."""
    instants = {period: period.instants(asked.zone) for period in days.every}
    ends = sorted({end for pair in instants.values() for end in pair})
    counts = if_enrolled(lambda: counts_by_period(asked.store, account.name, ends, ())) or {}
    published = (counts[end].kinds[Kind.POST] if end in counts else 0 for end in ends)
    before = dict(zip(ends, accumulate(published, initial=0), strict=False))
    return {
        period: known.bounded(account, period, measured(before[until] - before[since]))
        for period, (since, until) in instants.items()
    }


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return (
        *whose_columns(language),
        Column("metric", say("number"), is_detail=True),
        Column("name", say("number")),
        Column("since", say("from"), ValueKind.DAY, is_detail=True),
        Column("until", say("until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("value", say("this time"), ValueKind.COUNT),
        *bound_columns("value_", language),
        Column("basis", say("compared with"), is_detail=True),
        Column("basis_name", say("compared with")),
        Column("periods", say("of them known whole"), ValueKind.COUNT),
        Column("low", say("lower quartile"), ValueKind.COUNT),
        Column("median", say("median"), ValueKind.COUNT),
        Column("high", say("upper quartile"), ValueKind.COUNT),
        Column("standing", say("judgement"), is_detail=True),
        Column("judgement", say("judgement")),
    )


def _row(
    account: Account,
    metric: str,
    value: Quantity | None,
    judged: _Judged,
    days: _Days,
    language: Language,
) -> Row:
    whole = judged.usual
    standing = whole.standing(value.value) if whole and value and value.is_exact else None
    return {
        **whose_cells(account),
        "metric": metric,
        "name": metric_name(metric, language),
        "since": days.period.since,
        "until": days.period.until,
        "value": value,
        **bounds("value_", value),
        "basis": judged.basis,
        "basis_name": _basis_name(judged.basis, days.span, language),
        "periods": judged.periods,
        "low": whole.low if whole else None,
        "median": whole.median if whole else None,
        "high": whole.high if whole else None,
        "standing": standing.value if standing else None,
        "judgement": Cell(None if standing is None else _judgement(standing, language)),
    }


def _basis_name(basis: str, span: Span, language: Language) -> str:
    if basis == SEASON:
        return language.say("the same season of earlier years")
    return language.say(
        "the {n} before ({length})",
        n=language.number(BEFORE[span]),
        length=span_name(span, language),
    )


def _judgement(standing: Standing, language: Language) -> str:
    return {
        Standing.BELOW: language.say("less than usual"),
        Standing.USUAL: language.say("usual"),
        Standing.ABOVE: language.say("more than usual"),
    }[standing]


def _notes(
    asked: Asked, days: _Days, rows: Sequence[Row], gains: Mapping[str, _Numbers]
) -> Iterator[str]:
    say = asked.language.say
    yield say("Usual is what lies between the quartiles: a half of the earlier periods does.")
    if days.period.until == asked.today:
        yield say("Only days that are over are compared, and as many of each earlier period.")
    if any(row["low"] is None for row in rows):
        yield asked.language.count(
            "Nothing is called usual of fewer than {n} earlier period that is known whole.",
            "Nothing is called usual of fewer than {n} earlier periods that are known whole.",
            FEWEST,
        )
    yield say("What posts drew is not compared here: `forms` and `compare` do it at an equal age.")
    counted = ((name, each) for name, by_day in gains.items() for each in by_day.values() if each)
    yield from told_later_notes(counted, asked)


NORMAL = Question(
    "normal",
    lambda language: language.say("Is this week or month usual?"),
    frozenset({"by"}),
    ask_normal,
    has_rows_by=False,
    counts_growth=True,
)
