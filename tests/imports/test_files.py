"""Which files are opened at all, and what becomes of the others. Real files, real bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import imports
from imports import files
from imports.refusal import ImportRefused
from metrics.series import PrintedFigure

TODAY = date(2026, 11, 21)
HEADER = ["period", "as_of", "account", "metric", "value", "precision", "source", "note"]
GOOD = ["2021", None, "dgsn-x", "followers", 317_074, "exact", "حصيلة 2021", None]
CSV = (",".join(HEADER) + "\n2021,,dgsn-x,followers,317074,exact,حصيلة 2021,\n").encode()


def read(folder: Path, data: bytes, name: str = "figures.csv") -> list[PrintedFigure]:
    """What a file of these bytes holds."""
    (folder / name).write_bytes(data)
    return imports.read_figures(folder / name, today=TODAY)


def refusal(folder: Path, data: bytes, name: str = "figures.csv") -> str:
    """Why a file of these bytes is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(folder, data, name)
    return str(refused.value)


def workbook(*rows: Iterable[object], title: str = "Sheet") -> bytes:
    """An Excel workbook with these rows below the header."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in (HEADER, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_cell(column: str, value: object) -> list[object]:
    """A good row with another value in one column."""
    row: list[object] = list(GOOD)
    row[HEADER.index(column)] = value
    return row


def repacked(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one of its parts changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            after.writestr(name, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


# CSV


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("separator", [b",", b";", b"\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_it_reads_each_common_kind_of_csv(
    tmp_path: Path, mark: bytes, separator: bytes, end: bytes
) -> None:
    data = mark + CSV.replace(b",", separator).replace(b"\n", end)
    (figure,) = read(tmp_path, data)

    assert figure.quantity.value == 317_074
    assert figure.quantity.source == "حصيلة 2021"


def test_commas_in_the_notes_do_not_mislead_a_file_of_semicolons(tmp_path: Path) -> None:
    data = CSV.replace(b",", b";").replace(b"exact;", b"exact;a, b, c, d, e, f, g, h, ")
    (figure,) = read(tmp_path, data)

    assert figure.quantity.source == "a, b, c, d, e, f, g, h, حصيلة 2021"


def test_it_takes_a_quoted_number_with_a_comma_and_refuses_a_bare_one(tmp_path: Path) -> None:
    """A bare comma would end the cell after 317, and shift all cells behind it."""
    (figure,) = read(tmp_path, CSV.replace(b"317074", b'"317,074"'))
    message = refusal(tmp_path, CSV.replace(b"317074", b"317,074"))

    assert figure.quantity.value == 317_074
    assert message.startswith("line 2, column precision: '074' is not a precision")


def test_a_bare_comma_is_refused_where_the_value_stands_last(tmp_path: Path) -> None:
    header = b"period,account,metric,precision,source,value\n"
    message = refusal(tmp_path, header + b"2021,dgsn-x,followers,exact,Hasila,317,074\n")

    assert message.startswith("line 2: cell 7 stands under no column")


def test_it_refuses_a_row_with_fewer_cells_than_the_header(tmp_path: Path) -> None:
    message = refusal(tmp_path, CSV.replace(b"exact,", b""))

    assert message == "line 2: has 7 cells where the header has 8"


def test_it_leaves_out_blank_rows_and_columns_without_a_name(tmp_path: Path) -> None:
    data = b"\n,,,,,,,,,\n" + CSV.replace(b"\n", b",,\n") + b",,,,,,,,,\n\n"

    assert len(read(tmp_path, data)) == 1


def test_it_refuses_a_cell_under_no_name(tmp_path: Path) -> None:
    message = refusal(tmp_path, CSV[:-1] + b"a note,stray\n")

    assert "line 2: cell 9 stands under no column" in message


@pytest.mark.parametrize("mark", ["sep={}", "SEP={}", '"sep={}"'])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_it_reads_a_file_that_tells_excel_its_separator(
    tmp_path: Path, mark: str, separator: str
) -> None:
    rows = CSV.decode().replace(",", separator)
    (figure,) = read(tmp_path, f"\ufeff{mark.format(separator)}\r\n{rows}".encode())
    message = refusal(tmp_path, f"{mark.format(separator)}\n{rows.replace('317074', '?')}".encode())

    assert figure.quantity.source == "حصيلة 2021"
    assert message.startswith("line 3, column value")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ],
)
def test_it_reads_what_excel_calls_unicode_text(tmp_path: Path, mark: bytes, encoding: str) -> None:
    data = mark + CSV.decode().replace(",", "\t").replace("\n", "\r\n").encode(encoding)
    (figure,) = read(tmp_path, data, "figures.txt")

    assert figure.quantity.source == "حصيلة 2021"
    assert "damaged UTF-16: save it as UTF-8" in refusal(tmp_path, data[:-1])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1256"])
def test_it_refuses_other_encodings_and_says_how_to_save(tmp_path: Path, encoding: str) -> None:
    message = refusal(tmp_path, CSV.decode().encode(encoding))

    assert "save it as UTF-8" in message
    if encoding == "cp1256":
        assert message.startswith("line 2: ")


def test_it_names_the_line_of_the_first_letter_that_is_not_utf_8(tmp_path: Path) -> None:
    data = CSV + "2022,,dgsn-x,followers,434000,thousand,Magazine,é\n".encode("latin-1")

    assert refusal(tmp_path, data).startswith("line 3: the text is not UTF-8")


@pytest.mark.parametrize("stray", [b'"open', b'"closed"again'])
def test_it_refuses_quotation_marks_that_do_not_match(tmp_path: Path, stray: bytes) -> None:
    message = refusal(tmp_path, CSV[:-1] + stray + b"\n")

    assert message.startswith("line 2: the quotation marks do not match")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_it_refuses_an_empty_file(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data).endswith("is empty")


def test_it_refuses_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ImportRefused) as refused:
            imports.read_figures(path, today=TODAY)

        assert str(path) in str(refused.value)


def test_it_refuses_a_file_of_more_than_five_megabytes(tmp_path: Path) -> None:
    assert "larger than 5 MB" in refusal(tmp_path, CSV + b"\n" * files.MOST_BYTES)


def test_it_refuses_more_than_fifty_thousand_rows(tmp_path: Path) -> None:
    line = CSV.splitlines()[1] + b"\n"
    message = refusal(tmp_path, CSV + line * 50_000)

    assert message.startswith("line 50002: the table has more than 50,000 rows")


# XLSX


def test_it_reads_a_workbook_with_typed_cells(tmp_path: Path) -> None:
    data = workbook(
        GOOD,
        [
            2022,
            datetime.combine(date(2022, 12, 5), time()),
            "dgsn-x",
            "followers",
            434_000.0,
            "thousand",
            2022,
            None,
        ],
        [2021, None, "dgsn-x", "followers_growth_rate", 0.4, "about", "حصيلة", None],
    )
    first, second, third = read(tmp_path, data, "figures.xlsx")

    assert (first.quantity.value, first.quantity.source) == (317_074, "حصيلة 2021")
    assert (second.period.label, second.as_of) == ("2022", date(2022, 12, 5))
    assert (second.quantity.value, second.quantity.source) == (434_000, "2022")
    assert third.quantity.value == Fraction(2, 5)


def test_it_knows_a_workbook_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    assert len(read(tmp_path, workbook(GOOD), "figures.csv")) == 1


def test_it_reads_the_sheet_of_its_name_or_the_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["something", "else"])
    named = book.create_sheet("Figures")
    named.append(HEADER)
    named.append(GOOD)

    assert len(read(tmp_path, saved(book), "named.xlsx")) == 1
    assert len(read(tmp_path, workbook(GOOD, title="2021"), "first.xlsx")) == 1


@pytest.mark.parametrize(
    ("column", "value", "advice"),
    [
        ("value", 317.074, "a count has no decimals"),
        ("value", -3, "not a count"),
        ("value", True, "holds TRUE"),
        ("value", datetime.combine(date(2023, 5, 1), time()), "the date 2023-05-01"),
        ("value", 10**17, "more than 15 digits"),
        ("value", "=1+1", "a formula that was never calculated"),
        ("value", "#N/A", "holds the error #N/A"),
        (
            "as_of",
            datetime.combine(date(2022, 12, 5), time(13, 30)),
            "write the day without a time",
        ),
        ("as_of", timedelta(hours=3), "neither a text, a number nor a day"),
        ("as_of", 44_900, "is not a day"),
        (
            "period",
            datetime.combine(date(2021, 3, 1), time()),
            "Excel has made the day 2021-03-01 of it",
        ),
        ("account", datetime.combine(date(2021, 3, 1), time()), "format it as text"),
    ],
)
def test_it_refuses_what_excel_made_of_a_cell(
    tmp_path: Path, column: str, value: object, advice: str
) -> None:
    message = refusal(tmp_path, workbook(GOOD, with_cell(column, value)), "figures.xlsx")

    assert message.startswith(f"line 3, column {column}: ")
    assert advice in message


def test_it_takes_the_value_that_excel_kept_of_a_formula(tmp_path: Path) -> None:
    written = workbook(with_cell("value", "=300000+17074"))
    kept = repacked(written, "xl/worksheets/sheet1.xml", b"</f><v></v>", b"</f><v>317074</v>")
    (figure,) = read(tmp_path, kept, "figures.xlsx")

    assert figure.quantity.value == 317_074


def test_it_reads_a_text_that_begins_like_a_formula_as_a_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(with_cell("note", "x"))))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet["H2"] = "=1+1"
    sheet["H2"].data_type = "s"
    (figure,) = read(tmp_path, saved(book), "figures.xlsx")

    assert figure.note == "=1+1"


def test_it_numbers_rows_as_excel_does(tmp_path: Path) -> None:
    empty: list[object] = []
    message = refusal(
        tmp_path, workbook(empty, GOOD, empty, empty, with_cell("value", "?")), "figures.xlsx"
    )

    assert message.startswith("line 6, column value")


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/": (
        b"http://purl.oclc.org/ooxml/officeDocument/"
    ),
    b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}
"""As "Strict Open XML Spreadsheet" has them, by the names of "Excel Workbook"."""


def strict(data: bytes) -> bytes:
    """A workbook as Excel saves it as a Strict Open XML Spreadsheet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for usual, other in STRICT.items():
                content = content.replace(usual, other)
            after.writestr(name, content)
    return packed.getvalue()


