"""How people read what a table holds: numbers, percents, dates, lengths, in their language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from documents.model import Cell, Column, Content, Known, Row, Table, ValueKind
from metrics.quantity import Precision, Quantity
from words import Language, age, bidi, notices, rates
from words import language as speaking
from words.names import precision_name

BREAKS = r"[ /]"
"""Where a line may end; not at the narrow spaces inside a number."""
LONGEST_WORD, LONGEST_LINE, SHARE_OF_LINE = 18, 44, 0.6
LONGEST_OF_ANNEX = 90
LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds; nobody reads more of one elsewhere either."""
ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML 1.0 forbids or advises against; a carriage return would not come back as itself."""
FORMULA_SIGNS = tuple("=+-@\t＝＋－＠")
"""A text that begins with one of these is calculated by a spreadsheet, unless it is held back."""


def written(table: Table, language: Language, zone: ZoneInfo) -> Table:
    """The table as papers and pages show it: without details, each cell a `Cell` with its words.

    Its totals are its last rows.
    """
    columns = table.shown
    unknown = notices.not_known(language) if table.unknown is None else table.unknown

    lines = (*table.rows, *table.totals)
    small = {
        column.key: rates.are_per_thousand(_rate(row[column.key]) for row in lines)
        for column in columns
        if column.kind is ValueKind.RATE
    }

    def put(row: Row) -> Row:
        return {
            column.key: _cell(
                row[column.key],
                column,
                language,
                zone,
                unknown,
                is_small=small.get(column.key),
            )
            for column in columns
        }

    rows = tuple(map(put, lines))
    has_sum = table.has_sum or len(table.totals) == 1
    return replace(table, columns=columns, rows=rows, totals=(), has_sum=has_sum)


def filed(table: Table, language: Language | None = None) -> Table:
    """The table as files hold it: each number as it is, and beside it how exactly it is known.

    A column that holds quantities gets three more: `KEY_precision`, `KEY_low` and `KEY_high`, empty
    where there is no bound; without a language the precision is the word by which scripts know it
    (`at_least`). Where a table tells one of them itself, its own stands; a
    column `precision` is that of the first number that people are shown too.
    """
    columns = table.filed
    taken = {column.key for column in table.columns}
    marked = [column for column in columns if any(_known(row, column) for row in table.rows)]
    own = _own(columns) if "precision" in taken else None
    more = {
        column.key: [
            (name, new)
            for name, new in _qualifiers(column, language).items()
            if new.key not in taken and not (name == "precision" and column is own)
        ]
        for column in marked
    }
    every = [
        each
        for column in columns
        for each in (column, *(new for _, new in more.get(column.key, ())))
    ]
    rows = [
        {
            **row,
            **{
                new.key: _qualifier(_known(row, column), name, language)
                for column in marked
                for name, new in more[column.key]
            },
        }
        for row in table.rows
    ]
    return replace(table, columns=tuple(every), rows=tuple(rows))


def _own(columns: Sequence[Column]) -> Column | None:
    """Whose precision a column `precision` is."""
    return next((column for column in columns if column.is_number and not column.is_detail), None)


def _known(row: Row, column: Column) -> Quantity | None:
    content = row[column.key]
    value = content.value if isinstance(content, Cell) else content
    return value if isinstance(value, Quantity) else None


def _qualifiers(column: Column, language: Language | None) -> dict[str, Column]:
    key, kind, title = column.key, column.kind, column.title
    say = (language or speaking("en")).say
    return {
        "precision": Column(f"{key}_precision", say("{column}: precision", column=title)),
        "low": Column(f"{key}_low", say("{column}: at least", column=title), kind),
        "high": Column(f"{key}_high", say("{column}: at most", column=title), kind),
    }


def _qualifier(quantity: Quantity | None, name: str, language: Language | None) -> Content:
    if quantity is None:
        return None
    if name != "precision":
        return quantity.low if name == "low" else quantity.high
    word = quantity.precision
    return precision_name(word, language) if language else word.value


def texts(table: Table) -> list[list[Cell]]:
    """The cells of a written table, in the order of its columns."""
    return [
        [content for column in table.columns if isinstance(content := row[column.key], Cell)]
        for row in table.rows
    ]


def worded(
    value: Known,
    column: Column,
    language: Language,
    zone: ZoneInfo,
    *,
    is_small: bool | None = None,
) -> str:
    """A value for the eye: grouped, in percent or, where `is_small`, per thousand, as a date.

    Texts lose what a terminal would obey and what would turn a line around.
    """
    match value:
        case str():
            return type(value)(readable(value))
        case datetime():
            return language.moment(value, zone)
        case date():
            return language.date(value)
        case timedelta():
            return age(value, language)
        case Quantity():
            return _quantity(value, column, language, is_small=is_small)
        case _:
            return _number(value, column, language, is_small=is_small)


def readable(text: str) -> str:
    """A text without what a terminal would obey and what would turn a line around."""
    return bidi.without_turning(legible(text))


def legible(text: str) -> str:
    """The text without what a workbook may not hold, as long as a cell may be."""
    return ILLEGAL.sub("", text)[:LONGEST_CELL]


def change_in_words(quantity: Quantity, language: Language) -> str:
    """A gain or a loss with its sign, and its interval where rounding leaves one."""
    signed = language.signed
    if quantity.low is not None and quantity.high is not None and not quantity.is_exact:
        return language.say("{low} to {high}", low=signed(quantity.low), high=signed(quantity.high))
    bound = quantity.low if quantity.precision is Precision.AT_LEAST else quantity.high
    figure = signed(quantity.value if bound is None else bound)
    return language.qualified(figure, quantity)


def widths(table: Table) -> list[int]:
    """How wide each column of a written table is beside the others, by its words and texts."""
    longest = LONGEST_OF_ANNEX if table.is_annex else LONGEST_LINE
    return [max(_width(text, longest) for text in column) for column in _texts_by_column(table)]


def longest_words(table: Table) -> list[int]:
    """How many letters the longest word of each column has that no line may break."""
    return [max(_longest_word(text) for text in column) for column in _texts_by_column(table)]


def _texts_by_column(table: Table) -> Iterator[list[str]]:
    """The title of each column of a written table, and the texts below it."""
    for column, *cells in zip(table.columns, *texts(table), strict=True):
        yield [column.title, *(cell.text for cell in cells)]


def _rate(content: Content) -> Fraction | Decimal | float | Quantity | None:
    value = content.value if isinstance(content, Cell) else content
    return value if isinstance(value, Fraction | Decimal | float | int | Quantity) else None


def _cell(
    content: Content,
    column: Column,
    language: Language,
    zone: ZoneInfo,
    unknown: str,
    *,
    is_small: bool | None,
) -> Cell:
    cell = content if isinstance(content, Cell) else Cell(content)
    if cell.words is not None:
        return cell
    if cell.value is None:
        return replace(cell, words=unknown)
    return replace(cell, words=worded(cell.value, column, language, zone, is_small=is_small))


def _quantity(
    quantity: Quantity, column: Column, language: Language, *, is_small: bool | None
) -> str:
    if column.kind is ValueKind.RATE:
        return rates.rate_in_words(
            quantity, language, signed=column.is_signed, per_thousand=is_small
        )
    return change_in_words(quantity, language) if column.is_signed else language.quantity(quantity)


def _number(
    value: Fraction | Decimal | float, column: Column, language: Language, *, is_small: bool | None
) -> str:
    match column.kind:
        case ValueKind.RATE:
            return rates.number_as_rate(
                value, language, signed=column.is_signed, per_thousand=is_small
            )
        case ValueKind.MONEY:
            return language.amount(value, decimals=3)
        case _:
            return language.signed(value) if column.is_signed else language.number(value)


def _width(text: str, longest: int) -> int:
    """Room for a text: a long one may run over several lines, no word of it may."""
    return max(_longest_word(text), round(min(len(text), longest) * SHARE_OF_LINE)) + 2


def _longest_word(text: str) -> int:
    """Of a text the longest word; of an address that is longer than any word but a part."""
    return min(max((len(word) for word in re.split(BREAKS, text)), default=0), LONGEST_WORD)
