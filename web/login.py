"""Who has logged in and for how long, how often it may be tried, and the hashes of passwords."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_urlsafe
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from datasette_auth_passwords.utils import hash_password, verify_password

from storage.schema import AccessEvent
from web.access import AccessBook
from web.errors import Refusal


def entry_of(name: str, password: str) -> str:
    """One part of the secret `web.passwords`: NAME:HASH."""
    return f"{name}:{hash_password(password)}"


LOGIN, LOGOUT = "/-/login", "/-/logout"
NEXT = "next"
"""What the login page is told of where somebody wanted to go."""
LONGEST_WAY_BACK = 1000
OWN_ADDRESS = re.compile(r"/(?![/\\]|-/)[!-\[\]-~]*")
"""A path of this page, percent-encoded: no other site's, nor the login's own."""
COOKIE = "ds_actor"
OPEN = (LOGIN, "/static/", "/platforms.css", "/favicon.ico")
"""What may be seen without a password."""
TRIES, WITHIN_S = 10, 300.0
"""So many wrong passwords may be tried in so many seconds, of one name from one address."""
MOST_TRIED = 5_000
"""Of so many names and addresses wrong passwords are counted; then the oldest are forgotten."""
IDLE_S, SESSION_S = 2 * 3600.0, 12 * 3600.0
"""A session ends so long after its last request, and so long after its beginning."""
LEAST_ROUNDS = 1
RENEWED_S, BOTH_S = 900.0, 60.0
"""A session gets another token so often; the former one is good for so long beside it."""

LOG = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
ActorOf = Callable[[Scope], object]
"""Who a request's signed cookie says it is from; None where it was not signed here."""


@dataclass(slots=True)
class _Session:
    name: str
    entry: str
    """The hash of the password by which it began."""
    begun: float
    seen: float
    renewed: float
    ends: float
    """Not good from then on, whoever shows it."""

    def is_good(self, now: float) -> bool:
        return now < min(self.ends, self.seen + IDLE_S, self.begun + SESSION_S)


class Sessions:
    """Who is logged in, by token; kept in memory, so that a restart ends them all."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._open: dict[str, _Session] = {}

    def begin(self, name: str, entry: str = "") -> str:
        """Begin a session by a password, whose hash is `entry`; its token is told."""
        now = self._seconds()
        self._open = {
            token: session for token, session in self._open.items() if session.is_good(now)
        }
        return self._add(_Session(name, entry, now, now, now, now + SESSION_S))

    def name_of(self, token: object, users: Mapping[str, str] | None = None) -> str | None:
        """Who has logged in by a token; None where its session is over, or never was.

        `users` are those with a password now: a session by any other one is over.
        """
        session, now = self._open.get(token) if isinstance(token, str) else None, self._seconds()
        if session is None or not session.is_good(now):
            return None
        if users is not None and users.get(session.name) != session.entry:
            return None
        session.seen = now
        return session.name

    def renewed(self, token: str) -> str | None:
        """Another token for a session whose own has been in use for long; None where it has not."""
        session, now = self._open[token], self._seconds()
        if now < session.renewed + RENEWED_S or session.ends <= now + BOTH_S:
            return None
        session.ends = now + BOTH_S
        ends = session.begun + SESSION_S
        return self._add(_Session(session.name, session.entry, session.begun, now, now, ends))

    def end(self, name: str) -> None:
        """End all sessions of somebody, on whatever machine."""
        self._open = {
            token: session for token, session in self._open.items() if session.name != name
        }

    def leave(self, token: str) -> None:
        """End one session: whoever had it logs in anew."""
        self._open.pop(token, None)

    def _add(self, session: _Session) -> str:
        token = token_urlsafe(24)
        self._open[token] = session
        return token


class Tries:
    """Counts wrong passwords, so that nobody can try many."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._wrong: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def is_locked(self, name: str, address: str) -> bool:
        """Whether too many were tried of a name, from an address, of late."""
        tried = self._wrong.get((name, address))
        return tried is not None and len(tried) == TRIES and self._seconds() - tried[0] < WITHIN_S

    def add(self, name: str, address: str) -> None:
        """Count a wrong one."""
        tried = self._wrong.setdefault((name, address), deque(maxlen=TRIES))
        self._wrong.move_to_end((name, address))
        tried.append(self._seconds())
        while len(self._wrong) > MOST_TRIED:
            self._wrong.popitem(last=False)

    def forget(self, name: str, address: str) -> None:
        """Count no longer what was wrong before the right one."""
        self._wrong.pop((name, address), None)


