"""A stand-in for X API v2 and the Graph API on loopback: deterministic, over real HTTP.

    with Sandbox(World.demo(now)) as sandbox:
        ...  # read sandbox.url with the real clients
        sandbox.world.now += timedelta(hours=1)

Both platforms stand at one address: `/2/...` is X, everything else is Graph.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from sandbox import graph, graph_call, x
from sandbox.bill import Bill, Charge
from sandbox.exchange import ApiRequest, Refused, Reply, Seen
from sandbox.faults import Fault, Faults
from sandbox.posts import TruePost
from sandbox.server import Server
from sandbox.world import TrueAccount, World

__all__ = [
    "Bill",
    "Charge",
    "Fault",
    "Faults",
    "Sandbox",
    "Seen",
    "TrueAccount",
    "TruePost",
    "World",
]

USUAL_NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
POLL_S = 0.02
SECTIONS = """\
[x]
api_url = "{url}"
api_key_file = "secrets/api_key"
api_secret_file = "secrets/api_secret"
access_token_file = "secrets/access_token"
access_token_secret_file = "secrets/access_token_secret"
[meta]
graph_url = "{url}"
app_id = "{app_id}"
access_token_file = "secrets/system_user_token"
app_secret_file = "secrets/app_secret"
"""


class Sandbox:
    """Both platforms in one process. Use it as a context manager, or `start` and `stop` it."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World.demo(USUAL_NOW)
        self.faults = Faults(lambda: self.world.now)
        self.requests: list[Seen] = []
        """Every request since the start, in the order of their arrival."""
        self.bill = Bill()
        self.clock: Callable[[], datetime] | None = None
        """A clock that the world follows from one request to the next; None: it stands still."""
        self._lock = threading.Lock()
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """The address of both APIs, without a slash at its end. Only while it runs."""
        if self._server is None:
            raise RuntimeError("the sandbox has not been started")
        return self._server.url

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets that it takes, each by the name of its file in `sections`."""
        x, meta = self.world.credentials.x, self.world.credentials.meta
        return {
            "api_key": x.api_key,
            "api_secret": x.api_secret,
            "access_token": x.access_token,
            "access_token_secret": x.access_token_secret,
            "system_user_token": meta.system_user_token,
            "app_secret": meta.app_secret,
        }

    @property
    def sections(self) -> str:
        """The sections of config.toml by which it is read in place of the platforms."""
        return SECTIONS.format(url=self.url, app_id=self.world.credentials.meta.app_id)

    def start(self) -> None:
        """Serve on a free port of 127.0.0.1."""
        self._server = Server(self._answer)
        threading.Thread(
            target=self._server.serve_forever, args=(POLL_S,), name="sandbox", daemon=True
        ).start()

    def stop(self) -> None:
        """Close every connection. What was seen and billed can still be read."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _answer(self, asked: ApiRequest) -> tuple[Reply | None, Fault | None]:
        with self._lock:
            if self.clock:
                self.world.now = max(self.world.now, self.clock())
            platform = "x" if asked.path.startswith("/2/") else "meta"
            fault = self.faults.take(asked, platform, graph_call.plain_path(asked.path))
            reply = self._reply(asked, platform, fault)
            silent = fault is not None and (fault.hang or fault.reset)
            status = None if silent else reply.status
            self.requests.append(
                Seen(asked.method, asked.path, asked.query, asked.headers, status, self.world.now)
            )
            return (None if silent else reply), fault

    def _reply(self, asked: ApiRequest, platform: str, fault: Fault | None) -> Reply:
        own = fault.own_reply(platform) if fault else None
        reply = own or self._true_reply(asked, platform)
        return fault.spoil(reply) if fault else reply

    def _true_reply(self, asked: ApiRequest, platform: str) -> Reply:
        try:
            if platform == "x":
                return x.answer(asked, self.world, self.faults, self.bill)
            return graph.answer(asked, self.world, self.faults)
        except Refused as refused:
            return refused.reply
