"""One request to a platform and its answer: what may be asked, within which limits, what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from collectors._document import Document
from collectors.errors import AccessRefused, CollectorError

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
