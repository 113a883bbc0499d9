"""What an office may bring as activities, and what is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import imports
from imports.refusal import ImportRefused
from metrics.activity import KINDS, Activity, ActivityKind, Stand
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from words import language
from words.telling import tell

TODAY = date(2026, 11, 21)
HEADER = "period,kind,count,precision,in_total,source,coverage,note"
EXAMPLES = Path(imports.__file__).parent / "examples"


def read(folder: Path, *lines: str, header: str = HEADER) -> list[Activity]:
    """What a file of these lines holds."""
    path = folder / "activities.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return imports.read_activities(path, today=TODAY, kinds=KINDS)


def refusal(folder: Path, *lines: str) -> str:
    """Why a file of these lines is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(folder, *lines)
    return str(refused.value)


def test_it_reads_a_row(tmp_path: Path) -> None:
    (activity,) = read(tmp_path, "2021,social_post,476,exact,yes,حصيلة 2021,x+facebook,a note")

    assert activity == Activity(
        period=parse_period("2021"),
        kind="social_post",
        count=published(476, Precision.EXACT, "حصيلة 2021"),
        in_total=Stand.YES,
        source="حصيلة 2021",
        note="a note",
        coverage="x+facebook",
    )


def test_it_reads_all_that_the_first_user_has_printed() -> None:
    found = imports.read_activities(EXAMPLES / "activities.csv", today=TODAY, kinds=KINDS)

    assert len(found) == 30
    assert {row.kind for row in found} - set(KINDS) == {"printed_total"}
    assert {row.in_total for row in found} == set(Stand)


def test_it_reads_a_grouped_count_whole(tmp_path: Path) -> None:
    (activity,) = read(tmp_path, "2022,pupils,521.435,exact,no,s,,")

    assert activity.count.value == 521_435


def test_a_row_that_does_not_say_stands_as_its_kind_does(tmp_path: Path) -> None:
    rows = ("2021,communique,1,exact,,s,,", "2021,pupils,1,exact,,s,,")

    found = read(tmp_path, *rows, "2021,printed_total,1,exact,,s,,")

    assert [row.in_total for row in found] == [Stand.YES, Stand.NO, Stand.CHECK]


def test_a_kind_of_the_settings_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("period,kind,count,precision,source\n2021,podcast,3,exact,s\n", "utf-8")

    (found,) = imports.read_activities(
        path, today=TODAY, kinds={"podcast": ActivityKind("podcast", False)}
    )

    assert (found.kind, found.in_total) == ("podcast", Stand.NO)


def test_it_takes_our_words_in_three_languages(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "octobre 2021,بلاغات,3,دقيق,نعم,s,,",
        "أكتوبر 2021,Communiqués,40,environ,Oui,t,,",
        "2021-10,pupils,900,على الأقل,Non,s,,",
        "2021,printed_total,900,au moins,à contrôler,s,,",
    )

    assert [row.period.label for row in found] == ["2021-10", "2021-10", "2021-10", "2021"]
    assert [row.kind for row in found[:3]] == ["communique", "communique", "pupils"]
    assert [row.count.precision for row in found] == ["exact", "about", "at_least", "at_least"]
    assert [row.in_total for row in found] == [Stand.YES, Stand.YES, Stand.NO, Stand.CHECK]


def test_a_refusal_lists_what_would_be_understood_in_the_language_of_the_person() -> None:
    texts = {"period": "2021", "count": "3", "precision": "zz", "source": "s"}
    with pytest.raises(ImportRefused) as refusal:
        imports.make_activity(today=TODAY, kinds=KINDS, kind="zz", in_total="zz", **texts)

    told = [tell(problem.phrase, language("fr")) for problem in refusal.value.problems]
    assert "il y a Communiqués, " in told[0]
    assert told[1].endswith("écrire exact, millier, environ, au moins")
    assert told[2].endswith("écrire oui, non, à contrôler")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "2021,comunique,1,exact,yes,s,,",
            "column kind: 'comunique' is not a kind of activity; did you mean 'communique'?",
        ),
        ("2021,zzz,1,exact,yes,s,,", "[[activity_kind]]"),
        ("2027,communique,1,exact,yes,s,,", "column period: 2027 has not begun yet"),
        ("2026-12,communique,1,exact,yes,s,,", "has not begun yet"),
        ("lately,communique,1,exact,yes,s,,", "is not a period"),
        ("2021,communique,1.5,exact,yes,s,,", "is not a count"),
        ("2021,communique,-1,exact,yes,s,,", "is not a count"),
        ("2021,communique,,exact,yes,s,,", "column count: is empty"),
        ("2021,communique,1,exactly,yes,s,,", "did you mean 'exact'?"),
        ("2021,communique,434,thousand,yes,s,,", "is 434000 meant?"),
        ("2021,communique,1,exact,maybe,s,,", "write yes, no, check"),
        ("2021,communique,1,exact,check,s,,", '"check" is for the kind printed_total'),
        ("2021,printed_total,1,exact,yes,s,,", '"check" is for the kind printed_total'),
        ("2021,communique,1,exact,yes,,,", "column source: is empty"),
    ],
)
def test_it_refuses_a_bad_row_by_its_line(tmp_path: Path, line: str, said: str) -> None:
    message = refusal(tmp_path, "2021,reportage,1,exact,yes,s,,", line)

    assert message.startswith("line 3, column ")
    assert said in message
    assert "\n" not in message


def test_it_names_every_bad_row_at_once(tmp_path: Path) -> None:
    message = refusal(
        tmp_path,
        "2021,communique,x,exact,yes,s,,",
        "2021,reportage,1,exact,yes,s,,",
        "2021,reportage,2,exact,yes,s,,",
        "2031,communique,1,exact,yes,s,,",
    )

    assert [line.split(":")[0] for line in message.splitlines()] == [
        "line 2, column count",
        "line 4",
        "line 5, column period",
    ]
    assert "tells the same kind of the same period as line 3" in message


def test_it_reads_the_sheet_named_activities(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Activities")
    sheet.append(HEADER.split(","))
    sheet.append([2021, "communique", 1541, "exact", "yes", "s", None, "=1+1 is a text"])
    sheet["H2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")

    (found,) = imports.read_activities(tmp_path / "a.xlsx", today=TODAY, kinds=KINDS)

    assert (found.period.label, found.count.value) == ("2021", 1541)
    assert found.note == "=1+1 is a text"


def test_a_typed_activity_is_judged_as_one_of_a_file() -> None:
    texts = {"period": "٢٠٢١", "kind": "communique", "precision": "exact", "source": "s"}

    made = imports.make_activity(today=TODAY, kinds=KINDS, count="1.541", **texts)

    assert (made.period.label, made.count.value, made.in_total) == ("2021", 1541, Stand.YES)
    with pytest.raises(ImportRefused, match=r"^count: is empty"):
        imports.make_activity(today=TODAY, kinds=KINDS, **texts)
    with pytest.raises(TypeError, match="an activity has no person"):
        imports.make_activity(today=TODAY, kinds=KINDS, person="x", **texts)
