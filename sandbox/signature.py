"""Verify OAuth 1.0a (RFC 5849): HMAC-SHA1 over the URL that was really called."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from urllib.parse import quote, unquote

from sandbox.exchange import ApiRequest
from sandbox.world import XCredentials

PARAMETER = re.compile(r'([a-z_]+)="([^"]*)"')
NEEDED = {
    "oauth_consumer_key",
    "oauth_token",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_signature_method",
    "oauth_signature",
}


def is_signed(asked: ApiRequest, keys: XCredentials) -> bool:
    """Whether a request carries a true signature made with the account's four keys."""
    said = {
        name: unquote(value)
        for name, value in PARAMETER.findall(asked.headers.get("authorization", ""))
    }
    known = (keys.api_key, keys.access_token, "HMAC-SHA1")
    given = [
        said.get(name) for name in ("oauth_consumer_key", "oauth_token", "oauth_signature_method")
    ]
    if not said.keys() >= NEEDED or given != list(known):
        return False
    return hmac.compare_digest(_signature(asked, said, keys), said["oauth_signature"])


def _signature(asked: ApiRequest, said: dict[str, str], keys: XCredentials) -> str:
    oauth = [
        (name, value) for name, value in said.items() if name not in {"oauth_signature", "realm"}
    ]
    pairs = sorted((_escape(name), _escape(value)) for name, value in (*asked.pairs, *oauth))
    parameters = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(_escape(part) for part in (asked.method, asked.url, parameters))
    key = f"{_escape(keys.api_secret)}&{_escape(keys.access_token_secret)}"
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _escape(text: str) -> str:
    return quote(text, safe="-._~")
