"""Statements: violent or false content on which the public was informed, and how fast.

A statement names no person, address, place, file or foreign page: there is no field for them.
Instants are aware datetimes in UTC, to the minute; days are days in the institution's zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from metrics.platforms import PLATFORMS
from metrics.texts.wordings import Wording

CHANNELS = (*PLATFORMS, "press", "site", "broadcast")
"""Where the public is informed: a closed list. Broadcast is radio and television."""


class StatementOutcome(StrEnum):
    """What the content turned out to be."""

    TRUE = "true"
    FABRICATED = "fabricated"
    INACCURATE = "inaccurate"
    OPEN = "open"
    """Not yet settled."""


class OfficeAnswer(StrEnum):
    """How the office answered. Denials and rectifications are statements of truth."""

    COMMUNIQUE = "communique"
    DENIAL = "denial"
    RECTIFICATION = "rectification"
    NONE = "none"


TRUTH_STATEMENTS = (OfficeAnswer.DENIAL, OfficeAnswer.RECTIFICATION)


@dataclass(frozen=True, slots=True)
class Statement:
    """One content, under the office's own number for it."""

    key: str
    noticed_at: datetime | None
    """None: only the day is known."""
    noticed_on: date
    informed: Mapping[str, datetime]
    """By channel, when the public was informed; only where the time is known."""
    outcome: StatementOutcome
    answer: OfficeAnswer
    posts: tuple[str, ...] = ()
    """Platform ids of the office's own posts that answered."""
    note: str | None = None
    informed_on: Mapping[str, date] = field(default_factory=dict)
    """By channel, on which day the public was informed: every channel that was used."""
    wordings: tuple[Wording, ...] = ()
    """As entered: what is on file stands by itself."""

    @property
    def is_informed(self) -> bool:
        """Whether the public was informed at all."""
        return bool(self.informed or self.informed_on) or self.answer is not OfficeAnswer.NONE


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the office's own, as a statement or a tag refers to it."""

    account: str
    platform: str
    id: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How fast the public was informed. Lengths are None where no row has both times."""

    count: int
    """Contents noticed."""
    informed: int
    """Of these: on which the public was informed."""
    timed: int
    """Of these: with both times on file; the rest of the figures are theirs."""
    shortest: timedelta | None
    median: timedelta | None
    longest: timedelta | None
    within: int
    """Answered within the ceiling, the ceiling itself included."""
    share: Fraction | None
    """`within` of `timed`."""
    ceiling: timedelta


def response_time(statement: Statement) -> timedelta | None:
    """From notice to the first channel on which the public was informed.

    None unless both are known to the minute. A channel of which only the day is known may have
    been the first: then the time is not known either, unless its day came after.
    """
    if statement.noticed_at is None or not statement.informed:
        return None
    first = min(statement.informed, key=lambda channel: statement.informed[channel])
    untimed = [day for name, day in statement.informed_on.items() if name not in statement.informed]
    if untimed and min(untimed) <= statement.informed_on.get(first, date.max):
        return None
    return statement.informed[first] - statement.noticed_at


def response_times(statements: Sequence[Statement], ceiling: timedelta) -> ResponseTimes:
    """The response times of statements, over the rows that have both times.

    Source: customer services report the median of a period, for one slow case draws a mean away;
    their service level is what was answered in time of all that was answered.
    """
    times = sorted(
        time for statement in statements if (time := response_time(statement)) is not None
    )
    within = sum(time <= ceiling for time in times)
    return ResponseTimes(
        count=len(statements),
        informed=sum(statement.is_informed for statement in statements),
        timed=len(times),
        shortest=times[0] if times else None,
        median=_middle(times),
        longest=times[-1] if times else None,
        within=within,
        share=Fraction(within, len(times)) if times else None,
        ceiling=ceiling,
    )


def outcomes(statements: Sequence[Statement]) -> dict[StatementOutcome, int]:
    """How many contents turned out to be what; every outcome is named."""
    counts = Counter(statement.outcome for statement in statements)
    return {outcome: counts[outcome] for outcome in StatementOutcome}


def answers(statements: Sequence[Statement]) -> dict[OfficeAnswer, int]:
    """How many were answered in which way; every way is named."""
    counts = Counter(statement.answer for statement in statements)
    return {answer: counts[answer] for answer in OfficeAnswer}


def _middle(times: Sequence[timedelta]) -> timedelta | None:
    """The median of sorted lengths: of an even number the mean of the two in the middle."""
    if not times:
        return None
    half = len(times) // 2
    return times[half] if len(times) % 2 else (times[half - 1] + times[half]) / 2
