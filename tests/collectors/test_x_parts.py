"""What X may refuse never takes followers, or the counts of posts, with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from collectors._x.vocabulary import CORE, OLD
from metrics.model import Counts, Outcome, Reason, RefusedPart, Visit
from tests.support.replay import Asked, Replay, Reply
from tests.support.x_account import (
    ACCOUNT_PATHS,
    ID,
    LOOKUP,
    NOW,
    TIMELINE,
    USER,
    known,
    plan,
    read,
)

PARTS = OLD.parts
ACCOUNT = f"/2/users/{ID}"
COUNTS = ("impression", "like", "reply", "retweet", "quote", "bookmark")
POST = {
    "id": "7",
    "text": "Avis",
    "created_at": "2026-11-20T10:00:00.000Z",
    "public_metrics": {f"{count}_count": 1 for count in COUNTS},
}
REFUSALS = {
    "400": Reply({"title": "Invalid Request", "type": "x/invalid-request"}, 400),
    "403": Reply({"type": "x/not-authorized-for-field"}, 403),
    "404": Reply({}, 404),
    "131": Reply({"errors": [{"code": 131}]}, 403),
    "unknown": Reply({"errors": [{"code": 4711}]}, 418),
    "alone": Reply({"errors": [{"type": "x/field-hydration-failure", "field": "whatever"}]}),
}
USER_PRICE, POST_PRICE = Decimal("0.010"), Decimal("0.005")


class Refusing(Replay):
    """A platform that refuses whatever asks for one of some fields, and answers all else well."""

    def __init__(self, path: str, refusal: Reply, fields: set[str], good: Reply) -> None:
        super().__init__(by_path={**ACCOUNT_PATHS, path: good})
        self._path, self._refusal, self._fields = path, refusal, fields

    def answer(self, asked: Asked) -> tuple[Reply, Any]:
        reply = super().answer(asked)
        named = {name for value in asked.query.values() for name in value.split(",")}
        if asked.path == self._path and named & self._fields:
            return self._refusal, reply[1]
        return reply

    def fields_asked(self, parameter: str) -> list[str]:
        """What was asked for by a parameter of the refusing path, request after request."""
        return [seen.query[parameter] for seen in self.asked if seen.path == self._path]


def losses(visited: Visit) -> set[str]:
    return {lost.scope for lost in visited.failures}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refused_badge_takes_no_follower_with_it(refusal: Reply) -> None:
    with Refusing(ACCOUNT, refusal, {"verified_type"}, USER) as platform:
        visited = read(platform, plan(), deadline_s=8)

    assert platform.fields_asked("user.fields")[-1] == "public_metrics"
    assert visited.snapshot is not None
    assert visited.snapshot.followers == 583_423
    assert losses(visited) == {"identity"}
    assert visited.cost_usd == USER_PRICE
    assert [part.part for part in visited.refused] == ["verified_type"]


def test_a_badge_refused_lately_is_not_asked_for() -> None:
    lately = RefusedPart("verified_type", "identity", Reason.ACCESS, "Why.", NOW + timedelta(1))
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        visited = read(platform, plan(refused=(lately,)))

        assert [seen.query["user.fields"] for seen in platform.asked] == ["public_metrics"]
    assert [(lost.scope, lost.detail) for lost in visited.failures] == [("identity", "Why.")]
    assert visited.refused == (lately,)


def test_followers_that_were_left_out_beside_the_badge_are_asked_for_alone() -> None:
    bare = {"data": {"id": ID, "username": "XDevelopers", "verified_type": "government"}}
    with Replay(by_path={ACCOUNT: [Reply(bare), USER]}) as platform:
        visited = read(platform, plan())

    assert visited.snapshot is not None
    assert (visited.snapshot.followers, visited.snapshot.verified) == (583_423, "government")
    assert (visited.outcome, visited.cost_usd) == (Outcome.OK, USER_PRICE)


@pytest.mark.parametrize(
    "refusal",
    [
        Reply({}, 401),
        Reply({"errors": [{"code": 326}]}, 403),
        Reply({"errors": [{"code": 64}]}, 403),
        Reply({}, 402),
        Reply({}, 429),
        Reply({"type": "x/usage-capped"}, 403),
    ],
)
def test_what_concerns_every_question_is_not_asked_in_parts(refusal: Reply) -> None:
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: refusal}) as platform:
        read(platform, plan(since=known("1")))
        assert platform.paths.count(TIMELINE) == 1
    with Replay(by_path={ACCOUNT: refusal}) as platform:
        assert read(platform, plan()).outcome is Outcome.FAILED
        assert platform.paths == [ACCOUNT]


PLANS: list[tuple[str, Callable[[], Any]]] = [
    (TIMELINE, lambda: plan(since=known("1"))),
    (LOOKUP, lambda: plan(reread=(known("7"),))),
]


@pytest.mark.parametrize(("path", "the_plan"), PLANS)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", ["400", "403", "alone"])
def test_a_refused_part_takes_no_count_with_it(
    path: str, the_plan: Callable[[], Any], part: str, name: str
) -> None:
    with Refusing(path, REFUSALS[name], {part}, Reply({"data": [POST]})) as platform:
        visited = read(platform, the_plan(), deadline_s=8)

    asked = platform.fields_asked("tweet.fields")
    rest = [field for field in PARTS if field != part]
    assert asked[-1] == ",".join([*CORE, *rest]) or part == list(PARTS)[-1]
    assert visited.snapshot is not None
    (kept,) = visited.snapshot.posts
    assert kept.counts == Counts(1, None, 1, 1, 1, 1, 1)
    assert losses(visited) == {PARTS[part]}
    assert [refused.part for refused in visited.refused] == [part]
    assert visited.cost_usd == USER_PRICE + POST_PRICE


def test_a_part_refused_lately_is_not_asked_for_on_any_page() -> None:
    lately = RefusedPart("note_tweet", "text", Reason.ACCESS, "Why.", NOW + timedelta(days=1))
    pages = [Reply({"data": [POST], "meta": {"next_token": "a"}}), Reply({})]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: pages}) as platform:
        visited = read(platform, plan(since=known("1"), refused=(lately,)))

        asked = [s.query["tweet.fields"] for s in platform.asked if s.path == TIMELINE]
    assert len(asked) == 2
    assert "note_tweet" not in ",".join(asked)
    assert [(lost.scope, lost.until) for lost in visited.failures] == [("text", lately.until)]


def test_a_trouble_that_passes_costs_nothing() -> None:
    trouble = REFUSALS["403"]
    with Replay(
        by_path={**ACCOUNT_PATHS, TIMELINE: [trouble, Reply({"data": [POST]})]}
    ) as platform:
        visited = read(platform, plan(since=known("1")))

    assert (visited.outcome, visited.refused) == (Outcome.OK, ())
    assert visited.cost_usd == USER_PRICE + POST_PRICE


def test_a_limit_on_the_way_keeps_what_the_core_brought() -> None:
    answers = [REFUSALS["403"], Reply({"data": [POST]}), Reply({}, 429)]
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: answers}) as platform:
        visited = read(platform, plan(reread=(known("7"),)))

    assert visited.snapshot is not None
    assert [kept.id for kept in visited.snapshot.posts] == ["7"]
    assert losses(visited) == set(PARTS.values())
    assert visited.refused == ()


def test_a_refused_timeline_keeps_no_post_on_file_from_being_read_again() -> None:
    by_path = {**ACCOUNT_PATHS, TIMELINE: REFUSALS["403"], LOOKUP: Reply({"data": [POST]})}
    with Replay(by_path=by_path) as platform:
        visited = read(platform, plan(since=known("8"), reread=(known("7"),)))

    assert visited.snapshot is not None
    assert [kept.id for kept in visited.snapshot.posts] == ["7"]
    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("posts", Reason.ACCESS)]
