"""The languages of those who read what the program writes, by their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

LANGUAGES = ("ar", "fr", "en")
"""In the order in which one stands in for another. words/language.py says how Babel calls each."""
ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables by which somebody's locale is told, the strongest first."""
NO_LANGUAGE = {"c", "posix"}
"""Locales that say nothing of a language."""


def spoken_language(environment: Mapping[str, str]) -> str | None:
    """The language in which somebody wants to be spoken to, by the environment, as in gettext.

    `LANGUAGE` is a list (`fr_MA:ar`), of which the first that we have counts; it is heeded only
    where the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`: the first that is set) is not `C`. None where
    neither names a language of ours. Source: GNU gettext, "Locale Environment Variables" and "The
    LANGUAGE variable".
    """
    locale = next((environment[name] for name in ASKED if environment.get(name)), "")
    if _plain(locale) in NO_LANGUAGE:
        return None
    wished = [*environment.get("LANGUAGE", "").split(":"), locale]
    return next((code for code in map(_plain, wished) if code in LANGUAGES), None)


def _plain(locale: str) -> str:
    """The language of a locale's name: fr of fr_MA.UTF-8@euro."""
    return re.split(r"[_.@-]", locale, maxsplit=1)[0].lower()
