"""Facebook's recorded answers, through the collector: what is stored is what the files say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from collectors import facebook
from metrics.model import Counts, Form, Kind, Outcome, Plan, Reason
from tests.support.graph_account import (
    FOUND_PAGE,
    NO_POSTS,
    NOW,
    PAGE,
    PAGE_ID,
    POSTS,
    REPLIES,
    Answers,
    V,
    known,
    lost,
    posts_of,
    read,
    read_with,
    recorded,
    refusal,
)
from tests.support.replay import Replay, Reply

USED = {
    "page_node_followers",
    "page_node_2019_default_fields",
    "posts_with_summaries_p1",
    "posts_with_summaries_p2",
    "post_single_with_summaries",
    "posts_time_paged_p1",  # tests/collectors/test_graph_paging.py
    "posts_2026_request_shape",
    "feed_official_sample",
    "post_insights_2026",
    "post_insights_v16_shape",
    "debug_token_user",  # tests/collectors/test_graph_tokens.py
    "me_accounts",  # tests/collectors/test_graph_tokens.py
}
NOT_OUR_REQUESTS = {
    "page_insights_2026": "insights of the Page itself are not asked for: the node tells followers",
    "page_insights_v16_shape": "as above",
    "batch_first_error": "no batches are sent: an edge tells a hundred posts in one call",
    "batch_official_no_headers": "as above",
    "batch_partial_timeout": "as above",
    "batch_simple": "as above",
    "Page": "a table of the SDK's of fields and their types: no answer",
    "PagePost": "as above",
    "Post": "as above",
    "InsightsResult": "as above",
    "InsightsValue": "as above",
    "enum_types": "as above",
    "facebook_business_26.0.3_fields": "as above",
}
"""Recorded answers of Graph that were left behind, and why."""


def node(name: str) -> Reply:
    return Reply(recorded(f"facebook/{name}"))


def rows_of(name: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in recorded(f"facebook/{name}")["data"]}


def test_it_uses_every_recorded_answer() -> None:
    assert {file.stem for file in (REPLIES / "facebook").iterdir()} == USED
    assert not USED & set(NOT_OUR_REQUESTS)


def test_it_may_call_nothing_else() -> None:
    assert set(facebook.PERMITTED) == {
        ("GET", "/:version/me"),
        ("GET", "/:version/me/accounts"),
        ("GET", "/:version/me/assigned_pages"),
        ("GET", "/debug_token"),
        ("GET", "/:version/:id"),
        ("GET", "/:version/:id/insights"),
        ("GET", "/:version/:id/published_posts"),
    }


def test_it_reads_the_page() -> None:
    visited = read_with({}, PAGE, Plan())

    assert visited.outcome is Outcome.OK
    assert visited.proven_at == NOW
    assert visited.cost_usd == 0
    assert visited.requests == 2
    snapshot = visited.snapshot
    assert snapshot is not None
    assert (snapshot.account, snapshot.platform_id) == ("office-facebook", PAGE_ID)
    assert (snapshot.followers, snapshot.display_name) == (13514, "Thumb Forecast")
    assert (snapshot.handle, snapshot.verified) == (None, None)
    assert (snapshot.following, snapshot.posts_total, snapshot.taken_at) == (None, None, NOW)


def test_it_does_not_take_likes_of_the_page_for_followers() -> None:
    """An answer from before there were follower counts: the number is unknown, not another's."""
    visited = read_with({f"{V}/{PAGE_ID}": node("page_node_2019_default_fields")}, PAGE, Plan())

    assert visited.snapshot is not None
    assert visited.snapshot.followers is None
    assert lost(visited) == {"followers": "missing"}
    assert visited.snapshot.handle == "facebookapp"
    assert visited.snapshot.display_name == "Facebook"
    assert visited.snapshot.verified == "blue_verified"


@pytest.mark.fault(25, 26)
@pytest.mark.parametrize("value", ["13,514", "12K", 13.0, True, -1, 2**63, [], {}])
def test_it_takes_only_whole_numbers_for_followers(value: object) -> None:
    answer = Reply({"id": PAGE_ID, "followers_count": value})

    visited = read_with({f"{V}/{PAGE_ID}": answer}, PAGE, Plan())

    assert visited.snapshot is not None
    assert visited.snapshot.followers is None
    assert lost(visited) == {"followers": "malformed"}


@pytest.mark.parametrize("body", [{}, {"id": "x"}, {"id": 5, "followers_count": 5}])
def test_it_does_not_take_an_answer_without_an_id_for_the_page(body: object) -> None:
    visited = read_with({f"{V}/{PAGE_ID}": Reply(body)}, PAGE, Plan())

    assert visited.snapshot is None
    assert lost(visited) == {"account": "malformed"}


