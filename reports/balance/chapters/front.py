"""The first page of the balance, one to sign: figures, a chart, reservations, room for a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.model import (
    Cell,
    Column,
    Content,
    Heading,
    Notes,
    Part,
    Picture,
    Signatures,
    Table,
    ValueKind,
    rows_of,
)
from reports.balance.chapters.evidence import reservations_in_words
from reports.balance.chapters.followers import notes_on_totals
from reports.balance.facts import Balance, Combined, Output, Summed, YearStanding
from reports.balance.wording import (
    DASH,
    Reader,
    account_cell,
    change,
    quantity,
    rate,
    summed,
)

MOST_NOTES = 6
"""Reservations on the first page; the others stand in their chapters, and it says so."""


def front_page(balance: Balance, reader: Reader, pictures: Sequence[Picture]) -> Iterator[Part]:
    """The year in figures, its chart, what qualifies it, and the lines to sign on."""
    table = year_table(balance, reader)
    if not table.rows:
        return
    say = reader.language.say
    yield Heading(table.caption)
    yield table
    notes = [*notes_on_totals(balance, reader), *reservations_in_words(balance, reader)]
    shown = notes[:MOST_NOTES]
    if len(notes) > MOST_NOTES:
        shown.append(say("Further reservations stand in the chapters below."))
    if shown:
        yield Notes(tuple(shown))
    yield from (replace(picture, stays=True) for picture in pictures)
    yield Signatures((say("Name and office"), say("Date"), say("Signature")))


def year_table(balance: Balance, reader: Reader) -> Table:
    """Each account's followers with their growth, and its posts with what they drew."""
    say = reader.language.say
    outputs = {output.account: output for output in balance.outputs}
    columns = [
        Column("account", say("Account")),
        Column("followers", say("Followers"), ValueKind.COUNT),
        Column("net", say("Net change"), ValueKind.COUNT, is_signed=True),
        Column("growth", say("Growth"), ValueKind.RATE, is_signed=True),
    ]
    if balance.published:
        columns += [
            Column("posts", say("Posts"), ValueKind.COUNT),
            Column("views", say("Views"), ValueKind.COUNT),
            Column("interactions", say("Interactions"), ValueKind.COUNT),
        ]
    known = [
        standing
        for standing in balance.standings
        if standing.value or outputs.get(standing.account)
    ]
    lines = [
        _account(standing, outputs.get(standing.account), balance, reader) for standing in known
    ]
    has_sum = len(lines) > 1 and balance.total.value is not None
    if has_sum:
        lines.append(_together(balance, reader))
    title, rows = say("The year in figures"), rows_of(columns, lines)
    return Table("year", title, tuple(columns), rows, has_sum=has_sum, unknown=DASH)


def _account(
    standing: YearStanding, output: Output | None, balance: Balance, reader: Reader
) -> Sequence[Content]:
    gained = (quantity(standing.value), quantity(standing.net), quantity(standing.growth))
    posts = (
        (quantity(output.posts), _drawn(output.views, reader), _drawn(output.interactions, reader))
        if output
        else (None, None, None)
    )
    return (account_cell(standing, reader), *gained, *(posts if balance.published else ()))


def _together(balance: Balance, reader: Reader) -> Sequence[Content]:
    """The total; its growth has a star where it is not that of all accounts."""
    total, language = balance.total, reader.language
    star = "" if total.same_accounts == total.accounts or total.growth is None else " *"
    gained = (
        quantity(total.value),
        Cell(quantity(total.net), words=f"{change(total.net, language)}{star}"),
        Cell(quantity(total.growth), words=f"{rate(total.growth, language)}{star}"),
    )
    posts = _posts_together(balance.published, reader) if balance.published else ()
    return (language.say("Total"), *gained, *posts)


def _posts_together(combined: Combined, reader: Reader) -> Sequence[Content]:
    return (
        quantity(combined.posts),
        _drawn(combined.views, reader),
        _drawn(combined.interactions, reader),
    )


def _drawn(added: Summed, reader: Reader) -> Cell:
    return Cell(quantity(added.figure), words=summed(added, reader.language))
