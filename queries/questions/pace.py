"""`pace`: when a number of followers is reached, if weeks go on as they were."""

from __future__ import annotations

from collections.abc import Iterator

from documents.model import Column, Row, Table, ValueKind
from metrics.milestones import next_milestone
from metrics.model import Account
from metrics.quantity import derived, measured
from metrics.usual import FEWEST_WEEKS, Usual, arrival
from queries.columns import told_later_notes, whose_cells, whose_columns
from queries.growth import standing
from queries.pace import Gains, usual_week, weekly_gains
from queries.request import Asked, Question
from words import Language


def ask_pace(asked: Asked) -> Table:
    """The days between which each account reaches a number of followers, from its own weeks.

    Without a number: the next milestone. What whole weeks of the last year brought, without falls
    in one step, has quartiles; at the upper one the number is reached earliest, at the lower one
    latest (`metrics.usual`). Of fewer than twelve such weeks nothing is foreseen.
    """
    gains = weekly_gains(asked.store, asked.accounts, asked.zone, asked.now)
    rows = tuple(_row(asked, account, gains[account.name]) for account in asked.accounts)
    caption = asked.language.say("When a number of followers is reached")
    notes = tuple(_notes(asked, gains, rows))
    return Table("pace", caption, _columns(asked.language), rows, notes)


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return (
        *whose_columns(language),
        Column("followers", say("followers"), ValueKind.COUNT),
        Column("read_at", say("read at"), ValueKind.INSTANT, is_detail=True),
        Column("number", say("followers to be reached"), ValueKind.COUNT),
        Column("missing", say("missing"), ValueKind.COUNT),
        Column("week_low", say("gained in a week, lower quartile"), ValueKind.COUNT, True),
        Column("week", say("gained in a week, median"), ValueKind.COUNT, is_signed=True),
        Column("week_high", say("gained in a week, upper quartile"), ValueKind.COUNT, True),
        Column("weeks", say("weeks known whole"), ValueKind.COUNT),
        Column("earliest", say("earliest"), ValueKind.DAY),
        Column("likely", say("at the median"), ValueKind.DAY, is_detail=True),
        Column("latest", say("latest"), ValueKind.DAY),
        Column("evidence", say("evidence"), is_detail=True),
    )


def _row(asked: Asked, account: Account, gains: Gains) -> Row:
    end = standing(asked.store, account, asked.now)
    followers = end.quantity if end else None
    number = asked.number
    if number is None and followers is not None:
        number = next_milestone(int(followers.value))
    missing = measured(number) - followers if followers and number is not None else None
    weekly = usual_week(gains)
    is_open = missing is not None and missing.value > 0
    day = arrival(missing.value, weekly, asked.today) if missing and is_open and weekly else None
    return {
        **whose_cells(account),
        "followers": followers,
        "read_at": end.at if end else None,
        "number": number,
        "missing": missing if is_open or missing is None else measured(0),
        **_week(weekly),
        "weeks": len(gains),
        "earliest": day.earliest if day else None,
        "likely": day.likely if day else None,
        "latest": day.latest if day else None,
        "evidence": "derived" if day else None,
    }


def _week(weekly: Usual | None) -> Row:
    if weekly is None:
        return {"week_low": None, "week": None, "week_high": None}
    return {
        "week_low": weekly.low,
        "week": derived(weekly.median, weekly.low, weekly.high),
        "week_high": weekly.high,
    }


def _notes(asked: Asked, gains: dict[str, Gains], rows: tuple[Row, ...]) -> Iterator[str]:
    language = asked.language
    yield language.say(
        "If weeks go on as those of the last year were: a half of them lies between the two"
        " quartiles. It is no promise, and tells nothing of what nobody foresees."
    )
    for row, account in zip(rows, asked.accounts, strict=True):
        called = asked.called(account.name)
        if row["followers"] is None:
            yield language.say("{account}: not known, it was never read", account=called)
        elif row["missing"] == measured(0):
            yield language.say("{account}: the number is reached already", account=called)
        elif len(gains[account.name]) < FEWEST_WEEKS:
            yield language.count(
                "{account}: not told, for {n} whole week is known, and twelve are needed",
                "{account}: not told, for {n} whole weeks are known, and twelve are needed",
                len(gains[account.name]),
                account=called,
            )
        elif row["earliest"] is None or row["latest"] is None:
            yield language.say(
                "{account}: a day that is not told is more than ten years away, or its week gains"
                " nothing",
                account=called,
            )
    counted = ((name, each) for name, weeks in gains.items() for each in weeks.values())
    yield from told_later_notes(counted, asked)


PACE = Question(
    "pace",
    lambda language: language.say("When is a number of followers reached?"),
    frozenset({"number"}),
    ask_pace,
    has_days=False,
)
