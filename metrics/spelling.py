"""What somebody meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LIKENESS = 0.6
"""From this likeness on (of one) a word may have been meant; below it nothing is offered."""


def nearest(word: str, known: Iterable[str], likeness: float = LIKENESS) -> str | None:
    """The known word that another resembles most, whatever their case; None if none does."""
    by_lower_case = {name.casefold(): name for name in known}
    matches = get_close_matches(word.casefold(), by_lower_case, n=1, cutoff=likeness)
    return by_lower_case[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str], likeness: float = LIKENESS) -> str:
    """The end of a sentence that offers the nearest known word, or nothing."""
    meant = nearest(word, known, likeness)
    return f"; did you mean {meant!r}?" if meant else ""


def unknown_word(what: str, word: str, known: Iterable[str]) -> str:
    """A sentence: nothing is called so, and what was meant, or else what there is."""
    names = tuple(known)
    listed = f"; there are: {', '.join(names)}" if names else ""
    return f"no {what} is called {word!r}{did_you_mean(word, names) or listed}"
