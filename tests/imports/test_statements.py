"""What an office may bring as statements: times, outcomes and own posts, and nobody's name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imports
from imports.privacy import as_safe_text, sign_of_person
from imports.refusal import CellRefused, ImportRefused
from imports.statements import COLUMNS, StatementRules
from metrics.model import Account
from metrics.periods import zone
from metrics.statement import OfficeAnswer, OwnPost, Statement, StatementOutcome

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OWN = (
    Account("dgsn-x", "x", handle="DGSN_MAROC"),
    Account("dgsn-facebook", "facebook", id="100000000000001"),
    Account("dgsn-instagram", "instagram", handle="dgsn.officiel"),
)
POST = OwnPost("dgsn-x", "x", "2124184118752908758", datetime(2026, 3, 9, 16, 0, tzinfo=UTC))
DESK = StatementRules(zone("Africa/Casablanca"), NOW, OWN, {POST.id: POST}.get)
HEADER = "key,noticed,informed_x,informed_press,outcome,answer,posts,note"
EXAMPLES = Path(imports.__file__).parent / "examples"


def read(folder: Path, *lines: str, header: str = HEADER) -> list[Statement]:
    """What a file of these lines holds."""
    path = folder / "statements.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return imports.read_statements(path, DESK)


def quoted(text: str) -> str:
    """A text as a cell of CSV."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def refusal(folder: Path, *lines: str) -> str:
    """Why a file of these lines is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(folder, *lines)
    return str(refused.value)


def test_it_reads_a_row_in_the_institutions_zone(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path, "2026/1,2026-06-09 14:30,2026-06-09 16:00,2026-06-10,fabricated,denial,,a note"
    )

    assert found == Statement(
        key="2026/1",
        noticed_at=datetime(2026, 6, 9, 13, 30, tzinfo=UTC),
        noticed_on=date(2026, 6, 9),
        informed={"x": datetime(2026, 6, 9, 15, 0, tzinfo=UTC)},
        outcome=StatementOutcome.FABRICATED,
        answer=OfficeAnswer.DENIAL,
        note="a note",
        informed_on={"x": date(2026, 6, 9), "press": date(2026, 6, 10)},
    )


def test_it_reads_a_day_alone_where_the_time_is_not_known(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "1,٢٠٢٦-٠٣-٠٩,,,open,none,,")

    assert (found.noticed_at, found.noticed_on) == (None, date(2026, 3, 9))
    assert not found.is_informed


def test_it_reads_the_made_up_example() -> None:
    found = imports.read_statements(EXAMPLES / "statements.csv", DESK)

    assert len(found) == 4
    assert all("made up" in (row.note or "") for row in found)


def test_it_takes_the_office_s_own_posts_once_each(tmp_path: Path) -> None:
    row = f"1,2026-03-09 14:30,,,fabricated,denial,{POST.id}; {POST.id},"

    (found,) = read(tmp_path, row)

    assert found.posts == (POST.id,)


def test_no_column_is_there_for_a_person_a_place_a_file_or_an_address() -> None:
    assert set(COLUMNS.known) == {
        "key", "noticed", "outcome", "answer", "posts", "note",
        "informed_x", "informed_facebook", "informed_instagram",
        "informed_press", "informed_site", "informed_broadcast", "note_ar", "note_fr", "note_en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("1,2026-03-09 14:30,2026-03-09 14:29,,fabricated,denial,,", "informed_x", "before"),
        ("1,2026-03-09,2026-03-08 14:29,,fabricated,denial,,", "informed_x", "before"),
        ("1,2026-03-09 14:30,,2026-03-08,fabricated,denial,,", "informed_press", "before"),
        (f"1,2026-03-09 19:30,,,fabricated,denial,{POST.id},", "posts", "before"),
        ("1,2026-11-21 14:00,,,open,none,,", "noticed", "has not come yet"),
        ("1,2026-11-22,,,open,none,,", "noticed", "has not come yet"),
        ("1,2026-03-09,2027-01-01,,true,communique,,", "informed_x", "has not come yet"),
        ("1,,,,open,none,,", "noticed", "is empty"),
        ("1,09/03/2026,,,open,none,,", "noticed", "is not a day"),
        ("1,2026-03-09 25:00,,,open,none,,", "noticed", "on no calendar or clock"),
        ("1,2026-03-09 14:30:15,,,open,none,,", "noticed", "write 2026-03-09 14:30"),
        ("1,1026-03-09 14:30,,,open,none,,", "noticed", "cannot be meant"),
        (",2026-03-09,,,open,none,,", "key", "is empty"),
        (f"{'1' * 5}-{'a' * 40},2026-03-09,,,open,none,,", "key", "40 are the most"),
        ("1,2026-03-09,,,fabricatd,none,,", "outcome", "did you mean 'fabricated'?"),
        ("1,2026-03-09,,,rumour,none,,", "outcome", "write true, fabricated, inaccurate, open"),
        ("1,2026-03-09,,,true,silence,,", "answer", "write communique, denial"),
        ("1,2026-03-09,,,true,denial,,", "answer", "not what is true"),
        ("1,2026-03-09,2026-03-10,,true,none,,", "answer", "the public was informed"),
        ("1,2026-03-09,,,true,communique,999,", "posts", "no post of the office's own"),
        ("1,2026-03-09,,,true,communique,https://x.com/a/status/1,", "posts", "no post of the"),
        (f"1,2026-03-09,,,true,communique,{'1 ' * 51},", "posts", "50 are the most"),
        (f"1,2026-03-09,,,open,none,,{'a' * 201}", "note", "200 are the most"),
        ("0612345678,2026-03-09,,,open,none,,", "key", "a telephone number"),
        ("@somebody,2026-03-09,,,open,none,,", "key", "somebody's handle"),
    ],
)
def test_it_refuses_a_bad_row_in_a_sentence(
    tmp_path: Path, row: str, column: str, said: str
) -> None:
    message = refusal(tmp_path, "good,2026-03-09,,,open,none,,", row)

    assert message.startswith(f"line 3, column {column}: ")
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize("number", ["2026/7", "٢٠٢٦/٧", "۲۰۲۶/۷", "２０２６/７"])
def test_the_office_s_number_is_one_in_every_kind_of_digits(tmp_path: Path, number: str) -> None:
    (found,) = read(tmp_path, f"{number},2026-03-09,,,open,none,,")

    assert found.key == "2026/7"


@pytest.mark.parametrize(
    ("note", "said"), [("a\0b", "control characters"), ("x" * 40_000, "40,000 characters")]
)
def test_it_refuses_what_no_note_can_be(tmp_path: Path, note: str, said: str) -> None:
    message = refusal(tmp_path, "1,2026-03-09,,,open,none,," + quoted(note))

    assert message.startswith("line 2, column note: ")
    assert said in message
    assert len(message) < 150


def test_it_refuses_a_number_given_twice(tmp_path: Path) -> None:
    message = refusal(tmp_path, "a1,2026-03-09,,,open,none,,", "A1,2026-03-10,,,open,none,,")

    assert message == "line 3, column key: 'A1' is that of line 2 already"


def test_it_names_every_bad_row_at_once(tmp_path: Path) -> None:
    message = refusal(tmp_path, "1,2027-01-01,,,open,none,,", "2,2026-03-09,,,odd,none,,@a")

    assert [line.split(":")[0] for line in message.splitlines()] == [
        "line 2, column noticed",
        "line 3, column outcome",
        "line 3, column note",
    ]


@pytest.mark.parametrize("column", ["person", "address", "place", "file", "url"])
def test_it_refuses_a_column_that_could_name_somebody(tmp_path: Path, column: str) -> None:
    with pytest.raises(ImportRefused, match=f"'{column}' is not a column of this table"):
        read(tmp_path, "1,2026-03-09,open,none,x", header=f"key,noticed,outcome,answer,{column}")


@pytest.mark.parametrize(
    "text",
    [
        "vu par @quelquun",
        "حساب＠quelquun",
        "@\u200bquelquun",
        "écrire à quelquun@example.org",
        "quelquun [at] example.org",
        "0612345678",
        "٠٦١٢٣٤٥٦٧٨",
        "۰۶۱۲۳۴۵۶۷۸",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "٠٦-١٢-٣٤-٥٦-٧٨",
        "+212 6 12 34 56 78",
        "(00212) 612 345 678",
        "0 6 1 2 3 4 5 6 7 8",
        "06\u200b12\u200d345678",
        "０６１２３４５６７８",
        "https://x.com/quelquun/status/1",
        "http://[",
        "x.com/quelquun",
        "www.example.org",
        "bit.ly/abc",
        "t.me/groupe",
        "example。com",
        "https：//example.org",
        "https://facebook.com/100000000000002",
        "https://example.org/DGSN_MAROC",
        "٠٦.١٢.٣٤.٥٦.٧٨",
        "06;12;34;56;78",
        "06،12،34،56،78",
        "06–12–34–56–78",
        "06:12:34:56:78",
        "06h12h34h56h78",
        "06'12'34'56'78",
        "06=12=34=56=78",
        "06 12 2026-03-09 34 56 78",
        "2012-34-56 78 90 12",
        "tel:190",
        "javascript:alert(1)",
        "example.africa",
        "telegram.dog",
        "example[.]com",
        "example dot com",
        "moi at gmail dot com",
        "nom arobase gmail point com",
        "www example com",
        "مثال.شبكة",
        "192.168.1.1/page",
        "33°34'23 7°35'",
        "https://x.com/DGSN_MAROC?next=https://example.org",
        "https://x.com/DGSN_MAROC#@quelquun",
        "https://x.com/DGSN_MAROC/../quelquun",
        "https://x.com/DGSN_MAROC/@quelquun",
        "https://x.com/DGSN_MAROC/status/quelquun",
        "https://x.com/DGSN_MAROC/status/0612345678",
        "https://x.com@example.org/DGSN_MAROC",
        "https://x.com.example.org/DGSN_MAROC",
        "😀@quelquun😀",
        "@dgsn.officiel.bis",
        "@dgsn.officiel@example.org",
        "https://example.org/@dgsn.officiel",
    ],
)
def test_it_keeps_nothing_that_could_find_somebody(tmp_path: Path, text: str) -> None:
    message = refusal(tmp_path, "1,2026-03-09,,,open,none,," + quoted(text))

    assert message.startswith("line 2, column note: holds what looks like ")
    assert text not in message


@pytest.mark.parametrize(
    "text",
    [
        "تم نشره على @DGSN_MAROC",
        "https://x.com/DGSN_MAROC/status/2124184118752908758",
        "facebook.com/100000000000001",
        "vu le 2026-03-09 14:30, deux fois en 2023 2024",
        "1.150.000 مشاهدة",
        "vidéo du 12/03/2026, dossier n° 445",
        "الملف ٤٤٥",
        "voir https://x.com/DGSN_MAROC.",
        "sur ＠dgsn.officiel, et @DGSN_MAROC.",
        "seen at noon. It was read at 14:30, 16:05 and 18h20",
        "p.ex. le dossier n. 445 de 2023 😀",
        '=HYPERLINK("x")',
    ],
)
def test_it_keeps_days_counts_and_the_office_s_own_pages(tmp_path: Path, text: str) -> None:
    (found,) = read(tmp_path, "1,2026-03-09,,,open,none,," + quoted(text))

    assert found.note == text


BETWEEN = st.sampled_from(["", " ", ".", "-", "/", "\u00a0", "\u200b", " . ", "·"])
SCRIPTS = st.sampled_from([0x30, 0x660, 0x6F0, 0xFF10, 0x966])


@given(st.lists(st.tuples(st.integers(3, 9), BETWEEN, SCRIPTS), min_size=9, max_size=14))
def test_no_spelling_of_a_long_number_is_taken(signs: list[tuple[int, str, int]]) -> None:
    number = "".join(chr(script + digit) + mark for digit, mark, script in signs)

    with pytest.raises(CellRefused, match=r"telephone number|web address"):
        as_safe_text(f"من {number}س", OWN, 200)


def test_it_reads_typed_cells_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Statements"
    sheet.append(["key", "noticed", "informed_x", "outcome", "answer", "posts"])
    day = datetime.combine(date(2026, 6, 9), time())
    noticed = day + timedelta(hours=14.5, microseconds=-300)  # as Excel keeps half past two
    sheet.append([17, noticed, day + timedelta(hours=16), True, "communique", None])
    sheet.append([18, date(2026, 6, 9), None, "open", "none", None])
    book.save(tmp_path / "s.xlsx")

    timed, untimed = imports.read_statements(tmp_path / "s.xlsx", DESK)

    assert (timed.key, timed.outcome) == ("17", StatementOutcome.TRUE)
    assert timed.noticed_at == datetime(2026, 6, 9, 13, 30, tzinfo=UTC)
    assert timed.informed["x"] == datetime(2026, 6, 9, 15, 0, tzinfo=UTC)
    assert (untimed.noticed_at, untimed.noticed_on) == (None, date(2026, 6, 9))


def test_it_refuses_an_id_that_excel_has_rounded(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["key", "noticed", "outcome", "answer", "posts"])
    book.worksheets[0].append(["1", "2026-03-09", "true", "communique", 2124184118752908758])
    book.save(tmp_path / "s.xlsx")

    with pytest.raises(ImportRefused, match="line 2, column posts: Excel keeps 15 digits"):
        imports.read_statements(tmp_path / "s.xlsx", DESK)


def test_it_refuses_a_time_that_the_clocks_never_showed_and_asks_which_of_two_is_meant(
    tmp_path: Path,
) -> None:
    """In 2025 Casablanca's clocks went back on 23 February and forward on 6 April."""
    message = refusal(
        tmp_path, "1,2025-04-06 02:30,,,open,none,,", "2,2025-02-23 02:30,,,open,none,,"
    )

    skipped, twice = message.splitlines()
    assert "was skipped when the clocks were put forward" in skipped
    assert "came twice" in twice
    (found,) = read(tmp_path, "1,2025-02-23 02:30+01:00,,,open,none,,")
    assert found.noticed_at == datetime(2025, 2, 23, 1, 30, tzinfo=UTC)


