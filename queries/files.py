"""Answers as files: CSV, JSON and XLSX, each of which reads back as the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from queries.answer import Answer, Value
from queries.workbook import FORMULA_SIGNS, ILLEGAL, Column, Sheet, workbook
from words import Language

FORMATS = ("csv", "json", "xlsx")
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes a CSV file for Latin text and garbles Arabic."""
LEADS_ASTRAY = (*FORMULA_SIGNS, "\r", "\n", "\x00")
"""What a cell of text may not begin with, or a spreadsheet calculates it (OWASP ASVS 5, 1.2.10)."""
OBEYED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal may obey, or what turns a line about, and JSON leaves as it is."""


def as_csv(answer: Answer, *, bom: bool = False) -> bytes:
    """The rows as UTF-8 CSV, under the columns' keys. Empty is not known.

    Texts stand in quotes and numbers do not, so that an id stays one wherever it is asked. A text
    that a spreadsheet would calculate gets an apostrophe before it. Instants are ISO 8601 in UTC.
    """
    lines = [csv_line(column.key for column in answer.columns)]
    lines += (csv_line(row[column.key] for column in answer.columns) for row in answer.rows)
    return ((BYTE_ORDER_MARK if bom else "") + "".join(lines)).encode()


def csv_line(values: Iterable[Value]) -> str:
    """One line of CSV (RFC 4180)."""
    return ",".join(map(_csv_cell, values)) + "\r\n"


def as_json(answer: Answer) -> str:
    """The answer as one JSON object: question, caption, columns, rows, notes. null: not known."""
    fields = {
        "question": answer.question,
        "caption": answer.caption,
        "columns": [
            {"key": column.key, "title": column.title, "kind": column.kind.value}
            for column in answer.columns
        ],
        "rows": [
            {column.key: as_plain(row[column.key]) for column in answer.columns}
            for row in answer.rows
        ],
        "notes": list(answer.notes),
    }
    return printable_json(json.dumps(fields, ensure_ascii=False, indent=1))


def printable_json(text: str) -> str:
    """JSON that no terminal obeys: json escapes the signs below a space, but not those above ~."""
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_xlsx(answer: Answer, language: Language, zone: ZoneInfo) -> bytes:
    """The answer as a workbook: the table, and a sheet with the caption and the notes."""
    columns = tuple(Column(column.title, column.kind) for column in answer.columns)
    rows = [[row[column.key] for column in answer.columns] for row in answer.rows]
    table = Sheet(answer.question, columns, rows, language.rtl, zone)
    said = [[answer.caption], *([note] for note in answer.notes)]
    notes = Sheet(language.say("notes"), (Column(language.say("notes")),), said, language.rtl, zone)
    return workbook([table, notes])


def _csv_cell(value: Value) -> str:
    plain = as_plain(value)
    if not isinstance(plain, str):
        return "" if plain is None else repr(plain)
    text = ILLEGAL.sub("", plain).replace('"', '""')
    return f'"\'{text}"' if text.startswith(LEADS_ASTRAY) else f'"{text}"'


def as_plain(value: Value) -> str | int | float | None:
    """A value as JSON has it: fractions and money as numbers, days and instants as ISO 8601."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Fraction() | Decimal():
            return int(value) if value == int(value) else float(value)
        case _:
            return value
