"""Every measurement of one run, written into docs/performance.md: `make bench`.

Run as `python -m benchmarks [--readings N]`. The questions are asked of 1/100, of 1/10 and of the
whole of N readings of posts (a million unless told); offices of such sizes are built once.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import flood, questions, rivals, start, store
from benchmarks.ask import GOAL_MS
from benchmarks.workers import kept_part

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
READINGS = 1_000_000
WRITING_GOAL, BYTES_GOAL = 0.4, 30
OVER = " (over the goal)"

HEAD = """# Performance

What Hasila takes, measured by `make bench`, which writes this page: {machine}.
Milliseconds are of CPU, medians of one run, on a machine that may have had other work to do; what
holds from machine to machine are the ratios. "Over the goal" stands where a goal is missed.
`make bench READINGS=10000000` asks the questions of ten million readings.
"""
STARTING = """
## Starting

A process of its own for each command, with an office of a year.

{table}

What limits it: the imports. SQLAlchemy alone takes a third of a question's start (it imports
asyncio), pydantic a tenth; a question imports neither the other questions nor what only charts,
files, mail or PostgreSQL need, which `tests/project/test_house.py` holds.
"""
ASKING = """
## Asking

Each question as it is asked without options, of three accounts over this year, with ten years on
file: 263,000 readings of followers and, by column, readings of posts. The goal is {goal} ms.

{table}

What limits them, and what would be needed:

- `best-days` makes the growth with its evidence of the best periods alone, and of those that are
  not known whole; of the others it takes the difference of two days' counts. It grows with days.
- `posts` compares the texts of all posts of the year, to say how many contents they are. The words
  that are compared, kept beside each text, would leave that to the database.
- `engagement` and `compare` without an age estimate for each post that was read around the
  beginning and the end of the days what it had drawn by then, which no roll-up of fixed ages tells.
- `forms`, `top --age 7` and `compare --age 7` read what each post had drawn at 7 days, which is
  kept ready (`post_at_age`), of every post of the days: 31,000 of them at ten million readings.
  Sums could be kept by month, and medians could not: a median is of the posts themselves, so every
  number is read. Ages other than 1 and 7 days look for the readings on both sides of the age, post
  by post.
- `best-times`, `topics`, `top` and sums by month add up what was told last of each post
  of the days (`post_now`). Sums by account, month, form and topic would spare them that, at a row
  more to write for each month of which a visit reads posts.
- `account-days`, `sources` and `changes` read what was told later and what was changed; no roll-up
  is made of them.
"""
COMPARING = """
## Beside others

The same answer from the same {readings} readings: by the store, by SQLite's driver with SQL written
by hand over the readings, by DuckDB with one thread over a table of its own. Every answer is
compared.

{table}

The store pays for SQLAlchemy's statements and for the marks of what is known, which is most of a
short answer; DuckDB for looking at every reading.
"""
WRITING = """
## Writing

Visits of 100 posts each, one transaction a visit, roll-ups kept in it. "Of bare" is the rate of
readings beside the driver's own `executemany` into one table with the same durability.

{table}

A post reading takes {size:.1f} bytes of SQLite's file after VACUUM (goal: {bytes_goal}).

What limits `keep()`: {keeping}
"""
FLOODING = """
## A writer beside many readers

An entry is one transaction, on the disk when it ends. It is made while nobody reads; while six
readers ask the page without end over a copy of the database, which takes the processor and no lock;
and while they ask it over the database itself. Milliseconds of the clock, all in one run, in which
{pages} pages were answered. When nothing else is asked the slowest page takes {page:.0f} ms, and
the longest of its reads of the database {read:.0f} ms.

{table}

Of a hundred entries the slowest waits for readers' locks {ratio:.2f} times what that read takes
(goal: no longer than once{missed}).

