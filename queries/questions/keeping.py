"""`gaps` and `spend`: what was not read and why, and what reading has cost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from documents.model import Column, Row, Table, ValueKind
from metrics.model import Account
from metrics.platforms import PLATFORMS
from metrics.slots import slots_between
from queries.columns import whose_columns
from queries.request import Asked, Question
from storage.accounts import if_enrolled
from storage.slots import gaps_on_file
from storage.spending import spent
from words.names import platform_name, reason_name


def ask_gaps(asked: Asked) -> Table:
    """The stretches of slots in which nothing was read, each with the reason at its beginning.

    What was not read then cannot be read any more: no platform tells past follower counts.
    """
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("since", say("from"), ValueKind.INSTANT),
        Column("until", say("to"), ValueKind.INSTANT),
        Column("slots", say("slots lost"), ValueKind.COUNT),
        Column("reason", say("reason"), is_detail=True),
        Column("why", say("reason")),
    )
    rows = tuple(row for account in asked.accounts for row in _gaps(asked, account))
    notes = () if rows else (say("No gap is on file in these days."),)
    return Table("gaps", say("Gaps in the readings"), columns, rows, notes)


def _gaps(asked: Asked, account: Account) -> Iterator[Row]:
    length = asked.settings.schedule.followers
    ask = partial(gaps_on_file, asked.store, account.name, *asked.instants(), length)
    for gap in if_enrolled(ask) or []:
        yield {
            "account": account.name,
            "platform": account.platform,
            "since": gap.since,
            "until": gap.until,
            "slots": slots_between(gap.since, gap.until, length),
            "reason": gap.reason.value if gap.reason else None,
            "why": reason_name(gap.reason, asked.language),
        }


def ask_spend(asked: Asked) -> Table:
    """What reading has cost in each period, by network, in US dollars.

    A request whose cost never became known counts at its worst case.
    """
    say = asked.language.say
    columns = (
        Column("platform", say("network")),
        Column("since", say("from"), ValueKind.DAY),
        Column("until", say("until (excluded)"), ValueKind.DAY),
        Column("usd", say("US dollars"), ValueKind.MONEY),
    )
    platforms = dict.fromkeys(account.platform for account in asked.accounts)
    rows: tuple[Row, ...] = tuple(
        {
            "platform": platform,
            "since": period.since,
            "until": period.until,
            "usd": spent(asked.store, *period.instants(asked.zone), platform),
        }
        for platform in platforms
        for period in asked.periods()
        if period.since <= asked.today
    )
    notes = tuple(
        say(
            "{platform} counts days and months in UTC; here they are those of the institution.",
            platform=platform_name(platform, asked.language),
        )
        for platform in platforms
        if not PLATFORMS[platform].price.is_free
    )
    return Table("spend", say("What reading has cost"), columns, rows, notes)


GAPS = Question(
    "gaps",
    lambda language: language.say("What was not read, and why?"),
    frozenset(),
    ask_gaps,
)
SPEND = Question(
    "spend",
    lambda language: language.say("What has reading cost?"),
    frozenset({"by"}),
    ask_spend,
)
