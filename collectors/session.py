"""The only place that knows HTTP: one requests session and one adapter under both SDKs.

`Session` goes into `tweepy.Client.session` and `facebook.GraphAPI(session=...)`. It sends only
what stands on the platform's list of permitted endpoints, to the one host of the settings, within
known limits of time and size, and hands an answer on only when it is a JSON object that the
platform's own `judge` finds to be a success. Everything else becomes a named error that holds no
secret and no URL.
"""

from __future__ import annotations

import http.client
import io
import logging
import random
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter

from collectors.errors import AccessRefused, CollectorError, Malformed, PlatformUnavailable
from collectors.values import Document, read_document, read_refusal
from collectors.wire import Deadline, Overdue, use_held_connections
from settings import Access

Endpoint = tuple[str, str]
"""A permitted request: its method and the template of its path, such as `/2/users/:id`."""

# A number of a platform, or two for a Page's post; a name; the version of the Graph API.
PLACES = {
    ":id": r"[0-9]{1,32}(?:_[0-9]{1,32})?",
    ":handle": r"[A-Za-z0-9_.]{1,50}",
    ":version": r"v[0-9]{1,3}\.[0-9]{1,2}",
}

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large one exchange may be."""

    connect_s: float = 5
    read_s: float = 8
    """From one byte to the next."""
    exchange_s: float = 10
    """From the first byte sent to the last one read."""
    body_bytes: int = 8 * 2**20
    """Of the decoded body. A hundred long posts in Arabic, escaped, reach some megabytes."""
    tries: int = 3
    backoff_s: float = 1
    """The longest wait before the second try; doubled for each further one."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as far as a platform's file needs them."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    """Those of use and version, their names in lower case."""
    document: Document
    """The JSON object of the answer; empty where an unsuccessful answer had none."""
    at: datetime


Judge = Callable[[Exchange], CollectorError | None]
"""What an answer means: None for a success."""


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own, as the sandbox's is."""
    return urlsplit(url).hostname in LOOPBACK


def checked_base(url: str) -> str:
    """Return a platform's address without a slash at its end.

    Raises:
        AccessRefused: It is not encrypted, and not this machine's own.
    """
    if urlsplit(url).scheme != "https" and not is_loopback(url):
        raise AccessRefused("The platform's address must begin with https://.")
    return url.rstrip("/")


def pattern_of(template: str) -> re.Pattern[str]:
    """Return what a path must match wholly to be of this template."""
    parts = [PLACES.get(part) or re.escape(part) for part in template.split("/")]
    return re.compile("/".join(parts))


class Oversized(Exception):
    """The decoded body is larger than allowed."""


EXPLANATIONS: tuple[tuple[type[BaseException], str], ...] = (
    (Overdue, "timeout: the answer was not whole in time."),
    (Oversized, "oversized: the answer is larger than any that is expected."),
    (urllib3.exceptions.ProxyError, "proxy: the proxy of the settings does not work."),
    (ssl.SSLError, "tls: the certificate or the encryption cannot be trusted."),
    (urllib3.exceptions.SSLError, "tls: the certificate or the encryption cannot be trusted."),
    (urllib3.exceptions.NameResolutionError, "dns: the platform's name cannot be resolved."),
    (socket.gaierror, "dns: the platform's name cannot be resolved."),
    (ConnectionRefusedError, "refused: nobody answers at the platform's address."),
    (urllib3.exceptions.DecodeError, "encoding: the answer's compression is broken."),
    (urllib3.exceptions.IncompleteRead, "short_body: the answer ends in the middle."),
    (http.client.IncompleteRead, "short_body: the answer ends in the middle."),
    (urllib3.exceptions.TimeoutError, "timeout: the platform does not answer in time."),
    (TimeoutError, "timeout: the platform does not answer in time."),
    (ConnectionError, "reset: the connection was ended from the other side."),
    (http.client.HTTPException, "protocol: what came is not HTTP."),
    (urllib3.exceptions.ProtocolError, "reset: the connection was ended from the other side."),
)


