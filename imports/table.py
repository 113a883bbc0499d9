"""A table: which columns it must and may have, its header judged, its cells read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from imports.cells import Cell, Row, is_blank, text_of_cell
from imports.files import read_rows
from imports.refusal import CellRefused, FileProblem, ImportRefused
from metrics.languages import LANGUAGES
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase, Plural, said_by
from metrics.texts.wordings import Wording

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table must and may have, in any order."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """All of them."""
        return self.required + self.optional


def read_table(path: Path, columns: Columns, sheet: str) -> list[Row]:
    """The rows of a CSV or XLSX file below its header, blank ones left out.

    Raises:
        ImportRefused: the file cannot be read as a table of these columns, or has no row.
    """
    rows = read_rows(path, columns.known, sheet)
    first = next(rows, None)
    if first is None:
        raise ImportRefused([FileProblem(None, Phrase("{path} is empty", path=path))])
    names = _read_header(*first, columns)
    table, problems = [], []
    for line, cells in rows:
        problems += _misfits(line, cells, names)
        table.append(Row(line, dict(zip(names, cells, strict=False))))
    if problems:
        raise ImportRefused(problems)
    if not table:
        raise ImportRefused(
            [FileProblem(None, Phrase("{path} holds no row below its header", path=path))]
        )
    return table


class CellReader:
    """Reads the cells of one row, and notes what is wrong with each instead of stopping."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[FileProblem] = []
        self.wordings: list[Wording] = []
        """What the texts read so far are in the languages in which the row has them."""

    @classmethod
    def of_typed(cls, entry: str, texts: Mapping[str, str | None], columns: Columns) -> CellReader:
        """Reads the texts of one entry that somebody has typed, as the cells of a row.

        Raises:
            TypeError: there is no such column; `entry` ("a figure") is what has none.
        """
        strange = texts.keys() - set(columns.known)
        if strange:
            raise TypeError(f"{entry} has no {', '.join(sorted(strange))}")
        return cls(Row(None, texts))

    def read(self, column: str, parse: Callable[[Cell], Value]) -> Value | None:
        """The cell of a column as `parse` reads it; None, and a problem noted, if it cannot."""
        try:
            return parse(self.row.cells.get(column))
        except CellRefused as refusal:
            self.note(column, said_by(refusal))
            return None

    def read_worded(self, column: str, parse: Callable[[Cell], str | None]) -> str | None:
        """A text that may be given in each language; its wordings are kept beside it.

        Where the column itself is empty, the first language that is given stands in for it.
        """
        told = {
            code: self.read(f"{column}_{code}", parse)
            for code in LANGUAGES
            if not is_blank(self.row.cells.get(f"{column}_{code}"))
        }
        stand_in = next(filter(None, told.values()), None)
        is_left_out = bool(told) and is_blank(self.row.cells.get(column))
        text = stand_in if is_left_out else self.read(column, parse)
        if text:
            given = ((code, words) for code, words in told.items() if words)
            self.wordings += [Wording(text, code, words) for code, words in given]
        return text

    def note(self, column: str | None, message: str) -> None:
        """Note what is wrong with a cell, or with the row."""
        self.problems.append(FileProblem(self.row.line, message, column))


def _read_header(line: int, header: Sequence[Cell], columns: Columns) -> list[str]:
    names = [_column_name(line, cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    problems = [
        Phrase(
            "{name} is not a column of this table{advice}",
            name=repr(name),
            advice=did_you_mean(name, columns.known),
        )
        for name in names
        if name and name not in columns.known
    ]
    twice = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    problems += [Phrase("the column {name} stands there twice", name=repr(name)) for name in twice]
    missing = [name for name in columns.required if name not in names]
    problems += [Phrase("the column {name} is missing", name=repr(name)) for name in missing]
    if problems:
        raise ImportRefused(FileProblem(line, message) for message in problems)
    return names


def _column_name(line: int, cell: Cell) -> str:
    try:
        return "_".join((text_of_cell(cell) or "").casefold().split())
    except CellRefused as refusal:
        raise ImportRefused(
            [FileProblem(line, Phrase("a column's name {refusal}", refusal=said_by(refusal)))]
        ) from None


def _misfits(line: int, cells: Sequence[Cell], names: Sequence[str]) -> list[FileProblem]:
    """What would shift a row's cells against its header, or stands under no name."""
    if len(cells) < len(names):
        message = Phrase(
            "has {cells} where the header has {header}",
            cells=Plural("{n} cell", "{n} cells", len(cells)),
            header=len(names),
        )
        return [FileProblem(line, message)]
    nameless = [
        number
        for number, cell in enumerate(cells, start=1)
        if not (is_blank(cell) or (number <= len(names) and names[number - 1]))
    ]
    advice = Phrase("a mark inside a number or a text needs quotation marks around the cell")
    return [
        FileProblem(
            line,
            Phrase("cell {number} stands under no column: {advice}", number=number, advice=advice),
        )
        for number in nameless
    ]
