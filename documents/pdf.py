"""A document as a PDF, set by Typst from a fixed template.

Texts reach the template as JSON and are set as texts: none is ever read as markup. The same
document always gives the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

import charts
from documents.model import (
    Cell,
    Document,
    Heading,
    Item,
    Notes,
    Paragraph,
    Part,
    Picture,
    Signatures,
    Table,
)
from documents.wording import texts, widths, written
from words import bidi

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment that the file says it was made: always the same, for the paper says it itself."""


def document_as_pdf(document: Document) -> bytes:
    """The document as PDF on A4."""
    with TemporaryDirectory(prefix="hasila-") as name:
        folder = Path(name)
        fonts = charts.families(document.language)
        parts = [_plain(part, index, folder, document) for index, part in enumerate(document.parts)]
        content = {
            "language": document.language.code,
            "rtl": document.language.rtl,
            "fonts": [font.lower() for font in fonts],
            "institution": _drawable(document.institution, fonts),
            "title": _drawable(document.title, fonts),
            "lines": [_drawable(line, fonts) for line in document.lines],
            "warning": document.warning and _drawable(document.warning, fonts),
            "parts": parts,
            "accent": document.brand.on_paper,
            "logo": None,
        }
        if document.logo:
            content["logo"] = "logo.png"
            (folder / "logo.png").write_bytes(document.logo.content)
        (folder / "document.json").write_text(json.dumps(content), encoding="utf-8")
        main = folder / TEMPLATE.name
        main.write_bytes(TEMPLATE.read_bytes())
        made = typst.compile(
            main, root=folder, font_paths=[charts.font_folder()], timestamp=EPOCH, format="pdf"
        )
    return made if isinstance(made, bytes) else b""


def _plain(part: Part, index: int, folder: Path, document: Document) -> dict[str, object]:
    """A part as the template reads it; a picture lies beside it as a file."""
    fonts = charts.families(document.language)
    match part:
        case Heading(text) | Paragraph(text):
            return {"kind": type(part).__name__.lower(), "text": _drawable(text, fonts)}
        case Notes(lines):
            return {"kind": "notes", "lines": [_drawable(line, fonts) for line in lines]}
        case Table():
            table = written(part, document.language, document.zone)
            return {"kind": "table"} | _table(table, fonts)
        case Picture():
            file = folder / f"picture-{index}.{part.form}"
            file.write_bytes(part.content)
            facts = {"file": file.name, "alternative": part.alternative, "stays": part.stays}
            return {"kind": "picture"} | facts
        case Signatures(places):
            return {"kind": "signatures", "places": [_drawable(line, fonts) for line in places]}
        case Item():
            details = [_drawable(line, fonts) for line in part.details]
            return {"kind": "item", "head": _drawable(part.head, fonts), "lines": details}


def _table(table: Table, fonts: tuple[str, ...]) -> dict[str, object]:
    return {
        "heads": [_drawable(column.title, fonts) for column in table.columns],
        "rows": [[_cell(cell, fonts) for cell in row] for row in texts(table)],
        "numbers": [place for place, column in enumerate(table.columns) if column.is_number],
        "sum": table.has_sum,
        "annex": table.is_annex,
        "widths": widths(table),
    }


def _cell(cell: Cell, fonts: tuple[str, ...]) -> dict[str, object]:
    words = _drawable(cell.text, fonts)
    return {
        "text": words,
        "rtl": bidi.runs_right_to_left(words) if cell.is_foreign else None,
        "note": _drawable(cell.note, fonts) if cell.note else None,
    }


def _drawable(text: str, fonts: tuple[str, ...]) -> str:
    return charts.drawable(text, fonts)
