"""Random accounts and refusals of the Graph API, held against an oracle that knows no collector.

Fields are missing, null, odd or extra; any of them is refused by any code, of the account, of all
posts or of one; pages are too heavy, and tell the next one in three ways. Whatever comes together:
no wrong count, no silent loss, no lost follower count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from collectors import visit
from metrics.model import Account, Plan, Visit
from net import Limits
from tests.support.graph_account import INSTAGRAM, NOW, PAGE, PAGE_ID, access_to
from tests.support.rude_graph import EVERY, Refusal, RudeAccount, RudeGraph

CODES = (1, 2, 3, 10, 12, 24, -1, 100, 200, 300, 506, 2500, 987654)
ODD: tuple[Any, ...] = (None, "7", True, -1, 2**63, 1.5, [], {})


@dataclass(frozen=True)
class Counted:
    """A count of a post, where the platform tells it, and what else may cost it."""

    scope: str
    field: str
    path: tuple[str, ...] = ()


COUNTED = {
    "facebook": (
        Counted("likes", "reactions", ("summary", "total_count")),
        Counted("comments", "comments", ("summary", "total_count")),
        Counted("shares", "shares", ("count",)),
        Counted("views", "post_media_view"),
        Counted("reach", "post_total_media_view_unique"),
    ),
    "instagram": (
        Counted("likes", "like_count"),
        Counted("comments", "comments_count"),
        Counted("saves", "saved_count"),
        Counted("shares", "shares_count"),
        Counted("views", "views"),
        Counted("reach", "reach"),
    ),
}
INSIGHTS = frozenset({"post_media_view", "post_total_media_view_unique", "views", "reach"})
GARNISH = {
    "facebook": ("message", "permalink_url", "status_type"),
    "instagram": ("caption", "permalink", "media_type", "media_product_type"),
}
OF_ACCOUNT = {
    "facebook": ("name", "username", "verification_status"),
    "instagram": ("name", "username", "follows_count", "media_count"),
}


def random_account(platform: str, random: Random) -> RudeAccount:
    """An account with up to seven posts, and refusals of any of its parts."""
    posts = [random_post(platform, place, random) for place in range(1, random.randint(1, 8))]
    node: dict[str, Any] = {"followers_count": random.randint(0, 10**7), "extra": {"a": [1]}}
    for name in OF_ACCOUNT[platform]:
        if random.random() < 0.8:
            node[name] = 7 if name.endswith("_count") else "Police"
    account = RudeAccount(
        platform, node, posts, paging=random.choice(("cursors", "after", "offset"))
    )
    for name in OF_ACCOUNT[platform]:
        if random.random() < 0.2:
            account.refused["account", name] = a_refusal(random)
    fields = [counted.field for counted in COUNTED[platform]] + list(GARNISH[platform])
    for name in fields:
        if random.random() < 0.15:
            target = random.choice((EVERY, *(post["id"] for post in posts))) if posts else EVERY
            account.refused[target, name] = a_refusal(random)
    if posts and random.random() < 0.15:
        instant = "created_time" if platform == "facebook" else "timestamp"
        account.refused[random.choice(posts)["id"], instant] = Refusal(2, 500)
    if random.random() < 0.3:
        account.heavy_above, account.too_heavy = random.choice((1, 2, 5)), Refusal(2, 500)
    return account


def a_refusal(random: Random) -> Refusal:
    return Refusal(random.choice(CODES), random.choice((400, 403, 500)))


def random_post(platform: str, place: int, random: Random) -> dict[str, Any]:
    at = f"{NOW - timedelta(hours=place):%Y-%m-%dT%H:%M:%S}+0000"
    is_page = platform == "facebook"
    post: dict[str, Any] = {
        "id": f"{PAGE_ID}_{place}" if is_page else str(100 + place),
        "created_time" if is_page else "timestamp": at,
        "insights": {},
        "extra": 5,
    }
    for name in GARNISH[platform]:
        if random.random() < 0.8:
            post[name] = "IMAGE" if name == "media_type" else "word"
    for counted in COUNTED[platform]:
        if random.random() < 0.15:
            continue
        value = random.choice(ODD) if random.random() < 0.05 else random.randint(0, 10**6)
        for key in reversed(counted.path):
            value = {key: value}
        home = post["insights"] if counted.field in INSIGHTS else post
        home[counted.field] = value
    return post


def read(graph: RudeGraph, account: Account) -> Visit:
    way = access_to(graph.url, platform=account.platform)
    plan, once = Plan(backfill=100), Limits(tries=1)
    return visit(account, way, plan, lambda: NOW, limits=once)


def told(post: dict[str, Any], counted: Counted) -> object:
    """What the platform tells, whatever it is; None where it tells nothing."""
    value = (post["insights"] if counted.field in INSIGHTS else post).get(counted.field)
    for key in counted.path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def is_number(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def faults(account: RudeAccount, seen: Visit) -> Iterator[str]:
    """What is wrong with a visit to an account."""
    lost = {failure.scope for failure in seen.failures}
    if seen.snapshot is None or seen.snapshot.followers != account.node["followers_count"]:
        yield "the followers are lost"
        return
    posts = {post.id: post for post in seen.snapshot.posts}
    missing = [post["id"] for post in account.posts if post["id"] not in posts]
    instants = ("created_time", "timestamp")
    poison = {target for target, name in account.refused if name in instants}
    if set(missing) - poison:
        yield f"posts that nothing refuses are not on file: {missing}"
    if missing and ("posts" not in lost or seen.snapshot.discovered is not None):
        yield "posts are missing, and nothing says so"
    if set(posts) - {post["id"] for post in account.posts}:
        yield "posts that there are not"
    for truth in account.posts:
        if truth["id"] in posts:
            yield from faults_of_post(account, truth, posts[truth["id"]].counts, lost)


def faults_of_post(
    account: RudeAccount, truth: dict[str, Any], counts: object, lost: set[str]
) -> Iterator[str]:
    for counted in COUNTED[account.platform]:
        value, on_file = told(truth, counted), getattr(counts, counted.scope)
        where = f"{counted.scope} of {truth['id']}: {on_file!r} for {value!r}"
        refused_ids = {target for target, name in account.refused if name == counted.field}
        may_be_untold = EVERY in refused_ids or truth["id"] in refused_ids
        if on_file is None and is_number(value) and not may_be_untold:
            yield f"lost {where}"
        if on_file is None and EVERY in refused_ids and counted.scope not in lost:
            yield f"silently lost {where}"
        is_absent_zero = counted.field == "shares" and value is None and on_file == 0
        if on_file is not None and on_file != value and not is_absent_zero:
            yield f"wrong {where}"
        if is_absent_zero and may_be_untold:
            yield f"a zero that nobody told, {where}"


@pytest.mark.parametrize(
    "rounds",
    [
        *(range(begin, begin + 50) for begin in range(0, 200, 50)),
        pytest.param(range(200, 2000), marks=pytest.mark.nightly),
    ],
    ids=lambda rounds: f"{rounds.start}-{rounds.stop}",
)
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_no_wrong_count_no_silent_loss_no_lost_follower(platform: str, rounds: range) -> None:
    office = PAGE if platform == "facebook" else INSTAGRAM
    with RudeGraph(RudeAccount(platform, {}, [])) as graph:
        for number in rounds:
            graph.account = random_account(platform, Random(number))  # noqa: S311 - no secret
            seen = read(graph, office)
            wrong = list(faults(graph.account, seen))
            assert not wrong, (number, wrong, graph.account.refused, seen.failures)
