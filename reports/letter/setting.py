"""A worded letter set as HTML and as plain text, each of which reads well alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reports.letter.blocks import Block, Cell, Item, Line, Paper, Picture, Section, Table
from reports.letter.telling import END_OF_ISOLATE, ISOLATE
from reports.templating import template
from words import Language

FONTS = "'Noto Naskh Arabic','Noto Sans Arabic','Segoe UI',Tahoma,Arial,sans-serif"
LATIN_FONTS = "'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
CELL = "padding:7px 6px;vertical-align:top"
BULLET = "•"
SHORT = re.compile(f"({ISOLATE}[^{ISOLATE}{END_OF_ISOLATE}]{{1,24}}{END_OF_ISOLATE})")


def html_of(paper: Paper, sources: Mapping[str, str]) -> str:
    """The letter as one HTML page without anything from elsewhere.

    `sources` says of each picture where it lies: `cid:…` in a mail, `data:…` in a file.
    """
    language = paper.language
    start, end = ("right", "left") if language.rtl else ("left", "right")
    return template("letter.html.j2").render(
        paper=paper,
        lang=language.code,
        dir="rtl" if language.rtl else "ltr",
        start=start,
        end=end,
        fonts=FONTS if language.rtl else LATIN_FONTS,
        cell=CELL,
        sources=sources,
        open_post=language.say("See the post"),
        pieces=_pieces,
    )


def text_of(paper: Paper) -> str:
    """The letter as plain text: a table's row is a line that names its figures."""
    head = f"{paper.institution}\n{paper.title}\n{paper.subtitle}"
    sections = (_section(section, paper.language) for section in paper.sections)
    return "\n\n".join([head, *sections, "\n".join(paper.foot)]) + "\n"


def _pieces(text: str) -> list[str]:
    """A text cut around its short words of another direction (2026-W45), which are every second.

    Broken at its hyphen, such a word would be read the wrong way round in Arabic.
    """
    return SHORT.split(text)


def _section(section: Section, language: Language) -> str:
    lines = (line for block in section.blocks for line in _lines(block, language))
    return "\n".join([section.heading.upper(), *lines])


def _lines(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Table():
            yield from (_row(block, row, language) for row in block.rows)
        case Item():
            yield f"{BULLET} {block.head}"
            told = [*block.lines, *filter(None, (block.quote, block.link))]
            yield from (f"  {line}" for line in told)
        case Line():
            yield block.text
        case Picture():
            return


def _row(table: Table, row: tuple[Cell, ...], language: Language) -> str:
    name, *cells = row
    figures = (
        f"{head}: {cell.text}" + (f" ({cell.note})" if cell.note else "")
        for head, cell in zip(table.heads[1:], cells, strict=True)
    )
    return f"{BULLET} {name.text} — {language.say('; ').join(figures)}"
