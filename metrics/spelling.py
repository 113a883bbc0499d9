"""What somebody meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from metrics.texts.phrases import Phrase, joined_phrase

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
    return Phrase("; did you mean {word}?", word=repr(meant)) if meant else ""


def unknown_word(what: str, word: str, known: Iterable[str]) -> str:
    """A sentence: nothing is called so, and what was meant, or else what there is.

    `what` is account, event, metric, place, platform, question or topic, or what a plain sentence
    calls it.
    """
    names = tuple(known)
    listed = Phrase("; there are: {names}", names=joined_phrase(", ", names)) if names else ""
    facts = {"word": repr(word), "advice": did_you_mean(word, names) or listed}
    phrases = {
        "account": Phrase("no account is called {word}{advice}", **facts),
        "chart": Phrase("no chart is called {word}{advice}", **facts),
        "metric": Phrase("no metric is called {word}{advice}", **facts),
        "period": Phrase("no length of periods is called {word}{advice}", **facts),
        "platform": Phrase("no platform is called {word}{advice}", **facts),
        "question": Phrase("no question is called {word}{advice}", **facts),
        "report": Phrase("no report is called {word}{advice}", **facts),
        "topic": Phrase("no topic is called {word}{advice}", **facts),
    }
    return phrases.get(what) or Phrase("no {what} is called {word}{advice}", what=what, **facts)
