"""What people read of a table: values in their language, and in the place of what is not known."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from documents.csv import table_as_csv
from documents.json import table_as_json
from documents.model import (
    Cell,
    Column,
    Content,
    Document,
    Foreign,
    Heading,
    Picture,
    Table,
    ValueKind,
    foreign_line,
    rows_of,
)
from documents.text import table_as_text
from documents.wording import filed, texts, widths, written
from documents.xlsx import table_as_xlsx
from metrics.quantity import Precision, Quantity, at_least, derived, measured, published
from tests.support.storage_visits import CASABLANCA
from words import language

EN, AR = language("en"), language("ar")
AROUND = published(434_000, Precision.THOUSAND, "hasila")


def shown(content: Content, kind: ValueKind = ValueKind.TEXT, *, is_signed: bool = False) -> Cell:
    columns = (Column("c", "C", kind, is_signed=is_signed),)
    table = written(Table("t", "", columns, rows_of(columns, [(content,)])), EN, CASABLANCA)
    ((cell,),) = texts(table)
    return cell


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("dgsn-x", ValueKind.TEXT, "dgsn-x"),
        (641_234, ValueKind.COUNT, "641,234"),
        (AROUND, ValueKind.COUNT, "around 434,000"),
        (Fraction(1, 8), ValueKind.RATE, "12.5%"),
        (measured(Fraction(1, 8)), ValueKind.RATE, "12.5%"),
        (Decimal("0.015"), ValueKind.MONEY, "0.015"),
        (timedelta(days=3), ValueKind.DURATION, "3 days"),
        (date(2026, 11, 9), ValueKind.DAY, "November 9, 2026"),
        (datetime(2026, 11, 9, 12, tzinfo=UTC), ValueKind.INSTANT, "November 9, 2026 at 12:00"),
        (None, ValueKind.COUNT, "not known"),
    ],
)
def test_each_kind_is_read_in_its_way(value: Content, kind: ValueKind, words: str) -> None:
    assert shown(value, kind).text == words


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (12, ValueKind.COUNT, "+12"),
        (measured(-1234), ValueKind.COUNT, "-1,234"),
        (published(500, Precision.AT_LEAST, "s"), ValueKind.COUNT, "more than +500"),
        (derived(10, 8, 12), ValueKind.COUNT, "+8 to +12"),
        (Fraction(1, 8), ValueKind.RATE, "+12.5%"),
    ],
)
def test_gains_and_losses_have_their_sign(value: Quantity, kind: ValueKind, words: str) -> None:
    assert shown(value, kind, is_signed=True).text == words


def test_a_cell_with_words_of_its_own_is_read_by_them_and_keeps_the_rest() -> None:
    cell = Cell(12, words="a dozen", note="at least", href="/x")

    assert shown(cell, ValueKind.COUNT) == cell


def test_a_foreign_text_stays_one_and_turns_nothing() -> None:
    cell = shown(Foreign("\u202egnp.exe\x1b[31m"))

    assert (cell.text, cell.is_foreign) == ("gnp.exe[31m", True)
    assert not shown("ours").is_foreign
    assert foreign_line("a\u200f\tb" + "c" * 200) == "a b" + "c" * 156 + "…"


def test_a_table_says_in_its_own_way_what_is_not_known() -> None:
    columns = (Column("c", "C", ValueKind.COUNT),)
    table = Table("t", "", columns, ({"c": None},), unknown="—")

    assert texts(written(table, EN, CASABLANCA))[0][0].text == "—"


def test_details_stand_in_files_alone_and_wording_before_readers_alone() -> None:
    columns = (
        Column("a", "A"),
        Column("b", "B", is_detail=True),
        Column("c", "C", is_wording=True),
    )
    table = Table("t", "", columns, rows_of(columns, [("1", "2", "3")]))

    assert [column.key for column in written(table, EN, CASABLANCA).columns] == ["a", "c"]
    assert [column.key for column in table.filed] == ["a", "b"]


def test_numbers_and_times_say_how_their_cells_stand() -> None:
    numbers = {kind for kind in ValueKind if Column("c", "C", kind).is_number}
    short = {kind for kind in ValueKind if Column("c", "C", kind).is_short}

    assert numbers == {ValueKind.COUNT, ValueKind.RATE, ValueKind.MONEY}
    assert short == {ValueKind.DAY, ValueKind.INSTANT, ValueKind.DURATION}


def test_a_column_is_as_wide_as_its_longest_word() -> None:
    columns = (Column("a", "A"), Column("b", "Followers"))
    table = Table("t", "", columns, rows_of(columns, [("x", "y"), ("a word of sixteen", "z")]))

    assert widths(written(table, EN, CASABLANCA)) == [12, 11]
    assert widths(written(Table("t", "", columns, ()), EN, CASABLANCA)) == [3, 11]


def test_a_terminal_shows_what_has_room_and_names_the_rest() -> None:
    columns = (
        Column("a", "Account"),
        Column("n", "Followers", ValueKind.COUNT),
        Column("s", "Source"),
    )
    lines = [("dgsn-x", 641_234, "read from the platform")]
    table = Table("t", "Caption", columns, rows_of(columns, lines), notes=("A note.",))

    text = table_as_text(table, EN, CASABLANCA, 20)
    assert [line.rstrip() for line in text.splitlines()] == [
        "Caption",
        "Account  Followers",
        "dgsn-x     641,234",
        "· Without room here,",
        "but in files: Source",
        "· A note.",
    ]


def test_a_document_knows_its_pictures() -> None:
    picture = Picture("followers", "svg", b"<svg/>", "Followers")
    parts = (Heading("Followers"), picture)

    assert Document(AR, CASABLANCA, "DGSN", "T", (), parts).pictures == (picture,)


@pytest.mark.parametrize(
    ("quantity", "precision", "low", "high"),
    [
        (at_least(327), "at_least", 327, None),
        (published(640_000, Precision.ABOUT, "s"), "about", None, None),
        (measured(12), "exact", 12, 12),
    ],
)
def test_files_hold_a_number_as_a_number_and_beside_it_how_exactly_it_is_known(
    quantity: Quantity, precision: str, low: int | None, high: int | None
) -> None:
    table = Table("t", "T", (Column("n", "N", ValueKind.COUNT),), ({"n": quantity}, {"n": None}))

    (row, unknown) = json.loads(table_as_json(table))["rows"]
    lines = table_as_csv(table, bom=False).decode().splitlines()
    sheet = load_workbook(BytesIO(table_as_xlsx(table, language("fr"), CASABLANCA))).worksheets[0]

    assert row == {"n": quantity.value, "n_precision": precision, "n_low": low, "n_high": high}
    assert set(unknown.values()) == {None}
    assert lines[0] == '"n","n_precision","n_low","n_high"'
    assert lines[1].startswith(f'{quantity.value},"{precision}",')
    assert sheet["A2"].value == quantity.value
    assert (sheet["C2"].value, sheet["D2"].value) == (low, high)
    assert sheet["B1"].value == "N : précision"
    assert filed(filed(table)) == filed(table)
