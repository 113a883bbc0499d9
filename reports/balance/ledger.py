"""The balance as plain JSON and back, for the seal: every number exactly, no text of a post.

What a later version of the program adds to the facts takes its default in an older seal, and what
it no longer knows is passed over.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from reports.balance.facts import Balance

WRITERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: datetime.isoformat,
    date: date.isoformat,
    timedelta: timedelta.total_seconds,
    Fraction: str,
}
READERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    timedelta: lambda seconds: timedelta(seconds=seconds),
    Fraction: Fraction,
}


def write(balance: Balance) -> dict[str, Any]:
    """The balance as what JSON can hold; fractions are written as `n/d`."""
    plain: dict[str, Any] = _write(balance)
    return plain


def read(plain: Mapping[str, Any]) -> Balance:
    """The balance that `write` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is not one.
    """
    balance: Balance = _read(Balance, plain)
    return balance


def _write(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _write(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if isinstance(value, dict):
        return {key: _write(one) for key, one in value.items()}
    if isinstance(value, Enum):
        return value.value
    writer = WRITERS.get(type(value))
    return writer(value) if writer else value


def _read(kind: Any, plain: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return None if plain is None else _read_one_of(inner, plain)
    if origin is tuple:
        return _read_tuple(inner, plain)
    if origin is dict:
        return {key: _read(inner[1], one) for key, one in plain.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        known = hints(kind)
        return kind(
            **{name: _read(known[name], one) for name, one in plain.items() if name in known}
        )
    if kind in READERS:
        return READERS[kind](plain)
    return kind(plain) if isinstance(kind, type) and issubclass(kind, Enum) else plain


def _read_one_of(kinds: tuple[Any, ...], plain: Any) -> Any:
    """A value that may be of several kinds: a whole number or a fraction, or nothing at all."""
    if Fraction in kinds:
        return Fraction(plain) if isinstance(plain, str) else plain
    (kind,) = [kind for kind in kinds if kind is not types.NoneType]
    return _read(kind, plain)


def _read_tuple(inner: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if inner[-1] is Ellipsis:
        return tuple(_read(inner[0], one) for one in plain)
    return tuple(_read(kind, one) for kind, one in zip(inner, plain, strict=True))


@cache
def hints(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields, by name."""
    return get_type_hints(kind)
