"""Questions to an account's own history, on one small file whose answers were computed by hand.

Fifteen whole weeks of dgsn-x: in the first each day brought 10 followers, in the second 11, and so
on; but 23 September brought 200, and on 14 October the platform took 600 away in one step. The
sixteenth week runs since Monday 16 November. dgsn-facebook has been read for two weeks alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from documents.model import value_in_files
from documents.wording import texts, written
from metrics.model import Counts, PostSnapshot
from metrics.usual import Standing, Usual, arrival, usual
from queries.request import CannotAnswer
from tests.support.asking import FACEBOOK, Desk, X, open_desk
from tests.support.storage_visits import CASABLANCA
from words import language

DAY = timedelta(days=1)
BEGUN = datetime(2026, 8, 2, 20, tzinfo=UTC)
CODES = ("ar", "fr", "en")


def gained(day: date) -> int:
    if day == date(2026, 9, 23):
        return 200
    if day == date(2026, 10, 14):
        return -600
    return 10 + (day - date(2026, 8, 3)).days // 7


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("history")) as opened:
        followers, at = 10_000, BEGUN
        opened.read(X, at, followers)
        while (at := at + DAY) < opened.now:
            followers += gained(at.date())
            count = 1 if at.date() < date(2026, 11, 16) else 3
            published = at - timedelta(hours=8)
            posts = [
                PostSnapshot(f"{at:%m%d}{n}", published, text="نص", counts=Counts())
                for n in range(count)
            ]
            opened.read(X, at, followers, *(posts if at.weekday() == 0 else ()))
        opened.read(X, opened.now - timedelta(hours=2), followers + 5)
        for days in range(15):
            opened.read(FACEBOOK, datetime(2026, 11, 1, 20, tzinfo=UTC) + days * DAY, 500 + days)
        yield opened


def columns(answer: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(value_in_files(row[key]) for key in keys) for row in answer.rows]


def test_quartiles_are_of_the_numbers_themselves_and_of_too_few_there_are_none() -> None:
    assert usual([1, 2, 3, 4]) is None
    found = usual([9, 1, 3, 7, 5])
    assert found == Usual(5, Fraction(3), Fraction(5), Fraction(7))
    assert [found.standing(n) for n in (2, 3, 7, 8)] == [
        Standing.BELOW,
        Standing.USUAL,
        Standing.USUAL,
        Standing.ABOVE,
    ]


def test_no_day_is_foreseen_where_weeks_gain_nothing_or_ten_years_do_not_do() -> None:
    weekly = Usual(20, Fraction(-1), Fraction(1, 10), Fraction(7))
    found = arrival(100, weekly, date(2026, 11, 20))
    assert (found.earliest, found.likely, found.latest) == (date(2027, 2, 28), None, None)


def test_the_best_day_and_week_are_told_and_a_fall_in_one_step_spoils_neither(desk: Desk) -> None:
    answer = desk.ask("best-days", accounts=[X])
    assert columns(answer, "span", "place", "since", "gained", "fell") == [
        ("day", 1, date(2026, 9, 23), 200, None),
        ("week", 1, date(2026, 9, 21), 302, None),
    ]
    weeks = desk.ask("best-days", accounts=[X], by="week", since="2026-10", limit=3)
    # Of the week in which 600 were taken away 120 came: six days of 20, and nobody on the seventh.
    assert columns(weeks, "place", "since", "gained", "net", "fell") == [
        (1, date(2026, 11, 9), 168, 168, None),
        (2, date(2026, 11, 2), 161, 161, None),
        (3, date(2026, 10, 26), 154, 154, None),
    ]
    october = desk.ask("best-days", accounts=[X], by="week", since="2026-10-12", until="2026-10-19")
    assert columns(october, "place", "gained", "net", "fell") == [(1, 120, -480, 600)]


def test_a_day_after_one_that_was_not_read_is_no_best_day(desk: Desk) -> None:
    answer = desk.ask("best-days", accounts=[FACEBOOK], by="day", limit=1)
    # The first day has no reading before it; four days since were not read.
    assert columns(answer, "place", "gained") == [(1, 1)] * 14
    assert "dgsn-facebook, day: left out, for they are not known whole: 5 of 19" in answer.notes


@pytest.mark.parametrize(
    ("code", "judgement"),
    [("ar", "أكثر من المعتاد"), ("fr", "plus que d’habitude"), ("en", "more than usual")],
)
def test_a_week_is_judged_by_as_many_days_of_the_weeks_before(
    desk: Desk, code: str, judgement: str
) -> None:
    answer = desk.ask("normal", code, accounts=[X])
    keys = ("metric", "value", "basis", "periods", "low", "median", "high", "judgement")
    assert columns(answer, *keys) == [
        ("net_growth", 100, "recent", 15, 54, 64, 86, judgement),
        ("posts", 3, "recent", 15, 1, 1, 1, judgement),
    ]
    assert [row["until"] for row in answer.rows] == [date(2026, 11, 20)] * 2


def test_a_whole_month_is_judged_by_months_and_days_that_are_none_are_refused(desk: Desk) -> None:
    answer = desk.ask("normal", accounts=[X], since="2026-10", until="2026-11")
    # 4 days of 18, 7 of 19, 6 of 20, 7 of 21 and 6 of 22. One month before is whole: too few.
    assert columns(answer, "metric", "value", "periods")[:2] == [
        ("net_growth", 604, 1),
        ("posts", 4, 1),
    ]
    assert any(note.startswith("Nothing is called usual of fewer than 5") for note in answer.notes)
    with pytest.raises(CannotAnswer, match="a day, a week, a month or a year"):
        desk.ask("normal", since="2026-10-02", until="2026-10-09")
    years = desk.ask("normal", accounts=[X], by="year")
    # The year was not read from its beginning on.
    assert columns(years, "value", "judgement")[0] == (None, None)


def test_a_number_is_foreseen_between_two_days_by_the_quartiles_of_whole_weeks(desk: Desk) -> None:
    answer = desk.ask("pace", accounts=[X], number=12_000)
    keys = ("followers", "missing", "week_low", "week", "week_high", "weeks")
    assert columns(answer, *keys) == [
        (11_453, 547, Fraction(189, 2), 120, Fraction(301, 2), 15),
    ]
    assert columns(answer, "earliest", "likely", "latest") == [
        (date(2026, 12, 16), date(2026, 12, 22), date(2026, 12, 31))
    ]
    assert columns(desk.ask("pace", accounts=[X]), "number") == [(50_000,)]
    reached = desk.ask("pace", accounts=[X], number=11_453)
    assert columns(reached, "missing", "earliest") == [(0, None)]
    assert "dgsn-x: the number is reached already" in reached.notes


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("ar", "لا يُعرف كاملا سوى أسبوعين، ولا بد من اثني عشر"),
        ("fr", "car 2 semaines entières sont connues, et il en faut douze"),
        ("en", "for 2 whole weeks are known, and twelve are needed"),
    ],
)
def test_of_fewer_than_twelve_weeks_nothing_is_foreseen(
    desk: Desk, code: str, refusal: str
) -> None:
    answer = desk.ask("pace", code, accounts=[FACEBOOK])
    assert columns(answer, "weeks", "week", "earliest", "latest") == [(2, None, None, None)]
    assert any(refusal in note for note in answer.notes)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["best-days", "normal", "pace"])
def test_people_read_what_is_not_known_as_such(desk: Desk, name: str, code: str) -> None:
    table = written(desk.ask(name, code), language(code), CASABLANCA)
    assert all(cell.text for row in texts(table) for cell in row)
