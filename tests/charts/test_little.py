"""Charts of little: one account, one reading, none, notes longer than the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from matplotlib.figure import Figure

from charts import (
    Paper,
    activities_chart,
    followers_chart,
    gains_chart,
    launch_curve,
    months_chart,
    net_growth_chart,
    post_curve,
    top_posts_chart,
)
from metrics.activity import Activity, Stand
from metrics.periods import Span, parse_period
from metrics.quantity import Precision, measured, published
from metrics.series import Point, Series
from tests.support.charted import NOW, PRINTED, faults, paper, post, said, weeks

NOTE = " ".join(["Notice aux lecteurs, plus longue que la feuille n'est haute."] * 12)
WORD = "https://example.org/" + "a" * 200
SMALL = (4.0, 3.0)
"""Inches: so little is left beside the notes that a drawing of the page's own height had none."""
EMPTY = Series("dgsn-x", "x", "followers", ())
FAILED = replace(EMPTY, points=(Point(None, at=NOW, reason="unavailable"),))
ONCE = weeks(days=0, gap=(9, 9))
MONTH = replace(EMPTY, metric="views", points=(Point(measured(0), period=parse_period("2026-11")),))
OPENED = date(2026, 11, 21)
DAYS = {"since": date(2026, 11, 16), "until": date(2026, 11, 22)}

LITTLE: dict[str, Callable[[Paper], Figure]] = {
    "followers of no account": lambda sheet: followers_chart([], [], [], sheet),
    "followers of a failed reading": lambda sheet: followers_chart([FAILED], [], [], sheet),
    "followers of one reading": lambda sheet: followers_chart([ONCE], [], [], sheet),
    "followers of one printed figure": lambda sheet: followers_chart(
        [EMPTY], PRINTED[1:2], [], sheet
    ),
    "net growth of no account": lambda sheet: net_growth_chart([], Span.WEEK, sheet),
    "net growth of one reading": lambda sheet: net_growth_chart([ONCE], Span.WEEK, sheet),
    "net growth of one account": lambda sheet: net_growth_chart([weeks()], Span.WEEK, sheet),
    "gains of one reading": lambda sheet: gains_chart([ONCE], sheet, **DAYS),
    "gains of one account": lambda sheet: gains_chart([weeks()], sheet, **DAYS),
    "a launch without a reading": lambda sheet: launch_curve(EMPTY, OPENED, sheet),
    "a launch of one reading": lambda sheet: launch_curve(ONCE, OPENED, sheet),
    "months of no account": lambda sheet: months_chart([], sheet),
    "one month of nothing": lambda sheet: months_chart([MONTH], sheet),
    "no post": lambda sheet: top_posts_chart([], sheet),
    "one post": lambda sheet: top_posts_chart([post()], sheet),
    "a post never looked at": lambda sheet: post_curve(post(views=()), sheet),
    "a post looked at once": lambda sheet: post_curve(post(views=(0,)), sheet),
    "no activity": lambda sheet: activities_chart([], {}, sheet),
    "one activity": lambda sheet: activities_chart([_activity()], {}, sheet),
}


def _activity() -> Activity:
    count = published(12, Precision.EXACT, "hasila 2023")
    return Activity(parse_period("2023"), "interviews", count, Stand.YES, "hasila 2023")


@pytest.mark.fault(59)
@pytest.mark.parametrize("code", ["ar", "fr"])
@pytest.mark.parametrize("name", LITTLE)
def test_it_draws_or_says_little_whatever_the_notes_take(name: str, code: str) -> None:
    figure = LITTLE[name](replace(paper(code, NOTE), size=SMALL))

    assert faults(figure) == []
    assert figure.axes or len(said(figure)) > len(NOTE)


def test_it_keeps_a_word_longer_than_the_page_inside_it() -> None:
    """An address in a note has no blank at which it could be broken."""
    figure = followers_chart([weeks()], [], [], paper("fr", f"Voir {WORD} avant tout."))

    assert faults(figure) == []
    assert "…" in said(figure)
