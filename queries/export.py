"""What an export consists of: files with columns and rows, and a README on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from documents.csv import BYTE_ORDER_MARK, csv_line
from documents.json import json_line
from documents.model import Value
from metrics.activity import KINDS, Activity
from metrics.languages import LANGUAGES
from metrics.platforms import COUNT_NAMES, PLATFORMS
from metrics.series import Event, PrintedFigure
from metrics.statement import CHANNELS, Statement
from metrics.texts.wordings import wording_columns
from storage import Store
from storage.backup.export import tables, views
from storage.data_dictionary import COLUMNS, SUBJECTS, TABLES
from storage.registers.activities import activities
from storage.registers.printed import events, figures
from storage.registers.statements import statements
from storage.registers.wordings import words_by_text
from words import language, notices

A_DAY = timedelta(days=1)
WHOLE_RATE = 1
"""From here on a rate is written in percent, as `import` reads it."""


@dataclass(frozen=True, slots=True, eq=False)
class ExportTable:
    """One table of an export, written as CSV and as JSON."""

    folder: str
    """`views`, `tables` or `registers`."""
    name: str
    columns: Sequence[str]
    rows: Callable[[], Iterator[Sequence[Value]]]

    def as_csv(self, *, bom: bool = True) -> Iterator[str]:
        """Its lines in CSV; the first one names the columns, `bom` after the mark for Excel."""
        yield (BYTE_ORDER_MARK if bom else "") + csv_line(self.columns)
        for row in self.rows():
            yield csv_line(row)

    def as_json(self) -> Iterator[str]:
        """A JSON array with an object for each row, line by line."""
        before = "[\n"
        for row in self.rows():
            yield before + json_line(dict(zip(self.columns, row, strict=True)))
            before = ",\n"
        yield "\n]\n" if before != "[\n" else "[]\n"


def export_tables(store: Store, zone: ZoneInfo) -> Iterator[ExportTable]:
    """Everything that the institution owns: views in plain words, registers, then every table."""
    for view in [*views(store), *tables()]:
        folder = "views" if view.is_view else "tables"
        yield ExportTable(folder, view.name, view.columns, lambda view=view: view.rows(store))  # type: ignore[misc]
    yield from _registers(store, zone)


def _registers(store: Store, zone: ZoneInfo) -> Iterator[ExportTable]:
    """The registers in force, in the columns that `import` reads."""
    words = _WordsByText(store)
    kinds: Mapping[str, tuple[Sequence[str], Callable[[], Iterator[Sequence[Value]]]]] = {
        "figures": (FIGURES, lambda: (_figure(each, words) for each in figures(store))),
        "activities": (ACTIVITIES, lambda: (_activity(each, words) for each in activities(store))),
        "statements": (
            STATEMENTS,
            lambda: (_statement(each, zone, words) for each in statements(store)),
        ),
        "events": (EVENTS, lambda: (_event(each, words) for each in events(store))),
    }
    for name, (columns, rows) in kinds.items():
        yield ExportTable("registers", name, columns, rows)


class _WordsByText:
    """What texts of the registers say in each language, looked up once, when first asked."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        return words_by_text(self.store)

    def of(self, *texts: str | None) -> tuple[str | None, ...]:
        """Of each text its words in every language, in the order of `wording_columns`."""
        each = (self._words.get(text or "", {}) for text in texts)
        return tuple(words.get(code) for words in each for code in LANGUAGES)


FIGURES = (
    *("period", "as_of", "account", "metric", "value", "precision", "source", "note"),
    *wording_columns("source", "note"),
)
ACTIVITIES = (
    *("period", "kind", "count", "precision", "in_total", "source", "coverage", "note"),
    *wording_columns("source", "coverage", "note"),
)
INFORMED = tuple(f"informed_{channel}" for channel in CHANNELS)
STATEMENTS = (
    "key",
    "noticed",
    *INFORMED,
    "outcome",
    "answer",
    "posts",
    "note",
    *wording_columns("note"),
)
NAMES = tuple(f"name_{code}" for code in LANGUAGES)
EVENTS = (
    "first_day",
    "last_day",
    *NAMES,
    "source",
    "note",
    "account",
    *wording_columns("source", "note"),
)


def _figure(printed_figure: PrintedFigure, words: _WordsByText) -> Sequence[Value]:
    value, quantity = printed_figure.quantity.value, printed_figure.quantity
    cell: Value = value
    if printed_figure.metric.endswith("_rate"):
        cell = _rate(Fraction(value))
    precision, source = quantity.precision.value, quantity.source
    return (
        printed_figure.period.label,
        printed_figure.as_of,
        printed_figure.account,
        printed_figure.metric,
        cell,
        precision,
        source,
        printed_figure.note,
        *words.of(source, printed_figure.note),
    )


def _rate(value: Fraction) -> str:
    """A rate as people write it, without an exponent."""
    if abs(value) >= WHOLE_RATE:
        return f"{_decimal(100 * value):f} %"
    return f"{_decimal(value):f}"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _activity(activity: Activity, words: _WordsByText) -> Sequence[Value]:
    count, precision = activity.count.value, activity.count.precision.value
    stand = activity.in_total.value
    values = (activity.period.label, activity.kind, count, precision, stand)
    texts = (activity.source, activity.coverage, activity.note)
    return (*values, *texts, *words.of(*texts))


