"""The guard at the door: who may ask for what, and with which headers the answer leaves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from documents.csv import BYTE_ORDER_MARK
from web.errors import Header, Refusal
from web.login import LOGIN, LOGOUT, Logins
from web.sign_on import SignOnDoor
from web.site import Site
from web.tables import FOR_ADMINISTRATOR, FOR_SPREADSHEET, private_tables
from web.tokens import TokenDoor

STRICT = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
"""No script runs on any page, be it ours or Datasette's own."""
LOOSER = f"{STRICT}; style-src 'self' 'unsafe-inline'"
"""Datasette's own pages colour their headings by style attributes."""
LINKED = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
"""A copy carries its pictures, and asks for our styles alone."""
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


def hardened(
    headers: Iterable[Header], policy: str, *, is_tls: bool = False, is_entry: bool = False
) -> list[Header]:
    """The headers of an answer, with ours in the place of its own; cookies for TLS alone by TLS.

    What a form of entries sends says where it stood, and says it to this page alone.
    """
    rules = (*COOKIE_RULES, "Secure") if is_tls else COOKIE_RULES
    kept = [_guarded(name.lower(), value, rules) for name, value in headers if _is_theirs(name)]
    type_ = next((value for name, value in kept if name == b"content-type"), b"")
    chosen = DRAWING if type_.startswith(b"image/svg") else policy
    ours = {**ALWAYS, "content-security-policy": chosen}
    if is_entry:
        ours["referrer-policy"] = "same-origin"
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


def _guarded(name: bytes, value: bytes, rules: Iterable[str]) -> Header:
    if name != b"set-cookie":
        return name, value
    return name, "; ".join(_cookie(value.decode("latin-1"), rules)).encode("latin-1")


def _cookie(text: str, rules: Iterable[str]) -> Iterator[str]:
    """A cookie that no script can read and that no other site can make a browser send."""
    for part in text.split(";"):
        if part.strip().split("=")[0].lower() not in {"httponly", "samesite", "secure"}:
            yield part.strip()
    yield from rules


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TABLES = "/data"
"""Below this address lie Datasette's own pages: tables, views, SQL, and the same as JSON."""
READING = ("GET", "HEAD")
FORMS = frozenset({LOGIN, LOGOUT})
"""The only addresses to which a form may be posted."""
FRAMES = frozenset({"embed", "fencedframe", "frame", "iframe", "object"})
"""Where no page of ours is shown, as browsers say where they show what they ask for."""
OTHER_SITES = frozenset({"cross-site", "same-site"})
"""What browsers say of a request that a page of another origin had them make."""
ENTER, UPLOAD = "/enter", "/enter/upload"
"""Below this address lie the forms of what staff enter; there a file is brought."""
LINKS, NEW_LINK = "/enter/links", "/enter/link"
"""Where the links to copies are listed, and made."""
LINK = "/link/"
"""Below this address a copy lies for whoever has a link."""
FORM, FORM_WITH_FILE = "application/x-www-form-urlencoded", "multipart/form-data"
LONGEST_UPLOAD = 25_000_000
LONGEST_PATH, LONGEST_QUERY, LONGEST_BODY, LONGEST_ENTRY = 1_000, 8_000, 8_000, 64_000
"""In bytes."""
PLAIN = (b"text/csv", b"text/plain")
"""Of what kind Datasette's CSV is, to be saved or to be looked at."""
ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")
SUSPICIOUS = re.compile(
    rb"[\x00-\x20\x7f\\]|//|(^|/)\.\.?(/|$)|%(2f|5c|2e|00|0a|0d)", re.IGNORECASE
)
"""What no address of ours holds: ways out of a folder, and signs that are read in two ways."""


BY_SOCKET = "socket"
"""The address of whoever asks through a socket's file."""


@dataclass(frozen=True, slots=True)
class Caller:
    """From where a request came, and whether by TLS: as a proxy says it that the settings name."""

    address: str
    is_tls: bool


def caller_of(scope: Scope, proxies: frozenset[str]) -> Caller:
    """Who asks. What anybody else says of himself counts for nothing."""
    peer = scope.get("client")
    address: str = peer[0] if peer else BY_SOCKET
    if address not in proxies:
        return Caller(address, is_tls=False)
    named = (_header(scope, b"x-forwarded-for") or "").rpartition(",")[2].strip()
    is_tls = (_header(scope, b"x-forwarded-proto") or "").strip().lower() == "https"
    return Caller(named if ADDRESS.fullmatch(named) else address, is_tls)


