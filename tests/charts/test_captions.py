"""The numbers at the bars of printed figures: one for each figure, at its own bar."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from charts import followers_chart
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import PrintedFigure, Series
from tests.support.charted import (
    LANGUAGES,
    MARKS,
    PLATFORMS,
    PRINTED,
    faults,
    paper,
    said,
    three,
    words,
    xs,
    ys,
)


def _printed(account: str, value: int, source: str, year: str = "2021") -> PrintedFigure:
    quantity = published(value, Precision.EXACT, source)
    return PrintedFigure(parse_period(year), account, "followers", quantity)


def _drawn(code: str, *printed: PrintedFigure) -> Figure:
    empty = [Series(name, platform, "followers", ()) for name, platform in PLATFORMS.items()]
    return followers_chart(empty, printed, (), paper(code))


def _heights(figure: Figure) -> dict[str, float]:
    """How high each label stands on the page, in inches above the bar that it is about."""
    (axes,) = figure.axes
    labels = [text for text in axes.texts if isinstance(text, Annotation)]
    return {text.get_text().translate(MARKS): text.get_position()[1] / 72 for text in labels}


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_writes_what_two_sources_printed_once(code: str) -> None:
    """The second label of X would stand under the bar of Facebook, and Facebook's would fall."""
    again = [_printed("dgsn-x", 317_074, "another source")]
    figure = followers_chart(three(), [*PRINTED, *again], (), paper(code))

    number = paper(code).language.number
    assert words(figure).count(number(317_074)) == 1
    assert words(figure).count(number(282_638)) == 1
    assert faults(figure) == []


def test_it_stands_each_label_nearest_to_its_own_bar() -> None:
    figure = _drawn(
        "en", _printed("dgsn-x", 317_074, "a"), _printed("dgsn-facebook", 300_000, "a"),
    )  # fmt: skip

    heights = _heights(figure)
    assert heights["317,074"] > 0 > heights["300,000"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_drops_no_account_for_another_source_of_the_first(code: str) -> None:
    """X has three figures of one year; the two others keep theirs, however near they lie."""
    values = {"dgsn-x": (317_074, 317_000, 318_100), "dgsn-facebook": (312_638,)}
    values |= {"dgsn-instagram": (305_000,)}
    printed = [
        _printed(account, value, f"source {value}")
        for account, its_values in values.items()
        for value in its_values
    ]
    figure = _drawn(code, *printed)

    number = paper(code).language.number
    told = said(figure)
    assert all(told.count(number(value)) == 1 for its in values.values() for value in its)
    assert faults(figure) == []


def test_it_ties_a_label_that_found_no_room_at_its_bar() -> None:
    near = [_printed(account, 317_074 + index, "a") for index, account in enumerate(PLATFORMS)]
    figure = _drawn("en", *near)

    assert {"317,074", "317,075", "317,076"} <= set(words(figure))
    ties = [line for line in figure.artists if isinstance(line, Line2D) and len(set(ys(line))) == 2]
    assert len({(xs(tie)[0], ys(tie)[0]) for tie in ties}) == len(near)
    assert faults(figure) == []
