"""Columns that several questions have, and the values under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from documents.model import Cell, Column, Content, Row, Table, ValueKind, foreign_line
from metrics.model import Account
from metrics.periods import Period, Span
from metrics.posts import Tally
from metrics.quantity import TOLD_LATER, Evidence, Quantity, at_least
from metrics.series import Point
from queries.request import A_DAY, Asked
from words import Language
from words.lengths import period_in_words
from words.names import evidence_name, shared_count_name
from words.registers import register_text
from words.sentences.clauses import foreign


def whose_columns(language: Language) -> tuple[Column, ...]:
    """Of which account a row is."""
    return (
        Column("account", language.say("account")),
        Column("platform", language.say("network"), is_detail=True),
    )


def when_columns(language: Language, *, is_cut: bool) -> tuple[Column, ...]:
    """Of which days a row is; a detail where all rows are of the same."""
    return (
        Column("since", language.say("from"), ValueKind.DAY, is_detail=not is_cut),
        Column("until", language.say("until (excluded)"), ValueKind.DAY, is_detail=True),
    )


def last_day_column(language: Language) -> Column:
    """The last day of a row's days, which is one of them: for readers. Files hold `until`."""
    return Column("last", language.say("until (included)"), ValueKind.DAY, is_wording=True)


def up_to_now(table: Table, asked: Asked) -> Table:
    """The table, each row of days that are not over told as so far, and files say until when.

    Of days that have not begun there is no row (`Asked.periods`), and a note says why.
    """
    days = {column.key: column for column in table.columns if column.kind is ValueKind.DAY}
    if not {"since", "until"} <= set(days):
        return table
    shown = next(
        (key for key in ("since", "last") if key in days and not days[key].is_detail), None
    )
    so_far = Column("so_far", asked.language.say("so far, until"), ValueKind.DAY, is_detail=True)
    rows, totals = (
        tuple(_so_far(row, shown, asked) for row in lines) for lines in (table.rows, table.totals)
    )
    notes = (*table.notes, *_on_running(rows, shown, asked))
    return replace(table, columns=(*table.columns, so_far), rows=rows, totals=totals, notes=notes)


def from_first_on_file(table: Table, wanted: Asked, asked: Asked) -> Table:
    """The table of an asking that was cut to what is on file; where it was, a note says so."""
    if wanted.first_day == asked.first_day:
        return table
    note = asked.language.say(
        "Nothing is on file from before {day}: there are no rows of it.",
        day=asked.language.date(asked.first_day),
    )
    return replace(table, notes=(note, *table.notes))


def with_told_later(table: Table, asked: Asked) -> Table:
    """The table with a note on the accounts of which numbers count that were not read."""
    later = (
        (str(_value(row["account"])), quantity)
        for row in table.rows
        if _value(row.get("account")) is not None  # a total's parts have rows of their own
        for quantity in _quantities(row)
    )
    new = [note for note in told_later_notes(later, asked) if note not in table.notes]
    return replace(table, notes=(*table.notes, *new))


def with_titles(table: Table, asked: Asked) -> Table:
    """The table with the declared titles of accounts before readers; files hold their names."""
    titles = asked.settings.account_titles()
    rows = tuple(_titled(row, titles, asked.language) for row in table.rows)
    return replace(table, rows=rows) if titles else table


def _titled(row: Row, titles: Mapping[str, Mapping[str, str]], language: Language) -> Row:
    name = _value(row.get("account"))
    if not isinstance(name, str) or name not in titles:
        return row
    return {**row, "account": Cell(name, words=foreign_line(language.names(titles[name])))}


def told_later_notes(numbers: Iterable[tuple[str, Quantity]], asked: Asked) -> Iterator[str]:
    """Of which accounts numbers count that were not read; `numbers` are those, by account."""
    language = asked.language
    kinds = {
        (account, quantity.evidence)
        for account, quantity in numbers
        if quantity.evidence in TOLD_LATER
    }
    for account, evidence in sorted(kinds):
        yield (
            language.say(
                "{account}: where nothing was read, numbers count that the platform told later",
                account=asked.called(account),
            )
            if evidence is Evidence.REPORTED
            else language.say(
                "{account}: where nothing was read, numbers of downloaded files count",
                account=asked.called(account),
            )
        )


def _quantities(row: Row) -> Iterator[Quantity]:
    values = map(_value, row.values())
    return (value for value in values if isinstance(value, Quantity))


def _value(content: Content) -> object:
    return content.value if isinstance(content, Cell) else content


