"""One word for one thing, in each language, and a number never beside a fixed plural."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import words
from words.language import CODES, catalogue_path

TERMS: dict[str, Any] = tomllib.loads(
    (Path(words.__file__).parent / "terms.toml").read_text("utf-8")
)
TRANSLATED = [code for code in CODES if code != "en"]
HOLDS_A_FACT = re.compile(r"\{\w+\}")


def catalogue_of(code: str) -> Catalog:
    with catalogue_path(code).open("rb") as file:
        return read_po(file, locale=code)


def entries(code: str) -> list[tuple[str, str]]:
    """Each sentence in English, with all its forms in a language, facts left out."""
    found = []
    for message in catalogue_of(code):
        if message.id and not message.context:
            english = message.id if isinstance(message.id, str) else message.id[0]
            told = (
                message.string
                if isinstance(message.string, str)
                else " ".join(message.string or ())
            )
            found.append((english, HOLDS_A_FACT.sub(" ", told)))
    return found


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("term", TERMS)
def test_a_thing_has_one_word(code: str, term: str) -> None:
    rule = TERMS[term]
    spoken = [
        told for english, told in entries(code) if re.search(rule["in"], english, re.IGNORECASE)
    ]

    assert any(rule[code]["word"] in told for told in spoken)
    others = [told for told in spoken for never in rule[code]["never"] if never in told.casefold()]
    assert others == []


THINGS = (
    "accounts|alerts|cases|comments|contents|days|events|files|followers|gaps|hours|interactions"
    "|minutes|months|pages|people|posts|reactions|readings|requests|rows|slots|topics|views"
    "|visits|weeks|years"
)
FIXED_PLURAL = re.compile(rf"\{{\w+\}} (?:more |other |new |first )?(?:{THINGS})\b")
BOUNDED = frozenset(
    {
        "{number} interactions for each 1,000 of the {followers} at publication",
        "From {before} to {after} followers, read on {moment}.",
        "{account}: {gain} followers since {day}, the first reading, until {end}",
        (
            "{account}: {count} followers were passed between {below} and {above}; the day is not"
            " known"
        ),
        "{account}: {gain} followers since the figure printed for {period} ({source}), until {end}",
        (
            "{number} followers: if weeks go on as those of the last year, reached between"
            " {earliest} and {latest}"
        ),
        "{account}: first read on {day}, at {number} followers",
        "of {counted} of {posts} posts",
        "views of {told} posts of {posts}",
    }
)
"""Sentences whose number is a part, a bound or a change, which no noun's form follows."""


def test_no_number_stands_beside_a_fixed_plural() -> None:
    fixed = {
        str(message.id)
        for message in catalogue_of(TRANSLATED[0])
        if isinstance(message.id, str) and FIXED_PLURAL.search(message.id)
    }

    assert fixed <= BOUNDED
