"""Who has logged in, how often it may be tried, and the hashes of passwords."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, MutableMapping
from http import HTTPStatus
from time import monotonic
from typing import Any

from datasette_auth_passwords.utils import hash_password

from web.errors import Refusal

PLUGIN = "datasette-auth-passwords"


def entry_of(name: str, password: str) -> str:
    """One part of the secret `web.passwords`: NAME:HASH."""
    return f"{name}:{hash_password(password)}"


def plugin_settings(users: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the plugin must know of the users."""
    return {PLUGIN: {f"{name}_password_hash": hash_ for name, hash_ in users.items()}}


LOGIN, LOGOUT = "/-/login", "/-/logout"
OPEN = (LOGIN, "/static/", "/favicon.ico")
"""What may be seen without a password."""
TRIES, WITHIN_S = 10, 300.0
"""So many passwords may be tried in so many seconds, by everybody together."""

Scope = MutableMapping[str, Any]
ActorOf = Callable[[Scope], object]
"""Who a request's signed cookie says it is from; None where it was not signed here."""


class Logins:
    """Lets those in who have logged in since this server started."""

    def __init__(self, users: Collection[str], actor_of: ActorOf) -> None:
        self._users = frozenset(users)
        self._actor_of = actor_of
        self._tries: deque[float] = deque(maxlen=TRIES)

    def require(self, scope: Scope) -> None:
        """Send whoever has not logged in to the login page.

        Raises:
            Refusal: that; or passwords were tried too often of late.
        """
        path: str = scope["path"]
        if path == LOGIN and scope["method"] == "POST":
            self._count()
        if path.startswith(OPEN) or user_of(self._actor_of(scope)) in self._users:
            return
        there = (b"location", LOGIN.encode())
        raise Refusal(HTTPStatus.SEE_OTHER, "log in first", (there,))

    def _count(self) -> None:
        now = monotonic()
        if len(self._tries) == TRIES and now - self._tries[0] < WITHIN_S:
            later = (b"retry-after", str(int(WITHIN_S)).encode())
            words = "too many passwords were tried: wait five minutes"
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, words, (later,))
        self._tries.append(now)


def user_of(actor: object) -> str | None:
    """The name of an actor, as the plugin writes it; None for anybody else."""
    name = actor.get("id") if isinstance(actor, dict) else None
    return name if isinstance(name, str) else None
