"""What all sentences are put together from: numbers, lists, foreign names, the full stop."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from metrics.quantity import Quantity
from words import bidi
from words.language import Language

Count = int | Quantity
"""A number of things: counted by us, or with its precision."""

JOINERS = "\u200c\u200d"
"""They shape letters and emoji, and turn nothing about."""
SPACES = re.compile(r"[^\S\u00a0\u202f]+")
LONGEST = 120
"""Characters of a name or title that a sentence has room for."""
ELISIONS = {
    "fr": (
        (re.compile("de (?=environ|au plus|au moins)"), "d’"),
        (re.compile("Évolution de (?=[AEIOUÉ])"), "Évolution d’"),
    )
}
"""What a catalogue cannot say, as it does not see the word that will follow its "de"."""


def count_in_words(n: Count, language: Language) -> str:
    """A number alone, with the qualifier of its precision."""
    return language.number(n) if isinstance(n, int) else language.quantity(n)


def whole_count(n: Count) -> int:
    """The whole number by which words agree with a count."""
    return n if isinstance(n, int) else round(n.value)


def enumerated(items: Sequence[str], language: Language) -> str:
    """Items one after the other, of any number: a, b, c; in Arabic each after a و."""
    text = items[0]
    for item in items[1:]:
        text = language.say("{items}, {item}", items=text, item=item)
    return text


def foreign(text: str, language: Language) -> str:
    """A name or a title from outside, in one line, that cannot turn the words around it about.

    Its own direction marks are taken away; ours is put around it where it runs the other way.
    A long one is cut.
    """
    shown = "".join(each for each in SPACES.sub(" ", text) if not _hidden(each))
    shown = SPACES.sub(" ", shown).strip()
    line = shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1].rstrip()}…"
    return bidi.held(line, rtl=language.rtl)


def begun(clause: str) -> str:
    """A clause that begins a sentence: "plus de" does so with a capital."""
    return clause[:1].upper() + clause[1:]


def until_now(clause: str, language: Language, *, is_so_far: bool) -> str:
    """A clause on a period; of one that is not over it says so far."""
    return language.say("{clause} so far", clause=clause) if is_so_far else clause


def sentence_of(clause: str, language: Language, remark: str | None = None) -> str:
    """A clause as a sentence, with a remark in brackets where there is one."""
    if remark:
        clause = language.say("{clause} ({remark})", clause=clause, remark=remark)
    for apart, elided in ELISIONS.get(language.code, ()):
        clause = apart.sub(elided, clause)
    return language.say("{clause}.", clause=clause)


def _hidden(letter: str) -> bool:
    """Whether a letter is a control, a direction mark, half a pair or none at all."""
    return unicodedata.category(letter)[0] == "C" and letter not in JOINERS
