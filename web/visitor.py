"""Who asks for a page: in which language, with what filled in, and how links go on so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from words import CODES, Language, language

LANG = "lang"
PREFERENCE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A request, as far as a page depends on it."""

    language: Language
    path: str
    args: Mapping[str, str]
    """What is filled in: of each name the last value, blank ones left out; the language apart."""
    names: Mapping[str, str]
    """The parts of the path that a route names."""
    chose: bool
    """Whether the language was chosen by a link, and must be kept in the next ones."""
    user: str | None = None

    def link(self, path: str, **args: str | None) -> str:
        """The address of another page, in the language that was chosen."""
        kept = {name: value for name, value in args.items() if value is not None}
        if self.chose:
            kept[LANG] = self.language.code
        return quote(path) + (f"?{urlencode(kept)}" if kept else "")

    def here(self, **args: str | None) -> str:
        """The address of this page with something filled in otherwise."""
        return self.link(self.path, **{**self.args, **args})

    def in_language(self, code: str) -> str:
        """The address of this page in another language."""
        return f"{quote(self.path)}?{urlencode({**self.args, LANG: code})}"


def language_of(chosen: str | None, accepted: str) -> Language:
    """The language that a link chose, else the first that a browser accepts, else Arabic.

    `accepted` is an Accept-Language header (RFC 9110, 12.5.4).
    """
    if chosen in CODES:
        return language(chosen)
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted[:500].split(",")):
        found = PREFERENCE.fullmatch(part)
        if found and found[1].lower() in CODES and (weight := _weight(found[2])) > 0:
            wanted.append((-weight, place, found[1].lower()))
    return language(min(wanted)[2] if wanted else CODES[0])


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0
