"""Facebook and Instagram read from the sandbox, by the real client, against the truth."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from collectors import inspect, visit
from metrics.model import BEGINNING, Account, Counts, Form, KnownPost, Outcome, Plan, Visit
from sandbox import Fault, Sandbox, TrueAccount
from settings import Access, Network, Secret
from tests.support.graph_account import lost, posts_of

WRITTEN_OUT = dict.fromkeys(("fields", "limit", "since", "after", "metric"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def account(sandbox: Sandbox, platform: str) -> Account:
    return next(a for a in sandbox.world.accounts() if a.platform == platform)


def truth(sandbox: Sandbox, platform: str) -> TrueAccount:
    return sandbox.world.page if platform == "facebook" else sandbox.world.instagram


def access(sandbox: Sandbox, platform: str, token: str | None = None) -> Access:
    meta = sandbox.world.credentials.meta
    secrets = {
        "access_token": Secret(token or meta.system_user_token),
        "app_secret": Secret(meta.app_secret),
    }
    return Access(platform, sandbox.url, secrets, Network(), app_id=meta.app_id, version="v27.0")


def read(
    sandbox: Sandbox,
    platform: str,
    plan: Plan | None = None,
    *,
    token: str | None = None,
    deadline_s: float = 20,
) -> Visit:
    return visit(
        account(sandbox, platform),
        access(sandbox, platform, token),
        plan or Plan(backfill=30),
        lambda: sandbox.world.now,
        deadline_s=deadline_s,
    )


def known(post_id: str, sandbox: Sandbox, platform: str) -> KnownPost:
    posts = truth(sandbox, platform).posts_at(sandbox.world.now)
    published_at = next(post.published_at for post in posts if post.id == post_id)
    return KnownPost(post_id, published_at, published_at)


def newest(sandbox: Sandbox, platform: str, number: int) -> list[str]:
    posts = truth(sandbox, platform).posts_at(sandbox.world.now)
    return [post.id for post in posts[:number]]


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
@pytest.mark.parametrize("token", ["page_token", "system_user_token"])
def test_it_reads_the_truth_with_either_kind_of_token(
    sandbox: Sandbox, platform: str, token: str
) -> None:
    sandbox.world.proof_required = True
    visited = read(sandbox, platform, token=getattr(sandbox.world.credentials.meta, token))

    true, now = truth(sandbox, platform), sandbox.world.now
    assert visited.outcome is Outcome.OK
    assert visited.snapshot is not None
    assert visited.snapshot.followers == true.followers_at(now)
    assert visited.snapshot.handle == true.handle
    assert visited.snapshot.verified == true.badge
    assert set(posts_of(visited)) == set(newest(sandbox, platform, 30))


def test_it_reads_every_count_of_a_page(sandbox: Sandbox) -> None:
    posts = posts_of(read(sandbox, "facebook"))

    for true in sandbox.world.page.posts_at(sandbox.world.now)[:30]:
        assert posts[true.id].counts == true.counts_at(sandbox.world.now)
        assert posts[true.id].published_at == true.published_at


def test_it_reads_every_count_of_an_instagram_account(sandbox: Sandbox) -> None:
    """Views and reach of the media up to 30 days old, all the rest of each media."""
    now = sandbox.world.now
    posts = posts_of(read(sandbox, "instagram", Plan(backfill=100)))

    true_posts = sandbox.world.instagram.posts_at(now)[:100]
    assert len(posts) == 100
    for true in true_posts:
        counts, read_counts = true.counts_at(now), posts[true.id].counts
        is_young = now - true.published_at <= timedelta(days=30)
        assert read_counts.likes == (None if true.likes_hidden else counts.likes)
        assert read_counts.comments == counts.comments
        assert (read_counts.saves, read_counts.shares) == (counts.saves, counts.shares)
        assert (read_counts.views, read_counts.reach) == (
            (counts.views, counts.reach) if is_young else (None, None)
        )
        assert posts[true.id].form is true.form


def test_it_reads_back_over_several_pages(sandbox: Sandbox) -> None:
    visited = read(sandbox, "facebook", Plan(backfill=230))

    assert set(posts_of(visited)) == set(newest(sandbox, "facebook", 230))


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_discovers_and_reads_again_in_one_call(sandbox: Sandbox, platform: str) -> None:
    ids = newest(sandbox, platform, 8)
    plan = Plan(since=known(ids[3], sandbox, platform), reread=(known(ids[7], sandbox, platform),))
    visited = read(sandbox, platform, plan)

    assert set(ids) <= set(posts_of(visited))
    edges = [seen for seen in sandbox.requests if seen.path.endswith(("posts", "media"))]
    assert len(edges) == 1
    assert visited.outcome is Outcome.OK


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_notices_a_post_that_vanished(sandbox: Sandbox, platform: str) -> None:
    ids = newest(sandbox, platform, 5)
    plan = Plan(reread=tuple(known(post_id, sandbox, platform) for post_id in ids))
    truth(sandbox, platform).delete(ids[2], sandbox.world.now)

    visited = read(sandbox, platform, plan)

    assert visited.snapshot is not None
    assert visited.snapshot.gone == (ids[2],)
    assert ids[2] not in posts_of(visited)
    assert visited.outcome is Outcome.OK


@pytest.mark.fault(21)
@pytest.mark.parametrize(
    ("metric", "scope"), [("post_media_view", "views"), ("post_total_media_view_unique", "reach")]
)
def test_it_loses_a_retired_metric_alone(sandbox: Sandbox, metric: str, scope: str) -> None:
    sandbox.faults.retired_metric(metric)

    visited = read(sandbox, "facebook")

    (failure,) = visited.failures
    assert (failure.scope, failure.reason) == (scope, "missing")
    assert metric in failure.detail
    assert visited.outcome is Outcome.PARTIAL
    for true in sandbox.world.page.posts_at(sandbox.world.now)[:30]:
        counts = true.counts_at(sandbox.world.now)
        kept = posts_of(visited)[true.id].counts
        assert getattr(kept, scope) is None
        assert (kept.likes, kept.comments, kept.shares) == (
            counts.likes,
            counts.comments,
            counts.shares,
        )
        assert {kept.views, kept.reach} == {
            None,
            counts.views if scope == "reach" else counts.reach,
        }


@pytest.mark.fault(21)
@pytest.mark.parametrize(
    ("field", "scope"),
    [("saved_count", "saves"), ("shares_count", "shares"), ("follows_count", "following")],
)
def test_it_loses_a_retired_field_of_instagram_alone(
    sandbox: Sandbox, field: str, scope: str
) -> None:
    sandbox.faults.retired_metric(field)

    visited = read(sandbox, "instagram")

    assert lost(visited) == {scope: "missing"}
    assert field in visited.failures[0].detail
    assert all(post.counts.comments is not None for post in posts_of(visited).values())


def test_it_fills_from_insights_what_the_edge_refuses(sandbox: Sandbox) -> None:
    sandbox.faults.retired_metric("saved_count")

    posts = posts_of(read(sandbox, "instagram"))

    true = sandbox.world.instagram.posts_at(sandbox.world.now)[0]
    assert posts[true.id].counts.saves == true.counts_at(sandbox.world.now).saves


def test_it_asks_no_further_for_insights_that_were_refused(sandbox: Sandbox) -> None:
    sandbox.world.permissions.remove("instagram_manage_insights")

    visited = read(sandbox, "instagram", Plan(backfill=100))

    assert lost(visited) == {"views": "access", "reach": "access"}
    insights = [seen for seen in sandbox.requests if seen.path.endswith("/insights")]
    # All at once and each alone, for three reels and three of the others.
    assert len(insights) == 18
    assert all(post.counts.comments is not None for post in posts_of(visited).values())


@pytest.mark.parametrize(
    ("permission", "platform", "missing"),
    [
        ("read_insights", "facebook", {"views": "access", "reach": "access"}),
        ("pages_read_user_content", "facebook", {"likes": "access", "comments": "access"}),
        ("pages_read_engagement", "facebook", {"account": "access"}),
        ("pages_show_list", "facebook", {"account": "not_ours"}),
        ("instagram_basic", "instagram", {"account": "access"}),
    ],
)
def test_it_loses_what_a_missing_permission_covers_and_no_more(
    sandbox: Sandbox, permission: str, platform: str, missing: dict[str, str]
) -> None:
    sandbox.world.permissions.remove(permission)

    visited = read(sandbox, platform)

    assert lost(visited) == missing
    if "account" not in missing:
        assert len(posts_of(visited)) == 30


def test_it_knows_no_shares_where_it_knows_no_other_count(sandbox: Sandbox) -> None:
    """Without counts beside it, an absent `shares` may be anything."""
    sandbox.world.permissions.remove("pages_read_user_content")

    posts = posts_of(read(sandbox, "facebook"))

    for true in sandbox.world.page.posts_at(sandbox.world.now)[:30]:
        counts = true.counts_at(sandbox.world.now)
        assert posts[true.id].counts == Counts(
            views=counts.views, reach=counts.reach, shares=counts.shares or None
        )


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
@pytest.mark.parametrize("subcode", [458, 460, 463, 467, 492])
def test_it_says_that_a_token_is_dead(sandbox: Sandbox, platform: str, subcode: int) -> None:
    sandbox.faults.dead_token("meta", subcode)

    visited = read(sandbox, platform)

    assert visited.snapshot is None
    assert visited.requests == 1
    (failure,) = visited.failures
    assert (failure.scope, failure.reason) == ("account", "access")
    assert f"190/{subcode}" in failure.detail


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_refuses_an_account_that_is_not_ours(sandbox: Sandbox, platform: str) -> None:
    strangers = {
        "facebook": sandbox.world.strange_page,
        "instagram": sandbox.world.strange_instagram,
    }
    stranger = Account("stranger", platform, id=strangers[platform].id)

    visited = visit(
        stranger, access(sandbox, platform), Plan(backfill=5), lambda: sandbox.world.now
    )

    assert lost(visited) == {"account": "not_ours"}
    asked = [seen for seen in sandbox.requests if strangers[platform].id in seen.path]
    assert all(seen.query["fields"].startswith("id,access_token") for seen in asked)


@pytest.mark.threat(5)
def test_it_does_not_take_a_wrong_app_secret_for_an_account_that_is_not_ours(
    sandbox: Sandbox,
) -> None:
    secrets = {
        "access_token": Secret(sandbox.world.credentials.meta.page_token),
        "app_secret": Secret("canary-wrong-secret"),
    }
    way = Access("facebook", sandbox.url, secrets, Network(), version="v27.0")

    visited = visit(account(sandbox, "facebook"), way, Plan(), lambda: sandbox.world.now)

    assert lost(visited) == {"account": "access"}


def test_it_keeps_the_account_when_the_posts_cannot_be_read(sandbox: Sandbox) -> None:
    page = sandbox.world.page.id
    sandbox.faults.add(Fault(path=f"/{page}/published_posts", status=503, body={}))

    visited = read(sandbox, "facebook", deadline_s=0.5)

    assert visited.snapshot is not None
    assert visited.snapshot.followers == sandbox.world.page.followers_at(sandbox.world.now)
    assert lost(visited) == {"posts": "unavailable"}


def test_it_keeps_the_first_pages_when_a_later_one_fails(sandbox: Sandbox) -> None:
    page = sandbox.world.page.id
    sandbox.faults.add(Fault(path=f"/{page}/published_posts", after=1, status=403, body={}))

    visited = read(sandbox, "facebook", Plan(backfill=230))

    assert len(posts_of(visited)) == 100
    assert lost(visited) == {"posts": "access"}


def test_it_asks_for_less_when_a_page_is_too_much(sandbox: Sandbox) -> None:
    sandbox.faults.reduce_data(above=30)

    visited = read(sandbox, "facebook", Plan(backfill=100))

    assert len(posts_of(visited)) == 100
    assert visited.outcome is Outcome.OK


@pytest.mark.fault(21)
def test_it_says_that_another_version_answers(sandbox: Sandbox) -> None:
    old = Access(
        "facebook",
        sandbox.url,
        access(sandbox, "facebook").secrets,
        Network(),
        version="v19.0",
    )

    visited = visit(account(sandbox, "facebook"), old, Plan(), lambda: sandbox.world.now)

    assert visited.snapshot is not None
    assert lost(visited) == {"version": "missing"}


@pytest.mark.parametrize(
    ("token", "kind"), [("page_token", "PAGE"), ("system_user_token", "SYSTEM_USER")]
)
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_tells_what_a_token_is(sandbox: Sandbox, platform: str, token: str, kind: str) -> None:
    sandbox.world.token_expires_at = sandbox.world.now + timedelta(days=9)
    way = access(sandbox, platform, getattr(sandbox.world.credentials.meta, token))

    inspection = inspect(account(sandbox, platform), way, sandbox.world.now)

    assert inspection.ours
    assert inspection.token_kind == kind
    assert inspection.platform_id == truth(sandbox, platform).id
    assert inspection.handle == truth(sandbox, platform).handle
    assert inspection.expires_at == sandbox.world.token_expires_at
    assert inspection.scopes == tuple(sorted(sandbox.world.permissions))
    assert inspection.warnings == ()


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_tells_that_a_handle_is_another_than_in_the_settings(
    sandbox: Sandbox, platform: str
) -> None:
    named = replace(account(sandbox, platform), handle="@formerly")

    inspection = inspect(named, access(sandbox, platform), sandbox.world.now)

    handle = truth(sandbox, platform).handle
    assert inspection.ours
    assert inspection.warnings == (f"The handle is now @{handle}: correct the settings.",)


@pytest.mark.threat(4)
def test_it_asks_for_people_nowhere_and_shows_no_token(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for platform in ("facebook", "instagram"):
            visited = read(sandbox, platform)
            assert "canary" not in repr(visited)

    assert "canary" not in caplog.text
    for seen in sandbox.requests:
        assert "canary" not in seen.path + repr(dict(seen.query))
        assert "from" not in seen.query.get("fields", "").split(",")
        assert set(seen.query) <= {*WRITTEN_OUT, "appsecret_proof"}


def test_it_knows_albums_on_instagram(sandbox: Sandbox) -> None:
    forms = {post.form for post in posts_of(read(sandbox, "instagram")).values()}

    assert {Form.REEL, Form.ALBUM, Form.IMAGE} <= forms


def discovered(visited: Visit) -> tuple[datetime, datetime] | None:
    assert visited.snapshot is not None
    found = visited.snapshot.discovered
    return (found.since, found.until) if found else None


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_it_says_since_when_every_post_has_been_found(sandbox: Sandbox, platform: str) -> None:
    now, posts = sandbox.world.now, truth(sandbox, platform).posts_at(sandbox.world.now)
    oldest = posts[29]

    assert discovered(read(sandbox, platform)) == (oldest.published_at, now)
    since = KnownPost(oldest.id, oldest.published_at, now)
    assert discovered(read(sandbox, platform, Plan(since=since))) == (oldest.published_at, now)
    older = KnownPost(posts[40].id, posts[40].published_at, now)
    plan = Plan(since=since, reread=(older,))
    assert discovered(read(sandbox, platform, plan)) == (posts[40].published_at, now)


def test_it_says_that_a_page_has_shown_all_its_posts(sandbox: Sandbox) -> None:
    """Beyond some 600 a Page's older posts may be missing from its list."""
    posts = truth(sandbox, "facebook").posts_at(sandbox.world.now)
    found = discovered(read(sandbox, "facebook", Plan(backfill=5_000)))

    assert found is not None
    assert found[0] == (BEGINNING if len(posts) < 600 else posts[-1].published_at)


@pytest.mark.parametrize("after", [0, 1])
def test_after_a_failure_it_claims_to_know_of_no_post(sandbox: Sandbox, after: int) -> None:
    page = truth(sandbox, "facebook").id
    sandbox.faults.add(Fault(path=f"/{page}/published_posts", after=after, status=403, body={}))
    oldest = truth(sandbox, "facebook").posts_at(sandbox.world.now)[150]
    since = KnownPost(oldest.id, oldest.published_at, sandbox.world.now)

    assert discovered(read(sandbox, "facebook", Plan(since=since))) is None
