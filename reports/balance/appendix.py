"""The last chapters: activities, statements, events, and how far everything may be relied on."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from reports.balance.document import Heading, Notes, Part, foreign, table
from reports.balance.facts import Balance
from reports.balance.figures import Figure
from reports.balance.labels import reason_name
from reports.balance.reader import Reader
from reports.balance.records import Coverage
from reports.balance.wording import (
    DASH,
    evidence_word,
    listed,
    number,
    precision_word,
    source,
)
from words import age, count_name

LONGEST_PARTS = 400
"""Characters of the references that a number was computed from."""


def corrections(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What was sealed and is known otherwise now: beside the sealed figures, never over them."""
    language = reader.language
    if not balance.corrections:
        return
    yield Heading(language.say("Corrections since the year was closed"))
    columns = (
        language.say("Reference"),
        language.say("As closed"),
        language.say("Known now"),
        language.say("Closed on"),
        language.say("Corrected on"),
        language.say("Reason"),
    )
    rows = [
        (
            foreign(one.id),
            number(one.old, one.id, language),
            number(one.new, one.id, language) if one.new else language.say("not known"),
            language.date(one.printed_on),
            language.date(local_day(one.corrected_at, reader.zone)) if one.corrected_at else "",
            foreign(one.reason),
        )
        for one in balance.corrections
    ]
    yield table(columns, rows, "12")


def completeness(balance: Balance, reader: Reader) -> Iterator[Part]:
    """How much of what was due was read, and the longest hole of each account."""
    language = reader.language
    yield Heading(language.say("Completeness"))
    if not balance.coverage:
        yield Notes(
            (language.say("No account was read in this year: the figures are printed ones."),)
        )
        return
    columns = (
        language.say("Account"),
        language.say("Days read"),
        language.say("Readings"),
        language.say("Longest hole"),
        language.say("Reason"),
    )
    yield table(columns, [_coverage(one, reader) for one in balance.coverage], "12")


def definitions(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What the numbers mean: formulas in words, and days on which a meaning changed."""
    say = reader.language.say
    lines = [
        say("Measured: read from the platform by this program. Printed: from the source named."),
        say("Growth: followers of the year less those of the year before, over the latter."),
        say(
            "A rounded figure may lie within 500 of what is printed, “about” has no known bound,"
            " “more than” is a lower bound; what is computed from them carries their interval."
        ),
        say("Like for like: a total grows by the accounts alone that are known in both years."),
    ]
    for one in balance.breaks:
        platform = PLATFORMS.get(one.platform)
        counts = [count_name(metric, reader.language) for metric in one.metrics]
        lines.append(
            say(
                "{platform}, {counts}: another definition from {day} on: {change}.",
                platform=reader.language.names(platform.names) if platform else one.platform,
                counts=listed(counts, reader.language),
                day=reader.language.date(one.on),
                change=reader.language.names(one.names),
            )
        )
    yield Heading(say("Definitions"))
    yield Notes(tuple(lines))


def sources(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Every number of the paper with its evidence, its precision and what it rests on."""
    language, figures = reader.language, balance.figures()
    if not figures:
        return
    yield Heading(language.say("Where each number comes from"))
    columns = (
        language.say("Reference"),
        language.say("Number"),
        language.say("Evidence"),
        language.say("Precision"),
        language.say("Rests on"),
    )
    rows = [
        (
            foreign(figure.id),
            number(figure.quantity, figure.id, language),
            evidence_word(figure.quantity.evidence, language),
            precision_word(figure.quantity.precision, language),
            _rests_on(figure, reader),
        )
        for figure in figures.values()
    ]
    yield table(columns, rows, "1")


def _coverage(one: Coverage, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    hole, reason = DASH, ""
    if one.hole:
        hole = language.say(
            "{length}, from {moment}",
            length=age(one.hole.until - one.hole.since, language),
            moment=language.moment(one.hole.since, reader.zone),
        )
        reason = reason_name(one.hole.reason, language)
    return (
        reader.name(one.account),
        _of(one.days_kept, one.days_due, reader),
        _of(one.slots_kept, one.slots_due, reader),
        hole,
        reason,
    )


def _of(kept: int, due: int, reader: Reader) -> str:
    number = reader.language.number
    return reader.language.say("{kept} of {due}", kept=number(kept), due=number(due))


def _rests_on(figure: Figure, reader: Reader) -> str:
    """Its readings or its source; of a computed number the numbers that it was computed from."""
    if figure.parts:
        return foreign(", ".join(figure.parts), LONGEST_PARTS)
    return source(figure, reader.zone, reader.language)
