"""From the bytes of an answer to a JSON object, and from JSON to counts, texts and instants."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeGuard

from collectors.errors import Malformed, PlatformUnavailable
from metrics.texts.phrases import Phrase, Plural
from metrics.texts.privacy import without_personal
from words import bidi

Document = dict[str, Any]

TOO_LARGE = 2**63
"""The smallest number that a database's integer cannot hold."""
POSTED = range(2004, 2101)
"""Years in which a post may have been published: from that of Facebook's founding on."""


def read_document(body: bytes, content_type: str) -> Document:
    """Return the JSON object of a successful answer.

    Raises:
        PlatformUnavailable: The body is empty, cut short, or the page of somebody on the way.
        Malformed: It is JSON that no platform means: another shape, a key twice, nested too deep.
    """
    text = body.decode("utf-8-sig", "surrogateescape").strip()
    if not text or ("json" not in content_type.lower() and not text.startswith(("{", "["))):
        raise PlatformUnavailable(
            Phrase(
                "not_json: {bytes} came, and no JSON.",
                bytes=Plural("{n} byte", "{n} bytes", len(body)),
            )
        )
    try:
        document = json.loads(text, object_pairs_hook=_without_twins)
    except json.JSONDecodeError:
        if not text.endswith("}"):
            raise PlatformUnavailable(
                Phrase("short_body: the answer ends in the middle.")
            ) from None
        raise Malformed(Phrase("The answer is not valid JSON.")) from None
    except (RecursionError, ValueError):
        raise Malformed(Phrase("The answer's JSON is nested or numbered beyond reason.")) from None
    if not isinstance(document, dict):
        raise Malformed(
            Phrase("The answer is a JSON {name}, not an object.", name=type(document).__name__)
        )
    return document


def read_refusal(body: bytes) -> Document:
    """Return the JSON object of an unsuccessful answer; empty where there is none."""
    try:
        return read_document(body, "")
    except (Malformed, PlatformUnavailable):
        return {}


def _without_twins(pairs: Iterable[tuple[str, Any]]) -> Document:
    document: Document = {}
    for key, value in pairs:
        if key in document:
            raise Malformed(Phrase("The answer tells one thing twice."))
        document[key] = value
    return document


def is_count(value: object) -> TypeGuard[int]:
    """Whether the value is a whole number from 0 up to, not including, 2**63.

    A bool is none, and neither is a float or a text of digits: a platform that sends one of these
    where it sent numbers has changed its meaning, and guessing would invent a number.
    """
    return type(value) is int and 0 <= value < TOO_LARGE


def as_instant(moment: datetime) -> datetime | None:
    """Return an instant in UTC; None where it has no offset, or cannot be one of a post.

    That is outside of `POSTED`: an odd year would put a post at an end of every list for ever.
    """
    if moment.tzinfo is None or moment.year not in POSTED:
        return None
    return moment.astimezone(UTC)


def as_text(value: object) -> str | None:
    """Return a text that is not empty, else None."""
    return value if isinstance(value, str) and value else None


def as_mapping(value: object) -> Document:
    """Return an object's fields; those of anything else are none."""
    return value if isinstance(value, dict) else {}


def as_mappings(value: object) -> list[Document]:
    """Return the objects of a list; those of anything else are none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


CAP = 65_536
"""The longest text kept, in characters; the longest post that a platform allows is 63,206."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls but line feed and tab; overrides, embeddings and isolates of direction, which can turn
# the text around them; the byte order mark. The plain direction marks stay: Arabic needs them.
_UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{bidi.EMBEDDINGS}\ufeff]")


def without_entities(text: str) -> str:
    """A text of X as it was written: its interface and its files escape three signs of HTML."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def clean_text(text: str) -> str:
    """Return a text fit to be stored, drawn and mailed, and without what leads to a person.

    It is in Unicode's composed form (NFC), has no control characters but line feed and tab, no
    lone surrogates, nothing that overrides the direction of writing, and at most `CAP` characters.
    """
    text = _SURROGATES.sub("\ufffd", text[:CAP])
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)[:CAP]
    return unicodedata.normalize("NFC", without_personal(text)).strip()
