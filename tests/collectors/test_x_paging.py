"""Pages of X's timeline: empty ones are followed, and none stops short in silence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from collectors._x.posts import MOST_PAGES
from metrics.model import BEGINNING, Outcome, Reason, Visit
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT_PATHS,
    NOW,
    PUBLISHED,
    TIMELINE,
    known,
    plan,
    read,
    read_with,
)

USER, POST = Decimal("0.010"), Decimal("0.005")
COUNTS = ("impression", "like", "reply", "retweet", "quote", "bookmark")
METRICS = {f"{count}_count": 1 for count in COUNTS}


def page(*ids: str, token: str | None = None, **meta: Any) -> Reply:
    """A page with these posts, of which 100 was published first, then 101 and so on."""
    posts = [
        {
            "id": post_id,
            "text": "a",
            "created_at": f"2026-11-20T{int(post_id) - 100:02}:00:00.000Z",
            "public_metrics": METRICS,
        }
        for post_id in ids
    ]
    meta = {"result_count": len(ids)} | ({"next_token": token} if token else {}) | meta
    return Reply(({"data": posts} if posts else {}) | {"meta": meta})


def read_pages(*pages: Reply, **changes: Any) -> tuple[Visit, int]:
    """A visit to a timeline of these pages, and how many of them it asked for."""
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: list(pages)}) as platform:
        visited = read(platform, plan(**({"since": known("1")} | changes)))
    return visited, platform.paths.count(TIMELINE)


def ids_of(visited: Visit) -> list[str]:
    assert visited.snapshot is not None
    return [post.id for post in visited.snapshot.posts]


EMPTY = {
    "first": (page(token="a"), page("102", "101", token="b"), page("100")),
    "in the middle": (page("102", "101", token="a"), page(token="b"), page("100")),
    "last": (page("102", "101", "100", token="a"), page(token="b"), page()),
    "many in a row": (*(page(token=f"t{n}") for n in range(30)), page("102", "101", "100")),
    "without a count": (
        Reply({"data": [], "meta": {"next_token": "a"}}),
        page("102", "101", "100"),
    ),
}


@pytest.mark.parametrize("pages", EMPTY.values(), ids=EMPTY)
def test_an_empty_page_with_a_next_one_is_followed(pages: tuple[Reply, ...]) -> None:
    """Case 5: a documented answer of X's, at the beginning or on the way."""
    visited, asked = read_pages(*pages)

    assert (visited.outcome, asked) == (Outcome.OK, len(pages))
    assert ids_of(visited) == ["102", "101", "100"]
    assert visited.cost_usd == USER + 3 * POST
    assert visited.snapshot is not None
    assert visited.snapshot.discovered is not None
    assert visited.snapshot.discovered.since == PUBLISHED


def test_an_empty_page_ends_no_backfill() -> None:
    visited, asked = read_pages(page(token="a"), page("100"), since=None, backfill=50)

    assert (ids_of(visited), asked) == (["100"], 2)
    assert visited.snapshot is not None
    assert visited.snapshot.discovered is not None
    assert visited.snapshot.discovered.since == BEGINNING


def test_an_empty_page_of_a_window_is_followed() -> None:
    pages = [page(token="a"), page("100")]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: pages}) as platform:
        visited = read(platform, plan(reread=(known("100"),)), owned_reads=True)

    assert (visited.failures, ids_of(visited)) == ((), ["100"])


@pytest.mark.fault(30)
def test_empty_pages_without_an_end_are_a_loss_and_cost_nothing() -> None:
    endless = [page("101", "100", token="t")]
    endless += [page(token=f"t{number}") for number in range(MOST_PAGES)]

    visited, asked = read_pages(*endless)

    assert asked == MOST_PAGES
    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("posts", Reason.MALFORMED)]
    assert str(MOST_PAGES) in visited.failures[0].detail
    assert visited.cost_usd == USER + 2 * POST
    assert ids_of(visited) == ["101", "100"]


LOOPS = {
    "a token again": (page("102", token="a"), page("101", token="b"), page("100", token="a")),
    "an empty page's token again": (page("102", "101", "100", token="a"), page(token="a")),
    "a page again": (page("102", "101", "100", token="a"), page("102", "101", token="b")),
    "the last page again": (page("102", "101", token="a"), page("100", token="b"), page("100")),
}


@pytest.mark.fault(30)
@pytest.mark.parametrize("pages", LOOPS.values(), ids=LOOPS)
def test_a_loop_is_a_loss_and_what_came_is_kept_and_paid_once(pages: tuple[Reply, ...]) -> None:
    visited, asked = read_pages(*pages)

    assert asked == len(pages)
    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("posts", Reason.MALFORMED)]
    assert ids_of(visited) == ["102", "101", "100"]
    assert visited.cost_usd == USER + 3 * POST
    assert visited.snapshot is not None
    assert visited.snapshot.discovered is not None
    oldest = visited.snapshot.posts[-1].published_at
    assert (visited.snapshot.discovered.since, visited.snapshot.discovered.until) == (oldest, NOW)


@pytest.mark.fault(29)
def test_a_page_that_overlaps_the_one_before_brings_each_post_once() -> None:
    pages = page("102", "101", token="a"), page("101", "100")

    visited, _ = read_pages(*pages, since=None, backfill=50)

    assert (visited.failures, ids_of(visited)) == ((), ["102", "101", "100"])
    assert visited.cost_usd == USER + 3 * POST


def test_a_loop_in_one_day_of_known_posts_keeps_no_other_day_from_being_read() -> None:
    day_before = known("100", PUBLISHED.replace(day=18))
    pages = [page("100", token="a"), page("100", token="b"), page("101")]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: pages}) as platform:
        visited = read(platform, plan(reread=(known("101"), day_before)), owned_reads=True)

    assert sorted(ids_of(visited)) == ["100", "101"]
    assert [lost.reason for lost in visited.failures] == [Reason.MALFORMED]


def test_a_page_that_counts_what_it_does_not_tell_is_not_taken_for_an_empty_one() -> None:
    for meta in ({"next_token": "a"}, {"result_count": 3, "next_token": "a"}, {"result_count": 3}):
        visited = read_with({TIMELINE: Reply({"meta": meta})}, plan(since=known("1")))

        assert [lost.reason for lost in visited.failures] == [Reason.MALFORMED]
        assert visited.cost_usd == USER + 100 * POST
