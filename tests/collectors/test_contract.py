"""What every platform's file promises, and how narrow the way to X is."""

from __future__ import annotations

from importlib import import_module

import pytest

from collectors import Collector, errors, inspect
from collectors.errors import CollectorError
from collectors.session import pattern_of
from metrics.model import Kind, Reason
from metrics.platforms import PLATFORMS
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT,
    CANARIES,
    ID,
    LOOKUP,
    NOW,
    TIMELINE,
    access_to,
    known,
    plan,
    read_with,
)

OFFERED = ("PERMITTED", "judge", "prove", "read_account", "read_posts", "look")
FORBIDDEN = {
    "comments", "replies", "likes", "liking_users", "likers", "reactions", "followers",
    "following", "mentions", "search", "retweeted_by", "quote_tweets", "tags", "hashtags",
    "conversations", "messages", "blocking", "muting", "stream", "subscribers", "ratings",
}  # fmt: skip


def collector_of(platform: str) -> Collector:
    module: Collector = import_module(f"collectors.{platform}")
    return module


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_offers_what_a_visit_needs(platform: str) -> None:
    collector = collector_of(platform)

    assert all(hasattr(collector, name) for name in OFFERED)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_is_only_read_and_asks_for_no_person(platform: str) -> None:
    for method, template in collector_of(platform).PERMITTED:
        assert method == "GET"
        assert not set(template.split("/")) & FORBIDDEN


def test_x_is_asked_at_these_endpoints_alone() -> None:
    assert collector_of("x").PERMITTED == (
        ("GET", "/2/users/me"),
        ("GET", "/2/users/:id"),
        ("GET", "/2/users/:id/tweets"),
        ("GET", "/2/tweets"),
        ("GET", "/2/usage/tweets"),
    )


@pytest.mark.parametrize(
    ("template", "path", "fits"),
    [
        ("/2/users/:id", "/2/users/12", True),
        ("/2/users/:id", "/2/users/me", False),
        ("/2/users/:id", "/2/users/12/likes", False),
        ("/2/users/:id", "/2/users/12\n", False),
        ("/:version/:id", "/v26.0/1_2", True),
        ("/:version/:id", "/v26.0/search", False),
    ],
)
def test_a_template_means_numbers_and_nothing_else(template: str, path: str, *, fits: bool) -> None:
    assert bool(pattern_of(template).fullmatch(path)) is fits


def test_each_error_has_its_own_reason() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, CollectorError)
        and kind is not CollectorError
    ]
    reasons = [kind.reason for kind in kinds]

    assert len(set(reasons)) == len(reasons)
    assert {kind for kind in kinds if kind.worth_retrying} == {errors.PlatformUnavailable}
    assert set(Reason) - set(reasons) == {Reason.DOWN}


# Fifty things about people that stand, or might stand, in an answer of X.
PERSONAL = [
    "author_id", "in_reply_to_user_id", "source", "geo", "place_id", "coordinates", "lang",
    "entities", "mentions", "annotations", "cashtags", "hashtags", "context_annotations",
    "attachments", "media_keys", "poll_ids", "conversation_id", "reply_settings", "withheld",
    "possibly_sensitive", "edit_controls", "card_uri", "community_id", "scopes", "matched_media",
    "non_public_metrics", "organic_metrics", "promoted_metrics", "article", "display_text_range",
    "description", "location", "url", "profile_image_url", "profile_banner_url", "protected",
    "pinned_tweet_id", "most_recent_tweet_id", "affiliation", "connection_status", "email",
    "confirmed_email", "phone", "birthdate", "gender", "subscription_type", "receives_your_dm",
    "is_identity_verified", "parody", "verified_followers",
]  # fmt: skip


def test_it_keeps_none_of_fifty_planted_personal_fields() -> None:
    planted = {field: {"text": f"canary-{field}", "id": "424242"} for field in PERSONAL}
    user = {"id": ID, "name": "Office", "username": "office", **planted, "public_metrics": {}}
    post = {"id": "5", "text": "Merci @canary_person", "created_at": "2026-11-20T10:00:00Z"}
    reply = {**post, "id": "6", "referenced_tweets": [{"type": "replied_to", "id": "424242"}]}
    page = {
        "data": [{**planted, **post}, {**planted, **reply}],
        "includes": {"users": [planted], "tweets": [planted], "media": [planted]},
        "meta": planted,
    }

    visit = read_with(
        {f"/2/users/{ID}": Reply({"data": user, "includes": planted}), TIMELINE: Reply(page)},
        plan(since=known("1")),
    )

    assert len(PERSONAL) == 50
    assert visit.snapshot is not None
    assert [kept.kind for kept in visit.snapshot.posts] == [Kind.POST, Kind.REPLY]
    assert "canary" not in repr(visit)
    assert "424242" not in repr(visit)


@pytest.mark.threat(1)
def test_a_platform_that_echoes_our_secrets_gets_none_of_them_kept_or_shown() -> None:
    """In names and texts, as they are and as an address writes them."""
    echoed = " ".join((*CANARIES.values(), "a%20b canary%2Dtoken", "عربي"))
    user = {"id": ID, "name": echoed, "username": CANARIES["access_token"], "public_metrics": {}}
    post = {"id": "5", "text": echoed, "created_at": "2026-11-20T10:00:00Z"}
    answers = {
        "/2/users/me": Reply({"data": user}),
        f"/2/users/{ID}": Reply({"data": user}),
        TIMELINE: Reply({"data": [post], "meta": {}}),
    }

    visited = read_with(answers, plan(since=known("1")))
    with Replay(by_path=answers) as platform:
        inspection = inspect(ACCOUNT, access_to(platform.url), NOW)

    assert visited.snapshot is not None
    assert "canary-" not in repr(visited) + repr(inspection)
    assert visited.snapshot.display_name is not None
    assert visited.snapshot.display_name.endswith("a%20b canary%2Dtoken عربي")
    (kept,) = visited.snapshot.posts
    assert kept.text is not None
    assert kept.text.startswith("*** ***")


def test_posts_come_newest_first_and_each_once() -> None:
    posts = [
        {"id": str(n), "text": "a", "created_at": f"2026-11-{n:02}T10:00:00Z"} for n in (7, 9, 8, 9)
    ]

    visit = read_with(
        {LOOKUP: Reply({"data": posts})}, plan(reread=(known("7"), known("8"), known("9")))
    )

    assert visit.snapshot is not None
    assert [post.id for post in visit.snapshot.posts] == ["9", "8", "7"]
