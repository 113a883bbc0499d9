"""A year that an earlier version sealed is printed as it was, figure for figure."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reports.balance.seal import FORMS, VERSION
from tests.support.sealed_years import (
    LANGUAGES,
    WORDED,
    YEARS,
    SealedOffice,
    build,
    canonical,
    differences,
    digest_of,
    stored,
)

each_year = pytest.mark.parametrize(("name", "year"), YEARS)

NEVER_KNOWN = {
    ("measured", "2025"): ("published/dgsn-instagram/2025",),
    ("sparse", "2022"): ("published/dgsn-facebook/2022", "published/2022"),
}
"""Sealed as 0 posts by a version that took for none what no look had found."""


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], SealedOffice]:
    """Tells an office with closed years by its name, brought up to date once."""

    @cache
    def opened(name: str) -> SealedOffice:
        office = build(name, tmp_path_factory.mktemp(name))
        office.update()
        return office

    return opened


@pytest.fixture
def office(name: str, updated: Callable[[str], SealedOffice]) -> SealedOffice:
    """An office with closed years, for tests that change nothing of it."""
    return updated(name)


def test_there_are_years_of_every_sort() -> None:
    assert len(YEARS) == 9
    assert {name for name, _ in YEARS} == {"printed", "measured", "sparse"}


@each_year
def test_it_prints_every_figure_of_a_sealed_year_as_it_was(
    office: SealedOffice, name: str, year: str
) -> None:
    was = stored(name, year)["answer"]

    for code in LANGUAGES:
        answer = office.answer(year, code)
        assert list(differences(was, answer)) == []
        assert set(answer["figures"]) == set(was["figures"])
        assert answer["digest"] == office.row(year)["digest"]


@each_year
def test_it_tells_the_same_corrections_of_a_sealed_year(
    office: SealedOffice, name: str, year: str
) -> None:
    corrections = office.answer(year, "en")["corrections"]
    unknown = [row for row in corrections if row["figure"].startswith("published/")]
    told = [row for row in corrections if row not in unknown]

    assert list(differences(stored(name, year)["corrections"], told)) == []
    assert {(row["figure"], row["old"], row["new"]) for row in unknown} == {
        (figure, 0, None) for figure in NEVER_KNOWN.get((name, year), ())
    }


@pytest.mark.parametrize("code", LANGUAGES)
@each_year
def test_it_says_the_same_sentences_of_a_sealed_year(
    office: SealedOffice, name: str, year: str, code: str
) -> None:
    said = office.said(year, code)

    assert said["sentences"] or (name, year) in {("sparse", "2020"), ("sparse", "2024")}
    for key in (*WORDED, "lines"):
        assert said[key] == stored(name, year)["said"][code][key]


@each_year
def test_an_update_leaves_a_seal_as_it_is(name: str, year: str, tmp_path: Path) -> None:
    office = build(name, tmp_path)
    before = office.row(year)
    office.update()
    after = office.row(year)

    assert {key: after[key] for key in before} == before
    assert digest_of(after) == after["digest"]


@each_year
def test_a_sealed_year_is_not_closed_again(office: SealedOffice, year: str) -> None:
    before = office.row(year)
    result = office.run("bilan", "--year", year, "--close")

    assert result.exit_code == 2
    assert f"{year} is closed already" in result.stderr
    assert office.row(year) == before


@pytest.fixture
def printed(tmp_path: Path) -> SealedOffice:
    """The office that knows its years from printed figures."""
    office = build("printed", tmp_path)
    office.update()
    return office


def refusal(office: SealedOffice, year: str = "2023") -> str:
    """Why a closed year is not printed: a sentence, and nothing of the year."""
    result = office.run("bilan", "--year", year)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{year}: ")
    assert "restore a backup" in result.stderr
    return result.stderr


def figures_of(office: SealedOffice, year: str = "2023") -> Any:
    return json.loads(office.row(year)["figures"])


def raised(figures: Any) -> str:
    """The figures, with a thousand followers more on X wherever they are told."""
    for part in (
        figures["standings"][0]["value"]["quantity"],
        figures["total"]["value"]["quantity"],
    ):
        part.update({key: part[key] + 1_000 for key in ("value", "low", "high")})
    return canonical(figures)


def test_it_tells_of_a_number_that_was_changed(printed: SealedOffice) -> None:
    printed.tamper("2023", figures=raised(figures_of(printed)), anew=False)

    assert "figures were changed since; restore" in refusal(printed)


def test_it_tells_of_a_number_that_was_changed_with_its_digest(printed: SealedOffice) -> None:
    printed.tamper("2023", figures=raised(figures_of(printed)), log=False)

    assert "is not the one that was recorded when the year was closed" in refusal(printed)


def test_it_tells_of_a_digest_that_was_changed(printed: SealedOffice) -> None:
    printed.tamper("2023", digest="0" * 64, anew=False)

    assert "figures were changed since; restore" in refusal(printed)


def test_it_tells_of_a_year_that_nobody_closed(printed: SealedOffice) -> None:
    with closing(sqlite3.connect(printed.database)) as connection:
        connection.execute("DELETE FROM change WHERE what = 'seal' AND after LIKE '2023 %'")
        connection.commit()

    assert "is not the one that was recorded" in refusal(printed)
    assert printed.run("bilan", "--year", "2022").exit_code == 0


@pytest.mark.parametrize(
    ("place", "change", "sentence"),
    [
        ("", {"standings": None, "persons": []}, "cannot be read: persons is not known"),
        ("total", {"growth": None}, "cannot be read: total.growth is missing"),
        ("answered", {"more": 1}, "cannot be read: answered.more is not known"),
        ("", {"year": "2023"}, 'cannot be read: year cannot be "2023"'),
        ("", {"version": 99}, "it has the form 99, and this version of Hasila reads: 1"),
    ],
)
def test_it_prints_no_year_of_another_form(
    printed: SealedOffice, place: str, change: Any, sentence: str
) -> None:
    figures = figures_of(printed)
    inner = figures[place] if place else figures
    for key, value in change.items():
        inner.pop(key, None) if value is None else inner.update({key: value})
    printed.tamper("2023", figures=canonical(figures))

    assert sentence in refusal(printed)


@pytest.mark.parametrize("figures", [{}, {"version": 1}])
def test_it_prints_no_year_that_became_empty(printed: SealedOffice, figures: Any) -> None:
    printed.tamper("2023", figures=canonical(figures))

    assert "cannot be read: year is missing, as_of is missing" in refusal(printed)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"as_of": "2023-12-30"}, "as of 2023-12-31, and not as of 2023-12-30"),
        ({"readings": '[["dgsn-x","2023-12-31T20:00:00+00:00"]]'}, "rest on other readings"),
    ],
)
def test_it_tells_where_a_seal_contradicts_its_figures(
    printed: SealedOffice, columns: Any, sentence: str
) -> None:
    printed.tamper("2023", **columns)

    assert "contradicts itself: its figures" in refusal(printed)
    assert sentence in refusal(printed)


def test_it_tells_of_a_figure_outside_its_bounds(printed: SealedOffice) -> None:
    figures = figures_of(printed)
    figures["standings"][0]["value"]["quantity"]["value"] += 1_000
    printed.tamper("2023", figures=canonical(figures))

    assert "followers/dgsn-x/2023 lies outside its own bounds" in refusal(printed)


@pytest.mark.parametrize(
    ("column", "text"),
    [("figures", '{"year":'), ("figures", "[]"), ("readings", "[1]"), ("readings", '[["x","y"]]')],
)
def test_it_tells_of_a_seal_that_is_damaged(printed: SealedOffice, column: str, text: str) -> None:
    printed.tamper("2023", anew=False, log=False, **{column: text})

    assert "what was sealed" in refusal(printed)


def test_a_year_that_is_closed_now_has_the_version_and_the_keys_of_before(
    printed: SealedOffice,
) -> None:
    with closing(sqlite3.connect(printed.database)) as connection:
        connection.execute("DELETE FROM sealed_year WHERE year = 2022")
        connection.commit()
    before = printed.answer("2022", "en")
    assert printed.run("bilan", "--year", "2022", "--close").exit_code == 0
    after, sealed = printed.answer("2022", "en"), figures_of(printed, "2022")

    assert sealed.pop("version") == VERSION
    assert set(sealed) - set(figures_of(printed, "2023")) == FORMS[1] & set(sealed)
    assert (before["state"], after["state"]) == ("provisional", "closed")
    for key in ("followers", "total", "activities", "statements", "figures", "events"):
        assert list(differences(before[key], after[key])) == []


def test_a_changed_figure_is_a_difference() -> None:
    was = {"value": 1, "low": [1, 2.5], "gone": None}

    assert list(differences(was, {"value": 1, "low": [1, 2.5], "gone": None, "more": 3})) == []
    assert list(differences(was, {"value": True, "low": [1], "gone": 0})) == [
        "/value: 1 became True",
        "/low: [1, 2.5] became [1]",
        "/gone: None became 0",
    ]
    assert list(differences({"value": 1}, {})) == ["/value is gone"]
