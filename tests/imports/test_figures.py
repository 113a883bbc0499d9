"""What an office may bring as printed figures, and how a file with a mistake is refused."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import imports
from imports.refusal import FileProblem, ImportRefused
from metrics.periods import parse_period
from metrics.quantity import Evidence, Precision
from metrics.series import PrintedFigure

TODAY = date(2026, 11, 21)
HEADER = "period,as_of,account,metric,value,precision,source,note"
GOOD = "2021,,dgsn-x,followers,317074,exact,Hasila 2021,"
EXAMPLES = Path(imports.__file__).parent / "examples"


def read(folder: Path, *lines: str, header: str = HEADER) -> list[PrintedFigure]:
    """What a file of these lines holds."""
    path = folder / "figures.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return imports.read_figures(path, today=TODAY, accounts=["dgsn-x", "dgsn-facebook"])


def problems(folder: Path, *lines: str, header: str = HEADER) -> tuple[FileProblem, ...]:
    """Why a file of these lines is refused."""
    with pytest.raises(ImportRefused) as refusal:
        read(folder, *lines, header=header)
    return refusal.value.problems


def row(**cells: str) -> str:
    """A good row with other cells in some columns."""
    good = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    return ",".join(f'"{cell}"' for cell in (good | cells).values())


def test_it_reads_a_figure_with_its_period_source_and_precision(tmp_path: Path) -> None:
    (figure,) = read(tmp_path, '2022,2022-12-05,dgsn-x,followers,434.000,thousand,"A, B",some note')

    assert figure.period == parse_period("2022")
    assert figure.as_of == date(2022, 12, 5)
    assert (figure.account, figure.metric, figure.note) == ("dgsn-x", "followers", "some note")
    assert (figure.quantity.value, figure.quantity.precision) == (434_000, Precision.THOUSAND)
    assert (figure.quantity.low, figure.quantity.high) == (433_500, 434_500)
    assert (figure.quantity.evidence, figure.quantity.source) == (Evidence.PUBLISHED, "A, B")


def test_it_invents_no_day(tmp_path: Path) -> None:
    (figure,) = read(tmp_path, GOOD)

    assert figure.as_of is None
    assert figure.note is None


def test_it_reads_the_figures_that_ship_with_the_demo() -> None:
    figures = imports.read_figures(EXAMPLES / "published_figures.csv", today=TODAY)
    values = {(f.period.label, f.account, f.metric): f.quantity.value for f in figures}

    assert len(figures) == len(values) == 16
    assert all(figure.as_of is None for figure in figures)
    assert values["2021", "dgsn-x", "followers"] == 317_074
    assert values["2021", "dgsn-x", "followers_growth_rate"] == Fraction(2, 5)
    assert values["2023", "all", "followers"] == 1_127_944
    assert values["2022", "x+facebook", "visits_and_views"] == 13_000_000


def test_it_takes_the_columns_in_any_order_and_without_the_optional_ones(tmp_path: Path) -> None:
    header = "Source,VALUE, metric ,account,precision,Period"
    (figure,) = read(tmp_path, "Hasila,317074,followers,dgsn-x,exact,2021-W05", header=header)

    assert figure.quantity.value == 317_074
    assert figure.period.label == "2021-W05"


def test_it_names_an_unknown_column_and_what_was_meant(tmp_path: Path) -> None:
    header = HEADER.replace("account", "acount")
    told = [str(problem) for problem in problems(tmp_path, GOOD, header=header)]

    assert told == [
        "line 1: 'acount' is not a column of this table; did you mean 'account'?",
        "line 1: the column 'account' is missing",
    ]


def test_it_names_every_missing_and_every_doubled_column(tmp_path: Path) -> None:
    told = [p.message for p in problems(tmp_path, "2021,2021", header="period,period")]

    assert "the column 'period' stands there twice" in told
    for name in ("account", "metric", "value", "precision", "source"):
        assert f"the column {name!r} is missing" in told


def test_it_names_every_bad_cell_at_once_by_line_and_column(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        row(),
        row(period="2021-13", value="12K"),
        "",
        row(metric="Followers", precision="at least", source=""),
        row(account="", as_of="05/12/2021"),
    )

    assert [(problem.line, problem.column) for problem in found] == [
        (3, "period"),
        (3, "value"),
        (5, "metric"),
        (5, "precision"),
        (5, "source"),
        (6, "as_of"),
        (6, "account"),
    ]


def test_it_counts_lines_as_the_person_sees_them(tmp_path: Path) -> None:
    """A note of three lines in quotation marks is one row and three lines."""
    found = problems(tmp_path, row(note="one\ntwo\nthree"), "", row(period="2019", value="?"))

    assert [problem.line for problem in found] == [6]


@pytest.mark.parametrize(
    ("cells", "advice"),
    [
        ({"period": "2021-W54"}, "write 2026, 2026-03, 2026-W46 or 2026-03-09"),
        ({"period": "31/12/2021"}, "write 2026, 2026-03, 2026-W46 or 2026-03-09"),
        ({"period": "2027"}, "2027 has not begun yet"),
        ({"period": ""}, "is empty"),
        ({"as_of": "2020-12-31"}, "before the period 2021 begins"),
        ({"as_of": "2026-11-22"}, "has not come yet"),
        ({"as_of": "2021-02-29"}, "no day of the calendar"),
        ({"as_of": "12/05/2021"}, "write year, month, day"),
        ({"as_of": "20211205"}, "write year, month, day"),
        ({"account": "DGSN X"}, "did you mean 'dgsn-x'?"),
        ({"account": "dgsn_facebook"}, "did you mean 'dgsn-facebook'?"),
        ({"metric": "Followers"}, "did you mean 'followers'?"),
        ({"metric": "folowers"}, "did you mean 'followers'?"),
        ({"metric": "growth (%)"}, "write small letters"),
        ({"value": ""}, "is left out of the file"),
        ({"value": "12K"}, "write the digits alone"),
        ({"value": "317,07"}, "is 31707 meant?"),
        ({"value": "434", "precision": "thousand"}, "is 434000 meant?"),
        ({"precision": "at least"}, "did you mean 'at_least'?"),
        ({"precision": "at_most"}, "is not a precision"),
        ({"precision": "?"}, "write exact, thousand, about, at_least"),
        ({"source": "  "}, "is empty"),
        ({"note": "a\x00b"}, "control characters"),
        ({"note": "x" * 2_001}, "2,001 characters"),
        (
            {"metric": "followers_growth_rate", "value": "0.4", "precision": "thousand"},
            "a rate is not rounded to the thousand",
        ),
        ({"metric": "followers_growth_rate", "value": "40"}, "write 0.40 or 40 %"),
    ],
)
def test_it_says_what_is_wrong_and_what_to_write(
    tmp_path: Path, cells: dict[str, str], advice: str
) -> None:
    (problem,) = problems(tmp_path, row(**cells))

    assert problem.line == 2
    assert problem.column in cells
    assert advice in problem.message


def test_it_takes_a_printed_total_that_does_not_end_in_thousands(tmp_path: Path) -> None:
    (figure,) = read(tmp_path, row(account="all", value="1127944", precision="thousand"))

    assert (figure.quantity.low, figure.quantity.high) == (1_127_444, 1_128_444)


def test_it_takes_a_day_after_the_period(tmp_path: Path) -> None:
    (figure,) = read(tmp_path, row(as_of="2022-01-15"))

    assert figure.as_of == date(2022, 1, 15)


def test_it_takes_metrics_and_accounts_that_only_the_source_has(tmp_path: Path) -> None:
    figures = read(tmp_path, row(account="x+facebook", metric="visits_and_views"))

    assert figures[0].metric == "visits_and_views"
    assert imports.unknown_accounts(figures, ["dgsn-x"]) == {"x+facebook": None}


def test_it_lists_accounts_that_the_settings_do_not_have(tmp_path: Path) -> None:
    figures = read(tmp_path, row(), row(account="dgsn-facebok"))

    assert imports.unknown_accounts(figures, ["dgsn-x", "dgsn-facebook"]) == {
        "dgsn-facebok": "dgsn-facebook"
    }


def test_it_names_a_figure_that_a_file_tells_twice(tmp_path: Path) -> None:
    found = problems(tmp_path, row(), row(source="Another"), row(value="317075"), row())

    assert [str(problem) for problem in found] == [
        "line 4: tells the same figure as line 2",
        "line 5: tells the same figure as line 2",
    ]


def test_it_keeps_texts_and_drops_invisible_direction_marks(tmp_path: Path) -> None:
    mark = "\u200f"
    (figure,) = read(tmp_path, row(period=f"{mark}٢٠٢١", account=f"dgsn-x{mark}", source="حصيلة"))

    assert figure.account == "dgsn-x"
    assert figure.period.label == "2021"
    assert figure.quantity.source == "حصيلة"


def test_it_says_every_problem_a_line_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path, row(value="?"), row(source=""))

    assert len(str(refusal.value).splitlines()) == 2
    assert str(refusal.value).startswith("line 2, column value: ")


def test_it_reads_back_what_a_spreadsheet_program_writes(tmp_path: Path) -> None:
    """Excel's French CSV: semicolons, a byte order mark, CRLF."""
    path = tmp_path / "figures.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, dialect="excel", delimiter=";")
        writer.writerows([HEADER.split(","), GOOD.split(",")])

    (figure,) = imports.read_figures(path, today=TODAY)

    assert figure.quantity.value == 317_074