NEVER_SENT = (
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
    socket.gaierror,
    ConnectionRefusedError,
)
"""What happens before a request leaves this machine."""


def was_never_sent(error: BaseException) -> bool:
    """Whether the platform can have seen nothing of the request, and so bills nothing."""
    return any(isinstance(link, NEVER_SENT) for link in _chain(error))


def named_error(error: BaseException) -> CollectorError:
    """Return the named error for what went wrong: a short label, a colon, a sentence.

    The error's own text is never used: it may hold the URL, and so a token.
    """
    chain = _chain(error)
    for kind, explanation in EXPLANATIONS:
        if any(isinstance(link, kind) for link in chain):
            return PlatformUnavailable(explanation)
    if any(isinstance(link, ValueError) for link in chain):
        return AccessRefused("request: a secret or an address holds a character that cannot be.")
    return PlatformUnavailable("network: the platform cannot be reached.")


def _chain(error: BaseException) -> list[BaseException]:
    """The error and all that it stands for; libraries hide causes in `args` and `reason`."""
    chain: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting and len(chain) < 20:  # noqa: PLR2004 - far more than there ever are
        link = waiting.pop()
        if isinstance(link, BaseException) and link not in chain:
            chain.append(link)
            waiting += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
    return chain


SDK_HOSTS = frozenset({"api.twitter.com", "graph.facebook.com"})
"""The hosts that the SDKs name; the settings' own host takes their place before the sending."""
KEPT_HEADERS = re.compile(
    r"x-(?:rate-limit|app-limit-24hour|user-limit-24hour)-\w+"
    r"|x-(?:app|business-use-case|page)-usage|facebook-api-version|retry-after"
)
WIRE_FAULTS = (
    Overdue,
    Oversized,
    OSError,
    ValueError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
)
TALKATIVE = ("tweepy", "urllib3", "requests_oauthlib", "oauthlib", "facebook")
"""Libraries whose debug messages print tokens."""
CHUNK = 65_536


