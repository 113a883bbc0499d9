"""The institution's calendar: what a name means, in three languages, and whose days count."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from metrics.calendar import RAMADAN, Calendar, Certainty, Edition, Season, merged
from metrics.calendar.morocco import RAMADANS, SACRIFICES, moroccan_calendar
from metrics.periods import parse_period
from metrics.series import Event
from metrics.texts.spoken import alike

TODAY = date(2026, 11, 20)
MOROCCO = Calendar(moroccan_calendar())


def days(text: str, calendar: Calendar = MOROCCO, today: date = TODAY) -> tuple[date, date]:
    found = calendar.find(text, today)
    assert found is not None
    return found.edition.since, found.edition.until


@pytest.mark.parametrize(
    "text",
    [
        "ramadan-1447",
        "Ramadan 1447",
        "RAMADAN  1447",
        "ramadan 2026",
        "ramadan",
        "رمضان 1447",
        "رَمَضان ١٤٤٧",
        "شهر رمضان",
    ],
)
def test_morocco_sees_its_own_moon(text: str) -> None:
    """Umm al-Qura began Ramadan 1447 on 18 February."""
    assert days(text) == (date(2026, 2, 19), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("eid-al-fitr-1446", date(2025, 3, 31)),
        ("Aïd al-Fitr 2025", date(2025, 3, 31)),
        ("عيد الفطر 1446", date(2025, 3, 31)),
        ("aid el kebir 2025", date(2025, 6, 7)),
        ("عيد الاضحى 2025", date(2025, 6, 7)),
        ("fete du trone 2026", date(2026, 7, 30)),
        ("عيد العرش", date(2026, 7, 30)),
        ("green march", date(2026, 11, 6)),
        ("année scolaire 2025-2026", date(2025, 9, 5)),
        ("السنة الدراسية 2025/2026", date(2025, 9, 5)),
        ("unity-day", date(2026, 10, 31)),
    ],
)
def test_names_are_understood_in_three_languages(text: str, first: date) -> None:
    assert days(text)[0] == first


def test_without_a_year_it_is_the_last_that_has_begun() -> None:
    assert days(RAMADAN, today=date(2026, 2, 18))[0] == date(2025, 3, 2)
    assert days(RAMADAN, today=date(2026, 2, 19))[0] == date(2026, 2, 19)
    assert days(RAMADAN, today=date(2017, 1, 1))[0] == date(2018, 5, 17)


def test_a_year_with_two_ramadans_is_refused_with_both() -> None:
    with pytest.raises(ValueError, match="ramadan-1451, ramadan-1452"):
        MOROCCO.find("ramadan 2030", TODAY)


@pytest.mark.parametrize("text", ["", "ramadan 1300", "someday", "2026", "ramadan-x"])
def test_what_is_no_name_means_nothing(text: str) -> None:
    assert MOROCCO.find(text, TODAY) is None


def test_what_is_computed_is_told_apart_from_what_was_declared() -> None:
    certainties = {
        each.label: each.certainty for each in MOROCCO.seasons[0].editions if each.label > "1446"
    }
    assert certainties == {
        "1447": Certainty.DECLARED,
        **dict.fromkeys(("1448", "1449", "1450", "1451", "1452"), Certainty.ESTIMATED),
    }


def test_each_ramadan_is_a_lunar_month_and_each_feast_follows_it_at_its_distance() -> None:
    for since, until, _ in RAMADANS.values():
        assert (until - since).days in {29, 30}
    for year, (feast, _) in SACRIFICES.items():
        assert (feast - RAMADANS[year][1]).days in {67, 68, 69}
    begun = [since for since, _, _ in RAMADANS.values()]
    assert {(later - before).days for before, later in pairwise(begun)} <= {354, 355}


def test_days_of_ones_own_count_before_those_that_are_computed() -> None:
    own = Season(
        RAMADAN,
        {"fr": "Ramadan"},
        (Edition("1448", date(2027, 2, 8), date(2027, 3, 9)),),
        words=("mois sacré",),
    )
    calendar = merged([own], moroccan_calendar())
    assert days("mois sacre 1448", calendar) == (date(2027, 2, 8), date(2027, 3, 9))
    assert days("رمضان 1447", calendar) == (date(2026, 2, 19), date(2026, 3, 20))
    found = calendar.find("ramadan-1448", TODAY)
    assert found is not None
    assert found.edition.certainty is Certainty.DECLARED


def test_events_on_file_go_by_their_names_with_and_without_their_year() -> None:
    def event(first: str, length: int, **names: str) -> Event:
        since = parse_period(first).since
        return Event(since, since + timedelta(days=length), names)

    events = [
        event("2024-05-17", 5, fr="Portes ouvertes 2024", ar="أيام الأبواب المفتوحة 2024"),
        event("2025-05-16", 6, fr="Portes ouvertes 2025", ar="أيام الأبواب المفتوحة 2025"),
        event("2026-09-08", 1, en="Campaign on scooters"),
    ]
    calendar = MOROCCO.with_events(events)
    assert days("portes ouvertes", calendar)[0] == date(2025, 5, 16)
    assert days("Portes ouvertes 2024", calendar)[0] == date(2024, 5, 17)
    assert days("أيام الأبواب المفتوحة 2024", calendar)[0] == date(2024, 5, 17)
    assert days("portes-ouvertes-2025", calendar)[0] == date(2025, 5, 16)
    assert days("campaign on scooters", calendar) == (date(2026, 9, 8), date(2026, 9, 9))


def test_a_refusal_offers_what_is_nearest_first() -> None:
    assert MOROCCO.understood("ramadn 1446", TODAY).split(", ")[0] == "ramadan-1446"
    assert "eid-al-fitr-1447" in MOROCCO.understood("", TODAY)


def test_days_of_a_season_within_a_period_are_counted() -> None:
    assert MOROCCO.days_of_season(RAMADAN, parse_period("2026-03")) == 19
    assert MOROCCO.days_of_season(RAMADAN, parse_period("2026-04")) == 0


def test_names_are_alike_whatever_the_spelling() -> None:
    assert alike("Aïd  al-Fitr") == alike("aid al fitr")
    assert alike("عيد الأضحى") == alike("عيد الاضحي")
