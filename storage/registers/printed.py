"""What staff bring: the figures that somebody printed, and the events that charts mark."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import select

from metrics.languages import LANGUAGES
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import Event, PrintedFigure
from metrics.texts.phrases import Phrase
from storage.errors import RefusedValue
from storage.registers.supersede import (
    ANY_TERMS,
    Added,
    Register,
    Signature,
    Terms,
    Values,
    Why,
    in_force,
    record,
    superseding,
)
from storage.registers.wordings import with_wordings
from storage.schema import event, printed_figure
from storage.store import Store

FIGURE = (
    printed_figure.c.period,
    printed_figure.c.as_of,
    printed_figure.c.account,
    printed_figure.c.metric,
    printed_figure.c.numerator,
    printed_figure.c.denominator,
    printed_figure.c.precision,
    printed_figure.c.source,
    printed_figure.c.note,
)
EVENT = (
    event.c.since,
    event.c.until,
    event.c.name_ar,
    event.c.name_fr,
    event.c.name_en,
    event.c.source,
    event.c.note,
    event.c.account,
)


class _FigureRow(NamedTuple):
    """The columns of `FIGURE`."""

    period: str
    as_of: date | None
    account: str
    metric: str
    numerator: int
    denominator: int
    precision: str
    source: str
    note: str | None


class _EventRow(NamedTuple):
    """The columns of `EVENT`."""

    since: date
    until: date
    name_ar: str | None
    name_fr: str | None
    name_en: str | None
    source: str | None
    note: str | None
    account: str | None


def add_figures(
    store: Store,
    figures: Sequence[PrintedFigure],
    *,
    who: str,
    now: datetime,
    reason: str | None,
    terms: Terms = ANY_TERMS,
) -> Added:
    """Put printed figures on file, all or none. Adding the same again changes nothing.

    Two figures are the same when their period, day, account, metric and source are.

    Raises:
        NeedsReason: another value is on file and no reason for the correction is given.
        RefusedValue: the same figure is given twice with different values.
    """
    rows = [_figure_row(figure) for figure in figures]
    signed = Signature(who, now, reason, terms)
    with store.write() as connection:
        added = record(connection, FIGURES, rows, signed)
        return with_wordings(connection, added, figures, signed)


def figures(
    store: Store, account: str | None = None, metric: str | None = None
) -> list[PrintedFigure]:
    """The printed figures in force, by their period and day."""
    query = select(*FIGURE).where(in_force(printed_figure)).order_by(printed_figure.c.id)
    if account:
        query = query.where(printed_figure.c.account == account)
    if metric:
        query = query.where(printed_figure.c.metric == metric)
    with store.read() as connection:
        on_file = [_figure(_FigureRow(*row)) for row in connection.execute(query)]
    return sorted(on_file, key=lambda figure: (figure.period, figure.as_of or date.min))


def figure_numbered(store: Store, number: int) -> PrintedFigure | None:
    """The figure in force in a row of the register; None where there is none."""
    query = select(*FIGURE).where(in_force(printed_figure), printed_figure.c.id == number)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _figure(_FigureRow(*row))


def corrected_figures(store: Store, since: datetime) -> list[tuple[PrintedFigure, Why]]:
    """The printed figures in force that were corrected since an instant, and why."""
    at, why = printed_figure.c.recorded_at, printed_figure.c.reason
    query = select(at, why, *FIGURE).where(superseding(printed_figure, since))
    with store.read() as connection:
        rows = connection.execute(query.order_by(at, printed_figure.c.id)).all()
    return [(_figure(_FigureRow._make(row[2:])), Why(row[0], row[1] or "")) for row in rows]


def add_events(
    store: Store,
    events: Sequence[Event],
    *,
    who: str,
    now: datetime,
    reason: str | None,
    terms: Terms = ANY_TERMS,
) -> Added:
    """Put events on file, all or none. Adding the same again changes nothing.

    Two events are the same when they begin on one day and share a name in some language.

    Raises:
        NeedsReason: it is on file otherwise and no reason for the correction is given.
        RefusedValue: it is given twice, differently, or in a language that nobody reads here.
    """
    rows = [_event_row(event) for event in events]
    signed = Signature(who, now, reason, terms)
    with store.write() as connection:
        added = record(connection, EVENTS, rows, signed)
        return with_wordings(connection, added, events, signed)


def events(store: Store, since: date | None = None, until: date | None = None) -> list[Event]:
    """The events in force of which some day lies in [since, until), by their first day."""
    query = select(*EVENT).where(in_force(event)).order_by(event.c.since, event.c.id)
    if since is not None:
        query = query.where(event.c.until > since)
    if until is not None:
        query = query.where(event.c.since < until)
    with store.read() as connection:
        return [_event(_EventRow(*row)) for row in connection.execute(query)]


def event_numbered(store: Store, number: int) -> Event | None:
    """The event in force in a row of the register; None where there is none."""
    query = select(*EVENT).where(in_force(event), event.c.id == number)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _event(_EventRow(*row))


def _figure_row(figure: PrintedFigure) -> Values:
    value = Fraction(figure.quantity.value)
    return {
        "period": figure.period.label,
        "as_of": figure.as_of,
        "account": figure.account,
        "metric": figure.metric,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "precision": figure.quantity.precision.value,
        "source": figure.quantity.source or "",
        "note": figure.note,
    }


def _figure(row: _FigureRow) -> PrintedFigure:
    value = Fraction(row.numerator, row.denominator)
    exact = value.numerator if value.denominator == 1 else value
    return PrintedFigure(
        period=parse_period(row.period),
        account=row.account,
        metric=row.metric,
        quantity=published(exact, Precision(row.precision), row.source),
        as_of=row.as_of,
        note=row.note,
    )


def _figure_subjects(row: Values) -> Collection[Hashable]:
    return [tuple(row[name] for name in ("period", "as_of", "account", "metric", "source"))]


def _figure_title(row: Values) -> str:
    value = Fraction(row["numerator"], row["denominator"])
    about = f"{row['metric']} of {row['account']}, {row['as_of'] or row['period']}"
    return f"{about}: {value} ({row['precision']}, {row['source']})"


def _event_row(event: Event) -> Values:
    strange = set(event.names) - set(LANGUAGES)
    if strange:
        raise RefusedValue(
            Phrase(
                "an event's name is kept in {known}, not in {strange}",
                known=", ".join(LANGUAGES),
                strange=", ".join(strange),
            )
        )
    names = {f"name_{code}": event.names.get(code) for code in LANGUAGES}
    return {
        "since": event.since,
        "until": event.until,
        **names,
        "source": event.source,
        "note": event.note,
        "account": event.account,
    }


def _event(row: _EventRow) -> Event:
    by_code = dict(zip(LANGUAGES, (row.name_ar, row.name_fr, row.name_en), strict=True))
    names = {code: name for code, name in by_code.items() if name}
    return Event(row.since, row.until, names, row.source, row.note, row.account)


def _event_subjects(row: Values) -> Collection[Hashable]:
    names = [f"name_{code}" for code in LANGUAGES]
    return [(row["since"], name, row[name]) for name in names if row[name]]


def _event_title(row: Values) -> str:
    names = " / ".join(row[f"name_{code}"] for code in LANGUAGES if row[f"name_{code}"])
    return f"{names}, {row['since']} to {row['until']}"


FIGURES = Register(printed_figure, _figure_subjects, _figure_title)
EVENTS = Register(event, _event_subjects, _event_title)
