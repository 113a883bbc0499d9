"""Everything that may go wrong with a platform, on request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox import graph_errors, x_errors
from sandbox.exchange import ApiRequest, Json, Reply

OK, FIRST_ERROR = 200, 400


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with the answers to some requests.

    Without `status` and `body` the true answer is given, only slowly, cut or altered; with an
    error's `status` alone, the platform's usual "unavailable".
    """

    path: str = "/"
    """A prefix of the path. On Graph it is compared without the version: `/me/accounts`."""
    platform: str | None = None
    """`x` or `meta` alone; None is both."""
    times: int | None = None
    """How many requests it spoils; None is every one."""
    after: int = 0
    """How many matching requests pass unharmed first."""
    status: int | None = None
    body: Json | bytes = None
    """JSON, or bytes or text as they stand (a page that is not JSON)."""
    headers: Mapping[str, str | None] = field(default_factory=dict)
    """More headers, or others; None leaves one out (without Content-Length the body ends where
    the connection does)."""
    delay_s: float = 0
    """Seconds before the answer begins."""
    hang: bool = False
    """Take the request and never answer."""
    drip_s: float = 0
    """Seconds between one byte of the body and the next."""
    drip_headers_s: float = 0
    """Seconds between one byte of the headers and the next."""
    truncate: int | None = None
    """Send so many bytes of the body, then close, though Content-Length promises all."""
    reset: bool = False
    """Reset the connection instead of answering."""
    alter: Callable[[Any], Any] | None = None
    """Change the JSON of a true answer."""

    def concerns(self, asked: ApiRequest, platform: str, plain_path: str) -> bool:
        """Whether it may spoil this request."""
        ours = self.platform in {None, platform}
        return ours and (asked.path.startswith(self.path) or plain_path.startswith(self.path))

    def own_reply(self, platform: str) -> Reply | None:
        """The answer where the platform need not be asked at all; else None."""
        if self.body is not None:
            return Reply(self.status or OK, self.body)
        if self.hang or self.reset:
            return Reply()
        if self.status is None or self.status < FIRST_ERROR:
            return None
        usual = x_errors.UNAVAILABLE if platform == "x" else graph_errors.UNAVAILABLE
        return Reply(self.status, usual)

    def spoil(self, reply: Reply) -> Reply:
        """The answer as this fault leaves it."""
        status, body = self.status or reply.status, reply.body
        if self.alter is not None and not isinstance(body, bytes):
            body = self.alter(json.loads(json.dumps(body)))
        if isinstance(body, str):
            body = body.encode("utf-8", "surrogatepass")
        return Reply(status, body, {**reply.headers, **self.headers})


class Faults:
    """The faults of a sandbox, and makers of the usual ones."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """`now` tells the world's time."""
        self._now = now
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Let everything work again."""
        self._waiting: list[tuple[Fault, list[int]]] = []
        self.dead: dict[str, int] = {}
        """Platforms whose tokens are dead, with Meta's subcode."""
        self.partial: dict[str, str] = {}
        """Ids on X that are refused one by one: gone, not_permitted or suspended."""
        self.retired: set[str] = set()
        """Metrics and fields that the Graph API has taken away."""
        self.dialect: str | None = None
        """X no longer takes `tweet.fields`: `strict` refuses it, `lenient` passes it over."""
        self.heavy_above: int | None = None
        """Graph asks to reduce the amount of data when `limit` is larger."""

    def add(self, fault: Fault) -> None:
        """Let this go wrong from now on; the fault that was added first comes first."""
        self._waiting.append((fault, [0]))

    def take(self, asked: ApiRequest, platform: str, plain_path: str) -> Fault | None:
        """The fault that spoils this request, if any; it counts as used."""
        with self._lock:
            for fault, seen in self._waiting:
                if not fault.concerns(asked, platform, plain_path):
                    continue
                seen[0] += 1
                used = seen[0] - fault.after
                if used > 0 and (fault.times is None or used <= fault.times):
                    return fault
        return None

    def dead_token(self, platform: str, subcode: int = 463) -> None:
        """Every token of `x` or `meta` is dead; Meta says why in its subcode."""
        self.dead[platform] = subcode

    def rate_limited(
        self,
        platform: str,
        until: datetime | None = None,
        *,
        code: int = 4,
        path: str = "/",
        times: int | None = None,
    ) -> None:
        """The platform asks to wait, until an instant where it says so.

        `code` is Meta's: 4, 17, 32, 613, 80001 or 80002.
        """
        if platform == "x":
            headers: dict[str, str | None] = {
                "x-rate-limit-limit": "900",
                "x-rate-limit-remaining": "0",
            }
            if until is not None:
                headers["x-rate-limit-reset"] = str(int(until.timestamp()))
            fault = Fault(path, "x", times, 0, 429, x_errors.TOO_MANY, headers)
        else:
            status, body = graph_errors.RATE_LIMITS[code]
            minutes = 0 if until is None else int((until - self._now()).total_seconds()) // 60
            headers = {**graph_errors.usage_headers(code, minutes)}
            fault = Fault(path, "meta", times, 0, status, body, headers)
        self.add(fault)

    def no_credit(self, path: str = "/", times: int | None = None) -> None:
        """X's credit is spent."""
        self.add(Fault(path, "x", times, status=402, body=x_errors.NO_CREDIT))

    def usage_capped(self, path: str = "/", times: int | None = None) -> None:
        """X's monthly cap is reached: a 429 that no short wait cures."""
        self.add(Fault(path, "x", times, status=429, body=x_errors.CAP_REACHED))

    def not_enrolled(self, path: str = "/", times: int | None = None) -> None:
        """X finds that the developer app has no access to its second version (403)."""
        self.add(Fault(path, "x", times, status=403, body=x_errors.NOT_ENROLLED))

    def unavailable(self, platform: str, path: str = "/", times: int | None = None) -> None:
        """The platform is down for a while (X: 503; Meta: 500 with code 2)."""
        self.add(Fault(path, platform, times, status=503 if platform == "x" else 500))

    def not_json(self, path: str = "/", times: int | None = None, status: int = 200) -> None:
        """A page of a proxy or portal stands in the way."""
        page = "<html><head><title>Error</title></head><body>Sorry.</body></html>"
        html = {"Content-Type": "text/html"}
        self.add(Fault(path, None, times, status=status, body=page, headers=html))

    def retired_metric(self, name: str) -> None:
        """The Graph API no longer knows a metric or field."""
        self.retired.add(name)

    def reduce_data(self, above: int) -> None:
        """The Graph API finds pages of more than `above` too heavy."""
        self.heavy_above = above

    def partial_errors(self, ids: Iterable[str], why: str = "not_permitted") -> None:
        """X refuses these posts or users inside a 200: gone, not_permitted or suspended."""
        self.partial |= dict.fromkeys(ids, why)

    def malformed(self, name: str, value: Any, path: str = "/", times: int | None = None) -> None:
        """Every value called `name` in the true answers is replaced by `value`."""
        self.add(Fault(path, None, times, alter=lambda body: _replaced(body, name, value)))


def _replaced(body: Any, name: str, value: Any) -> Any:
    if isinstance(body, dict):
        return {
            key: value if key == name else _replaced(inner, name, value)
            for key, inner in body.items()
        }
    if isinstance(body, list):
        return [_replaced(inner, name, value) for inner in body]
    return body
