"""How visits are shown: a bar while they last, then a table or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from metrics.snapshot import Outcome
from watch.rounds import Round

COLOURS = {Outcome.OK: "green", Outcome.PARTIAL: "yellow", Outcome.FAILED: "red"}


@contextmanager
def progress(steps: int | None) -> Iterator[Callable[[str], None]]:
    """A bar on stderr (on a terminal only); call it with each step's name as the step begins.

    None steps is a number that nobody knows yet.
    """
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=steps)
        begun = False

        def show(name: str) -> None:
            nonlocal begun
            bar.update(task, description=escape(name), advance=1 if begun else 0)
            begun = True

        yield show


def print_table(rounds: Sequence[Round]) -> None:
    """One row an account, and under it a line for everything that was not read."""
    table = Table("account", "outcome", box=None, pad_edge=False)
    for heading in ("followers", "posts read", "new", "requests", "USD"):
        table.add_column(heading, justify="right")
    for entry in rounds:
        table.add_row(*_cells(entry))
    console = Console()
    console.print(table)
    for entry in rounds:
        for change in entry.kept.changes:
            console.print(f"[cyan]{escape(entry.account.name)}: {escape(str(change))}[/cyan]")
        for failure in entry.visit.failures:
            line = f"{entry.account.name}: {failure.scope} not read ({failure.reason}): "
            console.print(f"[yellow]{escape(line + failure.detail)}[/yellow]", soft_wrap=True)


def _cells(entry: Round) -> tuple[str, ...]:
    visit = entry.visit
    followers = visit.snapshot.followers if visit.snapshot else None
    colour = COLOURS[visit.outcome]
    return (
        escape(entry.account.name),
        f"[{colour}]{visit.outcome}[/{colour}]",
        "not known" if followers is None else f"{followers:,}",
        str(entry.kept.posts_read),
        str(entry.kept.posts_new),
        str(visit.requests),
        f"{visit.cost_usd:.3f}",
    )


def print_json(rounds: Sequence[Round]) -> None:
    """The visits as one JSON array."""
    click.echo(json.dumps([_fields(entry) for entry in rounds], ensure_ascii=False, indent=1))


def _fields(entry: Round) -> dict[str, object]:
    visit = entry.visit
    return {
        "account": entry.account.name,
        "platform": entry.account.platform,
        "at": visit.at.isoformat(),
        "outcome": visit.outcome,
        "followers": visit.snapshot.followers if visit.snapshot else None,
        "posts_read": entry.kept.posts_read,
        "posts_new": entry.kept.posts_new,
        "requests": visit.requests,
        "cost_usd": float(visit.cost_usd),
        "failures": [
            {"scope": failure.scope, "reason": failure.reason, "detail": failure.detail}
            for failure in visit.failures
        ],
    }
