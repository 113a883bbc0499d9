"""How visits are shown: a bar while they last, then a table or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from documents.text import whole_console, whole_table
from documents.wording import readable
from metrics.model import Failure, Outcome
from storage.changes import Change
from watch.history import HistoryRound
from watch.visits import Round
from words import Language
from words.bidi import isolated
from words.notices import not_known, shown_otherwise

COLOURS = {Outcome.OK: "green", Outcome.PARTIAL: "yellow", Outcome.FAILED: "red"}


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A bar on stderr, shown on a terminal only."""

    progress: Progress
    task: TaskID

    def begin(self, name: str) -> None:
        """A step begins; the one before it has ended."""
        ended = 1 if self.progress.tasks[self.task].description else 0
        self.progress.update(self.task, description=escape(name), advance=ended, detail="")

    def tell(self, posts: int) -> None:
        """How many posts the step has read so far."""
        self.progress.update(self.task, detail=f"{posts:,} posts" if posts else "")


@contextmanager
def progress(steps: int | None) -> Iterator[ProgressBar]:
    """A bar for so many steps; None is a number that nobody knows yet."""
    console = Console(stderr=True)
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[detail]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with shown:
        yield ProgressBar(shown, shown.add_task("", total=steps, detail=""))


def print_table(rounds: Sequence[Round], language: Language, zone: ZoneInfo) -> None:
    """One row an account, under it a line for all that was not read, and for what it is called now.

    The latter is the office's to judge: it is said in the office's language and clock.
    """
    table = whole_table("account", "outcome")
    for heading in ("followers", "posts read", "new", "requests", "USD"):
        table.add_column(heading, justify="right", overflow="fold")
    for entry in rounds:
        table.add_row(*_cells(entry))
    console = whole_console()
    console.print(table)
    for entry in rounds:
        for change in entry.kept.changes:
            line = f"{entry.account.name}: {_in_words(change, language, zone)}"
            console.print(f"[cyan]{escape(line)}[/cyan]", soft_wrap=True)
        for failure in entry.visit.failures:
            line = f"{entry.account.name}: {failure.scope} not read ({failure.reason}): "
            console.print(f"[yellow]{escape(line + failure.detail)}[/yellow]", soft_wrap=True)


def _in_words(change: Change, language: Language, zone: ZoneInfo) -> str:
    before, after = (
        isolated(" ".join(readable(words).split())) if words else not_known(language)
        for words in (change.before, change.after)
    )
    moment = language.moment(change.at, zone)
    return shown_otherwise(change.what, before, after, moment, language)


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


def print_history(rounds: Sequence[HistoryRound]) -> None:
    """One row an account, under it a line for all that was not told."""
    table = whole_table("account", "asked since", "last day told")
    for heading in ("days", "counts", "new", "requests"):
        table.add_column(heading, justify="right", overflow="fold")
    for entry in rounds:
        days = {told.day for told in entry.read.days}
        numbers = (len(days), len(entry.read.days), entry.new, entry.read.requests)
        last = max(days).isoformat() if days else "none"
        table.add_row(
            escape(entry.account.name), entry.since.isoformat(), last, *map("{:,}".format, numbers)
        )
    console = whole_console()
    console.print(table)
    for entry in rounds:
        for failure in entry.read.failures:
            line = f"{entry.account.name}: past {failure.scope} not read ({failure.reason}): "
            console.print(f"[yellow]{escape(line + failure.detail)}[/yellow]", soft_wrap=True)


def print_history_json(rounds: Sequence[HistoryRound]) -> None:
    """The questions for the past as one JSON array."""
    told = [
        {
            "account": entry.account.name,
            "platform": entry.account.platform,
            "at": entry.read.at.isoformat(),
            "since": entry.since.isoformat(),
            "days": len({told.day for told in entry.read.days}),
            "counts": len(entry.read.days),
            "new": entry.new,
            "requests": entry.read.requests,
            "failures": _failures(entry.read.failures),
        }
        for entry in rounds
    ]
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _failures(failures: Sequence[Failure]) -> list[dict[str, str]]:
    return [
        {"scope": failure.scope, "reason": failure.reason, "detail": failure.detail}
        for failure in failures
    ]


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
        "failures": _failures(visit.failures),
    }
