"""How the values of printed figures are read: exactly, or not at all."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imports.cells import Cell, as_count, as_number, as_rate
from imports.refusal import CellRefused

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
COUNTS = st.integers(0, 10**15 - 1)
MARKS = st.sampled_from([".", ",", "'", "’", "٬", " ", "\u00a0", "\u2009", "\u202f"])
NUMERIC = st.text("0123456789٠١٧.,٬٫' \u00a0\u202f-+eEKM%", min_size=1, max_size=18)


def digits_in(text: str) -> str:
    """The digits of a text, whatever their script, in Western form."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


@given(NUMERIC)
@example("317.074")
@example("317.000")
@example("0.317")
@example("1.234,567")
@example("12.34")
@example("12.3456")
def test_it_never_takes_a_count_with_other_digits_than_are_written(text: str) -> None:
    """So no count can be a factor of ten or a thousand off, whatever marks it was written with."""
    try:
        value = as_count(text)
    except CellRefused:
        return

    assert str(value) == digits_in(text)


@given(COUNTS)
def test_it_reads_every_count_that_is_written_in_digits(value: int) -> None:
    assert as_count(str(value)) == value
    assert as_count(f"  {value} ") == value
    assert as_count(value) == value


@given(COUNTS, MARKS)
def test_it_reads_every_count_that_is_grouped_in_threes(value: int, mark: str) -> None:
    assert as_count(f"{value:,}".replace(",", mark)) == value


@given(COUNTS)
def test_it_reads_arabic_and_persian_digits(value: int) -> None:
    assert as_count(str(value).translate(ARABIC_DIGITS)) == value
    assert as_count(f"{value:,}".replace(",", "٬").translate(ARABIC_DIGITS)) == value
    assert as_count(str(value).translate(PERSIAN_DIGITS)) == value


@pytest.mark.parametrize(
    "written", ["317074", "317.074", "317,074", "317 074", "٣١٧٠٧٤", "٣١٧٫٠٧٤"]
)
def test_it_reads_317074_or_refuses_but_never_317(written: str) -> None:
    if "٫" in written:  # the Arabic decimal mark cannot group thousands
        with pytest.raises(CellRefused):
            as_count(written)
    else:
        assert as_count(written) == 317_074


@pytest.mark.parametrize(
    "written",
    [
        "317.07", "317.0740", "3170.74", "1.234,567", "1,234.567", "1.234.56", ".074", "317.",
        "0.317", "0317", "007", "12K", "12k", "1.2M", "12 الف", "1e6", "1E6", "NaN", "nan", "inf",
        "-5", "−5", "+5", "1 000 00", "1  000", "0x10", "1/2", "40%", "²", "Ⅻ", "①", "--", "?",
        "n/a", "1_000", "12345678901234567", "", "   ", None, True, Fraction("317.074"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_count_or_could_be_two(written: Cell) -> None:
    with pytest.raises(CellRefused):
        as_count(written)


@pytest.mark.parametrize("written", ["317.07", "12 34", Fraction("317.074")])
def test_it_says_how_to_write_a_count(written: str | Fraction) -> None:
    with pytest.raises(CellRefused, match="write the digits alone"):
        as_count(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.40", Fraction(2, 5)),
        ("0,40", Fraction(2, 5)),
        ("0.473", Fraction(473, 1000)),
        ("٠٫٤٠", Fraction(2, 5)),
        ("40 %", Fraction(2, 5)),
        ("40%", Fraction(2, 5)),
        ("٤٠٪", Fraction(2, 5)),
        ("10.7 %", Fraction(107, 1000)),
        ("156,0 %", Fraction(39, 25)),
        ("-0.02", Fraction(-1, 50)),
        ("-2 %", Fraction(-1, 50)),
        (Fraction(2, 5), Fraction(2, 5)),
        (Fraction(-1, 50), Fraction(-1, 50)),
        ("0.0", Fraction(0)),
    ],
)
def test_it_reads_a_rate_exactly(written: str | Fraction, value: Fraction) -> None:
    assert as_rate(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "40", "5", "1", "1.5", "12.5", "0.", ".40", "00.4", "4e-1", "1.234 %", "10.725 %", "%",
        "0.40 K", "NaN", "", None, 1, 40, Fraction(3, 2), False,
    ],
)  # fmt: skip
def test_it_refuses_a_rate_that_could_be_a_percentage(written: Cell) -> None:
    """A bare 40 or 1.5 could mean a hundred times less."""
    with pytest.raises(CellRefused):
        as_rate(written)


@given(st.integers(0, 999_999))
def test_it_keeps_every_decimal_of_a_rate(millionths: int) -> None:
    assert as_rate(f"0.{millionths:06}") == Fraction(millionths, 10**6)


def test_it_knows_a_rate_by_the_name_of_its_metric() -> None:
    assert as_number("0.400", "followers_growth_rate") == Fraction(2, 5)
    assert as_number("1.400", "followers") == 1400
    with pytest.raises(CellRefused):
        as_number("0.400", "followers")
