"""What X may have billed is paid, even where its answer does not tell it as it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from collectors import visit
from metrics.model import KnownPost, Outcome, Plan, Reason, Visit
from sandbox import Sandbox, World
from sandbox.faults import Fault
from settings import Access, Network, Secret
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT_PATHS,
    ID,
    LOOKUP,
    TIMELINE,
    known,
    plan,
    read,
    read_with,
)

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
USER, POST = Decimal("0.010"), Decimal("0.005")
PAGE = 100 * POST
CEILING = Decimal(1)
MALFORMED = [("posts", Reason.MALFORMED)]

Alter = Callable[[Any], Any]


def without(*names: str) -> Alter:
    return lambda body: {key: value for key, value in body.items() if key not in names}


def renamed(name: str, new: str) -> Alter:
    return lambda body: {(new if key == name else key): value for key, value in body.items()}


def by_id(body: Any) -> Any:
    return {**body, "data": {post["id"]: post for post in body.get("data", [])}}


def emptied(body: Any) -> Any:
    return {**body, "data": []}


def nameless(body: Any) -> Any:
    return {**body, "data": [{**post, "id": None} for post in body.get("data", [])]}


def uncounted(body: Any) -> Any:
    return {"meta": {"next_token": body["meta"]["next_token"]}}


UNTOLD = {
    "left out": without("data"),
    "renamed": renamed("data", "posts"),
    "with its meta": lambda body: renamed("meta", "page")(renamed("data", "posts")(body)),
    "keyed": by_id,
    "emptied": emptied,
    "uncounted": uncounted,
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World.demo(NOW)) as running:
        yield running


def visit_sandbox(sandbox: Sandbox, **changes: Any) -> Visit:
    keys = sandbox.world.credentials.x
    names = ("api_key", "api_secret", "access_token", "access_token_secret")
    secrets = {name: Secret(getattr(keys, name)) for name in names}
    access = Access("x", sandbox.url, secrets, Network())
    account = sandbox.world.accounts()[0]
    the_plan = Plan(**{"allowance_usd": CEILING, **changes})
    return visit(account, access, the_plan, lambda: NOW, deadline_s=20)


def on_file(sandbox: Sandbox, number: int) -> tuple[KnownPost, ...]:
    posts = sandbox.world.x_account.posts_at(NOW)[:number]
    return tuple(KnownPost(post.id, post.published_at, NOW) for post in posts)


def losses(visited: Visit) -> list[tuple[str, Reason]]:
    return [(failure.scope, failure.reason) for failure in visited.failures]


def timeline_calls(sandbox: Sandbox) -> int:
    return sum(seen.path.endswith("/tweets") for seen in sandbox.requests)


@pytest.mark.parametrize("alter", UNTOLD.values(), ids=UNTOLD)
def test_pages_without_posts_never_pass_the_ceiling(sandbox: Sandbox, alter: Alter) -> None:
    sandbox.faults.add(Fault(f"/2/users/{sandbox.world.x_account.id}/tweets", alter=alter))

    visited = visit_sandbox(sandbox, backfill=400)

    assert timeline_calls(sandbox) == 1
    assert visited.cost_usd == USER + PAGE
    assert sandbox.bill.usd <= visited.cost_usd <= CEILING
    assert losses(visited) == MALFORMED


def test_posts_without_ids_count_towards_what_was_wanted(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(f"/2/users/{sandbox.world.x_account.id}/tweets", alter=nameless))

    visited = visit_sandbox(sandbox, backfill=100, allowance_usd=Decimal(50))

    assert timeline_calls(sandbox) == 1
    assert visited.cost_usd == sandbox.bill.usd == USER + PAGE
    assert losses(visited) == MALFORMED


def test_what_came_before_a_page_without_posts_is_kept_of_a_backfill(sandbox: Sandbox) -> None:
    path = f"/2/users/{sandbox.world.x_account.id}/tweets"
    sandbox.faults.add(Fault(path, after=1, alter=without("data")))

    visited = visit_sandbox(sandbox, backfill=200, allowance_usd=Decimal(50))

    assert visited.snapshot is not None
    assert len(visited.snapshot.posts) == 100
    assert visited.cost_usd == sandbox.bill.usd == USER + 2 * PAGE
    assert losses(visited) == MALFORMED


@pytest.mark.parametrize("name", ["left out", "renamed", "keyed"])
def test_a_lookup_without_posts_is_paid(sandbox: Sandbox, name: str) -> None:
    sandbox.faults.add(Fault("/2/tweets", alter=UNTOLD[name]))
    due = on_file(sandbox, 150)

    visited = visit_sandbox(sandbox, reread=due, platform_id=sandbox.world.x_account.id)

    lookups = [seen for seen in sandbox.requests if seen.path == "/2/tweets"]
    assert len(lookups) == 1
    assert visited.cost_usd == USER + 100 * POST
    assert sandbox.bill.usd <= visited.cost_usd
    assert losses(visited) == MALFORMED


@pytest.mark.parametrize("path", ["/2/users/me", "/2/users/"])
@pytest.mark.parametrize("name", ["left out", "renamed"])
def test_an_account_that_is_not_told_is_paid(sandbox: Sandbox, path: str, name: str) -> None:
    sandbox.faults.add(Fault(path, alter=UNTOLD[name]))

    visited = visit_sandbox(sandbox)

    assert visited.cost_usd == sandbox.bill.usd == USER
    assert losses(visited) == [("account", Reason.MALFORMED)]


def test_an_account_that_is_paid_already_is_not_paid_again_untold() -> None:
    failed = read_with({f"/2/users/{ID}": Reply({})}, plan(billed_today=frozenset({ID})))

    assert failed.cost_usd == 0
    assert losses(failed) == [("account", Reason.MALFORMED)]


def test_more_posts_counted_than_told_are_paid_up_to_a_page() -> None:
    post = {"id": "5", "text": "a", "created_at": "2026-11-20T10:00:00Z"}
    for counted, paid in ((1, 1), (3, 3), (2**62, 100), ("3", 1), (0, 1)):
        page = Reply({"data": [post], "meta": {"result_count": counted}})
        visited = read_with({TIMELINE: page}, plan(since=known("1")))

        assert visited.cost_usd == USER + paid * POST
        assert (MALFORMED[0] in losses(visited)) == (paid > 1)
        assert visited.snapshot is not None
        assert [kept.id for kept in visited.snapshot.posts] == ["5"]


@pytest.mark.parametrize(
    "page",
    [{"meta": {"result_count": 0}}, {"data": [], "meta": {"result_count": 0}}, {}, {"errors": []}],
)
def test_an_empty_page_costs_nothing_and_loses_nothing(page: Any) -> None:
    visited = read_with({TIMELINE: Reply(page)}, plan(since=known("1")))

    assert (visited.outcome, visited.cost_usd) == (Outcome.OK, USER)


def test_a_lookup_of_posts_that_are_all_gone_costs_nothing() -> None:
    error = {"title": "Not Found Error", "resource_id": "1", "type": "x/resource-not-found"}
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: Reply({"errors": [error]})}) as platform:
        visited = read(platform, plan(reread=(known("1"),)))

    assert (visited.outcome, visited.cost_usd) == (Outcome.OK, USER)
    assert visited.snapshot is not None
    assert visited.snapshot.gone == ("1",)
