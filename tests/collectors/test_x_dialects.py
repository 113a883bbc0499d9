"""Both of X's vocabularies, live: where X does not understand one, it is asked in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from collectors import visit
from metrics.model import (
    Counts,
    Kind,
    KnownPost,
    Outcome,
    Plan,
    Reason,
    RefusedPart,
    Visit,
)
from sandbox import Sandbox, TruePost, World
from settings import Access, Network, Secret
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT_PATHS,
    LOOKUP,
    TIMELINE,
    known,
    plan,
    read,
)

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
USER, POST = Decimal("0.010"), Decimal("0.005")
SERVERS = ["strict", "lenient"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World.demo(NOW)) as running:
        yield running


def read_sandbox(sandbox: Sandbox, the_plan: Plan, **changes: Any) -> Visit:
    keys = sandbox.world.credentials.x
    names = ("api_key", "api_secret", "access_token", "access_token_secret")
    access = Access(
        "x", sandbox.url, {name: Secret(getattr(keys, name)) for name in names}, Network()
    )
    account = sandbox.world.accounts()[0]
    return visit(account, replace(access, **changes), the_plan, lambda: NOW, deadline_s=20)


def dialects(sandbox: Sandbox) -> list[str]:
    """In which dialect each question about posts was put."""
    return [
        name
        for seen in sandbox.requests
        for name in ("tweet.fields", "post.fields")
        if name in seen.query
    ]


def true_counts(post: TruePost) -> Counts:
    return Counts() if post.kind is Kind.REPOST else post.counts_at(NOW)


@pytest.mark.parametrize("server", SERVERS)
def test_the_dialect_is_switched_once_and_the_truth_is_read(sandbox: Sandbox, server: str) -> None:
    """Case 13: a server that refuses `tweet.fields`, and one that passes it over."""
    sandbox.faults.dialect = server
    truth = sandbox.world.x_account.posts_at(NOW)[:250]

    visited = read_sandbox(sandbox, Plan(backfill=250))

    assert dialects(sandbox) == ["tweet.fields", "post.fields", "post.fields", "post.fields"]
    assert visited.snapshot is not None
    kept = {post.id: post for post in visited.snapshot.posts}
    whole = [post for post in truth if not post.edits]
    assert set(kept) == {post.id for post in whole}
    for post in whole:
        assert (kept[post.id].kind, kept[post.id].counts) == (post.kind, true_counts(post))
        assert kept[post.id].text is None or post.kind is Kind.POST
    assert {lost.scope for lost in visited.failures} == {"posts"}  # edited ones
    assert visited.cost_usd == sandbox.bill.usd == USER + 250 * POST
    assert [part.part for part in visited.refused] == ["tweet.fields"]


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("access", [{"owned_reads": False}, {"owned_reads": True}])
def test_the_next_visit_remembers_the_dialect(
    sandbox: Sandbox, server: str, access: dict[str, bool]
) -> None:
    sandbox.faults.dialect = server
    posts = [post for post in sandbox.world.x_account.posts_at(NOW) if not post.edits][:5]
    due = tuple(KnownPost(post.id, post.published_at, NOW) for post in posts)
    the_plan = Plan(reread=due, since=due[0], platform_id=sandbox.world.x_account.id, prove=False)

    first = read_sandbox(sandbox, the_plan, **access)
    asked = len(dialects(sandbox))
    second = read_sandbox(sandbox, replace(the_plan, refused=first.refused))

    assert first.outcome is second.outcome is Outcome.OK
    assert first.snapshot is not None
    assert second.snapshot is not None
    counts = {post.id: post.counts for post in second.snapshot.posts}
    assert counts == {post.id: true_counts(post) for post in posts}
    assert set(dialects(sandbox)[asked:]) == {"post.fields"}
    assert second.refused == first.refused


COUNTS = ("impression", "like", "reply", "repost", "quote", "bookmark")
BARE = {"id": "7", "text": "Avis"}
WHOLE = BARE | {
    "created_at": "2026-11-20T10:00:00.000Z",
    "public_metrics": {f"{count}_count": 1 for count in COUNTS},
}
UNKNOWN = {
    "a sentence": {"errors": [{"message": "The query parameter 'tweet.fields' is not valid"}]},
    "a list": {
        "errors": [
            {"message": "The query parameter [tweet.fields] is not one of [ids,post.fields]"}
        ]
    },
    "parameters": {"errors": [{"parameters": {"tweet.fields": ["id"]}, "message": "No."}]},
    "a parameter": {"errors": [{"parameter": "tweet.fields", "detail": "Unknown."}]},
    "a detail": {"title": "Invalid Request", "detail": "tweet.fields: unknown parameter"},
}


def asked_of(platform: Replay, path: str) -> list[str]:
    return [
        "old" if "tweet.fields" in seen.query else "new"
        for seen in platform.asked
        if seen.path == path
    ]


@pytest.mark.parametrize("refusal", UNKNOWN.values(), ids=UNKNOWN)
def test_a_400_that_names_the_parameter_switches(refusal: Any) -> None:
    answers = [Reply(refusal, 400), Reply({"data": [WHOLE]})]
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: answers}) as platform:
        visited = read(platform, plan(reread=(known("7"),)))

    assert asked_of(platform, LOOKUP) == ["old", "new"]
    assert visited.outcome is Outcome.OK
    assert visited.cost_usd == USER + POST


def test_a_400_for_a_value_of_the_parameter_drops_the_value_and_no_dialect() -> None:
    message = "The `tweet.fields` query parameter value [note_tweet] is not one of [id]"
    refusal = Reply({"errors": [{"parameters": {"tweet.fields": []}, "message": message}]}, 400)
    answers = [refusal, Reply({"data": [WHOLE]})]
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: answers}) as platform:
        visited = read(platform, plan(reread=(known("7"),)))

    assert set(asked_of(platform, LOOKUP)) == {"old"}
    assert visited.outcome is Outcome.OK


def test_posts_that_both_dialects_leave_bare_are_asked_for_twice_and_no_more() -> None:
    pages = [Reply({"data": [BARE], "meta": {"next_token": "a"}}) for _ in range(2)]
    pages.append(Reply({"data": [BARE | {"id": "6"}]}))
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: pages}) as platform:
        visited = read(platform, plan(backfill=50))

    assert asked_of(platform, TIMELINE) == ["old", "new", "old"]
    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("posts", Reason.MALFORMED)]
    assert visited.cost_usd == USER + 2 * POST
    assert visited.refused == ()


def test_where_neither_dialect_is_understood_the_refusal_stands() -> None:
    refusals = [
        Reply({"errors": [{"message": f"{name} is unknown"}]}, 400)
        for name in ("tweet.fields", "post.fields", "tweet.fields")
    ]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: refusals}) as platform:
        visited = read(platform, plan(since=known("1")))

    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("posts", Reason.MALFORMED)]
    assert visited.cost_usd == USER
    assert len(asked_of(platform, TIMELINE)) <= 5


def test_a_limit_in_the_other_dialect_keeps_what_came_and_says_when_to_come_back() -> None:
    until = datetime(2026, 11, 21, 12, 9, tzinfo=UTC)
    limited = Reply({}, 429, {"x-rate-limit-reset": str(int(until.timestamp()))})
    refused = Reply(UNKNOWN["a sentence"], 400)
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: [refused, limited]}) as platform:
        visited = read(platform, plan(reread=(known("7"),)))

    assert [(lost.reason, lost.until) for lost in visited.failures] == [(Reason.LIMIT, until)]

    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: [Reply({"data": [BARE]}), limited]}) as platform:
        visited = read(platform, plan(reread=(known("7"),)))

    assert visited.snapshot is not None
    assert [post.counts for post in visited.snapshot.posts] == [Counts()]


def test_a_dialect_that_is_refused_later_is_switched_back() -> None:
    lately = RefusedPart("tweet.fields", "dialect", Reason.MISSING, "Why.", NOW + timedelta(days=9))
    refusal = Reply({"errors": [{"message": "The query parameter 'post.fields' is unknown"}]}, 400)
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: [refusal, Reply({"data": [WHOLE]})]}) as platform:
        visited = read(platform, plan(reread=(known("7"),), refused=(lately,)))

    assert asked_of(platform, LOOKUP) == ["new", "old"]
    assert visited.outcome is Outcome.OK
    assert [part.part for part in visited.refused] == ["post.fields"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"conversation_id": "7"}, Kind.POST),
        ({"conversation_id": "3", "edit_controls": {}}, Kind.REPLY),
        ({"conversation_id": "3"}, None),
        ({"conversation_id": "3", "edit_history_post_ids": ["3", "7"]}, Kind.POST),
        ({"conversation_id": "7", "text": "RT @other: words"}, Kind.REPOST),
    ],
)
def test_the_conversation_shows_a_reply(changes: dict[str, Any], kind: Kind | None) -> None:
    page = Reply({"data": [WHOLE | changes]})
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: page}) as platform:
        visited = read(platform, plan(since=known("1")))

    assert visited.snapshot is not None
    assert [post.kind for post in visited.snapshot.posts] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("controls", "number"),
    [
        ({"edits_remaining": 4, "is_edit_eligible": True}, 0),
        ({"edits_remaining": 5, "is_edit_eligible": True}, 1),
        ({"edits_remaining": 0, "is_edit_eligible": False}, 1),
        ({"edits_remaining": "4", "is_edit_eligible": True}, 1),
        (None, 1),
    ],
)
def test_an_edited_post_of_unknown_history_is_not_counted_twice(
    controls: object, number: int
) -> None:
    page = Reply({"data": [WHOLE | {"edit_controls": controls}]})
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: page}) as platform:
        visited = read(platform, plan(since=known("1")))

    assert visited.snapshot is not None
    assert len(visited.snapshot.posts) == number
    assert bool(visited.failures) == (number == 0)