def test_a_typed_statement_is_judged_as_one_of_a_file() -> None:
    texts = {"key": "1", "noticed": "2026-03-09", "outcome": "open"}

    made = imports.make_statement(DESK, answer="none", **texts)

    assert made.noticed_on == date(2026, 3, 9)
    with pytest.raises(ImportRefused, match=r"^answer: is empty"):
        imports.make_statement(DESK, **texts)
    with pytest.raises(TypeError, match="a statement has no person"):
        imports.make_statement(DESK, person="x", **texts)


@pytest.mark.parametrize(
    "text",
    [
        "القاصر محمد",
        "الطفلة المسماة هدى",
        "الطّفل بلال",
        "le mineur Youssef B.",
        "l’élève Karim",
        "Salma, 14 ans",
        "the boy Adam",
    ],
)
def test_the_name_of_a_minor_is_warned_of_as_far_as_words_show_it(text: str) -> None:
    assert sign_of_person(text, ()) == "the name of a minor"


@pytest.mark.parametrize(
    "text",
    [
        "حماية الطفل من العنف",
        "الطفل المغربي",
        "عيد الطفل 2026",
        "campagne : enfant en danger",
        "journée de l’enfant",
        "une fillette de 12 ans",
        "communiqué 2026/45, p. 12",
        "https://www.example.org/rapport",
    ],
)
def test_words_for_children_alone_are_no_warning(text: str) -> None:
    assert sign_of_person(text, ()) is None
