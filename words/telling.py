"""What other rooms said in English, in the language of whoever reads it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from metrics.model import Reason
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import LostScope, Named, Phrase, PlatformName, Plural
from words import bidi
from words.language import Language, catalogue
from words.names import platform_name, reason_name, scope_name

RIGHT_TO_LEFT_SIGNS = str.maketrans({",": "،", ";": "؛", "?": "؟"})
BEFORE_SIGNS = re.compile(r"(?=[:;?!](?:\s|$))")
"""Where French has a narrow space before a sign that ends a part of a sentence."""
PLACEHOLDERS = re.compile(r"\{\w*\}")


def tell(text: str, language: Language) -> str:
    """A phrase in a language; a text that is no phrase stays as it is.

    What is not of ours (names, days, addresses) is held apart, so that Arabic around it does not
    turn it about. A phrase of an earlier version that no catalogue knows is told in English.
    """
    if isinstance(text, Phrase):
        template = text.template
        if any(map(str.isalpha, PLACEHOLDERS.sub("", template))):
            template = catalogue(language.code).sentence(template)
        else:
            template = _punctuated(template, language)
        return template.format(**{name: _fact(fact, language) for name, fact in text.facts.items()})
    if isinstance(text, Plural):
        return _counted(text, language)
    return text


def _punctuated(template: str, language: Language) -> str:
    """What stands between facts, as the language writes it."""
    if language.rtl:
        return template.translate(RIGHT_TO_LEFT_SIGNS)
    return BEFORE_SIGNS.sub("\u202f", template) if language.code == "fr" else template


def _fact(fact: object, language: Language) -> str:
    if isinstance(fact, Phrase | Plural):
        return tell(fact, language)
    match fact:
        case LostScope():
            said = scope_name(fact, language, language.inset)
        case Named():
            said = _foreign(fact.names.get(language.code, fact), language)
        case PlatformName():
            said = _platform(fact, language)
        case Reason():
            said = reason_name(fact, language)
        case datetime():
            said = language.inset(f"{fact.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
        case int():
            said = language.number(fact)
        case date() | Decimal():
            said = language.inset(str(fact))
        case _:
            said = _foreign(str(fact), language)
    return said


def _platform(platform: PlatformName, language: Language) -> str:
    known = platform.key in PLATFORMS
    return platform_name(platform.key, language) if known else language.inset(platform)


def _counted(fact: Plural, language: Language) -> str:
    form = catalogue(language.code).counted(*fact.forms, abs(fact.n))
    return form.format(n=language.number(fact.n))


def _foreign(text: str, language: Language) -> str:
    """A text of others, held apart where the line around it could turn it about."""
    is_whole = not text or any(map(bidi.is_right_to_left, text))
    return text if is_whole else language.inset(text)