class Adapter(HTTPAdapter):
    """Sends one request and brings its whole body back while the line's timer runs."""

    def __init__(self, body_bytes: int) -> None:
        self._body_bytes = body_bytes
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections."""
        super().init_poolmanager(*args, **kwargs)
        use_held_connections(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make the pools of connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        use_held_connections(manager)
        return manager

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # requests passes its options by name
        """Send, and read the body whole.

        Raises:
            Oversized: The decoded body is larger than the cap.
        """
        response = super().send(request, **{**options, "stream": True})
        try:
            body = self._read(response)
        finally:
            response.raw.close()
        response.raw = io.BytesIO(body)
        return response

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        while chunk := response.raw.read(CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._body_bytes:
                raise Oversized
        return bytes(body)


class Session(requests.Session):
    """One visit's way to one platform. Not shared between threads.

    Attributes:
        exchanges: Every answer of this visit, in order.
        requests: How many requests were sent, repeated ones included.
        unread: How many of them may have been billed, although no answer could be read.
        heard: Called after each answer that was understood.
    """

    def __init__(
        self,
        access: Access,
        permitted: Sequence[Endpoint],
        judge: Judge,
        clock: Callable[[], datetime],
        *,
        deadline_s: float = 60,
        limits: Limits | None = None,
    ) -> None:
        super().__init__()
        self.exchanges: list[Exchange] = []
        self.requests = 0
        self.unread = 0
        self._base = checked_base(access.base_url)
        self._permitted = [(method, pattern_of(template)) for method, template in permitted]
        self._judge = judge
        self._clock = clock
        self._ends_at = time.monotonic() + deadline_s
        self._limits = limits or Limits()
        self.heard: Callable[[], None] = lambda: None
        self._deadline = Deadline()
        self._arm(access)

    def _arm(self, access: Access) -> None:
        self.trust_env = False  # no proxy, certificate or .netrc but those of the settings
        self.headers["Accept-Encoding"] = "gzip"
        network = access.network
        if network.ca_bundle is not None:
            self.verify = str(network.ca_bundle)
        if network.proxy and not is_loopback(self._base):
            self.proxies = {"http": network.proxy, "https": network.proxy}
        for scheme in ("http://", "https://"):
            self.mount(scheme, Adapter(self._limits.body_bytes))
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)

    @property
    def remaining_s(self) -> float:
        """Seconds left of the visit's deadline; negative when it has passed."""
        return self._ends_at - time.monotonic()

    def request(  # type: ignore[override]  # only what the SDKs use of it may be used
        self, method: str, url: str, params: Any = None, **options: Any
    ) -> requests.Response:
        """Send one permitted request, again where that may help, and return its answer.

        Raises:
            CollectorError: Whatever the platform's `judge`, the wire or the limits say of it.
        """
        path = self._path(method, url)
        options = {"headers": options.get("headers"), "auth": options.get("auth")}
        for attempt in range(1, self._limits.tries + 1):
            try:
                return self._exchange(method, path, params, options)
            except CollectorError as error:
                wait = self._limits.backoff_s * 2 ** (attempt - 1) * random.uniform(0.5, 1)  # noqa: S311 - jitter
                last = attempt == self._limits.tries or wait >= self.remaining_s
                if last or not error.worth_retrying:
                    raise
            time.sleep(wait)
        raise AssertionError  # the last try returns or raises

    def close(self) -> None:
        """End every connection."""
        super().close()
        self._deadline.close()

    def _path(self, method: str, url: str) -> str:
        parts = urlsplit(url)
        known_host = parts.netloc in {*SDK_HOSTS, urlsplit(self._base).netloc}
        permitted = any(
            method == verb and pattern.fullmatch(parts.path) for verb, pattern in self._permitted
        )
        if not known_host or not permitted or parts.query:
            raise AccessRefused("A request outside of the permitted ones was held back.")
        return parts.path

    def _exchange(
        self, method: str, path: str, params: Any, options: Mapping[str, Any]
    ) -> requests.Response:
        answer = self._send(method, path, params, options)
        if isinstance(answer, CollectorError):
            # Raised here, outside of the handler: the error that it stands for may hold a token.
            raise answer
        exchange = self._note(method, path, answer)
        error = self._judge(exchange)
        if error is None and not answer.ok:
            error = Malformed(f"The platform answered with status {answer.status_code}.")
        if error is not None:
            raise error
        # facebook-sdk looks at this header alone, and requests guesses without an encoding.
        answer.headers["content-type"] = "application/json"
        answer.encoding = "utf-8-sig"
        self.heard()
        return answer

    def _send(
        self, method: str, path: str, params: Any, options: Mapping[str, Any]
    ) -> requests.Response | CollectorError:
        seconds = min(self._limits.exchange_s, self.remaining_s)
        if seconds <= 0:
            return PlatformUnavailable("timeout: the time of this visit is used up.")
        self.requests += 1
        timeout = (min(self._limits.connect_s, seconds), min(self._limits.read_s, seconds))
        try:
            with self._deadline.timed(seconds):
                return super().request(
                    method,
                    # The host is set here, before the signature is made: it must fit the call.
                    self._base + path,
                    params=params,
                    timeout=timeout,
                    allow_redirects=False,
                    **options,
                )
        except WIRE_FAULTS as error:
            self.unread += not was_never_sent(error)
            return named_error(error)

    def _note(self, method: str, path: str, answer: requests.Response) -> Exchange:
        kept = {name.lower(): value for name, value in answer.headers.items()}
        kept = {name: value for name, value in kept.items() if KEPT_HEADERS.fullmatch(name)}
        status = answer.status_code
        if 300 <= status < 400:  # noqa: PLR2004 - HTTP's redirects
            raise PlatformUnavailable("redirect: the answer points elsewhere; not followed.")
        document = self._read(answer) if answer.ok else read_refusal(answer.content)
        exchange = Exchange(method, path, status, kept, document, self._clock())
        self.exchanges.append(exchange)
        return exchange

    def _read(self, answer: requests.Response) -> Document:
        try:
            return read_document(answer.content, answer.headers.get("content-type", ""))
        except CollectorError:
            self.unread += 1
            raise
