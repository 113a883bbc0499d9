"""`events`: what an event or a campaign brought, beside the last one of its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from documents.model import Cell, Column, Row, Table, ValueKind
from documents.wording import change_in_words
from metrics.calendar import Edition, NamedPeriod
from metrics.periods import Period, Span
from metrics.posts import INTERACTIONS
from metrics.quantity import Quantity
from queries.calendar import own_seasons
from queries.columns import bound_columns, bounds, whose_cells, whose_columns
from queries.questions.compare import NET_GROWTH, POSTS, ComparedFigure, compared_figures
from queries.request import A_DAY, Asked, Question
from queries.reservations import PostsKnown, lists
from storage.registers.printed import events
from words import Language, notices
from words.names import metric_name
from words.sentences.clauses import foreign

TOLD = (NET_GROWTH, POSTS, "views", INTERACTIONS)


@dataclass(frozen=True, slots=True)
class _Held:
    """An event as far as it has come, and what it stands beside."""

    named: NamedPeriod
    days: Period
    beside: Period
    last: Edition | None
    """The one before it, of which as many days are told; None: as many days just before it."""


def ask_events(asked: Asked) -> Table:
    """Growth, posts, views and interactions in the days of each event, beside the one before it.

    Events are those on file and the own periods of the calendar of which a day lies in the days
    asked for. The last one is that of the same name but for its year; both are told over equal
    numbers of days. Where there was none, as many days just before stand beside it. With an age,
    posts are compared as they were so many days after publication. What came in those days came
    with the event, which does not say that it came by it.
    """
    known = PostsKnown(asked)
    rows: list[Row] = []
    figures: list[ComparedFigure] = []
    held = list(_held(asked))
    for event in held:
        for account in asked.accounts:
            for figure in compared_figures(asked, known, account, event.beside, event.days):
                if figure.metric in TOLD:
                    figures.append(figure)
                    rows.append(_row(event, figure, asked.language))
    caption = asked.language.say("What events brought")
    notes = tuple(_notes(asked, known, held, figures))
    return Table("events", caption, _columns(asked.language), tuple(rows), notes)


def _held(asked: Asked) -> Iterator[_Held]:
    """The events that have begun, the newest first."""
    calendar = own_seasons(asked.settings, asked.store).with_events(events(asked.store))
    within = calendar.within(asked.first_day, asked.last_day)
    for named in reversed(within):
        until = min(named.edition.until, asked.today + A_DAY)
        days = Period(named.edition.since, until, Span.DAY)
        yield _beside(named, days)


def _beside(named: NamedPeriod, days: Period) -> _Held:
    earlier = [each for each in named.season.editions if each.until <= named.edition.since]
    last = earlier[-1] if earlier else None
    length = days.until - days.since
    if last is None:
        return _Held(named, days, _from(days.since - length, length), None)
    length = min(length, last.until - last.since)
    return _Held(named, _from(days.since, length), _from(last.since, length), last)


def _from(since: date, length: timedelta) -> Period:
    return Period(since, since + length, Span.DAY)


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return (
        Column("event", say("event")),
        *whose_columns(language),
        Column("first", say("from"), ValueKind.DAY),
        Column("after_since", say("later, from"), ValueKind.DAY, is_detail=True),
        Column("after_until", say("later, until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("metric", say("number"), is_detail=True),
        Column("name", say("number")),
        Column("after", say("this time"), ValueKind.COUNT),
        *bound_columns("after_", language),
        Column("before", say("the last time"), ValueKind.COUNT),
        Column("before_since", say("earlier, from"), ValueKind.DAY, is_detail=True),
        Column("before_until", say("earlier, until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("is_event", say("beside"), is_detail=True),
        *bound_columns("before_", language),
        Column("change", say("change"), ValueKind.COUNT, is_signed=True),
        *bound_columns("change_", language),
    )


def _row(event: _Held, figure: ComparedFigure, language: Language) -> Row:
    beside = "last" if event.last else "days_before"
    return {
        "event": language.names(event.named.names),
        **whose_cells(figure.account),
        "first": event.days.since,
        "after_since": event.days.since,
        "after_until": event.days.until,
        "metric": figure.metric,
        "name": metric_name(figure.metric, language),
        "after": _cell(figure, figure.after, language),
        **bounds("after_", figure.after),
        "before": _cell(figure, figure.before, language),
        "before_since": event.beside.since,
        "before_until": event.beside.until,
        "is_event": beside,
        **bounds("before_", figure.before),
        "change": figure.change,
        **bounds("change_", figure.change),
    }


def _cell(figure: ComparedFigure, number: Quantity | None, language: Language) -> Cell:
    if figure.metric != NET_GROWTH or number is None:
        return Cell(number)
    return Cell(number, words=change_in_words(number, language))


def _notes(
    asked: Asked, known: PostsKnown, held: Sequence[_Held], figures: Sequence[ComparedFigure]
) -> Iterator[str]:
    language = asked.language
    if not held:
        yield language.say("No event is on file in these days: `record` and `import` add them.")
    for event in held:
        yield _stands_beside(event, language)
        if asked.today in event.days and event.named.edition.until > asked.today + A_DAY:
            yield language.say(
                "{event} is not over: what is told is so far.",
                event=foreign(language.names(event.named.names), language),
            )
    if held:
        yield language.say("What came in the days of an event did not need to come by it.")
    if held and asked.age_days is None:
        yield language.say(
            "Older posts have had more time to draw; an equal age compares them fairly."
        )
    falls = (
        (figure.account.name, fall)
        for figure in figures
        for fall in (*figure.before_falls, *figure.after_falls)
    )
    for name, fall in dict.fromkeys(falls):
        yield notices.fall_in_one_step(asked.called(name), fall, asked.zone, language)
    yield from _partly(asked, known, held)
    yield from lists(asked)


def _stands_beside(event: _Held, language: Language) -> str:
    days = {
        "event": foreign(language.names(event.named.names), language),
        "first": language.date(event.beside.since),
        "last": language.date(event.beside.until - A_DAY),
    }
    if event.last is None:
        return language.say(
            "{event}: none of its name is on file before; beside it stand as many days just before,"
            " {first} to {last}",
            **days,
        )
    return language.say(
        "{event}: beside it stands the last one, {first} to {last}, over as many days", **days
    )


def _partly(asked: Asked, known: PostsKnown, held: Sequence[_Held]) -> Iterator[str]:
    periods = dict.fromkeys(period for event in held for period in (event.beside, event.days))
    for account in asked.accounts:
        for period in periods:
            yield from known.partly(account, period)


EVENTS = Question(
    "events",
    lambda language: language.say("What did an event or a campaign bring?"),
    frozenset({"age"}),
    ask_events,
    counts_growth=True,
)
