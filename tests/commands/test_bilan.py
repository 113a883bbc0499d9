"""`bilan`: the balance of a year on stdout or in a file, and the year closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import cli
from tests.support.printed_years import open_printed_office


@dataclass(frozen=True)
class Desk:
    """An office's settings, at which commands are given."""

    config: Path

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["--config", str(self.config), "bilan", *words])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_printed_office(tmp_path) as office:
        yield Desk(office.config)


def test_it_prints_the_sentences_of_a_year(desk: Desk) -> None:
    result = desk.run("--year", "2023", "--lang", "fr")

    assert result.exit_code == 0
    assert "Bilan de l’année 2023" in result.stdout
    assert "4 955 actions de communication" in result.stdout.replace("\u202f", " ")


def test_it_speaks_arabic_unless_told_otherwise(desk: Desk) -> None:
    assert "حصيلة سنة 2023" in desk.run("--year", "2023").stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("b.html", b"<!doctype html>"),
        ("b.pdf", b"%PDF-"),
        ("b.docx", b"PK"),
        ("b.xlsx", b"PK"),
        ("B.JSON", b"{"),
    ],
)
def test_it_writes_the_format_that_the_file_is_named_for(
    desk: Desk, tmp_path: Path, name: str, begins: bytes
) -> None:
    result = desk.run("--year", "2023", "--out", str(tmp_path / name))

    assert result.exit_code == 0
    assert result.stdout.strip() == str(tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_it_writes_the_json_that_scripts_rely_on(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "b.json"
    desk.run("--year", "2023", "--lang", "en", "--out", str(out))
    found = json.loads(out.read_text(encoding="utf-8"))

    assert (found["year"], found["as_of"], found["state"], found["language"]) == (
        2023,
        "2023-12-31",
        "provisional",
        "en",
    )
    assert {
        *("account", "platform", "value", "period", "as_of", "evidence", "precision"),
        *("source", "previous", "growth", "growth_low", "growth_high"),
    } <= set(found["followers"][0])
    assert {"value", "accounts", "evidence", "precision", "growth", "growth_low"} <= set(
        found["total"]
    )
    assert {"kind", "count", "precision"} <= set(found["activities"][0])
    assert {"value", "precision", "printed"} <= set(found["activities_total"])
    assert {"posts", "statements", "completeness"} <= set(found)
    assert {"id", "text", "figures"} == set(found["sentences"][0])


def test_it_answers_for_a_year_without_data(desk: Desk, tmp_path: Path) -> None:
    result = desk.run("--year", "2015", "--lang", "en", "--out", str(tmp_path / "b.pdf"))

    assert result.exit_code == 0
    assert "Nothing is on file" in desk.run("--year", "2015", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--year", "2023", "--out", "b.odt"), "html, pdf, docx, xlsx, json"),
        (("--year", "2023", "--out", "b"), "html, pdf, docx, xlsx, json"),
        (("--year", "2023-05"), "is not a year"),
        (("--year", "soon"), "is not a period"),
        (("--year", "2190"), "has not begun"),
        (("--year", "1900"), "cannot be meant"),
        (("--year", "2023", "--as-of", "2024-01-01"), "lies outside 2023"),
        (("--year", "2015", "--close"), "nothing to close"),
    ],
)
def test_it_refuses_what_it_cannot_do_in_one_sentence(
    desk: Desk, words: tuple[str, ...], sentence: str
) -> None:
    result = desk.run(*words)

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


def test_it_closes_a_year_once_and_shows_it_closed(desk: Desk) -> None:
    closed = desk.run("--year", "2023", "--lang", "en", "--close")
    again = desk.run("--year", "2023", "--lang", "en", "--close")
    shown = desk.run("--year", "2023", "--lang", "en")

    assert closed.exit_code == 0
    assert "Closed on" in closed.stdout
    assert again.exit_code == 2
    assert "2023 is closed already" in again.stderr
    assert shown.stdout == closed.stdout


def test_it_says_where_a_file_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    result = desk.run("--year", "2023", "--out", str(tmp_path / "none" / "b.html"))

    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr
