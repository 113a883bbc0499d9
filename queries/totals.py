"""All accounts together, period by period: the sums below `followers` and `growth`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from documents.model import Cell, Column, Content, Row
from metrics.growth import in_total, known_total
from metrics.model import Account
from metrics.periods import Period
from metrics.quantity import Quantity
from queries.request import Asked
from words import Language

T = TypeVar("T")
FEWEST = 2
"""Of fewer accounts there is no total."""


def members_by_period(
    entries: Iterable[tuple[Account, Period, T]],
) -> Iterator[tuple[Period, list[T]]]:
    """The entries of the accounts that a total holds, period by period, of two accounts or more."""
    members = list(entries)
    names = {account.name for account in in_total(account for account, _, _ in members)}
    periods: dict[Period, list[T]] = {}
    for account, period, entry in members:
        if account.name in names:
            periods.setdefault(period, []).append(entry)
    return ((period, group) for period, group in periods.items() if len(group) >= FEWEST)


def total_cell(counts: Mapping[str, Quantity | None], asked: Asked) -> Cell | None:
    """The sum of the counts that are known, and whose are not; None of fewer than two."""
    known = known_total(counts)
    if len(known.accounts) < FEWEST:
        return None
    return Cell(known.value, note=without(known.left_out, asked))


def total_row(
    columns: Iterable[Column], period: Period, language: Language, **told: Content
) -> Row:
    """The row of a total: what is told of it under its keys, and nothing under the others."""
    nothing = Cell(None, words="")
    return {
        **{column.key: nothing for column in columns},
        "account": Cell(None, words=language.say("together")),
        "since": period.since,
        "until": period.until,
        **told,
    }


def without(names: Sequence[str], asked: Asked) -> str | None:
    """Which accounts are not in a total; None where none is left out."""
    if not names:
        return None
    language = asked.language
    listed = language.listed([asked.called(name) for name in names])
    return language.say("without {accounts}", accounts=listed)


def notes_on_events(accounts: Iterable[Account], asked: Asked) -> Iterator[str]:
    """Which accounts are in no total, for they were opened for an event."""
    language = asked.language
    names = [asked.called(account.name) for account in accounts if account.event]
    if names:
        yield language.say(
            "Opened for an event, and in no total: {accounts}", accounts=language.listed(names)
        )
