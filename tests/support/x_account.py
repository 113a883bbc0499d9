"""An account on X as the tests know it, the way to it, and its recorded answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collectors import visit
from metrics.model import Account, KnownPost, Plan, Reason, Visit
from settings import Access, Network, Secret
from tests.support.replay import Replay, Reply, reply_of

REPLIES = Path(__file__).parents[1] / "replies" / "x"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 20, 9, 30, 15, 400_000, tzinfo=UTC)

ID = "2244994945"
ACCOUNT = Account("office-x", "x", handle="XDevelopers", id=ID)
CANARIES = {
    "api_key": "canary-key",
    "api_secret": "canary-key-secret",
    "access_token": "canary-token",
    "access_token_secret": "canary-token-secret",
}
BEARER = "canary-bearer"

ME = Reply({"data": {"id": ID, "name": "X Developers", "username": "XDevelopers"}})
USER = reply_of(REPLIES / "docs_user_lookup_by_username.json")
ACCOUNT_PATHS: Mapping[str, Reply] = {"/2/users/me": ME, f"/2/users/{ID}": USER}
TIMELINE = f"/2/users/{ID}/tweets"
LOOKUP = "/2/tweets"
REASONS_OF_PROBLEMS = {
    "not-authorized-for-resource": Reason.ACCESS,
    "not-authorized-for-field": Reason.ACCESS,
    "field-unauthorized": Reason.ACCESS,
    "disallowed-resource": Reason.ACCESS,
    "client-forbidden": Reason.ACCESS,
    "unsupported-authentication": Reason.ACCESS,
    "internal-error": Reason.UNAVAILABLE,
    "resource-unavailable": Reason.UNAVAILABLE,
    "field-hydration-failure": Reason.UNAVAILABLE,
    "resource-not-found": Reason.MISSING,
    "rate-limit-exceeded": Reason.LIMIT,
    "usage-capped": Reason.CREDIT,
    "credits": Reason.CREDIT,
    "invalid-request": Reason.MALFORMED,
    "never-heard-of": Reason.MALFORMED,
}
"""What each type of a problem of X's means, by the last part of its address."""


def access_to(url: str, **changes: Any) -> Access:
    """The way to X, or to what stands in for it at `url`."""
    secrets = {name: Secret(value) for name, value in CANARIES.items()}
    return replace(Access("x", url, secrets, Network()), **changes)


def known(post_id: str, published_at: datetime = PUBLISHED) -> KnownPost:
    """A post on file."""
    return KnownPost(post_id, published_at, published_at)


def plan(**changes: Any) -> Plan:
    """A plan of an account that was proven before, and of nothing else unless said."""
    return replace(Plan(prove=False, platform_id=ID), **changes)


def read(
    platform: Replay,
    the_plan: Plan,
    account: Account = ACCOUNT,
    *,
    deadline_s: float = 5,
    **access: Any,
) -> Visit:
    """One visit to the server that stands in for X."""
    return visit(
        account, access_to(platform.url, **access), the_plan, lambda: NOW, deadline_s=deadline_s
    )


def read_with(by_path: Mapping[str, Reply | list[Reply]], the_plan: Plan, **options: Any) -> Visit:
    """One visit where the account answers well and other paths answer as told."""
    with Replay(by_path={**ACCOUNT_PATHS, **by_path}) as platform:
        return read(platform, the_plan, **options)
