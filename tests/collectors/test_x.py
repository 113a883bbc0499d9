"""X's recorded answers, each through the collector, with what is kept asserted against the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors import inspect
from metrics.model import Counts, Kind, Outcome, PostSnapshot, Reason, Snapshot, Visit
from settings import Secret
from tests.support.replay import Replay, Reply, reply_of
from tests.support.x_account import (
    ACCOUNT,
    ACCOUNT_PATHS,
    BEARER,
    CANARIES,
    ID,
    LOOKUP,
    ME,
    NOW,
    PUBLISHED,
    REPLIES,
    TIMELINE,
    access_to,
    known,
    plan,
    read,
    read_with,
)

OUR_WORDS = {
    "views": ("impression_count",),
    "likes": ("like_count",),
    "comments": ("reply_count",),
    "shares": ("retweet_count", "repost_count"),
    "quotes": ("quote_count",),
    "saves": ("bookmark_count",),
}
LOOKUPS = [
    "CONSTRUCTED_post_fields_vocabulary",
    "docs_post_private_metrics",
    "docs_post_public_metrics",
    "docs_post_video_media_metrics",
    "docs_posts_lookup",
    "docs_posts_lookup_partial_error",
    "docs_posts_lookup_partial_error_with_type",
    "playground_posts_lookup",
]


def document_of(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((REPLIES / f"{name}.json").read_text())
    return document


def posts_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = document.get("data", [])
    return data if isinstance(data, list) else [data]


def counts_of(post: Mapping[str, Any]) -> Counts:
    """The counts as the file tells them, under our words."""
    told = post.get("public_metrics", {})
    return Counts(
        **{
            word: next((told[field] for field in fields if field in told), None)
            for word, fields in OUR_WORDS.items()
        }
    )


def instant_of(post: Mapping[str, Any]) -> datetime:
    if "created_at" not in post:
        return PUBLISHED
    return datetime.strptime(post["created_at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def snapshot_of(visit: Visit) -> Snapshot:
    assert visit.snapshot is not None
    return visit.snapshot


def posts_by_id(visit: Visit) -> dict[str, PostSnapshot]:
    return {post.id: post for post in snapshot_of(visit).posts}


def losses(visit: Visit) -> dict[str, Reason]:
    return {failure.scope: failure.reason for failure in visit.failures}


def test_it_keeps_the_account() -> None:
    told = document_of("docs_user_lookup_by_username")["data"]
    counts = told["public_metrics"]

    visit = read_with({}, plan())

    assert visit.outcome is Outcome.OK
    assert visit.snapshot == Snapshot(
        account="office-x",
        taken_at=NOW,
        platform_id=told["id"],
        followers=counts["followers_count"],
        following=counts["following_count"],
        posts_total=counts["tweet_count"],
        listed=counts["listed_count"],
        handle=told["username"],
        display_name=told["name"],
        verified=None,
    )


def test_it_reads_the_new_vocabulary_and_the_badge_of_an_account() -> None:
    user = {
        "id": ID,
        "name": "الأمن الوطني",
        "username": "office",
        "verified_type": "government",
        "public_metrics": {
            "followers_count": 5,
            "following_count": 0,
            "post_count": 7,
            "listed_count": 1,
        },
    }

    snapshot = snapshot_of(read_with({f"/2/users/{ID}": Reply({"data": user})}, plan()))

    assert (snapshot.followers, snapshot.following, snapshot.posts_total) == (5, 0, 7)
    assert (snapshot.display_name, snapshot.verified) == ("الأمن الوطني", "government")


@pytest.mark.parametrize("name", LOOKUPS)
def test_it_keeps_the_posts_of_a_lookup(name: str) -> None:
    document = document_of(name)
    told = posts_of(document)
    errors = [error["resource_id"] for error in document.get("errors", [])]
    due = tuple(known(post_id) for post_id in [*(post["id"] for post in told), *errors])

    visit = read_with({LOOKUP: reply_of(REPLIES / f"{name}.json")}, plan(reread=due))
    kept = posts_by_id(visit)

    assert set(kept) == {post["id"] for post in told}
    for post in told:
        assert kept[post["id"]].counts == counts_of(post)
        assert kept[post["id"]].published_at == instant_of(post)
    assert snapshot_of(visit).gone == tuple(errors)


@pytest.mark.fault(24)
@pytest.mark.parametrize("name", LOOKUPS)
def test_it_names_each_metric_that_was_not_told(name: str) -> None:
    document = document_of(name)
    told = posts_of(document)
    due = tuple(known(post["id"]) for post in told)
    absent = {
        word for post in told for word, count in vars_of(counts_of(post)).items() if count is None
    }

    visit = read_with({LOOKUP: reply_of(REPLIES / f"{name}.json")}, plan(reread=due))

    assert losses(visit) == dict.fromkeys(absent, Reason.MISSING)


def vars_of(counts: Counts) -> dict[str, int | None]:
    return {word: getattr(counts, word) for word in OUR_WORDS}


def test_it_keeps_the_texts_of_own_posts_and_of_no_others() -> None:
    replies = [
        ("playground_posts_lookup", "1", Kind.POST),
        ("CONSTRUCTED_post_fields_vocabulary", "1212092628029698048", Kind.POST),
        ("docs_posts_lookup", "1212092628029698048", Kind.REPLY),
    ]
    kept = {}
    for name, post_id, kind in replies:
        answer = {LOOKUP: reply_of(REPLIES / f"{name}.json")}
        post = posts_by_id(read_with(answer, plan(reread=(known(post_id),))))[post_id]
        assert post.kind is kind
        kept[name] = post.text

    assert kept == {
        "playground_posts_lookup": document_of("playground_posts_lookup")["data"][0]["text"],
        "CONSTRUCTED_post_fields_vocabulary": "full text",
        "docs_posts_lookup": None,
    }


def test_it_keeps_a_repost_without_text_and_without_the_originals_counts() -> None:
    repost = {
        "id": "7",
        "text": "RT @other: words of somebody else",
        "created_at": "2026-11-20T10:00:00.000Z",
        "referenced_tweets": [{"type": "retweeted", "id": "6"}],
        "public_metrics": {"retweet_count": 900, "like_count": 0, "reply_count": 0},
    }
    timeline = Reply({"data": [repost], "meta": {"result_count": 1}})

    visit = read_with({TIMELINE: timeline}, plan(since=known("1")))
    kept = posts_by_id(visit)["7"]

    assert (kept.kind, kept.text, kept.url, kept.counts) == (Kind.REPOST, None, None, Counts())
    assert losses(visit) == {}


def test_it_keys_an_edited_post_on_its_first_id() -> None:
    answer = {LOOKUP: reply_of(REPLIES / "docs_edited_post.json")}
    told = document_of("docs_edited_post")["data"]

    kept = posts_by_id(read_with(answer, plan(reread=(known(told["id"]),))))

    assert set(kept) == {told["edit_history_tweet_ids"][0]}
    assert kept["1234567890"].text == told["text"]


def test_it_asks_for_the_newest_version_of_an_edited_post() -> None:
    history = ["10", "11"]
    asked_for = {"edit_history_tweet_ids": history, "public_metrics": {}}
    first = {"id": "10", "text": "old", **asked_for}
    last = {"id": "11", "text": "new", **asked_for}
    answers = [Reply({"data": [first]}), Reply({"data": [last]})]
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: answers}) as platform:
        visit = read(platform, plan(reread=(known("10"),)))
        asked = [request.query["ids"] for request in platform.asked if request.path == LOOKUP]

    assert asked == ["10", "11"]
    assert [(post.id, post.text) for post in snapshot_of(visit).posts] == [("10", "new")]


@pytest.mark.parametrize("history", [["10", "11"], None])
def test_an_edit_that_was_asked_for_is_kept_under_the_first_id(history: list[str] | None) -> None:
    """Also where X does not tell its history: which post it is stands on file."""
    last = {"id": "11", "text": "new", "conversation_id": "10", "public_metrics": {}}
    last |= {"edit_controls": {"edits_remaining": 4}, "created_at": "2026-11-15T10:00:00.000Z"}
    last |= {"edit_history_tweet_ids": history} if history else {}
    on_file = replace(known("10"), url="https://x.com/i/web/status/11")
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: [Reply({"data": [last]})]}) as platform:
        visit = read(platform, plan(reread=(on_file,)))
        asked = [request.query["ids"] for request in platform.asked if request.path == LOOKUP]

    assert asked == ["11"]
    (post,) = snapshot_of(visit).posts
    assert (post.id, post.kind, post.text) == ("10", Kind.POST, "new")
    assert post.published_at == on_file.published_at


def test_it_marks_a_post_gone_whose_newest_version_is_gone() -> None:
    first = {"id": "10", "text": "old", "edit_history_tweet_ids": ["10", "11"]}
    missing = {"resource_id": "11", "title": "Not Found Error", "type": "x/resource-not-found"}
    answers = [Reply({"data": [first]}), Reply({"errors": [missing]})]

    snapshot = snapshot_of(read_with({LOOKUP: answers}, plan(reread=(known("10"),))))

    assert (snapshot.gone, snapshot.posts) == (("10",), ())


def test_it_survives_the_empty_id_in_a_history() -> None:
    post = {"id": "10", "text": "a", "edit_history_tweet_ids": [""]}

    kept = posts_by_id(read_with({LOOKUP: Reply({"data": [post]})}, plan(reread=(known("10"),))))

    assert set(kept) == {"10"}


def test_it_discovers_what_is_newer_page_by_page() -> None:
    pages = ["playground_user_posts_page1", "playground_user_posts_page2"]
    last = {"meta": {"result_count": 0}}
    answers = [*(reply_of(REPLIES / f"{name}.json") for name in pages), Reply(last)]
    told = [post for name in pages for post in document_of(name)["data"]]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: answers}) as platform:
        visit = read(platform, plan(since=known("16")))
        asked = [request.query for request in platform.asked if request.path == TIMELINE]

    assert [post.id for post in snapshot_of(visit).posts] == [post["id"] for post in told]
    for post, kept in zip(told, snapshot_of(visit).posts, strict=True):
        assert (kept.counts, kept.published_at) == (counts_of(post), instant_of(post))
        assert kept.text == post["text"]
    assert [query["since_id"] for query in asked] == ["16"] * 3
    tokens = [document_of(name)["meta"]["next_token"] for name in pages]
    assert [query.get("pagination_token") for query in asked] == [None, *tokens]
    assert visit.outcome is Outcome.OK


def test_it_keeps_what_the_documented_timeline_tells_and_no_other_person() -> None:
    document = document_of("docs_timeline_page_with_meta")
    (told,) = document["data"]
    told["author_id"] = ID
    answers = [Reply(document), Reply({})]

    visit = read_with({TIMELINE: answers}, plan(since=known("1")))
    (kept,) = snapshot_of(visit).posts

    assert kept.counts == counts_of(told)
    assert kept.text == "Hey un autre compte, love the new API!"
    assert losses(visit) == {"views": Reason.MISSING, "saves": Reason.MISSING}
    assert document["includes"]["users"][0]["name"] not in repr(visit)


def test_views_of_posts_from_before_x_counted_them_are_not_known_and_no_loss() -> None:
    """Case 10: X answers 0, or nothing, of posts that its help says have no view counts."""
    told = {"retweet_count": 3, "reply_count": 1, "like_count": 12, "quote_count": 0}
    told |= {"bookmark_count": 0}
    days = {"11": "2020-05-16", "12": "2022-12-14", "13": "2022-12-15", "14": "2022-12-14"}
    views = {"11": {}, "12": {"impression_count": 0}, "13": {"impression_count": 0}}
    views["14"] = {"impression_count": 7}
    posts = [
        {
            "id": name,
            "created_at": f"{day}T23:59:59.000Z",
            "text": "Avis",
            "public_metrics": told | views[name],
        }
        for name, day in days.items()
    ]
    answers = [Reply({"data": posts, "meta": {"result_count": 4}}), Reply({})]

    visit = read_with({TIMELINE: answers}, plan(since=known("1")))

    kept = {name: post.counts.views for name, post in posts_by_id(visit).items()}
    assert kept == {"11": None, "12": None, "13": 0, "14": 7}
    assert visit.outcome is Outcome.OK


def test_it_reads_back_as_many_past_posts_as_asked() -> None:
    pages = ["playground_user_posts_page1", "playground_user_posts_page2"]
    answers = [reply_of(REPLIES / f"{name}.json") for name in pages]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: answers}) as platform:
        visit = read(platform, plan(backfill=7))
        sizes = [r.query["max_results"] for r in platform.asked if r.path == TIMELINE]

    assert sizes == ["7", "5"]
    assert len(snapshot_of(visit).posts) == 10


def test_it_stops_where_pages_run_in_a_circle() -> None:
    with Replay(
        by_path={**ACCOUNT_PATHS, TIMELINE: reply_of(REPLIES / "playground_user_posts_page1.json")}
    ) as platform:
        visit = read(platform, plan(since=known("1")))

        assert platform.paths.count(TIMELINE) == 2
    assert len(snapshot_of(visit).posts) == 5
    assert losses(visit) == {"posts": Reason.MALFORMED}


def test_it_keeps_half_of_what_is_new_for_the_next_visit() -> None:
    answers = [reply_of(REPLIES / "playground_user_posts_page1.json"), Reply({}, 429)]

    visit = read_with({TIMELINE: answers}, plan(since=known("1")))

    assert snapshot_of(visit).posts == ()
    assert losses(visit) == {"posts": Reason.LIMIT}


def test_it_keeps_half_of_a_backfill() -> None:
    answers = [reply_of(REPLIES / "playground_user_posts_page1.json"), Reply({}, 429)]

    visit = read_with({TIMELINE: answers}, plan(backfill=50))

    assert len(snapshot_of(visit).posts) == 5
    assert losses(visit) == {"posts": Reason.LIMIT}


def test_it_looks_posts_up_in_hundreds() -> None:
    due = tuple(known(str(number)) for number in range(1_000, 1_250))
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: Reply({"data": []})}) as platform:
        visit = read(platform, plan(reread=due))
        sizes = [len(r.query["ids"].split(",")) for r in platform.asked if r.path == LOOKUP]

    assert sizes == [100, 100, 50]
    assert losses(visit) == {"posts": Reason.MISSING}


def test_it_reads_owned_posts_in_windows_of_their_day_and_looks_up_the_rest() -> None:
    dawn = datetime(2026, 11, 20, 6, 0, 0, 900_000, tzinfo=UTC)
    due = (
        known("3", dawn + timedelta(hours=9)),
        known("2", dawn + timedelta(hours=2)),
        known("1", dawn - timedelta(days=9)),
    )
    day: list[dict[str, Any]] = [
        {"id": post_id, "text": "a", "public_metrics": {}} for post_id in ("2", "3")
    ]
    pages = [Reply({"meta": {"result_count": 0}}), Reply({"data": day})]
    gone = {"resource_id": "1", "title": "Not Found Error", "type": "x/resource-not-found"}
    with Replay(
        by_path={**ACCOUNT_PATHS, TIMELINE: pages, LOOKUP: Reply({"errors": [gone]})}
    ) as platform:
        visit = read(platform, plan(reread=due), owned_reads=True)
        asked = [r.query for r in platform.asked if r.path == TIMELINE]
        looked_up = [r.query["ids"] for r in platform.asked if r.path == LOOKUP]

    assert [(q["start_time"], q["end_time"]) for q in asked] == [
        ("2026-11-11T06:00:00Z", "2026-11-11T06:00:01Z"),
        ("2026-11-20T08:00:00Z", "2026-11-20T15:00:01Z"),
    ]
    assert looked_up == ["1"]
    assert set(posts_by_id(visit)) == {"2", "3"}
    assert snapshot_of(visit).gone == ("1",)


def test_it_asks_for_no_expansion_and_no_more_fields_than_it_keeps() -> None:
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: Reply({}), LOOKUP: Reply({})}) as platform:
        read(platform, plan(prove=True, since=known("1"), reread=(known("1"),)))
        queries = {request.path: dict(request.query) for request in platform.asked}

    fields = "created_at,public_metrics,referenced_tweets,in_reply_to_user_id,author_id"
    fields += ",edit_history_tweet_ids,note_tweet"
    assert queries == {
        "/2/users/me": {},
        f"/2/users/{ID}": {"user.fields": "public_metrics,verified_type"},
        TIMELINE: {"since_id": "1", "max_results": "100", "tweet.fields": fields},
        LOOKUP: {"ids": "1", "tweet.fields": fields},
    }


@pytest.mark.parametrize("name", ["playground_usage_tweets", "reported_usage_tweets_2026-03"])
def test_it_shows_the_usage_of_the_app(name: str) -> None:
    told = document_of(name)["data"]
    secrets = {key: Secret(value) for key, value in CANARIES.items()}
    secrets["bearer_token"] = Secret(BEARER)
    usage = reply_of(REPLIES / f"{name}.json")
    with Replay(by_path={"/2/users/me": ME, "/2/usage/tweets": usage}) as platform:
        inspection = inspect(ACCOUNT, access_to(platform.url, secrets=secrets), NOW)
        auth = {request.path: request.headers["authorization"] for request in platform.asked}

    used, cap = int(told["project_usage"]), int(told["project_cap"])
    assert inspection.usage == f"{used:,} of {cap:,} posts"
    assert auth["/2/usage/tweets"] == f"Bearer {BEARER}"
    assert auth["/2/users/me"].startswith("OAuth ")


def test_it_says_that_the_usage_has_an_unknown_form() -> None:
    secrets = {key: Secret(value) for key, value in CANARIES.items()}
    secrets["bearer_token"] = Secret(BEARER)
    usage = reply_of(REPLIES / "docs_usage_tweets_OUTDATED_SHAPE.json")
    with Replay(by_path={"/2/users/me": ME, "/2/usage/tweets": usage}) as platform:
        inspection = inspect(ACCOUNT, access_to(platform.url, secrets=secrets), NOW)

    assert inspection.usage is None
    assert len(inspection.warnings) == 1


def test_it_shows_whose_token_it_is() -> None:
    with Replay(by_path={"/2/users/me": ME}) as platform:
        inspection = inspect(ACCOUNT, access_to(platform.url), NOW)

    assert (inspection.platform_id, inspection.handle, inspection.ours) == (ID, "XDevelopers", True)
    assert inspection.token_kind == "OAuth 1.0a user context"
    assert (inspection.scopes, inspection.expires_at, inspection.usage) == (None, None, None)
