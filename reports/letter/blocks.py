"""What a letter is made of once it is worded: sections of tables, items, lines and pictures.

Both parts of the mail, the text and the HTML, are set from these; no word is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from words import Language


class Tone(StrEnum):
    """How a line is meant."""

    PLAIN = "plain"
    FAINT = "faint"
    """A definition, a reservation."""
    LOUD = "loud"
    """Something to see to."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or name of a table."""

    text: str
    note: str | None = None
    """What must be known of it, in small letters under it."""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; the first column names them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    ends_in_total: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told in a few lines, such as a post."""

    head: str
    lines: tuple[str, ...] = ()
    quote: str | None = None
    """Words of a post, in whatever language they are."""
    link: str | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of its own."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: as a PNG where it could be drawn, and in words."""

    name: str
    words: str
    png: bytes


Block = Table | Item | Line | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole letter in words of one language."""

    language: Language
    institution: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    foot: tuple[str, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, in order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return tuple(block for block in blocks if isinstance(block, Picture))
