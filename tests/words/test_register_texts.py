"""What shipped registers say: in the reader's language, and what an office wrote as it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from words import language
from words.registers import register_text, shipped_texts

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "imports/examples"
TEXTS = ("source", "coverage", "note")
ALIKE = {"rectifications"}
"""Words of both languages."""
WHOSE = {"all", "x+facebook"}
"""Whose activities were counted: keys, worded in English, too."""


def shipped() -> Iterator[str]:
    """Every source, coverage and note of the files that come with the program."""
    for path in sorted(EXAMPLES.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield from filter(None, (row.get(key) for key in TEXTS))


def test_every_text_of_the_shipped_registers_is_in_all_three_languages() -> None:
    texts = set(shipped())
    assert len(texts) > 30
    for text in texts:
        arabic, french = (register_text(text, language(code)) for code in ("ar", "fr"))
        assert not re.search("[A-Za-z]", arabic), text
        assert text in ALIKE or french != text, text
        assert text in WHOSE or register_text(text, language("en")) == text


def test_no_shipped_text_is_worded_that_no_shipped_file_holds() -> None:
    assert set(shipped_texts()) - set(shipped()) == set()


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_what_an_office_wrote_stays_as_it_is(code: str) -> None:
    for text in ("communiques of my office", "بلاغاتنا", "DGSN, hasila 2023; DGSN", ""):
        assert register_text(text, language(code)) == text
    assert register_text(None, language(code)) == ""


def test_what_an_office_has_worded_is_told_in_its_words() -> None:
    texts = {"بلاغنا": {"fr": "notre communiqué"}, "DGSN, hasila 2023": {"fr": "bilan de 2023"}}
    reader = replace(language("fr"), texts=texts)

    assert register_text("بلاغنا", reader) == "notre communiqué"
    assert register_text("بلاغنا", replace(language("en"), texts=texts)) == "بلاغنا"
    assert register_text("DGSN, hasila 2023; بلاغنا", reader) == (
        "bilan de 2023\u202f; notre communiqué"
    )


def test_the_sources_of_a_sum_are_worded_one_by_one() -> None:
    both = "Police magazine on 2022; DGSN, hasila 2023"
    assert register_text(both, language("fr")) == (
        "magazine de la Police sur 2022\u202f; DGSN, bilan 2023"
    )
