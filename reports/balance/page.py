"""The balance as one HTML page that needs nothing from anywhere: styles and pictures inside."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reports.balance.document import (
    Document,
    Foreign,
    Heading,
    Notes,
    Paragraph,
    Part,
    Picture,
    Table,
)

TEMPLATES = Path(__file__).parents[1] / "templates"
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
KINDS: dict[type[Part], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Notes: "notes",
    Table: "table",
    Picture: "picture",
}


def page(document: Document) -> bytes:
    """The document as HTML in UTF-8; every text is escaped."""
    made = _template().render(document=document, kind=_kind, is_foreign=_is_foreign, data=_data)
    return made.encode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("balance.html")


def _kind(part: Part) -> str:
    return KINDS[type(part)]


def _is_foreign(text: str) -> bool:
    return isinstance(text, Foreign)


def _data(picture: Picture) -> str:
    """A picture as an address that holds it."""
    return f"data:{MEDIA_TYPES[picture.form]};base64,{b64encode(picture.content).decode()}"
