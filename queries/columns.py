"""Columns that several questions have, and the values under them."""

from __future__ import annotations

from collections.abc import Iterable

from documents.model import Column, Row, ValueKind
from metrics.model import Account
from metrics.periods import Period
from metrics.posts import Tally
from words import Language
from words.names import shared_count_name


def whose_columns(language: Language) -> tuple[Column, ...]:
    """Of which account a row is."""
    return (
        Column("account", language.say("account")),
        Column("platform", language.say("network"), is_detail=True),
    )


def when_columns(language: Language, *, is_cut: bool) -> tuple[Column, ...]:
    """Of which days a row is; a detail where all rows are of the same."""
    return (
        Column("since", language.say("from"), ValueKind.DAY, is_detail=not is_cut),
        Column("until", language.say("until (excluded)"), ValueKind.DAY, is_detail=True),
    )


def whose_cells(account: Account) -> Row:
    """The values under `whose_columns`."""
    return {"account": account.name, "platform": account.platform}


def when(period: Period) -> Row:
    """The values under `when_columns`."""
    return {"since": period.since, "until": period.until}


def tally_columns(
    metric: str, language: Language, platforms: Iterable[str] = (), *, is_detail: bool = False
) -> tuple[Column, ...]:
    """A sum over posts, and how many of them told the count, in the words of their platforms."""
    name = shared_count_name(metric, language, platforms)
    told = language.say("posts that told: {count}", count=name)
    return (
        Column(metric, name, ValueKind.COUNT, is_detail=is_detail),
        Column(f"{metric}_of", told, ValueKind.COUNT, is_detail=True),
    )


def tally(metric: str, found: Tally | None) -> Row:
    """The values under `tally_columns`; without a tally nothing is known."""
    if found is None:
        return {metric: None, f"{metric}_of": None}
    return {metric: found.total, f"{metric}_of": found.counted}
