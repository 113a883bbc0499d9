"""A document as the two parts of a mail, HTML and plain text, each of which reads well alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from documents.html import shown_parts, template
from documents.model import Cell, Document, Heading, Item, Notes, Paragraph, Part, Table
from documents.wording import texts, written
from words import Language
from words.bidi import END_OF_ISOLATE, ISOLATE

FONTS = "'Noto Naskh Arabic','Noto Sans Arabic','Segoe UI',Tahoma,Arial,sans-serif"
LATIN_FONTS = "'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
CELL = "padding:7px 6px;vertical-align:top"
BULLET = "•"
SHORT = re.compile(f"({ISOLATE}[^{ISOLATE}{END_OF_ISOLATE}]{{1,24}}{END_OF_ISOLATE})")


def mail_as_html(document: Document, sources: Mapping[str, str]) -> str:
    """The document as one HTML page without anything from elsewhere.

    `sources` says of each picture where it lies: `cid:…` in a mail, `data:…` in a file.
    """
    language = document.language
    start, end = ("right", "left") if language.rtl else ("left", "right")
    return template("mail.html").render(
        document=document,
        parts=shown_parts(document),
        cells=texts,
        dir="rtl" if language.rtl else "ltr",
        start=start,
        end=end,
        fonts=FONTS if language.rtl else LATIN_FONTS,
        cell=CELL,
        sources=sources,
        open_post=language.say("See the post"),
        pieces=_pieces,
    )


def mail_as_text(document: Document) -> str:
    """The document as plain text: a table's row is a line that names its figures."""
    head = "\n".join([document.institution, document.title, *document.lines])
    chapters: list[list[str]] = []
    for part in document.parts:
        if isinstance(part, Heading) or not chapters:
            chapters.append([])
        chapters[-1] += _lines(part, document)
    return "\n\n".join([head, *map("\n".join, chapters), "\n".join(document.foot)]) + "\n"


def _pieces(text: str) -> list[str]:
    """A text cut around its short words of another direction (2026-W45), which are every second.

    Broken at its hyphen, such a word would be read the wrong way round in Arabic.
    """
    return SHORT.split(text)


def _lines(part: Part, document: Document) -> Iterator[str]:
    language = document.language
    match part:
        case Heading(text):
            yield text.upper()
        case Paragraph(text):
            yield text
        case Notes(lines):
            yield from lines
        case Table():
            table = written(part, language, document.zone)
            yield from (_row(table, row, language) for row in texts(table))
        case Item():
            yield f"{BULLET} {part.head}"
            yield from (f"  {line}" for line in part.details)


def _row(table: Table, row: list[Cell], language: Language) -> str:
    name, *cells = row
    figures = (
        column.title + language.say(": ") + cell.text + (f" ({cell.note})" if cell.note else "")
        for column, cell in zip(table.columns[1:], cells, strict=True)
    )
    return f"{BULLET} {name.text} — {language.say('; ').join(figures)}"
