"""The last chapters: activities, statements, events, and how far everything may be relied on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from reports.balance.document import Heading, Notes, Part, foreign, table
from reports.balance.facts import ActivityLine, Balance, Coverage, Figure
from reports.balance.wording import (
    DASH,
    Reader,
    activity_name,
    amount,
    inset,
    listed,
    number,
    source,
    whose,
)
from words import age, count_name, lengths, notices
from words.names import evidence_name, figure_name, outcome_name, precision_name, reason_name


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
            (outcome_name(outcome, language, foreign), language.number(count))
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
    for happening in balance.happenings:
        days = lengths.days(happening.since, happening.until, language)
        account = reader.name(happening.account) if happening.account else ""
        rows.append(
            (foreign(language.names(happening.names)), days, account, foreign(happening.source))
        )
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
            figure_name(other.metric, language, foreign),
            whose(other.account, reader),
            number(other.figure.quantity, other.metric, language),
            foreign(other.figure.quantity.source),
            foreign(other.note),
        )
        for other in balance.others
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
    name = activity_name(line.kind, reader)
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
            foreign(correction.id),
            number(correction.old, correction.id, language),
            number(correction.new, correction.id, language)
            if correction.new
            else notices.not_known(language),
            language.date(correction.printed_on),
            language.date(local_day(correction.corrected_at, reader.zone))
            if correction.corrected_at
            else "",
            foreign(correction.reason),
        )
        for correction in balance.corrections
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
    yield table(columns, [_coverage(coverage, reader) for coverage in balance.coverage], "12")


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
    for change in balance.breaks:
        platform = PLATFORMS.get(change.platform)
        counts = [count_name(metric, reader.language) for metric in change.metrics]
        lines.append(
            say(
                "{platform}, {counts}: another definition from {day} on: {change}.",
                platform=reader.language.names(platform.names) if platform else change.platform,
                counts=listed(counts, reader.language),
                day=reader.language.date(change.on),
                change=reader.language.names(change.names),
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
            evidence_name(figure.quantity.evidence, language),
            precision_name(figure.quantity.precision, language),
            _rests_on(figure, reader),
        )
        for figure in figures.values()
    ]
    yield table(columns, rows, "1")


def _coverage(coverage: Coverage, reader: Reader) -> tuple[str, ...]:
    language = reader.language
    hole, reason = DASH, ""
    if coverage.hole:
        hole = language.say(
            "{length}, from {moment}",
            length=age(coverage.hole.until - coverage.hole.since, language),
            moment=language.moment(coverage.hole.since, reader.zone),
        )
        reason = reason_name(coverage.hole.reason, language, foreign)
    return (
        reader.name(coverage.account),
        _of(coverage.days_kept, coverage.days_due, reader),
        _of(coverage.slots_kept, coverage.slots_due, reader),
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
