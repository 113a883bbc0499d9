"""Words as people write them, in Arabic, French and English: what they mean among ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

SAME_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
"""Letters that people write one for the other; the last one only makes a word longer."""

ARTICLE = "ال"


def alike(text: str) -> str:
    """A name without what people write now one way and now another.

    Case, accents, hyphens, marks of vowels and of direction, digits of other scripts.
    """
    plain = unicodedata.normalize("NFKD", text.translate(SAME_LETTERS)).casefold()
    kept = (letter for letter in plain if not unicodedata.combining(letter))
    digits = (str(unicodedata.digit(letter, letter)) for letter in kept)
    words = "".join(letter if letter.isalnum() else " " for letter in digits)
    return " ".join(words.translate(SAME_LETTERS).split())


def meant(word: str, vocabulary: Mapping[str, Iterable[str]]) -> str | None:
    """The key of what somebody wrote: the key itself, or one of its names in any language.

    None where nothing is called so, or several things are.
    """
    if word in vocabulary:
        return word
    wanted = _bare(word)
    keys = [key for key, names in vocabulary.items() if wanted in map(_bare, names)]
    return keys[0] if len(keys) == 1 and wanted else None


def _bare(name: str) -> str:
    """A name written alike, without Arabic's article: staff write بلاغات, headings البلاغات."""
    return " ".join(part.removeprefix(ARTICLE) or part for part in alike(name).split())


SPOKEN_PERIODS: Mapping[tuple[int, str], tuple[str, ...]] = {
    (0, "day"): ("today", "aujourd’hui", "اليوم"),
    (-1, "day"): ("yesterday", "hier", "أمس", "البارحة"),
    (0, "week"): ("this week", "cette semaine", "هذا الأسبوع", "الأسبوع الجاري"),
    (-1, "week"): (
        "last week",
        "la semaine dernière",
        "semaine dernière",
        "la semaine passée",
        "الأسبوع الماضي",
    ),
    (0, "month"): ("this month", "ce mois", "ce mois-ci", "هذا الشهر", "الشهر الجاري"),
    (-1, "month"): (
        "last month",
        "le mois dernier",
        "mois dernier",
        "le mois passé",
        "الشهر الماضي",
    ),
    (0, "year"): (
        "this year",
        "cette année",
        "هذه السنة",
        "السنة الجارية",
        "هذا العام",
    ),
    (-1, "year"): (
        "last year",
        "l’année dernière",
        "année dernière",
        "l’an dernier",
        "السنة الماضية",
        "العام الماضي",
    ),
    (0, "this day"): ("this day",),
    (-1, "last day"): ("last day",),
}
"""What days, weeks, months and years are called from today: so many back, and how long."""
MONTHS: Mapping[int, tuple[str, ...]] = {
    1: ("january", "janvier", "يناير", "جانفي"),
    2: ("february", "février", "فبراير"),
    3: ("march", "mars", "مارس"),
    4: ("april", "avril", "أبريل"),
    5: ("may", "mai", "ماي", "مايو"),
    6: ("june", "juin", "يونيو"),
    7: ("july", "juillet", "يوليوز", "يوليو"),
    8: ("august", "août", "غشت", "أغسطس"),
    9: ("september", "septembre", "شتنبر", "سبتمبر"),
    10: ("october", "octobre", "أكتوبر"),
    11: ("november", "novembre", "نونبر", "نوفمبر"),
    12: ("december", "décembre", "دجنبر", "ديسمبر"),
}


def spoken_stretch(text: str) -> tuple[int, str] | None:
    """How many days, weeks, months or years back is meant, and which of these; None: no such."""
    wanted = alike(text)
    keys = (key for key, names in SPOKEN_PERIODS.items() if wanted in map(alike, names))
    key = next(keys, None)
    return key and (key[0], key[1].rpartition(" ")[2])


def spoken_month(text: str) -> tuple[int, int] | None:
    """The year and the month that are meant: `octobre 2026`, `أكتوبر 2026`; None: no such."""
    name, _, year = alike(text).rpartition(" ")
    if not (year.isascii() and year.isdecimal() and len(year) == len("2026")):
        return None
    months = (month for month, names in MONTHS.items() if name in map(alike, names))
    month = next(months, None)
    return (int(year), month) if month else None
