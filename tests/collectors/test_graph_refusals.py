"""What the Graph API refuses costs that alone: by any code, of the account, of all posts or of one.

The cases are those that people report of Meta's answers; each has a name here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collectors import visit
from metrics.model import Counts, KnownPost, Plan, Reason, Visit
from net import Limits
from tests.support.graph_account import INSTAGRAM, NOW, PAGE, PAGE_ID, access_to, lost, posts_of
from tests.support.rude_graph import EVERY, TOO_HEAVY, Refusal, RudeAccount, RudeGraph, media, page

ACCOUNTS = {"facebook": PAGE, "instagram": INSTAGRAM}
ONCE = Limits(tries=1)
REFUSALS = [
    Refusal(1, 500),
    Refusal(2, 500),
    Refusal(12),
    Refusal(24),
    Refusal(-1, 500),
    Refusal(100),
    Refusal(10, 403),
    Refusal(987654),
]
OF_ACCOUNTS = [
    ("facebook", "verification_status", "identity"),
    ("facebook", "name", "identity"),
    ("instagram", "follows_count", "following"),
    ("instagram", "media_count", "posts_total"),
]
OF_POSTS = [
    ("facebook", "shares", "shares"),
    ("facebook", "reactions", "likes"),
    ("facebook", "comments", "comments"),
    ("facebook", "message", "details"),
    ("facebook", "post_media_view", "views"),
    ("instagram", "like_count", "likes"),
    ("instagram", "caption", "details"),
    ("instagram", "views", "views"),
]


MADE = {"facebook": page, "instagram": media}


def read(graph: RudeGraph, plan: Plan | None = None) -> Visit:
    """One visit that tries each request once."""
    account = ACCOUNTS[graph.account.platform]
    return visit(
        account,
        access_to(graph.url, platform=account.platform),
        plan or Plan(backfill=100),
        lambda: NOW,
        limits=ONCE,
    )


def visited(account: RudeAccount, plan: Plan | None = None) -> Visit:
    with RudeGraph(account) as graph:
        return read(graph, plan)


def counts_of(seen: Visit) -> dict[str, Counts]:
    return {post_id: post.counts for post_id, post in posts_of(seen).items()}


@pytest.mark.parametrize(("platform", "name", "scope"), OF_ACCOUNTS)
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.code))
def test_followers_are_kept_whatever_is_refused_beside_them(
    platform: str, name: str, scope: str, refusal: Refusal
) -> None:
    seen = visited(MADE[platform](refused={("account", name): refusal}))

    assert seen.snapshot is not None
    assert seen.snapshot.followers == 5_000
    assert set(lost(seen)) == {scope}
    assert len(seen.snapshot.posts) == 6


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.code))
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_followers_are_kept_where_all_else_is_refused(platform: str, refusal: Refusal) -> None:
    account = MADE[platform]()
    names = [name for name in account.node if name != "followers_count"]
    account.refused = {("account", name): refusal for name in (*names, "posts")}

    seen = visited(account)

    assert seen.snapshot is not None
    assert seen.snapshot.followers == 5_000
    assert lost(seen)["posts"]
    assert seen.snapshot.discovered is None


@pytest.mark.parametrize(("platform", "name", "scope"), OF_POSTS)
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.code))
def test_posts_are_kept_without_a_part_that_is_refused_of_each(
    platform: str, name: str, scope: str, refusal: Refusal
) -> None:
    whole = visited(MADE[platform]())
    seen = visited(MADE[platform](refused={(EVERY, name): refusal}))

    assert set(lost(seen)) == {scope}
    assert list(posts_of(seen)) == list(posts_of(whole))
    if scope == "details":
        assert counts_of(seen) == counts_of(whole)
    else:
        without = {key: replace(told, **{scope: None}) for key, told in counts_of(whole).items()}
        assert counts_of(seen) == without


@pytest.mark.parametrize("place", [0, 2, 5])
@pytest.mark.parametrize(
    ("platform", "name", "scope"), [row for row in OF_POSTS if row[2] != "details"]
)
def test_what_is_refused_of_one_post_costs_no_other(
    platform: str, name: str, scope: str, place: int
) -> None:
    whole = counts_of(visited(MADE[platform]()))
    account = MADE[platform]()
    refused_id = account.posts[place]["id"]
    account.refused = {(refused_id, name): Refusal(100)}

    seen = visited(account)

    assert counts_of(seen) == whole | {refused_id: replace(whole[refused_id], **{scope: None})}
    assert lost(seen) == {}


@pytest.mark.parametrize(("platform", "name"), [("facebook", "shares"), ("instagram", "views")])
def test_what_fails_of_one_post_is_a_loss(platform: str, name: str) -> None:
    account = MADE[platform]()
    account.refused = {(account.posts[1]["id"], name): Refusal(2, 500)}

    assert lost(visited(account)) == {name: "unavailable"}


@pytest.mark.parametrize("too_heavy", [TOO_HEAVY, Refusal(1, 500), Refusal(2), Refusal(-1, 503)])
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_pages_get_smaller_however_the_platform_words_that_they_are_too_heavy(
    platform: str, too_heavy: Refusal
) -> None:
    seen = visited(MADE[platform](35, heavy_above=12, too_heavy=too_heavy))

    assert len(posts_of(seen)) == 35
    assert lost(seen) == {}
    assert counts_of(seen) == counts_of(visited(MADE[platform](35)))


@pytest.mark.parametrize("code", [1, 2, 24, 987654])
@pytest.mark.parametrize("place", [0, 17, 29])
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_a_post_that_fails_at_every_size_is_left_out_and_named(
    platform: str, place: int, code: int
) -> None:
    account = MADE[platform](30)
    poison = account.posts[place]["id"]
    instant = "created_time" if platform == "facebook" else "timestamp"
    account.refused = {(poison, instant): Refusal(code, 500)}

    seen = visited(account)

    assert {post["id"] for post in account.posts} - posts_of(seen).keys() == {poison}
    (failure,) = seen.failures
    assert failure.scope == "posts"
    assert poison in failure.detail
    assert seen.snapshot is not None
    assert seen.snapshot.discovered is None


def test_each_of_several_posts_that_are_left_out_is_named() -> None:
    account = page(30)
    poison = [account.posts[place]["id"] for place in (3, 4, 20)]
    account.refused = {(post_id, "created_time"): Refusal(2, 500) for post_id in poison}

    seen = visited(account)

    assert len(posts_of(seen)) == 27
    (failure,) = seen.failures
    assert all(post_id in failure.detail for post_id in poison)


def test_a_post_under_its_own_id_is_that_one_though_another_has_the_same_number() -> None:
    twin, own = on_file(1), on_file(1, PAGE_ID)

    for both in ((twin, own), (own, twin)):
        seen = visited(page(1), Plan(since=own, reread=both))
        assert f"{PAGE_ID}_1" in posts_of(seen)


@pytest.mark.parametrize("paging", ["cursors", "after", "offset"])
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_every_page_is_read_however_its_link_says_which_is_next(platform: str, paging: str) -> None:
    seen = visited(MADE[platform](35, paging=paging, heavy_above=12))

    assert len(posts_of(seen)) == 35
    assert lost(seen) == {}


def test_a_next_page_that_cannot_be_named_is_a_loss() -> None:
    seen = visited(page(70, paging="page", heavy_above=20))

    assert 0 < len(posts_of(seen)) < 70
    assert lost(seen) == {"posts": "malformed"}


@pytest.mark.parametrize(
    ("platform", "target", "name"),
    [
        ("facebook", "account", "verification_status"),
        ("facebook", EVERY, "post_media_view"),
        ("instagram", EVERY, "saved_count"),
        ("instagram", EVERY, "views"),
    ],
)
def test_what_was_refused_is_left_out_of_the_next_visit_and_lost_all_the_same(
    platform: str, target: str, name: str
) -> None:
    with RudeGraph(MADE[platform](refused={(target, name): Refusal(100)})) as graph:
        first = read(graph)
        before = len(graph.asked)
        again = read(graph, Plan(backfill=100, refused=first.refused))

    assert lost(again) == lost(first)
    assert again.refused == first.refused
    assert {part.until for part in first.refused} == {NOW + timedelta(hours=23)}
    assert not any(name in asked.target for asked in graph.asked[before:])
    assert len(graph.asked) - before < before


def test_what_fails_for_another_reason_is_asked_for_again_sooner() -> None:
    seen = visited(page(refused={(EVERY, "comments"): Refusal(2, 500)}))

    (part,) = seen.refused
    assert (part.scope, part.reason) == ("comments", Reason.UNAVAILABLE)
    assert part.until == NOW + timedelta(hours=6)


def test_a_posts_edge_that_is_refused_is_known_for_that_after_few_requests() -> None:
    with RudeGraph(page(refused={("account", "posts"): Refusal(10, 403)})) as graph:
        assert lost(read(graph)) == {"posts": "access"}
        assert len(graph.calls("published_posts")) <= 2


def test_a_limit_reached_between_the_parts_costs_what_is_left_of_them_alone() -> None:
    account = page()
    account.refused = {
        ("account", "username"): Refusal(100),
        ("account", "verification_status"): Refusal(4, 403),
    }

    seen = visited(account, Plan())

    assert seen.snapshot is not None
    assert seen.snapshot.followers == 5_000
    assert lost(seen) == {"identity": "missing"}


def test_a_loss_of_form_leaves_a_video_without_one() -> None:
    account = media(3, refused={(EVERY, "media_product_type"): Refusal(12)})
    account.posts[0]["media_type"] = "VIDEO"

    forms = [post.form for post in posts_of(visited(account)).values()]

    assert forms[0] is None
    assert all(forms[1:])


def on_file(place: int, owner: str = "77") -> KnownPost:
    """A post of `page()` as it was read before the Page had another id."""
    return KnownPost(f"{owner}_{place}", NOW - timedelta(hours=place), NOW)


FORMER = Plan(since=on_file(1), reread=tuple(on_file(place) for place in (1, 2, 3)))


def test_a_post_under_another_prefix_is_the_same_and_none_has_vanished() -> None:
    seen = visited(page(4), FORMER)

    assert set(posts_of(seen)) == {"77_1", "77_2", "77_3", f"{PAGE_ID}_4"}
    assert seen.snapshot is not None
    assert seen.snapshot.gone == ()
    assert lost(seen) == {}


def test_a_post_is_not_gone_because_its_former_prefix_is_unknown() -> None:
    """The list shows two posts of three; the third answers by name, under the new prefix."""
    account = page(3)
    with RudeGraph(account) as graph:
        graph.hidden = [account.posts.pop(1)]
        seen = read(graph, FORMER)

    assert set(posts_of(seen)) == {"77_1", "77_2", "77_3"}
    assert seen.snapshot is not None
    assert seen.snapshot.gone == ()


def test_a_post_that_answers_under_no_prefix_is_gone() -> None:
    account = page(3)
    del account.posts[1]

    seen = visited(account, FORMER)

    assert seen.snapshot is not None
    assert seen.snapshot.gone == ("77_2",)


def test_a_page_that_was_merged_is_named_with_the_one_that_is_left() -> None:
    message = f"(#21) Page ID {PAGE_ID} was migrated to page ID 987654321. Please update."
    seen = visited(page(refused={("account", "*"): Refusal(21, message=message)}))

    assert seen.snapshot is None
    assert "987654321" in seen.failures[0].detail


def test_an_address_that_is_not_allowed_is_told_apart_from_a_dead_token() -> None:
    seen = visited(page(refused={("account", "*"): Refusal(5, 403)}))

    assert lost(seen) == {"account": "access"}
    assert "address" in seen.failures[0].detail
