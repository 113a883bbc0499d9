"""The chapters on what staff keep: activities, statements, events, other printed figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reports.balance.document import Heading, Notes, Part, foreign, table
from reports.balance.facts import Balance
from reports.balance.labels import kind_name, metric_name, outcome_name, whose
from reports.balance.reader import Reader
from reports.balance.records import ActivityLine
from reports.balance.wording import (
    DASH,
    amount,
    inset,
    number,
)
from words import lengths


def activities(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Activities by kind, their total beside the printed one, and those outside it."""
    language, found = reader.language, balance.activities
    inside = [line for line in found.lines if line.in_total]
    outside = [line for line in found.lines if not line.in_total]
    columns = (
        language.say("Activity"),
        str(balance.year),
        str(balance.year - 1),
        language.say("Remark"),
    )
    if inside:
        yield Heading(language.say("Communication activities"))
        rows = [_activity(line, reader) for line in inside]
        remark = _beside_printed(balance, reader)
        rows.append((language.say("Total"), amount(found.total, language), "", remark))
        yield table(columns, rows, "12", has_sum=True)
    if outside:
        yield Heading(language.say("Counted outside the total"))
        yield table(columns, [_activity(line, reader) for line in outside], "12")
    if any(not line.is_comparable for line in found.lines):
        yield Notes(
            (
                language.say(
                    "≠ The two years do not count the same, as far as their sources tell: the"
                    " difference is neither a rise nor a fall."
                ),
            )
        )


def statements(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Statements on violent or false contents, and how soon the public was informed."""
    language, found = reader.language, balance.answered
    if not found.count:
        return
    say = language.say
    yield Heading(say("Statements on violent or false contents"))
    rows = [
        (say("Contents noticed"), language.number(found.count)),
        (say("On which the public was informed"), language.number(found.informed)),
        *(
            (outcome_name(outcome, language), language.number(count))
            for outcome, count in found.outcomes
        ),
        (say("Denials"), language.number(found.denials)),
        (say("Rectifications"), language.number(found.rectifications)),
        (say("With both times on file"), language.number(found.timed)),
        (say("Shortest time"), _length(found.shortest, reader)),
        (say("Median time"), _length(found.median, reader)),
        (say("Longest time"), _length(found.longest, reader)),
        (
            say("Within {ceiling}", ceiling=_length(found.ceiling, reader)),
            language.number(found.within) if found.timed else DASH,
        ),
        (
            say("Views of the posts that answered"),
            DASH if found.views is None else language.number(found.views),
        ),
    ]
    yield table((say("Statements"), say("Number")), rows, "1")


def happenings(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The events of the year."""
    language = reader.language
    if not balance.happenings:
        return
    yield Heading(language.say("Events"))
    rows = []
    for one in balance.happenings:
        days = lengths.days(one.since, one.until, language)
        account = reader.name(one.account) if one.account else ""
        rows.append((foreign(language.names(one.names)), days, account, foreign(one.source)))
    columns = (
        language.say("Event"),
        language.say("Days"),
        language.say("Account"),
        language.say("Source"),
    )
    yield table(columns, rows)


def others(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What else was printed for the year, told as it is."""
    language = reader.language
    if not balance.others:
        return
    yield Heading(language.say("Also printed for the year"))
    columns = (
        language.say("Figure"),
        language.say("Of whom"),
        language.say("Number"),
        language.say("Source"),
        language.say("Remark"),
    )
    rows = [
        (
            metric_name(one.metric, language),
            whose(one.account, reader),
            number(one.figure.quantity, one.metric, language),
            foreign(one.figure.quantity.source),
            foreign(one.note),
        )
        for one in balance.others
    ]
    yield table(columns, rows, "2")
    yield Notes((language.say("Told as they were printed; nothing is computed from them."),))


def _activity(line: ActivityLine, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    before = amount(line.previous, language)
    remarks = [inset(line.note, language)] if line.note else []
    if not line.is_comparable:
        before = f"{before} ≠"
        earlier = inset(line.previous_note, language) or language.say("no remark")
        remarks.append(language.say("the year before: {remark}", remark=earlier))
    if not line.is_whole:
        remarks.append(language.say("a part of the year"))
    name = kind_name(line.kind, reader)
    return name, amount(line.count, language), before, language.say("; ").join(remarks)


def _beside_printed(balance: Balance, reader: Reader) -> str:
    found = balance.activities
    if not found.total or not found.printed:
        return ""
    language = reader.language
    difference = found.total.quantity.value - found.printed.quantity.value
    number = amount(found.printed, language)
    if not difference:
        return language.say("printed: {number}", number=number)
    return language.say(
        "printed: {number}; difference {difference}",
        number=number,
        difference=language.signed(difference),
    )


def _length(length: timedelta | None, reader: Reader) -> str:
    return DASH if length is None else lengths.duration(length, reader.language)
