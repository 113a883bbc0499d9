"""A document as one HTML page that needs nothing from anywhere: styles and pictures inside.

Every text that is put into a template is escaped, and a missing one is an error.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from documents.model import Document, Part, Picture, Table
from documents.wording import texts, written

TEMPLATES = Path(__file__).parent / "templates"
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def document_as_html(document: Document) -> bytes:
    """The document as HTML in UTF-8."""
    made = template("document.html").render(
        document=document, parts=shown_parts(document), cells=texts, data=_data
    )
    return made.encode("utf-8")


def shown_parts(document: Document) -> list[tuple[str, Part]]:
    """Each part with the word by which templates know its kind; tables are put into words."""
    return [
        (
            type(part).__name__.lower(),
            written(part, document.language, document.zone) if isinstance(part, Table) else part,
        )
        for part in document.parts
    ]


def template(name: str) -> Template:
    """A template of this room's folder."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _data(picture: Picture) -> str:
    """A picture as an address that holds it."""
    return f"data:{MEDIA_TYPES[picture.form]};base64,{b64encode(picture.content).decode()}"
