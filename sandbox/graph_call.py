"""The door of the Graph API: versions, tokens, proofs; and what a call may do."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox import graph_errors
from sandbox.exchange import ApiRequest
from sandbox.faults import Faults
from sandbox.world import TrueAccount, World

VERSION = re.compile(r"/v(\d{1,2})\.(\d)(?=/|$)")
NEWEST, OLDEST = 27, 21
ANNOUNCED = 28
"""A version that is not out yet is served as the oldest, without a word."""


@dataclass(frozen=True, slots=True)
class GraphCall:
    """A question that has passed the door."""

    asked: ApiRequest
    world: World
    faults: Faults
    path: str
    """Without the version."""
    version: str
    """The version that is served, which is not always the one that was asked for."""
    page: TrueAccount | None
    """The Page whose token it is; None for the system user's."""

    @property
    def now(self) -> datetime:
        """The world's time."""
        return self.world.now

    @property
    def query(self) -> Mapping[str, str]:
        """The query by name."""
        return self.asked.query

    def need(self, permission: str) -> None:
        """Refuse a call whose token lacks a permission."""
        if permission not in self.world.permissions:
            raise graph_errors.no_permission()

    def pages(self) -> list[TrueAccount]:
        """The Pages that this token may read."""
        return [self.page] if self.page else list(self.world.listed_pages().values())


def enter(asked: ApiRequest, world: World, faults: Faults) -> GraphCall:
    """Let a question in.

    Raises:
        Refused: no such version, or the token or its proof is not right.
    """
    version, path = split_version(asked.path)
    token = token_of(asked)
    if not token:
        raise graph_errors.no_token()
    meta = world.credentials.meta
    pages = world.page_tokens()
    if token not in {*pages, meta.system_user_token}:
        raise graph_errors.strange_token()
    if "meta" in faults.dead:
        raise graph_errors.dead_token(faults.dead["meta"])
    if world.token_expires_at is not None and world.token_expires_at <= world.now:
        raise graph_errors.dead_token(463)
    _check_proof(asked.query.get("appsecret_proof"), token, world)
    return GraphCall(asked, world, faults, path, version, pages.get(token))


def split_version(path: str) -> tuple[str, str]:
    """The version that is served for a path, and the path without it."""
    match = VERSION.match(path)
    if match is None:
        return f"v{NEWEST}.0", path
    plain = path[match.end() :] or "/"
    asked = int(match[1])
    if asked > ANNOUNCED or match[2] != "0":
        raise graph_errors.unknown_path(plain)
    return f"v{asked if OLDEST <= asked <= NEWEST else OLDEST}.0", plain


def plain_path(path: str) -> str:
    """A path without its version, whatever that is."""
    return VERSION.sub("", path, count=1) or "/"


def token_of(asked: ApiRequest) -> str | None:
    """The token, from the header or else from the query."""
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else asked.query.get("access_token")


def headers(version: str, account: TrueAccount) -> dict[str, str]:
    """The headers beside an answer: the version served, and how much of the limits is used."""
    usage = {"call_count": 1, "total_time": 2, "total_cputime": 1}
    kind = "pages" if account.platform == "facebook" else "instagram"
    case = usage | {"type": kind, "estimated_time_to_regain_access": 0}
    return {
        "facebook-api-version": version,
        "X-App-Usage": json.dumps(usage),
        "X-Business-Use-Case-Usage": json.dumps({account.id: [case]}),
        "x-fb-trace-id": graph_errors.TRACE,
    }


def _check_proof(given: str | None, token: str, world: World) -> None:
    if given is None:
        if world.proof_required:
            message = "API calls from the server require an appsecret_proof argument"
            raise graph_errors.proof(message)
        return
    secret = world.credentials.meta.app_secret.encode()
    true = hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given, true):
        raise graph_errors.proof("Invalid appsecret_proof provided in the API argument")