def test_it_reads_a_strict_workbook_with_its_days(tmp_path: Path) -> None:
    """In which Excel writes days as ISO 8601 (`t="d"`), and older programs as numbers."""
    data = strict(workbook(with_cell("as_of", date(2021, 12, 30))))
    in_words = repacked(
        strict(workbook(with_cell("as_of", "DAY"))),
        "xl/worksheets/sheet1.xml",
        b't="inlineStr"><is><t>DAY</t></is>',
        b't="d"><v>2021-12-30</v>',
    )

    for content in (data, in_words):
        (figure,) = read(tmp_path, content, "figures.xlsx")
        assert (figure.as_of, figure.quantity.value) == (date(2021, 12, 30), 317_074)


ODD = {
    "a fill of nothing": ("xl/styles.xml", b'<fills count="2">', b"<fills><fill/>"),
    "letters of no family": ("xl/styles.xml", b'<family val="2"', b'<family val="255"'),
    "an alignment that is none": (
        "xl/styles.xml",
        b'xfId="0"/></cellXfs>',
        b'xfId="0"><alignment vertical="middle"/></xf></cellXfs>',
    ),
    "a style without a format": ("xl/styles.xml", b'<xf numFmtId="0"', b'<xf numFmtId=""'),
    "written on no day": ("docProps/core.xml", b'W3CDTF">', b'W3CDTF">about '),
}


