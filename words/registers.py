"""What staff call things in the registers: channels, answers, and what shipped rows say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from metrics.platforms import PLATFORMS
from metrics.quantity import SEMICOLON
from metrics.statement import OfficeAnswer
from words.accounts import ALL_ACCOUNTS, owner_name
from words.language import Language
from words.names import platform_name


def channel_name(channel: str, language: Language) -> str:
    """Where the public is informed: one of `metrics.statement.CHANNELS`."""
    if channel in PLATFORMS:
        return platform_name(channel, language)
    return {
        "press": language.say("press"),
        "site": language.say("own website"),
        "broadcast": language.say("radio and television"),
    }[channel]


def answer_name(answer: OfficeAnswer, language: Language) -> str:
    """How the office answered a content."""
    return {
        OfficeAnswer.COMMUNIQUE: language.say("communique"),
        OfficeAnswer.DENIAL: language.say("denial"),
        OfficeAnswer.RECTIFICATION: language.say("rectification"),
        OfficeAnswer.NONE: language.say("no answer"),
    }[answer]


TEXTS = Path(__file__).with_name("registers.toml")
"""What the figures, activities and events that come with the program say, in each language."""


@cache
def shipped_texts() -> Mapping[str, Mapping[str, str]]:
    """Of each text that came with the program, as it is on file, the words by language."""
    texts: dict[str, dict[str, str]] = tomllib.loads(TEXTS.read_text("utf-8"))
    return texts


def register_text(text: str | None, language: Language) -> str:
    """A source or a note of a register as people read it; empty where there is none.

    What came with the program is in English on file, and worded; what an office wrote, and whoever
    prints it, comes back as it is, unless the office has given it in the language.
    """
    key = " ".join((text or "").split())
    if not key:
        return text or ""
    if words := language.texts.get(text or "", {}).get(language.code):
        return words
    shipped = shipped_texts()
    if key in shipped:
        return shipped[key].get(language.code, key)
    if key == ALL_ACCOUNTS or set(key.split("+")) <= PLATFORMS.keys():
        return owner_name(key, {}, language)
    parts = key.split(SEMICOLON)
    if len(parts) > 1 and set(parts) <= shipped.keys() | language.texts.keys():
        return language.say("; ").join(register_text(part, language) for part in parts)
    return text or ""
