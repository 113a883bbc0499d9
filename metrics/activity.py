"""Activities: what the communication services did in a period, counted by kind and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from metrics.periods import Period
from metrics.quantity import Number, Quantity, total
from metrics.texts.wordings import Wording


class Covering(Protocol):
    """A count of something that the office did in a period."""

    @property
    def period(self) -> Period:
        """When it was done."""

    @property
    def kind(self) -> str:
        """What was done."""

    @property
    def covers(self) -> str | None:
        """What the count takes in, as far as anybody wrote it down."""


@dataclass(frozen=True, slots=True)
class CoverageBreak:
    """Between two counts of a kind: what they take in is not the same, as far as is known."""

    kind: str
    on: date
    """The first day of the later one's period."""
    before: str | None
    after: str | None


def coverage_break(before: Covering, after: Covering) -> CoverageBreak | None:
    """The mark that a comparison of two counts of one kind carries; None where they are alike.

    Raises:
        ValueError: they are counts of different kinds, which nothing makes comparable.
    """
    if before.kind != after.kind:
        raise ValueError(f"{before.kind} and {after.kind} are not the same thing")
    if _words(before.covers) == _words(after.covers):
        return None
    return CoverageBreak(after.kind, after.period.since, before.covers, after.covers)


def total_breaks(
    before: Sequence[Covering], after: Sequence[Covering]
) -> tuple[CoverageBreak, ...]:
    """The marks that a comparison of two periods' totals carries.

    A kind that only one of the two counts is a break as well: its count stands in another kind
    of the other total, or nowhere.
    """
    earlier, later = ({count.kind: count for count in counts} for counts in (before, after))
    on = min((covering.period.since for covering in after), default=None)
    breaks = []
    for kind in dict.fromkeys([*earlier, *later]):
        one, other = earlier.get(kind), later.get(kind)
        if one and other:
            breaks.append(coverage_break(one, other))
        elif on is not None:
            words = (one.covers if one else None), (other.covers if other else None)
            breaks.append(CoverageBreak(kind, on, *words))
    return tuple(each for each in breaks if each is not None)


def _words(note: str | None) -> str | None:
    return " ".join(note.casefold().split()) or None if note else None


PRINTED_TOTAL = "printed_total"
"""The kind of a total that somebody printed: never counted, only compared with."""


class Stand(StrEnum):
    """How an activity stands to the total of its period."""

    YES = "yes"
    NO = "no"
    CHECK = "check"
    """It is itself a printed total, to compare ours with."""


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity, built in or declared in the settings."""

    key: str
    in_total: bool
    """Whether it counts in the total, where a row does not say otherwise."""
    names: Mapping[str, str] = field(default_factory=dict)
    """By language; empty of a built-in kind, which words/ names."""
    plurals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language and CLDR's plural category (one, two, few, many, other): the noun alone."""


@dataclass(frozen=True, slots=True)
class Activity:
    """How many activities of a kind a period saw."""

    period: Period
    kind: str
    count: Quantity
    in_total: Stand
    source: str
    note: str | None = None
    coverage: str | None = None
    """What the count covers, in a few words ("x+facebook"); None: the note may tell."""
    wordings: tuple[Wording, ...] = ()
    """As entered: what is on file stands by itself."""

    @property
    def covers(self) -> str | None:
        """What the count covers, as far as anybody wrote it down."""
        return self.coverage or self.note


KINDS: Mapping[str, ActivityKind] = {
    key: ActivityKind(key, in_total)
    for in_total, keys in {
        True: ("communique", "press_news", "truth_statement", "reportage", "social_post"),
        False: (
            "media_request",
            "media_request_met",
            "media_request_withheld",
            "violent_content",
            "open_days_visitors",
            "schools",
            "pupils",
            "meetings",
            "associations",
            "unions",
        ),
    }.items()
    for key in keys
}
"""The built-in kinds. Settings may name one of them anew, or add others."""


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What one kind comes to in a period."""

    kind: str
    count: Quantity
    rows: tuple[Activity, ...]
    is_whole: bool
    """Whether the rows cover every day of the period; if not, the count is of a part of it."""


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A total that somebody printed, beside the one that the kinds make up."""

    printed: Quantity
    counted: Quantity | None
    difference: Number | None
    """Counted less printed; None where no kind was counted."""
    agrees: bool
    """Whether one number could be both: their intervals meet."""


