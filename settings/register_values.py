"""The kinds of value that topics and activities have in the settings, said in plain words."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from metrics.topics import TOPIC, check_pattern
from settings.values import one_of, plain

PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's names for the forms that a noun takes after a number."""


def hashtag(text: str) -> str:
    """A hashtag, with or without its #."""
    bare = plain(text).removeprefix("#")
    if not re.fullmatch(r"\w{1,100}", bare):
        raise ValueError("must be one hashtag: letters, digits and '_', without spaces")
    return bare


def pattern(text: str) -> str:
    """A regular expression that can be read, and ends soon on any text."""
    check_pattern(text)
    return text


def topic_key(text: str) -> str:
    """The key of a topic, as it stands in the database."""
    if not TOPIC.fullmatch(text):
        raise ValueError("a topic's key must be small letters a-z, digits, '_' and '-', 40 at most")
    return text


def forms(value: dict[str, str]) -> dict[str, str]:
    """The forms of a counted noun, without the number; "other" at least."""
    for category, text in value.items():
        one_of(category, PLURAL_CATEGORIES)
        plain(text)
    if "other" not in value:
        raise ValueError('must hold at least other = "…"')
    return value


def filled(items: tuple[str, ...]) -> tuple[str, ...]:
    """A list that holds something."""
    if not items:
        raise ValueError("must not be empty")
    return items


NotEmpty = AfterValidator(filled)
Hashtag = Annotated[str, AfterValidator(hashtag)]
Pattern = Annotated[str, AfterValidator(pattern)]
TopicKey = Annotated[str, AfterValidator(topic_key)]
Forms = Annotated[dict[str, str], AfterValidator(forms)]