@pytest.mark.parametrize(("part", "old", "new"), ODD.values(), ids=ODD)
def test_it_reads_a_workbook_whose_looks_are_odd(
    tmp_path: Path, part: str, old: bytes, new: bytes
) -> None:
    data = repacked(workbook(with_cell("as_of", date(2021, 12, 30))), part, old, new)
    with pytest.raises(Exception):  # noqa: B017, PT011  openpyxl by itself refuses it
        openpyxl.load_workbook(io.BytesIO(data), read_only=True)

    (figure,) = read(tmp_path, data, "figures.xlsx")

    assert figure.as_of == date(2021, 12, 30)


def test_it_refuses_an_old_or_locked_workbook(tmp_path: Path) -> None:
    message = refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "figures.xls")

    assert "old or a locked workbook: save it as .xlsx" in message


def test_it_refuses_other_packed_files_and_damaged_workbooks(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    whole = workbook(GOOD)
    broken = repacked(whole, "xl/worksheets/sheet1.xml", b"</row>", b"")

    assert "not an Excel workbook" in refusal(tmp_path, packed.getvalue(), "a.xlsx")
    assert "damaged or locked" in refusal(tmp_path, whole[: len(whole) // 2], "b.xlsx")
    assert "cannot be read" in refusal(tmp_path, broken, "c.xlsx")


def test_it_refuses_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    """Seventy megabytes of blanks pack to a few kilobytes: judged before anything is unpacked."""
    bomb = repacked(
        workbook(GOOD), "xl/worksheets/sheet1.xml", b"</row>", b"</row>" + b" " * (70 * 2**20)
    )

    assert len(bomb) < files.MOST_BYTES
    assert "unpacks to more than 48 MB" in refusal(tmp_path, bomb, "figures.xlsx")


def test_it_refuses_a_part_that_hides_its_size(tmp_path: Path) -> None:
    """The sizes a packed file declares may lie; no more is then unpacked than they say."""
    part, real = b"xl/worksheets/sheet1.xml", 4 * 2**20
    bomb = bytearray(repacked(workbook(GOOD), part.decode(), b"</row>", b"</row>" + b" " * real))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        info = archive.getinfo(part.decode())
    declared = info.file_size.to_bytes(4, "little")
    assert bomb.count(declared) == 2
    lying = bytes(bomb).replace(declared, (1000).to_bytes(4, "little"))

    assert "damaged or locked" in refusal(tmp_path, lying, "figures.xlsx")


def test_it_refuses_entities_in_a_workbook(tmp_path: Path) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet '
    bomb = repacked(workbook(GOOD), "xl/worksheets/sheet1.xml", b"<worksheet ", entity)

    assert "document type definition" in refusal(tmp_path, bomb, "figures.xlsx")


def test_a_sheet_that_claims_a_million_rows_costs_nothing(tmp_path: Path) -> None:
    honest = workbook(GOOD)
    claim = repacked(honest, "xl/worksheets/sheet1.xml", b'ref="A1:H2"', b'ref="A1:XFD1048576"')

    assert read(tmp_path, claim, "claim.xlsx") == read(tmp_path, honest, "honest.xlsx")


def test_it_refuses_a_merged_cell_below_its_first_row(tmp_path: Path) -> None:
    """Excel keeps the value of merged cells in the first of them alone."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["period", "account", "metric", "value", "precision", "source"])
    sheet.append(["2023", "dgsn-x", "followers", 480_944, "exact", "s"])
    sheet.append([None, "dgsn-facebook", "followers", 440_000, "exact", "s"])
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "merged.xlsx")

    with pytest.raises(ImportRefused, match="line 3, column period: is empty"):
        imports.read_figures(tmp_path / "merged.xlsx", today=date(2026, 11, 21))


def test_it_refuses_a_workbook_of_more_than_fifty_thousand_rows(tmp_path: Path) -> None:
    """A single cell far below counts as the rows above it do."""
    far = repacked(
        workbook(GOOD),
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>',
    )

    assert "more than 50,000 rows" in refusal(tmp_path, far, "figures.xlsx")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_refuses_a_file_that_holds_its_header_alone(tmp_path: Path, kind: str) -> None:
    data = workbook() if kind == "xlsx" else (",".join(HEADER) + "\n\n").encode()

    assert refusal(tmp_path, data, f"figures.{kind}").endswith("holds no row below its header")
