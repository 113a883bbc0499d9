"""Free questions in SQL, behind the fence: their rows as an answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from documents.model import Column, Table, Value, ValueKind
from storage import Store
from storage.sql_fence import ask
from words import Language

NAME = "sql"
"""What such a question is called in an answer."""
MOST_BYTES = 16
"""Of a value that is no text so many bytes are told."""


def ask_sql(store: Store, sql: str, language: Language) -> Table:
    """The rows of one SELECT, under the names that it gives them; at most 1,000.

    Raises:
        QueryRefused: it would do something else than read, or is no SQL.
        QueryStopped: it took too long or too much room.
    """
    fenced_rows = ask(store, sql)
    keys = _unlike(fenced_rows.columns)
    rows = [[_value(value) for value in row] for row in fenced_rows.rows]
    columns = tuple(
        Column(key, title, _kind([row[place] for row in rows]))
        for place, (key, title) in enumerate(zip(keys, fenced_rows.columns, strict=True))
    )
    notes = []
    if fenced_rows.truncated:
        cut = language.count(
            "Only the first {n} row is told; there are more.",
            "Only the first {n} rows are told; there are more.",
            len(rows),
        )
        notes.append(cut)
    told_rows = tuple(dict(zip(keys, row, strict=True)) for row in rows)
    return Table(NAME, " ".join(sql.split()), columns, told_rows, tuple(notes))


def _unlike(names: Sequence[str]) -> list[str]:
    """The names, no two of them alike: SELECT 1, 1 has two columns of one name."""
    keys: list[str] = []
    for name in names:
        key, number = name, 1
        while key in keys:
            number += 1
            key = f"{name}_{number}"
        keys.append(key)
    return keys


def _kind(values: Sequence[Value]) -> ValueKind:
    known = [value for value in values if value is not None]
    is_number = known and all(isinstance(value, int | float | Decimal) for value in known)
    return ValueKind.COUNT if is_number else ValueKind.TEXT


def _value(value: Any) -> Value:
    """A value as answers hold it: bytes as hexadecimal text, and no number that is none."""
    match value:
        case bool():
            return str(value).lower()
        case float() | Decimal() if not math.isfinite(value):
            return str(value)
        case None | str() | date() | int() | float() | Decimal():  # a datetime is a date
            return value
        case bytes() | bytearray() | memoryview():
            return _hexadecimal(bytes(value))
    return str(value)


def _hexadecimal(value: bytes) -> str:
    digits = value[:MOST_BYTES].hex()
    return f"0x{digits}" + ("…" if len(value) > MOST_BYTES else "")
