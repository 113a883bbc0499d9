"""Answers as files: re-opened, each holds the same values; no text of it does anything."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from documents.csv import table_as_csv
from documents.json import table_as_json
from documents.model import Column, Row, Table, ValueKind
from documents.xlsx import table_as_xlsx
from metrics.periods import zone
from words import language

CASABLANCA = zone("Africa/Casablanca")
AT = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
ID = "1992345678901234567"
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("https://example.org","x")',
    "<script>alert(1)</script>",
    'a,b;c\nd\r\n"e"',
    "\x1b[31mred\x9b0m\x07",
    "\u202egnp.exe",
    "'quoted",
    "لا\u200fبأس",
)
ROWS: tuple[Row, ...] = (
    {
        "account": "dgsn-x",
        "post": ID,
        "since": date(2026, 11, 1),
        "at": AT,
        "net": -12,
        "mean": 2.5,
        "rate": Fraction(1, 8),
        "usd": Decimal("0.015"),
    },
    {
        "account": "dgsn-facebook",
        "post": None,
        "since": None,
        "at": None,
        "net": None,
        "mean": None,
        "rate": None,
        "usd": None,
    },
)
ANSWER = Table(
    "growth",
    "Caption",
    (
        Column("account", "account"),
        Column("post", "post", is_detail=True),
        Column("since", "since", ValueKind.DAY),
        Column("at", "at", ValueKind.INSTANT),
        Column("net", "net", ValueKind.COUNT),
        Column("mean", "mean", ValueKind.COUNT),
        Column("rate", "rate", ValueKind.RATE),
        Column("usd", "usd", ValueKind.MONEY),
    ),
    ROWS,
    ("A note.",),
)


def hostile() -> Table:
    rows: tuple[Row, ...] = tuple({"text": text, "n": n} for n, text in enumerate(HOSTILE))
    columns = (Column("text", "=1+1"), Column("n", "n", ValueKind.COUNT))
    return Table("top", "=caption", columns, rows, ("=note",))


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_the_same_values_and_nothing_for_what_is_not_known() -> None:
    first, second = read_csv(table_as_csv(ANSWER))

    assert first == {
        "account": "dgsn-x",
        "post": ID,
        "since": "2026-11-01",
        "at": "2026-11-01T12:30:00+00:00",
        "net": "-12",
        "mean": "2.5",
        "rate": "0.125",
        "usd": "0.015",
    }
    assert set(list(second.values())[1:]) == {""}


def test_csv_quotes_texts_and_no_number() -> None:
    line = table_as_csv(ANSWER).decode().splitlines()[1]

    assert line == (f'"dgsn-x","{ID}","2026-11-01","2026-11-01T12:30:00+00:00",-12,2.5,0.125,0.015')


def test_csv_begins_with_the_mark_for_excel_unless_it_is_unwanted() -> None:
    assert table_as_csv(ANSWER) == b"\xef\xbb\xbf" + table_as_csv(ANSWER, bom=False)


@pytest.mark.threat(23)
def test_csv_lets_no_text_be_calculated() -> None:
    rows = read_csv(table_as_csv(hostile()))

    assert [row["n"] for row in rows] == [str(n) for n in range(len(HOSTILE))]
    for row, text in zip(rows, HOSTILE, strict=True):
        assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
        assert "\x1b" not in row["text"]
        if text.startswith(("=", "+", "-", "@", "\t", "＝")):
            assert row["text"] == f"'{text}"


def test_csv_does_not_cut_long_texts() -> None:
    long = Table("top", "", (Column("text", "text"),), ({"text": "ب" * 65_536},))

    assert len(read_csv(table_as_csv(long))[0]["text"]) == 65_536


def test_csv_lets_no_heading_be_calculated() -> None:
    answer = Table("sql", "", (Column("=1+1", "=1+1"),), ({"=1+1": 2},))

    assert table_as_csv(answer, bom=False) == b'"\'=1+1"\r\n2\r\n'


def test_json_has_the_shape_that_scripts_rely_on() -> None:
    told = json.loads(table_as_json(ANSWER))

    assert list(told) == ["question", "caption", "columns", "rows", "notes"]
    assert (told["question"], told["caption"], told["notes"]) == ("growth", "Caption", ["A note."])
    assert told["columns"][0] == {"key": "account", "title": "account", "kind": "text"}
    assert told["rows"][0] == {
        "account": "dgsn-x",
        "post": ID,
        "since": "2026-11-01",
        "at": "2026-11-01T12:30:00+00:00",
        "net": -12,
        "mean": 2.5,
        "rate": 0.125,
        "usd": 0.015,
    }
    assert set(list(told["rows"][1].values())[1:]) == {None}


def test_json_keeps_hostile_texts_and_no_terminal_obeys_it() -> None:
    written = table_as_json(hostile())

    assert [row["text"] for row in json.loads(written)["rows"]] == list(HOSTILE)
    assert all(sign >= " " or sign == "\n" for sign in written)
    assert not {"\x9b", "\x7f", "\u202e"} & set(written)


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_xlsx_holds_the_same_values_typed(code: str) -> None:
    content = table_as_xlsx(ANSWER, language(code), CASABLANCA)

    book = openpyxl.load_workbook(io.BytesIO(content))
    table, notes = book.worksheets

    rows = [[cell.value for cell in row] for row in table.iter_rows(min_row=2)]
    assert rows == [
        [
            "dgsn-x",
            ID,
            datetime(2026, 11, 1),  # noqa: DTZ001 - a sheet's days have no zone
            datetime(2026, 11, 1, 12, 30),  # noqa: DTZ001
            -12,
            2.5,
            0.125,
            0.015,
        ],
        ["dgsn-facebook", *[None] * 7],
    ]
    assert table.sheet_view.rightToLeft is (code == "ar")
    assert [cell.value for cell in notes["A"]][1:] == ["Caption", "A note."]


def test_xlsx_holds_texts_and_no_formula() -> None:
    content = table_as_xlsx(hostile(), language("fr"), CASABLANCA)

    book = openpyxl.load_workbook(io.BytesIO(content))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    table = book.worksheets[0]
    assert table["A1"].value == "=1+1"
    assert table["A2"].value == "=1+1"
