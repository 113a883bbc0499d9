"""The last chapters: activities, statements, events, and how far everything may be relied on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from documents.model import (
    Cell,
    Column,
    Content,
    Heading,
    Kind,
    Notes,
    Part,
    Row,
    Table,
    foreign,
    rows_of,
)
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from reports.balance.chapters import chapter
from reports.balance.facts import ActivityLine, Balance, Coverage, Figure, OtherFigure
from reports.balance.wording import (
    DASH,
    Reader,
    activity_name,
    amount,
    inset,
    listed,
    number,
    quantity,
    source,
    whose,
)
from words import age, count_name, lengths
from words.names import evidence_name, figure_name, outcome_name, precision_name, reason_name

LONGEST_PARTS = 400
"""Characters of the references that a number was computed from."""


def quoted(text: str | None) -> Cell:
    """What somebody else wrote: shortened for papers, whole in files."""
    return Cell(text, words=foreign(text))


def activities(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Activities by kind, their total beside the printed one, and those outside it."""
    language, lines = reader.language, balance.activities.lines
    inside = [line for line in lines if line.in_total]
    outside = [line for line in lines if not line.in_total]
    if inside:
        total = {
            **_total(language.say("Total"), balance.activities.total, reader),
            "remark": _beside_printed(balance, reader),
        }
        yield from chapter(activities_table(balance, inside, [total], reader))
    if outside:
        yield Heading(language.say("Counted outside the total"))
        yield activities_table(balance, outside, [], reader)
    if any(not line.is_comparable for line in lines):
        yield Notes(
            (
                language.say(
                    "≠ The two years do not count the same, as far as their sources tell: the"
                    " difference is neither a rise nor a fall."
                ),
            )
        )


def whole_activities_table(balance: Balance, reader: Reader) -> Table:
    """All activities and both totals: a table of the workbook."""
    say, activities = reader.language.say, balance.activities
    totals = [(say("Total"), activities.total), (say("Total, as printed"), activities.printed)]
    rows = [_total(title, figure, reader) for title, figure in totals if figure]
    return activities_table(balance, activities.lines, rows, reader)


def activities_table(
    balance: Balance, lines: Iterable[ActivityLine], totals: Iterable[Row], reader: Reader
) -> Table:
    """Activities by kind beside the year before, and totals below them."""
    say = reader.language.say
    columns = (
        Column("kind", say("Activity")),
        Column("count", str(balance.year), Kind.COUNT),
        Column("precision", say("Precision"), is_detail=True),
        Column("in_total", say("In the total"), is_detail=True),
        Column("previous", str(balance.year - 1), Kind.COUNT),
        Column("comparable", say("Comparable"), is_detail=True),
        Column("remark", say("Remark"), is_wording=True),
        Column("note", say("Remark"), is_detail=True),
        Column("source", say("Source"), is_detail=True),
    )
    last = tuple(totals)
    return Table(
        "activities",
        say("Communication activities"),
        columns,
        (*(_activity(line, reader) for line in lines), *last),
        has_sum=bool(last),
        unknown=DASH,
    )


def _activity(line: ActivityLine, reader: Reader) -> Row:
    language = reader.language
    answers = {True: language.say("yes"), False: language.say("no")}
    before = amount(line.previous, language)
    return {
        "kind": activity_name(line.kind, reader),
        "count": line.count.quantity,
        "precision": precision_name(line.count.quantity.precision, language),
        "in_total": answers[line.in_total],
        "previous": Cell(
            quantity(line.previous), words=before if line.is_comparable else f"{before} ≠"
        ),
        "comparable": answers[line.is_comparable] if line.previous else None,
        "remark": language.say("; ").join(_remarks(line, reader)),
        "note": line.note,
        "source": line.count.quantity.source,
    }


def _remarks(line: ActivityLine, reader: Reader) -> Iterator[str]:
    language = reader.language
    if line.note:
        yield inset(line.note, language)
    if not line.is_comparable:
        earlier = inset(line.previous_note, language) or language.say("no remark")
        yield language.say("the year before: {remark}", remark=earlier)
    if not line.is_whole:
        yield language.say("a part of the year")


def _total(title: str, figure: Figure | None, reader: Reader) -> Row:
    precision = precision_name(figure.quantity.precision, reader.language) if figure else None
    return {
        "kind": title,
        "count": quantity(figure),
        "precision": precision,
        "in_total": None,
        "previous": Cell(None, words=""),
        "comparable": None,
        "remark": "",
        "note": None,
        "source": figure.quantity.source if figure else None,
    }


