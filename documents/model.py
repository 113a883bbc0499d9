"""A document, its parts, and the one kind of table, before they are written in any format.

Sentences, captions and titles are in the reader's language already. The cells of a table hold
values: people read them in their language and zone (`documents.wording`), files hold them as what
they are. What somebody else wrote and shall be set in the direction of its own letters is
`Foreign`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from metrics.quantity import Quantity
from settings.brand import PLAIN, Brand
from words import Language, bidi

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, half characters, and what is no character."""
LONGEST = 160
"""Characters of a foreign text that are printed."""


class Foreign(str):
    """A text that somebody else wrote, set in the direction of its own letters."""

    __slots__ = ()


def foreign_line(text: str | None, longest: int = LONGEST) -> Foreign:
    """What somebody wrote, in one line, without control characters and marks, shortened."""
    words = " ".join(bidi.without_marks(UNPRINTABLE.sub(" ", text or "")).split())
    return Foreign(words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…")


class Quotation(str):
    """A note that repeats what a post says: readers who get the numbers alone are not told it."""

    __slots__ = ()


Known = str | int | Fraction | Decimal | float | date | datetime | timedelta | Quantity
Value = Known | None
"""What a cell may hold. None is not known, never 0; instants are aware."""


class ValueKind(StrEnum):
    """What the cells of a column are; the values are what files in JSON say of a column."""

    TEXT = "text"
    """Words, and ids."""
    COUNT = "number"
    """A number of things, or their mean."""
    RATE = "share"
    """A fraction of one, shown as percent."""
    MONEY = "money"
    """US dollars."""
    DURATION = "duration"
    """A length of time; files hold its seconds."""
    DAY = "day"
    INSTANT = "moment"
    """An instant, shown on the wall clock of the reader's zone."""
    LINK = "link"
    """The address of a page."""


NUMBERS = frozenset({ValueKind.COUNT, ValueKind.RATE, ValueKind.MONEY})
TIMES = frozenset({ValueKind.DAY, ValueKind.INSTANT, ValueKind.DURATION})


class Tone(StrEnum):
    """How a line or a cell is meant."""

    PLAIN = "plain"
    FAINT = "faint"
    """A definition, a reservation."""
    LOUD = "loud"
    """Something to see to."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key by which scripts know it, the title that people read, its kind."""

    key: str
    title: str
    kind: ValueKind = ValueKind.TEXT
    is_detail: bool = False
    """Whether it stands in files alone, for papers, pages and terminals have little room."""
    is_wording: bool = False
    """Whether it stands before readers alone: files tell the same in other columns."""
    is_signed: bool = False
    """Whether its numbers are gains and losses, shown with their sign."""
    is_line: bool = False
    """Whether a cell is kept on one line, as times always are."""

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the line's end."""
        return self.kind in NUMBERS

    @property
    def is_short(self) -> bool:
        """Whether what stands below it is kept on one line."""
        return self.is_line or self.kind in TIMES


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of which more is to be said than the kind of its column."""

    value: Value
    words: str | None = None
    """What people read in place of the value; files hold the value."""
    note: str | None = None
    """What must be known of it, smaller, below it."""
    href: str | None = None
    """Where it leads to on a page."""
    tone: Tone = Tone.PLAIN

    @property
    def text(self) -> str:
        """What people read: its words; without them (see `documents.wording`) texts alone."""
        if self.words is not None:
            return self.words
        return self.value if isinstance(self.value, str) else ""

    @property
    def is_foreign(self) -> bool:
        """Whether somebody else wrote what people read, so that its direction is its own."""
        return isinstance(self.text, Foreign)


Content = Value | Cell
"""What a row holds under a key: a value alone, or a cell that says more."""
Row = Mapping[str, Content]
"""Contents by the keys of the columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a caption, and notes on what is not known and why."""

    name: str
    """The word by which scripts know it, such as a question's name."""
    caption: str
    """A line that says what the table holds."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences: what is not known and why, what cannot be compared."""
    totals: tuple[Row, ...] = ()
    """Sums of the rows above, such as one for each period, below them for readers. Files that hold
    rows alone (CSV, XLSX) leave them out, so that no script adds them up again; JSON has them
    apart."""
    has_sum: bool = False
    """Whether the last row is the sum of the others."""
    empty: str = ""
    """Said in the place of rows where there are none."""
    unknown: str | None = None
    """What stands where a value is not known; unless told, that it is not known."""
    is_annex: bool = False
    """Whether it is long and looked up, not read: papers set it in small print."""

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that papers, pages and terminals have room for."""
        return tuple(column for column in self.columns if not column.is_detail)

    @property
    def filed(self) -> tuple[Column, ...]:
        """The columns of files."""
        return tuple(column for column in self.columns if not column.is_wording)


def rows_of(columns: Sequence[Column], lines: Iterable[Sequence[Content]]) -> tuple[Row, ...]:
    """Rows from contents that stand in the order of the columns.

    Raises:
        ValueError: a line has more or fewer of them.
    """
    keys = [column.key for column in columns]
    return tuple(dict(zip(keys, line, strict=True)) for line in lines)


Plain = str | int | Fraction | Decimal | float | date | datetime | None
"""What files hold: a length of time in seconds, a quantity without its precision."""


def value_in_files(content: Content) -> Plain:
    """What a row holds under a key, as files hold it."""
    value = content.value if isinstance(content, Cell) else content
    match value:
        case Quantity():
            return value.value
        case timedelta():
            return value.total_seconds()
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a chapter."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence, or a few."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Notes:
    """Small print below what it explains."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told in a few lines, such as a post."""

    head: str
    lines: tuple[str, ...] = ()
    quote: str | None = None
    """Words of a post, in whatever language they are."""
    link: str | None = None
    tone: Tone = Tone.PLAIN

    @property
    def details(self) -> tuple[str, ...]:
        """What stands below its head, line by line."""
        return (*self.lines, *filter(None, (self.quote, self.link)))


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its text alternative."""

    name: str
    form: str
    """`svg` or `png`."""
    content: bytes
    alternative: str
    stays: bool = False
    """Whether it stands where it is told; others move to where a page has room for them."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Room at the foot of a page where somebody signs; the page ends below it."""

    places: tuple[str, ...]
    """What is filled in at each place, in the order of the line."""


Part = Heading | Paragraph | Notes | Item | Table | Picture | Signatures


def captioned(table: Table, *notes: str) -> Iterator[Part]:
    """A table below its caption as a heading, with notes on it."""
    yield Heading(table.caption)
    yield table
    if notes:
        yield Notes(notes)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper whole, in one language: the lines of its cover, its parts in order, its foot."""

    language: Language
    zone: ZoneInfo
    """Where its instants are read."""
    institution: str
    title: str
    lines: tuple[str, ...]
    """Below the title: of which days it is, how far it may be relied on."""
    parts: tuple[Part, ...]
    foot: tuple[str, ...] = ()
    """Lines at its end."""
    warning: str | None = None
    """In bold on the cover and at every page's foot."""
    brand: Brand = PLAIN
    """The institution's colour and logo."""

    @property
    def logo(self) -> Picture | None:
        """The logo above its title, if there is one."""
        content = self.brand.logo
        return Picture("logo", "png", content, self.institution) if content else None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, in order, the logo first."""
        drawn = tuple(part for part in self.parts if isinstance(part, Picture))
        return (self.logo, *drawn) if self.logo else drawn
