"""The axis of time: however long it is, its marks stay apart."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from matplotlib.text import Text

from charts import followers_chart, net_growth_chart
from metrics.periods import Span
from tests.support.charted import LANGUAGES, faults, paper, three


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("year", [1, 206, 1206, 1906, 1996])
def test_it_thins_the_marks_of_a_long_axis(code: str, year: int) -> None:
    figure = followers_chart(three(), (), (), paper(code), since=date(year, 1, 1))

    labels = [label for label in figure.axes[-1].get_xticklabels() if label.get_text()]
    assert labels
    assert faults(figure) == []
    middles = [Text.get_position(label)[0] for label in labels]
    assert all(after > before for before, after in pairwise(middles))


def test_it_draws_the_growth_of_centuries_without_a_bar_for_each_week() -> None:
    figure = net_growth_chart(three(), Span.WEEK, paper("fr"), since=date(1900, 1, 1))

    assert all(len(axes.patches) < 20 for axes in figure.axes)
    assert faults(figure) == []
