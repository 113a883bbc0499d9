"""Tables as JSON: an object for each table, in a shape that scripts rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from documents.model import Content, Table, value_in_files
from documents.wording import filed
from words import bidi

OBEYED = re.compile(f"[\x7f-\x9f\u2028\u2029{bidi.EMBEDDINGS}]")
"""What a terminal may obey, or what turns a line about, and JSON leaves as it is."""


def table_as_json(table: Table) -> str:
    """The table as one JSON object: question, caption, columns, rows, notes. null: not known.

    Where there are sums of the rows, they stand apart under `totals`.
    """
    held = filed(replace(table, rows=(*table.rows, *table.totals), totals=()))
    lines = [
        {column.key: as_plain(row[column.key]) for column in held.columns} for row in held.rows
    ]
    count = len(table.rows)
    fields = {
        "question": table.name,
        "caption": table.caption,
        "columns": [
            {"key": column.key, "title": column.title, "kind": column.kind.value}
            for column in held.columns
        ],
        "rows": lines[:count],
        **({"totals": lines[count:]} if table.totals else {}),
        "notes": list(table.notes),
    }
    return printable(json.dumps(fields, ensure_ascii=False, indent=1))


def json_line(row: Mapping[str, Content]) -> str:
    """A row as a JSON object on one line."""
    return printable(
        json.dumps({key: as_plain(value) for key, value in row.items()}, ensure_ascii=False)
    )


def printable(text: str) -> str:
    """JSON that no terminal obeys: json escapes the signs below a space, but not those above ~."""
    return OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def as_plain(content: Content) -> str | int | float | None:
    """A value as JSON has it: fractions and money as numbers, days and instants as ISO 8601."""
    value = value_in_files(content)
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Fraction() | Decimal():
            return int(value) if value == int(value) else float(value)
        case _:
            return value