@pytest.mark.parametrize("name", ["posts_with_summaries_p1", "posts_with_summaries_p2"])
def test_it_reads_reactions_comments_and_shares_of_posts(name: str) -> None:
    body = {"data": recorded(f"facebook/{name}")["data"]}

    visited = read_with({POSTS: Reply(body)}, PAGE)

    posts = posts_of(visited)
    assert lost(visited) == {}
    assert set(posts) == set(rows_of(name))
    for post_id, row in rows_of(name).items():
        post = posts[post_id]
        assert post.counts == Counts(
            likes=row["reactions"]["summary"]["total_count"],
            comments=row["comments"]["summary"]["total_count"],
            shares=row["shares"]["count"],
        )
        assert post.published_at == datetime.fromisoformat(row["created_time"])
        assert post.published_at.tzinfo is UTC
        assert post.url == row["permalink_url"]
        assert post.kind is Kind.POST
        assert post.form == {
            "added_photos": Form.IMAGE,
            "shared_story": Form.LINK,
            "added_video": Form.VIDEO,
        }.get(row["status_type"])
        assert post.text is not None
        assert post.text[:8] == row["message"][:8]


def test_it_reads_both_recorded_pages_as_one_edge() -> None:
    replies = [node("posts_with_summaries_p1"), node("posts_with_summaries_p2")]

    visited = read_with({POSTS: replies}, PAGE)

    assert set(posts_of(visited)) == {
        *rows_of("posts_with_summaries_p1"),
        *rows_of("posts_with_summaries_p2"),
    }
    assert visited.requests == 4


def test_it_reads_the_shape_of_its_own_request() -> None:
    visited = read_with({POSTS: [node("posts_2026_request_shape"), NO_POSTS]}, PAGE)

    posts = posts_of(visited)
    assert posts["123_456"].counts == Counts(likes=51, comments=12, shares=4)
    assert posts["123_456"].form is Form.IMAGE
    assert posts["123_456"].text == "text"
    # Nobody shared these: beside counts that were told, that is a zero.
    assert posts["123_455"].counts == Counts(likes=0, comments=0, shares=0)
    assert posts["123_455"].form is Form.TEXT
    # A story is the platform's own sentence, not the office's.
    assert posts["123_454"].counts == Counts(likes=3, comments=1, shares=0)
    assert posts["123_454"].text is None
    assert posts["123_454"].form is None


def test_it_reads_insights_inside_of_posts() -> None:
    row = rows_of("posts_2026_request_shape")["123_456"]
    told = {**row, "insights": recorded("facebook/post_insights_2026")}
    old = {**row, **recorded("facebook/post_insights_v16_shape")}
    nothing = {**row, "id": "123_1", "insights": {"data": []}}

    visited = read_with({POSTS: Reply({"data": [told, old, nothing]})}, PAGE)

    posts = posts_of(visited)
    assert posts["123_456"].counts == Counts(1500, 900, likes=51, comments=12, shares=4)
    # A metric of another name, and an empty list, are no zeros.
    assert posts["1234567_98765432"].counts == Counts(likes=51, comments=12, shares=4)
    assert posts["123_1"].counts == Counts(likes=51, comments=12, shares=4)
    assert lost(visited) == {}


def test_it_refuses_the_placeholders_of_a_documentation_sample() -> None:
    visited = read_with({POSTS: [node("feed_official_sample"), NO_POSTS]}, PAGE)

    assert posts_of(visited) == {}
    assert lost(visited) == {"posts": "malformed"}


def test_it_asks_by_name_for_a_post_that_the_edge_did_not_show() -> None:
    row = recorded("facebook/post_single_with_summaries")
    plan = Plan(reread=(known(row["id"], "2026-11-01T03:45:11+00:00"),))
    answers = {POSTS: NO_POSTS, f"{V}/{row['id']}": node("post_single_with_summaries")}

    visited = read_with(answers, PAGE, plan)

    post = posts_of(visited)[row["id"]]
    assert post.counts == Counts(likes=1, comments=0, shares=0)
    assert post.form is Form.TEXT
    assert post.text == "我测试一下 MyLife"
    assert visited.snapshot is not None
    assert visited.snapshot.gone == ()


ON_FILE = Plan(
    reread=(
        known("123_456", "2026-09-05T10:30:00+00:00"),
        known("123_400", "2026-09-04T10:30:00+00:00"),
    )
)
MISSING = refusal("100_33_no_object")
RENAMED = {f"{V}/{PAGE_ID}_{number}": MISSING for number in (400, 456, *range(500, 540))}
"""Its posts have the prefix 123; under the Page's own they are not to be seen either."""


def test_it_takes_a_post_for_gone_that_neither_the_edge_nor_its_name_shows() -> None:
    answers = {POSTS: node("posts_2026_request_shape"), f"{V}/123_400": MISSING} | RENAMED

    visited = read_with(answers, PAGE, ON_FILE)

    assert visited.snapshot is not None
    assert visited.snapshot.gone == ("123_400",)
    assert lost(visited) == {}


def test_it_takes_a_lone_post_for_gone_when_older_ones_can_be_seen() -> None:
    plan = Plan(reread=ON_FILE.reread[1:])
    answers: Answers = {
        **RENAMED,
        POSTS: [NO_POSTS, Reply({"data": [{"id": "123_1"}]})],
        f"{V}/123_400": MISSING,
    }

    visited = read_with(answers, PAGE, plan)

    assert visited.snapshot is not None
    assert visited.snapshot.gone == ("123_400",)