class Logins:
    """Lets those in who have logged in since this server started, and have that password still.

    `users` tells who has a password now, and its hash.
    """

    def __init__(
        self,
        users: Callable[[], Mapping[str, str]],
        actor_of: ActorOf,
        sign: Callable[[object], str],
        seconds: Callable[[], float] = monotonic,
        book: AccessBook | None = None,
    ) -> None:
        self._users = users
        self._book = book
        self._actor_of = actor_of
        self._sign = sign
        self._most = 0
        """The most rounds that a hash here has had."""
        self.sessions = Sessions(seconds)
        self.tries = Tries(seconds)

    def require(self, scope: Scope) -> str | None:
        """Send whoever has not logged in to the login page; a cookie, where it is to be renewed.

        Raises:
            Refusal: that.
        """
        path: str = scope["path"]
        if path.startswith(OPEN):
            return None
        token = _token_of(self._actor_of(scope))
        name = self.sessions.name_of(token, self._users())
        if name is None or token is None:
            there = (b"location", _login_for(scope).encode())
            raise Refusal(HTTPStatus.SEE_OTHER, "log in first", (there,))
        renewed = self.sessions.renewed(token)
        return self._cookie(name, renewed) if renewed else None

    def name_in(self, scope: Scope) -> str | None:
        """Who asks, by a session that is good; None of anybody else."""
        return self.sessions.name_of(_token_of(self._actor_of(scope)), self._users())

    def is_right(self, name: str, password: str) -> bool:
        """Whether a password is somebody's; it takes as long of a name that nobody has."""
        users = self._users()
        self._most = max(self._most, *map(_rounds, users.values()), LEAST_ROUNDS)
        entry = users.get(name, f"pbkdf2_sha256${self._most}$salt$")
        is_right = verify_password(password, entry)
        if rest := self._most - _rounds(entry):
            hash_password(password, "salt", rest)
        return bool(is_right) and name in users

    def is_locked(self, name: str, address: str) -> bool:
        """Whether no password of a name is looked at for now."""
        locked = self.tries.is_locked(name, address)
        if locked:
            LOG.warning("login of %s from %s: locked for now", self._shown(name), address)
            self._keep(AccessEvent.LOCKED, self.known(name), address)
        return locked

    def note(self, name: str, address: str, *, is_right: bool, former: object = None) -> str | None:
        """Keep what became of a password; the cookie of whoever is in, else None.

        The session of `former`, the actor whose cookie came with the password, ends then.
        """
        if not is_right:
            self.tries.add(name, address)
            LOG.warning("login of %s from %s: wrong password", self._shown(name), address)
            self._keep(AccessEvent.WRONG_PASSWORD, self.known(name), address)
            return None
        self.tries.forget(name, address)
        if (token := _token_of(former)) is not None:
            self.sessions.leave(token)
        LOG.info("login of %s from %s", name, address)
        self._keep(AccessEvent.LOGIN, name, address)
        return self._cookie(name, self.sessions.begin(name, self._users().get(name, "")))

    def leave(self, name: str, address: str) -> None:
        """End all sessions of somebody."""
        self.sessions.end(name)
        LOG.info("logout of %s from %s", name, address)
        self._keep(AccessEvent.LOGOUT, name, address)

    def known(self, name: str) -> str | None:
        """The name if it is somebody's; None else: what nobody is called may be a password."""
        return name if name in self._users() else None

    def _keep(self, event: AccessEvent, who: str | None, address: str) -> None:
        if self._book is not None:
            self._book.note(event, who, address)

    def _shown(self, name: str) -> str:
        return self.known(name) or "nobody"

    def _cookie(self, name: str, token: str) -> str:
        signed = self._sign({"a": {"id": name, "session": token}})
        return f"{COOKIE}={signed}; Path=/"


def _login_for(scope: Scope) -> str:
    """The address of the login page, which leads back to what was asked for, in its language."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked_for = quote(scope["path"]) + (f"?{query}" if query else "")
    if scope["method"] not in {"GET", "HEAD"} or back_to(asked_for) in {None, "/"}:
        return LOGIN
    filled_in = {NEXT: asked_for}
    if languages := parse_qs(query).get("lang"):
        filled_in["lang"] = languages[-1]
    return f"{LOGIN}?{urlencode(filled_in)}"


def back_to(address: str | None) -> str | None:
    """Where whoever has logged in wanted to go: an address of this page alone, else None."""
    if address is None or len(address) > LONGEST_WAY_BACK or not OWN_ADDRESS.fullmatch(address):
        return None
    return address


def _rounds(entry: str) -> int:
    """How often a hash was made, which is how long it takes."""
    return int(entry.split("$")[1])


def _token_of(actor: object) -> str | None:
    token = actor.get("session") if isinstance(actor, dict) else None
    return token if isinstance(token, str) else None


def user_of(actor: object) -> str | None:
    """The name of an actor, as its cookie holds it; None for anybody else."""
    name = actor.get("id") if isinstance(actor, dict) else None
    return name if isinstance(name, str) else None
