"""The days of the calendar's periods that staff enter: when Ramadan 1448 was declared to begin."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from metrics.calendar import CalendarEntry, Certainty, Edition
from metrics.languages import LANGUAGES
from storage.registers.supersede import (
    ANY_TERMS,
    Added,
    Register,
    Signature,
    Terms,
    Values,
    in_force,
    record,
)
from storage.registers.wordings import with_wordings
from storage.schema import calendar_period
from storage.store import Store

PERIOD = (
    calendar_period.c.season,
    calendar_period.c.label,
    calendar_period.c.since,
    calendar_period.c.until,
    calendar_period.c.certainty,
    calendar_period.c.name_ar,
    calendar_period.c.name_fr,
    calendar_period.c.name_en,
    calendar_period.c.source,
    calendar_period.c.note,
)


class _PeriodRow(NamedTuple):
    """The columns of `PERIOD`."""

    season: str
    label: str
    since: date
    until: date
    certainty: str
    name_ar: str | None
    name_fr: str | None
    name_en: str | None
    source: str
    note: str | None


def add_calendar_periods(
    store: Store,
    entries: Sequence[CalendarEntry],
    *,
    who: str,
    now: datetime,
    reason: str | None,
    terms: Terms = ANY_TERMS,
) -> Added:
    """Put periods of the calendar on file, all or none. Adding the same again changes nothing.

    Two are the same when their season and label are: their days are what is corrected.

    Raises:
        NeedsReason: it is on file otherwise and no reason for the correction is given.
        RefusedValue: it is given twice, differently.
    """
    rows = [_period_row(entry) for entry in entries]
    signed = Signature(who, now, reason, terms)
    with store.write() as connection:
        added = record(connection, PERIODS, rows, signed)
        return with_wordings(connection, added, entries, signed)


def calendar_periods(store: Store) -> list[CalendarEntry]:
    """The periods in force, by their first day."""
    query = select(*PERIOD).where(in_force(calendar_period))
    with store.read() as connection:
        rows = connection.execute(query.order_by(calendar_period.c.since, calendar_period.c.id))
        return [_entry(_PeriodRow._make(row)) for row in rows]


def calendar_period_numbered(store: Store, number: int) -> CalendarEntry | None:
    """The period in force in a row of the register; None where there is none."""
    query = select(*PERIOD).where(in_force(calendar_period), calendar_period.c.id == number)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _entry(_PeriodRow._make(row))


def _period_row(entry: CalendarEntry) -> Values:
    return {
        "season": entry.season,
        "label": entry.edition.label,
        "since": entry.edition.since,
        "until": entry.edition.until,
        "certainty": entry.edition.certainty.value,
        **{f"name_{code}": entry.names.get(code) for code in LANGUAGES},
        "source": entry.source,
        "note": entry.note,
    }


def _entry(row: _PeriodRow) -> CalendarEntry:
    by_code = dict(zip(LANGUAGES, (row.name_ar, row.name_fr, row.name_en), strict=True))
    names = {code: name for code, name in by_code.items() if name}
    edition = Edition(row.label, row.since, row.until, Certainty(row.certainty))
    return CalendarEntry(row.season, edition, row.source, names, row.note)


def _subjects(row: Values) -> Collection[Hashable]:
    return [(row["season"], row["label"])]


def _title(row: Values) -> str:
    return f"{row['season']}-{row['label']}, {row['since']} to {row['until']}"


PERIODS = Register(calendar_period, _subjects, _title)
