"""Events above a drawing: whole names, and no doubt whose band a name belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

import pytest
from matplotlib.figure import Figure

from charts import followers_chart
from charts.axes import DaySpan, time_frame
from charts.events import Banner, lay
from charts.page import Sheet
from metrics.series import Event
from tests.support.charted import CASABLANCA, LANGUAGES, PRINTED, faults, paper, said, three, words

LONG = "Lancement d'une campagne de sécurité routière sur tout le territoire"


def _event(since: date, name: str, days: int = 1) -> Event:
    return Event(since, since + timedelta(days=days), {"ar": name, "fr": name, "en": name})


def _laid(code: str, events: Sequence[Event]) -> tuple[Banner, ...]:
    """The events over seven years, in which weeks lie close together."""
    stretch = DaySpan(date(2020, 1, 1), date(2027, 1, 1), CASABLANCA)
    return lay(Sheet(paper(code)), events, time_frame((0.5, 9.5), 1, stretch)).banners


def _drawn(code: str, *events: Event) -> Figure:
    return followers_chart(three(), PRINTED, events, paper(code))


def test_it_writes_a_long_name_whole_where_there_is_room() -> None:
    figure = followers_chart(three(), (), [_event(date(2026, 11, 2), LONG)], paper("fr"))

    assert LONG in words(figure)


def test_it_breaks_a_name_before_it_cuts_it() -> None:
    """Two events near the page's end: neither name fits in one line beside its band."""
    figure = _drawn("fr", _event(date(2026, 10, 7), "Portes"), _event(date(2026, 11, 2), LONG))

    assert LONG in said(figure).replace("\n", " ")
    assert "…" not in said(figure)
    assert faults(figure) == []


def test_it_cuts_a_name_that_truly_does_not_fit() -> None:
    figure = _drawn("fr", _event(date(2022, 5, 16), f"{LONG} " * 5))

    assert "Lancement d'une campagne" in said(figure)
    assert "…" in said(figure)
    assert faults(figure) == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_it_lays_no_name_on_the_staff_of_another_event(code: str, count: int) -> None:
    start = date(2022, 5, 2)
    events = [
        _event(start + timedelta(days=12 * n), f"{n} Journées ouvertes") for n in range(count)
    ]
    banners = [banner for banner in _laid(code, events) if banner.lines]

    assert len(banners) >= min(count, 5)
    for one, other in permutations(banners, 2):
        is_beside = one.end <= other.left or other.right <= one.begin
        assert is_beside or other.top <= one.row


def test_it_cuts_a_name_of_thousands_of_letters() -> None:
    figure = _drawn("ar", _event(date(2022, 5, 16), "أمن \u202e" * 10_000))

    assert max(map(len, words(figure))) < 500
    assert "\u202e" not in said(figure)
    assert faults(figure) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_ends_the_band_of_few_days_below_its_name(code: str) -> None:
    """A thin band that rose through the middle of its name would strike it out."""
    short, long = _laid(
        code, [_event(date(2022, 5, 2), "Portes ouvertes"), _event(date(2024, 1, 1), "Année", 366)]
    )

    assert (short.align, long.align) == ("center", "center")
    assert short.height == 0 < long.height


def test_it_stands_two_close_events_on_either_side() -> None:
    first, second = _laid(
        "fr", [_event(date(2022, 5, 2), "Portes ouvertes"), _event(date(2022, 5, 30), "Séisme")]
    )

    assert first.end < first.left < second.right < second.begin
    assert first.row == second.row == 0
