"""How much of a period's posts is known: all of them, some, or nothing.

A count of posts, and every sum over posts, is exact where the period is covered, a lower bound
where it is covered in part, and not known where no look has found what was published in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from metrics.model import BEGINNING, Discovery
from metrics.quantity import Evidence, Quantity, at_least, measured

A_LOOK = timedelta(hours=36)
"""How long after the last look nobody misses another one: a night, and a day of quiet posts."""


class Cover(StrEnum):
    """How much of a period is covered."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PostCoverage:
    """The stretches of time of which every own post of an account is on file.

    Oldest first; they neither overlap nor touch. None at all: nothing is known of its posts.
    """

    stretches: tuple[Discovery, ...] = ()

    @property
    def since(self) -> datetime | None:
        """From when on anything is known; `BEGINNING` where the platform has shown all."""
        return self.stretches[0].since if self.stretches else None

    @property
    def until(self) -> datetime | None:
        """Until when anything is known, itself excluded."""
        return self.stretches[-1].until if self.stretches else None

    def within(self, since: datetime, until: datetime) -> tuple[Discovery, ...]:
        """The stretches of [since, until) that are covered, oldest first."""
        cut = (
            Discovery(max(stretch.since, since), min(stretch.until, until))
            for stretch in self.stretches
        )
        return tuple(stretch for stretch in cut if stretch.since < stretch.until)

    def holes(self, since: datetime, until: datetime, now: datetime) -> tuple[Discovery, ...]:
        """The stretches of [since, until) that are not covered, oldest first.

        The future is none, nor is what came after a last look that is not long ago: nobody
        expects it to be known yet.
        """
        end = min(until, now)
        bounds = [since]
        for stretch in self.within(since, end):
            bounds += [stretch.since, stretch.until]
        bounds.append(end)
        pairs = [Discovery(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if a < b]
        if pairs and pairs[-1].until == now and now - pairs[-1].since <= A_LOOK and self.stretches:
            pairs.pop()
        return tuple(pairs)

    def of(self, since: datetime, until: datetime, now: datetime) -> Cover:
        """How much of what [since, until) has come to is covered.

        A period that has not begun is covered in no part.
        """
        if not self.within(since, min(until, now)):
            return Cover.NONE
        return Cover.PART if self.holes(since, until, now) else Cover.WHOLE

    def known_since(self, since: datetime, until: datetime, now: datetime) -> datetime | None:
        """From when on a period covered in part is known to its end, as far as it has come.

        None where it is whole, where nothing of it is known, or where its end is a hole.
        """
        holes = self.holes(since, until, now)
        known = self.within(since, min(until, now))
        if not holes or not known or known[-1].since < holes[-1].since:
            return None
        return known[-1].since

    def bounded(
        self, number: Quantity, since: datetime, until: datetime, now: datetime
    ) -> Quantity | None:
        """A number of posts, or a sum over them, as closely as [since, until) is known."""
        return as_covered(number, self.of(since, until, now))

    def quantity(
        self, number: int, since: datetime, until: datetime, now: datetime
    ) -> Quantity | None:
        """A number of posts that were read; None also where no more than "at least 0" is known."""
        return unless_nothing(self.bounded(measured(number), since, until, now))


def as_covered(number: Quantity, cover: Cover) -> Quantity | None:
    """A number of posts, or a sum over them, as closely as a period is covered.

    Where a part of it is covered alone there may be more; None where nothing is. What files tell
    of is told however the period is covered: at least so much.
    """
    if cover is Cover.NONE and number.evidence is Evidence.MEASURED:
        return None
    return number if cover is Cover.WHOLE else number + at_least(0)


def unless_nothing(number: Quantity | None) -> Quantity | None:
    """The number; None of "at least 0", which says nothing."""
    return number if number and (number.value or number.is_exact) else None


def is_from_the_beginning(coverage: PostCoverage) -> bool:
    """Whether the platform has shown the very first post of the account."""
    return coverage.since is not None and coverage.since <= BEGINNING
