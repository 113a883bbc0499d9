"""Periods as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.periods import spoken_period

SUNDAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("yesterday", date(2026, 2, 28), date(2026, 3, 1)),
        ("today", date(2026, 3, 1), date(2026, 3, 2)),
        ("last week", date(2026, 2, 16), date(2026, 2, 23)),
        ("this week", date(2026, 2, 23), date(2026, 3, 2)),
        ("Last  Month", date(2026, 2, 1), date(2026, 3, 1)),
        ("last-year", date(2025, 1, 1), date(2026, 1, 1)),
        ("Aujourd'hui", date(2026, 3, 1), date(2026, 3, 2)),
        ("أمس", date(2026, 2, 28), date(2026, 3, 1)),
        ("la semaine dernière", date(2026, 2, 16), date(2026, 2, 23)),
        ("الشهر الماضي", date(2026, 2, 1), date(2026, 3, 1)),
        ("l’année dernière", date(2025, 1, 1), date(2026, 1, 1)),
        ("هذه السنة", date(2026, 1, 1), date(2027, 1, 1)),
        ("Février 2026", date(2026, 2, 1), date(2026, 3, 1)),
        ("غشت ٢٠٢٥", date(2025, 8, 1), date(2025, 9, 1)),
        ("2026-W46", date(2026, 11, 9), date(2026, 11, 16)),
        ("2026-03", date(2026, 3, 1), date(2026, 4, 1)),
    ],
)
def test_it_means_the_period_that_people_mean(said: str, since: date, until: date) -> None:
    meant = spoken_period(said, SUNDAY)

    assert (meant.since, meant.until) == (since, until)


@pytest.mark.parametrize("said", ["", "ramadan", "last fortnight", "2026-13", "next week"])
def test_what_is_no_period_is_refused_with_advice(said: str) -> None:
    with pytest.raises(ValueError, match="is not a period: write 2026, 2026-03"):
        spoken_period(said, SUNDAY)
