"""The README of an export: what each file holds, for whoever opens it in twenty years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics.activity import KINDS
from queries.exporting import Part
from storage.glossary import COLUMNS, SUBJECTS, TABLES

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
changes are its own. Posts and their counts came from the platforms, on their terms: those of X ask
for all of it to be deleted when the agreement ends, and for posts that were deleted there to be
deleted here; those of Meta are stricter than they were. Whoever receives this folder is bound by
them as well. Read `docs/platform-terms.md` with the legal service before it is passed on. After
`forget --platform`, delete this folder, too, or the platform's part of it.

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


def readme(institution: str, zone: str, told_at: str, counts: Mapping[Part, int]) -> str:
    """The text, in Markdown; `counts` are the rows of each part that was written."""
    lines = [
        f"# {institution}: everything on file",
        "",
        f"Written by Hasila (حصيلة) at {told_at}.",
        "",
        HOW_TO_READ.format(zone=zone),
        "## The files",
        "",
        *_files(counts),
        AGAIN,
        WHOSE,
        "## The columns of the views",
        "",
        *_columns(counts),
        "## Kinds of activity",
        "",
        f"Built in: {', '.join(f'`{kind}`' for kind in KINDS)}. The settings may declare others.",
    ]
    return "\n".join(lines) + "\n"


def _files(counts: Mapping[Part, int]) -> Iterator[str]:
    yield "| file | rows | what it holds |"
    yield "|---|---|---|"
    for part, rows in counts.items():
        yield f"| `{part.folder}/{part.name}` | {rows:,} | {_about(part)} |"
    yield ""


def _about(part: Part) -> str:
    match part.folder:
        case "views":
            return f"one row for each {SUBJECTS[part.name]}"
        case "registers":
            return REGISTERS[part.name]
        case _:
            return TABLES[part.name]


def _columns(counts: Mapping[Part, int]) -> Iterator[str]:
    for part in counts:
        if part.folder == "views":
            yield f"### {part.name}"
            yield ""
            for name in part.columns:
                column = COLUMNS[part.name][name]
                empty = f"; empty: {column.empty}" if column.empty else ""
                yield f"* `{name}`: {column.meaning}{empty}"
            yield ""
