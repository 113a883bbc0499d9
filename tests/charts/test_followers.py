"""Followers over time: what is measured, printed, missing and marked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import isnan

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from charts import followers_chart
from charts.series import (
    LINES,
    MOST_POINTS,
    PlottedReading,
    evidence_runs,
    thinned,
    unread_between,
)
from metrics.periods import parse_period
from metrics.quantity import Evidence, Precision, exported, measured, published, reported
from metrics.series import Event, Point, PrintedFigure, Series
from tests.support.charted import (
    EVENTS,
    LANGUAGES,
    NOW,
    PRINTED,
    faults,
    paper,
    said,
    three,
    weeks,
    words,
    xs,
    ys,
)

NARROW = "\u202f"


def _lines(figure: Figure, least: int = 3) -> list[Line2D]:
    """The lines of readings: those with more points than a bar or a dot has."""
    drawn = [line for axes in figure.axes for line in axes.lines]
    return [line for line in drawn if len(xs(line)) >= least]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_lets_no_text_cover_another_or_leave_the_page(code: str) -> None:
    assert faults(followers_chart(three(), PRINTED, EVENTS, paper(code, "demonstration"))) == []
    assert faults(followers_chart(three(), (), EVENTS, paper(code, "demonstration"))) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_labels_every_printed_figure_with_its_qualifier(code: str) -> None:
    sheet = paper(code)
    drawn = words(followers_chart(three(), PRINTED, EVENTS, sheet))

    for figure in PRINTED:
        label = sheet.language.quantity(figure.quantity)
        assert (label in drawn) == (figure.account != "all"), label


def test_it_names_its_sources_and_its_evidence() -> None:
    told = said(followers_chart(three(), PRINTED, EVENTS, paper("fr", "Données simulées")))

    assert "Mesuré\u202f: relevés de Hasila" in told
    assert "3 octobre 2026 – 21 novembre 2026" in told
    assert (
        "DGSN, bilan 2021 (MAP)\u202f; DGSN, bilan 2023\u202f; magazine de la Police sur 2022"
        in told
    )
    assert "Données simulées" in told
    assert "chiffre publié pour toute la période, sans jour connu" in told


def test_it_draws_a_printed_figure_over_its_whole_period() -> None:
    """No day is invented: the bar spans the year, the round caps included."""
    printed = [PRINTED[1]]
    axes = followers_chart([weeks()], printed, (), paper("en")).axes[0]

    outer, inner = [line for line in axes.lines if set(ys(line)) == {317074}]
    begin, end = xs(outer)
    days = (date(2022, 1, 1) - date(2021, 1, 1)).days
    assert days - 40 < end - begin < days
    assert inner.get_color() == "white"


def test_it_draws_a_figure_of_a_known_day_on_that_day() -> None:
    figure = PrintedFigure(
        parse_period("2025"), "dgsn-x", "followers", published(600_000, Precision.EXACT, "press"),
        as_of=date(2025, 6, 30),
    )  # fmt: skip
    axes = followers_chart([weeks()], [figure], (), paper("en")).axes[0]

    (ring,) = [line for line in axes.lines if set(ys(line)) == {600_000}]
    assert ring.get_marker() == "o"
    assert ring.get_markerfacecolor() == "white"
    assert len(set(xs(ring))) == 1


def test_it_shows_what_rounding_leaves_open() -> None:
    axes = followers_chart([weeks()], [PRINTED[3]], (), paper("en")).axes[0]

    (shade,) = axes.patches
    low, high = shade.get_extents().transformed(axes.transData.inverted()).intervaly
    assert (round(low), round(high)) == (433_500, 434_500)


@pytest.mark.fault(59)
def test_it_breaks_the_line_where_nothing_was_read() -> None:
    series = weeks()
    (line,) = _lines(followers_chart([series], (), (), paper("en")))

    missing = sum(point.quantity is None for point in series.points)
    assert missing == 12
    assert sum(isnan(value) for value in ys(line)) == missing


def test_it_names_a_gap() -> None:
    assert "no reading" in words(followers_chart([weeks()], (), (), paper("en")))


def test_it_names_the_years_without_any_figure() -> None:
    assert "aucun relevé" in words(followers_chart(three(), PRINTED, (), paper("fr")))


def test_it_draws_a_gap_up_to_now() -> None:
    """A line that ended days ago is not carried forward, nor is its end beside the axis."""
    figure = followers_chart([weeks(gap=(0, 5))], (), (), paper("en"))

    assert len(figure.axes[0].patches) == 1
    assert faults(figure) == []


def test_it_gives_each_account_a_scale_of_its_own_when_only_readings_are_drawn() -> None:
    figure = followers_chart(three(), (), (), paper("en"))

    assert len(figure.axes) == 3
    assert all(axes.get_ylim()[0] > 300_000 for axes in figure.axes)
    assert "The scales do not begin at zero." in said(figure)


def test_it_shares_a_scale_from_zero_with_printed_figures() -> None:
    figure = followers_chart(three(), PRINTED, (), paper("en"))

    assert {axes.get_ylim() for axes in figure.axes} == {figure.axes[0].get_ylim()}
    assert figure.axes[0].get_ylim()[0] == 0
    assert "The scales do not begin at zero." not in said(figure)


def test_it_stands_the_scale_where_a_reader_begins() -> None:
    sides = {
        code: followers_chart(three(), PRINTED, (), paper(code)).axes[0].yaxis.get_ticks_position()
        for code in LANGUAGES
    }

    assert sides == {"ar": "right", "fr": "left", "en": "left"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_lets_time_run_from_left_to_right(code: str) -> None:
    first, last = followers_chart(three(), PRINTED, (), paper(code)).axes[0].get_xlim()

    assert first < last


def test_it_names_accounts_at_the_ends_of_their_lines() -> None:
    drawn = words(followers_chart(three(), PRINTED, (), paper("fr")))

    assert f"Instagram 334{NARROW}350" in drawn


def test_it_names_accounts_that_have_printed_figures_alone() -> None:
    empty = [Series(each.account, each.platform, "followers", ()) for each in three()]
    figure = followers_chart(empty, PRINTED, (), paper("ar"))

    assert {"إكس", "فايسبوك", "إنستغرام"} <= set(words(figure))
    assert faults(figure) == []


def test_it_tells_two_accounts_of_one_platform_apart() -> None:
    figure = followers_chart([weeks("dgsn-x"), weeks("other-x", 5000)], (), (), paper("en"))

    assert {"X · dgsn-x", "X · other-x"} <= set(words(figure))
    colours = {line.get_color() for line in _lines(figure)}
    assert len(colours) == 2


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_when_there_is_nothing(code: str) -> None:
    empty = Series("dgsn-x", "x", "followers", ())
    figure = followers_chart([empty], (), (), paper(code))

    assert paper(code).language.say("There is no reading and no printed figure in this time.") in (
        words(figure)
    )
    assert figure.axes == []
    assert faults(figure) == []


def test_it_says_when_every_look_failed() -> None:
    lost = Point(None, at=NOW - timedelta(days=2), reason="access")
    told = said(followers_chart([Series("dgsn-x", "x", "followers", (lost,))], (), (), paper("en")))

    assert "every attempt to read failed" in told


def test_it_says_which_account_has_no_number() -> None:
    empty = Series("dgsn-instagram", "instagram", "followers", ())

    told = said(followers_chart([weeks(), empty], (), (), paper("en")))

    assert "No number is known here of: Instagram." in told


def test_it_draws_a_single_reading_as_a_dot_and_says_so() -> None:
    lone = Series("dgsn-x", "x", "followers", (Point(measured(5), at=NOW),))
    figure = followers_chart([lone], (), (), paper("en"))

    assert "Read only once, so that there is no line: X." in said(figure)
    assert "5" in words(figure)
    assert any(line.get_marker() == "o" for line in figure.axes[0].lines)
    assert faults(figure) == []


@pytest.mark.parametrize("value", [0, 1, 10**15])
def test_it_draws_extreme_counts(value: int) -> None:
    points = tuple(Point(measured(value), at=NOW - timedelta(days=day)) for day in (9, 5, 1))
    figure = followers_chart([Series("dgsn-x", "x", "followers", points)], (), (), paper("fr"))

    assert faults(figure) == []


@pytest.mark.fault(59)
def test_it_draws_two_years_of_hours_with_few_points() -> None:
    hours = 2 * 365 * 24
    points = tuple(
        Point(measured(600_000 + hour), at=NOW - timedelta(hours=hours - hour))
        for hour in range(hours)
    )
    (line,) = _lines(
        followers_chart([Series("dgsn-x", "x", "followers", points)], (), (), paper("en"))
    )

    assert len(xs(line)) <= MOST_POINTS + 2
    assert ys(line)[-1] == 600_000 + hours - 1


def test_it_keeps_gaps_and_last_readings_when_it_thins() -> None:
    readings = [PlottedReading(x, float("nan") if 500 <= x < 600 else x) for x in range(1000)]

    kept = thinned(readings, most=10)

    assert kept[-1].x == 999
    assert [each.x for each in kept] == sorted(each.x for each in kept)
    assert unread_between(kept, 0, 999) == [(499, 699)]


def test_it_draws_the_days_that_are_asked_for() -> None:
    """Days before the first reading are drawn, too, as days without a reading."""
    asked = followers_chart(
        [weeks()], PRINTED, EVENTS, paper("en"), since=date(2026, 9, 1), until=date(2026, 11, 1)
    )

    assert "September 1, 2026 – October 31, 2026" in said(asked)
    first, _ = asked.axes[0].get_xlim()
    assert first == (datetime(2026, 8, 31, 23, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / (
        timedelta(days=1)
    )
    assert "434,000" not in said(asked)
    assert faults(asked) == []


def test_it_never_dates_a_figure_to_a_day_to_come() -> None:
    this_year = PrintedFigure(
        parse_period("2026"), "dgsn-x", "followers", published(1, Precision.EXACT, "press")
    )
    told = said(followers_chart([weeks()], [this_year], (), paper("en")))

    assert "December 31" not in told


def test_it_marks_events_and_names_them_in_the_language() -> None:
    figure = followers_chart(three(), (), EVENTS, paper("fr"))

    drawn = words(figure)
    assert "Journées ouvertes" in drawn
    assert "Portes ouvertes" not in drawn  # of 2022: outside these weeks


def test_it_says_how_many_events_go_without_their_name() -> None:
    day = date(2026, 11, 1)
    crowd = [Event(day, day + timedelta(days=1), {"fr": f"{n} événement " * 3}) for n in range(10)]
    figure = followers_chart(three(), (), crowd, paper("fr"))

    assert "2 autres événements sont signalés sans leur nom." in words(figure)
    assert faults(figure) == []


def test_it_keeps_many_lines_apart() -> None:
    crowd = [weeks(f"account-{index}", 500_000 + 20 * index) for index in range(7)]
    printed = [
        PrintedFigure(
            parse_period("2025"), each.account, "followers",
            published(480_000, Precision.EXACT, "press"),
        )
        for each in crowd
    ]  # fmt: skip

    assert faults(followers_chart(crowd, printed, EVENTS, paper("ar"))) == []
    assert faults(followers_chart(crowd, (), EVENTS, paper("ar"))) == []


def _of_three_kinds() -> Series:
    """Two months told later, two months out of a file, then weeks of readings without a gap."""
    own = weeks(gap=(0, 0))
    first = own.points[0].at
    assert first is not None
    told = [reported(600_000 + 100 * day) for day in range(60)]
    filed = [exported(606_000 + 400 * day, "overview.csv") for day in range(60)]
    earlier = [
        Point(quantity, at=first - timedelta(days=120 - day))
        for day, quantity in enumerate([*told, *filed])
    ]
    return Series(own.account, own.platform, own.metric, (*earlier, *own.points))


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_draws_what_was_reported_and_exported_apart_from_what_was_measured(code: str) -> None:
    figure = followers_chart([_of_three_kinds()], (), (), paper(code))

    assert [line.is_dashed() for line in _lines(figure)] == [False, True, True]
    assert len({str(look) for look in LINES.values()}) == len(LINES) == len(Evidence)
    assert faults(figure) == []


def test_it_names_each_kind_of_evidence_with_its_days() -> None:
    told = said(followers_chart([_of_three_kinds()], (), (), paper("en")))

    for words_of_key in ("measured", "reported later by the platform", "from an exported file"):
        assert words_of_key in told
    assert "Reported: told later by the platforms of past days (X)" in told
    assert "Exported: from files downloaded from the platforms (X)" in told
    assert "Measured: read from the platforms by Hasila (X)" in told


def test_a_step_between_two_kinds_of_evidence_is_drawn_as_the_weaker() -> None:
    kinds = [measured(1), measured(2), reported(3), reported(4), exported(5, "a"), measured(6)]
    readings = [
        PlottedReading(float(x), float(kind.value), kind.evidence) for x, kind in enumerate(kinds)
    ]

    runs = [(kind, [reading.x for reading in run]) for kind, run in evidence_runs(readings)]

    assert runs == [("measured", [0, 1]), ("reported", [1, 2, 3]), ("exported", [3, 4, 5])]
