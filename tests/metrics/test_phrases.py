"""Phrases: sentences that keep what they were made of."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metrics.errors import HasilaError
from metrics.model import Reason
from metrics.texts.phrases import (
    LostScope,
    Named,
    Phrase,
    PlatformName,
    Plural,
    joined_phrase,
    restored,
    said_by,
    stored,
)

AT = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
FACTS: dict[str, object] = {
    "text": "ليس {this}",
    "number": 12_345,
    "day": date(2026, 3, 9),
    "at": AT,
    "money": Decimal("0.10"),
    "reason": Reason.LIMIT,
    "scope": LostScope("followers"),
    "platform": PlatformName("x"),
    "posts": Plural("{n} post", "{n} posts", 1),
    "account": Named("dgsn-x", {"fr": "Sûreté nationale"}),
    "within": Phrase("{why}.", why="Meta has trouble"),
}


def phrase() -> Phrase:
    return Phrase(" | ".join(f"{{{name}}}" for name in FACTS), **FACTS)


def test_it_is_its_english_sentence() -> None:
    assert phrase() == (
        "ليس {this} | 12,345 | 2026-03-09 | 2026-03-09 14:30 UTC | 0.10 | limit | followers | X"
        " | 1 post | dgsn-x | Meta has trouble."
    )


def test_it_is_kept_with_its_facts_and_comes_back_the_same() -> None:
    back = restored(stored(phrase()))

    assert isinstance(back, Phrase)
    assert (back, back.template, back.facts) == (phrase(), phrase().template, FACTS)
    assert {type(fact) for fact in back.facts.values()} == set(map(type, FACTS.values()))


@pytest.mark.parametrize(
    "text", ["An old sentence.", "", '{"say": ', '{"say": 3}', '{"say": "{a}", "with": {}}', "{}"]
)
def test_a_text_that_is_no_phrase_is_kept_as_it_is(text: str) -> None:
    assert restored(stored(text)) == text


def test_a_copy_is_a_phrase_still() -> None:
    both = copy.deepcopy([phrase(), FACTS["posts"], FACTS["platform"]])

    assert [type(each) for each in both] == [Phrase, Plural, PlatformName]
    assert isinstance(both[0], Phrase)
    assert stored(both[0]) == stored(phrase())


def test_phrases_stand_one_after_the_other() -> None:
    assert joined_phrase("; ", [Phrase("a"), "b {c}"]) == "a; b {c}"
    assert joined_phrase("; ", []) == ""


def test_an_error_tells_the_phrase_that_it_was_raised_with() -> None:
    assert isinstance(HasilaError(phrase()).phrase, Phrase)
    assert said_by(KeyError(3)) == "3"
