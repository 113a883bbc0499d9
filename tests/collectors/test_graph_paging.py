"""Page after page of an edge, over real HTTP, with everything that can be wrong about paging."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from collectors._meta.paging import MOST_PAGES
from metrics.model import Plan
from tests.support.graph_account import (
    FOUND_PAGE,
    NO_POSTS,
    PAGE,
    POSTS,
    known,
    lost,
    posts_of,
    read,
    read_with,
    recorded,
    refusal,
)
from tests.support.replay import Replay, Reply


def page_of(*numbers: int, after: str | None = None, **paging: Any) -> Reply:
    rows = [
        {
            "id": f"1_{number}",
            "created_time": f"2026-10-{number:02}T10:00:00+0000",
            "reactions": {"summary": {"total_count": number}},
            "comments": {"summary": {"total_count": 0}},
        }
        for number in numbers
    ]
    if after:
        paging = {"cursors": {"after": after}, "next": "https://graph.facebook.com/x?after=y"}
    return Reply({"data": rows, "paging": paging})


def asked_of(platform: Replay) -> list[dict[str, str]]:
    """The queries to the edge of posts, in order."""
    return [dict(asked.query) for asked in platform.asked if asked.path == POSTS]


@pytest.mark.fault(30)
def test_it_follows_cursors_through_short_and_empty_pages() -> None:
    replies = [page_of(9, 8, after="A"), page_of(after="B"), page_of(7)]
    with Replay(by_path={**FOUND_PAGE, POSTS: replies}) as platform:
        visited = read(platform.url, PAGE)

    assert set(posts_of(visited)) == {"1_9", "1_8", "1_7"}
    assert [query.get("after") for query in asked_of(platform)] == [None, "A", "B"]
    assert lost(visited) == {}


@pytest.mark.threat(12)
def test_it_never_follows_a_link_but_reads_what_a_time_based_one_says() -> None:
    first = recorded("facebook/posts_time_paged_p1")
    with Replay(by_path={**FOUND_PAGE, POSTS: [Reply(first), NO_POSTS]}) as platform:
        visited = read(platform.url, PAGE)

    second = asked_of(platform)[1]
    assert second["until"] == "1624385168"
    assert second["__paging_token"] == "__paging_token"
    assert "since" not in second
    assert "access_token" not in second
    assert "canary" not in "".join(asked.target for asked in platform.asked)
    assert len(posts_of(visited)) == 5
    # The edge told neither reactions nor comments: then an absent `shares` is unknown too.
    assert {post.counts.likes for post in posts_of(visited).values()} == {None}
    assert {post.counts.shares for post in posts_of(visited).values()} == {None}


@pytest.mark.fault(30)
def test_it_stops_at_a_cursor_that_goes_round_and_keeps_what_it_has() -> None:
    replies = [page_of(9, after="A"), page_of(8, after="B"), page_of(7, after="A"), page_of(6)]

    visited = read_with({POSTS: replies}, PAGE)

    assert set(posts_of(visited)) == {"1_9", "1_8", "1_7"}
    assert lost(visited) == {"posts": "malformed"}


@pytest.mark.fault(30)
def test_it_stops_at_pages_without_end() -> None:
    replies = [page_of(after=str(number)) for number in range(MOST_PAGES + 5)]
    with Replay(by_path={**FOUND_PAGE, POSTS: replies}) as platform:
        visited = read(platform.url, PAGE, deadline_s=30)

    assert len(asked_of(platform)) == MOST_PAGES
    assert lost(visited) == {"posts": "malformed"}


@pytest.mark.fault(29)
def test_it_counts_a_post_once_that_stands_on_two_pages() -> None:
    visited = read_with({POSTS: [page_of(9, 8, after="A"), page_of(8, 7)]}, PAGE)

    assert len(posts_of(visited)) == 3


def test_it_asks_for_half_as_many_whenever_that_is_too_much() -> None:
    too_much = refusal("1_reduce_data")
    replies = [too_much, too_much, page_of(9, after="A"), page_of(8)]
    with Replay(by_path={**FOUND_PAGE, POSTS: replies}) as platform:
        visited = read(platform.url, PAGE)

    assert [query["limit"] for query in asked_of(platform)] == ["100", "50", "25", "25"]
    assert set(posts_of(visited)) == {"1_9", "1_8"}
    assert lost(visited) == {}


def test_it_gives_the_posts_up_when_even_one_is_too_much() -> None:
    with Replay(by_path={**FOUND_PAGE, POSTS: refusal("1_reduce_data")}) as platform:
        visited = read(platform.url, PAGE)

    assert asked_of(platform)[-1]["limit"] == "1"
    assert lost(visited) == {"posts": "unavailable"}
    assert visited.snapshot is not None
    assert visited.snapshot.followers == 13514


def test_it_reads_back_as_many_posts_as_the_plan_wants_and_no_more() -> None:
    replies = [page_of(9, 8, after="A"), page_of(7, 6, after="B"), page_of(5)]
    with Replay(by_path={**FOUND_PAGE, POSTS: replies}) as platform:
        visited = read(platform.url, PAGE, Plan(backfill=3))

    assert set(posts_of(visited)) == {"1_9", "1_8", "1_7"}
    assert [query["limit"] for query in asked_of(platform)] == ["3", "3"]


def test_it_asks_for_posts_since_the_oldest_that_the_plan_names() -> None:
    plan = Plan(
        since=known("1_9", "2026-10-09T10:00:00+00:00"),
        reread=(known("1_7", "2026-10-07T10:00:00+00:00"),),
    )
    with Replay(by_path={**FOUND_PAGE, POSTS: page_of(10, 9, 8, 7)}) as platform:
        visited = read(platform.url, PAGE, plan)

    (query,) = asked_of(platform)
    assert query["since"] == str(1791367200 - 1)  # 2026-10-07 10:00 UTC, and a second of margin
    assert set(posts_of(visited)) == {"1_10", "1_9", "1_8", "1_7"}
    assert visited.snapshot is not None
    assert visited.snapshot.gone == ()


def test_it_stops_behind_the_oldest_post_even_where_the_bound_is_not_obeyed() -> None:
    plan = Plan(since=known("1_8", "2026-10-08T10:00:00+00:00"))
    replies = [page_of(9, 8, 7, after="A"), page_of(6)]
    with Replay(by_path={**FOUND_PAGE, POSTS: replies}) as platform:
        read(platform.url, PAGE, plan)

    assert len(asked_of(platform)) == 1


def test_it_asks_for_no_posts_when_the_plan_names_none() -> None:
    with Replay(by_path=FOUND_PAGE) as platform:
        visited = read(platform.url, PAGE, Plan())

    assert asked_of(platform) == []
    assert lost(visited) == {}


@pytest.mark.parametrize("data", [None, {}, "x", 5, [5], [None]])
def test_it_takes_no_page_without_a_list_for_an_empty_one(data: object) -> None:
    assert lost(read_with({POSTS: Reply({"data": data})}, PAGE)) == {"posts": "malformed"}


def test_it_leaves_odd_rows_out_and_says_so() -> None:
    rows: list[object] = [
        {"id": "../../me", "created_time": "2026-10-01T10:00:00+0000"},
        {"id": 12, "created_time": "2026-10-01T10:00:00+0000"},
        {"id": "1_1", "created_time": "yesterday"},
        {"id": "1_2", "created_time": "2026-10-01T10:00:00"},
        {"id": "1_3"},
        {"id": "1_4", "created_time": 1790848800},
    ]

    visited = read_with({POSTS: Reply({"data": rows})}, PAGE)

    assert set(posts_of(visited)) == {"1_4"}
    assert lost(visited)["posts"] == "malformed"


def test_its_recorded_link_would_have_held_a_token() -> None:
    """Why links are not followed: the recorded ones carry the token in their query."""
    link = recorded("facebook/posts_time_paged_p1")["paging"]["next"]

    assert "access_token" in parse_qs(urlsplit(link).query)
    assert json.dumps(link).count("access_token=") == 1
