"""The balance as a workbook: a sheet a table, numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.periods import local_day
from metrics.quantity import Number
from queries.workbook import Column, Kind, Sheet, Value, workbook
from reports.balance.chapters import title_of
from reports.balance.document import foreign
from reports.balance.facts import Balance, Figure
from reports.balance.sentences import sentences
from reports.balance.wording import Reader, activity_name, topic_name, whose
from words.names import evidence_name, figure_name, precision_name, reason_name

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
            activity_name(line.kind, reader),
            value_of(line.count),
            precision_name(line.count.quantity.precision, language),
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
    precision = precision_name(figure.quantity.precision, reader.language)
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
            figure_name(other.metric, language, foreign),
            whose(other.account, reader),
            value_of(other.figure),
            precision_name(other.figure.quantity.precision, language),
            other.figure.quantity.source,
            other.note,
        )
        for other in balance.others
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
            reader.name(coverage.account),
            coverage.days_kept,
            coverage.days_due,
            coverage.slots_kept,
            coverage.slots_due,
            coverage.hole.since if coverage.hole else None,
            coverage.hole.until if coverage.hole else None,
            reason_name(coverage.hole.reason, reader.language, foreign) if coverage.hole else None,
        )
        for coverage in balance.coverage
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
            evidence_name(figure.quantity.evidence, language),
            precision_name(figure.quantity.precision, language),
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


def book(balance: Balance, reader: Reader) -> bytes:
    """The balance in Excel's format; no cell holds a formula."""
    made = (
        _told,
        _followers,
        _publications,
        _best,
        _topics,
        activities,
        others,
        completeness,
        sources,
    )
    return workbook(sheet(balance, reader) for sheet in made)


def _told(balance: Balance, reader: Reader) -> Sheet:
    say = reader.language.say
    heads = [(say("Model"), TEXT), (say("Sentence"), TEXT), (say("Figures"), TEXT)]
    told = sentences(balance, reader)
    rows = [(sentence.id, sentence.text, ", ".join(sentence.figures)) for sentence in told]
    return leaf(say("In sentences"), heads, rows, reader)


def _followers(balance: Balance, reader: Reader) -> Sheet:
    say = reader.language.say
    heads = [
        (say("Account"), TEXT),
        (say("Followers"), NUMBER),
        (say("Precision"), TEXT),
        (say("Read"), MOMENT),
        (say("Year before"), NUMBER),
        (say("Net change"), NUMBER),
        (say("Net change without falls in one step"), NUMBER),
        (say("Growth"), SHARE),
        (say("Growth, lowest"), SHARE),
        (say("Growth, highest"), SHARE),
        (say("Source"), TEXT),
    ]
    rows = [
        _standing(
            reader.name(standing.account),
            (
                standing.value,
                standing.previous,
                standing.net,
                standing.without_falls,
                standing.growth,
            ),
            reader,
        )
        for standing in balance.standings
    ]
    total = balance.total
    rows.append(_standing(say("Total"), (total.value, None, total.net, None, total.growth), reader))
    return leaf(say("Followers"), heads, rows, reader)


def _standing(
    name: str,
    told: tuple[Figure | None, Figure | None, Figure | None, Figure | None, Figure | None],
    reader: Reader,
) -> Sequence[Value]:
    value, previous, net, without_falls, growth = told
    precision = precision_name(value.quantity.precision, reader.language) if value else None
    bounds = (growth.quantity.low, growth.quantity.high) if growth else (None, None)
    return (
        name,
        value_of(value),
        precision,
        value.at if value else None,
        value_of(previous),
        value_of(net),
        value_of(without_falls),
        value_of(growth),
        *bounds,
        value.quantity.source if value else None,
    )


def _publications(balance: Balance, reader: Reader) -> Sheet:
    say = reader.language.say
    heads = [
        (say("Account"), TEXT),
        (say("Posts"), NUMBER),
        (say("Replies"), NUMBER),
        (say("Reposts"), NUMBER),
        (say("Views"), NUMBER),
        (say("Posts that told their views"), NUMBER),
        (say("Interactions"), NUMBER),
        (say("Posts that told their interactions"), NUMBER),
    ]
    rows = [
        (
            reader.name(output.account),
            value_of(output.posts),
            output.replies,
            output.reposts,
            value_of(output.views.figure),
            output.views.counted,
            value_of(output.interactions.figure),
            output.interactions.counted,
        )
        for output in balance.outputs
    ]
    return leaf(say("Publications"), heads, rows, reader)


def _topics(balance: Balance, reader: Reader) -> Sheet:
    say = reader.language.say
    heads = [
        (say("Topic"), TEXT),
        (say("Posts"), NUMBER),
        (say("Views"), NUMBER),
        (say("Posts that told their views"), NUMBER),
        (say("Interactions"), NUMBER),
        (say("Posts that told their interactions"), NUMBER),
    ]
    rows = [
        (
            topic_name(topic.topic, reader),
            value_of(topic.posts),
            value_of(topic.views.figure),
            topic.views.counted,
            value_of(topic.interactions.figure),
            topic.interactions.counted,
        )
        for topic in balance.topics
    ]
    return leaf(say("Posts by topic"), heads, rows, reader)


def _best(balance: Balance, reader: Reader) -> Sheet:
    say = reader.language.say
    heads = [
        (say("Place"), NUMBER),
        (say("Account"), TEXT),
        (say("Published"), DAY),
        (say("Post"), TEXT),
        (say("Views"), NUMBER),
        (say("Likes"), NUMBER),
    ]
    rows = [
        (
            top_post.place,
            reader.name(top_post.account),
            local_day(top_post.published_at, reader.zone),
            title_of(top_post, reader),
            value_of(top_post.count),
            value_of(top_post.likes),
        )
        for top_post in balance.best
    ]
    return leaf(say("Most viewed posts"), heads, rows, reader)
