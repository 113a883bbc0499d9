"""A call for posts is spared when none is due and the account itself shows no new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from collectors import visit
from metrics.model import KnownPost, Outcome, Plan, Visit
from sandbox import Sandbox, TrueAccount
from sandbox.posts import TruePost
from settings import Access, Network, Secret

EDGES = {"facebook": "published_posts", "instagram": "media"}
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.parametrize("platform", ["facebook", "instagram"])


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def truth(sandbox: Sandbox, platform: str) -> TrueAccount:
    return sandbox.world.page if platform == "facebook" else sandbox.world.instagram


def read(sandbox: Sandbox, platform: str, plan: Plan) -> Visit:
    meta = sandbox.world.credentials.meta
    secrets = {"access_token": Secret(meta.page_token), "app_secret": Secret(meta.app_secret)}
    access = Access(platform, sandbox.url, secrets, Network(), version="v27.0")
    account = next(a for a in sandbox.world.accounts() if a.platform == platform)
    return visit(account, access, plan, lambda: sandbox.world.now)


def on_file(sandbox: Sandbox, platform: str, *, but_newest: int = 0) -> Plan:
    """A plan of an account of which all posts but the newest are on file, and none is due."""
    account = truth(sandbox, platform)
    true = list(account.posts_at(sandbox.world.now))[but_newest:30]
    posts = tuple(known(post) for post in true)
    return Plan(
        prove=False,
        since=posts[0],
        reread=posts,
        platform_id=account.id,
        new_from=timedelta(0),
    )


def known(post: TruePost) -> KnownPost:
    return KnownPost(post.id, post.published_at, post.published_at)


def calls_for_posts(sandbox: Sandbox, platform: str) -> int:
    return sum(seen.path.endswith(f"/{EDGES[platform]}") for seen in sandbox.requests)


def test_it_makes_no_call_for_posts_where_all_are_on_file(sandbox: Sandbox, platform: str) -> None:
    visited = read(sandbox, platform, on_file(sandbox, platform))

    assert visited.outcome is Outcome.OK
    assert visited.snapshot is not None
    assert (visited.snapshot.posts, visited.snapshot.gone) == ((), ())
    assert calls_for_posts(sandbox, platform) == 0


def test_a_new_post_is_called_for_with_all_the_others(sandbox: Sandbox, platform: str) -> None:
    plan = on_file(sandbox, platform, but_newest=1)

    visited = read(sandbox, platform, plan)

    assert visited.snapshot is not None
    assert calls_for_posts(sandbox, platform) == 1
    newest = truth(sandbox, platform).posts_at(sandbox.world.now)[0]
    assert {post.id for post in visited.snapshot.posts} == {newest.id, *(p.id for p in plan.reread)}


def test_a_new_post_waits_until_it_is_worth_a_call(sandbox: Sandbox, platform: str) -> None:
    plan = on_file(sandbox, platform, but_newest=1)
    newest = truth(sandbox, platform).posts_at(sandbox.world.now)[0]
    age = sandbox.world.now - newest.published_at

    read(sandbox, platform, replace(plan, new_from=age + MINUTE))
    assert calls_for_posts(sandbox, platform) == 0

    read(sandbox, platform, replace(plan, new_from=age - MINUTE))
    assert calls_for_posts(sandbox, platform) == 1


def test_posts_that_are_due_are_called_for(sandbox: Sandbox, platform: str) -> None:
    read(sandbox, platform, replace(on_file(sandbox, platform), new_from=None))

    assert calls_for_posts(sandbox, platform) == 1
    asked = [seen.query.get("fields", "") for seen in sandbox.requests]
    assert not any(f"{EDGES[platform]}.limit" in fields for fields in asked)


def test_an_account_that_does_not_show_its_posts_is_called_for(
    sandbox: Sandbox, platform: str
) -> None:
    sandbox.faults.retired.add(EDGES[platform])

    visited = read(sandbox, platform, on_file(sandbox, platform))

    assert calls_for_posts(sandbox, platform) == 1
    assert visited.outcome is Outcome.OK


def test_what_an_account_showed_tells_until_when_its_posts_are_known(
    sandbox: Sandbox, platform: str
) -> None:
    newest, second = truth(sandbox, platform).posts_at(sandbox.world.now)[:2]

    def until(plan: Plan) -> tuple[datetime, datetime] | None:
        visited = read(sandbox, platform, plan)
        assert visited.snapshot is not None
        found = visited.snapshot.discovered
        return (found.since, found.until) if found else None

    assert until(on_file(sandbox, platform)) == (newest.published_at, sandbox.world.now)
    waiting = replace(on_file(sandbox, platform, but_newest=1), new_from=timedelta(days=365))
    assert until(waiting) == (second.published_at, newest.published_at)


def test_where_all_that_it_showed_is_new_others_may_be(sandbox: Sandbox, platform: str) -> None:
    old = on_file(sandbox, platform, but_newest=29)
    visited = read(sandbox, platform, replace(old, new_from=timedelta(days=365)))

    assert visited.snapshot is not None
    assert visited.snapshot.discovered is None
