"""`followers` and `milestones`: where each account stood, and which round numbers it passed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from documents.model import Cell, Column, Row, Table, ValueKind
from metrics.falls import Fall
from metrics.milestones import STEP, Passing, days_since, passings
from metrics.model import Account
from metrics.periods import Period, local_day, midnight
from metrics.printed import as_point, printed_within
from metrics.quantity import Evidence, Quantity
from metrics.series import Point
from queries.columns import (
    last_day_column,
    printed_cells,
    printed_columns,
    source_in_words,
    standing_cell,
    whose_cells,
    whose_columns,
)
from queries.growth import growth_by_account, printed_followers
from queries.request import Asked, Question
from queries.totals import members_by_period, notes_on_events, total_cell, total_row
from storage.accounts import if_enrolled
from storage.followers import first_followers, rises
from words import Language, notices
from words.lengths import period_in_words
from words.names import precision_name

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an account stood at the end of a period, by reading, by print, or by neither."""

    account: Account
    period: Period
    end: Point | None
    """The last reading within the period, else the printed figure that stands for its end."""
    beside: Point | None
    """The printed figure, where a reading counts before it."""
    falls: tuple[Fall, ...]
    """Those in one step between the readings at the ends of the period."""

    @property
    def quantity(self) -> Quantity | None:
        """How many followers it had."""
        return self.end.quantity if self.end else None


def ask_followers(asked: Asked) -> Table:
    """The last follower count of each account before the end of each period.

    A count read within the period counts; else one that its platform told later, or that a file
    tells, of a day of it; else one that was printed for it, or for a time shortly before its end,
    with its source and precision (`metrics.printed`). Where another one stands before it, the
    printed one is told in a note.
    """
    periods = asked.periods()
    ends = [standing for account in asked.accounts for standing in _stand(asked, account, periods)]
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("since", say("from"), ValueKind.DAY, is_detail=True),
        Column("until", say("until (excluded)"), ValueKind.DAY, is_detail=True),
        last_day_column(asked.language),
        Column("followers", say("followers"), ValueKind.COUNT),
        Column("read_at", say("read at"), ValueKind.INSTANT),
        Column("evidence", say("evidence"), is_detail=True),
        Column("precision", say("precision"), is_detail=True),
        Column("precision_name", say("precision")),
        *printed_columns("", asked.language),
        Column("fell", say("fell in one step by"), ValueKind.COUNT, is_detail=True),
    )
    caption = say("Followers at the end of each period")
    falls = dict.fromkeys(
        (standing.account.name, fall) for standing in ends for fall in standing.falls
    )
    numbers = (
        notices.fall_in_one_step(asked.called(name), fall, asked.zone, asked.language)
        for name, fall in falls
    )
    rows = tuple(_row(standing, asked.language) for standing in ends)
    totals = tuple(_totals(ends, columns, asked))
    events = notes_on_events(asked.accounts, asked) if totals else ()
    notes = (*_notes(ends, asked), *_first_readings(ends, asked), *numbers, *events)
    return Table("followers", caption, columns, rows, notes, totals)


def _totals(ends: Sequence[_Standing], columns: Sequence[Column], asked: Asked) -> Iterator[Row]:
    """The followers of all accounts at the end of each period, as far as they are known."""
    language = asked.language
    for period, entries in members_by_period(
        (standing.account, standing.period, standing) for standing in ends
    ):
        counts = {standing.account.name: standing.quantity for standing in entries}
        followers = total_cell(counts, asked)
        whole = followers.value if followers else None
        if not isinstance(whole, Quantity):
            continue
        yield total_row(
            columns,
            period,
            language,
            last=period.until - ONE_DAY,
            followers=followers,
            evidence=whole.evidence.value,
            precision=whole.precision.value,
            precision_name=precision_name(whole.precision, language),
        )


def _stand(asked: Asked, account: Account, periods: Sequence[Period]) -> Iterator[_Standing]:
    """A few queries an account, however many periods: days of years are many."""
    grown = growth_by_account(asked.store, [account], periods, asked.zone, asked.now)
    printed = printed_followers(asked.store, account)
    for entry in grown:
        period, end = entry.growth.period, entry.end
        since, _ = period.instants(asked.zone)
        if end and end.at and end.at < since:
            end = None
        figure = printed_within(printed, period, asked.today) if end and end.at else None
        beside = as_point(figure) if figure else None
        yield _Standing(account, period, end, beside, entry.falls)


def _row(standing_: _Standing, language: Language) -> Row:
    counts, end = standing_.quantity, standing_.end
    return {
        **whose_cells(standing_.account),
        "since": standing_.period.since,
        "until": standing_.period.until,
        "last": standing_.period.until - ONE_DAY,
        "followers": _cell(standing_, language),
        "read_at": end.at if end and _is_read(end) else None,
        "evidence": counts.evidence.value if counts else None,
        "precision": counts.precision.value if counts else None,
        "precision_name": precision_name(counts.precision, language) if counts else None,
        **printed_cells("", end),
        **({"source": counts.source} if counts and end and end.at else {}),
        "fell": sum(fall.lost for fall in standing_.falls) or None,
    }


def _is_read(point: Point) -> bool:
    return point.quantity is not None and point.quantity.evidence is Evidence.MEASURED


def _cell(standing_: _Standing, language: Language) -> Cell:
    cell = standing_cell(standing_.end, language)
    if not standing_.falls:
        return cell
    notes = (language.say("after a fall in one step"), cell.note)
    return replace(cell, note=" · ".join(filter(None, notes)))


