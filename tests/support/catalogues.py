"""The catalogues of sentences as Babel reads them: the program reads the same in them."""

from __future__ import annotations

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from words.language import catalogue_path


def babel_catalogue(code: str) -> Catalog:
    """The catalogue of a language; a malformed file raises Babel's PoFileError."""
    with catalogue_path(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)
