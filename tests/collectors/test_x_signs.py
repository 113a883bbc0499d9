"""Reposts, replies and strangers are known by more than one sign: no foreign number is ours."""

from __future__ import annotations

from typing import Any

import pytest

from metrics.model import Counts, Kind, Outcome, PostSnapshot, Reason, Visit
from tests.support.replay import Reply
from tests.support.x_account import ID, LOOKUP, TIMELINE, known, plan, read_with

METRICS = {
    "impression_count": 7,
    "like_count": 6,
    "reply_count": 5,
    "retweet_count": 900,
    "quote_count": 4,
    "bookmark_count": 3,
}
OURS = Counts(views=7, likes=6, comments=5, shares=900, quotes=4, saves=3)
UNHYDRATED = {
    "resource_id": "7",
    "resource_type": "tweet",
    "field": "referenced_tweets",
    "title": "Field Hydration Failure",
    "type": "https://api.x.com/2/problems/field-hydration-failure",
}


def post(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": "7",
        "text": "Avis",
        "created_at": "2026-11-20T10:00:00.000Z",
        "author_id": ID,
        "public_metrics": METRICS,
    }
    return {name: told for name, told in (usual | changes).items() if told is not None}


def discover(told: dict[str, Any], *errors: dict[str, Any]) -> Visit:
    page = {"data": [told], "meta": {"result_count": 1}} | ({"errors": errors} if errors else {})
    return read_with({TIMELINE: Reply(page)}, plan(since=known("1")))


def kept(visited: Visit) -> tuple[PostSnapshot, ...]:
    assert visited.snapshot is not None
    return visited.snapshot.posts


def losses(visited: Visit) -> dict[str, Reason]:
    return {lost.scope: lost.reason for lost in visited.failures}


def references(kind: str) -> list[dict[str, str]]:
    return [{"type": kind, "id": "6"}]


REPOSTS: list[tuple[dict[str, Any], list[dict[str, Any]], dict[str, Reason]]] = [
    ({"referenced_tweets": references("retweeted")}, [], {}),
    ({"referenced_posts": references("reposted"), "text": None}, [], {}),
    ({"text": "RT @other: words"}, [], {"references": Reason.MISSING}),
    ({"text": "RT @other_2:"}, [UNHYDRATED], {"references": Reason.UNAVAILABLE}),
    (
        {"text": "RT @other: words", "in_reply_to_user_id": "5"},
        [],
        {"references": Reason.MISSING},
    ),
    (
        {"text": "RT @other: words", "referenced_tweets": references("amplified")},
        [],
        {"references": Reason.MISSING},
    ),
]


@pytest.mark.parametrize(("changes", "errors", "lost"), REPOSTS)
def test_a_repost_is_known_without_its_references(
    changes: dict[str, Any], errors: list[dict[str, Any]], lost: dict[str, Reason]
) -> None:
    """Case 14: what it reposts is left out, or failed to come, beside the data."""
    visited = discover(post(**changes), *errors)

    (repost,) = kept(visited)
    assert (repost.kind, repost.counts, repost.text) == (Kind.REPOST, Counts(), None)
    assert losses(visited) == lost


@pytest.mark.parametrize(
    "changes",
    [
        {"referenced_tweets": references("replied_to")},
        {"in_reply_to_user_id": "5"},
        {"in_reply_to_user_id": ID, "referenced_posts": references("quoted")},
    ],
)
def test_a_reply_is_known_by_what_or_whom_it_answers(changes: dict[str, Any]) -> None:
    visited = discover(post(**changes))

    (reply,) = kept(visited)
    assert (reply.kind, reply.counts, reply.text) == (Kind.REPLY, OURS, None)
    assert visited.outcome is Outcome.OK


@pytest.mark.parametrize(
    "changes",
    [
        {"referenced_tweets": references("quoted"), "text": "RT @other: as they say"},
        {"text": "RTS @other: words"},
        {"text": "Merci ! RT @other: words"},
        {"text": ""},
    ],
)
def test_what_is_our_own_stays_our_own(changes: dict[str, Any]) -> None:
    visited = discover(post(**changes))

    (own,) = kept(visited)
    assert (own.kind, own.counts) == (Kind.POST, OURS)
    assert visited.outcome is Outcome.OK


@pytest.mark.parametrize("changes", [{"author_id": "99"}, {"text": None}])
def test_what_may_be_somebody_elses_is_left_out(changes: dict[str, Any]) -> None:
    visited = discover(post(**changes))

    assert kept(visited) == ()
    assert losses(visited) == {"posts": Reason.MALFORMED}


def test_a_stranger_among_posts_looked_up_is_left_out_too() -> None:
    answer = Reply({"data": [post(author_id="99")]})

    visited = read_with({LOOKUP: answer}, plan(reread=(known("7"),)))

    assert kept(visited) == ()
    assert losses(visited) == {"posts": Reason.MALFORMED}
