"""The sheets of the workbook on what staff keep, on completeness, and on every number."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.quantity import Number
from queries.workbook import Column, Kind, Sheet, Value
from reports.balance.facts import Balance
from reports.balance.figures import Figure
from reports.balance.labels import kind_name, metric_name, reason_name, whose
from reports.balance.reader import Reader
from reports.balance.wording import evidence_word, precision_word

Heads = Sequence[tuple[str, Kind]]
Rows = Sequence[Sequence[Value]]
TEXT, NUMBER, SHARE, DAY, MOMENT = Kind.TEXT, Kind.NUMBER, Kind.SHARE, Kind.DAY, Kind.MOMENT


def activities(balance: Balance, reader: Reader) -> Sheet:
    """The activities beside the year before, and both totals."""
    say, language = reader.language.say, reader.language
    heads = [
        (say("Activity"), TEXT),
        (str(balance.year), NUMBER),
        (say("Precision"), TEXT),
        (say("In the total"), TEXT),
        (str(balance.year - 1), NUMBER),
        (say("Comparable"), TEXT),
        (say("Remark"), TEXT),
        (say("Source"), TEXT),
    ]
    answers = {True: say("yes"), False: say("no")}
    rows: list[Sequence[Value]] = [
        (
            kind_name(line.kind, reader),
            value_of(line.count),
            precision_word(line.count.quantity.precision, language),
            answers[line.in_total],
            value_of(line.previous),
            answers[line.is_comparable] if line.previous else None,
            line.note,
            line.count.quantity.source,
        )
        for line in balance.activities.lines
    ]
    totals = [(say("Total"), balance.activities.total)]
    totals += [(say("Total, as printed"), balance.activities.printed)]
    rows += [_total(name, figure, reader) for name, figure in totals if figure]
    return leaf(say("Communication activities"), heads, rows, reader)


def _total(name: str, figure: Figure, reader: Reader) -> Sequence[Value]:
    precision = precision_word(figure.quantity.precision, reader.language)
    source = figure.quantity.source
    return (name, value_of(figure), precision, None, None, None, None, source)


def others(balance: Balance, reader: Reader) -> Sheet:
    """What else was printed for the year."""
    say, language = reader.language.say, reader.language
    heads = [
        (say("Figure"), TEXT),
        (say("Of whom"), TEXT),
        (say("Number"), NUMBER),
        (say("Precision"), TEXT),
        (say("Source"), TEXT),
        (say("Remark"), TEXT),
    ]
    rows = [
        (
            metric_name(one.metric, language),
            whose(one.account, reader),
            value_of(one.figure),
            precision_word(one.figure.quantity.precision, language),
            one.figure.quantity.source,
            one.note,
        )
        for one in balance.others
    ]
    return leaf(say("Also printed for the year"), heads, rows, reader)


def completeness(balance: Balance, reader: Reader) -> Sheet:
    """What was read of what was due."""
    say = reader.language.say
    heads = [
        (say("Account"), TEXT),
        (say("Days read"), NUMBER),
        (say("Days due"), NUMBER),
        (say("Readings"), NUMBER),
        (say("Readings due"), NUMBER),
        (say("Hole from"), MOMENT),
        (say("Hole until"), MOMENT),
        (say("Reason"), TEXT),
    ]
    rows = [
        (
            reader.name(one.account),
            one.days_kept,
            one.days_due,
            one.slots_kept,
            one.slots_due,
            one.hole.since if one.hole else None,
            one.hole.until if one.hole else None,
            reason_name(one.hole.reason, reader.language) if one.hole else None,
        )
        for one in balance.coverage
    ]
    return leaf(say("Completeness"), heads, rows, reader)


def sources(balance: Balance, reader: Reader) -> Sheet:
    """Every number with all that is known of it; fractions stay fractions."""
    say, language = reader.language.say, reader.language
    heads = [
        (say("Reference"), TEXT),
        (say("Number"), TEXT),
        (say("Evidence"), TEXT),
        (say("Precision"), TEXT),
        (say("Lowest"), TEXT),
        (say("Highest"), TEXT),
        (say("Readings"), NUMBER),
        (say("Latest reading"), MOMENT),
        (say("Source"), TEXT),
        (say("Computed from"), TEXT),
    ]
    rows = [
        (
            figure.id,
            _exactly(figure.quantity.value),
            evidence_word(figure.quantity.evidence, language),
            precision_word(figure.quantity.precision, language),
            _exactly(figure.quantity.low),
            _exactly(figure.quantity.high),
            len(figure.readings),
            figure.readings[-1].at if figure.readings else None,
            figure.quantity.source,
            ", ".join(figure.parts),
        )
        for figure in balance.figures().values()
    ]
    return leaf(say("Where each number comes from"), heads, rows, reader)


def _exactly(number: Number | None) -> str | None:
    """A number with all that is known of it: a fraction stays one."""
    return None if number is None else str(number)


def value_of(figure: Figure | None) -> Number | None:
    """A number alone; None where it is not known."""
    return figure.quantity.value if figure else None


def leaf(title: str, heads: Heads, rows: Rows, reader: Reader) -> Sheet:
    """One sheet, in the direction of the language and the zone of the institution."""
    columns = tuple(Column(name, kind) for name, kind in heads)
    return Sheet(title, columns, rows, rtl=reader.language.rtl, zone=reader.zone)
