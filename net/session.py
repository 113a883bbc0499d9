"""One requests session, and the adapter under it that cuts what takes too long or grows too large.

A `Session` sends only what stands on its list of permitted requests, to the one host that it was
made for, within known limits of time and size. An SDK may be given it in place of its own.
"""

from __future__ import annotations

import http.client
import io
import logging
import random
import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter

from metrics.texts.phrases import Phrase
from net.deadline import Deadline, Overdue, use_held_connections
from net.errors import NetworkError, Oversized, RequestError, explained
from settings.sections import Network
from settings.values import is_loopback

Answer = requests.Response
"""What came back, its body read whole."""
Permitted = tuple[str, re.Pattern[str]]
"""A request that may be sent: its method, and what its path must match wholly."""

WIRE_FAULTS = (
    Overdue,
    Oversized,
    OSError,
    ValueError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
)
CHUNK = 65_536
REDIRECTS = range(300, 400)


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


class Adapter(HTTPAdapter):
    """Sends one request and brings its whole body back while the deadline's timer runs."""

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

    def send(self, request: requests.PreparedRequest, **options: Any) -> Answer:  # type: ignore[override]  # requests passes its options by name
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

    def _read(self, response: Answer) -> bytes:
        body = bytearray()
        while chunk := response.raw.read(CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._body_bytes:
                raise Oversized
        return bytes(body)


class Session(requests.Session):
    """The way to one host, for a time. Not shared between threads.

    Attributes:
        requests: How many requests were sent, repeated ones included.
        unread: How many of them the other side may have seen, although no answer could be read.
        tries: How often one request is sent at most.
        asking: Called before each request is sent; what it raises holds the request back.
    """

    def __init__(
        self,
        network: Network,
        base_url: str,
        permitted: Sequence[Permitted],
        *,
        aliases: Collection[str] = (),
        deadline_s: float = 60,
        limits: Limits | None = None,
    ) -> None:
        """Make ready; nothing is sent.

        Args:
            network: The proxy and the certificates of the settings.
            base_url: Where every request goes.
            permitted: What may be sent.
            aliases: Hosts that an SDK names; that of `base_url` takes their place.
            deadline_s: Seconds after which nothing is sent any more, and what is under way is cut.
            limits: Of each exchange.

        Raises:
            NetworkError: The address is not encrypted, and not this machine's own.
        """
        super().__init__()
        self.requests = 0
        self.unread = 0
        self.tries = (limits or Limits()).tries
        self.asking: Callable[[], None] = lambda: None
        self._base = _checked(base_url)
        self._hosts = {*aliases, urlsplit(self._base).netloc}
        self._permitted = tuple(permitted)
        self._ends_at = time.monotonic() + deadline_s
        self._limits = limits or Limits()
        self._deadline = Deadline()
        self._arm(network)

    def _arm(self, network: Network) -> None:
        self.trust_env = False  # no proxy, certificate or .netrc but those of the settings
        self.headers["Accept-Encoding"] = "gzip"
        if network.ca_bundle is not None:
            self.verify = str(network.ca_bundle)
        if network.proxy and not is_loopback(urlsplit(self._base).hostname):
            self.proxies = {"http": network.proxy, "https": network.proxy}
        for scheme in ("http://", "https://"):
            self.mount(scheme, Adapter(self._limits.body_bytes))
        # Its debug messages print addresses, and so tokens.
        logging.getLogger("urllib3").setLevel(logging.WARNING)

    @property
    def remaining_s(self) -> float:
        """Seconds left of the deadline; negative when it has passed."""
        return self._ends_at - time.monotonic()

    def request(  # type: ignore[override]  # only what the SDKs use of it may be used
        self, method: str, url: str, params: Any = None, **options: Any
    ) -> Answer:
        """Send one permitted request, again where that may help, and return its answer.

        Raises:
            RequestError: No answer came that `receive` lets pass.
        """
        path = self._path(method, url)
        options = {"headers": options.get("headers"), "auth": options.get("auth")}
        for attempt in range(1, self.tries + 1):
            try:
                return self._exchange(method, path, params, options)
            except RequestError as error:
                wait = self._limits.backoff_s * 2 ** (attempt - 1) * random.uniform(0.5, 1)  # noqa: S311 - jitter
                last = attempt == self.tries or wait >= self.remaining_s
                if last or not error.worth_retrying:
                    raise
            time.sleep(wait)
        raise AssertionError  # the last try returns or raises

    def receive(self, method: str, path: str, answer: Answer) -> None:
        """Look at an answer before it is handed on. This one lets every answer pass.

        Raises:
            RequestError: The answer is no success; another try follows where that may help.
        """

    def close(self) -> None:
        """End every connection."""
        super().close()
        self._deadline.close()

    def _path(self, method: str, url: str) -> str:
        parts = urlsplit(url)
        permitted = any(
            method == verb and pattern.fullmatch(parts.path) for verb, pattern in self._permitted
        )
        if parts.netloc not in self._hosts or not permitted or parts.query:
            sentence = Phrase("a request outside of the permitted ones was held back.")
            raise NetworkError("forbidden", sentence, worth_retrying=False)
        return parts.path

    def _exchange(self, method: str, path: str, params: Any, options: Mapping[str, Any]) -> Answer:
        answer = self._send(method, path, params, options)
        if isinstance(answer, NetworkError):
            # Raised here, outside of the handler: the error that it stands for may hold a token.
            raise answer
        if answer.status_code in REDIRECTS:
            raise NetworkError(
                "redirect",
                Phrase("the answer points elsewhere; not followed."),
                was_sent=True,
                cause=f"status {answer.status_code}",
            )
        self.receive(method, path, answer)
        return answer

    def _send(
        self, method: str, path: str, params: Any, options: Mapping[str, Any]
    ) -> Answer | NetworkError:
        seconds = min(self._limits.exchange_s, self.remaining_s)
        if seconds <= 0:
            return NetworkError("timeout", Phrase("the time for it is used up."))
        self.asking()
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
            fault = explained(error)
            self.unread += fault.was_sent
            return fault


def _checked(url: str) -> str:
    """Return an address without a slash at its end.

    Raises:
        NetworkError: It is not encrypted, and not this machine's own.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        sentence = Phrase("the address must begin with https://.")
        raise NetworkError("address", sentence, worth_retrying=False)
    return url.rstrip("/")
