"""Numbers, dates and counted nouns in Arabic, French and English."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from metrics.periods import parse_period, zone
from metrics.quantity import (
    Evidence,
    Precision,
    Quantity,
    derived,
    growth_rate,
    measured,
    published,
)
from words import age, count_name, language
from words.bidi import LEFT_TO_RIGHT_MARK

AR, FR, EN = (language(code) for code in ("ar", "fr", "en"))
NARROW = "\u202f"


def test_it_refuses_a_language_that_it_does_not_speak() -> None:
    with pytest.raises(ValueError, match="ar, fr or en"):
        language("de")


@pytest.mark.parametrize(
    ("number", "arabic", "french", "english"),
    [
        (0, "0", "0", "0"),
        (317074, "317.074", f"317{NARROW}074", "317,074"),
        (Fraction(1, 3), "0,3", "0,3", "0.3"),
        (Fraction(25, 2), "12,5", "12,5", "12.5"),
        (1234.56, "1.235", f"1{NARROW}235", "1,235"),
        (10**15, "1.000.000.000.000.000", NARROW.join(["1", *["000"] * 5]), f"{10**15:,}"),
    ],
)
def test_it_writes_numbers_as_morocco_does(
    number: float, arabic: str, french: str, english: str
) -> None:
    assert (AR.number(number), FR.number(number), EN.number(number)) == (arabic, french, english)


def test_it_never_writes_a_negative_nothing() -> None:
    assert EN.number(-0.04) == "0"
    assert EN.signed(-0.04) == "0"


def test_it_keeps_a_sign_before_its_number_in_arabic() -> None:
    assert AR.signed(1234) == f"{LEFT_TO_RIGHT_MARK}+1.234"
    assert AR.number(-1234) == f"{LEFT_TO_RIGHT_MARK}-1.234"
    assert FR.signed(12) == "+12"
    assert EN.signed(0) == "0"


def test_it_writes_dollars_with_the_decimals_that_matter() -> None:
    assert AR.dollars(Decimal("0.015"), 3) == "0,015\u00a0USD"
    assert FR.dollars(Decimal(1234)) == f"1{NARROW}234,00\u00a0USD"
    assert EN.dollars(Decimal(20)) == "20.00 USD"


def test_it_writes_percentages_with_one_decimal() -> None:
    assert AR.percent(Fraction(1, 8)) == "12,5 بالمائة"
    assert FR.percent(Fraction(1, 8)) == f"12,5{NARROW}%"
    assert EN.percent(0.125, signed=True) == "+12.5%"
    assert EN.percent(Fraction(-1, 2001), signed=True) == "0.0%"
    assert EN.percent(Fraction(1, 1000), signed=True) == "+0.1%"
    assert AR.percent(Fraction(-1, 8)) == f"{LEFT_TO_RIGHT_MARK}-12,5 بالمائة"


def test_it_computes_percentages_exactly() -> None:
    """Facebook 2020 to 2021, from the two printed figures."""
    rate = growth_rate(measured(191903), measured(282638))

    assert rate is not None
    assert EN.percent(rate.value) == "47.3%"


@pytest.mark.parametrize(
    ("month", "name"),
    [(5, "ماي"), (7, "يوليوز"), (8, "غشت"), (9, "شتنبر"), (11, "نونبر"), (12, "دجنبر")],
)
def test_it_names_months_as_morocco_does(month: int, name: str) -> None:
    day = date(2026, month, 9)

    assert AR.date(day) == f"9 {name} 2026"
    assert AR.day_month(day) == f"9 {name}"
    assert AR.month(day) == f"{name} 2026"


def test_it_writes_the_first_of_a_month_as_french_does() -> None:
    assert FR.date(date(2026, 8, 1)) == "1er août 2026"
    assert FR.day_month(date(2026, 8, 11)) == "11 août"


def test_it_tells_the_time_on_the_wall_of_the_zone() -> None:
    before_the_change = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)

    assert EN.moment(before_the_change, zone("Africa/Casablanca")) == "September 2, 2026 at 00:30"


@pytest.mark.parametrize(
    ("label", "words"),
    [("2026", "2026"), ("2026-05", "ماي 2026"), ("2026-W46", "أسبوع 9 نونبر 2026")],
)
def test_it_names_periods(label: str, words: str) -> None:
    assert AR.period(parse_period(label)) == words


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "أقل من يوم"),
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (10, "10 أيام"),
        (11, "11 يوما"),
        (99, "99 يوما"),
        (100, "100 يوم"),
        (102, "102 يوم"),
        (103, "103 أيام"),
        (1111, "1.111 يوما"),
    ],
)
def test_it_counts_in_the_six_forms_of_arabic(n: int, words: str) -> None:
    assert AR.count("{n} day", "{n} days", n) == words


def test_it_counts_nothing_in_the_singular_in_french_alone() -> None:
    assert FR.count("{n} day", "{n} days", 0) == "0 jour"
    assert EN.count("{n} day", "{n} days", 0) == "0 days"


@pytest.mark.parametrize(
    ("precision", "arabic", "french", "english"),
    [
        (Precision.EXACT, "434.000", f"434{NARROW}000", "434,000"),
        (Precision.THOUSAND, "نحو 434.000", f"près de 434{NARROW}000", "around 434,000"),
        (Precision.ABOUT, "زهاء 434.000", f"environ 434{NARROW}000", "about 434,000"),
        (Precision.AT_LEAST, "أكثر من 434.000", f"plus de 434{NARROW}000", "more than 434,000"),
    ],
)
def test_it_qualifies_what_is_not_exact(
    precision: Precision, arabic: str, french: str, english: str
) -> None:
    quantity = published(434000, precision, "a source")

    assert [each.quantity(quantity) for each in (AR, FR, EN)] == [arabic, french, english]


def test_it_tells_the_bound_that_is_known() -> None:
    """A growth from "more than 133,000" to a rounded 207,000 is at most 74,500."""
    start = published(133000, Precision.AT_LEAST, "a source")
    end = published(207000, Precision.THOUSAND, "a source")

    assert EN.quantity(end - start) == "at most 74,500"
    assert AR.quantity(end - start) == "على الأكثر 74.500"


def test_it_shows_no_decimals_that_nobody_measured() -> None:
    assert EN.quantity(derived(Fraction(1234567, 100))) == "about 12,346"


def test_it_survives_a_bound_that_is_not_there() -> None:
    unbounded = Quantity(5, Evidence.DERIVED, Precision.AT_LEAST, None, None)

    assert EN.quantity(unbounded) == "more than 5"


def test_it_falls_back_from_language_to_language() -> None:
    assert FR.names({"en": "Open days", "ar": "الأبواب المفتوحة"}) == "الأبواب المفتوحة"
    assert AR.names({"fr": "Portes ouvertes", "en": "Open days"}) == "Portes ouvertes"
    assert EN.names({}) == ""


def test_it_lists_as_a_sentence_does() -> None:
    assert AR.listed(["إكس", "فايسبوك"]) == "إكس وفايسبوك"
    assert FR.listed(["X", "Facebook", "Instagram"]) == "X, Facebook et Instagram"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 minutes"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(days=12, hours=23), "12 days"),
    ],
)
def test_it_tells_an_age_in_its_greatest_whole_unit(length: timedelta, words: str) -> None:
    assert age(length, EN) == words


def test_it_names_counts_and_no_others() -> None:
    assert count_name("views", AR) == "المشاهدات"
    with pytest.raises(KeyError):
        count_name("sales", EN)
