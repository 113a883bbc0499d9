"""What an office says of a text of its registers in another language."""

from __future__ import annotations

from typing import NamedTuple

from metrics.languages import LANGUAGES

WORDED = ("source", "coverage", "note")
"""The columns of the registers whose texts may be given in every language."""


class Wording(NamedTuple):
    """A text of a register, and its words in a language."""

    text: str
    """As the entry has it."""
    language: str
    words: str


def wording_columns(*columns: str) -> tuple[str, ...]:
    """What the columns are called that hold a text in a language: source_ar, source_fr and on."""
    return tuple(f"{column}_{code}" for column in columns for code in LANGUAGES)
