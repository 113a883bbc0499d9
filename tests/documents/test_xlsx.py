"""Workbooks: opened again, each cell is of its type, and nothing in them calculates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.model import Cell, Column, Content, Table, ValueKind, rows_of
from documents.xlsx import workbook
from metrics.quantity import Precision, published
from tests.support.storage_visits import CASABLANCA
from words import Language, language

FR = language("fr")
COLUMNS = (
    Column("account", "Account"),
    Column("followers", "Followers", ValueKind.COUNT),
    Column("rate", "Rate", ValueKind.RATE),
    Column("spent", "Spent", ValueKind.MONEY),
    Column("day", "Day", ValueKind.DAY),
    Column("read_at", "Read at", ValueKind.INSTANT),
)
ROW = (
    "dgsn-x",
    641_234,
    Fraction(1, 8),
    Decimal("0.015"),
    date(2026, 11, 9),
    datetime(2026, 11, 9, 23, 30, 5, tzinfo=UTC),
)
HOSTILE = [
    '=HYPERLINK("https://example.org","click")',
    "=1+1",
    "{=1+1}",
    "+212",
    "-12",
    "@SUM(A1)",
    "＝1+1",
    "\t=1+1",
    "#N/A",
    "TRUE",
    "http://example.org",
    r"$\frac$",
]


def sheet(title: str, columns: tuple[Column, ...], *lines: Sequence[Content]) -> tuple[str, Table]:
    return title, Table("t", "", columns, rows_of(columns, lines))


def opened(*sheets: tuple[str, Table], tongue: Language = FR) -> list[Worksheet]:
    return list(load_workbook(BytesIO(workbook(sheets, tongue, CASABLANCA))))


def one_column(kind: ValueKind, *values: Content) -> Worksheet:
    (page,) = opened(sheet("S", (Column("c", "C", kind),), *((value,) for value in values)))
    return page


def test_each_cell_has_the_type_of_its_value() -> None:
    (page,) = opened(sheet("Week", COLUMNS, ROW))

    assert [cell.value for cell in page[2]] == [
        "dgsn-x",
        641_234,
        0.125,
        0.015,
        datetime(2026, 11, 9),  # noqa: DTZ001 - cells know no zone
        datetime(2026, 11, 9, 23, 30, 5),  # noqa: DTZ001 - as above
    ]
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "n", "d", "d"]
    assert [cell.number_format for cell in page[2]][1:4] == ["#,##0", "0.0%", '0.000 "USD"']


def test_its_head_is_bold_and_stays_in_view() -> None:
    (page,) = opened(sheet("Week", COLUMNS, ROW))

    assert [cell.value for cell in page[1]] == [column.title for column in COLUMNS]
    assert all(cell.font.bold for cell in page[1])
    assert page.freeze_panes == "A2"


def test_an_arabic_sheet_begins_at_the_right() -> None:
    (arabic,) = opened(sheet("المتابعون", COLUMNS, ROW), tongue=language("ar"))
    (french,) = opened(sheet("Abonnés", COLUMNS, ROW))

    assert (arabic.sheet_view.rightToLeft, bool(french.sheet_view.rightToLeft)) == (True, False)
    assert arabic.title == "المتابعون"


@pytest.mark.threat(23)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_a_formula_a_link_or_an_error(text: str) -> None:
    page = one_column(ValueKind.TEXT, text)

    cell = page["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("text", ["=1+1", "-12", "@SUM(A1)"])
def test_a_text_that_looks_like_a_formula_stays_a_text_when_it_is_edited(text: str) -> None:
    assert one_column(ValueKind.TEXT, text)["A2"].quotePrefix


def test_a_negative_number_stays_a_number() -> None:
    assert one_column(ValueKind.COUNT, -12)["A2"].data_type == "n"


def test_a_number_that_is_not_whole_shows_a_decimal() -> None:
    page = one_column(ValueKind.COUNT, Fraction(5, 2), 3)

    assert [page[place].number_format for place in ("A2", "A3")] == ["#,##0.0##", "#,##0"]


@pytest.mark.fault(31)
def test_ids_lose_no_digit() -> None:
    identifier = 1_853_049_127_461_203_971
    page = one_column(ValueKind.COUNT, identifier)

    assert page["A2"].value == str(identifier)


def test_what_is_not_known_leaves_its_cell_empty() -> None:
    assert one_column(ValueKind.COUNT, None, 0)["A2"].value is None


def test_a_quantity_is_its_number_and_a_length_a_length() -> None:
    assert (
        one_column(ValueKind.COUNT, published(434_000, Precision.THOUSAND, "s"))["A2"].value
        == 434_000
    )
    length = one_column(ValueKind.DURATION, timedelta(hours=1.5))["A2"]
    assert (length.value, length.number_format) == (timedelta(hours=1.5), "[h]:mm:ss")


def test_it_holds_the_value_and_not_what_people_read_in_its_place() -> None:
    columns = (Column("n", "N", ValueKind.COUNT), Column("how", "How", is_wording=True))
    (page,) = opened(sheet("S", columns, (Cell(12, words="a dozen"), "read yesterday")))

    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["N"], [12]]


def test_what_xml_forbids_is_left_out() -> None:
    page = one_column(ValueKind.TEXT, "a\0b\x1bc\ud800d\ufffee\rf", "é\nع 👮")

    assert [page[place].value for place in ("A2", "A3")] == ["abcdef", "é\nع 👮"]


def test_a_text_of_any_length_fits() -> None:
    assert len(str(one_column(ValueKind.TEXT, "ع" * 40_000)["A2"].value)) == 32_767


@pytest.mark.parametrize("title", ["Posts: [a/b]*?\\", "x" * 60, "", "'", "\0", "حصيلة" * 20])
def test_any_title_makes_a_name_of_its_own_for_each_sheet(title: str) -> None:
    pages = opened(*(sheet(title, COLUMNS, ROW) for _ in range(12)))

    names = [page.title for page in pages]
    assert len({name.casefold() for name in names}) == 12
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_columns_are_as_wide_as_what_they_hold_within_reason() -> None:
    columns = (Column("a", "A"), Column("b", "B"), Column("c", "C"))
    (page,) = opened(sheet("S", columns, ("x", "y" * 30, "z" * 500)))

    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [8, 32, 60]
    assert page["C2"].alignment.wrap_text


def test_a_sheet_without_rows_has_its_head() -> None:
    (page,) = opened(sheet("Week", COLUMNS))

    assert page.max_row == 1


def test_a_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="argument"):
        rows_of(COLUMNS, [("a",)])


def test_a_workbook_without_sheets_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="sheet"):
        workbook([], FR, CASABLANCA)
