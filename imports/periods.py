"""Periods of the calendar: on which days a season fell that comes again, such as Ramadan 1448."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from imports.cells import Cell, as_day, required_text, text_of_cell, western
from imports.refusal import CellRefused, FileProblem, ImportRefused
from imports.table import CellReader, Columns, read_table
from metrics.calendar import CalendarEntry, Certainty, Edition, Season
from metrics.languages import LANGUAGES
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Phrase
from metrics.texts.spoken import alike
from metrics.texts.wordings import wording_columns

COLUMNS = Columns(
    required=("season", "label", "first_day", "last_day", "source"),
    optional=(
        "certainty",
        *(f"name_{language}" for language in LANGUAGES),
        "note",
        *wording_columns("source", "note"),
    ),
)
KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
LABEL = re.compile(r"[0-9]{3,4}(-[0-9]{4})?")
LONGEST = timedelta(days=400)
"""A period of the calendar is not longer: it comes again each year."""


def read_calendar_periods(path: Path, *, seasons: Sequence[Season]) -> list[CalendarEntry]:
    """The periods of a CSV or XLSX file (sheet "periods", or the first), in its order.

    `last_day` is included, as people write it. A season that is not known yet needs a name in the
    first of its rows alone.

    Raises:
        ImportRefused: with every problem of the file; nothing of it is taken.
    """
    entries: list[CalendarEntry] = []
    problems: list[FileProblem] = []
    known, seen = list(seasons), dict[tuple[str, str], int | None]()
    for row in read_table(path, COLUMNS, sheet="periods"):
        cells = CellReader(row)
        entry = _read_period(cells, known)
        if entry is not None:
            first = seen.setdefault((entry.season, entry.edition.label), row.line)
            if first != row.line:
                cells.note(None, Phrase("tells the same period as line {first}", first=str(first)))
            known.append(Season(entry.season, entry.names, (), is_marked=False))
            entries.append(entry)
        problems += cells.problems
    if problems:
        raise ImportRefused(problems)
    return entries


def make_calendar_period(*, seasons: Sequence[Season], **texts: str | None) -> CalendarEntry:
    """One period of texts that somebody has typed.

    Args:
        seasons: Those that are known: each is understood by its key and by its names.
        texts: season, label, first_day, last_day (included; left out: the first), certainty
            (declared, which it is unless told, or estimated), name_ar, name_fr, name_en of a
            season that is not known yet, source, note (both also per language: note_ar, …).

    Raises:
        ImportRefused: with every problem, each named by its column.
        TypeError: there is no such column.
    """
    typed = {**texts, "last_day": texts.get("last_day") or texts.get("first_day")}
    cells = CellReader.of_typed("a period", typed, COLUMNS)
    entry = _read_period(cells, seasons)
    if entry is None:
        raise ImportRefused(cells.problems)
    return entry


def _read_period(cells: CellReader, seasons: Sequence[Season]) -> CalendarEntry | None:
    season = cells.read("season", partial(_as_season, seasons=seasons))
    label = cells.read("label", _as_label)
    first, last = (cells.read(name, _required_day) for name in ("first_day", "last_day"))
    certainty = cells.read("certainty", _as_certainty)
    named = {language: cells.read(f"name_{language}", text_of_cell) for language in LANGUAGES}
    names = {language: name for language, name in named.items() if name}
    source = cells.read_worded("source", required_text)
    note = cells.read_worded("note", text_of_cell)
    if first and last:
        _judge_days(cells, first, last)
    if season and not names and season not in {each.key for each in seasons}:
        cells.note(
            "season",
            Phrase("{season} is not known yet: it needs a name", season=repr(season)),
        )
    if cells.problems or not (season and label and first and last and certainty and source):
        return None
    edition = Edition(label, first, last + timedelta(days=1), certainty)
    return CalendarEntry(season, edition, source, names, note, tuple(cells.wordings))


def _judge_days(cells: CellReader, first: date, last: date) -> None:
    if last < first:
        cells.note(
            "last_day", Phrase("{last} is before the first day, {first}", last=last, first=first)
        )
    elif last - first > LONGEST:
        cells.note("last_day", Phrase("lies more than a year after the first day"))


def _as_season(cell: Cell, seasons: Sequence[Season]) -> str:
    text = required_text(cell)
    meant = [season.key for season in seasons if alike(text) in season.spellings]
    if meant:
        return meant[0]
    if KEY.fullmatch(text):
        advice = did_you_mean(text, [season.key for season in seasons])
        if not advice:
            return text
        raise CellRefused(Phrase("{text} is not known{advice}", text=repr(text), advice=advice))
    raise CellRefused(
        Phrase(
            "{text} is no period that is known; a new one is named by small letters a-z, digits"
            " and '-'",
            text=repr(text),
        )
    )


def _as_label(cell: Cell) -> str:
    label = western(required_text(cell)).replace("/", "-")
    if not LABEL.fullmatch(label):
        raise CellRefused(
            Phrase("{text} is no year such as 1448, 2026 or 2025-2026", text=repr(label))
        )
    return label


def _as_certainty(cell: Cell) -> Certainty:
    text = text_of_cell(cell) or Certainty.DECLARED.value
    if text not in set(Certainty):
        raise CellRefused(
            Phrase("{text} is not one of {words}", text=repr(text), words=", ".join(Certainty))
        )
    return Certainty(text)


def _required_day(cell: Cell) -> date:
    day = as_day(cell)
    if day is None:
        raise CellRefused(Phrase("is empty; write a day such as 2026-03-09"))
    return day
