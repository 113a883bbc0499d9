"""`followers` and `milestones`: where each account stood, and which round numbers it passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from documents.model import Cell, Column, Row, Table, ValueKind
from metrics.falls import Fall
from metrics.milestones import STEP, reached
from metrics.model import Account
from metrics.periods import Period, local_day
from metrics.quantity import Chosen, Quantity, choose
from metrics.series import Point, PrintedFigure
from queries.columns import whose_columns
from queries.growth import growth_by_account
from queries.request import Asked, Question
from storage.accounts import if_enrolled
from storage.followers import first_followers, rises
from storage.registers.printed import figures
from words import Language, notices
from words.names import precision_name

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an account stood at the end of a period, by reading, by print, or by neither."""

    account: Account
    period: Period
    read: Point | None
    chosen: Chosen | None
    falls: tuple[Fall, ...]
    """Those in one step between the readings at the ends of the period."""


def ask_followers(asked: Asked) -> Table:
    """The last follower count of each account before the end of each period.

    A count read within the period counts; else one that was printed for exactly that period, with
    its source and precision. Where there are both, the printed one is told in a note.
    """
    periods = asked.periods()
    ends = [standing for account in asked.accounts for standing in _stand(asked, account, periods)]
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("since", say("from"), ValueKind.DAY, is_detail=True),
        Column("until", say("until (excluded)"), ValueKind.DAY),
        Column("followers", say("followers"), ValueKind.COUNT),
        Column("read_at", say("read at"), ValueKind.INSTANT),
        Column("evidence", say("evidence"), is_detail=True),
        Column("precision", say("precision"), is_detail=True),
        Column("precision_name", say("precision")),
        Column("source", say("source"), is_detail=True),
        Column("fell", say("fell in one step by"), ValueKind.COUNT, is_detail=True),
    )
    caption = say("Followers at the end of each period")
    falls = dict.fromkeys((one.account.name, fall) for one in ends for fall in one.falls)
    told = (
        notices.fall_in_one_step(name, fall, asked.zone, asked.language) for name, fall in falls
    )
    notes = (*_notes(ends, asked.language), *_first_readings(ends, asked), *told)
    return Table(
        "followers", caption, columns, tuple(_row(one, asked.language) for one in ends), notes
    )


def _stand(asked: Asked, account: Account, periods: Sequence[Period]) -> Iterator[_Standing]:
    """A few queries an account, however many periods: days of years are many."""
    grown = growth_by_account(asked.store, [account], periods, asked.zone, asked.now)
    found = figures(asked.store, account.name, "followers")
    for entry in grown:
        period, last = entry.growth.period, entry.end
        since, _ = period.instants(asked.zone)
        read = last if last and last.at and last.at >= since else None
        chosen = choose(read.quantity if read else None, _printed(found, period))
        yield _Standing(account, period, read, chosen, entry.falls)


def _printed(found: Sequence[PrintedFigure], period: Period) -> Quantity | None:
    """The figure printed for exactly these days, the newest import last."""
    days = (period.since, period.until)
    fitting = (
        figure for figure in reversed(found) if (figure.period.since, figure.period.until) == days
    )
    return next((one.quantity for one in fitting), None)


def _row(standing_: _Standing, language: Language) -> Row:
    counts, falls = standing_.chosen.counts if standing_.chosen else None, standing_.falls
    number = counts.value if counts else None
    return {
        "account": standing_.account.name,
        "platform": standing_.account.platform,
        "since": standing_.period.since,
        "until": standing_.period.until,
        "followers": (
            Cell(number, note=language.say("after a fall in one step")) if falls else number
        ),
        "read_at": standing_.read.at if standing_.read else None,
        "evidence": counts.evidence.value if counts else None,
        "precision": counts.precision.value if counts else None,
        "precision_name": precision_name(counts.precision, language) if counts else None,
        "source": counts.source if counts else None,
        "fell": sum(fall.lost for fall in falls) or None,
    }


def _notes(found: Sequence[_Standing], language: Language) -> Iterator[str]:
    unknown = [one for one in found if one.chosen is None]
    if unknown:
        yield language.count(
            "{n} figure is not known: nothing was read in its period, and none was printed for it",
            "{n} figures are not known: nothing was read in their periods, and none were printed",
            len(unknown),
        )
    for one in found:
        if one.chosen and one.chosen.other:
            yield language.say(
                "{account}: printed for {period} was {figure} ({source})",
                account=one.account.name,
                period=one.period.label,
                figure=language.quantity(one.chosen.other),
                source=one.chosen.other.source or "",
            )


def _first_readings(found: Sequence[_Standing], asked: Asked) -> Iterator[str]:
    """The nearest known answer for each account that was asked about before its first reading."""
    unknown = [one for one in found if one.chosen is None]
    for account in dict.fromkeys(one.account for one in unknown):
        first = if_enrolled(partial(first_followers, asked.store, account.name))
        ends = (one.period.instants(asked.zone)[1] for one in unknown if one.account == account)
        if first and first.at and first.quantity and min(ends) <= first.at:
            yield asked.language.say(
                "{account}: first read on {day}, at {number} followers",
                account=account.name,
                day=asked.language.date(local_day(first.at, asked.zone)),
                number=asked.language.quantity(first.quantity),
            )


def ask_milestones(asked: Asked) -> Table:
    """The round numbers of followers that were passed between two readings, oldest first.

    Asked without days, of all time. What the first reading already lay above was passed nobody
    knows when, and is left out.
    """
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("followers", say("followers"), ValueKind.COUNT),
        Column("read_at", say("first read at"), ValueKind.INSTANT),
        Column("below_at", say("still below at"), ValueKind.INSTANT, is_detail=True),
        Column("days", say("days since the opening"), ValueKind.COUNT),
    )
    rows = tuple(row for account in asked.accounts for row in _passed(asked, account))
    undated = [account.name for account in asked.accounts if account.opened is None]
    notes = [say("Not known when these accounts were opened: {names}", names=", ".join(undated))]
    caption = say("Milestones of followers")
    return Table("milestones", caption, columns, rows, tuple(notes if undated else ()))


def _passed(asked: Asked, account: Account) -> Iterator[Row]:
    points = if_enrolled(lambda: rises(asked.store, account.name, STEP, asked.until)) or []
    for milestone in reached(points, asked.zone, account.opened):
        if asked.since is None or milestone.at >= asked.instants()[0]:
            yield {
                "account": account.name,
                "platform": account.platform,
                "followers": milestone.count,
                "read_at": milestone.at,
                "below_at": milestone.since,
                "days": milestone.days,
            }


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
