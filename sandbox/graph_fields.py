"""The Graph API's `fields`: `id,reactions.summary(total_count).limit(0),page{id,name}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sandbox.graph_errors import refused

TOKEN = re.compile(r"\s*([A-Za-z0-9_]+|[.,(){}]|[^\s])")


@dataclass(frozen=True, slots=True)
class AskedField:
    """One field asked for, with its modifiers and the fields asked for inside it."""

    name: str
    modifiers: tuple[tuple[str, str], ...] = ()
    nested: tuple[AskedField, ...] = ()

    def modifier(self, name: str) -> str | None:
        """The argument of a modifier (`total_count` of `.summary(total_count)`), or None."""
        return dict(self.modifiers).get(name)


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[AskedField, ...]:
    """Read a list of fields.

    Raises:
        Refused: the brackets do not match, or there is no name where one should stand.
    """
    tokens = [*TOKEN.findall(text), ""]
    fields, rest = _fields(tokens)
    if rest != [""]:
        raise _wrong(text)
    return fields


def names(text: str) -> Iterator[str]:
    """The names in a plain list (`a,b,c`), white space aside."""
    return (name.strip() for name in text.split(",") if name.strip())


def _fields(tokens: list[str]) -> tuple[tuple[AskedField, ...], list[str]]:
    fields = []
    while True:
        field, tokens = _field(tokens)
        fields.append(field)
        if tokens[0] != ",":
            return tuple(fields), tokens
        tokens = tokens[1:]


def _field(tokens: list[str]) -> tuple[AskedField, list[str]]:
    name, *tokens = tokens
    if not name.isidentifier() and not name.isalnum():
        raise _wrong(name)
    modifiers = []
    while tokens[:1] == ["."] and tokens[2:3] == ["("]:
        end = tokens.index(")") if ")" in tokens else len(tokens)
        modifiers.append((tokens[1], "".join(tokens[3:end])))
        tokens = tokens[end + 1 :] or [""]
    if tokens[0] != "{":
        return AskedField(name, tuple(modifiers)), tokens
    nested, tokens = _fields(tokens[1:])
    if tokens[0] != "}":
        raise _wrong("".join(tokens))
    return AskedField(name, tuple(modifiers), nested), tokens[1:]


def _wrong(text: str) -> Exception:
    message = f'Syntax error "Expected end of string instead of "{text[:1]}"." at character 1'
    return refused(2500, message)
