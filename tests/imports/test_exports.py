"""Files that platforms and tools export, recognised by their content and read: reduced samples.

`exports/expected.txt` says by hand what each sample holds: its kind and platform, of whom it is,
what is left out, and each day, post and total. Times there are UTC's.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from imports.exports.model import Export, LeftOut
from imports.exports.recognise import Answers, UnknownTable, read_exports
from imports.exports.sources import MOST_BYTES, SourceBytes, sources_under
from imports.exports.values import Order
from imports.files import MOST_ROWS, workbook_sheets
from imports.refusal import ImportRefused
from metrics.platforms import COUNT_NAMES
from tests.support.old_workbook import Written, old_workbook, workbook_of_cells

SAMPLES = Path(__file__).parent / "exports"
EXPECTED = SAMPLES / "expected.txt"
DOWNLOADED = date(2026, 5, 2)


@cache
def samples() -> dict[str, SourceBytes]:
    """Every sample by its name; of a zip the file in it."""
    return {source.name: source for source in sources_under(SAMPLES).files}


def sample(name: str) -> SourceBytes:
    """One sample."""
    return samples()[name]


def shown(export: Export) -> list[str]:
    """What an export holds, a line each, as expected.txt writes it."""
    lines = [f"{export.kind.key} {export.kind.platform or '?'} {export.kind.zone}"]
    lines += [f"of {owner}" for owner in export.owners]
    lines += [f"left out: {why} {number}" for why, number in sorted(export.left_out.items())]
    lines += [f"total {metric} {value}" for metric, value in export.totals.items()]
    lines += [f"{figure.day} {figure.metric} {figure.value}" for figure in export.days]
    for post in export.posts:
        counts = " ".join(
            f"{name}={value}"
            for name in COUNT_NAMES
            if (value := getattr(post.counts, name)) is not None
        )
        when = f"{post.published_at:%Y-%m-%dT%H:%M:%S}"
        lines.append(f"post {post.id} {when} {post.kind} {counts}".rstrip())
    return lines


def expectations() -> dict[str, list[str]]:
    """The lines of expected.txt by their samples."""
    parts = EXPECTED.read_text(encoding="utf-8").split("\n\n")
    blocks = [part.strip().splitlines() for part in parts if part.strip()]
    return {name.removeprefix("# "): lines for name, *lines in blocks}


@pytest.mark.parametrize("name", expectations())
def test_a_sample_is_read_as_somebody_reads_it_by_hand(name: str) -> None:
    exports = read_exports(sample(name), Answers(downloaded=DOWNLOADED))

    assert [line for export in exports for line in shown(export)] == expectations()[name]


def test_every_sample_is_expected_or_refused() -> None:
    names = {source.name for source in sources_under(SAMPLES).files} - {EXPECTED.name}
    refused = {name for name, *_ in REFUSED} | {"unknown/arabic.csv", "unknown/by_hand.csv"}

    assert names == set(expectations()) | refused


REFUSED = [
    ("damaged/ambiguous_number.csv", "line 2", "'1.204' is not a count"),
    ("damaged/cut_off.csv", "line 3", "cut off"),
    ("damaged/cut_off_utf16.csv", "", "UTF-16 that is cut off"),
    ("damaged/cut_row.csv", "line 2", "cut off"),
    ("damaged/daily_breakdown.csv", "line 1", "a row for each day of a post"),
    ("damaged/empty.csv", "", "the file is empty"),
    ("damaged/evil.js", "", "cut off or damaged"),
    ("damaged/ids_alone.csv", "line 2", "rounded the post's id"),
    ("damaged/no_followers.json", "", "no total of followers"),
    ("damaged/old_excel.xls", "", "the workbook is damaged or cut off"),
    ("damaged/order_not_proved.csv", "", "day or the month first"),
    ("damaged/picture.csv", "", "the file is a picture, and no table"),
    ("damaged/tweets_cut_off.js", "", "cut off or damaged"),
    ("damaged/two_orders.csv", "line 1", "some dates have the day first and some the month"),
    ("damaged/unknown_title.csv", "line 2", "the title 'suivis facebook' is not known"),
]


@pytest.mark.parametrize(("name", "place", "why"), REFUSED)
def test_what_would_mislead_is_refused_in_one_line(name: str, place: str, why: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_exports(sample(name))

    message = str(refused.value)
    assert "\n" not in message
    assert message.startswith(name)
    assert place in message
    assert why in message


@pytest.mark.parametrize("name", ["unknown/arabic.csv", "unknown/by_hand.csv"])
def test_a_header_in_no_table_is_never_guessed(name: str) -> None:
    with pytest.raises(UnknownTable, match="--map") as unknown:
        read_exports(sample(name))

    assert len(unknown.value.header) > 8


def test_an_order_that_nothing_proves_is_as_the_person_says() -> None:
    source = sample("damaged/order_not_proved.csv")
    days = {
        order: read_exports(source, Answers(order=order))[0].posts[0].published_at
        for order in Order
    }

    assert [f"{days[order]:%m-%d}" for order in (Order.DAY_FIRST, Order.MONTH_FIRST)] == [
        "03-02",
        "02-03",
    ]


def test_words_of_an_encoding_that_nothing_proves_are_not_kept() -> None:
    text = sample("meta_content/facebook.csv").data.decode("utf-8-sig")
    source = SourceBytes("facebook.csv", text.encode("cp1256"), None)
    (export,) = read_exports(source)

    assert [post.text for post in export.posts] == [None, None, "Autre page"]
    assert export.posts[0].counts.views == 46820


def test_a_header_that_two_encodings_write_alike_proves_neither() -> None:
    french = sample("meta_content/facebook_fr, Windows-1252.csv").data.decode("cp1252")
    arabic = french.replace("Autre page", "صفحة أخرى")
    texts = {
        encoding: [
            post.text
            for export in read_exports(SourceBytes("a.csv", text.encode(encoding), None))
            for post in export.posts
        ]
        for encoding, text in (("cp1252", french), ("cp1256", arabic), ("utf-8", arabic))
    }

    assert texts["cp1256"][-1] is None
    assert texts["cp1252"][-1] == "Autre page"
    assert texts["utf-8"][-1] == "صفحة أخرى"


def test_an_old_workbook_tells_what_the_new_one_tells() -> None:
    new = sample("page_insights/posts.xlsx")
    sheets = {
        title: [[None if cell is None else str(cell) for cell in row] for row in rows]
        for title, rows in workbook_sheets(new.data).items()
    }
    old = SourceBytes("posts.xls", old_workbook(sheets), None)

    assert [shown(each) for each in read_exports(old)] == [expectations()[new.name]]


def test_numbers_and_days_of_an_old_workbook_are_read_as_they_are_shown() -> None:
    rows: list[list[Written | None]] = [
        ["Date", "Lifetime Total Likes", "Daily New Likes"],
        [datetime(2018, 2, 14), 384274.0, 176.0],  # noqa: DTZ001  a workbook's days have no zone
    ]
    (export,) = read_exports(SourceBytes("page.xls", old_workbook({"Key Metrics": rows}), None))

    assert shown(export)[1:] == ["2018-02-14 page_likes 384274", "2018-02-14 new_page_likes 176"]


@pytest.mark.parametrize(
    "cells", [{(65535, 255): 1.0}, {(0, 0): 1.0, (50_001, 0): 1.0}], ids=["memory", "rows"]
)
def test_an_old_workbook_that_asks_for_too_much_is_refused(
    cells: dict[tuple[int, int], float],
) -> None:
    sheets = {f"sheet {number}": cells | {(0, 0): 1.0} for number in range(4)}

    with pytest.raises(ImportRefused, match="more than 50000 rows or 4000000 cells") as refused:
        read_exports(SourceBytes("bomb.xls", workbook_of_cells(sheets), None))

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("length", [600, 1536, 3000])
def test_an_old_workbook_that_is_cut_off_is_refused(length: int) -> None:
    data = old_workbook({"Key Metrics": [["Date", "Lifetime Total Likes"], ["2/14/2018", 5.0]]})

    with pytest.raises(ImportRefused, match="damaged or cut off"):
        read_exports(SourceBytes("page.xls", data[:length], None))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_an_unknown_arabic_header_is_shown_in_its_own_letters(encoding: str) -> None:
    text = sample("unknown/arabic.csv").data.decode("utf-8-sig")

    with pytest.raises(UnknownTable) as unknown:
        read_exports(SourceBytes("arabic.csv", text.encode(encoding), None))

    assert unknown.value.header == tuple(text.splitlines()[0].split(","))


def test_empty_lines_between_rows_hide_nothing() -> None:
    plain = sample("x_new/overview.csv")
    spaced = plain.data.replace(b"\n", b"\n\n")

    assert [shown(each) for each in read_exports(SourceBytes(plain.name, spaced, None))] == [
        expectations()[plain.name]
    ]


def test_another_table_below_is_left_out_and_counted() -> None:
    plain = sample("x_new/overview.csv")
    below = plain.data + b'\n\nTotals\nDate,Impressions\n"Thu, Apr 30, 2026",5\n'
    (export,) = read_exports(SourceBytes(plain.name, below, None))

    assert [line for line in shown(export) if "not_taken" not in line] == expectations()[plain.name]
    assert export.left_out[LeftOut.NOT_TAKEN] == 3


@pytest.mark.parametrize("between", [b"\n", b"\n\n\n"])
def test_files_put_together_by_hand_are_refused(between: bytes) -> None:
    data = sample("x_new/overview.csv").data

    with pytest.raises(ImportRefused, match="the header stands again"):
        read_exports(SourceBytes("both.csv", data + between + data, None))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xef\xbb\xbf\n<!DOCTYPE html><title>Log in</title>", "a web page"),
        (b"<html><table><tr><td>Date", "a web page"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"\x1f\x8b\x08\x00", "a packed file"),
        (b"Rar!\x1a\x07", "a packed file"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(ImportRefused, match=f"the file is {what}") as refused:
        read_exports(SourceBytes("export.csv", data, None))

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "rows",
    [
        b"<row/>" * (MOST_ROWS + 2),
        b'<row r="60000"><c r="A60000"/></row>',
        b'<row><c r="XFD5"/></row>' * 300,
    ],
)
def test_of_a_sheet_that_is_too_long_nothing_is_dropped_in_silence(rows: bytes) -> None:
    packed = io.BytesIO(sample("page_insights/posts.xlsx").data)
    longer = io.BytesIO()
    with zipfile.ZipFile(packed) as book, zipfile.ZipFile(longer, "w") as other:
        for name in book.namelist():
            content = book.read(name).replace(b"</sheetData>", rows + b"</sheetData>")
            other.writestr(name, content)

    with pytest.raises(ImportRefused, match=f"more than {MOST_ROWS} rows"):
        read_exports(SourceBytes("long.xlsx", longer.getvalue(), None))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_an_encoding_changes_nothing(encoding: str) -> None:
    plain = sample("x_new/content.csv")
    text = plain.data.decode("utf-8")
    (export,) = read_exports(SourceBytes(plain.name, text.encode(encoding), None))
    (expected,) = read_exports(plain)

    assert export.posts == expected.posts


def test_a_renamed_file_is_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "photo.bin").write_bytes(sample("x_new/overview.csv").data)
    (source,) = sources_under(tmp_path / "photo.bin").files

    assert read_exports(source)[0].kind.key == "x_overview"


def test_impressions_are_views_before_the_platform_counted_views() -> None:
    source = sample("meta_content/facebook_impressions.csv")
    (early,) = read_exports(source, Answers(downloaded=date(2025, 11, 14)))
    (late,) = read_exports(source, Answers(downloaded=date(2025, 11, 15)))

    assert early.posts[0].counts.views == 46820
    assert late.posts[0].counts.views is None


@pytest.mark.parametrize("is_packed", [False, True])
def test_of_followers_not_a_byte_is_opened_beyond_the_name(
    tmp_path: Path, *, is_packed: bool
) -> None:
    files = {
        "data/follower.js": b'window.YTD.follower.part0 = [ {"follower": {"accountId": "90000"',
        "data/other.js": b"alert(1)",
        "data/tweets.js": sample("x_archive/data/tweets.js").data,
    }
    if is_packed:
        zipped(tmp_path / "a.zip", files)
    else:
        (tmp_path / "data").mkdir()
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
    followers, tweets = sources_under(tmp_path).files
    (export,) = read_exports(followers)

    assert followers.data == b"window.YTD.follower.part0 ="
    assert dict(export.left_out) == {"other_persons": 1}
    assert export.rows == 0
    assert len(read_exports(tweets)[0].posts) == 2


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def inner_zip() -> bytes:
    """A zip as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"../out.csv": b"a"}, "leads out of it"),
        ({"/etc/out.csv": b"a"}, "leads out of it"),
        ({"..\\out.csv": b"a"}, "leads out of it"),
        ({"C:/out.csv": b"a"}, "leads out of it"),
        ({"inner.zip": inner_zip()}, "a zip in a zip"),
        ({"bomb.csv": b"0" * (8 * 2**20)}, "unpacks to far more"),
        ({"large.csv": b"0" * (MOST_BYTES + 1)}, "larger than 64 MB"),
    ],
)
def test_a_zip_that_no_platform_makes_is_refused(
    tmp_path: Path, files: dict[str, bytes], why: str
) -> None:
    with pytest.raises(ImportRefused, match=why) as refused:
        sources_under(zipped(tmp_path / "export.zip", files))

    assert "\n" not in str(refused.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.zip"]


def test_a_damaged_and_a_large_file_are_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {"a.csv": b"a,b\n" * 50}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-40])
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(200 * 2**20)  # a file with a hole: it takes no room

    (tmp_path / "beheaded.zip").write_bytes(whole[:8] + whole[20:])
    listed = whole.index(b"PK\x01\x02") + 6  # the version that unpacking takes
    (tmp_path / "future.zip").write_bytes(whole[:listed] + b"\xff" + whole[listed + 1 :])

    for name in ("cut.zip", "beheaded.zip", "future.zip"):
        with pytest.raises(ImportRefused, match="damaged"):
            sources_under(tmp_path / name)
    workbook = sample("page_insights/posts.xlsx").data
    with pytest.raises(ImportRefused, match="damaged"):
        read_exports(SourceBytes("posts.xlsx", workbook[:30] + workbook[42:], None))
    with pytest.raises(ImportRefused, match="larger than 64 MB"):
        sources_under(tmp_path / "large.csv")
    with pytest.raises(ImportRefused, match="no such file"):
        sources_under(tmp_path / "nothing")


