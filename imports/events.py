"""Events: what happened, or will, on known days, to be marked on charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from imports.cells import Cell, as_day, text_of_cell
from imports.refusal import CellRefused, FileProblem, ImportRefused
from imports.table import CellReader, Columns, read_table
from metrics.languages import LANGUAGES
from metrics.series import Event
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase
from metrics.texts.wordings import wording_columns

COLUMNS = Columns(
    required=("first_day", "last_day"),
    optional=(
        *(f"name_{language}" for language in LANGUAGES),
        "source",
        "note",
        "account",
        *wording_columns("source", "note"),
    ),
)


def read_events(path: Path, *, accounts: Sequence[str] = ()) -> list[Event]:
    """The events of a CSV or XLSX file (sheet "events", or the first), in its order.

    `last_day` is included, as people write it; the Event is half-open. An event of one day
    names it twice. At least one of the names is needed. `accounts` are those of the settings
    that were opened for an event: one of them may be named as this event's.

    Raises:
        ImportRefused: with every problem of the file; nothing of it is taken.
    """
    events: list[Event] = []
    problems: list[FileProblem] = []
    seen: dict[object, int | None] = {}
    for row in read_table(path, COLUMNS, sheet="events"):
        cells = CellReader(row)
        event = _read_event(cells, accounts)
        if event is not None:
            _note_repetition(cells, event, seen)
            events.append(event)
        problems += cells.problems
    if problems:
        raise ImportRefused(problems)
    return events


def make_event(*, accounts: Sequence[str] = (), **texts: str | None) -> Event:
    """One event of texts that somebody has typed, cleaned and judged as those of a file are.

    Args:
        accounts: The accounts of the settings that were opened for an event.
        texts: By the names of a file's columns: first_day, last_day (left out: the first),
            name_ar, name_fr, name_en, source, note (both also per language: note_ar, …), account.

    Raises:
        ImportRefused: with every problem, each named by its column.
        TypeError: there is no such column.
    """
    typed = {**texts, "last_day": texts.get("last_day") or texts.get("first_day")}
    cells = CellReader.of_typed("an event", typed, COLUMNS)
    event = _read_event(cells, accounts)
    if event is None:
        raise ImportRefused(cells.problems)
    return event


def _read_event(cells: CellReader, accounts: Sequence[str]) -> Event | None:
    first = cells.read("first_day", _required_day)
    last = cells.read("last_day", _required_day)
    by_language = {language: cells.read(f"name_{language}", text_of_cell) for language in LANGUAGES}
    names = {language: name for language, name in by_language.items() if name}
    source, note = (cells.read_worded(name, text_of_cell) for name in ("source", "note"))
    account = cells.read("account", partial(_as_event_account, accounts=accounts))
    if first and last and last < first:
        cells.note(
            "last_day", Phrase("{last} is before the first day, {first}", last=last, first=first)
        )
    if not (names or cells.problems):
        cells.note(None, Phrase("needs a name: name_ar, name_fr or name_en"))
    if cells.problems or not (first and last):
        return None
    until, wordings = last + timedelta(days=1), tuple(cells.wordings)
    return Event(first, until, names, source, note, account, wordings)


def _as_event_account(cell: Cell, accounts: Sequence[str]) -> str | None:
    name = text_of_cell(cell)
    if name is None or name in accounts:
        return name
    advice = did_you_mean(name, accounts)
    if not advice and accounts:
        advice = Phrase(": there are {listed}", listed=", ".join(accounts))
    raise CellRefused(
        Phrase(
            "no account that was opened for an event (event = true) is called {name}{advice}",
            name=repr(name),
            advice=advice,
        )
    )


def _required_day(cell: Cell) -> date:
    day = as_day(cell)
    if day is None:
        raise CellRefused(Phrase("is empty; an event of one day names it as first and as last day"))
    return day


def _note_repetition(cells: CellReader, event: Event, seen: dict[object, int | None]) -> None:
    key = (event.since, event.until, tuple(event.names.items()))
    first = seen.setdefault(key, cells.row.line)
    if first != cells.row.line:
        cells.note(None, Phrase("tells the same event as line {first}", first=str(first)))
