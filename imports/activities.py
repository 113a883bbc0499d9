"""Activities: what the communication services did in a period, counted by kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from imports.cells import Cell, as_count, is_blank, required_text, text_of_cell
from imports.printed import as_period, as_precision, check_thousand
from imports.refusal import CellRefused, FileProblem, ImportRefused
from imports.synonyms import STAND_WORDS, kind_names, understood
from imports.table import CellReader, Columns, read_table
from metrics.activity import PRINTED_TOTAL, Activity, ActivityKind, Stand
from metrics.quantity import published
from metrics.spelling import did_you_mean
from metrics.texts.phrases import Named, Phrase, joined_phrase
from metrics.texts.spoken import meant
from metrics.texts.wordings import wording_columns

COLUMNS = Columns(
    required=("period", "kind", "count", "precision", "source"),
    optional=("in_total", "coverage", "note", *wording_columns("source", "coverage", "note")),
)
STANDS = tuple(stand.value for stand in Stand)


def read_activities(
    path: Path, *, today: date, kinds: Mapping[str, ActivityKind]
) -> list[Activity]:
    """The activities of a CSV or XLSX file (sheet "activities", or the first), in its order.

    `today` is the day in the institution's zone, after which no period can have begun; `kinds`
    are those that the office counts. Where a row does not say whether it counts in the total,
    its kind does. A printed total is of the kind "printed_total", and is only checked.

    Raises:
        ImportRefused: with every problem of the file; nothing of it is taken.
    """
    activities: list[Activity] = []
    problems: list[FileProblem] = []
    seen: dict[object, int | None] = {}
    for row in read_table(path, COLUMNS, sheet="activities"):
        cells = CellReader(row)
        activity = _read_activity(cells, today, kinds)
        if activity is not None:
            _note_repetition(cells, activity, seen)
            activities.append(activity)
        problems += cells.problems
    if problems:
        raise ImportRefused(problems)
    return activities


def make_activity(
    *, today: date, kinds: Mapping[str, ActivityKind], **texts: str | None
) -> Activity:
    """One activity of texts that somebody has typed, judged as those of a file are.

    Args:
        today: The day in the institution's zone.
        kinds: The kinds that the office counts.
        texts: By the names of a file's columns.

    Raises:
        ImportRefused: with every problem, each named by its column.
        TypeError: there is no such column.
    """
    cells = CellReader.of_typed("an activity", texts, COLUMNS)
    activity = _read_activity(cells, today, kinds)
    if activity is None:
        raise ImportRefused(cells.problems)
    return activity


def _read_activity(
    cells: CellReader, today: date, kinds: Mapping[str, ActivityKind]
) -> Activity | None:
    period = cells.read("period", partial(as_period, today=today))
    kind = cells.read("kind", partial(_as_kind, kinds=kinds))
    count = cells.read("count", as_count)
    precision = cells.read("precision", as_precision)
    stand = cells.read("in_total", partial(_as_stand, kind=kinds.get(kind or PRINTED_TOTAL)))
    source = cells.read_worded("source", required_text)
    coverage, note = (cells.read_worded(name, text_of_cell) for name in ("coverage", "note"))
    if count is not None and precision:
        check_thousand(cells, "count", count, precision)
    if kind and stand:
        _check_stand(cells, kind, stand)
    if cells.problems or count is None or not (period and kind and precision and stand and source):
        return None
    quantity = published(count, precision, source)
    wordings = tuple(cells.wordings)
    return Activity(period, kind, quantity, stand, source, note, coverage, wordings)


def _as_kind(cell: Cell, kinds: Mapping[str, ActivityKind]) -> str:
    word = required_text(cell)
    names = {key: kind_names(key, kinds) for key in (*kinds, PRINTED_TOTAL)}
    if key := meant(word, {key: named.values() for key, named in names.items()}):
        return key
    advice = did_you_mean("_".join(word.split()), names)
    listed = joined_phrase(", ", (Named(key, named) for key, named in names.items()))
    advice = advice or Phrase(": there are {listed}", listed=listed)
    declared = Phrase("another one is declared in the settings, as [[activity_kind]]")
    raise CellRefused(
        Phrase(
            "{word} is not a kind of activity{advice}; {declared}",
            word=repr(word),
            advice=advice,
            declared=declared,
        )
    )


def _as_stand(cell: Cell, kind: ActivityKind | None) -> Stand:
    """Whether a row counts in the total; where it does not say, its kind does."""
    if is_blank(cell):
        return Stand.CHECK if kind is None else Stand.YES if kind.in_total else Stand.NO
    word = required_text(cell).casefold()
    if key := understood(word, STAND_WORDS):
        return Stand(key)
    raise CellRefused(
        Phrase(
            "{word} does not say whether it counts: write {listed}",
            word=repr(word),
            listed=joined_phrase(", ", STAND_WORDS.values()),
        )
    )


def _check_stand(cells: CellReader, kind: str, stand: Stand) -> None:
    if (kind == PRINTED_TOTAL) is not (stand is Stand.CHECK):
        cells.note(
            "in_total",
            Phrase('"check" is for the kind {kind}, and for it alone', kind=PRINTED_TOTAL),
        )


def _note_repetition(cells: CellReader, activity: Activity, seen: dict[object, int | None]) -> None:
    """An activity is one by period, kind and source: a file tells it once."""
    key = (activity.period, activity.kind, activity.source)
    first = seen.setdefault(key, cells.row.line)
    if first != cells.row.line:
        cells.note(
            None, Phrase("tells the same kind of the same period as line {first}", first=str(first))
        )
