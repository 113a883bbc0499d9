"""What staff call things in the registers: channels, and answers of the office."""

from __future__ import annotations

from metrics.platforms import PLATFORMS
from metrics.statement import OfficeAnswer
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