class Guard:
    """Turns away what is not for this page, and hardens every answer."""

    def __init__(
        self, app: App, site: Site, logins: Logins | SignOnDoor | TokenDoor | None
    ) -> None:
        self._app = app
        self._hosts = site.hosts
        self._logins = logins
        self._proxies = frozenset(site.settings.web.proxies)
        self._site = site
        private = private_tables(are_people_known=site.are_people_known)
        self._private = re.compile(rf"{TABLES}/({'|'.join(sorted(private))})([/.]|$)")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3); whatever is no request over HTTP is passed on unread."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        caller = scope["caller"] = caller_of(scope, self._proxies)
        is_table, is_csv = _path(scope).startswith(TABLES.encode()), _is_csv(scope)
        door = _Door(
            send,
            is_table=is_table,
            is_csv=is_csv,
            is_tls=caller.is_tls,
            is_entry=_is_entry(scope),
            is_linked=_is_linked(scope),
        )
        FOR_SPREADSHEET.set(is_csv)
        try:
            door.cookie = self._require_right(scope)
            await _while_waited_for(self._app, _without_credentials(scope), receive, door)
        except Refusal as refusal:
            await door.refuse(refusal)

    def _require_right(self, scope: Scope) -> str | None:
        """Refuse what may not be asked; a cookie that is to go with the answer."""
        _require_host(_header(scope, b"host"), self._hosts)
        _require_address(scope)
        _require_method(scope, is_for_entering=self._site.is_for_entering)
        _require_own_site(scope)
        _require_own_form(scope)
        cookie = None if self._logins is None else self._logins.require(scope)
        name = None if self._logins is None else self._logins.name_in(scope)
        is_administrator = self._site.is_administrator(name)
        FOR_ADMINISTRATOR.set(is_administrator)
        if self._private.match(scope["path"]) and not is_administrator:
            raise Refusal(HTTPStatus.FORBIDDEN, "this is for administrators alone")
        return cookie


async def _while_waited_for(app: App, scope: Scope, receive: Receive, door: _Door) -> None:
    """Answer a request; one for reading, as long as its client has not left."""
    if scope["method"] not in READING:
        await app(scope, receive, door.send)
        return
    answering = asyncio.ensure_future(app(scope, _nothing, door.send))
    leaving = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not door.is_done:
            answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering
    finally:
        answering.cancel()
        leaving.cancel()


