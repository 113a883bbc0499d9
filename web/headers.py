"""What is said with every answer, so that a browser trusts it with as little as it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from web.refusal import Header

STRICT = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
"""No script runs on any page, be it ours or Datasette's own."""
LOOSER = f"{STRICT}; style-src 'self' 'unsafe-inline'"
"""Datasette's own pages colour their headings by style attributes."""
DRAWING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""A drawing that is opened by itself carries its styles, and may do nothing else."""

ALWAYS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
OURS = frozenset({*ALWAYS, "content-security-policy", "access-control-allow-origin", "link"})
"""Headers in which nobody else has a say."""
COOKIE_RULES = ("HttpOnly", "SameSite=Strict")


def hardened(headers: Iterable[Header], policy: str) -> list[Header]:
    """The headers of an answer, with ours in the place of its own."""
    kept = [_guarded(name.lower(), value) for name, value in headers if _is_theirs(name)]
    type_ = next((value for name, value in kept if name == b"content-type"), b"")
    chosen = DRAWING if type_.startswith(b"image/svg") else policy
    ours = {**ALWAYS, "content-security-policy": chosen}
    return [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]


def leads_astray(headers: Iterable[Header]) -> bool:
    """Whether an answer would send the browser anywhere but to a path of this page."""
    return any(name.lower() == b"location" and _is_foreign(value) for name, value in headers)


def _is_theirs(name: bytes) -> bool:
    return name.lower().decode("latin-1") not in OURS


def _is_foreign(location: bytes) -> bool:
    text = location.decode("latin-1")
    parts = urlsplit(text)
    return not text.startswith("/") or bool(parts.netloc) or "\\" in text or text[1:2] == "/"


def _guarded(name: bytes, value: bytes) -> Header:
    if name != b"set-cookie":
        return name, value
    return name, "; ".join(_cookie(value.decode("latin-1"))).encode("latin-1")


def _cookie(text: str) -> Iterator[str]:
    """A cookie that no script can read and that no other site can make a browser send."""
    for part in text.split(";"):
        if part.strip().split("=")[0].lower() not in {"httponly", "samesite"}:
            yield part.strip()
    yield from COOKIE_RULES
