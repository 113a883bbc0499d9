"""Morocco's calendar from 2018 to 2030: what was declared, and what is computed.

Months of the Hijri calendar begin where the crescent is seen, which the Ministry of Habous and
Islamic Affairs declares the evening before. Declared days are those of its communiqués. The others
are computed: Umm al-Qura (hijridate 2.6.0) and a day later, with a Ramadan of 29 days, which is
what Morocco did in eight of the nine years before (docs/decisions.md). National days are those of
the law on public holidays. School years are about those of the ministry's yearly orders, which
differ by days and by region: an office that needs them writes its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from metrics.calendar import RAMADAN, Certainty, Edition, Season

YEARS = range(2018, 2031)
RAMADANS: Mapping[int, tuple[date, date, Certainty]] = {
    1439: (date(2018, 5, 17), date(2018, 6, 15), Certainty.DECLARED),
    1440: (date(2019, 5, 7), date(2019, 6, 5), Certainty.DECLARED),
    1441: (date(2020, 4, 25), date(2020, 5, 24), Certainty.DECLARED),
    1442: (date(2021, 4, 14), date(2021, 5, 13), Certainty.DECLARED),
    1443: (date(2022, 4, 3), date(2022, 5, 2), Certainty.DECLARED),
    1444: (date(2023, 3, 23), date(2023, 4, 22), Certainty.DECLARED),
    1445: (date(2024, 3, 12), date(2024, 4, 10), Certainty.DECLARED),
    1446: (date(2025, 3, 2), date(2025, 3, 31), Certainty.DECLARED),
    1447: (date(2026, 2, 19), date(2026, 3, 20), Certainty.DECLARED),
    1448: (date(2027, 2, 9), date(2027, 3, 10), Certainty.ESTIMATED),
    1449: (date(2028, 1, 29), date(2028, 2, 27), Certainty.ESTIMATED),
    1450: (date(2029, 1, 17), date(2029, 2, 15), Certainty.ESTIMATED),
    1451: (date(2030, 1, 6), date(2030, 2, 4), Certainty.ESTIMATED),
    1452: (date(2030, 12, 27), date(2031, 1, 25), Certainty.ESTIMATED),
}
"""The first day of Ramadan and the first day after it, which is Eid al-Fitr, by Hijri year."""
SACRIFICES: Mapping[int, tuple[date, Certainty]] = {
    1439: (date(2018, 8, 22), Certainty.DECLARED),
    1440: (date(2019, 8, 12), Certainty.DECLARED),
    1441: (date(2020, 7, 31), Certainty.DECLARED),
    1442: (date(2021, 7, 21), Certainty.DECLARED),
    1443: (date(2022, 7, 10), Certainty.DECLARED),
    1444: (date(2023, 6, 29), Certainty.DECLARED),
    1445: (date(2024, 6, 17), Certainty.DECLARED),
    1446: (date(2025, 6, 7), Certainty.DECLARED),
    1447: (date(2026, 5, 28), Certainty.ESTIMATED),
    1448: (date(2027, 5, 17), Certainty.ESTIMATED),
    1449: (date(2028, 5, 6), Certainty.ESTIMATED),
    1450: (date(2029, 4, 25), Certainty.ESTIMATED),
    1451: (date(2030, 4, 14), Certainty.ESTIMATED),
}
"""The first day of Eid al-Adha, by Hijri year."""
HOLIDAY = timedelta(days=2)
"""So long offices are closed for either."""
NATIONAL_DAYS: Mapping[str, tuple[int, int, int, str, str, str]] = {
    "independence-manifesto-day": (
        1,
        11,
        2018,
        "ذكرى تقديم وثيقة الاستقلال",
        "Manifeste de l’indépendance",
        "Independence Manifesto Day",
    ),
    "amazigh-new-year": (
        1,
        14,
        2024,
        "رأس السنة الأمازيغية",
        "Nouvel An amazigh",
        "Amazigh New Year",
    ),
    "labour-day": (5, 1, 2018, "عيد الشغل", "Fête du Travail", "Labour Day"),
    "throne-day": (7, 30, 2018, "عيد العرش", "Fête du Trône", "Throne Day"),
    "oued-ed-dahab-day": (
        8,
        14,
        2018,
        "ذكرى استرجاع إقليم وادي الذهب",
        "Journée de Oued Ed-Dahab",
        "Oued Ed-Dahab Day",
    ),
    "revolution-day": (
        8,
        20,
        2018,
        "ذكرى ثورة الملك والشعب",
        "Révolution du Roi et du Peuple",
        "Revolution of the King and the People",
    ),
    "youth-day": (8, 21, 2018, "عيد الشباب", "Fête de la Jeunesse", "Youth Day"),
    "unity-day": (10, 31, 2026, "عيد الوحدة", "Fête de l’Unité", "Unity Day"),
    "green-march": (11, 6, 2018, "ذكرى المسيرة الخضراء", "Marche verte", "Green March"),
    "independence-day": (
        11,
        18,
        2018,
        "عيد الاستقلال",
        "Fête de l’indépendance",
        "Independence Day",
    ),
}
"""Month, day, the first year in which it was one (2018: or earlier), and its names: ar, fr, en."""
SCHOOL_BEGINS, SCHOOL_ENDS = (9, 5), (7, 1)
"""About: the first day of lessons, and the first day after them."""


@cache
def moroccan_calendar() -> tuple[Season, ...]:
    """Every season of Morocco's calendar, those that weigh most first."""
    return (
        Season(
            RAMADAN,
            {"ar": "رمضان", "fr": "Ramadan", "en": "Ramadan"},
            tuple(Edition(str(year), *days) for year, days in RAMADANS.items()),
            words=("ramadhan", "شهر رمضان"),
        ),
        Season(
            "eid-al-fitr",
            {"ar": "عيد الفطر", "fr": "Aïd al-Fitr", "en": "Eid al-Fitr"},
            tuple(
                Edition(str(year), end, end + HOLIDAY, certainty)
                for year, (_, end, certainty) in RAMADANS.items()
            ),
            words=("aid el fitr", "eid el fitr", "aid es seghir", "aid sghir", "العيد الصغير"),
        ),
        Season(
            "eid-al-adha",
            {"ar": "عيد الأضحى", "fr": "Aïd al-Adha", "en": "Eid al-Adha"},
            tuple(
                Edition(str(year), day, day + HOLIDAY, certainty)
                for year, (day, certainty) in SACRIFICES.items()
            ),
            words=("aid el adha", "eid el adha", "aid el kebir", "aid al kabir", "العيد الكبير"),
        ),
        *_school(),
        *(_national_day(key, *day) for key, day in NATIONAL_DAYS.items()),
    )


