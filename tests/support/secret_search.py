"""Looks for secrets in whatever the program says or writes, and notes how much was searched."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from tests.support.closing_table import PLACES, SECRETS

Note = Callable[[str, object], None]
"""pytest's `record_property`."""


def places_with(secrets: Iterable[str], places: Mapping[str, str | bytes], note: Note) -> list[str]:
    """The names of the places that hold a secret: as it is, as in an address, or in base 64."""
    forms = {form for secret in secrets for form in _forms(secret)}
    found = [
        name for name, content in places.items() if any(form in _bytes(content) for form in forms)
    ]
    note(PLACES, len(places))
    note(SECRETS, len(found))
    return found


def _forms(secret: str) -> Iterable[bytes]:
    for text in (secret, quote(secret), quote(secret, safe="")):
        yield text.encode()
        yield text.encode("utf-16-be")
    yield b64encode(secret.encode()).rstrip(b"=")[:-1]


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
