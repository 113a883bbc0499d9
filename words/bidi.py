"""The direction of writing: its marks, which texts run which way, and how a text is held apart.

The only place that knows the invisible marks of Unicode (UAX #9). Three ways lead from a text that
somebody else wrote to one that turns nothing about: `isolated` for mail and plain text, whose
readers know isolates; `held` for sentences that are also set by Typst and Word, which do not; and
`without_marks` for formats that set the direction of a text themselves (HTML, PDF, DOCX, charts).
"""

from __future__ import annotations

import re
import unicodedata

LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
"""Invisible letters that run one way. The first keeps a sign before its number inside Arabic text;
without it "+12" prints as "12+"."""
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
"""Around words whose direction is their own."""
EMBEDDINGS = "\u202a-\u202e\u2066-\u2069"
"""Signs that open or close a stretch of a direction, as inside the brackets of a pattern."""
TURNING = re.compile(f"[{EMBEDDINGS}]")
"""By these a text could turn the line around it."""
MARKS = re.compile(f"[\u061c{LEFT_TO_RIGHT_MARK}{RIGHT_TO_LEFT_MARK}{EMBEDDINGS}]")
"""Every sign that has a direction and no shape."""
RIGHT_TO_LEFT = frozenset({"R", "AL"})
"""Unicode's names for the direction of Hebrew's and of Arabic's letters."""
DIRECTIONS = RIGHT_TO_LEFT | {"L"}


def is_right_to_left(letter: str) -> bool:
    """Whether a letter is written from right to left, as Arabic's are."""
    return unicodedata.bidirectional(letter) in RIGHT_TO_LEFT


def runs_right_to_left(text: str) -> bool:
    """Whether more of a text's letters are written from right to left than the other way."""
    others = sum(unicodedata.bidirectional(letter) == "L" for letter in text)
    return sum(map(is_right_to_left, text)) > others


def mark(*, rtl: bool) -> str:
    """The mark of a direction."""
    return RIGHT_TO_LEFT_MARK if rtl else LEFT_TO_RIGHT_MARK


def without_marks(text: str) -> str:
    """A text without any sign that has a direction and no shape."""
    return MARKS.sub("", text)


def without_turning(text: str) -> str:
    """A text without what could turn the line around it; marks that letters need stay."""
    return TURNING.sub("", text)


def isolated(text: str) -> str:
    """A text that leaves those around it in their place, where isolates are known."""
    return f"{ISOLATE}{text}{END_OF_ISOLATE}"


def inset(text: str) -> str:
    """A text from left to right inside Arabic: marks hold its brackets in place."""
    return f"{LEFT_TO_RIGHT_MARK}{text}{LEFT_TO_RIGHT_MARK}"


def held(text: str, *, rtl: bool) -> str:
    """A text between marks, if any letter of it runs against the line that it stands in."""
    ways = {unicodedata.bidirectional(letter) for letter in text} & DIRECTIONS
    own = RIGHT_TO_LEFT if rtl else {"L"}
    return inset(text) if ways - own else text
