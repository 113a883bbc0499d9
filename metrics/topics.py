"""Topics: which subjects a post's text speaks of, by the office's own rules.

Arabic is compared as it is read: marks and the stretching of letters fall away, the forms of alef,
hamza, yaa and taa marbuta are one, and a word is found behind the prefixes that are written onto
it ("والسلامة", "للسلامة"). Latin letters are compared without case or accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from metrics.texts.phrases import Phrase, Plural, said_by

TOPIC = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""What a topic's key looks like."""
LONGEST_PATTERN = 200
MOST_WAYS = 1_000
"""Ways in which a pattern may try to fit at one place of a text; a text has up to 65,536."""
LETTERS = str.maketrans("أإآٱىئؤةکی", "ااااييوهكي")
STRETCH = "\u0640"
HASHTAG = re.compile(r"#(\w+)")
ARTICLE = "ال"
SHORTEST_STEM = 3
"""A shorter Arabic word is taken without prefixes: they would make other words of it."""
CONJUNCTION = "[وف]?"
INDEFINITE = f"{CONJUNCTION}(?:[بك]?ال|لل|[بكل])?"
DEFINITE = f"{CONJUNCTION}(?:[بك]?ال|لل)"

ESCAPE = re.compile(r"\\.", re.DOTALL)
CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
BOUNDED = re.compile(r"\{(\d*)(,?)(\d*)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a text speaks of a topic: where any of these is found in it."""

    topic: str
    words: tuple[str, ...] = ()
    """Words or phrases, found as whole words."""
    hashtags: tuple[str, ...] = ()
    """With or without the # before them."""
    patterns: tuple[str, ...] = ()
    """Regular expressions that `check_pattern` accepts; no difference of case."""


def topics_of(text: str, rules: Iterable[Rule]) -> frozenset[str]:
    """The topics of which a text speaks."""
    arabic, folded = fold_arabic(text), fold(text)
    tags = frozenset(HASHTAG.findall(folded))
    spaced = folded.replace("_", " ")
    return frozenset(rule.topic for rule in rules if _fits(rule, arabic, spaced, tags))


def fold_arabic(text: str) -> str:
    """The text with each Arabic letter in one form, without marks and stretching."""
    plain = unicodedata.normalize("NFKC", text).replace(STRETCH, "")
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn").translate(LETTERS)


def fold(text: str) -> str:
    """The text as it is compared: Arabic in one form, Latin without case or accents."""
    parts = unicodedata.normalize("NFKD", fold_arabic(text).casefold())
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")


def check_pattern(pattern: str) -> None:
    """Make sure that a pattern can be read, and ends soon on any text.

    Repetitions need an end ("{0,40}", never "*" or "+"), a group is not repeated, and all of them
    together leave few ways to fit. Python's engine has no time limit of its own.

    Raises:
        ValueError: it cannot; the message says what to write instead.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(
            Phrase(
                "is longer than {characters}: divide it",
                characters=Plural("{n} character", "{n} characters", LONGEST_PATTERN),
            )
        )
    try:
        compiled = _compiled(pattern)
    except (re.error, OverflowError) as error:
        raise ValueError(
            Phrase("is not a regular expression: {error}", error=said_by(error))
        ) from None
    if compiled.search(""):
        raise ValueError(Phrase("fits every text, even an empty one"))
    bare = CLASS.sub("a", ESCAPE.sub("a", fold_arabic(pattern)))
    if re.search(r"[*+]|\{\d*,\}", bare):
        raise ValueError(
            Phrase('repeats without an end: write "{{0,40}}" instead of "*", "{{1,40}}" for "+"')
        )
    if re.search(r"\(\?(?!:)|\)\{", bare) or re.search(r"\\[1-9]", pattern):
        raise ValueError(
            Phrase("holds a repeated group, or one of another kind than (…) and (?:…)")
        )
    if _ways(bare) > MOST_WAYS:
        raise ValueError(Phrase("could fit in too many ways: shorten its repetitions"))


def _ways(bare: str) -> int:
    spans = [(int(low or 0), int(high or low or 0)) for low, _, high in BOUNDED.findall(bare)]
    choices: int = 2 ** (bare.count("|") + bare.count("?"))
    return choices * prod(high - low + 1 for low, high in spans)


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fold_arabic(pattern), re.IGNORECASE)


def _fits(rule: Rule, arabic: str, spaced: str, tags: frozenset[str]) -> bool:
    if any(fold(tag).lstrip("#") in tags for tag in rule.hashtags):
        return True
    if any(_phrase(words).search(spaced) for words in rule.words):
        return True
    return any(_compiled(pattern).search(arabic) for pattern in rule.patterns)


@lru_cache(maxsize=1_000)
def _phrase(words: str) -> re.Pattern[str]:
    """What finds a word or phrase in a folded text, as whole words."""
    expression = r"\s+".join(_word(word) for word in fold(words).replace("_", " ").split())
    return re.compile(rf"(?<!\w){expression}(?!\w)")


def _word(word: str) -> str:
    stem = word.removeprefix(ARTICLE)
    if len(stem) < SHORTEST_STEM or not _is_arabic(stem):
        return re.escape(word)
    return (DEFINITE if stem != word else INDEFINITE) + re.escape(stem)


def _is_arabic(word: str) -> bool:
    return all("\u0600" <= sign <= "\u06ff" for sign in word)
