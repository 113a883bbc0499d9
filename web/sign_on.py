"""The sign-on of the house: a proxy of this machine says who asks, and of which groups they are."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from http import HTTPStatus
from time import monotonic
from typing import Any

from settings.sections import SignOn
from settings.values import is_loopback
from storage.schema import AccessEvent
from web.access import AccessBook
from web.errors import Refusal
from web.login import OPEN
from web.roles import Role, SignedOn
from web.site import Site

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
LONGEST_GROUPS = 4_000
BY_SOCKET = "socket"
AGAIN_S, MOST_NOTED = 3600.0, 5_000
"""Of somebody who asks for page after page it is kept once in so long that they did."""
SIGNED_ON = "signed_on"
"""Where a request holds who was named."""


class SignOnDoor:
    """Lets in whom the house's sign-on names, at each request by what it says then.

    It is believed from the named proxies alone, over a socket's file or from this machine, and what
    anybody else says of himself is no name. Stands where `Logins` stands for passwords.
    """

    def __init__(
        self,
        site: Site,
        sign_on: SignOn,
        book: AccessBook,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._roles = site.roles
        self._proxies = site.settings.web.proxies
        self._sign_on = sign_on
        self._book = book
        self._seconds = seconds
        self._noted: OrderedDict[tuple[AccessEvent, str | None, str], float] = OrderedDict()

    def require(self, scope: MutableMapping[str, Any]) -> None:
        """Refuse whoever is not named, or may not even read.

        Raises:
            Refusal: that.
        """
        path: str = scope["path"]
        scope[SIGNED_ON] = None
        if path.startswith(OPEN):
            return
        address: str = scope["caller"].address
        user = self.name_in(scope)
        if user is None:
            if any(_values(scope, self._sign_on.header)) and not self._is_believed(scope):
                self._note(AccessEvent.NOT_BELIEVED, None, address)
            raise Refusal(HTTPStatus.FORBIDDEN, "the sign-on of the house names nobody here")
        if self._roles.role_of(user) is Role.NOBODY:
            self._note(AccessEvent.NO_ROLE, user, address)
            raise Refusal(HTTPStatus.FORBIDDEN, "you have no role here: ask an administrator")
        self._note(AccessEvent.SIGN_ON, user, address)
        scope[SIGNED_ON] = user

    def name_in(self, scope: Mapping[str, Any]) -> SignedOn | None:
        """Who asks, as a named proxy says it; None of anybody else."""
        if not self._is_believed(scope):
            return None
        names = list(_values(scope, self._sign_on.header))
        groups = list(_values(scope, self._sign_on.groups_header))
        if len(names) != 1 or len(groups) > 1 or not NAME.fullmatch(names[0]):
            return None
        listed = groups[0] if groups and len(groups[0]) <= LONGEST_GROUPS else ""
        return SignedOn(names[0], (part.strip() for part in listed.split(",") if part.strip()))

    def _is_believed(self, scope: Mapping[str, Any]) -> bool:
        """Whether the other end of this very connection is a named proxy of this machine."""
        peer = scope.get("client")
        address: str = peer[0] if peer else BY_SOCKET
        is_here = address == BY_SOCKET or is_loopback(address)
        return is_here and address in self._proxies

    def _note(self, event: AccessEvent, who: SignedOn | None, address: str) -> None:
        name, now = None if who is None else str(who), self._seconds()
        before = self._noted.get((event, name, address))
        if event is AccessEvent.SIGN_ON and before is not None and now - before < AGAIN_S:
            return
        self._noted[event, name, address] = now
        while len(self._noted) > MOST_NOTED:
            self._noted.popitem(last=False)
        self._book.note(event, name, address)


def _values(scope: Mapping[str, Any], header: str) -> Iterator[str]:
    name = header.lower().encode()
    return (
        value.decode("latin-1").strip() for key, value in scope["headers"] if key.lower() == name
    )
