"""The balance as one HTML page that needs nothing from anywhere: styles and pictures inside."""

from __future__ import annotations

from base64 import b64encode

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
from reports.templating import template

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
    made = template("balance.html").render(
        document=document, kind=_kind, is_foreign=_is_foreign, data=_data
    )
    return made.encode("utf-8")


def _kind(part: Part) -> str:
    return KINDS[type(part)]


def _is_foreign(text: str) -> bool:
    return isinstance(text, Foreign)


def _data(picture: Picture) -> str:
    """A picture as an address that holds it."""
    return f"data:{MEDIA_TYPES[picture.form]};base64,{b64encode(picture.content).decode()}"
