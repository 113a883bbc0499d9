"""Closed years: what the office printed for a year, kept once and never changed.

The figures, the readings that they were drawn from, and a digest by which anybody can tell that
nothing of it was changed since. No text of a post is kept, so that nothing here must be erased
when texts expire; a seal names accounts by their names in the settings and no post by its id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, exists, func, select

from metrics.periods import midnight
from metrics.texts.phrases import Phrase, said_by
from storage.changes import Change, log
from storage.engine import insert_once
from storage.errors import RefusedValue, StorageError
from storage.schema import (
    account_day,
    account_day_metric,
    activity,
    change,
    event,
    post,
    printed_figure,
    sealed_year,
    statement,
)
from storage.store import Store

Reading = tuple[str, datetime]
"""An account's name, and when it was read."""


LAST_YEAR = 9998
"""After which no year has a next one."""
SEAL = "seal"
"""What the log of changes calls the closing of a year."""


class DamagedSeal(StorageError):
    """What is on file of a closed year is not even JSON."""


class AlreadySealed(StorageError):
    """The year is closed: what is found wrong later is printed beside it, never over it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A closed year. `draft` makes one."""

    year: int
    as_of: date
    """The day up to which it tells, as it was printed."""
    figures: Mapping[str, Any]
    """What JSON can hold; counts of any size, fractions as text."""
    readings: Sequence[Reading]
    """The readings that the figures were drawn from."""
    digest: str
    """`digest_of` all of the above."""

    @property
    def is_intact(self) -> bool:
        """Whether nothing of it was changed since it was sealed."""
        return self.digest == digest_of(self)


COLUMNS = (
    sealed_year.c.year,
    sealed_year.c.as_of,
    sealed_year.c.figures,
    sealed_year.c.readings,
    sealed_year.c.digest,
)


def draft(
    year: int, as_of: date, figures: Mapping[str, Any], readings: Sequence[Reading]
) -> Sealed:
    """A year ready to be sealed, with its digest.

    Raises:
        RefusedValue: a figure is nothing that JSON can hold (such as not-a-number).
    """
    whole = sorted((name, at.astimezone(UTC).replace(microsecond=0)) for name, at in readings)
    unsigned = Sealed(year, as_of, json.loads(_canonical(figures)), tuple(whole), "")
    return replace(unsigned, digest=digest_of(unsigned))


def digest_of(sealed: Sealed) -> str:
    """SHA-256 of a year, its day, its figures and its readings as canonical JSON, in hexadecimals.

    Canonical: UTF-8, keys in order, no white space, characters as themselves.

    Raises:
        RefusedValue: a figure is nothing that JSON can hold (such as not-a-number).
    """
    whole = [sealed.year, sealed.as_of.isoformat(), sealed.figures, _plain(sealed.readings)]
    return sha256(_canonical(whole).encode("utf-8")).hexdigest()


def seal(store: Store, closed: Sealed, *, who: str, now: datetime) -> None:
    """Keep a closed year, once and for all.

    Raises:
        AlreadySealed: the year is closed.
        RefusedValue: its digest is not its own.
    """
    if not closed.is_intact:
        raise RefusedValue(
            Phrase(
                "{year}: the digest is not that of its figures; nothing kept", year=str(closed.year)
            )
        )
    row = {
        "year": closed.year,
        "as_of": closed.as_of,
        "figures": _canonical(closed.figures),
        "readings": _canonical(_plain(closed.readings)),
        "digest": closed.digest,
        "sealed_at": now,
        "sealed_by": who,
    }
    with store.write() as connection:
        if connection.execute(insert_once(connection, sealed_year).values(row)).rowcount != 1:
            raise AlreadySealed(
                Phrase("{year} is closed already; it was left as it is", year=str(closed.year))
            )
        log(connection, Change(now, who, SEAL, after=f"{closed.year} {closed.digest}"))


def sealed(store: Store, year: int) -> Sealed | None:
    """A closed year as it was sealed; None while it is open. See `Sealed.is_intact`.

    Raises:
        DamagedSeal: what is on file of it cannot be read at all.
    """
    with store.read() as connection:
        own = select(*COLUMNS).where(sealed_year.c.year == year)
        row = connection.execute(own).one_or_none()
        return _sealed(*row) if row else None


DAYS = (
    account_day.c.day,
    account_day_metric.c.day,
    statement.c.noticed_on,
    event.c.since,
)
"""The columns whose days say that something is on file of their year."""
PERIODS = (printed_figure.c.period, activity.c.period)
"""And the periods: 2026, 2026-03, 2026-W46 or 2026-03-09."""


def years_on_file(store: Store, zone: ZoneInfo) -> list[int]:
    """The years of which anything is on file, sealed ones among them, the newest first."""
    years: set[int] = set()
    with store.read() as connection:
        years |= set(connection.execute(select(sealed_year.c.year)).scalars())
        for period in PERIODS:
            begun = connection.execute(select(period).distinct()).scalars()
            years |= {int(label[:4]) for label in begun}
        for day in DAYS:
            years |= _years_of(connection, day, lambda year: date(year, 1, 1))
        published = post.c.published_at
        years |= _years_of(connection, published, lambda year: midnight(date(year, 1, 1), zone))
    return sorted(years, reverse=True)


def _years_of(
    connection: Connection, column: ColumnElement[Any], begin: Callable[[int], date | datetime]
) -> set[int]:
    """The years in which a column has a value; `begin` is where a year begins."""
    first, last = connection.execute(select(func.min(column), func.max(column))).one()
    if first is None:
        return set()
    asked = range(max(first.year - 1, date.min.year), min(last.year + 1, LAST_YEAR) + 1)
    return {
        year
        for year in asked
        if connection.execute(
            select(exists().where(column >= begin(year), column < begin(year + 1)))
        ).scalar_one()
    }


def recorded_digest(store: Store, year: int) -> str | None:
    """The digest that the log of changes holds of a year, from when it was closed last."""
    query = select(change.c.after).where(change.c.what == SEAL).order_by(change.c.id.desc())
    with store.read() as connection:
        lines = [str(after).split() for after in connection.execute(query).scalars()]
    return next((line[1] for line in lines if line[:1] == [str(year)] and len(line) > 1), None)


def _sealed(year: int, as_of: date, figures_json: str, readings_json: str, digest: str) -> Sealed:
    try:
        figures, listed = json.loads(figures_json), json.loads(readings_json)
        readings = tuple((str(name), datetime.fromisoformat(at)) for name, at in listed)
    except (ValueError, TypeError) as error:
        raise DamagedSeal(
            Phrase(
                "{year}: what was sealed is damaged ({error}); restore a backup",
                year=str(year),
                error=said_by(error),
            )
        ) from error
    if not isinstance(figures, dict):
        raise DamagedSeal(
            Phrase("{year}: what was sealed holds no figures; restore a backup", year=str(year))
        )
    return Sealed(year, as_of, figures, readings, digest)


def _plain(readings: Sequence[Reading]) -> list[list[str]]:
    return [[name, at.isoformat()] for name, at in readings]


def _canonical(value: object) -> str:
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        )
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise RefusedValue(Phrase("a year's figures hold half a character")) from None
    except (TypeError, ValueError) as error:
        raise RefusedValue(
            Phrase("a year's figures must be plain JSON: {error}", error=said_by(error))
        ) from None
    return text
