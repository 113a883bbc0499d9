"""The door for programs: who has a token may ask questions, and see nothing else of the page."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

from settings import Settings, SettingsError
from web.errors import Refusal

PROGRAMS = "/programs/"
"""Below this address the questions lie for programs."""
IN_ADDRESS = "token"
"""The name of a token in an address, for programs that can send no header."""
BEARER = re.compile(r"Bearer +(?P<token>[A-Za-z0-9._~+/=-]{1,200}) *", re.IGNORECASE)
BYTES = 32
"""So many random bytes nobody guesses: no lock is needed, and no slow hash."""

LOG = logging.getLogger(__name__)


def new_token(name: str) -> tuple[str, str]:
    """A new token, and NAME:HASH for the secret `programs.tokens`."""
    token = token_urlsafe(BYTES)
    return token, f"{name}:{hashed(token)}"


class TokenDoor:
    """Lets programs in by a token, looked up at each request: one that is taken out is revoked.

    Stands where `Logins` stands for people.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def require(self, scope: MutableMapping[str, Any]) -> None:
        """Refuse whoever brings no token that is good; take the token out of the address.

        Raises:
            Refusal: that.
        """
        given = _in_header(scope) or _in_address(scope)
        scope["query_string"] = _without_token(scope)
        tokens = self._tokens()
        name = next((name for name, kept in tokens.items() if _is(given, kept)), None)
        if name is None:
            asked = (b"www-authenticate", b'Bearer realm="hasila"')
            raise Refusal(HTTPStatus.UNAUTHORIZED, "bring a token that is good", (asked,))

    def name_in(self, scope: Mapping[str, Any]) -> None:
        """No person asks here."""
        del scope

    def _tokens(self) -> Mapping[str, str]:
        try:
            return self._settings.program_tokens()
        except SettingsError as error:
            LOG.error("no token is good: %s", error)  # noqa: TRY400 - the sentence says it all
            return {}


def hashed(token: str) -> str:
    """What is kept of a token: nobody finds it again from that."""
    return hashlib.sha256(token.encode()).hexdigest()


def _is(given: str | None, kept: str) -> bool:
    return given is not None and hmac.compare_digest(hashed(given), kept)


def _in_header(scope: Mapping[str, Any]) -> str | None:
    values = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
    bearer = BEARER.fullmatch(values[0].decode("latin-1")) if len(values) == 1 else None
    return bearer["token"] if bearer else None


def _in_address(scope: Mapping[str, Any]) -> str | None:
    tokens = [value for name, value in _query(scope) if name == IN_ADDRESS]
    return tokens[0] if len(tokens) == 1 else None


def _without_token(scope: Mapping[str, Any]) -> bytes:
    """The query without the token, so that nothing behind this door can print it."""
    kept = [(name, value) for name, value in _query(scope) if name != IN_ADDRESS]
    return urlencode(kept).encode()


def _query(scope: Mapping[str, Any]) -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
