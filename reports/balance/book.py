"""The balance as a workbook: a sheet a table, numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.periods import local_day
from queries.workbook import Sheet, Value, workbook
from reports.balance.facts import Balance
from reports.balance.figures import Figure
from reports.balance.labels import topic_name
from reports.balance.leaves import (
    DAY,
    MOMENT,
    NUMBER,
    SHARE,
    TEXT,
    activities,
    completeness,
    leaf,
    others,
    sources,
    value_of,
)
from reports.balance.publications import title_of
from reports.balance.reader import Reader
from reports.balance.sentences import sentences
from reports.balance.wording import precision_word


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
    rows = [(one.id, one.text, ", ".join(one.figures)) for one in told]
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
            reader.name(one.account),
            (one.value, one.previous, one.net, one.without_falls, one.growth),
            reader,
        )
        for one in balance.standings
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
    precision = precision_word(value.quantity.precision, reader.language) if value else None
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
            reader.name(one.account),
            value_of(one.posts),
            one.replies,
            one.reposts,
            value_of(one.views.figure),
            one.views.counted,
            value_of(one.interactions.figure),
            one.interactions.counted,
        )
        for one in balance.outputs
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
            topic_name(one.topic, reader),
            value_of(one.posts),
            value_of(one.views.figure),
            one.views.counted,
            value_of(one.interactions.figure),
            one.interactions.counted,
        )
        for one in balance.topics
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
            one.place,
            reader.name(one.account),
            local_day(one.published_at, reader.zone),
            title_of(one, reader),
            value_of(one.count),
            value_of(one.likes),
        )
        for one in balance.best
    ]
    return leaf(say("Most viewed posts"), heads, rows, reader)
