"""What an office may bring as events to be marked on charts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import imports
from imports.refusal import ImportRefused
from metrics.series import Event

HEADER = "first_day,last_day,name_ar,name_fr,name_en,source,note"
EXAMPLES = Path(imports.__file__).parent / "examples"


def read(folder: Path, *lines: str, header: str = HEADER) -> list[Event]:
    """What a file of these lines holds."""
    path = folder / "events.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return imports.read_events(path)


def test_it_includes_the_last_day(tmp_path: Path) -> None:
    (event,) = read(tmp_path, "2026-05-16,2026-05-20,أيام مفتوحة,Portes ouvertes,,Communiqué,")

    assert event == Event(
        since=date(2026, 5, 16),
        until=date(2026, 5, 21),
        names={"ar": "أيام مفتوحة", "fr": "Portes ouvertes"},
        source="Communiqué",
        note=None,
    )


def test_it_takes_a_day_to_come_and_an_event_of_one_day(tmp_path: Path) -> None:
    (event,) = read(tmp_path, "2031-12-31,2031-12-31,Fin", header="first_day,last_day,name_fr")

    assert (event.since, event.until) == (date(2031, 12, 31), date(2032, 1, 1))


def test_it_names_every_bad_row_and_refuses_the_whole_file(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(
            tmp_path,
            "2026-05-16,2026-05-20,,Bon,,,",
            "2026-05-16,,,Sans fin,,,",
            "2026-05,2026-05-20,,Sans jour,,,",
            "2026-05-20,2026-05-16,,À rebours,,,",
            "2026-05-16,2026-05-20,,,,,",
            "2026-05-16,2026-05-20,,Bon,,,",
            "0026-05-16,9999-12-31,,Fautes,,,",
        )

    assert [(problem.line, problem.column) for problem in refusal.value.problems] == [
        (3, "last_day"),
        (4, "first_day"),
        (5, "last_day"),
        (6, None),
        (7, None),
        (8, "first_day"),
        (8, "last_day"),
    ]


def test_it_reads_the_sheet_named_events(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Events").append(["first_day", "last_day", "name_fr"])
    book["Events"].append([date(2026, 5, 16), date(2026, 5, 20), "Portes ouvertes"])
    book.save(tmp_path / "events.xlsx")

    (event,) = imports.read_events(tmp_path / "events.xlsx")

    assert (event.since, event.until) == (date(2026, 5, 16), date(2026, 5, 21))


def test_it_reads_the_events_of_the_demo_which_say_that_they_are_made_up() -> None:
    events = imports.read_events(EXAMPLES / "events.csv")

    assert events
    for event in events:
        assert set(event.names) == {"ar", "fr", "en"}
        assert event.source == "simulated"


def test_it_makes_an_event_of_typed_texts_as_clean_as_those_of_a_file() -> None:
    made = imports.make_event(
        first_day=" ٢٠٢٦-٠٥-١٦ ",
        last_day=None,
        name_ar="\u202bأيام\u202c ",
        name_fr="  ",
        note=None,
    )

    assert made == Event(date(2026, 5, 16), date(2026, 5, 17), {"ar": "أيام"}, None, None)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"first_day": "16/05/2026", "name_fr": "x"}, "first_day: '16/05/2026' is not a day"),
        ({"first_day": "9999-12-31", "name_fr": "x"}, "years from 1900 to 2199"),
        ({"name_fr": "x"}, "first_day: is empty"),
        ({"first_day": "2026-05-16", "last_day": "2026-05-15", "name_fr": "x"}, "is before"),
        ({"first_day": "2026-05-16", "name_fr": " "}, "needs a name: name_ar, name_fr or"),
        ({"first_day": "2026-05-16", "name_fr": "a\x1bb"}, "name_fr: holds control characters"),
        ({"first_day": "2026-05-16", "name_fr": "a" * 2001}, "name_fr: has 2,001 characters"),
    ],
)
def test_it_refuses_typed_texts_in_plain_words(texts: dict[str, str], message: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        imports.make_event(**texts)

    assert message in str(refusal.value)
    assert "line" not in str(refusal.value)


def test_an_event_may_have_the_account_that_was_opened_for_it() -> None:
    texts = {"first_day": "2026-05-16", "name_fr": "x"}

    made = imports.make_event(accounts=("open-days",), account=" open-days ", **texts)

    assert made.account == "open-days"
    with pytest.raises(ImportRefused, match="did you mean 'open-days'"):
        imports.make_event(accounts=("open-days",), account="opendays", **texts)
    with pytest.raises(ImportRefused, match="event = true"):
        imports.make_event(account="dgsn-x", **texts)
