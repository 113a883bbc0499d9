"""A Page and an Instagram account as the tests know them, and their recorded answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collectors import visit
from metrics.model import Account, KnownPost, Plan, PostSnapshot, Visit
from net import Limits
from settings import Access, Network, Secret
from tests.support.replay import Replay, Reply, reply_of

REPLIES = Path(__file__).parents[1] / "replies"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

PAGE_ID, MEDIA_ID = "102907851890377", "17841407673135339"
PAGE = Account("office-facebook", "facebook", id=PAGE_ID)
INSTAGRAM = Account("office-instagram", "instagram", id=MEDIA_ID)
TOKEN, APP_SECRET = "canary-token", "canary-app-secret"

V = "/v27.0"
ME, ACCOUNTS = f"{V}/me", f"{V}/me/accounts"
POSTS, MEDIA = f"{V}/{PAGE_ID}/published_posts", f"{V}/{MEDIA_ID}/media"
NO_POSTS = Reply({"data": []})
FOUND_PAGE: dict[str, Reply] = {
    ME: Reply({"id": PAGE_ID}),
    f"{V}/{PAGE_ID}": reply_of(REPLIES / "facebook" / "page_node_followers.json"),
}
FOUND_INSTAGRAM: dict[str, Reply] = {
    ME: Reply({"id": PAGE_ID, "instagram_business_account": {"id": MEDIA_ID}}),
    f"{V}/{MEDIA_ID}": reply_of(REPLIES / "instagram" / "ig_user.json"),
}
PROVEN: Mapping[str, Mapping[str, Reply]] = {"facebook": FOUND_PAGE, "instagram": FOUND_INSTAGRAM}

Answers = Mapping[str, Reply | Sequence[Reply]]


def recorded(name: str) -> Any:
    """The JSON of a recorded answer, named by its folder and stem: `facebook/me_accounts`."""
    return json.loads((REPLIES / f"{name}.json").read_text("utf-8"))


def refusal(name: str, **headers: str) -> Reply:
    """A recorded error, with the status that it came with."""
    kept = recorded(f"graph_errors/{name}")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if "content_type" in kept:
        named["Content-Type"] = kept["content_type"]
    return Reply(kept["body"], kept["http_status"], named)


def access_to(url: str, **changes: Any) -> Access:
    """The way to Graph, or to what stands in for it at `url`."""
    secrets = {"access_token": Secret(TOKEN), "app_secret": Secret(APP_SECRET)}
    given: dict[str, Any] = {
        "platform": "facebook",
        "base_url": url,
        "secrets": secrets,
        "network": Network(),
    }
    return Access(**given | {"app_id": "402115987654321", "version": "v27.0"} | changes)


def known(post_id: str, published_at: str) -> KnownPost:
    """A post on file, published at an instant of ISO 8601."""
    instant = datetime.fromisoformat(published_at)
    return KnownPost(post_id, instant, instant)


def read(
    url: str, account: Account, plan: Plan | None = None, *, deadline_s: float = 20, **access: Any
) -> Visit:
    """One visit to what stands in for Graph, which tries each request once."""
    way = access_to(url, platform=account.platform, **access)
    asked, once = plan or Plan(backfill=100), Limits(tries=1)
    return visit(account, way, asked, lambda: NOW, deadline_s=deadline_s, limits=once)


def read_with(answers: Answers, account: Account, plan: Plan | None = None, **access: Any) -> Visit:
    """One visit where the account answers well and other paths answer as told."""
    with Replay(by_path={**PROVEN[account.platform], **answers}) as platform:
        return read(platform.url, account, plan, **access)


def posts_of(visited: Visit) -> dict[str, PostSnapshot]:
    """The posts that a visit brought, by id."""
    assert visited.snapshot is not None
    return {post.id: post for post in visited.snapshot.posts}


def lost(visited: Visit) -> dict[str, str]:
    """What a visit lost: the reasons, by scope."""
    return {failure.scope: str(failure.reason) for failure in visited.failures}
