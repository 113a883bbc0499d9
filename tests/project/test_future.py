"""The future is not data: no surface tells of days that have not come, and a running one says so.

One office on 21 November 2026, asked for days that end long after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from matplotlib.patches import Rectangle

from charts import followers_chart, months_chart, net_growth_chart
from charts.axes import day_x
from documents.model import value_in_files
from documents.text import table_as_text
from metrics.periods import Span, begun_periods, period_of
from metrics.posts import by_period
from queries.questions import QUESTIONS
from tests.support.asking import Desk, X, open_desk
from tests.support.charted import CASABLANCA, NOW, paper, post, said, three
from tests.support.storage_visits import DAY, NOON
from words import language

SO_FAR = {"ar": "إلى حدود الآن", "fr": "à ce jour", "en": "so far"}
NOT_OVER = {"ar": "لم تنته بعد", "fr": "ne sont pas finis", "en": "so far"}
CUT = ("followers", "growth", "posts", "engagement", "topics", "statements", "spend")
"""The questions with a row for each period."""
TODAY = NOW.astimezone(CASABLANCA).date()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk")) as opened:
        for days in range(60):
            opened.read(X, NOON - days * DAY, 600 - days)
        yield opened


def days_of(table: Any, key: str) -> list[Any]:
    return [value_in_files(row[key]) for row in table.rows]


@pytest.mark.parametrize("code", SO_FAR)
@pytest.mark.parametrize("by", list(Span))
@pytest.mark.parametrize("name", CUT)
def test_no_question_has_a_row_of_days_to_come(desk: Desk, name: str, by: str, code: str) -> None:
    today = desk.now.date()
    table = desk.ask(name, code, since="2026-11", until="2027-03", by=by)

    assert all(since <= today for since in days_of(table, "since"))
    running = [until > today for until in days_of(table, "until")]
    assert [day == today for day in days_of(table, "so_far")] == running
    written = table_as_text(table, language(code), CASABLANCA)
    assert (f"* {SO_FAR[code]}" in written) == any(running)


@pytest.mark.parametrize("name", CUT)
def test_days_without_a_cut_end_today(desk: Desk, name: str) -> None:
    table = desk.ask(name, since="2026", until="2027")

    assert all(until <= desk.now.date() + DAY for until in days_of(table, "until"))
    assert not table.rows or "so far" in table_as_text(table, language("en"), CASABLANCA)


@pytest.mark.parametrize("name", CUT)
def test_of_days_that_have_not_begun_nothing_is_told(desk: Desk, name: str) -> None:
    table = desk.ask(name, since="2027", until="2028", by="month")

    assert table.rows == ()
    assert "These days have not begun." in table.notes


def test_days_asked_for_until_today_are_not_told_as_so_far(desk: Desk) -> None:
    assert days_of(desk.ask("growth"), "so_far") == [None, None]
    assert days_of(desk.ask("growth", since="2026-11-01", until="2026-11-05"), "so_far") == [
        None,
        None,
    ]


@pytest.mark.parametrize("code", SO_FAR)
def test_periods_that_are_compared_say_that_the_later_one_is_not_over(
    desk: Desk, code: str
) -> None:
    def told(**days: str) -> tuple[set[Any], bool]:
        table = desk.ask("compare", code, accounts=[X], **days)
        so_far = {value_in_files(row["after_so_far"]) for row in table.rows}
        return so_far, any(NOT_OVER[code] in note for note in table.notes)

    assert told() == told(since="2026-11", until="2027-03") == ({desk.now.date()}, True)
    assert told(since="2026-11-01", until="2026-11-05") == ({None}, False)


def rightmost(figure: Any) -> float:
    """How far bars and hatches reach on the axes of time."""
    patches = [patch for axes in figure.axes for patch in axes.patches]
    return max((_right(patch) for patch in patches), default=0.0)


def _right(patch: Any) -> float:
    if isinstance(patch, Rectangle):
        return float(patch.get_x() + patch.get_width())
    return float(patch.get_xy()[:, 0].max())


@pytest.mark.parametrize("code", SO_FAR)
@pytest.mark.parametrize("span", [Span.DAY, Span.WEEK, Span.MONTH])
def test_no_bar_and_no_hatch_is_of_a_period_to_come(span: Span, code: str) -> None:
    figure = net_growth_chart(
        three(), span, paper(code), since=date(2026, 10, 1), until=date(2027, 3, 1)
    )

    assert rightmost(figure) <= day_x(period_of(TODAY, span).until, CASABLANCA)
    assert SO_FAR[code] in said(figure)


@pytest.mark.parametrize("code", SO_FAR)
def test_followers_and_months_end_with_today(code: str) -> None:
    last = date(2027, 3, 1)
    figure = followers_chart(three(), (), (), paper(code), since=date(2026, 10, 1), until=last)
    assert max(axes.get_xlim()[1] for axes in figure.axes) < day_x(last, CASABLANCA)
    assert rightmost(figure) <= day_x(TODAY, CASABLANCA) + 1

    months = list(begun_periods(date(2026, 10, 1), last, Span.MONTH, TODAY))
    assert [month.label for month in months] == ["2026-10", "2026-11"]
    posts = [post(id_=str(age), days_old=age) for age in (4, 40)]
    figure = months_chart(by_period(posts, "views", months, CASABLANCA), paper(code))
    assert SO_FAR[code] in said(figure)


def test_a_period_is_cut_off_by_now_alone() -> None:
    assert isinstance(NOW, datetime)
    assert list(begun_periods(date(2027, 1, 1), date(2028, 1, 1), Span.MONTH, TODAY)) == []
    assert set(CUT) < set(QUESTIONS)
