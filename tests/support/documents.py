"""The parts of docs/ that the program writes: `make docs` renews them, a test finds stale ones.

A part stands between `<!-- NAME: written by make docs -->` and `<!-- end of NAME -->`; whatever
stands around it is written by hand.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from commands import cli
from storage import Store
from storage.data_dictionary import COLUMNS, SUBJECTS, TABLES, ViewColumn
from storage.schema import metadata
from tests.support.dangers import KINDS, proofs, table, tally
from tests.support.storage_visits import CASABLANCA
from tests.support.supply_chain import licence_table

DOCS = Path(__file__).parents[2] / "docs"
PART = re.compile(
    r"(?P<begin><!-- (?P<name>[a-z]+): written by make docs -->\n)(?P<body>.*?)"
    r"(?P<end><!-- end of (?P=name) -->)",
    re.DOTALL,
)
WIDTH = 90


def renewed(text: str) -> str:
    """A document with each of its written parts as the program would write it now."""
    return PART.sub(lambda part: f"{part['begin']}\n{WRITTEN[part['name']]()}\n{part['end']}", text)


def commands() -> str:
    """Every command with the help that it prints, subcommands after their group."""
    context = click.Context(cli, info_name="run_monitor.py", **cli.context_settings)
    return "\n".join([*_help("## Every command", cli, context), *_below(cli, context)])


def _below(group: click.Group, parent: click.Context) -> Iterator[str]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent)
        title = context.command_path.removeprefix("run_monitor.py ")
        yield from _help(f"{'#' * (title.count(' ') + 2)} {title}", command, context)
        if isinstance(command, click.Group):
            yield from _below(command, context)


def _help(title: str, command: click.Command, context: click.Context) -> Iterator[str]:
    context.terminal_width = WIDTH
    yield f"{title}\n\n```text\n{command.get_help(context)}\n```\n"


def questions() -> str:
    """A table of the questions: name, what each asks, which options it heeds."""
    from queries.questions import QUESTIONS
    from words import language

    english = language("en")
    rows = (
        (
            f"`{one.name}`",
            one.title(english),
            " ".join(f"`--{option}`" for option in sorted(one.options - {"post"})) or "–",
        )
        for one in QUESTIONS.values()
    )
    return "\n".join(_table(("question", "asks", "heeds, beside days and accounts"), rows))


def views() -> str:
    """Each view: what a row of it is, and its columns with their meaning."""
    return "\n".join(line for name, found in view_columns().items() for line in _view(name, found))


def _view(name: str, found: tuple[str, ...]) -> Iterator[str]:
    yield f"### {name}\n\nOne row for each {SUBJECTS[name]}.\n"
    told: Mapping[str, ViewColumn] = COLUMNS[name]
    rows = ((f"`{each}`", told[each].meaning, told[each].empty or "never") for each in found)
    yield from _table(("column", "meaning", "empty"), rows)
    yield ""


def view_columns() -> dict[str, tuple[str, ...]]:
    """The views of a new database and their columns, as SQLite tells them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        Store.open(f"sqlite:///{path}", zone=CASABLANCA).close()
        with closing(sqlite3.connect(path)) as connection:
            names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")
            return {
                name: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))
                for (name,) in names.fetchall()
            }


def tables() -> str:
    """Each table: what it keeps, and the columns of which something is to be said."""
    rows = (
        (
            f"`{table.name}`",
            TABLES[table.name],
            "; ".join(f"`{one.name}`: {one.doc}" for one in table.columns if one.doc) or "–",
        )
        for table in sorted(metadata.tables.values(), key=lambda one: one.name)
    )
    return "\n".join(_table(("table", "keeps", "columns"), rows))


def faults() -> str:
    """The faults that a test provokes: what happens, what comes of it, which test."""
    return _proven("fault", ("no.", "fault", "what comes of it", "proven by"))


def threats() -> str:
    """The threats that a test tries: what they are, what stands against them, which test."""
    return _proven("threat", ("no.", "threat", "what stands against it", "proven by"))


def _proven(kind: str, headings: tuple[str, ...]) -> str:
    return "\n".join(_table(headings, table(kind)))


def _table(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


WRITTEN: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "faults": faults,
    "licences": licence_table,
    "questions": questions,
    "tables": tables,
    "threats": threats,
    "views": views,
}


def main() -> None:
    """Renew every document that has a written part, and tell what no test proves."""
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        now = renewed(text)
        if now != text:
            path.write_text(now, encoding="utf-8")
            print(f"renewed docs/{path.name}")  # noqa: T201  # what it was asked to do
    for kind in KINDS:
        print(tally(kind, list(proofs(kind))))  # noqa: T201  # as above


if __name__ == "__main__":
    main()
