"""The catalogues: `words/<code>/LC_MESSAGES/hasila.po`, compiled in memory, once per process.

The English sentences in the source are the message ids, so English needs no catalogue. There are
no .mo files to forget: Babel reads the .po and gettext reads what Babel made of it.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"


def path_of(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return Path(__file__).parent / code / "LC_MESSAGES" / "hasila.po"


def read(code: str) -> Catalog:
    """The catalogue of a language as Babel reads it; a malformed file raises its PoFileError."""
    with path_of(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


@cache
def translations(code: str) -> NullTranslations:
    """What gettext translates with: nothing for English, the compiled catalogue for the others."""
    if code == SOURCE_LANGUAGE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read(code))
    compiled.seek(0)
    return GNUTranslations(compiled)
