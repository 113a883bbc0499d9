"""Column types that mean the same on SQLite and on PostgreSQL, and lists as parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    BigInteger,
    CheckConstraint,
    Connection,
    Date,
    Dialect,
    Integer,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from metrics.texts.phrases import restored, stored
from storage.errors import ImpossibleValueError

MICRO = 1_000_000

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number below 2^63: keys and counts."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, cut to the whole second: UTC seconds in SQLite, timestamptz elsewhere."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[int]:
        """Seconds since 1970 where there is no type for instants."""
        return TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Integer()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Refuse a naive time: nobody knows which instant it is.

        Raises:
            ValueError: the time carries no offset.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        whole = value.astimezone(UTC).replace(microsecond=0)
        return whole if dialect.name == "postgresql" else int(whole.timestamp())

    def process_result_value(
        self, value: datetime | int | None, dialect: Dialect
    ) -> datetime | None:
        """The instant, in UTC."""
        del dialect
        if isinstance(value, int):
            try:
                return datetime.fromtimestamp(value, UTC)
            except (ValueError, OverflowError, OSError) as error:
                raise ImpossibleValueError(value) from error
        return None if value is None else value.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A calendar day: ISO 8601 text in SQLite, where people read it; a date elsewhere."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[date] | TypeEngine[str]:
        """Text where there is no type for days."""
        return Date() if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        """The day as the database takes it."""
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: date | str | None, dialect: Dialect) -> date | None:
        """The day."""
        del dialect
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError as error:
            raise ImpossibleValueError(value) from error


class Worded(TypeDecorator[str]):
    """A sentence for people: a phrase is kept with its facts, as JSON, another text as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The sentence as it is kept."""
        del dialect
        return None if value is None else stored(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The phrase again; what an earlier version kept is a plain text."""
        del dialect
        return None if value is None else restored(value)


class Dollars(TypeDecorator[Decimal]):
    """Money in US dollars, kept as whole millionths: sums are exact. A part is rounded up."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """A whole number on both."""
        return dialect.type_descriptor(Whole)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Dollars to millionths of a dollar."""
        del dialect
        if value is None:
            return None
        return int((value * MICRO).to_integral_value(rounding=ROUND_CEILING))

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> Decimal | None:
        """Millionths of a dollar to dollars; PostgreSQL's sums come as decimals."""
        del dialect
        return None if value is None else Decimal(value) / MICRO


def never_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    """A named CHECK for each column of counts; an unknown count (NULL) passes."""
    return tuple(CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative") for name in columns)


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """A named CHECK that a column holds a word of a closed list."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def asked_instants(connection: Connection, instants: Sequence[datetime]) -> Any:
    """A table of the instants, in the column `value`; None may not be among them."""
    if connection.dialect.name == "sqlite":
        seconds = json.dumps([int(instant.timestamp()) for instant in instants])
        return func.json_each(seconds).table_valued(column("value", Instant), name="asked")
    listed = cast(bindparam(None, list(instants)), ARRAY(TIMESTAMP(timezone=True)))
    rows = func.unnest(listed).table_valued(column("value", Instant), name="asked")
    return rows.render_derived()


def asked_texts(dialect: str, name: str) -> Any:
    """A query of the texts that the parameter `name` holds, as `as_parameter` gives it.

    One parameter, however many texts: a statement with one each is written anew for each number.
    """
    if dialect == "sqlite":
        listed: Any = func.json_each(bindparam(name, type_=Text))
    else:
        listed = func.unnest(bindparam(name, type_=ARRAY(Text)))
    rows = listed.table_valued(column("value", Text), name=name)
    return select((rows if dialect == "sqlite" else rows.render_derived()).c.value)


def as_parameter(connection: Connection, texts: Iterable[str]) -> Any:
    """Some texts as the one parameter of `asked_texts`."""
    listed = list(texts)
    return json.dumps(listed) if connection.dialect.name == "sqlite" else listed
