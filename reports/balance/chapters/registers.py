"""The chapters on what the office keeps by hand: activities, statements, events, figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from documents.model import (
    Cell,
    Column,
    Content,
    Heading,
    Notes,
    Part,
    Row,
    Table,
    ValueKind,
    captioned,
    foreign_line,
    rows_of,
)
from reports.balance.facts import (
    ActivityLine,
    Balance,
    OtherFigure,
)
from reports.balance.figure import Figure
from reports.balance.wording import (
    DASH,
    Reader,
    activity_in_words,
    amount,
    inset_foreign,
    number,
    quantity,
    quoted,
    whose,
)
from words import lengths
from words.names import figure_name, outcome_name, precision_name
from words.registers import register_text


def activities_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Activities by kind, their total beside the printed one, and those outside it."""
    language, lines = reader.language, balance.activities.lines
    inside = [line for line in lines if line.in_total]
    outside = [line for line in lines if not line.in_total]
    if inside:
        total = {
            **_total(language.say("Total"), balance.activities.total, reader),
            "remark": _beside_printed(balance, reader),
        }
        yield from captioned(activities_table(balance, inside, [total], reader))
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


def all_activities_table(balance: Balance, reader: Reader) -> Table:
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
        Column("count", str(balance.year), ValueKind.COUNT),
        Column("precision", say("Precision"), is_detail=True),
        Column("in_total", say("In the total"), is_detail=True),
        Column("previous", str(balance.year - 1), ValueKind.COUNT),
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
        "kind": activity_in_words(line.kind, reader),
        "count": line.count.quantity,
        "precision": precision_name(line.count.quantity.precision, language),
        "in_total": answers[line.in_total],
        "previous": Cell(
            quantity(line.previous), words=before if line.is_comparable else f"{before} ≠"
        ),
        "comparable": answers[line.is_comparable] if line.previous else None,
        "remark": language.say("; ").join(_remarks(line, reader)),
        "note": register_text(line.note, language) or None,
        "source": register_text(line.count.quantity.source, language) or None,
    }


def _remarks(line: ActivityLine, reader: Reader) -> Iterator[str]:
    language = reader.language
    if line.note:
        yield inset_foreign(line.note, language)
    if not line.is_comparable:
        earlier = inset_foreign(line.previous_note, language) or language.say("no remark")
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


def statements_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """Statements on violent or false contents, and how soon the public was informed."""
    language, answered = reader.language, balance.answered
    if not answered.count:
        return
    say = language.say
    columns = (Column("what", say("Statements")), Column("number", say("Number"), ValueKind.COUNT))
    lines: list[tuple[str, Content]] = [
        (say("Contents noticed"), answered.count),
        (say("On which the public was informed"), answered.informed),
        *(
            (outcome_name(outcome, language, foreign_line), count)
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
    yield from captioned(
        Table("statements", caption, columns, rows_of(columns, lines), unknown=DASH)
    )


def _length(length: timedelta | None, reader: Reader) -> Cell:
    words = DASH if length is None else lengths.length_in_words(length, reader.language)
    return Cell(length, words=words)


def happenings_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
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
            foreign_line(language.names(happening.names)),
            lengths.days_in_words(happening.since, happening.until, language),
            reader.name(happening.account) if happening.account else "",
            quoted(happening.source, reader.language),
        )
        for happening in balance.happenings
    ]
    yield from captioned(Table("events", language.say("Events"), columns, rows_of(columns, lines)))


def others_chapter(balance: Balance, reader: Reader) -> Iterator[Part]:
    """What else was printed for the year, as it is."""
    if balance.others:
        note = reader.language.say("Told as they were printed; nothing is computed from them.")
        yield from captioned(others_table(balance, reader), note)


def others_table(balance: Balance, reader: Reader) -> Table:
    """What else was printed for the year."""
    say = reader.language.say
    columns = (
        Column("figure", say("Figure")),
        Column("of", say("Of whom")),
        Column("number", say("Number"), ValueKind.COUNT),
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
        figure_name(other.metric, language, foreign_line),
        whose(other.account, reader),
        Cell(known, words=number(known, other.metric, language)),
        precision_name(known.precision, language),
        quoted(known.source, language),
        quoted(other.note, language),
    )
