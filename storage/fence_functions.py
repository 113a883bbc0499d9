"""SQLite's own functions whose one step may take seconds, made anew with an end.

`instr('aaa…', 'aa…b')` compares every place with the whole needle: 16 seconds at a million bytes,
and nothing can stop it (SQLite 3.40). Python's search is linear. `trim(x, y)` compares every sign
of x with every sign of y; here y is a set of at most 100 signs.
"""

from __future__ import annotations

import sqlite3

Value = str | bytes | int | float | None
LONGEST_SET = 100
LONGEST = 300_000
"""Signs of a result."""


def put_in(connection: sqlite3.Connection) -> None:
    """Let a connection use these functions in the place of SQLite's own."""
    for name, count, function in (
        ("instr", 2, instr),
        ("replace", 3, replace),
        ("trim", 2, trim),
        ("ltrim", 2, ltrim),
        ("rtrim", 2, rtrim),
    ):
        connection.create_function(name, count, function, deterministic=True)


def instr(where: Value, what: Value) -> int | None:
    """Where a text first stands in another, from 1; 0 where it does not. Of two blobs: in bytes."""
    if where is None or what is None:
        return None
    if isinstance(where, bytes) and isinstance(what, bytes):
        return where.find(what) + 1
    return _text(where).find(_text(what)) + 1


def replace(where: Value, old: Value, new: Value) -> str | None:
    """A text with one part of it replaced wherever it stands.

    Raises:
        ValueError: the result would be longer than 300,000 signs.
    """
    if where is None or old is None or new is None:
        return None
    text, former, later = _text(where), _text(old), _text(new)
    if not former:
        return text
    growth = len(later) - len(former)
    if growth > 0 and len(text) + text.count(former) * growth > LONGEST:
        raise ValueError("too long")
    return text.replace(former, later)


def trim(text: Value, signs: Value) -> str | None:
    """A text without the signs at both ends."""
    return None if text is None or signs is None else _text(text).strip(_set(signs))


def ltrim(text: Value, signs: Value) -> str | None:
    """A text without the signs at its beginning."""
    return None if text is None or signs is None else _text(text).lstrip(_set(signs))


def rtrim(text: Value, signs: Value) -> str | None:
    """A text without the signs at its end."""
    return None if text is None or signs is None else _text(text).rstrip(_set(signs))


def _set(signs: Value) -> str:
    found = "".join(set(_text(signs)))
    if len(found) > LONGEST_SET:
        raise ValueError("too many signs to cut off")
    return found


def _text(value: Value) -> str:
    """A value as SQLite words it; a real number always shows that it is one."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if not isinstance(value, float):
        return str(value)
    digits, e, power = f"{value:.15g}".partition("e")
    return f"{digits if '.' in digits else digits + '.0'}{e}{power}"
