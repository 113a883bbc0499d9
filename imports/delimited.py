"""CSV: UTF-8 text with commas, semicolons or tabs between its cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator

from imports.refusal import ImportRefused, Problem

SEPARATORS = (",", ";", "\t")
KEPT_TEXT = re.compile(r"^'(?=[=+\-@\t＝＋－＠])")
"""What keeps a spreadsheet from calculating a text; our own exports put it there."""
ADVICE = "save it as UTF-8 (in Excel: “CSV UTF-8”)"


def csv_rows(data: bytes, columns: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the number of the line on which it begins.

    `columns` are the names that the header may hold: the separator is the one that finds most
    of them there, so that a comma inside a note cannot mislead.

    Raises:
        ImportRefused: the text is not UTF-8, or its quotation marks do not match.
    """
    text = _decode(data)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text, columns), strict=True
    )
    begins = 1
    try:
        for cells in reader:
            yield begins, [KEPT_TEXT.sub("", cell) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        message = f"the quotation marks do not match ({error})"
        raise ImportRefused([Problem(begins, message)]) from None


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:2]:
        raise ImportRefused([Problem(None, f"the file is UTF-16: {ADVICE}")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(data[: error.start].splitlines()) or 1
        message = f"the text is not UTF-8, perhaps Windows-1256: {ADVICE}"
        raise ImportRefused([Problem(line, message)]) from None


def _separator(text: str, columns: Collection[str]) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    known = set(columns)

    def found(separator: str) -> int:
        return len(known & {name.strip(' "').casefold() for name in header.split(separator)})

    return max(SEPARATORS, key=found)