def _notes(standings: Sequence[_Standing], asked: Asked) -> Iterator[str]:
    language = asked.language
    unknown = [standing for standing in standings if standing.end is None]
    if unknown:
        yield language.count(
            "{n} figure is not known: nothing was read in its period, and none was printed for it",
            "{n} figures are not known: nothing was read in their periods, and none were printed",
            len(unknown),
        )
    for standing in standings:
        printed = standing.beside
        if printed and printed.period and printed.quantity:
            yield language.say(
                "{account}: printed for {period} was {figure} ({source})",
                account=asked.called(standing.account.name),
                period=period_in_words(printed.period, language),
                figure=language.quantity(printed.quantity),
                source=source_in_words(printed.quantity, language),
            )


def _first_readings(standings: Sequence[_Standing], asked: Asked) -> Iterator[str]:
    """The nearest known answer for each account that was asked about before its first reading."""
    unknown = [standing for standing in standings if standing.end is None]
    for account in dict.fromkeys(standing.account for standing in unknown):
        first = if_enrolled(partial(first_followers, asked.store, account.name))
        ends = (
            standing.period.instants(asked.zone)[1]
            for standing in unknown
            if standing.account == account
        )
        if first and first.at and first.quantity and min(ends) <= first.at:
            yield asked.language.say(
                "{account}: first read on {day}, at {number} followers",
                account=asked.called(account.name),
                day=asked.language.date(local_day(first.at, asked.zone)),
                number=asked.language.quantity(first.quantity),
            )


def ask_milestones(asked: Asked) -> Table:
    """The round numbers of followers that were passed between two counts, oldest first.

    Counts are readings, and the figures that were printed for days before the first of them: what
    was passed between a figure and another count is known to lie between the two, and a note says
    so. Asked without days, of all time. What the first count already lay above was passed nobody
    knows when, and is left out.
    """
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("followers", say("followers"), ValueKind.COUNT),
        Column("read_at", say("first read at"), ValueKind.INSTANT),
        *printed_columns("", asked.language),
        Column("below_at", say("still below at"), ValueKind.INSTANT, is_detail=True),
        *printed_columns("below_", asked.language),
        Column("days", say("days since the opening"), ValueKind.COUNT),
    )
    passed = [
        (account, passing) for account in asked.accounts for passing in _passed(asked, account)
    ]
    rows = tuple(_milestone(account, passing, asked) for account, passing in passed)
    between = [_between(account, passing, asked) for account, passing in passed]
    undated = [asked.called(account.name) for account in asked.accounts if account.opened is None]
    unknown = say("Not known when these accounts were opened: {names}", names=", ".join(undated))
    notes = (
        *_passed_none(asked, {account.name for account, _ in passed}),
        *filter(None, between),
        *([unknown] if undated else []),
    )
    return Table("milestones", say("Milestones of followers"), columns, rows, notes)


def _passed_none(asked: Asked, passing: Collection[str]) -> Iterator[str]:
    """Of which accounts no milestone is told: an empty answer has its reason."""
    names = [asked.called(each.name) for each in asked.accounts if each.name not in passing]
    if names:
        yield asked.language.say(
            "No multiple of {step} was seen to be passed in these days: {names}",
            step=asked.language.number(STEP),
            names=", ".join(names),
        )


def _passed(asked: Asked, account: Account) -> Iterator[Passing]:
    read = if_enrolled(lambda: rises(asked.store, account.name, STEP, asked.until)) or []
    first = read[0].at if read else None
    printed = sorted(map(as_point, printed_followers(asked.store, account)), key=_last_day)
    earlier = [
        point
        for point in printed
        if (first is None or _last_day(point) <= local_day(first, asked.zone))
        and (asked.until is None or _last_day(point) <= asked.until)
    ]
    for passing in passings([*earlier, *read], asked.zone):
        above = passing.above
        begun = above.at or midnight(_days(above).since, asked.zone)
        if asked.since is None or begun >= asked.instants()[0]:
            yield passing


def _days(printed: Point) -> Period:
    assert printed.period is not None  # noqa: S101 - the figures of a register are of days
    return printed.period


def _last_day(printed: Point) -> date:
    return _days(printed).until


def _milestone(account: Account, passing: Passing, asked: Asked) -> Row:
    at = passing.above.at if passing.is_read else None
    return {
        **whose_cells(account),
        "followers": passing.count,
        "read_at": passing.above.at,
        **printed_cells("", passing.above),
        "below_at": passing.below.at,
        **printed_cells("below_", passing.below),
        "days": days_since(account.opened, at, asked.zone) if at else None,
    }


def _between(account: Account, passing: Passing, asked: Asked) -> str | None:
    """That a milestone is known to lie between two counts, of which one was printed."""
    if passing.is_read:
        return None
    return asked.language.say(
        "{account}: {count} followers were passed between {below} and {above}; the day is not"
        " known",
        account=asked.called(account.name),
        count=asked.language.number(passing.count),
        below=_count_in_words(passing.below, asked),
        above=_count_in_words(passing.above, asked),
    )


def _count_in_words(point: Point, asked: Asked) -> str:
    say = asked.language.say
    if point.at is not None:
        return say("the reading of {day}", day=asked.language.date(local_day(point.at, asked.zone)))
    return say(
        "the figure printed for {period} ({source})",
        period=period_in_words(_days(point), asked.language),
        source=source_in_words(point.quantity, asked.language),
    )


FOLLOWERS = Question(
    "followers",
    lambda language: language.say("How many followers does each account have?"),
    frozenset({"by"}),
    ask_followers,
)
MILESTONES = Question(
    "milestones",
    lambda language: language.say("Which round numbers of followers were passed, and when?"),
    frozenset(),
    ask_milestones,
)
