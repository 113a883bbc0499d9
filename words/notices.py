"""What every surface says in the same words: a number is missing, or the data is not real."""

from __future__ import annotations

from words.language import Language


def not_known(language: Language) -> str:
    """What stands in the place of a number that nobody has."""
    return language.say("not known")


def demonstration(language: Language) -> str:
    """What stands on whatever shows a simulated platform's readings."""
    return language.say("Demonstration: readings of a simulated platform, not of the real accounts")
