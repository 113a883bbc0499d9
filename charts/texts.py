"""A post's text on a chart: one line, in its own direction, without what cannot be drawn."""

from __future__ import annotations

import re

from charts.fonts import drawable
from charts.page import ELLIPSIS, Sheet
from metrics.quantity import Precision, Quantity
from metrics.series import Post
from words import Language, bidi, wordless
from words.registers import register_text

LONGEST = 200
"""Characters of a name or a source that a chart has room for; to set thousands takes minutes."""
SIGNS = {
    Precision.EXACT: "",
    Precision.THOUSAND: "≈ ",
    Precision.ABOUT: "≈ ",
    Precision.AT_LEAST: "≥ ",
    Precision.AT_MOST: "≤ ",
}
"""What stands for a qualifier where there is no room for words."""
ADDRESS = re.compile(r"https?://\S+")


def printed_in(source: str, language: Language) -> str:
    """Where a figure was printed, in a list of the foot."""
    worded = register_text(source, language)
    return brief(worded) if worded != source else language.inset(brief(source))


def brief(name: str) -> str:
    """What somebody wrote, in one line that turns nothing about it, and not too long to be set."""
    line = " ".join(bidi.without_marks(name).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}{ELLIPSIS}"


def line_of(post: Post, sheet: Sheet) -> str:
    """The post's text in one line without web addresses, or what it is, in brackets."""
    text = brief(drawable(ADDRESS.sub("", post.text or ""), sheet.fonts))
    line = " ".join(text.split())
    if any(letter.isalnum() for letter in line):
        return line
    return f"({wordless(post, sheet.language)})"


def in_line(text: str, language: Language) -> str:
    """A name for use inside a line of the language, which keeps the numbers after it in order.

    A figure that follows letters of the other direction would run in their direction, too.
    """
    if bidi.runs_right_to_left(text) == language.rtl:
        return text
    return f"{text}{bidi.mark(rtl=language.rtl)}"


def in_signs(count: Quantity, language: Language) -> str:
    """A number with a sign before it, as mathematics writes it in Morocco: from left to right."""
    bound = {Precision.AT_LEAST: count.low, Precision.AT_MOST: count.high}.get(count.precision)
    number = language.number(count.value if bound is None else bound)
    return f"{bidi.LEFT_TO_RIGHT_MARK}{SIGNS[count.precision]}{number}"
