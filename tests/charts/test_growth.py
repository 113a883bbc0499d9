"""Net growth as bars: losses, gaps and unfinished periods look like what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from charts import net_growth_chart
from charts.bars import BACKWARD, NOT_KNOWN
from charts.series import HATCHED
from metrics.periods import Span
from metrics.quantity import measured
from metrics.series import Point, Series
from tests.support.charted import (
    LANGUAGES,
    MARKS,
    NOW,
    faults,
    paper,
    said,
    three,
    weeks,
    words,
    xs,
)

NAMES = ("x", "facebook", "instagram")


def _bars(figure: Figure, panel: int = 0) -> list[Rectangle]:
    return [bar for bars in figure.axes[panel].containers for bar in bars]


def _hatched(figure: Figure, panel: int = 0) -> list[Patch]:
    return [patch for patch in figure.axes[panel].patches if patch.get_hatch()]


def _days(patch: Patch) -> float:
    """How many days a patch covers on the axis of time."""
    assert isinstance(patch, Rectangle)
    return round(patch.get_width(), 3)


def _daily(*values: int | None) -> Series:
    """One reading each noon up to now, oldest first; None is a day that was not read."""
    points = [
        Point(None if value is None else measured(value), at=NOW - timedelta(days=age))
        for age, value in zip(range(len(values) - 1, -1, -1), values, strict=True)
    ]
    return Series("dgsn-x", "x", "followers", tuple(points))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("span", Span)
def test_it_lets_no_text_cover_another_or_leave_the_page(code: str, span: Span) -> None:
    assert faults(net_growth_chart(three(), span, paper(code, "demonstration"))) == []


def test_it_draws_each_account_apart() -> None:
    figure = net_growth_chart(three(), Span.WEEK, paper("fr"))

    assert len(figure.axes) == 3
    assert {"X", "Facebook", "Instagram"} <= set(words(figure))


@pytest.mark.fault(28)
def test_it_draws_what_was_gained_and_lost() -> None:
    figure = net_growth_chart([_daily(100, 110, 60)], Span.DAY, paper("en"))

    assert [bar.get_height() for bar in _bars(figure)] == [10, -50]
    assert {"+10", "-50"} <= set(words(figure))
    low, high = figure.axes[0].get_ylim()
    assert low < -50 < 10 < high


def test_it_keeps_signs_in_place_in_arabic() -> None:
    figure = net_growth_chart([_daily(1000, 5000, 60)], Span.DAY, paper("ar"))

    texts = [text.get_text() for text in figure.axes[0].texts]
    numbers = [text for text in texts if any(letter.isdigit() for letter in text)]
    signed = [text.translate(MARKS) for text in numbers]
    assert signed == ["-4.940", "+4.000", "انخفاض دفعة واحدة: -4.940"]
    assert all("\u200e" in text for text in numbers)


def test_it_hatches_a_period_without_a_reading_and_draws_no_bar() -> None:
    figure = net_growth_chart([_daily(100, 110, None, None, 150)], Span.DAY, paper("en"))

    assert [bar.get_height() for bar in _bars(figure)] == [10, 40]
    _, lost = _hatched(figure)
    assert lost.get_hatch() == HATCHED["hatch"]
    assert _days(lost) == 2
    assert "no reading" in words(figure)
    assert "0" not in [text.get_text() for text in figure.axes[0].texts]


def test_it_tells_the_true_interval_of_growth_across_a_gap() -> None:
    told = said(net_growth_chart([_daily(100, 110, None, None, 150)], Span.DAY, paper("en")))

    assert (
        "X, November 21, 2026: the growth is that from November 18, 2026 at 09:30 to"
        " November 21, 2026 at 09:30." in told
    )


def test_it_pales_a_period_that_is_not_over() -> None:
    bars = _bars(net_growth_chart([weeks(gap=(0, 0))], Span.WEEK, paper("en")))

    assert {to_rgba(bar.get_facecolor())[3] for bar in bars[:-1]} == {1.0}
    assert to_rgba(bars[-1].get_facecolor())[3] < 1
    told = said(net_growth_chart([weeks(gap=(0, 0))], Span.WEEK, paper("en")))
    assert "not every day was read, or the period is not over" in told


def test_it_begins_with_the_first_period_that_was_read() -> None:
    figure = net_growth_chart([_daily(100, 110, 120)], Span.DAY, paper("en"))

    (first,) = _hatched(figure)
    assert _days(first) == 1
    assert len(_bars(figure)) == 2


@pytest.mark.parametrize("span", [Span.WEEK, Span.MONTH])
def test_it_says_unknown_and_not_unread_of_a_first_period(span: Span) -> None:
    """A month that was read from its tenth on has readings; only its growth is not known."""
    figure = net_growth_chart([_daily(*range(100, 140))], span, paper("en"))

    (first,) = _hatched(figure)
    assert first.get_hatch() == NOT_KNOWN["hatch"] != HATCHED["hatch"]
    assert "growth not known: no reading before the period" in words(figure)
    assert "no reading" not in words(figure)


def _arrows(figure: Figure) -> list[Line2D]:
    return [line for line in figure.axes[0].lines if line.get_marker() == BACKWARD["marker"]]


def test_it_marks_a_whole_week_that_holds_more_than_itself() -> None:
    """Seven weeks of growth in one bar: pale, and an arrow back to where they began."""
    gap = [None] * 47
    figure = net_growth_chart([_daily(*range(20), *gap, *range(200, 212))], Span.WEEK, paper("fr"))

    (arrow,) = _arrows(figure)
    begin, end = xs(arrow)
    assert end - begin > 47
    (longer,) = [bar for bar in _bars(figure) if bar.get_height() > 100]
    assert to_rgba(longer.get_facecolor())[3] < 1
    assert "évolution depuis un relevé bien antérieur" in said(figure)


def test_it_names_a_week_in_a_note_as_the_axis_does() -> None:
    gap = [None] * 47
    told = said(
        net_growth_chart([_daily(*range(20), *gap, *range(200, 212))], Span.WEEK, paper("fr"))
    )

    assert "X, semaine du 9 novembre 2026\u202f: " in told


def test_it_counts_the_growths_whose_interval_is_not_told() -> None:
    holes = [value for start in range(6) for value in (start, None, None)]
    figure = net_growth_chart([_daily(*holes, 7)], Span.DAY, paper("en"))

    assert len(_arrows(figure)) == 6
    assert said(figure).count("the growth is that from") == 3
    assert "3 more bars hold more than their periods and are marked as such." in words(figure)


def test_it_names_what_its_scales_count() -> None:
    assert words(net_growth_chart(three(), Span.WEEK, paper("fr"))).count("abonnés") == 3


def test_it_draws_the_periods_that_are_asked_for() -> None:
    figure = net_growth_chart(
        [weeks()], Span.WEEK, paper("en"), since=date(2026, 9, 21), until=date(2026, 10, 19)
    )

    assert len(_hatched(figure)) == 2  # a week without a reading, and that of the first one
    assert len(_bars(figure)) == 2
    assert "September 21, 2026 – October 18, 2026" in said(figure)


def test_it_leaves_out_labels_rather_than_let_them_meet() -> None:
    figure = net_growth_chart([_daily(*range(1000, 200_000, 900))], Span.DAY, paper("en"))

    assert len(_bars(figure)) > 200
    assert 0 < len(figure.axes[0].texts) < 40
    assert faults(figure) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_when_growth_is_not_known(code: str) -> None:
    for series in ([], [_daily(5)], [_daily(None, None)]):
        figure = net_growth_chart(series, Span.WEEK, paper(code))

        sentence = "Growth is not known: it needs a reading in a period and one before it."
        translated = paper(code).language.say(sentence)
        assert translated in " ".join(words(figure))
        assert faults(figure) == []


def test_it_always_tells_the_newest_and_the_greatest_growth() -> None:
    """A purge of 5,000 in a crowd of small gains is the one number nobody may miss."""
    steady = range(600_000, 601_000, 20)
    purged = [value - (5000 if index > 30 else 0) for index, value in enumerate(steady)]
    for code in LANGUAGES:
        figure = net_growth_chart([_daily(*purged)], Span.DAY, paper(code))

        assert paper(code).language.signed(-4980).translate(MARKS) in words(figure)
        assert "+20" in words(figure)


@pytest.mark.parametrize("code", LANGUAGES)
def test_its_page_grows_where_notes_on_gaps_leave_no_room(code: str) -> None:
    narrow = replace(paper(code, "demonstration"), size=(4.0, 4.0))
    steps = [value for week in range(9) for value in (week, *[None] * 11)]
    series = [replace(_daily(*steps, 9), account=f"dgsn-{name}", platform=name) for name in NAMES]

    figure = net_growth_chart(series, Span.WEEK, narrow, since=date(2026, 9, 14))

    assert faults(figure) == []
    assert {round(axes.bbox.height / figure.dpi, 1) for axes in figure.axes} == {0.6}


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_stays_on_a_page_as_narrow_as_a_telephone(code: str) -> None:
    """The key's long entries run over several lines."""
    narrow = replace(paper(code), size=(4.0, 4.0))

    assert faults(net_growth_chart(three(), Span.WEEK, narrow, since=date(2026, 10, 12))) == []
