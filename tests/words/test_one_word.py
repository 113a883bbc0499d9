"""One word for one thing: what each language calls it, and what it never says instead."""

from __future__ import annotations

import re

import pytest

from tests.support.catalogues import babel_catalogue

NEVER = {
    # A follower is "منخرط" in the papers of the office; monitoring ("المتابعة") is another word.
    ("ar", "follower"): r"متابع(?!ة)",
    ("ar", "growth"): r"نمو(?!ذ)",  # "تطور", as the office prints it; "نموذج" is a model
    ("fr", "follower"): r"\b(?:followers?|suiveurs?)\b",
    ("fr", "post"): r"\b(?:posts?|tweets?)\b",
}


@pytest.mark.parametrize(("code", "thing"), NEVER, ids="-".join)
def test_a_thing_has_one_word_in_each_language(code: str, thing: str) -> None:
    words = re.compile(NEVER[code, thing])
    texts = [
        text
        for message in babel_catalogue(code)
        if message.id
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]

    said = [text for text in texts if words.search(re.sub(r"`[^`]*`|\{\w+\}", "", str(text)))]
    assert said == []
