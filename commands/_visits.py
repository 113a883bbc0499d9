"""How visits are shown: a bar while they last, then a table or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from metrics.texts.phrases import LostScope, Phrase
from storage.changes import Change
from watch.history import HistoryRound
from watch.visits import Round
from words import Language
from words.bidi import isolated
from words.notices import not_known, shown_otherwise
from words.telling import tell

OUTCOMES: Mapping[Outcome, Callable[[Language], str]] = {
    Outcome.OK: lambda language: language.say("ok"),
    Outcome.PARTIAL: lambda language: language.say("partial"),
    Outcome.FAILED: lambda language: language.say("failed"),
}
"""How a visit went, in words."""
COLOURS = {Outcome.OK: "green", Outcome.PARTIAL: "yellow", Outcome.FAILED: "red"}


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A bar on stderr, shown on a terminal only."""

    progress: Progress
    task: TaskID
    language: Language

    def begin(self, name: str) -> None:
        """A step begins; the one before it has ended."""
        ended = 1 if self.progress.tasks[self.task].description else 0
        self.progress.update(self.task, description=escape(name), advance=ended, detail="")

    def tell(self, posts: int) -> None:
        """How many posts the step has read so far."""
        detail = self.language.count("{n} post", "{n} posts", posts) if posts else ""
        self.progress.update(self.task, detail=detail)


@contextmanager
def progress(steps: int | None, language: Language) -> Iterator[ProgressBar]:
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
        yield ProgressBar(shown, shown.add_task("", total=steps, detail=""), language)


def print_table(
    rounds: Sequence[Round], language: Language, zone: ZoneInfo, office: Language
) -> None:
    """One row an account, under it a line for all that was not read, and for what it is called now.

    The latter is the office's to judge: it is said in the `office`'s language and clock.
    """
    say = language.say
    table = whole_table(say("account"), say("outcome"))
    for heading in (say("followers"), say("posts read"), say("new"), say("requests"), say("USD")):
        table.add_column(heading, justify="right", overflow="fold")
    for entry in rounds:
        table.add_row(*_cells(entry, language))
    console = whole_console()
    console.print(table)
    for entry in rounds:
        for change in entry.kept.changes:
            line = f"{entry.account.name}: {_in_words(change, office, zone)}"
            console.print(f"[cyan]{escape(line)}[/cyan]", soft_wrap=True)
        for failure in entry.visit.failures:
            line = tell(_not_read(entry.account.name, failure), language)
            console.print(f"[yellow]{escape(line)}[/yellow]", soft_wrap=True)


def _in_words(change: Change, language: Language, zone: ZoneInfo) -> str:
    before, after = (
        isolated(" ".join(readable(words).split())) if words else not_known(language)
        for words in (change.before, change.after)
    )
    moment = language.moment(change.at, zone)
    return shown_otherwise(change.what, before, after, moment, language)


def _not_read(account: str, lost: Failure) -> Phrase:
    return Phrase(
        "{account}: {scope} not read ({reason}): {detail}",
        account=account,
        scope=LostScope(lost.scope),
        reason=lost.reason,
        detail=lost.detail,
    )


def _past_not_read(account: str, lost: Failure) -> Phrase:
    return Phrase(
        "{account}: {scope} of past days not read ({reason}): {detail}",
        account=account,
        scope=LostScope(lost.scope),
        reason=lost.reason,
        detail=lost.detail,
    )


def _cells(entry: Round, language: Language) -> tuple[str, ...]:
    visit = entry.visit
    followers = visit.snapshot.followers if visit.snapshot else None
    colour = COLOURS[visit.outcome]
    return (
        escape(entry.account.name),
        f"[{colour}]{OUTCOMES[visit.outcome](language)}[/{colour}]",
        not_known(language) if followers is None else language.number(followers),
        str(entry.kept.posts_read),
        str(entry.kept.posts_new),
        str(visit.requests),
        f"{visit.cost_usd:.3f}",
    )


def print_history(rounds: Sequence[HistoryRound], language: Language) -> None:
    """One row an account, under it a line for all that was not told."""
    say = language.say
    table = whole_table(say("account"), say("asked since"), say("last day told"))
    for heading in (say("days"), say("counts"), say("new"), say("requests")):
        table.add_column(heading, justify="right", overflow="fold")
    for entry in rounds:
        days = {account_day.day for account_day in entry.read.days}
        numbers = (len(days), len(entry.read.days), entry.new, entry.read.requests)
        last = max(days).isoformat() if days else say("none")
        table.add_row(
            escape(entry.account.name),
            entry.since.isoformat(),
            last,
            *map(language.number, numbers),
        )
    console = whole_console()
    console.print(table)
    for entry in rounds:
        for failure in entry.read.failures:
            line = tell(_past_not_read(entry.account.name, failure), language)
            console.print(f"[yellow]{escape(line)}[/yellow]", soft_wrap=True)


def print_history_json(rounds: Sequence[HistoryRound]) -> None:
    """The questions for the past as one JSON array."""
    entries = [
        {
            "account": entry.account.name,
            "platform": entry.account.platform,
            "at": entry.read.at.isoformat(),
            "since": entry.since.isoformat(),
            "days": len({account_day.day for account_day in entry.read.days}),
            "counts": len(entry.read.days),
            "new": entry.new,
            "requests": entry.read.requests,
            "failures": _failures(entry.read.failures),
        }
        for entry in rounds
    ]
    click.echo(json.dumps(entries, ensure_ascii=False, indent=1))


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