def _so_far(row: Row, shown: str | None, asked: Asked) -> Row:
    since, until = row["since"], row["until"]
    assert isinstance(since, date)  # noqa: S101 - as the kind of their columns says
    assert isinstance(until, date)  # noqa: S101
    if not asked.is_running(Period(since, until, Span.DAY)):
        return {**row, "so_far": None}
    note = asked.language.say("so far")
    days = {"since": since, "last": until - A_DAY}
    marked = {shown: Cell(days[shown], note=note)} if shown else {}
    return {**row, **marked, "so_far": asked.today}


def _on_running(rows: Sequence[Row], shown: str | None, asked: Asked) -> Iterator[str]:
    say = asked.language.say
    if asked.first_day > asked.today:
        yield say("These days have not begun.")
    elif shown is None and any(row["so_far"] for row in rows):
        yield not_over(asked)


def not_over(asked: Asked) -> str:
    """That the days asked for are not over, and until when they are told."""
    return asked.language.say(
        "These days are not over: what is told is so far, until {day}.",
        day=asked.language.date(asked.today),
    )


def whose_cells(account: Account) -> Row:
    """The values under `whose_columns`."""
    return {"account": account.name, "platform": account.platform}


def when(period: Period) -> Row:
    """The values under `when_columns`."""
    return {"since": period.since, "until": period.until}


def tally_columns(
    metric: str, language: Language, platforms: Iterable[str] = (), *, is_detail: bool = False
) -> tuple[Column, ...]:
    """A sum over posts in the words of their platforms, how many told it, how closely it is known.

    Where posts are missing from it, people read that it is at least so much.
    """
    name = shared_count_name(metric, language, platforms)
    title = language.say("posts that told: {count}", count=name)
    return (
        Column(metric, name, ValueKind.COUNT, is_detail=is_detail),
        Column(f"{metric}_of", title, ValueKind.COUNT, is_detail=True),
        Column(f"{metric}_precision", language.say("precision"), is_detail=True),
    )


def tally(metric: str, counted: Tally | None, *, is_whole: bool) -> Row:
    """The values under `tally_columns`; without a tally nothing is known.

    `is_whole`: whether every post of the period is on file.
    """
    quantity = counted.quantity if counted else None
    if quantity and not is_whole:
        quantity += at_least(0)
    return {
        metric: quantity,
        f"{metric}_of": counted.counted if counted else None,
        f"{metric}_precision": quantity.precision.value if quantity else None,
    }


def bound_columns(prefix: str, language: Language) -> tuple[Column, ...]:
    """How closely a number is known: its precision and its bounds, for files."""
    say = language.say
    return (
        Column(f"{prefix}precision", say("precision"), is_detail=True),
        Column(f"{prefix}low", say("at least"), ValueKind.COUNT, is_detail=True),
        Column(f"{prefix}high", say("at most"), ValueKind.COUNT, is_detail=True),
    )


def bounds(prefix: str, quantity: Quantity | None) -> Row:
    """The values under `bound_columns`; without a number nothing is known, of an open side too."""
    return {
        f"{prefix}precision": quantity.precision.value if quantity else None,
        f"{prefix}low": quantity.low if quantity else None,
        f"{prefix}high": quantity.high if quantity else None,
    }


def printed_columns(prefix: str, language: Language) -> tuple[Column, ...]:
    """For what a number was printed, and where; empty of a reading. For files."""
    say = language.say
    return (
        Column(f"{prefix}printed_for", say("printed for"), is_detail=True),
        Column(f"{prefix}source", say("source"), is_detail=True),
    )


def printed_cells(prefix: str, point: Point | None) -> Row:
    """The values under `printed_columns`: the period or the day (ISO 8601), and the source."""
    printed = point if point and point.period else None
    return {
        f"{prefix}printed_for": printed.period.label if printed and printed.period else None,
        f"{prefix}source": printed.quantity.source if printed and printed.quantity else None,
    }


def standing_cell(point: Point | None, language: Language) -> Cell:
    """Where an account stood; below it, if it was not read, where it is from."""
    quantity = point.quantity if point else None
    note = printed_in_words(point, language)
    if note is None and quantity is not None and quantity.evidence is not Evidence.MEASURED:
        note = evidence_name(quantity.evidence, language)
    return Cell(quantity, note=note)


def printed_in_words(point: Point | None, language: Language) -> str | None:
    """For what a number was printed, and where; None of a reading."""
    if point is None or point.period is None or point.quantity is None:
        return None
    return language.say(
        "printed for {period} ({source})",
        period=period_in_words(point.period, language),
        source=source_in_words(point.quantity, language),
    )


def source_in_words(quantity: Quantity | None, language: Language) -> str:
    """Where a number was printed, in a sentence."""
    return foreign(register_text(quantity.source if quantity else None, language), language)


def printed_source(source: str, language: Language) -> Cell:
    """Where something was printed: in the reader's words; files have it as it was entered."""
    worded = register_text(source, language)
    return Cell(source, words=foreign_line(source) if worded == source else worded)
