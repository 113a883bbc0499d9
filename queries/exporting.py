"""What an export consists of: files by their names, with their columns and a stream of rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from metrics.activity import Activity
from metrics.series import Event, PrintedFigure
from metrics.statement import CHANNELS, Statement
from queries.answer import Value
from queries.files import as_plain, csv_line, printable_json
from storage import Store
from storage.activities import activities
from storage.registers import LANGUAGES, events, figures
from storage.statements import statements
from storage.whole import tables, views

A_DAY = timedelta(days=1)
WHOLE_RATE = 1
"""From here on a rate is written in percent, as `import` reads it."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One table of an export, written as CSV and as JSON."""

    folder: str
    """`views`, `tables` or `registers`."""
    name: str
    columns: Sequence[str]
    rows: Callable[[], Iterator[Sequence[Value]]]

    def as_csv(self) -> Iterator[str]:
        """Its lines in CSV; the first one names the columns."""
        yield csv_line(self.columns)
        for row in self.rows():
            yield csv_line(row)

    def as_json(self) -> Iterator[str]:
        """A JSON array with an object for each row, line by line."""
        before = "[\n"
        for row in self.rows():
            plain = dict(zip(self.columns, map(as_plain, row), strict=True))
            yield before + printable_json(json.dumps(plain, ensure_ascii=False))
            before = ",\n"
        yield "\n]\n" if before != "[\n" else "[]\n"


def parts(store: Store, zone: ZoneInfo) -> Iterator[Part]:
    """Everything that the institution owns: views in plain words, registers, then every table."""
    for one in [*views(store), *tables()]:
        folder = "views" if one.is_view else "tables"
        yield Part(folder, one.name, one.columns, lambda one=one: one.rows(store))  # type: ignore[misc]
    yield from _registers(store, zone)


def _registers(store: Store, zone: ZoneInfo) -> Iterator[Part]:
    """The registers in force, in the columns that `import` reads."""
    kinds: Mapping[str, tuple[Sequence[str], Callable[[], Iterator[Sequence[Value]]]]] = {
        "figures": (FIGURES, lambda: map(_figure, figures(store))),
        "activities": (ACTIVITIES, lambda: map(_activity, activities(store))),
        "statements": (
            STATEMENTS,
            lambda: (_statement(one, zone) for one in statements(store)),
        ),
        "events": (EVENTS, lambda: map(_event, events(store))),
    }
    for name, (columns, rows) in kinds.items():
        yield Part("registers", name, columns, rows)


FIGURES = ("period", "as_of", "account", "metric", "value", "precision", "source", "note")
ACTIVITIES = ("period", "kind", "count", "precision", "in_total", "source", "coverage", "note")
INFORMED = tuple(f"informed_{channel}" for channel in CHANNELS)
STATEMENTS = ("key", "noticed", *INFORMED, "outcome", "answer", "posts", "note")
NAMES = tuple(f"name_{code}" for code in LANGUAGES)
EVENTS = ("first_day", "last_day", *NAMES, "source", "note", "account")


def _figure(one: PrintedFigure) -> Sequence[Value]:
    value, quantity = one.quantity.value, one.quantity
    told: Value = value
    if one.metric.endswith("_rate"):
        told = _rate(Fraction(value))
    precision, source = quantity.precision.value, quantity.source
    return (one.period.label, one.as_of, one.account, one.metric, told, precision, source, one.note)


def _rate(value: Fraction) -> str:
    """A rate as people write it, without an exponent."""
    if abs(value) >= WHOLE_RATE:
        return f"{_decimal(100 * value):f} %"
    return f"{_decimal(value):f}"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _activity(one: Activity) -> Sequence[Value]:
    count, precision = one.count.value, one.count.precision.value
    stand = one.in_total.value
    told = (one.period.label, one.kind, count, precision, stand)
    return (*told, one.source, one.coverage, one.note)


def _statement(one: Statement, zone: ZoneInfo) -> Sequence[Value]:
    noticed = _clock(one.noticed_at, zone) or one.noticed_on
    informed = (
        _clock(one.informed.get(channel), zone) or one.informed_on.get(channel)
        for channel in CHANNELS
    )
    answered = (one.outcome.value, one.answer.value)
    return (one.key, noticed, *informed, *answered, " ".join(one.posts) or None, one.note)


def _clock(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """A time as the institution's clocks show it; the offset tells hours apart that come twice."""
    if instant is None:
        return None
    return instant.astimezone(zone).isoformat(" ", "minutes")


def _event(one: Event) -> Sequence[Value]:
    names = (one.names.get(code) for code in LANGUAGES)
    return (one.since, one.until - A_DAY, *names, one.source, one.note, one.account)


def told_at(now: datetime) -> str:
    """The moment of an export, in UTC."""
    return now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
