"""What passes between a client and the sandbox: a question, a reply, a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = Any
"""A value that `json.dumps` takes."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One HTTP request, as it arrived."""

    method: str
    url: str
    """Scheme, host, port and path really called, without the query."""
    path: str
    pairs: tuple[tuple[str, str], ...]
    """The query, decoded, in its order."""
    headers: Mapping[str, str]
    """By lower-case name."""

    @property
    def query(self) -> dict[str, str]:
        """The query by name; the last of equal names wins."""
        return dict(self.pairs)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer: a body that is JSON, or bytes as they stand."""

    status: int = 200
    body: Json | bytes = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    """Beside or instead of Content-Type and Content-Length; None leaves one out."""


class Refused(Exception):
    """The platform answers with an error."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.reply = Reply(status, body, headers or {})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that the sandbox got: what tests look at."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By lower-case name, with the secrets that were really sent."""
    status: int | None
    """What was answered; None when nothing was (a hang, a reset)."""
    at: datetime
    """The world's time."""

    @property
    def auth(self) -> str | None:
        """How it authenticated: `oauth`, `bearer`, `query`, or not at all."""
        scheme = self.headers.get("authorization", "").partition(" ")[0].lower()
        return scheme or ("query" if "access_token" in self.query else None)
