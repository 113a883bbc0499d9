"""Tables as CSV (RFC 4180) that reads back as the same values, and in which nothing calculates.

Python's own writer cannot leave what is not known bare where texts stand in quotes (before 3.12),
nor tell a number from a text that looks like one; hence the three lines of `_cell`.
"""

from __future__ import annotations

from collections.abc import Iterable

from documents.json import as_plain
from documents.model import Content, Table
from documents.wording import FORMULA_SIGNS, ILLEGAL, filed

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes a CSV file for Latin text and garbles Arabic."""
LEADS_ASTRAY = (*FORMULA_SIGNS, "\r", "\n", "\x00")
"""What a cell of text may not begin with, or a spreadsheet calculates it (OWASP ASVS 5, 1.2.10)."""


def table_as_csv(table: Table, *, bom: bool = True) -> bytes:
    """The rows as UTF-8 CSV, under the columns' keys. Empty is not known.

    Texts stand in quotes and numbers do not, so that an id stays one wherever it is asked. A text
    that a spreadsheet would calculate gets an apostrophe before it. Instants are ISO 8601 in UTC.
    `bom`: it begins with the mark by which Excel knows UTF-8; programs may not expect it.
    """
    held = filed(table)
    keys = [column.key for column in held.columns]
    lines = [csv_line(keys), *(csv_line(row[key] for key in keys) for row in held.rows)]
    return ((BYTE_ORDER_MARK if bom else "") + "".join(lines)).encode()


def csv_line(contents: Iterable[Content]) -> str:
    """One line of CSV."""
    return ",".join(map(_cell, contents)) + "\r\n"


def without_formula(text: str) -> str:
    """A text that no spreadsheet calculates: with an apostrophe before what would be a formula."""
    return f"'{text}" if text.startswith(LEADS_ASTRAY) else text


def _cell(content: Content) -> str:
    value = as_plain(content)
    if not isinstance(value, str):
        return "" if value is None else repr(value)
    text = without_formula(ILLEGAL.sub("", value)).replace('"', '""')
    return f'"{text}"'
