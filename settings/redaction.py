"""Blotting secrets out of any text that leaves the program: logs, tracebacks, stored sentences.

Twice over: the values that are known, in the forms in which libraries print them, and the places
where tokens usually stand, for a token that this program never held.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from metrics.texts.privacy import without_personal
from settings.secrets import SHORTEST, Secret

BLOT = "***"
_GIVEN_OUT: set[Secret] = set()
"""What platforms gave out to this process: of these no settings know."""

NAMES = (
    r"(?:access_token|input_token|fb_exchange_token|exchange_token|refresh_token|bearer_token"
    r"|access_token_secret|appsecret_proof|app_secret|client_secret|api_key|api_secret"
    r"|consumer_key|consumer_secret|oauth_[a-z_]{1,30}|password|passwd)"
)
OF_AN_ACCOUNT = re.compile(r"[0-9]+-")
META_TOKEN = re.compile(r"\bEAA[A-Za-z0-9]{16,}", re.IGNORECASE)
"""Every token of Meta's begins so."""
PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # name=value in a query or a form, as it is and URL-encoded (%3D for =, %26 for &)
        (rf"\b({NAMES}=)(?!\")[^&\s\"'<>,;)\]}}]+", rf"\1{BLOT}"),
        (rf"({NAMES}%3D)(?:(?!%26)[^&\s\"'<>,;)\]}}])+", rf"\1{BLOT}"),
        # name="value" of an OAuth header; "name": "value" of JSON; 'name': 'value' of a repr
        (rf"\b({NAMES}['\"]?\s*[=:]\s*b?([\"']))(?:(?!\2).)+", rf"\1{BLOT}"),
        (r"\b(Bearer(?:\s+|%20|\+))[A-Za-z0-9%+/=._~|-]{6,}", rf"\1{BLOT}"),
        (r"(authorization\W{1,6}Basic\s+)[A-Za-z0-9+/=]+", rf"\1{BLOT}"),
        # app_id|app_secret, the application's own token
        (r"\b([0-9]{5,20}(?:\||%7C))[A-Za-z0-9_-]{6,}", rf"\1{BLOT}"),
        (META_TOKEN.pattern, BLOT),
        (r"(\b[a-z][a-z0-9+.-]{1,20}://)[^/\s@\"'<>]{1,500}@", rf"\1{BLOT}@"),
    )
)


def hide(secret: Secret) -> None:
    """Blot a secret out of every text from now on, whoever asks: a token that a platform gave out.

    Another account's visit may meet it, though its session never held it.
    """
    _GIVEN_OUT.add(secret)


def redact(text: str, secrets: Iterable[Secret] = ()) -> str:
    """The text without the secrets, and without whatever stands where tokens stand."""
    clean = blot(text, forms_of(secrets))
    for pattern, replacement in PATTERNS:
        clean = pattern.sub(replacement, clean)
    return text if clean == text else clean  # a phrase without a secret stays one


def blot_told(text: str, forms: Iterable[str]) -> str:
    """What a platform told, without these forms of secrets and without any token of Meta's."""
    return META_TOKEN.sub(BLOT, blot(text, forms))


def forms_of(secrets: Iterable[Secret]) -> tuple[str, ...]:
    """The forms in which secrets may be written, for `blot`. To be shown to nobody.

    Those of what platforms gave out to this process are among them.
    """
    values = {value for secret in {*secrets, *_GIVEN_OUT} for value in _parts(secret.reveal())}
    forms = {form for value in values for form in _forms(value)}
    return tuple(sorted(forms, key=len, reverse=True))  # the longest first: one may hold another


def blot(text: str, forms: Iterable[str]) -> str:
    """The text without these forms of secrets; all else stays as it is."""
    for form in forms:
        text = text.replace(form, BLOT)
    return text


def _parts(value: str) -> set[str]:
    """A secret, and what is left of it where its digits are cut out as a telephone number's.

    X's tokens begin with the account's id, which is public: the rest is secret by itself.
    """
    parts = {value.removeprefix(found[0]) for found in [OF_AN_ACCOUNT.match(value)] if found}
    return {value} | {part for part in parts | {without_personal(value)} if len(part) >= SHORTEST}


def _forms(value: str) -> set[str]:
    """A secret's value as itself, in a URL (once and twice encoded), in JSON and in a repr."""
    encoded = {quote(value, safe=""), quote(value), quote_plus(value)}
    twice = {quote(form, safe="") for form in encoded}
    # Escapes are written in capitals by Python, in small letters by some servers.
    small = {re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), form) for form in encoded}
    escaped = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    return {form for form in {value, repr(value)[1:-1]} | encoded | twice | small | escaped if form}
