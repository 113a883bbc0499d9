"""How fast the public was informed, and of what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from metrics.statement import (
    OfficeAnswer,
    Statement,
    StatementOutcome,
    answers,
    outcomes,
    response_time,
    response_times,
)

NOTICED = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
DAY = date(2026, 3, 9)
CEILING = timedelta(hours=5)


def statement(
    key: str = "1",
    noticed_at: datetime | None = NOTICED,
    outcome: StatementOutcome = StatementOutcome.FABRICATED,
    answer: OfficeAnswer = OfficeAnswer.DENIAL,
    untimed: dict[str, date] | None = None,
    **minutes: int,
) -> Statement:
    """A content that was noticed, and after how many minutes the public was informed where."""
    informed = {name: NOTICED + timedelta(minutes=late) for name, late in minutes.items()}
    days = {**{name: at.date() for name, at in informed.items()}, **(untimed or {})}
    return Statement(key, noticed_at, DAY, informed, outcome, answer, informed_on=days)


def test_it_counts_to_the_first_channel() -> None:
    assert response_time(statement(facebook=90, x=45, press=300)) == timedelta(minutes=45)


def test_it_knows_no_time_where_one_of_the_two_is_missing() -> None:
    assert response_time(statement()) is None
    assert response_time(statement(noticed_at=None, x=45)) is None
    assert response_time(statement(untimed={"press": DAY})) is None


def test_a_channel_without_a_time_may_have_been_the_first() -> None:
    assert response_time(statement(untimed={"press": DAY}, x=45)) is None
    later = {"press": DAY + timedelta(days=1)}
    assert response_time(statement(untimed=later, x=45)) == timedelta(minutes=45)


def test_it_tells_shortest_median_longest_and_the_share_of_rows_with_both_times() -> None:
    rows = [statement(x=60), statement(x=300), statement(x=301), statement(x=90)]
    told = response_times([*rows, statement(noticed_at=None, x=1)], CEILING)

    assert (told.count, told.informed, told.timed) == (5, 5, 4)
    assert (told.shortest, told.longest) == (timedelta(minutes=60), timedelta(minutes=301))
    assert told.median == timedelta(minutes=195)
    assert (told.within, told.share) == (3, Fraction(3, 4))


def test_it_tells_nothing_of_no_rows() -> None:
    told = response_times([], CEILING)

    assert (told.shortest, told.median, told.longest, told.share) == (None, None, None, None)
    assert (told.count, told.within) == (0, 0)


def test_what_nobody_answered_is_not_informed() -> None:
    told = response_times([statement(answer=OfficeAnswer.NONE), statement(x=5)], CEILING)

    assert (told.count, told.informed) == (2, 1)


def test_it_counts_outcomes_and_answers_by_name() -> None:
    rows = [
        statement(),
        statement(outcome=StatementOutcome.TRUE, answer=OfficeAnswer.COMMUNIQUE),
        statement(),
    ]

    assert outcomes(rows)[StatementOutcome.FABRICATED] == 2
    assert outcomes(rows)[StatementOutcome.INACCURATE] == 0
    assert answers(rows)[OfficeAnswer.DENIAL] == 2
    assert answers(rows)[OfficeAnswer.RECTIFICATION] == 0


@given(st.lists(st.integers(0, 5_000), min_size=1))
def test_the_median_lies_in_the_middle(minutes: list[int]) -> None:
    told = response_times([statement(x=late) for late in minutes], CEILING)

    assert told.shortest is not None
    assert told.median is not None
    assert told.longest is not None
    assert told.shortest <= told.median <= told.longest
    below = sum(timedelta(minutes=late) < told.median for late in minutes)
    above = sum(timedelta(minutes=late) > told.median for late in minutes)
    assert max(below, above) <= len(minutes) / 2