def test_of_a_folder_pictures_links_and_hidden_files_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.csv").write_bytes(b"secret")
    (tmp_path / "in" / "a.csv").write_bytes(b"a")
    (tmp_path / "in" / ".hidden.csv").write_bytes(b"a")
    (tmp_path / "in" / "b.jpg").write_bytes(b"a")
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "secret.csv")
    zipped(tmp_path / "in" / "c.zip", {"x/d.csv": b"d", "e.png": b"e", "__MACOSX/d.csv": b"f"})

    sources = sources_under(tmp_path / "in")

    assert [source.name for source in sources.files] == ["a.csv", "c.zip/x/d.csv"]
    assert sources.not_opened == 3


@pytest.mark.parametrize("name", expectations())
def test_of_a_file_cut_off_anywhere_no_number_is_another(name: str) -> None:
    source = sample(name)
    whole = set(expectations()[name])
    size = len(source.data)
    for length in {*range(0, size, size // 20 + 1), *range(max(0, size - 8), size)}:
        cut = SourceBytes(name, source.data[:length], None)
        try:
            exports = read_exports(cut, Answers(downloaded=DOWNLOADED))
        except ImportRefused as refusal:
            assert "\n" not in str(refusal)  # noqa: PT017  either is right
            continue
        numbers = {line for export in exports for line in shown(export)[1:]}
        assert {line for line in numbers - whole if not line.startswith("left out")} == set()


def test_a_name_or_a_header_with_line_ends_is_told_in_one_line(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b\n\x1b[2J.csv": b'"one\ntwo",three\n1,2\n'})
    (source,) = sources_under(path).files

    with pytest.raises(UnknownTable) as unknown:
        read_exports(source)
    assert str(unknown.value).isprintable()
    assert unknown.value.header == ("one\ntwo", "three")
