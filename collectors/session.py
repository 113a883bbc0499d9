"""The platforms' part of a session: what an answer means, by the platform's own judgement.

`PlatformSession` goes into `tweepy.Client.session` and `facebook.GraphAPI(session=...)`. It hands
an answer on only when it is a JSON object that the platform's `judge` finds to be a success.
Everything else becomes a named error that holds no secret and no address.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from collectors.errors import AccessRefused, CollectorError, Malformed, PlatformUnavailable
from collectors.values import Document, read_document, read_refusal
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase, Plural
from net import Answer, Limits, NetworkError, Session
from settings import Access

Endpoint = tuple[str, str]
"""A permitted request: its method and the template of its path, such as `/2/users/:id`."""

# A number of a platform, or two for a Page's post; a name; the version of the Graph API.
PLACES = {
    ":id": r"[0-9]{1,32}(?:_[0-9]{1,32})?",
    ":handle": r"[A-Za-z0-9_.]{1,50}",
    ":version": r"v[0-9]{1,3}\.[0-9]{1,2}",
}
TOLERATED_CLOCK = timedelta(minutes=5)
"""How far a clock may be off before a platform may refuse what it signs."""
KEPT_HEADERS = re.compile(r"x-[\w-]*(?:limit|usage)[\w-]*|[\w-]+-api-version|retry-after|date")
"""What platforms say of their limits, of their version and of the time."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as far as a platform's file needs them."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    """Those of use, version and time, their names in lower case."""
    document: Document
    """The JSON object of the answer; empty where an unsuccessful answer had none."""
    at: datetime


Judge = Callable[[Exchange], CollectorError | None]
"""What an answer means: None for a success."""


def wrong_clock(exchange: Exchange) -> str | None:
    """Return how far this machine's clock is off, by the Date of an answer; None if it is right.

    Within five minutes, or of an answer without a date, nothing is said.
    """
    try:
        theirs = parsedate_to_datetime(exchange.headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return None
    off = exchange.at - theirs
    if abs(off) <= TOLERATED_CLOCK:
        return None
    minutes = Plural("{n} minute", "{n} minutes", round(abs(off) / timedelta(minutes=1)))
    if off > timedelta(0):
        return Phrase("This machine's clock is {minutes} ahead of the platform's", minutes=minutes)
    return Phrase("This machine's clock is {minutes} behind the platform's", minutes=minutes)


def pattern_of(template: str) -> re.Pattern[str]:
    """Return what a path must match wholly to be of this template."""
    parts = [PLACES.get(part) or re.escape(part) for part in template.split("/")]
    return re.compile("/".join(parts))


def named_error(error: NetworkError) -> CollectorError:
    """Return the named error of a platform that could not be asked."""
    if not error.worth_retrying:
        return AccessRefused(error.phrase)
    return PlatformUnavailable(error.phrase, was_sent=error.was_sent)


class PlatformSession(Session):
    """One visit's way to one platform. Not shared between threads.

    Attributes:
        exchanges: Every answer of this visit, in order.
        heard: Called after each answer that was understood.
    """

    def __init__(
        self,
        access: Access,
        permitted: Sequence[Endpoint],
        judge: Judge,
        clock: Callable[[], datetime],
        *,
        sdk_host: str | None = None,
        deadline_s: float = 60,
        limits: Limits | None = None,
    ) -> None:
        """Make ready; nothing is sent.

        `permitted` are the only requests that may be sent; `judge` tells what an answer means, and
        `clock` the time in UTC. The SDK names `sdk_host`, in whose place the host of `access` is
        asked. After `deadline_s` seconds whatever is under way is cut off.

        Raises:
            AccessRefused: The platform's address is not encrypted, and not this machine's own.
        """
        patterns = [(method, pattern_of(template)) for method, template in permitted]
        try:
            super().__init__(
                access.network,
                access.base_url,
                patterns,
                aliases=[sdk_host] if sdk_host else [],
                deadline_s=deadline_s,
                limits=limits,
            )
        except NetworkError as error:
            raise named_error(error) from None
        self.exchanges: list[Exchange] = []
        self.heard: Callable[[], None] = lambda: None
        self._judge = judge
        self._clock = clock
        _quieten(access.platform)

    def request(  # type: ignore[override]  # only what the SDKs use of it may be used
        self, method: str, url: str, params: Any = None, **options: Any
    ) -> Answer:
        """Send one permitted request, again where that may help, and return its answer.

        Raises:
            CollectorError: Whatever the platform's `judge`, the network or the limits say of it.
        """
        try:
            return super().request(method, url, params, **options)
        except NetworkError as error:
            refusal = named_error(error)
        raise refusal

    def receive(self, method: str, path: str, answer: Answer) -> None:
        """Keep an answer's exchange, and let it pass where it is a success.

        Raises:
            CollectorError: What the platform's `judge` makes of it, or its form.
        """
        exchange = self._note(method, path, answer)
        error = self._judge(exchange)
        if error is None and not answer.ok:
            error = Malformed(
                Phrase("The platform answered with status {status}.", status=answer.status_code)
            )
        if error is not None:
            raise error
        # facebook-sdk looks at this header alone, and requests guesses without an encoding.
        answer.headers["content-type"] = "application/json"
        answer.encoding = "utf-8-sig"
        self.heard()

    def _note(self, method: str, path: str, answer: Answer) -> Exchange:
        kept = {name.lower(): value for name, value in answer.headers.items()}
        kept = {name: value for name, value in kept.items() if KEPT_HEADERS.fullmatch(name)}
        document = self._read(answer) if answer.ok else read_refusal(answer.content)
        exchange = Exchange(method, path, answer.status_code, kept, document, self._clock())
        self.exchanges.append(exchange)
        return exchange

    def _read(self, answer: Answer) -> Document:
        try:
            return read_document(answer.content, answer.headers.get("content-type", ""))
        except CollectorError:
            self.unread += 1
            raise


def _quieten(platform: str) -> None:
    """Let the SDK of a platform log its warnings alone: what it tells besides may hold a secret."""
    for name in PLATFORMS[platform].talkative:
        logging.getLogger(name).setLevel(logging.WARNING)
