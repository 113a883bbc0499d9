"""Looks for secrets in whatever the program says or writes, and notes how much was searched."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from tests.support.closing_table import PLACES, SECRETS
from tests.support.office import Office

Note = Callable[[str, object], None]
"""pytest's `record_property`."""
ECHOING = ("name", "text", "message", "caption", "permalink_url", "permalink")
"""The fields of a true answer in which the secrets stand."""


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
    kept_back = re.sub("^[0-9]+-", "", secret)  # X's tokens begin with the account's public id
    for text in (kept_back, quote(kept_back), quote(kept_back, safe="")):
        yield text.encode()
        yield text.encode("utf-16-be")
    yield b64encode(secret.encode()).rstrip(b"=")[:-1]


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content


def secrets_of(office: Office) -> list[str]:
    """What we send to a platform, the Page's token that Meta gives out, and one of nobody's."""
    page_token = office.sandbox.world.credentials.meta.page_token
    return [*office.sandbox.secrets.values(), page_token, "EAAGcanary" + "0123456789" * 9]


def echoed(value: Any, words: str) -> Any:
    """A true answer with the words in each name and text."""
    if isinstance(value, list):
        return [echoed(inner, words) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"Sûreté {words}" if key in ECHOING else echoed(inner, words)
        for key, inner in value.items()
    }
