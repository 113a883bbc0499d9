"""A lookup that X refuses for one of its posts is asked for in halves, and the others are read."""

from __future__ import annotations

import threading

import pytest

from collectors import visit
from metrics.model import Visit
from net import Limits
from tests.support.replay import Asked, Replay, Reply
from tests.support.x_account import (
    ACCOUNT,
    ACCOUNT_PATHS,
    LOOKUP,
    NOW,
    PUBLISHED,
    TIMELINE,
    access_to,
    known,
    plan,
)

IDS = [str(number) for number in range(1000, 1100)]
COUNTS = {
    "impression_count": 70,
    "like_count": 7,
    "reply_count": 1,
    "retweet_count": 2,
    "quote_count": 3,
    "bookmark_count": 4,
}


class OneRefused(Replay):
    """X, which fails as soon as one of some ids is among those that are asked for."""

    def __init__(self, poison: set[str], refusal: Reply) -> None:
        super().__init__(by_path={**ACCOUNT_PATHS, TIMELINE: Reply({"meta": {"result_count": 0}})})
        self._poison, self._refusal = poison, refusal

    def answer(self, asked: Asked) -> tuple[Reply, threading.Event]:
        """The posts that are asked for, or the refusal."""
        if asked.path != LOOKUP:
            return super().answer(asked)
        self.asked.append(asked)
        ids = asked.query["ids"].split(",")
        if self._poison & set(ids):
            return self._refusal, self._ended
        at = f"{PUBLISHED:%Y-%m-%dT%H:%M:%S.000Z}"
        post = {"created_at": at, "text": "word", "public_metrics": COUNTS}
        rows = [{"id": post_id, "edit_history_tweet_ids": [post_id], **post} for post_id in ids]
        return Reply({"data": rows}), self._ended


def read(platform: OneRefused) -> Visit:
    due = tuple(known(post_id) for post_id in IDS)
    way, once = access_to(platform.url), Limits(tries=1)
    return visit(ACCOUNT, way, plan(since=known("1"), reread=due), lambda: NOW, limits=once)


@pytest.mark.parametrize("refusal", [Reply({}, 503), Reply({}, 400), Reply({"title": "x"}, 403)])
@pytest.mark.parametrize("poison", ["1000", "1041", "1099"])
def test_one_post_that_x_cannot_answer_for_costs_no_other(poison: str, refusal: Reply) -> None:
    with OneRefused({poison}, refusal) as platform:
        visited = read(platform)

    assert visited.snapshot is not None
    assert {post.id for post in visited.snapshot.posts} == set(IDS) - {poison}
    assert visited.snapshot.gone == ()
    (failure,) = visited.failures
    assert failure.scope == "posts"
    assert poison in failure.detail


def test_a_lookup_that_is_refused_as_such_is_asked_for_a_few_times_only() -> None:
    with OneRefused(set(IDS), Reply({"title": "Forbidden"}, 403)) as platform:
        visited = read(platform)

    assert visited.snapshot is not None
    assert visited.snapshot.posts == ()
    assert [failure.scope for failure in visited.failures] == ["posts"]
    assert len([path for path in platform.paths if path == LOOKUP]) < 10
