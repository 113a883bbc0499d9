"""The tables in a file's bytes, in whatever encoding and with whatever separator they came.

What is not UTF-8 nor marked as UTF-16 is offered in each encoding that it may be: the one in which
a header is known is the right one. Excel's workbooks give one table a sheet.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import islice

from imports.cells import Cell, LocalTime, Unreadable
from imports.files import OLD_EXCEL, TOLD, ZIP, workbook_sheets
from imports.old_workbook import old_workbook_sheets
from imports.refusal import FileProblem, ImportRefused
from metrics.texts.phrases import Phrase

SEPARATORS = (",", ";", "\t")
OLD_ENCODINGS = ("cp1252", "cp1256")
"""What Excel writes in French and in Arabic offices where nobody asks for UTF-8."""
HEAD_ROWS = 12
"""How deep a header may lie: some tools write a title above it."""
LONGEST_CELL = 2**20
ARABIC = re.compile("[\u0621-\u064a]{3}")
OTHER_THINGS = {
    b"<!doctype html": "a web page, perhaps that of a login",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"%pdf": "a PDF",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif8": "a picture",
    b"\x1f\x8b": "a packed file",
    b"rar!": "a packed file",
    b"7z\xbc\xaf": "a packed file",
}
"""What some files are that are no tables, by their first bytes in small letters."""
NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, read one way."""

    rows: Callable[[], Iterator[NumberedRow]]
    """Its rows from the first on, each with its line; a new iterator at each call.

    It raises ImportRefused where the quotation marks do not match."""
    title: str = ""
    """The sheet's name, of a workbook."""
    is_proved: bool = True
    """Whether the encoding is told by the bytes themselves, or only one of several."""
    encoding: str = "utf-8"
    is_ended: bool = True
    """Whether its last line has an end, so that its last number is whole."""

    def head(self) -> list[NumberedRow]:
        """The first rows, in which a header may stand, up to one that cannot be read."""
        rows: list[NumberedRow] = []
        with suppress(ImportRefused):
            rows.extend(islice(self.rows(), HEAD_ROWS))
        return rows

    @property
    def is_arabic(self) -> bool:
        """Whether its first row has Arabic words: in the wrong encoding those would be none."""
        head = self.head()
        return bool(head) and any(ARABIC.search(cell) for cell in head[0][1])


def grids(data: bytes) -> list[Grid]:
    """Every way in which the bytes may be read as tables, the likeliest first.

    Raises:
        ImportRefused: they are a damaged or a locked workbook, no table at all, or a text that is
            cut off.
    """
    if data.startswith(OLD_EXCEL):
        return _old_grids(data)
    begin = data.removeprefix(codecs.BOM_UTF8).lstrip()[:16].lower()
    thing = next((words for head, words in OTHER_THINGS.items() if begin.startswith(head)), None)
    if thing:
        message = Phrase(
            "the file is {thing}, and no table: import what the platform gave, unchanged",
            thing=thing,
        )
        raise ImportRefused([FileProblem(None, message)])
    if data.startswith(ZIP):
        return [Grid(_numbered(rows), title=title) for title, rows in workbook_sheets(data).items()]
    return [
        Grid(
            _csv_reader(text, separator),
            is_proved=is_proved,
            encoding=encoding,
            is_ended=text.endswith(("\n", "\r", '"')),
        )
        for encoding, text, is_proved in decoded(data)
        for separator in _separators(text)
    ]


def _old_grids(data: bytes) -> list[Grid]:
    try:
        sheets = old_workbook_sheets(data)
    except ValueError as error:
        raise ImportRefused([FileProblem(None, str(error))]) from None
    return [Grid(_numbered(rows), title=title) for title, rows in sheets.items()]


def decoded(data: bytes) -> list[tuple[str, str, bool]]:
    """The texts that the bytes may be: encoding, text, and whether the bytes prove it.

    Raises:
        ImportRefused: UTF-16 that is cut off, or bytes that are no text at all.
    """
    wide = _wide_encoding(data)
    if wide:
        try:
            return [(wide, data.decode(wide).lstrip("\ufeff"), True)]
        except UnicodeDecodeError:
            message = Phrase("the text is UTF-16 that is cut off: download the file again")
            raise ImportRefused([FileProblem(None, message)]) from None
    try:
        texts = [("utf-8", data.decode("utf-8-sig"), True)]
    except UnicodeDecodeError:
        texts = [(name, data.decode(name, errors="replace"), False) for name in OLD_ENCODINGS]
    if "\0" in texts[0][1]:
        raise ImportRefused(
            [FileProblem(None, Phrase("the file is no text: its bytes are damaged"))]
        )
    return texts


SAMPLE = 512
WIDE_HALVES = frozenset(b"\0\x06\x20")
"""The upper halves of Latin and Arabic letters, and of marks between them, in UTF-16."""


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 by its mark, or without one by the upper halves of its letters and digits."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = data[:SAMPLE:2], data[1:SAMPLE:2]
    for upper, lower, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        letters = sum(byte in WIDE_HALVES for byte in upper)
        if upper.count(0) and letters > len(upper) * 3 / 4 and not lower.count(0):
            return name
    return None


def _separators(text: str) -> Sequence[str]:
    mark = TOLD.match(text)
    return (mark["separator"],) if mark else SEPARATORS


def _csv_reader(text: str, separator: str) -> Callable[[], Iterator[NumberedRow]]:
    mark = TOLD.match(text)
    above = 1 if mark else 0
    body = text[mark.end() :] if mark else text

    def rows() -> Iterator[NumberedRow]:
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
        begins = above + 1
        try:
            for cells in reader:
                yield begins, cells
                begins = above + reader.line_num + 1
        except csv.Error as error:
            message = Phrase(
                "the quotation marks do not match, or the file is cut off ({error})", error=error
            )
            raise ImportRefused([FileProblem(begins, message)]) from None

    return rows


def _numbered(rows: Sequence[Sequence[Cell]]) -> Callable[[], Iterator[NumberedRow]]:
    texts = [(line, [_text(cell) for cell in row]) for line, row in enumerate(rows, start=1)]
    return lambda: iter(texts)


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case LocalTime(value):
            return value.isoformat(" ")
        case date():
            return cell.isoformat()
        case Fraction():
            return repr(float(cell))
        case Unreadable():
            return "#"
    return str(cell)
