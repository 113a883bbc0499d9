"""Questions of named periods, on a small file computed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from documents.model import value_in_files
from metrics.calendar import CalendarEntry, Edition
from metrics.series import Event
from queries.calendar import calendar_of, events_drawn, first_day_meant
from queries.request import CannotAnswer, days_of
from storage import NeedsReason
from storage.registers.periods import add_calendar_periods
from storage.registers.printed import add_events
from tests.support.asking import Desk, X, open_desk

OWN = """
[[calendar]]
key = "police-day"
name = { ar = "ذكرى التأسيس", fr = "Anniversaire" }
period = [{ label = "2026", first = 2026-05-16, last = 2026-05-21 }]

[[calendar]]
key = "ramadan"
name = { fr = "Ramadan" }
period = [{ label = "1448", first = 2027-02-08, last = 2027-03-09 }]
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Followers rise by 10 a day in Ramadan 1446, by 20 in Ramadan 1447, and by 1 between."""
    with open_desk(tmp_path_factory.mktemp("calendar"), OWN) as opened:
        followers, at = 1_000, datetime(2025, 3, 1, 20, tzinfo=UTC)
        while at < datetime(2026, 4, 20, tzinfo=UTC):
            opened.read(X, at, followers)
            at += timedelta(days=1)
            day = at.date()
            is_1446 = date(2025, 3, 2) <= day < date(2025, 3, 31)
            is_1447 = date(2026, 2, 19) <= day < date(2026, 3, 20)
            followers += 10 if is_1446 else 20 if is_1447 else 1
        days = (date(2025, 5, 16), date(2025, 5, 22))
        event = Event(*days, {"fr": "Portes ouvertes 2025", "ar": "أيام الأبواب المفتوحة 2025"})
        add_events(opened.store, [event], who="test", now=opened.now, reason=None)
        yield opened


def columns(answer: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(value_in_files(row[key]) for key in keys) for row in answer.rows]


def meant(desk: Desk, text: str) -> tuple[date | None, date | None]:
    calendar = partial(calendar_of, desk.settings, desk.store)
    return days_of(None, None, text, desk.now.date(), calendar)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("ramadan-1447", (date(2026, 2, 19), date(2026, 3, 20))),
        ("رمضان 1447", (date(2026, 2, 19), date(2026, 3, 20))),
        ("ramadan-1448", (date(2027, 2, 8), date(2027, 3, 10))),
        ("Anniversaire 2026", (date(2026, 5, 16), date(2026, 5, 22))),
        ("portes ouvertes", (date(2025, 5, 16), date(2025, 5, 22))),
        ("أيام الأبواب المفتوحة 2025", (date(2025, 5, 16), date(2025, 5, 22))),
        ("2026-03", (date(2026, 3, 1), date(2026, 4, 1))),
    ],
)
def test_days_are_asked_for_by_name(desk: Desk, text: str, days: tuple[date, date]) -> None:
    assert meant(desk, text) == days


def test_the_first_day_of_an_event_is_asked_for_by_its_name(desk: Desk) -> None:
    calendar = partial(calendar_of, desk.settings, desk.store)
    today = desk.now.date()
    assert first_day_meant("portes ouvertes", today, calendar) == date(2025, 5, 16)
    assert first_day_meant("2026-W46", today, calendar) == date(2026, 11, 9)


def test_a_refusal_lists_what_would_be_understood(desk: Desk) -> None:
    with pytest.raises(ValueError, match=r"is not a period: write 2026.*by name: ramadan-1447, "):
        meant(desk, "ramadan-1547")
    with pytest.raises(CannotAnswer, match="by name: "):
        desk.ask("compare", versus="someday")


def test_one_ramadan_is_compared_with_another_day_by_day(desk: Desk) -> None:
    since, until = meant(desk, "ramadan-1447")
    answer = desk.ask("compare", accounts=[X], since=since, until=until, versus="ramadan-1446")
    assert columns(answer, "metric", "before", "after")[0] == ("net_growth", 290, 580)
    assert columns(answer, "before_since", "before_until")[0] == (
        date(2025, 3, 2),
        date(2025, 3, 31),
    )
    assert not any("Ramadan moves" in note for note in answer.notes)


def test_a_ramadan_that_runs_is_compared_with_as_many_days_of_the_last(desk: Desk) -> None:
    early = replace(desk, now=datetime(2026, 2, 23, 21, tzinfo=UTC))
    days: dict[str, Any] = {"since": date(2026, 2, 19), "until": date(2026, 3, 20)}
    answer = early.ask("compare", accounts=[X], **days, versus="ramadan-1446")
    assert columns(answer, "metric", "before", "after")[0] == ("net_growth", 50, 100)
    # Ramadan 1444 had 30 days: its first 29 are compared.
    longer = desk.ask("compare", accounts=[X], **days, versus="ramadan 1444")
    assert columns(longer, "before_until")[0] == (date(2023, 4, 21),)


@pytest.mark.parametrize(
    ("code", "warning"),
    [
        ("ar", "رمضان ينتقل: عدد أيامه في الفترة الأولى 0 وفي الثانية 19"),
        ("fr", "Le Ramadan se déplace"),
        ("en", "Ramadan moves: 0 of its days lie in the earlier period and 19 in the later one"),
    ],
)
def test_months_of_which_one_holds_ramadan_are_compared_with_a_warning(
    desk: Desk, code: str, warning: str
) -> None:
    march = {"since": "2026-03", "until": "2026-04"}
    answer = desk.ask("compare", code, accounts=[X], **march, versus="2026-04")
    assert any(warning in note for note in answer.notes)
    # 19 days of Ramadan against 21.
    alike = desk.ask("compare", code, accounts=[X], **march, versus="2023-04")
    assert not any(warning[:7] in note for note in alike.notes)


def test_days_that_are_only_computed_are_told_as_such(desk: Desk) -> None:
    later = replace(desk, now=datetime(2029, 3, 1, tzinfo=UTC))
    told = later.ask("growth", accounts=[X], since=date(2029, 1, 17), until=date(2029, 2, 15))
    assert any(note.startswith("Ramadan 1450: its days are computed") for note in told.notes)
    declared = later.ask("growth", accounts=[X], since=date(2027, 2, 8), until=date(2027, 3, 10))
    assert not any("computed" in note for note in declared.notes)


def test_days_that_staff_entered_count_before_computed_ones_and_can_be_corrected(
    desk: Desk,
) -> None:
    def enter(first: date, last: date, reason: str | None = None) -> None:
        entry = CalendarEntry("ramadan", Edition("1450", first, last + timedelta(1)), "Habous")
        add_calendar_periods(desk.store, [entry], who="test", now=desk.now, reason=reason)

    later = replace(desk, now=datetime(2029, 3, 1, tzinfo=UTC))
    enter(date(2029, 1, 16), date(2029, 2, 13))
    with pytest.raises(NeedsReason):
        enter(date(2029, 1, 18), date(2029, 2, 15))
    enter(date(2029, 1, 18), date(2029, 2, 15), "seen a day later")

    assert meant(desk, "رمضان 1450") == (date(2029, 1, 18), date(2029, 2, 16))
    told = later.ask("growth", accounts=[X], since=date(2029, 1, 18), until=date(2029, 2, 16))
    assert not any("computed" in note for note in told.notes)
    drawn = events_drawn(later.settings, later.store, *meant(desk, "ramadan-1450"), TODAY)
    assert "Ramadan 1450" in {event.names["fr"] for event in drawn}
    assert meant(desk, "ramadan-1447") == (date(2026, 2, 19), date(2026, 3, 20))


TODAY = date(2029, 3, 1)


def test_charts_mark_periods_of_a_year_and_of_more_events_alone(desk: Desk) -> None:
    def names(since: date | None, until: date | None) -> list[str]:
        drawn = events_drawn(desk.settings, desk.store, since, until, desk.now.date())
        return [event.names["fr"] for event in drawn]

    assert names(date(2026, 1, 1), date(2026, 7, 1)) == [
        "Ramadan 1447",
        "Aïd al-Fitr 1447",
        "Anniversaire 2026",
        "Aïd al-Adha 1447 (calculé)",
    ]
    assert names(date(2024, 1, 1), date(2026, 7, 1)) == ["Portes ouvertes 2025"]
    assert names(None, None) == ["Portes ouvertes 2025"]


def test_an_event_stands_beside_the_last_of_its_name_over_as_many_days(desk: Desk) -> None:
    days = (date(2026, 2, 23), date(2026, 2, 26))
    event = Event(*days, {"fr": "Portes ouvertes 2026"})
    add_events(desk.store, [event], who="test", now=desk.now, reason=None)

    answer = desk.ask("events", accounts=[X], since="2026-02", until="2026-03")

    # Three days of 20 in Ramadan; the first three of six days a year before brought 1 each.
    assert columns(answer, "event", "metric", "after", "before", "change")[:2] == [
        ("Portes ouvertes 2026", "net_growth", 60, 3, 57),
        ("Portes ouvertes 2026", "posts", 0, 0, 0),
    ]
    assert columns(answer, "before_since", "before_until", "is_event")[0] == (
        date(2025, 5, 16),
        date(2025, 5, 19),
        "last",
    )


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("ar", "لم يُسجل قبله حدث بهذا الاسم؛ وبجانبه مثل عدد أيامه قبله مباشرة"),
        ("fr", "en regard, autant de jours juste avant, du 10 mai 2025 au 15 mai 2025"),
        ("en", "beside it stand as many days just before, May 10, 2025 to May 15, 2025"),
    ],
)
def test_the_first_event_of_a_name_stands_beside_the_days_before_it(
    desk: Desk, code: str, note: str
) -> None:
    answer = desk.ask("events", code, accounts=[X], since="2025-05", until="2025-06")
    assert columns(answer, "metric", "after", "before", "is_event")[0] == (
        "net_growth",
        6,
        6,
        "days_before",
    )
    assert any(note in told for told in answer.notes)


def test_periods_of_ones_own_are_events_and_those_of_the_program_are_none(desk: Desk) -> None:
    told = desk.ask("events", "fr", accounts=[X], since="2026-03", until="2026-07")
    assert {value_in_files(row["event"]) for row in told.rows} == {"Anniversaire 2026"}
    none = desk.ask("events", accounts=[X], since="2024", until="2025")
    assert none.notes[0].startswith("No event is on file")
