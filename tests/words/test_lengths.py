"""Lengths of time, stretches of days, rates as intervals, and which way a number went."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from metrics.periods import parse_period
from metrics.quantity import (
    Evidence,
    Precision,
    Quantity,
    derived,
    growth_rate,
    measured,
    published,
)
from words import Case, language, platform_name
from words.lengths import days_in_words, launch, length_in_words, months_short_of, period_in_words
from words.rates import are_per_thousand, rate_in_words
from words.sentences.followers import Trend, size, trend

AR, FR, EN = (language(code) for code in ("ar", "fr", "en"))
NARROW = "\u202f"


def printed(value: int, precision: Precision) -> Quantity:
    return published(value, precision, "a source")


@pytest.mark.parametrize(
    ("length", "arabic", "french"),
    [
        (timedelta(seconds=59), "أقل من دقيقة", "0 minute"),
        (timedelta(minutes=45), "45 دقيقة", "45 minutes"),
        (timedelta(hours=1), "ساعة واحدة", "1 heure"),
        (timedelta(hours=2, minutes=2), "ساعتان ودقيقتان", "2 heures et 2 minutes"),
        (timedelta(hours=47, minutes=59), "47 ساعة و59 دقيقة", "47 heures et 59 minutes"),
        (timedelta(hours=50, minutes=59), "يومان وساعتان", "2 jours et 2 heures"),
        (timedelta(days=3), "3 أيام", "3 jours"),
    ],
)
def test_it_tells_a_length_in_two_units(length: timedelta, arabic: str, french: str) -> None:
    assert length_in_words(length, AR) == arabic
    assert length_in_words(length, FR) == french


def test_it_inflects_a_length_after_a_preposition() -> None:
    assert length_in_words(timedelta(hours=2), AR, Case.GENITIVE) == "ساعتين"


@pytest.mark.parametrize(
    ("reached", "words"),
    [
        (date(2022, 1, 1), "1 day"),
        (date(2022, 1, 15), "14 days"),
        (date(2022, 3, 1), "59 days"),
        (date(2022, 11, 1), "10 months"),
        (date(2022, 10, 31), "less than 10 months"),
        (date(2022, 11, 2), "less than 11 months"),
        (date(2024, 1, 1), "24 months"),
    ],
)
def test_it_tells_how_long_an_account_took(reached: date, words: str) -> None:
    assert launch(date(2022, 1, 1), reached, EN) == words


def test_it_repeats_months_that_were_printed() -> None:
    assert months_short_of(10, AR) == "أقل من 10 أشهر"
    assert months_short_of(2, AR) == "أقل من شهرين"
    assert months_short_of(10, FR) == "moins de 10 mois"


@pytest.mark.parametrize(
    ("since", "until", "arabic", "french", "english"),
    [
        (
            date(2026, 5, 16),
            date(2026, 5, 21),
            "16–20 ماي 2026",
            "16–20 mai 2026",
            "May 16–20, 2026",
        ),
        (date(2026, 8, 1), date(2026, 8, 2), "1 غشت 2026", "1er août 2026", "August 1, 2026"),
        (
            date(2026, 8, 1),
            date(2026, 8, 4),
            "1–3 غشت 2026",
            "1er–3 août 2026",
            "August 1–3, 2026",
        ),
        (
            date(2026, 5, 30),
            date(2026, 6, 3),
            "30 ماي – 2 يونيو 2026",
            "30 mai – 2 juin 2026",
            "May 30 – June 2, 2026",
        ),
        (
            date(2026, 12, 30),
            date(2027, 1, 3),
            "30 دجنبر 2026 – 2 يناير 2027",
            "30 décembre 2026 – 2 janvier 2027",
            "December 30, 2026 – January 2, 2027",
        ),
    ],
)
def test_it_tells_both_ends_of_a_stretch(
    since: date, until: date, arabic: str, french: str, english: str
) -> None:
    assert [days_in_words(since, until, each) for each in (AR, FR, EN)] == [arabic, french, english]


@pytest.mark.parametrize(
    ("label", "arabic", "french", "english"),
    [
        ("2023", "سنة 2023", "2023", "2023"),
        ("2023-05", "شهر ماي 2023", "mai 2023", "May 2023"),
        (
            "2026-W46",
            "أسبوع 9 نونبر 2026",
            "la semaine du 9 novembre 2026",
            "the week of November 9, 2026",
        ),
        ("2026-05-09", "9 ماي 2026", "le 9 mai 2026", "May 9, 2026"),
    ],
)
def test_it_names_a_period_inside_a_sentence(
    label: str, arabic: str, french: str, english: str
) -> None:
    period = parse_period(label)

    assert [period_in_words(period, each) for each in (AR, FR, EN)] == [arabic, french, english]


X = {2021: printed(317074, Precision.EXACT), 2022: printed(434000, Precision.THOUSAND)}
X[2023] = printed(480944, Precision.EXACT)
FACEBOOK = {
    2020: printed(191903, Precision.EXACT),
    2021: printed(282638, Precision.EXACT),
    2022: printed(385000, Precision.THOUSAND),
    2023: printed(440000, Precision.THOUSAND),
}
INSTAGRAM = {2022: printed(133000, Precision.AT_LEAST), 2023: printed(207000, Precision.THOUSAND)}
TOGETHER = {year: X[year] + FACEBOOK[year] + INSTAGRAM[year] for year in (2022, 2023)}


@pytest.mark.parametrize(
    ("figures", "year", "arabic", "french"),
    [
        (FACEBOOK, 2021, "47,3 بالمائة", "47,3 %"),
        (X, 2022, "ما بين 36,7 و37,0 بالمائة", "36,7 à 37,0 %"),
        (FACEBOOK, 2022, "ما بين 36,0 و36,4 بالمائة", "36,0 à 36,4 %"),
        (X, 2023, "ما بين 10,7 و10,9 بالمائة", "10,7 à 10,9 %"),
        (FACEBOOK, 2023, "ما بين 14,0 و14,6 بالمائة", "14,0 à 14,6 %"),
        (INSTAGRAM, 2023, "على الأكثر 56,0 بالمائة", "au plus 56,0 %"),
        (TOGETHER, 2023, "على الأكثر 18,7 بالمائة", "au plus 18,7 %"),
    ],
)
def test_it_tells_the_growth_of_printed_figures_as_far_as_rounding_allows(
    figures: dict[int, Quantity], year: int, arabic: str, french: str
) -> None:
    growth = growth_rate(figures[year - 1], figures[year])

    assert growth is not None
    assert rate_in_words(growth, AR) == arabic
    assert rate_in_words(growth, FR) == french.replace(" %", f"{NARROW}%")


def test_it_makes_one_number_of_an_interval_whose_ends_agree() -> None:
    narrow = Quantity(
        Fraction(1, 8),
        Evidence.DERIVED,
        Precision.ABOUT,
        Fraction(1249, 10000),
        Fraction(1251, 10000),
    )

    assert rate_in_words(narrow, EN) == "about 12.5%"


def test_it_gives_a_printed_whole_percent_no_decimal() -> None:
    near_forty = published(Fraction(2, 5), Precision.ABOUT, "a source")

    assert rate_in_words(near_forty, FR) == f"environ 40{NARROW}%"
    assert rate_in_words(near_forty, AR) == "زهاء 40 بالمائة"
    assert rate_in_words(published(Fraction(401, 1000), Precision.ABOUT, "a"), EN) == "about 40.1%"


def test_a_rate_under_one_percent_is_told_per_thousand() -> None:
    small = measured(Fraction(64, 10_000))

    assert rate_in_words(small, EN) == "6.4 per thousand"
    assert rate_in_words(small, FR) == f"6,4{NARROW}‰"
    assert rate_in_words(small, AR) == "6,4 في الألف"
    between = derived(Fraction(65, 10_000), Fraction(64, 10_000), Fraction(69, 10_000))
    assert rate_in_words(between, EN) == "6.4 to 6.9 per thousand"
    assert rate_in_words(measured(0), EN) == "0.0%"
    printed = published(Fraction(9, 1000), Precision.ABOUT, "a source")
    assert rate_in_words(printed, EN) == "about 0.9%"


def test_rates_that_stand_below_each_other_are_told_alike() -> None:
    def are_small(*thousandths: int | None) -> bool:
        return are_per_thousand(None if n is None else Fraction(n, 1000) for n in thousandths)

    assert are_small(2, 13, None, 0)  # 13 per thousand below 2 per thousand, not 1.3% below it
    assert not are_small(2, 80)
    assert not are_small(13, 40)
    assert not are_small(None, 0)


def test_it_tells_a_rate_with_its_sign_where_asked() -> None:
    fall = growth_rate(measured(1000), measured(999))

    assert fall is not None
    assert rate_in_words(fall, EN, signed=True) == "-1.0 per thousand"
    assert rate_in_words(fall, AR) == "\u200e-1,0 في الألف"


@pytest.mark.parametrize(
    ("change", "way"),
    [
        (measured(5), Trend.RISE),
        (measured(-5), Trend.FALL),
        (measured(0), Trend.STABLE),
        (FACEBOOK[2022] - FACEBOOK[2022], Trend.UNCLEAR),
        (FACEBOOK[2023] - FACEBOOK[2022], Trend.RISE),
        (FACEBOOK[2022] - FACEBOOK[2023], Trend.FALL),
        (INSTAGRAM[2023] - INSTAGRAM[2022], Trend.RISE),
        (INSTAGRAM[2022] - INSTAGRAM[2023], Trend.UNCLEAR),
        (INSTAGRAM[2022] - measured(1), Trend.RISE),
        (printed(-3, Precision.ABOUT), Trend.FALL),
    ],
)
def test_it_follows_the_sign(change: Quantity, way: Trend) -> None:
    assert trend(change) is way


def test_it_tells_the_size_of_a_fall_without_its_sign() -> None:
    fall = measured(100) - printed(5000, Precision.AT_LEAST)

    assert trend(fall) is Trend.FALL
    assert EN.quantity(size(fall)) == "more than 4,900"


def test_it_names_x_as_once_twitter_where_it_is_named_first() -> None:
    assert platform_name("x", AR, first=True) == "إكس (تويتر سابقا)"
    assert platform_name("x", AR) == "إكس"
    assert platform_name("facebook", FR, first=True) == "Facebook"
