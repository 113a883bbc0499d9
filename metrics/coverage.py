"""What a count of the office's own takes in: it changes from year to year, and a count with it.

626 posts of one year count two accounts, 538 of the next count all: the difference is no fall.
Only what was written beside the counts tells, so counts are alike where that is: the same words,
or none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from metrics.periods import Period


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
    earlier, later = ({one.kind: one for one in counts} for counts in (before, after))
    on = min((one.period.since for one in after), default=None)
    found = []
    for kind in dict.fromkeys([*earlier, *later]):
        one, other = earlier.get(kind), later.get(kind)
        if one and other:
            found.append(coverage_break(one, other))
        elif on is not None:
            words = (one.covers if one else None), (other.covers if other else None)
            found.append(CoverageBreak(kind, on, *words))
    return tuple(each for each in found if each is not None)


def _words(note: str | None) -> str | None:
    return " ".join(note.casefold().split()) or None if note else None