def _statement(statement: Statement, zone: ZoneInfo, words: _WordsByText) -> Sequence[Value]:
    noticed = _clock(statement.noticed_at, zone) or statement.noticed_on
    informed = (
        _clock(statement.informed.get(channel), zone) or statement.informed_on.get(channel)
        for channel in CHANNELS
    )
    answered = (statement.outcome.value, statement.answer.value)
    return (
        statement.key,
        noticed,
        *informed,
        *answered,
        " ".join(statement.posts) or None,
        statement.note,
        *words.of(statement.note),
    )


def _clock(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """A time as the institution's clocks show it; the offset tells hours apart that come twice."""
    if instant is None:
        return None
    return instant.astimezone(zone).isoformat(" ", "minutes")


def _event(event: Event, words: _WordsByText) -> Sequence[Value]:
    names = (event.names.get(code) for code in LANGUAGES)
    days, texts = (event.since, event.until - A_DAY), (event.source, event.note)
    return (*days, *names, *texts, event.account, *words.of(*texts))


def told_at(now: datetime) -> str:
    """The moment of an export, in UTC."""
    return now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


REGISTERS: Mapping[str, str] = {
    "figures": "figures that somebody printed, in force",
    "activities": "what the communication services did, by period and kind, in force",
    "statements": "violent or false contents on which the public was informed, in force",
    "events": "what charts mark, in force; `last_day` is the last day itself",
}
HOW_TO_READ = """\
## How to read it

* Each file is there twice: as CSV (UTF-8, commas, texts in quotes) and as JSON (an array with an
  object for each row).
* **An empty field, in JSON `null`, is "not known". It is never 0.**
* Times are in UTC, ISO 8601 (`2026-11-21T12:00:00+00:00`; in views `2026-11-21 12:00:00`). A `day`
  of followers is one of the institution's zone ({zone}). Times of `registers/statements` are
  those of its clocks, with their distance from UTC.
* Counts are as they stood when they were read; money is in US dollars.
* Ids are texts: a spreadsheet that takes them for numbers rounds them. Choose "text" for such
  columns when you open the CSV, or use the JSON.
* A text that a spreadsheet would calculate (it begins with `=`, `+`, `-` or `@`) has an apostrophe
  before it in the CSV, and not in the JSON.
"""
WHOSE = """\
## Whose it is

The figures that the institution printed, its registers, its settings of topics and its log of
changes are its own. Posts and their counts came from the platforms, on their terms. Those of
{platforms} ask for all of it to be deleted when the agreement ends, and for posts that were deleted
there to be deleted here; those of the others have become stricter, too. Whoever receives this
folder is bound by them as well. Read `docs/platform-terms.md` with the legal service before it is
passed on. After `forget --platform`, delete this folder, too, or the platform's part of it.

No folder of this kind holds a word of anybody else: comments, replies and followers are counts.
The table `letter` names recipients of letters, and columns `recorded_by` and `who` the people who
entered something.
"""
AGAIN = """\
## Taking the registers in again

    python run_monitor.py import registers/figures.csv --kind figures
    python run_monitor.py import registers/activities.csv --kind activities
    python run_monitor.py import registers/statements.csv --kind statements
    python run_monitor.py import registers/events.csv --kind events

A file imported twice changes nothing. Kinds of activity that the settings declare must stand in
them; posts that statements name must be on file.
"""


def readme(institution: str, zone: str, told_at: str, counts: Mapping[ExportTable, int]) -> str:
    """The text, in Markdown; `counts` are the rows of each part that was written."""
    strict = [each.names["en"] for each in PLATFORMS.values() if not each.keeps_counts]
    lines = [
        f"# {institution}: everything on file",
        "",
        f"Written by Hasila (حصيلة) at {told_at}.",
        "",
        HOW_TO_READ.format(zone=zone),
        *(f"* {reason}." for reason in _uncounted()),
        "",
        "## The files",
        "",
        *_files(counts),
        AGAIN,
        WHOSE.format(platforms=" and ".join(strict)),
        "## The columns of the views",
        "",
        *_columns(counts),
        "## Kinds of activity",
        "",
        f"Built in: {', '.join(f'`{kind}`' for kind in KINDS)}. The settings may declare others.",
    ]
    return "\n".join(lines) + "\n"


def _uncounted() -> Iterator[str]:
    """Which counts of old posts are empty because their platforms had not counted them yet."""
    return notices.uncounted_reasons(PLATFORMS, COUNT_NAMES, date.min, language("en"))


def _files(counts: Mapping[ExportTable, int]) -> Iterator[str]:
    yield "| file | rows | what it holds |"
    yield "|---|---|---|"
    for part, rows in counts.items():
        yield f"| `{part.folder}/{part.name}` | {rows:,} | {_about(part)} |"
    yield ""


def _about(part: ExportTable) -> str:
    match part.folder:
        case "views":
            return f"one row for each {SUBJECTS[part.name]}"
        case "registers":
            return REGISTERS[part.name]
        case _:
            return TABLES[part.name]


def _columns(counts: Mapping[ExportTable, int]) -> Iterator[str]:
    for part in counts:
        if part.folder == "views":
            yield f"### {part.name}"
            yield ""
            for name in part.columns:
                column = COLUMNS[part.name][name]
                empty = f"; empty: {column.empty}" if column.empty else ""
                yield f"* `{name}`: {column.meaning}{empty}"
            yield ""
