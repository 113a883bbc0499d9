"""Charts as a telephone shows them: nothing cut or covered, and the newest number there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from charts import (
    Paper,
    followers_chart,
    launch_curve,
    months_chart,
    narrow,
    net_growth_chart,
    post_curve,
    top_posts_chart,
)
from metrics.periods import Span, periods_between
from metrics.quantity import measured
from metrics.series import Point, Series
from tests.support.charted import (
    EVENTS,
    LANGUAGES,
    PRINTED,
    faults,
    paper,
    post,
    said,
    three,
    weeks,
    words,
)

NOTE = "Données simulées"
POSTS = [
    post(f"Journées portes ouvertes {index}", (10**index,), platform=platform, id_=f"{index}")
    for index in range(4)
    for platform in ("x", "facebook", "instagram")
]
LEFT_TO_RIGHT = "\u200e"
SMALLEST = 7.5
"""Points; a page of 375 pixels shows the sheet at its own size, and these as 10 of its pixels."""


def _months() -> list[Series]:
    """A great month before a running one that has little yet."""
    periods = list(periods_between(date(2025, 12, 1), date(2026, 12, 1), Span.MONTH))
    counts = [*range(500_000, 500_000 + len(periods) - 1), 1_234]
    points = [Point(measured(n), period=month) for n, month in zip(counts, periods, strict=True)]
    return [
        replace(series, metric="views", points=tuple(points))
        for series in (weeks(account, days=1) for account in ("dgsn-x", "dgsn-facebook"))
    ]


CHARTS: dict[str, Callable[[Paper], Figure]] = {
    "followers": lambda sheet: followers_chart(three(), PRINTED, EVENTS, sheet),
    "followers measured": lambda sheet: followers_chart(three(), (), EVENTS, sheet),
    "growth by week": lambda sheet: net_growth_chart(three(), Span.WEEK, sheet),
    "growth by day": lambda sheet: net_growth_chart(three(), Span.DAY, sheet),
    "months": lambda sheet: months_chart(_months(), sheet),
    "top posts": lambda sheet: top_posts_chart(POSTS, sheet, metric="views"),
    "a post": lambda sheet: post_curve(post(views=(100, 400, 900)), sheet),
    "a launch": lambda sheet: launch_curve(weeks(), date(2026, 10, 5), sheet),
}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_telephone_shows_the_whole_chart_in_letters_of_the_page(name: str, code: str) -> None:
    figure = CHARTS[name](narrow(paper(code, NOTE)))

    assert faults(figure) == []
    assert figure.get_size_inches()[0] * 96 <= 375 - 32
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]
    assert min(float(text.get_fontsize()) for text in texts) >= SMALLEST
    assert NOTE in said(figure)


@pytest.mark.parametrize("form", [narrow, lambda sheet: sheet])
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_newest_number_and_its_period_are_never_left_out(
    code: str, form: Callable[[Paper], Paper]
) -> None:
    sheet = form(paper(code))
    language = sheet.language

    months = words(months_chart(_months(), sheet))
    assert months.count(language.number(1_234)) == 2
    assert any(language.month(date(2026, 11, 1)) in word for word in months)

    growth = words(net_growth_chart(three(), Span.WEEK, sheet))
    assert language.day_month(date(2026, 11, 16)) in growth
    assert growth.count(language.signed(825).strip(LEFT_TO_RIGHT)) == 3

    ends = said(followers_chart(three(), PRINTED, EVENTS, sheet))
    newest = [series.points[-1].quantity for series in three()]
    assert all(quantity and language.number(quantity.value) in ends for quantity in newest)


def test_the_running_month_is_marked_as_one_so_far() -> None:
    for sheet in (paper("fr"), narrow(paper("fr"))):
        assert words(months_chart(_months(), sheet)).count("à ce jour") == 2


def test_a_sliver_of_readings_has_a_drawing_of_its_own_beside_the_years() -> None:
    """Six weeks of seven years would be two hundredths of the axis: they get a third."""
    figure = followers_chart(three(), PRINTED, EVENTS, paper("fr"))

    years, lens = figure.axes
    assert years.get_ylim() == lens.get_ylim()
    assert years.get_position().x1 < lens.get_position().x0
    assert lens.get_position().width > figure.axes[0].get_position().width / 2
    assert "abonnés, depuis le 3 octobre 2026" in words(figure)


def test_years_of_readings_share_one_drawing() -> None:
    series = [weeks(days=1200)]

    assert len(followers_chart(series, PRINTED, (), paper("fr")).axes) == 1


def test_each_network_has_its_own_ranking_and_says_of_which_days() -> None:
    """A view on one network is not a view on another: no bar is as long as another's number."""
    drawn = words(top_posts_chart(POSTS, paper("en"), metric="views", limit=6))

    assert [word for word in drawn if word in {"X", "Facebook", "Instagram"}] == [
        "X", "Facebook", "Instagram",
    ]  # fmt: skip
    assert drawn.count("1,000") == drawn.count("100") == 3
    assert "10" not in drawn
    told = said(
        top_posts_chart(
            POSTS, paper("en"), metric="views", since=date(2026, 11, 1), until=date(2026, 12, 1)
        )
    )
    assert "published November 1, 2026 – November 21, 2026" in told
