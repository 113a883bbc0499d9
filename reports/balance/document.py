"""A document of plain parts: what every format prints, each in its own way.

All texts are already in the reader's language. A text that somebody else wrote (a post, a note, a
source) is `Foreign`: it was freed of control characters, and is set in the direction of its own
letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from words import Language

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, half characters, and what is no character."""
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of the text around them."""
BREAKS = r"[ /]"
"""Where a line may end; not at the narrow spaces inside a number."""
LONGEST_WORD, LONGEST_LINE, SHARE_OF_LINE = 18, 44, 0.6
LONGEST = 160
"""Characters of a foreign text that are printed."""


class Foreign(str):
    """A text that somebody else wrote, safe to print."""

    __slots__ = ()


def foreign(text: str | None, longest: int = LONGEST) -> Foreign:
    """What somebody wrote, in one line, without control characters, shortened."""
    words = " ".join(TURNING.sub("", UNPRINTABLE.sub(" ", text or "")).split())
    return Foreign(words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…")


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a chapter."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence of the balance."""

    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Small print below what it explains."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the last row may be its sum."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """Places of the columns that hold numbers, set at the line's end."""
    has_sum: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its text alternative."""

    name: str
    form: str
    """`svg` or `png`."""
    content: bytes
    alternative: str


Part = Heading | Paragraph | Notes | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A paper whole: its cover lines, then its parts in order."""

    language: Language
    institution: str
    title: str
    lines: tuple[str, ...]
    """Below the title: how far the paper may be relied on."""
    parts: tuple[Part, ...]
    warning: str | None = None
    """In bold on the cover and at every page's foot."""


def table(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    numbers: str = "",
    *,
    has_sum: bool = False,
) -> Table:
    """A table whose columns of numbers are given by their digits: "12" is the second and third."""
    return Table(columns, tuple(rows), frozenset(map(int, numbers)), has_sum)


def widths(part: Table) -> list[int]:
    """How wide each column is beside the others: by its longest word and its longest text."""
    columns = zip(part.columns, *part.rows, strict=True)
    return [max(_width(text) for text in column) for column in columns]


def _width(text: str) -> int:
    """Room for a text: a long one may run over several lines, no word of it may."""
    longest = max((len(word) for word in re.split(BREAKS, text)), default=0)
    return max(min(longest, LONGEST_WORD), round(min(len(text), LONGEST_LINE) * SHARE_OF_LINE)) + 2