async def _nothing() -> Mapping[str, Any]:
    """The body of a request for reading: none."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Door:
    """The way out: one answer, hardened."""

    def __init__(
        self,
        send: Send,
        *,
        is_table: bool,
        is_csv: bool,
        is_tls: bool,
        is_entry: bool,
        is_linked: bool,
    ) -> None:
        self._send = send
        self._is_entry = is_entry
        self._is_csv = is_table and is_csv
        self._is_tls = is_tls
        self.cookie: str | None = None
        """One that goes with the answer."""
        self._policy = LOOSER if is_table else LINKED if is_linked else STRICT
        self._lacks_mark = False
        self.is_done = False
        """Whether the answer has been sent as a whole."""

    async def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [(bytes(name), bytes(value)) for name, value in message["headers"]]
            if leads_astray(headers):
                raise Refusal(HTTPStatus.BAD_REQUEST, "this address leads elsewhere")
            if self._is_csv and any(value.startswith(PLAIN) for _, value in headers):
                self._lacks_mark = True  # and is longer than it says, if it says how long
                headers = [each for each in headers if each[0].lower() != b"content-length"]
            if self.cookie and not any(name.lower() == b"set-cookie" for name, _ in headers):
                headers.append((b"set-cookie", self.cookie.encode("latin-1")))
            message = {**message, "headers": self._hardened(headers)}
        elif self._lacks_mark and (body := message.get("body", b"")):
            # Datasette's own CSV: Excel would garble its Arabic.
            message = {**message, "body": BYTE_ORDER_MARK.encode() + body}
            self._lacks_mark = False
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.is_done = True

    async def refuse(self, refusal: Refusal) -> None:
        body = f"{refusal.status} {refusal.words}\n".encode()
        plain = (b"content-type", b"text/plain; charset=utf-8")
        length = (b"content-length", str(len(body)).encode())
        headers = self._hardened([plain, length, *refusal.headers])
        start = {"type": "http.response.start", "status": refusal.status.value, "headers": headers}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    def _hardened(self, headers: Iterable[Header]) -> list[Header]:
        return hardened(headers, self._policy, is_tls=self._is_tls, is_entry=self._is_entry)


def _is_csv(scope: Scope) -> bool:
    """Whether somebody asks for CSV, as Datasette understands an address."""
    is_csv: bool = scope["path"].endswith(".csv")
    return is_csv


def _require_host(host: str | None, allowed: frozenset[str]) -> None:
    """Refuse a name that is not ours: that of a site whose address was bent to this machine."""
    name = re.sub(r":[0-9]{1,5}$", "", host or "").removeprefix("[").removesuffix("]").lower()
    if name not in allowed:
        raise Refusal(HTTPStatus.MISDIRECTED_REQUEST, "this page has another name")


def _require_address(scope: Scope) -> None:
    path, query = _path(scope), scope.get("query_string", b"")
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        raise Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "this address is too long")
    if SUSPICIOUS.search(path):
        raise Refusal(HTTPStatus.NOT_FOUND, "nothing has this address")


def _require_method(scope: Scope, *, is_for_entering: bool) -> None:
    if scope["method"] in READING:
        return
    is_entry = is_for_entering and _is_entry(scope)
    is_form = is_entry or _is_linked(scope) or _path(scope).decode("latin-1") in FORMS
    if scope["method"] != "POST" or not is_form:
        allow = (b"allow", ", ".join(READING).encode())
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "this page is for reading", (allow,))
    type_ = (_header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if type_ != (FORM_WITH_FILE if _is_upload(scope) else FORM):
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "this is no form of this page")
    length = _header(scope, b"content-length") or ""
    if not length.isdecimal():
        raise Refusal(HTTPStatus.LENGTH_REQUIRED, "say how long it is")
    if int(length[:10]) > _most(scope, is_entry=is_entry):
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "this is too long")


def _most(scope: Scope, *, is_entry: bool) -> int:
    """So many bytes a form may have."""
    if is_entry and _is_upload(scope):
        return LONGEST_UPLOAD
    return LONGEST_ENTRY if is_entry else LONGEST_BODY


def _is_upload(scope: Scope) -> bool:
    return _path(scope) == UPLOAD.encode()


def _is_linked(scope: Scope) -> bool:
    return _path(scope).startswith(LINK.encode())


def _is_entry(scope: Scope) -> bool:
    return _path(scope).startswith(f"{ENTER}/".encode())


def _require_own_form(scope: Scope) -> None:
    """Refuse an entry that no page of this name sent: every browser says where a form stood.

    A proxy may leave the port out of the name; then the port says nothing.
    """
    if scope["method"] in READING or not _is_entry(scope):
        return
    host = (_header(scope, b"host") or "").lower()
    origin = urlsplit(_header(scope, b"origin") or "")
    if origin.scheme not in {"http", "https"} or host not in {origin.netloc, origin.hostname}:
        raise Refusal(HTTPStatus.FORBIDDEN, "this form stood on no page of this name")


def _require_own_site(scope: Scope) -> None:
    """Refuse what another site has a browser load, into a frame, by itself, or after a redirect.

    A link that somebody followed is let through: it fills a whole window, and browsers say that a
    person did it. Those that tell nothing of it (before 2023) hold to `frame-ancestors` at least.
    """
    if _header(scope, b"sec-fetch-dest") in FRAMES:
        raise Refusal(HTTPStatus.FORBIDDEN, "this page is not shown within another")
    if _header(scope, b"sec-fetch-site") not in OTHER_SITES:
        return
    is_link = _header(scope, b"sec-fetch-mode") == "navigate" and scope["method"] in READING
    is_window = _header(scope, b"sec-fetch-dest") in {None, "document"}
    if not (is_link and is_window and _header(scope, b"sec-fetch-user") == "?1"):
        words = "another site may not load this: follow a link, or write the address"
        raise Refusal(HTTPStatus.FORBIDDEN, words)


def _without_credentials(scope: Scope) -> Scope:
    """The request without an Authorization header: Datasette's plugin would hash at each one."""
    kept = [pair for pair in scope["headers"] if pair[0].lower() != b"authorization"]
    return {**scope, "headers": kept}


def _path(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    return raw.partition(b"?")[0]


def _headers(scope: Scope, name: bytes) -> Iterator[str]:
    return (value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)


def _header(scope: Scope, name: bytes) -> str | None:
    """The value of a header that stands once; two of them are as good as none."""
    values = list(_headers(scope, name))
    return values[0] if len(values) == 1 else None