def activities_total(rows: Iterable[Activity]) -> Quantity | None:
    """The sum of the rows that count in the total; None where there is none.

    The rows are those of one period, as `of_period` chooses them. The precision is carried on:
    with one "more than" among them the total is "at least".

    Source: the yearly balances of the first user, which sum communiques, news, statements of
    truth, reportages and contents of social media.
    """
    counts = [row.count for row in rows if row.in_total is Stand.YES]
    return total(counts) if counts else None


def compare_printed(rows: Sequence[Activity]) -> PrintedTotal | None:
    """The printed total among the rows of a period beside the counted one; None without one."""
    printed = next((row.count for row in rows if row.in_total is Stand.CHECK), None)
    if printed is None:
        return None
    counted = activities_total(rows)
    if counted is None:
        return PrintedTotal(printed, None, None, agrees=False)
    return PrintedTotal(printed, counted, counted.value - printed.value, _meet(counted, printed))


def of_period(rows: Iterable[Activity], period: Period) -> tuple[Activity, ...]:
    """The rows that tell of a period, no day of a kind counted twice.

    The row of the period itself comes first; where a kind has none, its rows of shorter periods
    that lie wholly inside, the longest first.
    """
    inside = [(row, place) for place, row in enumerate(rows) if _lies_in(row.period, period)]
    chosen: dict[str, list[tuple[Activity, int]]] = {}
    for row, place in sorted(inside, key=lambda pair: _longest_first(pair[0])):
        kept = chosen.setdefault(row.kind, [])
        if not any(_overlap(row.period, other.period) for other, _ in kept):
            kept.append((row, place))
    kept_rows = [pair for kept in chosen.values() for pair in kept]
    return tuple(row for row, _ in sorted(kept_rows, key=lambda pair: pair[1]))


def by_kind(rows: Iterable[Activity], period: Period) -> tuple[KindTotal, ...]:
    """What each kind comes to in a period, in the order of the rows; printed totals left out."""
    groups: dict[str, list[Activity]] = {}
    for row in of_period(rows, period):
        if row.in_total is not Stand.CHECK:
            groups.setdefault(row.kind, []).append(row)
    return tuple(_kind_total(kind, rows, period) for kind, rows in groups.items())


def are_comparable(activity: Activity, other: Activity) -> bool:
    """Whether two counts of a kind cover the same, as far as anybody wrote down what they cover.

    Where they do not, a comparison carries a mark: 626 posts on two networks and 538 on all of
    them are no fall.
    """
    return activity.kind == other.kind and coverage_break(activity, other) is None


def _kind_total(kind: str, rows: Sequence[Activity], period: Period) -> KindTotal:
    days = sum((row.period.until - row.period.since).days for row in rows)
    is_whole = days == (period.until - period.since).days
    return KindTotal(kind, total([row.count for row in rows]), tuple(rows), is_whole)


def _lies_in(part: Period, whole: Period) -> bool:
    return whole.since <= part.since and part.until <= whole.until


def _overlap(period: Period, other: Period) -> bool:
    return period.since < other.until and other.since < period.until


def _longest_first(row: Activity) -> tuple[int, Period]:
    return (row.period.since - row.period.until).days, row.period


def _meet(quantity: Quantity, other: Quantity) -> bool:
    lows = [bound for bound in (quantity.low, other.low) if bound is not None]
    highs = [bound for bound in (quantity.high, other.high) if bound is not None]
    return not lows or not highs or max(lows) <= min(highs)
