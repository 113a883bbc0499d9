"""`access`: who came in at the page's door, and who was turned away."""

from __future__ import annotations

from documents.model import Column, Row, Table, ValueKind
from queries.request import Asked, Question
from storage.door.access import AccessLine, access_lines
from storage.schema import AccessEvent
from words import Language


def ask_access(asked: Asked) -> Table:
    """What happened at the door in the days asked for, the latest first.

    Every login stands alone; refused tries of one name from one address are counted by the hour.
    """
    say, (since, until) = asked.language.say, asked.instants()
    columns = (
        Column("at", say("when"), ValueKind.INSTANT),
        Column("last_at", say("last time"), ValueKind.INSTANT),
        Column("who", say("who")),
        Column("event", say("what"), is_detail=True),
        Column("event_name", say("what")),
        Column("address", say("from where")),
        Column("times", say("how often"), ValueKind.COUNT),
    )
    rows = tuple(_row(line, asked.language) for line in access_lines(asked.store, since, until))
    notes = (
        say("What was refused is counted by the hour, by name and address."),
        asked.language.count(
            "It is kept for {n} day.",
            "It is kept for {n} days.",
            asked.settings.web.access_days,
        ),
    )
    return Table("access", say("Who came in, and who was turned away"), columns, rows, notes)


def _row(line: AccessLine, language: Language) -> Row:
    return {
        "at": line.at,
        "last_at": line.last_at,
        "who": line.who,
        "event": line.event.value,
        "event_name": _event_name(line.event, language),
        "address": line.address,
        "times": line.times,
    }


def _event_name(event: AccessEvent, language: Language) -> str:
    return {
        AccessEvent.LOGIN: language.say("login"),
        AccessEvent.LOGOUT: language.say("logout, on every machine"),
        AccessEvent.WRONG_PASSWORD: language.say("wrong password"),
        AccessEvent.LOCKED: language.say("locked after too many tries"),
        AccessEvent.SIGN_ON: language.say("named by the house's sign-on"),
        AccessEvent.NO_ROLE: language.say("named by the house's sign-on, without a role here"),
        AccessEvent.NOT_BELIEVED: language.say("a sign-on from elsewhere, not believed"),
        AccessEvent.LINK_OPENED: language.say("link opened"),
        AccessEvent.WRONG_PASSCODE: language.say("wrong passcode of a link"),
    }[event]


ACCESS = Question(
    "access",
    lambda language: language.say("Who came in, and who was turned away?"),
    frozenset(),
    ask_access,
    has_accounts=False,
)