def _school() -> tuple[Season, Season]:
    """The school year and the summer between two of them."""
    years = tuple(
        Edition(
            f"{year}-{year + 1}",
            date(year, *SCHOOL_BEGINS),
            date(year + 1, *SCHOOL_ENDS),
            Certainty.ESTIMATED,
        )
        for year in range(YEARS[0] - 1, YEARS[-1] + 1)
    )
    summers = tuple(
        Edition(
            str(year), date(year, *SCHOOL_ENDS), date(year, *SCHOOL_BEGINS), Certainty.ESTIMATED
        )
        for year in YEARS
    )
    return (
        Season(
            "school-year",
            {"ar": "السنة الدراسية", "fr": "Année scolaire", "en": "School year"},
            years,
            words=("الموسم الدراسي",),
            is_marked=False,
        ),
        Season(
            "summer-holidays",
            {"ar": "العطلة الصيفية", "fr": "Vacances d’été", "en": "Summer holidays"},
            summers,
            words=("vacances scolaires", "school holidays", "العطلة المدرسية"),
            is_marked=False,
        ),
    )


def _national_day(key: str, month: int, day: int, first: int, *names: str) -> Season:
    editions = tuple(
        Edition(str(year), date(year, month, day), date(year, month, day) + timedelta(days=1))
        for year in YEARS
        if year >= first
    )
    return Season(key, dict(zip(("ar", "fr", "en"), names, strict=True)), editions, is_marked=False)