def test_it_takes_no_post_for_gone_when_it_can_see_none_at_all() -> None:
    """The same error says "may not see it", and a text once erased is lost."""
    answers = {POSTS: NO_POSTS, f"{V}/123_456": MISSING, f"{V}/123_400": MISSING} | RENAMED

    visited = read_with(answers, PAGE, ON_FILE)

    assert visited.snapshot is not None
    assert visited.snapshot.gone == ()
    assert lost(visited) == {"posts": "access"}


def test_it_takes_no_post_for_gone_when_the_account_itself_is() -> None:
    visited = read_with({f"{V}/{PAGE_ID}": MISSING, f"{V}/123_400": MISSING}, PAGE, ON_FILE)

    assert visited.snapshot is None
    assert lost(visited) == {"account": "missing"}


def test_it_takes_no_post_for_gone_when_the_edge_was_not_read_to_its_end() -> None:
    answers = {POSTS: refusal("4_app_limit"), f"{V}/123_400": MISSING}

    visited = read_with(answers, PAGE, ON_FILE)

    assert visited.snapshot is not None
    assert visited.snapshot.gone == ()
    assert lost(visited) == {"posts": "limit"}


def test_it_asks_by_name_for_25_posts_at_most_and_keeps_the_others_for_the_next_visit() -> None:
    ids = [f"123_{number}" for number in range(500, 540)]
    plan = Plan(reread=tuple(known(name, "2026-09-05T10:30:00+00:00") for name in ids))
    missing = dict.fromkeys((f"{V}/{name}" for name in ids), MISSING) | RENAMED
    with Replay(
        by_path={**FOUND_PAGE, POSTS: node("posts_2026_request_shape"), **missing}
    ) as platform:
        visited = read(platform.url, PAGE, plan, deadline_s=10)

    assert visited.snapshot is not None
    assert set(visited.snapshot.gone) == set(ids[:25])
    assert len([path for path in platform.paths if "/123_" in path]) == 25
    (left,) = visited.failures
    assert (left.scope, left.reason) == ("posts", Reason.LIMIT)
    assert left.detail.startswith("15 posts ")


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+1400", "9999-12-31T23:59:59-1200", "2003-12-31T23:59:59+0000", 0]
)
def test_it_leaves_out_a_post_of_an_impossible_year_and_keeps_the_others(time: object) -> None:
    row = rows_of("posts_2026_request_shape")["123_456"]
    odd = {**row, "id": "123_457", "created_time": time}

    visited = read_with({POSTS: Reply({"data": [odd, row]})}, PAGE)

    assert list(posts_of(visited)) == ["123_456"]
    assert lost(visited) == {"posts": "malformed"}


def test_it_drops_a_count_that_is_none_and_keeps_the_others() -> None:
    row = rows_of("posts_2026_request_shape")["123_456"]
    odd = {
        **row,
        "shares": {"count": "4"},
        "reactions": {"summary": {"total_count": -51}},
        "insights": {"data": [{"name": "post_media_view", "values": [{"value": {"a": 1}}]}]},
    }

    visited = read_with({POSTS: Reply({"data": [odd]})}, PAGE)

    assert posts_of(visited)["123_456"].counts == Counts(comments=12)
    assert lost(visited) == dict.fromkeys(("shares", "likes", "views"), "malformed")


@pytest.mark.parametrize("data", [5, [5], "x"])
def test_it_keeps_a_post_whose_insights_are_odd(data: object) -> None:
    row = rows_of("posts_2026_request_shape")["123_456"] | {"insights": {"data": data}}

    visited = read_with({POSTS: Reply({"data": [row]})}, PAGE)

    assert posts_of(visited)["123_456"].counts == Counts(likes=51, comments=12, shares=4)
    assert lost(visited) == dict.fromkeys(("views", "reach"), "malformed")


def test_it_keeps_no_person_and_no_mention() -> None:
    row = rows_of("posts_2026_request_shape")["123_456"]
    person = {"id": "5550001", "name": "canary-person"}
    planted = {
        **row,
        "message": "شكرا @canary.person",
        "from": person,
        "to": {"data": [person]},
        "message_tags": [person],
        "story_tags": [person],
        "with_tags": {"data": [person]},
        "comments": {**row["comments"], "data": [{"from": person, "message": "canary"}]},
        "reactions": {**row["reactions"], "data": [person]},
        "shares": {"count": 4, "data": [person]},
        "permalink_url": "javascript:canary",
    }

    visited = read_with({POSTS: Reply({"data": [planted]})}, PAGE)

    post = posts_of(visited)["123_456"]
    assert "canary" not in repr(visited)
    assert (post.text, post.url) == ("شكرا حساب آخر", None)


def test_it_tells_a_reel_by_its_address() -> None:
    row = rows_of("posts_2026_request_shape")["123_456"]
    reel = {**row, "status_type": "added_video", "permalink_url": "https://www.facebook.com/reel/1"}

    visited = read_with({POSTS: Reply({"data": [reel]})}, PAGE)

    assert posts_of(visited)["123_456"].form is Form.REEL
