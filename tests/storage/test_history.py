"""The past on file: which word on a day counts, and how a file is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from metrics.history.account_days import AccountDay, summed_days
from metrics.quantity import Evidence, bounded, exported, measured, reported
from storage import Store
from storage.accounts import enrol
from storage.errors import RefusedValue, UnknownAccount
from storage.history.account_days import DayOnFile, account_days, keep_reported
from storage.history.source_files import (
    AlreadyTaken,
    NewFile,
    UnknownFile,
    files_taken,
    take_in,
    undo_file,
)
from storage.slots import first_day_on_file
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, DAY, NOON, X

MONDAY = date(2026, 11, 16)
FILE = NewFile(X.name, "a" * 64, "a.csv", "x_overview", date(2026, 11, 20), "UTC", None, None, 3)


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)


def told(*values: int, metric: str = "followers", since: date = MONDAY) -> list[AccountDay]:
    """A reported value for each day since Monday."""
    days = (since + timedelta(days=number) for number in range(len(values)))
    return [
        AccountDay(day, metric, reported(value), told_as="page_follows")
        for day, value in zip(days, values, strict=True)
    ]


def filed(name: str, *values: int, since: date = MONDAY) -> list[AccountDay]:
    """The same out of a file of X."""
    return [
        replace(each, quantity=exported(each.quantity.value, name), zone="UTC", told_as="Date")
        for each in told(*values, since=since)
    ]


def file(letter: str, downloaded: date = FILE.downloaded_on) -> NewFile:
    """A file of one letter."""
    return replace(FILE, sha256=letter * 64, name=f"{letter}.csv", downloaded_on=downloaded)


def values(days: Sequence[DayOnFile]) -> list[tuple[int, str]]:
    """Day of the month and value with its evidence."""
    return [
        (each.told.day.day, f"{each.told.quantity.value} {each.told.quantity.evidence}")
        for each in days
    ]


def test_the_platforms_latest_word_on_a_day_counts_and_the_former_stays(store: Store) -> None:
    assert keep_reported(store, X.name, told(5, 6, 7), told_at=NOON) == 3
    assert keep_reported(store, X.name, told(5, 60), told_at=NOON + DAY) == 1
    assert keep_reported(store, X.name, told(5, 60), told_at=NOON + 2 * DAY) == 0

    found = account_days(store, X.name)

    assert values(found) == [(16, "5 reported"), (17, "60 reported"), (18, "7 reported")]
    assert [other.quantity.value for other in found[1].others] == [6]
    assert (found[1].told_at, found[1].file) == (NOON + DAY, None)
    assert found[1].told.told_as == "page_follows"


def test_a_reported_count_stands_before_an_exported_one_and_tells_it(store: Store) -> None:
    number = take_in(store, FILE, filed("a.csv", 50, 60), who="press", now=NOON)
    keep_reported(store, X.name, told(5), told_at=NOON)

    first, second = account_days(store, X.name)

    assert values([first, second]) == [(16, "5 reported"), (17, "60 exported")]
    assert [other.quantity for other in first.others] == [exported(50, "a.csv")]
    assert (second.file, second.told.quantity.source, second.told.zone) == (number, "a.csv", "UTC")


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_the_file_that_was_downloaded_last_counts_in_whatever_order_they_come(
    store: Store, order: tuple[str, ...]
) -> None:
    files = {"a": (1, (10, 11)), "b": (2, (20, 21)), "c": (2, (30,))}
    for letter in order:
        day, counts = files[letter]
        new = file(letter, date(2026, 11, 20 + day))
        take_in(store, new, filed(new.name, *counts), who="press", now=NOON)

    assert values(account_days(store, X.name)) == [(16, "30 exported"), (17, "21 exported")]


def test_the_same_file_changes_nothing(store: Store) -> None:
    number = take_in(store, FILE, filed("a.csv", 1), who="press", now=NOON)

    with pytest.raises(AlreadyTaken, match=f"on file since {NOON:%Y-%m-%d} as number {number}"):
        take_in(store, replace(FILE, name="copy.csv"), filed("a", 2), who="press", now=NOON + DAY)

    assert values(account_days(store, X.name)) == [(16, "1 exported")]
    assert len(files_taken(store)) == 1


def test_a_file_that_is_taken_back_answers_nothing_and_may_come_again(store: Store) -> None:
    number = take_in(store, FILE, filed("a.csv", 1, 2), who="press", now=NOON)
    other = take_in(store, file("b"), filed("b.csv", 9), who="press", now=NOON)

    undone = undo_file(store, number, who="press", now=NOON + DAY, reason="of another account")

    assert undone.file == FILE
    assert values(account_days(store, X.name)) == [(16, "9 exported")]
    assert [each.id for each in files_taken(store, X.name)] == [other]
    with pytest.raises(UnknownFile, match="ask sources"):
        undo_file(store, number, who="press", now=NOON + DAY, reason="twice")
    again = take_in(store, FILE, filed("a.csv", 1, 2), who="press", now=NOON + DAY)
    assert values(account_days(store, X.name))[1] == (17, "2 exported")
    assert [each.id for each in files_taken(store, X.name)] == [other, again]


@pytest.mark.parametrize(
    "days",
    [
        [*told(1), *told(2)],
        [replace(told(1)[0], metric="applause")],
        [replace(told(1)[0], quantity=measured(1))],
        filed("a.csv", 1),
    ],
    ids=["twice", "no metric", "a reading", "out of a file"],
)
def test_it_keeps_nothing_of_what_is_no_word_of_the_platform_on_a_day(
    store: Store, days: list[AccountDay]
) -> None:
    with pytest.raises(RefusedValue):
        keep_reported(store, X.name, days, told_at=NOON)

    assert account_days(store, X.name) == []


def test_a_file_of_which_one_day_is_refused_is_not_on_file_at_all(store: Store) -> None:
    with pytest.raises(RefusedValue):
        take_in(store, FILE, [*filed("a.csv", 1), *told(2)], who="press", now=NOON)
    with pytest.raises(UnknownAccount):
        take_in(store, replace(FILE, account="nobody"), [], who="press", now=NOON)

    assert files_taken(store) == []


def test_it_keeps_bounds_and_picks_days_and_metrics(store: Store) -> None:
    bound = bounded(100, 100, None, Evidence.REPORTED)
    rounded = AccountDay(MONDAY, "views", bound, told_as="views")
    keep_reported(store, X.name, [rounded, *told(1, 2, 3)], told_at=NOON)

    assert [each.told for each in account_days(store, X.name, metrics={"views"})] == [rounded]
    tuesday = MONDAY + timedelta(days=1)
    assert values(account_days(store, X.name, tuesday, tuesday + timedelta(days=1))) == [
        (17, "2 reported")
    ]


def test_people_and_totals_are_never_summed_over_days() -> None:
    assert summed_days(told(1, 2, metric="views")) == reported(3)
    assert summed_days([]) is None
    for metric in ("reach", "followers", "engaged"):
        with pytest.raises(ValueError, match="never summed"):
            summed_days(told(1, 2, metric=metric))


def test_a_total_is_how_it_stood_when_the_platforms_day_ended() -> None:
    summer, winter = told(1, since=date(2026, 7, 1))[0], told(1)[0]

    assert (summer.ended_at.hour, winter.ended_at.hour) == (7, 8)
    assert winter.ended_at.date() == MONDAY + timedelta(days=1)


def test_the_first_day_on_file_may_be_one_that_was_told_later(store: Store) -> None:
    early = date(2019, 5, 1)
    keep_reported(store, X.name, told(5, since=early), told_at=NOON)
    assert first_day_on_file(store, CASABLANCA) == early

    day = early - timedelta(days=9)
    span = replace(FILE, since=day, until=day + timedelta(days=1))
    take_in(store, span, [], who="press", now=NOON)
    assert first_day_on_file(store, CASABLANCA) == day
