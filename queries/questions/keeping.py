"""`gaps` and `spend`: what was not read and why, and what reading has cost."""

from __future__ import annotations

from collections.abc import Iterator

from documents.model import Column, Row, Table, ValueKind
from metrics.periods import Period, Span
from metrics.platforms import PLATFORMS
from queries.columns import last_day_column, whose_columns
from queries.completeness import AccountCompleteness, account_completeness
from queries.request import A_DAY, Asked, Question
from storage.spending import spent
from words.names import platform_name, reason_name


def ask_gaps(asked: Asked) -> Table:
    """The stretches of slots in which nothing was read, each with what most of its slots tell.

    What was not read then cannot be read any more: no platform tells past follower counts. Before
    the first slot in which an account was tried nothing is a gap.
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
    kept = account_completeness(
        asked.store,
        asked.accounts,
        Period(asked.first_day, asked.last_day, Span.DAY),
        asked.zone,
        asked.now,
        asked.settings.schedule.followers,
    )
    rows = tuple(row for entry in kept for row in _gaps(asked, entry))
    notes = [] if rows else [say("No gap is on file in these days.")]
    notes += [note for entry in kept for note in _begun(asked, entry)]
    return Table("gaps", say("Gaps in the readings"), columns, rows, tuple(notes))


def _begun(asked: Asked, entry: AccountCompleteness) -> Iterator[str]:
    """Since when an account is read, where the days asked for begin earlier."""
    if entry.kept.begun:
        yield asked.language.say(
            "{account}: read since {moment}; what lies before is before Hasila, and no gap",
            account=asked.called(entry.account.name),
            moment=asked.language.moment(entry.kept.begun, asked.zone),
        )
    elif entry.kept.since is None:
        yield asked.language.say(
            "{account}: nobody tried to read it in these days",
            account=asked.called(entry.account.name),
        )


def _gaps(asked: Asked, entry: AccountCompleteness) -> Iterator[Row]:
    for gap in entry.kept.gaps:
        yield {
            "account": entry.account.name,
            "platform": entry.account.platform,
            "since": gap.since,
            "until": gap.until,
            "slots": gap.slots,
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
        Column("until", say("until (excluded)"), ValueKind.DAY, is_detail=True),
        last_day_column(asked.language),
        Column("usd", say("US dollars"), ValueKind.MONEY),
    )
    platforms = dict.fromkeys(account.platform for account in asked.accounts)
    rows: tuple[Row, ...] = tuple(
        {
            "platform": platform,
            "since": period.since,
            "until": period.until,
            "last": period.until - A_DAY,
            "usd": spent(asked.store, *period.instants(asked.zone), platform),
        }
        for platform in platforms
        for period in asked.periods()
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
