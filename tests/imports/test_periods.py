"""What an office may bring as periods of the calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import imports
from imports.refusal import ImportRefused
from metrics.calendar import CalendarEntry, Certainty, Edition
from metrics.calendar.morocco import moroccan_calendar

HEADER = "season,label,first_day,last_day,certainty,name_fr,source"
EXAMPLES = Path(imports.__file__).parent / "examples"
SEASONS = moroccan_calendar()


def read(folder: Path, *lines: str) -> list[CalendarEntry]:
    """What a file of these lines holds."""
    path = folder / "periods.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return imports.read_calendar_periods(path, seasons=SEASONS)


def test_a_period_ends_with_its_last_day_and_goes_by_any_of_its_names(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        "رمضان,1447,2026-02-19,2026-03-19,,,Habous",
        "Ramadan,1448,2027-02-08,2027-03-09,estimated,,Habous",
    )

    edition = Edition("1447", date(2026, 2, 19), date(2026, 3, 20), Certainty.DECLARED)
    assert first == CalendarEntry("ramadan", edition, "Habous")
    assert (second.season, second.edition.certainty) == ("ramadan", Certainty.ESTIMATED)


def test_a_new_season_is_named_once(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "road-week,2025,2025-11-03,2025-11-09,,Semaine de la route,DGSN",
        "road-week,2026,2026-11-09,2026-11-15,,,DGSN",
        "semaine de la route,2027,2027-11-08,2027-11-14,,,DGSN",
    )

    assert {each.season for each in rows} == {"road-week"}
    assert [each.names for each in rows] == [{"fr": "Semaine de la route"}, {}, {}]


def test_it_names_every_bad_row_and_refuses_the_whole_file(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(
            tmp_path,
            "ramadan,1447,2026-02-19,2026-03-19,,,Habous",
            "ramadam,1448,2027-02-08,2027-03-09,,,Habous",
            "road-week,2026,2026-11-09,2026-11-15,,,DGSN",
            "ramadan,soon,2027-02-08,2027-03-09,,,Habous",
            "ramadan,1448,2027-03-09,2027-02-08,,,Habous",
            "ramadan,1449,2027-02-08,2029-02-08,,,Habous",
            "ramadan,1450,2027-02-08,,likely,,",
            "Ramadan,1447,2026-02-18,2026-03-19,,,Habous",
            '=1+1,1451,"=TODAY()",2026-03-19,,,Habous',
        )

    assert [(problem.line, problem.column) for problem in refusal.value.problems] == [
        (3, "season"),
        (4, "season"),
        (5, "label"),
        (6, "last_day"),
        (7, "last_day"),
        (8, "last_day"),
        (8, "certainty"),
        (8, "source"),
        (9, None),
        (10, "season"),
        (10, "first_day"),
    ]
    assert "did you mean" in refusal.value.problems[0].message


def test_it_reads_the_sheet_named_periods_and_no_formula(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Periods")
    sheet.append(["season", "label", "first_day", "last_day", "source"])
    sheet.append(["ramadan", 1447, date(2026, 2, 19), date(2026, 3, 19), "Habous"])
    book.save(tmp_path / "periods.xlsx")
    (entry,) = imports.read_calendar_periods(tmp_path / "periods.xlsx", seasons=SEASONS)
    assert (entry.edition.label, entry.edition.until) == ("1447", date(2026, 3, 20))

    sheet.append(["ramadan", 1448, "=TODAY()", date(2027, 3, 9), "Habous"])
    book.save(tmp_path / "periods.xlsx")
    with pytest.raises(ImportRefused, match="line 3"):
        imports.read_calendar_periods(tmp_path / "periods.xlsx", seasons=SEASONS)


def test_the_example_says_that_it_is_made_up() -> None:
    rows = imports.read_calendar_periods(EXAMPLES / "periods.csv", seasons=SEASONS)

    assert len(rows) == 2
    assert {each.source for each in rows} == {"simulated"}
