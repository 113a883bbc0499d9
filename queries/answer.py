"""An answer: a table with a caption, and notes that say what is not known and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metrics.model import Account
from metrics.periods import Period
from queries.posts import Tally
from queries.workbook import Kind, Value
from words import Language, count_name

__all__ = ["Answer", "Column", "Kind", "Row", "Value"]

Row = Mapping[str, Value]
"""Values by the keys of the columns. None is not known, never 0; instants are aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key by which scripts know it, the heading that people read, and its kind."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    is_detail: bool = False
    """Whether it is left out where there is little room, as in a terminal."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with; whoever shows it decides in which form."""

    question: str
    """The question's name."""
    caption: str
    """A line that says what the table holds, in the reader's language."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences in the reader's language: what is not known and why, what cannot be compared."""


def whose_columns(language: Language) -> tuple[Column, ...]:
    """Of which account a row is."""
    return (
        Column("account", language.say("account")),
        Column("platform", language.say("network"), is_detail=True),
    )


def when_columns(language: Language, *, is_cut: bool) -> tuple[Column, ...]:
    """Of which days a row is; a detail where all rows are of the same."""
    return (
        Column("since", language.say("from"), Kind.DAY, is_detail=not is_cut),
        Column("until", language.say("until (excluded)"), Kind.DAY, is_detail=True),
    )


def whose(account: Account) -> Row:
    """The values under `whose_columns`."""
    return {"account": account.name, "platform": account.platform}


def when(period: Period) -> Row:
    """The values under `when_columns`."""
    return {"since": period.since, "until": period.until}


def tally_columns(
    metric: str, language: Language, *, is_detail: bool = False
) -> tuple[Column, ...]:
    """A sum over posts, and how many of them told the count."""
    name = count_name(metric, language)
    told = language.say("posts that told: {count}", count=name)
    return (
        Column(metric, name, Kind.NUMBER, is_detail=is_detail),
        Column(f"{metric}_of", told, Kind.NUMBER, is_detail=True),
    )


def tally(metric: str, found: Tally | None) -> Row:
    """The values under `tally_columns`; without a tally nothing is known."""
    if found is None:
        return {metric: None, f"{metric}_of": None}
    return {metric: found.total, f"{metric}_of": found.counted}
