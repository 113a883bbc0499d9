"""Sentences that keep what they were made of, so that `words/` can say them in another language.

A `Phrase` is its English text, and is used as one wherever text is asked for: in logs, in JSON, in
comparisons. It also knows its template and the facts within, by which `words.telling.tell` words
it for a reader, and by which a database keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Self

from metrics.model import Reason
from metrics.platforms import PLATFORMS

BEGINNING = '{"say": '
"""How a stored phrase begins; no sentence of ours does."""


class Phrase(str):
    """A sentence in English: a literal template, which the catalogues translate, and its facts.

    A fact may be a text of others, a number, a day, an aware instant, a `Reason`, or a phrase
    again. Numbers of accounts and of posts are texts: a number is grouped by thousands.
    """

    __slots__ = ("facts", "template")
    template: str
    facts: Mapping[str, object]

    def __new__(cls, template: str, /, **facts: object) -> Self:
        """The template, its {placeholders} filled in with facts."""
        said = template.format(**{name: _in_english(fact) for name, fact in facts.items()})
        phrase = super().__new__(cls, said)
        phrase.template, phrase.facts = template, facts
        return phrase

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """What a copy is made of."""
        return (self.template,), dict(self.facts)


class Plural(str):
    """A number of things in English, {n} in either form: the fact of a phrase."""

    __slots__ = ("forms", "n")
    forms: tuple[str, str]
    n: int

    def __new__(cls, singular: str, plural: str, n: int, /) -> Self:
        """The form that the number asks for."""
        counted = super().__new__(cls, (singular if n == 1 else plural).format(n=f"{n:,}"))
        counted.forms, counted.n = (singular, plural), n
        return counted

    def __getnewargs__(self) -> tuple[str, str, int]:  # type: ignore[override]
        """What a copy is made of."""
        return (*self.forms, self.n)


class LostScope(str):
    """What a visit lost, by its key: "followers", "posts", a count. The fact of a phrase."""

    __slots__ = ()


class Named(str):
    """A thing by its key, with what it is called by language. The fact of a phrase."""

    __slots__ = ("names",)
    names: Mapping[str, str]

    def __new__(cls, key: str, names: Mapping[str, str]) -> Self:
        """The key, by which English calls it."""
        named = super().__new__(cls, key)
        named.names = names
        return named

    def __getnewargs__(self) -> tuple[str, Mapping[str, str]]:  # type: ignore[override]
        """What a copy is made of."""
        return str(self), self.names


class PlatformName(str):
    """What a platform is called, by its key. The fact of a phrase."""

    __slots__ = ("key",)
    key: str

    def __new__(cls, key: str, name: str | None = None) -> Self:
        """The name in English, unless it is given; the key, where no platform has it."""
        known = PLATFORMS.get(key)
        named = super().__new__(cls, name or (known.names["en"] if known else key))
        named.key = key
        return named

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """What a copy is made of."""
        return self.key, str(self)


FACTS: Mapping[str, tuple[type, Callable[[Any], str], Callable[[str], object]]] = {
    "scope": (LostScope, str, LostScope),
    "platform": (PlatformName, attrgetter("key"), PlatformName),
    "reason": (Reason, str, Reason),
    "at": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
    "decimal": (Decimal, str, Decimal),
}
"""The kinds of facts that JSON has no kind for, by the name under which they are kept; an instant,
which is a day, too, before a day."""


def joined_phrase(between: str, parts: Iterable[str]) -> Phrase:
    """Phrases or texts one after the other, with a sign between."""
    facts = {f"part{place}": part for place, part in enumerate(parts)}
    return Phrase(between.join(f"{{{name}}}" for name in facts), **facts)


def said_by(error: Exception) -> str:
    """What an error was raised with: a phrase still, if it was one."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, str) else str(error)


def stored(text: str) -> str:
    """How a text is kept: a phrase as JSON of its template and its facts, another as it is."""
    return json.dumps(_kept(text), ensure_ascii=False) if isinstance(text, Phrase) else text


def restored(text: str) -> str:
    """What was kept: a phrase again, or a text as it is. What cannot be read stays a text."""
    if not text.startswith(BEGINNING):
        return text
    try:
        fact = _fact(json.loads(text))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return text
    return fact if isinstance(fact, str) else text


def _in_english(fact: object) -> str:
    if isinstance(fact, datetime):
        return f"{fact.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{fact:,}" if isinstance(fact, int) else str(fact)


def _kept(fact: object) -> Any:
    if isinstance(fact, Phrase):
        return {"say": fact.template, "with": {n: _kept(f) for n, f in fact.facts.items()}}
    if isinstance(fact, Plural):
        return {"n": fact.n, "forms": list(fact.forms)}
    if isinstance(fact, Named):
        return {"key": str(fact), "names": dict(fact.names)}
    for name, (kind, write, _) in FACTS.items():
        if isinstance(fact, kind):
            return {name: write(fact)}
    return fact if isinstance(fact, int) else str(fact)


def _fact(kept: Any) -> object:
    match kept:
        case {"say": str(template), "with": dict(facts)}:
            return Phrase(template, **{name: _fact(fact) for name, fact in facts.items()})
        case {"n": int(n), "forms": [str(singular), str(plural)]}:
            return Plural(singular, plural, n)
        case {"key": str(key), "names": dict(names)}:
            return Named(key, names)
        case dict():
            ((name, written),) = kept.items()
            return FACTS[name][2](written)
        case str() | int():
            return kept
    raise ValueError(f"no fact of a phrase: {type(kept).__name__}")
