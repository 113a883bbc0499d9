"""A number that changed its meaning: a dashed line, a line that stops, a mark, and words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import isnan

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from charts import gains_chart, launch_curve, months_chart, post_curve, top_posts_chart
from charts.breaks import DIVIDE
from metrics.model import Counts, Kind
from metrics.periods import Span, periods_between
from metrics.posts import by_period
from metrics.quantity import measured
from metrics.series import Point, Post, PostReading, Series
from tests.support.charted import CASABLANCA, LANGUAGES, NOW, faults, paper, said, weeks, words, ys

DAY = timedelta(days=1)
BROKEN = datetime(2025, 11, 15, tzinfo=UTC)
"""Facebook's views."""


def read(at: datetime, *ages: int, platform: str = "facebook", views: int | None = 900) -> Post:
    """A post read at these ages in days."""
    looks = tuple(
        PostReading(at + age * DAY, Counts(views=views, reach=70, likes=5, comments=1, shares=1))
        for age in ages
    )
    account = f"dgsn-{platform}"
    return Post(account, platform, str(at), at, Kind.POST, None, f"{at:%d %B}", None, None, looks)


def divides(figure: Figure) -> list[Line2D]:
    return [
        line for axes in figure.axes for line in axes.lines if line.get_color() == DIVIDE["color"]
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_curve_stops_at_a_break_and_goes_on_behind_it(code: str) -> None:
    figure = post_curve(read(BROKEN - 3 * DAY, 1, 2, 5, 9), paper(code))

    views = next(line for line in figure.axes[0].lines if len(ys(line)) == 5)
    assert [isnan(value) for value in ys(views)] == [False, False, True, False, False]
    assert len(divides(figure)) == 1
    assert faults(figure) == []


def test_a_curve_on_one_side_of_a_break_has_no_mark() -> None:
    before, after = read(BROKEN - 9 * DAY, 1, 2, 5), read(BROKEN, 1, 2, 5)

    for each in (before, after):
        assert divides(post_curve(each, paper("en"))) == []
    assert divides(post_curve(read(BROKEN - 3 * DAY, 1, 5, platform="x"), paper("en"))) == []


def test_a_break_is_explained_at_the_foot() -> None:
    told = said(post_curve(read(BROKEN - 3 * DAY, 1, 5), paper("en")))

    assert "since November 15, 2025 the numbers of Facebook mean something else" in told
    assert "views instead of impressions" in told


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_post_read_before_a_break_is_marked_among_those_read_after(code: str) -> None:
    posts = [read(BROKEN - 40 * DAY, 29), read(BROKEN, 29, views=800)]

    figure = top_posts_chart(posts, paper(code), metric="views")

    assert {"900*", "800"} <= set(words(figure))
    assert faults(figure) == []


def test_posts_of_one_side_or_of_a_count_that_did_not_break_are_not_marked() -> None:
    posts = [read(BROKEN - 40 * DAY, 29), read(BROKEN, 29, views=800)]

    assert "*" not in said(top_posts_chart(posts[:1], paper("en"), metric="views"))
    assert "*" not in said(top_posts_chart(posts, paper("en")))


def monthly(*posts: Post) -> list[Series]:
    periods = list(periods_between(date(2025, 9, 1), date(2026, 2, 1), Span.MONTH))
    return list(by_period(posts, "views", periods, CASABLANCA))


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_across_a_break_are_divided_by_a_line(code: str) -> None:
    facebook = [read(datetime(2025, month, 3, tzinfo=UTC), 29) for month in (9, 10, 12)]
    on_x = [read(datetime(2025, month, 3, tzinfo=UTC), 29, platform="x") for month in (9, 12)]

    figure = months_chart(monthly(*facebook, *on_x), paper(code, "demonstration"))

    assert len(divides(figure)) == 1
    assert len(figure.axes) == 2
    assert faults(figure) == []


def test_a_month_without_a_number_is_hatched_and_no_bar() -> None:
    figure = months_chart(monthly(read(datetime(2025, 9, 3, tzinfo=UTC), 29)), paper("en"))

    assert "no number" in words(figure)
    assert "900" in words(figure)
    assert divides(figure) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_without_any_number_months_say_so(code: str) -> None:
    assert faults(months_chart(monthly(read(BROKEN, 1, views=None)), paper(code))) == []
    assert faults(months_chart([], paper(code))) == []


OPENED = date(2026, 10, 1)


def launched(*counts: int | None) -> Series:
    begin = datetime(2026, 10, 2, 12, tzinfo=UTC)
    points = (
        Point(None if count is None else measured(count), at=begin + number * DAY)
        for number, count in enumerate(counts)
    )
    return Series("dgsn-instagram", "instagram", "followers", tuple(points))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_launch_is_drawn_over_the_days_since_the_opening(code: str) -> None:
    series = launched(4_000, 9_000, 12_000, None, None, 30_000, 51_000, *[52_000] * 40)

    figure = launch_curve(series, OPENED, paper(code, "demonstration"))

    assert faults(figure) == []
    assert figure.axes[0].get_xlim()[0] == 0


def test_a_launch_names_its_milestones_and_their_days() -> None:
    told = words(launch_curve(launched(9_000, 12_000, 51_000), OPENED, paper("en")))

    assert {"10,000: day 2", "50,000: day 3"} <= set(told)


def test_a_launch_that_nobody_read_says_so() -> None:
    figure = launch_curve(launched(None), OPENED, paper("en"))

    assert "No reading of these days is on file." in words(figure)


SINCE, UNTIL = date(2026, 10, 26), date(2026, 11, 22)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_letter_s_chart_shows_what_each_account_gained_or_lost(code: str) -> None:
    series = [
        weeks("dgsn-x", 636_000, per_day=88),
        weeks("dgsn-facebook", 588_000, per_day=148, gap=(8, 11)),
        weeks("dgsn-instagram", 327_000, per_day=-12),
    ]

    figure = gains_chart(series, paper(code), since=SINCE, until=UNTIL)

    assert faults(figure) == []
    assert figure.get_size_inches()[0] * figure.dpi == 660
    curves = [line for line in figure.axes[0].lines if len(ys(line)) > 2]
    assert [ys(line)[0] for line in curves] == [0, 0, 0]


def test_an_account_without_a_reading_before_is_left_out_of_the_gains_and_named() -> None:
    late = weeks("dgsn-instagram", days=5)

    figure = gains_chart([weeks(), late], paper("en"), since=SINCE, until=UNTIL)

    assert "Left out, for want of a reading before: Instagram." in words(figure)
    assert faults(gains_chart([late], paper("fr"), since=SINCE, until=UNTIL)) == []


def test_a_gap_breaks_the_line_of_the_gains() -> None:
    figure = gains_chart([weeks(gap=(8, 11))], paper("en"), since=SINCE, until=UNTIL)

    curve = max(figure.axes[0].lines, key=lambda line: len(ys(line)))
    assert any(isnan(value) for value in ys(curve))
    assert "no reading" in said(figure)
    assert NOW.date() < UNTIL


def test_an_arabic_name_turns_no_line_of_french_round() -> None:
    figure = launch_curve(launched(9_000), OPENED, paper("fr"))

    (where,) = [text.get_text() for text in figure.texts if "ouvert le" in text.get_text()]
    assert where.startswith("\u200eالمديرية العامة للأمن الوطني\u200e · ouvert le")
