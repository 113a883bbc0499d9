"""A year that an earlier version sealed is printed as it was, figure for figure."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.sealed_years import (
    LANGUAGES,
    WORDED,
    YEARS,
    SealedOffice,
    build,
    differences,
    stored,
)

each_year = pytest.mark.parametrize(("name", "year"), YEARS)


@pytest.fixture
def office(name: str, tmp_path: Path) -> SealedOffice:
    """An office with closed years, brought up to date."""
    opened = build(name, tmp_path)
    opened.update()
    return opened


def digest_of(row: dict[str, Any]) -> str:
    """The digest of a sealed year, as anybody can compute it from what lies in the database."""
    figures, readings = json.loads(row["figures"]), json.loads(row["readings"])
    whole = [row["year"], row["as_of"], figures, readings]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


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
    answer = office.answer(year, "en")

    assert list(differences(stored(name, year)["corrections"], answer["corrections"])) == []


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


def test_a_changed_figure_is_a_difference() -> None:
    was = {"value": 1, "low": [1, 2.5], "gone": None}

    assert list(differences(was, {"value": 1, "low": [1, 2.5], "gone": None, "more": 3})) == []
    assert list(differences(was, {"value": True, "low": [1], "gone": 0})) == [
        "/value: 1 became True",
        "/low: [1, 2.5] became [1]",
        "/gone: None became 0",
    ]
    assert list(differences({"value": 1}, {})) == ["/value is gone"]
