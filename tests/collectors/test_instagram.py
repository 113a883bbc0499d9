"""Instagram's recorded answers, through the collector: what is stored is what the files say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors import instagram
from metrics.model import Counts, Form, Outcome, Plan, Visit
from tests.support.graph_account import (
    FOUND_INSTAGRAM,
    INSTAGRAM,
    MEDIA,
    MEDIA_ID,
    NO_POSTS,
    NOW,
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
    "ig_user",
    "ig_user_2018",
    "ig_user_fields",
    "ig_media_list_p1",
    "ig_media_list_p2",
    "ig_media_list_reels_carousel_image",
    "ig_media_2026_fields",
    "ig_media_hidden_likes",
    "ig_media_official_sample",
    "ig_media_carousel",
    "ig_media_insights_2026",
    "ig_media_insights_reels_2023",
    "insights_empty",
}
NOT_OUR_REQUESTS = {
    "business_discovery_media_p1": "other accounts than our own are never asked for",
    "business_discovery_official": "as above",
    "business_discovery_user": "as above",
    "ig_stories": "it holds pictures and addresses, which are not asked for",
    "ig_story_insight_navigation": "where people went from a story is not asked for",
    "ig_user_insights_time_series": "insights of the account are not asked for",
    "ig_user_insights_total_value_2023": "as above",
    "ig_user_insights_total_value_official": "as above",
    "IGUser": "a table of the SDK's of fields and their types: no answer",
    "IGUserForIGOnlyAPI": "as above",
    "IGMedia": "as above",
    "IGMediaForIGOnlyAPI": "as above",
    "IGComment": "as above; comments of people are never asked for",
    "InstagramInsightsResult": "as above",
    "InstagramInsightsValue": "as above",
    "ShadowIGScheduledMedia": "as above; nothing is published",
}
"""Recorded answers of Instagram that were left behind, and why."""

FORMS = {"IMAGE": Form.IMAGE, "VIDEO": Form.VIDEO, "CAROUSEL_ALBUM": Form.ALBUM}
REEL = "17918920912340654"
INSIGHTS = f"{V}/{REEL}/insights"


def node(name: str) -> Reply:
    return Reply(recorded(f"instagram/{name}"))


def edge_of(*rows: dict[str, Any]) -> Reply:
    return Reply({"data": list(rows)})


def young(name: str, **changes: Any) -> dict[str, Any]:
    """A recorded media, as if published the day before."""
    row: dict[str, Any] = recorded(f"instagram/{name}")
    return {**row, "timestamp": "2026-11-20T12:00:00+0000", **changes}


def test_it_uses_every_recorded_answer() -> None:
    assert {file.stem for file in (REPLIES / "instagram").iterdir()} == USED
    assert not USED & set(NOT_OUR_REQUESTS)


def test_it_may_call_nothing_else() -> None:
    assert set(instagram.PERMITTED) == {
        ("GET", "/:version/me"),
        ("GET", "/:version/me/accounts"),
        ("GET", "/:version/me/assigned_pages"),
        ("GET", "/debug_token"),
        ("GET", "/:version/:id"),
        ("GET", "/:version/:id/media"),
        ("GET", "/:version/:id/insights"),
        ("GET", "/:version/:id/stories"),
    }


def test_it_reads_the_account() -> None:
    visited = read_with({}, INSTAGRAM, Plan())

    assert visited.outcome is Outcome.OK
    assert visited.requests == 2
    assert visited.cost_usd == 0
    assert visited.proven_at == NOW
    snapshot = visited.snapshot
    assert snapshot is not None
    assert (snapshot.account, snapshot.platform_id) == ("office-instagram", MEDIA_ID)
    assert (snapshot.followers, snapshot.following, snapshot.posts_total) == (64363, 31, 427)
    assert snapshot.handle == "facebookfordevelopers"
    assert snapshot.display_name == "Facebook for Developers"
    assert (snapshot.verified, snapshot.listed) == (None, None)


def test_it_reads_an_account_that_tells_not_whom_it_follows() -> None:
    visited = read_with({f"{V}/{MEDIA_ID}": node("ig_user_fields")}, INSTAGRAM, Plan())

    assert visited.snapshot is not None
    assert visited.snapshot.followers == 64363
    assert visited.snapshot.following is None
    assert visited.snapshot.posts_total == 427


def test_it_reads_an_account_of_2018() -> None:
    visited = read_with({f"{V}/{MEDIA_ID}": node("ig_user_2018")}, INSTAGRAM, Plan())

    snapshot = visited.snapshot
    assert snapshot is not None
    assert (snapshot.followers, snapshot.following, snapshot.posts_total) == (10, 15, 2)
    assert (snapshot.handle, snapshot.display_name) == ("tester2018", "Tester Test")


def test_it_reads_both_recorded_pages_of_media() -> None:
    replies = [node("ig_media_list_p1"), node("ig_media_list_p2")]
    with Replay(by_path={**FOUND_INSTAGRAM, MEDIA: replies}) as platform:
        visited = read(platform.url, INSTAGRAM)

    rows = [
        row for page in ("1", "2") for row in recorded(f"instagram/ig_media_list_p{page}")["data"]
    ]
    posts = posts_of(visited)
    assert set(posts) == {row["id"] for row in rows}
    for row in rows:
        post = posts[row["id"]]
        assert post.counts == Counts(likes=row["like_count"], comments=row["comments_count"])
        assert post.form is FORMS[row["media_type"]]
        assert post.text == row.get("caption")
        assert post.url == row["permalink"]
        assert post.published_at == datetime.fromisoformat(row["timestamp"])
        assert post.published_at.tzinfo is UTC
    assert platform.asked[-1].query["after"] == "after"
    assert lost(visited) == {}


def test_it_tells_reels_albums_and_images_apart() -> None:
    visited = read_with({MEDIA: node("ig_media_list_reels_carousel_image")}, INSTAGRAM)

    reel, album, image = recorded("instagram/ig_media_list_reels_carousel_image")["data"]
    posts = posts_of(visited)
    assert posts[reel["id"]].form is Form.REEL
    assert posts[reel["id"]].counts == Counts(likes=12, comments=2)
    assert posts[album["id"]].form is Form.ALBUM
    assert posts[album["id"]].counts == Counts(likes=8, comments=0)
    assert posts[image["id"]].form is Form.IMAGE
    assert posts[image["id"]].counts == Counts(likes=27, comments=0)


def test_it_reads_saves_and_shares_with_the_edge() -> None:
    visited = read_with({MEDIA: edge_of(recorded("instagram/ig_media_2026_fields"))}, INSTAGRAM)

    post = posts_of(visited)[REEL]
    assert post.counts == Counts(likes=120, comments=7, saves=9, shares=14)
    assert (post.form, post.text) == (Form.REEL, "text")
    assert lost(visited) == {}


def test_it_knows_no_number_for_hidden_likes() -> None:
    row = recorded("instagram/ig_media_hidden_likes")

    visited = read_with({MEDIA: edge_of(row)}, INSTAGRAM)

    assert posts_of(visited)[row["id"]].counts == Counts(comments=3)
    assert lost(visited) == {}


def test_it_reads_a_media_that_tells_next_to_nothing() -> None:
    visited = read_with({MEDIA: edge_of(recorded("instagram/ig_media_official_sample"))}, INSTAGRAM)

    post = posts_of(visited)[REEL]
    assert post.counts == Counts()
    assert (post.form, post.text, post.url) == (Form.IMAGE, None, None)


def test_it_asks_by_name_for_a_media_that_the_edge_did_not_show() -> None:
    row = recorded("instagram/ig_media_carousel")
    plan = Plan(reread=(known(row["id"], "2026-09-22T10:40:45+00:00"),))
    answers = {MEDIA: NO_POSTS, f"{V}/{row['id']}": node("ig_media_carousel")}

    visited = read_with(answers, INSTAGRAM, plan)

    post = posts_of(visited)[row["id"]]
    assert post.counts == Counts(likes=0, comments=0)
    assert (post.form, post.text) == (Form.ALBUM, "Great carousel")
    assert set(posts_of(visited)) == {row["id"]}  # and none of the album's own images


def test_it_takes_a_media_for_gone_that_neither_the_edge_nor_its_name_shows() -> None:
    row = recorded("instagram/ig_media_2026_fields")
    plan = Plan(
        reread=(
            known(REEL, "2026-09-26T22:36:43+00:00"),
            known("180", "2026-09-26T23:00:00+00:00"),
        )
    )
    answers = {MEDIA: edge_of(row), f"{V}/180": refusal("100_33_no_object")}

    visited = read_with(answers, INSTAGRAM, plan)

    assert visited.snapshot is not None
    assert visited.snapshot.gone == ("180",)


@pytest.mark.parametrize("product", ["STORY", "AD"])
def test_it_counts_neither_stories_nor_advertisements(product: str) -> None:
    row = recorded("instagram/ig_media_2026_fields")

    visited = read_with({MEDIA: edge_of({**row, "media_product_type": product})}, INSTAGRAM)

    assert posts_of(visited) == {}
    assert lost(visited) == {}


def test_it_reads_views_and_reach_of_young_media() -> None:
    answers = {
        MEDIA: edge_of(young("ig_media_2026_fields")),
        INSIGHTS: node("ig_media_insights_2026"),
    }
    with Replay(by_path={**FOUND_INSTAGRAM, **answers}) as platform:
        visited = read(platform.url, INSTAGRAM)

    assert posts_of(visited)[REEL].counts == Counts(
        5100, 2006, likes=120, comments=7, saves=9, shares=14
    )
    assert platform.asked[-1].query["metric"] == "views,reach"


def test_it_reads_the_insights_of_2023() -> None:
    answers = {
        MEDIA: edge_of(young("ig_media_2026_fields")),
        INSIGHTS: node("ig_media_insights_reels_2023"),
    }

    counts = posts_of(read_with(answers, INSTAGRAM))[REEL].counts

    assert (counts.views, counts.reach) == (None, 2006)


@pytest.mark.parametrize(
    "reply",
    [
        node("insights_empty"),
        refusal("100_2108006_media_before_business"),
        refusal("10_story_not_enough_viewers"),
        refusal("100_33_no_object"),
    ],
)
def test_it_knows_no_number_where_the_platform_keeps_none(reply: Reply) -> None:
    answers = {MEDIA: edge_of(young("ig_media_2026_fields")), INSIGHTS: reply}

    visited = read_with(answers, INSTAGRAM)

    assert posts_of(visited)[REEL].counts == Counts(likes=120, comments=7, saves=9, shares=14)
    assert lost(visited) == {}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("190_463_expired", "access"),
        ("80002_instagram_buc", "limit"),
        ("non_json_502", "unavailable"),
        ("2500_unknown_path", "malformed"),
    ],
)
def test_it_keeps_the_posts_when_insights_fail(name: str, reason: str) -> None:
    answers = {MEDIA: edge_of(young("ig_media_2026_fields")), INSIGHTS: refusal(name)}

    visited = read_with(answers, INSTAGRAM)

    assert posts_of(visited)[REEL].counts.likes == 120
    assert lost(visited) == {"views": reason, "reach": reason}


def test_it_reads_insights_in_the_shape_of_totals_too() -> None:
    totals = {"data": [{"name": "views", "total_value": {"value": 5}}]}
    answers = {MEDIA: edge_of(young("ig_media_2026_fields")), INSIGHTS: Reply(totals)}

    assert posts_of(read_with(answers, INSTAGRAM))[REEL].counts.views == 5


@pytest.mark.parametrize("data", [5, None, [5], [{"name": "views", "values": 5}], [{"values": []}]])
def test_it_survives_odd_insights(data: object) -> None:
    answers = {MEDIA: edge_of(young("ig_media_2026_fields")), INSIGHTS: Reply({"data": data})}

    visited = read_with(answers, INSTAGRAM)

    assert posts_of(visited)[REEL].counts == Counts(likes=120, comments=7, saves=9, shares=14)


def asked_insights(answers: Answers, plan: Plan) -> tuple[list[str], Visit]:
    """The ids of the media whose insights a visit asks for, and the visit."""
    with Replay(by_path={**FOUND_INSTAGRAM, **answers}) as platform:
        visited = read(platform.url, INSTAGRAM, plan, deadline_s=10)
    return [path.split("/")[2] for path in platform.paths if path.endswith("/insights")], visited


def test_it_asks_for_insights_only_of_media_that_are_young_and_wanted() -> None:
    """They cost a call each; the rest of what the edge shows comes for nothing."""
    base = recorded("instagram/ig_media_2026_fields")
    days = {"1": 0.5, "2": 3, "3": 10, "4": 29, "5": 31}
    rows = [
        {**base, "id": number, "timestamp": (NOW - timedelta(days=age)).isoformat()}
        for number, age in days.items()
    ]
    insights: Answers = {f"{V}/{number}/insights": node("insights_empty") for number in days}
    answers = {MEDIA: edge_of(*rows), **insights}
    plan = Plan(
        since=known("2", rows[1]["timestamp"]),
        reread=(known("4", rows[3]["timestamp"]), known("5", rows[4]["timestamp"])),
    )

    asked, visited = asked_insights(answers, plan)

    assert asked == ["1", "4"]
    assert lost(visited) == {}


def test_it_asks_for_the_insights_of_forty_media_at_most_the_newest_first() -> None:
    base = recorded("instagram/ig_media_2026_fields")
    rows = [
        {**base, "id": str(number), "timestamp": (NOW - timedelta(hours=number)).isoformat()}
        for number in range(1, 51)
    ]
    insights: Answers = {
        f"{V}/{number}/insights": node("insights_empty") for number in range(1, 51)
    }
    answers = {MEDIA: edge_of(*rows), **insights}

    asked, visited = asked_insights(answers, Plan(backfill=100))

    assert asked == [str(number) for number in range(1, 41)]
    assert lost(visited) == {"views": "limit", "reach": "limit"}
    assert {failure.detail.partition(":")[0] for failure in visited.failures} == {
        "No insights of 10 media"
    }
