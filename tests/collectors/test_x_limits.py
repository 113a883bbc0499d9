"""How near a limit of X's is decides what is still asked for, and when to come back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from metrics.model import Reason
from tests.support.replay import Replay, Reply
from tests.support.x_account import ACCOUNT_PATHS, ID, LOOKUP, NOW, TIMELINE, known, plan, read

SOON = NOW + timedelta(minutes=9)
TOMORROW = NOW + timedelta(hours=20)
USER = f"/2/users/{ID}"


def limits(
    left: int, limit: int = 100, name: str = "x-rate-limit", reset: datetime | str = SOON
) -> dict[str, str]:
    told = reset if isinstance(reset, str) else str(int(reset.timestamp()))
    return {f"{name}-limit": str(limit), f"{name}-remaining": str(left), f"{name}-reset": told}


def page(post_id: str = "9", **headers: str) -> Reply:
    post = {
        "id": post_id,
        "text": "a",
        "created_at": "2026-11-20T10:00:00.000Z",
        "public_metrics": {},
    }
    return Reply({"data": [post], "meta": {"next_token": "more"}}, headers=headers)


def account(**headers: str) -> dict[str, Reply]:
    return {**ACCOUNT_PATHS, USER: Reply(ACCOUNT_PATHS[USER].body, headers=headers)}


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    ("headers", "until"),
    [
        (limits(6), None),
        (limits(5), SOON),
        (limits(0), SOON),
        (limits(100), None),
        (limits(0, reset="soon"), None),
        (limits(0, reset=NOW - timedelta(seconds=1)), None),
        (limits(5) | limits(1, name="x-user-limit-24hour", reset=TOMORROW), TOMORROW),
        (limits(5) | limits(90, name="x-app-limit-24hour", reset=TOMORROW), SOON),
        ({"x-rate-limit-remaining": "0"}, None),
        (limits(0, limit=0), None),
        ({}, None),
    ],
)
def test_it_says_when_to_come_back_once_a_limit_is_nearly_used_up(
    headers: dict[str, str], until: datetime | None
) -> None:
    with Replay(by_path=account(**headers)) as platform:
        visited = read(platform, plan())

    assert visited.failures == ()
    assert visited.not_before == until


def test_it_says_when_to_come_back_after_a_refusal() -> None:
    refused = Reply({}, 429, limits(0))
    with Replay(by_path={USER: refused}) as platform:
        visited = read(platform, plan())

    assert visited.snapshot is None
    assert visited.not_before == SOON


def test_a_limit_of_the_posts_is_heeded_by_the_next_visit_too() -> None:
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: Reply({}, 429, limits(0))}) as platform:
        visited = read(platform, plan(reread=(known("1"),)))

    assert visited.snapshot is not None
    assert visited.not_before == SOON


@pytest.mark.parametrize(("left", "pages"), [(30, 3), (20, 3), (5, 1), (0, 1)])
def test_new_posts_are_read_until_the_limit_is_nearly_used_up(left: int, pages: int) -> None:
    answers = [page(**limits(left)), page("8", **limits(left)), Reply({}, headers=limits(left))]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: answers}) as platform:
        answers[1].body["meta"]["next_token"] = "rest"
        visited = read(platform, plan(backfill=200))

        assert platform.paths.count(TIMELINE) == pages
    held = [(lost.scope, lost.reason, lost.until) for lost in visited.failures]
    assert (("posts", Reason.LIMIT, SOON) in held) == (pages == 1)


@pytest.mark.parametrize(("left", "lookups"), [(26, 2), (25, 1), (5, 1)])
def test_posts_on_file_wait_when_three_quarters_are_used(left: int, lookups: int) -> None:
    due = tuple(known(str(number)) for number in range(1000, 1150))
    by_path = {**ACCOUNT_PATHS, LOOKUP: Reply({"data": []}, headers=limits(left))}
    with Replay(by_path=by_path) as platform:
        visited = read(platform, plan(reread=due))

        assert platform.paths.count(LOOKUP) == lookups
    reasons = {lost.reason for lost in visited.failures}
    assert reasons == {Reason.MISSING}  # X told nothing of the posts it was asked for