What limits it: SQLite's journal lets a writer finish when the reads that have begun are over, and
lets no new one begin meanwhile. So an entry waits for the longest of the reads that have begun,
beside whoever else needs the processor. The page reads in two threads; a read holds the database
while SQLite answers, not while Python makes something of the answer, and is ended after 3 s.
"""
KEEPING = (
    "a visit also writes its slot, the account's reading, the coverage and the roll-ups, and"
    " checks every post against what is on file. The goal is {goal:.1f} of bare{missed}."
    " Where others use the disk at the same time both wait for it, and the ratio rises: CPU tells"
    " more."
)


def rows(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, its first column to the left."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines))


def starting() -> str:
    """How long cold commands take."""
    with tempfile.TemporaryDirectory() as name:
        measured = start.measure(start.office(Path(name)))
    lines = [
        [f"`{title}`", f"{ms:.0f}{OVER if goal and ms > goal else ''}", f"{ratio:.1f}", _goal(goal)]
        for title, ms, ratio, goal in measured
    ]
    return STARTING.format(table=rows(["", "ms", "of a bare Python", "goal, ms"], lines))


def _goal(milliseconds: float | None) -> str:
    return f"{milliseconds:.0f}" if milliseconds else ""


def asking(readings: int) -> str:
    """How long questions take, and how that grows."""
    sizes = [readings // 100, readings // 10, readings]
    found = [questions.measure(size) for size in sizes]
    lines = [[f"`{title}`", *(_marked(taken[title]) for taken in found)] for title in found[0]]
    head = ["", *(f"{size:,}" for size in sizes)]
    return ASKING.format(table=rows(head, lines), goal=GOAL_MS)


def _marked(milliseconds: float) -> str:
    return f"{milliseconds:.1f}{OVER if milliseconds > GOAL_MS else ''}"


def comparing(readings: int) -> str:
    """How long others take for the same."""
    found = rivals.measure(readings)
    names = list(dict.fromkeys(name for taken in found.values() for name in taken))
    lines = [
        [
            title,
            *(f"{taken[name]:.1f}" for name in names),
            f"{taken['Hasila'] / taken['SQLite']:.1f}",
        ]
        for title, taken in found.items()
    ]
    head = ["", *(f"{name}, ms" for name in names), "of bare SQLite"]
    return COMPARING.format(table=rows(head, lines), readings=f"{readings:,}")


def flooding() -> str:
    """How long an entry waits beside many readers."""
    with tempfile.TemporaryDirectory() as folder:
        found = flood.measure(Path(folder))
    runs = (
        ("nobody reads", found.quiet),
        ("a flood over a copy", found.beside),
        ("a flood over the database", found.flooded),
    )
    lines = [
        [title, *(f"{each:.0f}" for each in (waits.median, waits.p99, waits.longest))]
        for title, waits in runs
    ]
    return FLOODING.format(
        table=rows(["", "median, ms", "99 of 100, ms", "longest, ms"], lines),
        pages=found.pages,
        page=found.page_ms,
        read=found.read_ms,
        ratio=found.ratio,
        missed=OVER if found.ratio > 1 else "",
    )


def writing() -> str:
    """How fast readings are kept."""
    measured = store.measure()
    bare = next(line.taken for line in measured if line.title == store.BARE)
    kept = next(line.taken.wall for line in measured if line.title == store.KEPT)
    lines = [
        [
            title,
            f"{store.LOOKS / taken.wall:,.0f}",
            f"{bare.wall / taken.wall:.2f}",
            f"{taken.cpu * 1000 / store.VISITS:.2f}",
        ]
        for title, taken in measured
    ]
    missed = "" if bare.wall / kept >= WRITING_GOAL else ", which is missed"
    return WRITING.format(
        table=rows(["", "readings a second", "of bare", "CPU, ms a visit"], lines),
        size=store.bytes_a_reading(),
        bytes_goal=BYTES_GOAL,
        keeping=KEEPING.format(goal=WRITING_GOAL, missed=missed),
    )


def parts(readings: int) -> Iterator[str]:
    """The page, part by part."""
    machine = (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {os.cpu_count()} processors"
    )
    yield HEAD.format(machine=machine)
    yield starting()
    yield writing()
    yield flooding()
    yield asking(readings)
    yield comparing(readings)


def main() -> None:
    """Measure, print each part as it is known, then write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readings", type=int, default=READINGS, help="how many looks at posts")
    page = []
    for part in parts(options.parse_args().readings):
        print(part, flush=True)
        page.append(part)
    page.append(kept_part(PAGE.read_text(encoding="utf-8")))
    PAGE.write_text("".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