def _beside_printed(balance: Balance, reader: Reader) -> str:
    activities = balance.activities
    if not activities.total or not activities.printed:
        return ""
    language = reader.language
    difference = activities.total.quantity.value - activities.printed.quantity.value
    printed = amount(activities.printed, language)
    if not difference:
        return language.say("printed: {number}", number=printed)
    return language.say(
        "printed: {number}; difference {difference}",
        number=printed,
        difference=language.signed(difference),
    )


def statements(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Statements on violent or false contents, and how soon the public was informed."""
    language, answered = reader.language, balance.answered
    if not answered.count:
        return
    say = language.say
    columns = (Column("what", say("Statements")), Column("number", say("Number"), Kind.COUNT))
    lines: list[tuple[str, Content]] = [
        (say("Contents noticed"), answered.count),
        (say("On which the public was informed"), answered.informed),
        *(
            (outcome_name(outcome, language, foreign), count)
            for outcome, count in answered.outcomes
        ),
        (say("Denials"), answered.denials),
        (say("Rectifications"), answered.rectifications),
        (say("With both times on file"), answered.timed),
        (say("Shortest time"), _length(answered.shortest, reader)),
        (say("Median time"), _length(answered.median, reader)),
        (say("Longest time"), _length(answered.longest, reader)),
        (
            say("Within {ceiling}", ceiling=lengths.length_in_words(answered.ceiling, language)),
            answered.within if answered.timed else None,
        ),
        (say("Views of the posts that answered"), answered.views),
    ]
    caption = say("Statements on violent or false contents")
    yield from chapter(Table("statements", caption, columns, rows_of(columns, lines), unknown=DASH))


def _length(length: timedelta | None, reader: Reader) -> Cell:
    words = DASH if length is None else lengths.length_in_words(length, reader.language)
    return Cell(length, words=words)


def happenings(balance: Balance, reader: Reader) -> Iterator[Part]:
    """The events of the year."""
    if not balance.happenings:
        return
    language = reader.language
    columns = (
        Column("event", language.say("Event")),
        Column("days", language.say("Days")),
        Column("account", language.say("Account")),
        Column("source", language.say("Source")),
    )
    lines = [
        (
            foreign(language.names(happening.names)),
            lengths.days_in_words(happening.since, happening.until, language),
            reader.name(happening.account) if happening.account else "",
            quoted(happening.source),
        )
        for happening in balance.happenings
    ]
    yield from chapter(Table("events", language.say("Events"), columns, rows_of(columns, lines)))


def others(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What else was printed for the year, as it is."""
    if balance.others:
        note = reader.language.say("Told as they were printed; nothing is computed from them.")
        yield from chapter(others_table(balance, reader), note)


def others_table(balance: Balance, reader: Reader) -> Table:
    """What else was printed for the year."""
    say = reader.language.say
    columns = (
        Column("figure", say("Figure")),
        Column("of", say("Of whom")),
        Column("number", say("Number"), Kind.COUNT),
        Column("precision", say("Precision"), is_detail=True),
        Column("source", say("Source")),
        Column("remark", say("Remark")),
    )
    lines = [_other(other, reader) for other in balance.others]
    caption = say("Also printed for the year")
    return Table("also_printed", caption, columns, rows_of(columns, lines))


def _other(other: OtherFigure, reader: Reader) -> tuple[str | Cell, ...]:
    language, known = reader.language, other.figure.quantity
    return (
        figure_name(other.metric, language, foreign),
        whose(other.account, reader),
        Cell(known, words=number(known, other.metric, language)),
        precision_name(known.precision, language),
        quoted(known.source),
        quoted(other.note),
    )


def corrections(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What was sealed and is known otherwise now: beside the sealed figures, never over them."""
    language = reader.language
    if not balance.corrections:
        return
    columns = (
        Column("reference", language.say("Reference")),
        Column("old", language.say("As closed"), Kind.COUNT),
        Column("new", language.say("Known now"), Kind.COUNT),
        Column("closed", language.say("Closed on"), Kind.DAY),
        Column("corrected", language.say("Corrected on"), Kind.DAY),
        Column("reason", language.say("Reason")),
    )
    lines = [
        (
            foreign(correction.id),
            Cell(correction.old, words=number(correction.old, correction.id, language)),
            Cell(correction.new, words=number(correction.new, correction.id, language))
            if correction.new
            else None,
            correction.printed_on,
            local_day(correction.corrected_at, reader.zone)
            if correction.corrected_at
            else Cell(None, words=""),
            quoted(correction.reason),
        )
        for correction in balance.corrections
    ]
    caption = language.say("Corrections since the year was closed")
    yield from chapter(Table("corrections", caption, columns, rows_of(columns, lines)))


def completeness(balance: Balance, reader: Reader) -> Iterator[Part]:
    """How much of what was due was read, and the longest hole of each account."""
    table = completeness_table(balance, reader)
    if balance.coverage:
        yield from chapter(table)
        return
    yield Heading(table.caption)
    yield Notes(
        (reader.language.say("No account was read in this year: the figures are printed ones."),)
    )


def completeness_table(balance: Balance, reader: Reader) -> Table:
    """What was read of what was due."""
    say = reader.language.say
    columns = (
        Column("account", say("Account")),
        Column("days_kept", say("Days read"), Kind.COUNT),
        Column("days_due", say("Days due"), Kind.COUNT, is_detail=True),
        Column("slots_kept", say("Readings"), Kind.COUNT),
        Column("slots_due", say("Readings due"), Kind.COUNT, is_detail=True),
        Column("hole", say("Longest hole"), is_wording=True),
        Column("hole_since", say("Hole from"), Kind.INSTANT, is_detail=True),
        Column("hole_until", say("Hole until"), Kind.INSTANT, is_detail=True),
        Column("reason", say("Reason")),
    )
    rows = tuple(_coverage(coverage, reader) for coverage in balance.coverage)
    return Table("completeness", say("Completeness"), columns, rows)


def _coverage(coverage: Coverage, reader: Reader) -> Row:
    language, gap = reader.language, coverage.hole
    hole = DASH
    if gap:
        hole = language.say(
            "{length}, from {moment}",
            length=age(gap.until - gap.since, language),
            moment=language.moment(gap.since, reader.zone),
        )
    return {
        "account": reader.name(coverage.account),
        "days_kept": _of(coverage.days_kept, coverage.days_due, reader),
        "days_due": coverage.days_due,
        "slots_kept": _of(coverage.slots_kept, coverage.slots_due, reader),
        "slots_due": coverage.slots_due,
        "hole": hole,
        "hole_since": gap.since if gap else None,
        "hole_until": gap.until if gap else None,
        "reason": reason_name(gap.reason, language, foreign) if gap else Cell(None, words=""),
    }


def _of(kept: int, due: int, reader: Reader) -> Cell:
    number = reader.language.number
    words = reader.language.say("{kept} of {due}", kept=number(kept), due=number(due))
    return Cell(kept, words=words)


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
    if balance.figures():
        yield from chapter(sources_table(balance, reader))


def sources_table(balance: Balance, reader: Reader) -> Table:
    """Every number with all that is known of it; in files fractions stay fractions."""
    say = reader.language.say
    columns = (
        Column("reference", say("Reference")),
        Column("number", say("Number"), Kind.COUNT),
        Column("evidence", say("Evidence")),
        Column("precision", say("Precision")),
        Column("low", say("Lowest"), is_detail=True),
        Column("high", say("Highest"), is_detail=True),
        Column("rests_on", say("Rests on"), is_wording=True),
        Column("readings", say("Readings"), Kind.COUNT, is_detail=True),
        Column("latest", say("Latest reading"), Kind.INSTANT, is_detail=True),
        Column("source", say("Source"), is_detail=True),
        Column("parts", say("Computed from"), is_detail=True),
    )
    rows = tuple(_source(figure, reader) for figure in balance.figures().values())
    return Table("figures", say("Where each number comes from"), columns, rows)


def _source(figure: Figure, reader: Reader) -> Row:
    language, known = reader.language, figure.quantity
    return {
        "reference": quoted(figure.id),
        "number": Cell(str(known.value), words=number(known, figure.id, language)),
        "evidence": evidence_name(known.evidence, language),
        "precision": precision_name(known.precision, language),
        "low": None if known.low is None else str(known.low),
        "high": None if known.high is None else str(known.high),
        "rests_on": _rests_on(figure, reader),
        "readings": len(figure.readings),
        "latest": figure.readings[-1].at if figure.readings else None,
        "source": known.source,
        "parts": ", ".join(figure.parts),
    }


def _rests_on(figure: Figure, reader: Reader) -> str:
    """Its readings or its source; of a computed number the numbers that it was computed from."""
    if figure.parts:
        return foreign(", ".join(figure.parts), LONGEST_PARTS)
    return source(figure, reader.zone, reader.language)
