"""X end to end: tweepy, the collector and the sandbox over real HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from collectors import inspect, visit
from metrics.model import (
    BEGINNING,
    Account,
    Counts,
    Kind,
    KnownPost,
    Outcome,
    Plan,
    PostSnapshot,
    Reason,
    Snapshot,
    Visit,
)
from sandbox import Fault, Sandbox, TruePost, World
from settings import Access, Network, Secret

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
ALL = 100


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World.demo(NOW)) as running:
        yield running


def access_to(sandbox: Sandbox, **changes: Any) -> Access:
    keys = sandbox.world.credentials.x
    names = ("api_key", "api_secret", "access_token", "access_token_secret", "bearer_token")
    secrets = {name: Secret(changes.pop(name, getattr(keys, name))) for name in names}
    return Access("x", sandbox.url, secrets, Network(), **changes)


def account_of(sandbox: Sandbox) -> Account:
    return sandbox.world.accounts()[0]


def read(sandbox: Sandbox, plan: Plan, **access: Any) -> Visit:
    way = access_to(sandbox, **access)
    return visit(account_of(sandbox), way, plan, lambda: sandbox.world.now, deadline_s=20)


def snapshot_of(visited: Visit) -> Snapshot:
    assert visited.snapshot is not None
    return visited.snapshot


def on_file(posts: tuple[PostSnapshot, ...] | tuple[TruePost, ...]) -> tuple[KnownPost, ...]:
    return tuple(KnownPost(post.id, post.published_at, NOW) for post in posts)


def true_counts(post: TruePost, now: datetime) -> Counts:
    return Counts() if post.kind is Kind.REPOST else post.counts_at(now)


def test_it_reads_the_truth(sandbox: Sandbox) -> None:
    truth = sandbox.world.x_account

    visited = read(sandbox, Plan(backfill=ALL))
    snapshot = snapshot_of(visited)

    assert visited.failures == ()
    assert visited.proven_at == NOW
    assert (snapshot.platform_id, snapshot.handle) == (truth.id, truth.handle)
    assert (snapshot.followers, snapshot.verified) == (truth.followers_at(NOW), truth.badge)
    expected = truth.posts_at(NOW)[:ALL]
    assert [post.id for post in snapshot.posts] == [post.id for post in expected]
    unedited = [(p, t) for p, t in zip(snapshot.posts, expected, strict=True) if not t.edits]
    for post, true in unedited:
        assert post.published_at == true.published_at
        assert (post.kind, post.counts) == (true.kind, true_counts(true, NOW))
        assert post.text is None or (post.kind is Kind.POST and "@" not in post.text)
    assert {post.kind for post in snapshot.posts} == set(Kind)


def test_it_is_billed_what_it_says_that_it_cost(sandbox: Sandbox) -> None:
    first = read(sandbox, Plan(backfill=250))
    snapshot = snapshot_of(first)
    billed = frozenset({snapshot.platform_id, *(post.id for post in snapshot.posts)})
    edited = {post.id for post in sandbox.world.x_account.posts_at(NOW) if post.edits}
    again = read(
        sandbox,
        Plan(
            reread=on_file(tuple(post for post in snapshot.posts[:30] if post.id not in edited)),
            platform_id=snapshot.platform_id,
            billed_today=billed,
        ),
    )

    assert first.cost_usd == Decimal("0.010") + 250 * Decimal("0.005")
    assert first.cost_usd + again.cost_usd == sandbox.bill.usd
    assert again.requests <= 4


def test_it_reads_again_and_discovers_later(sandbox: Sandbox) -> None:
    truth, world = sandbox.world.x_account, sandbox.world
    before = tuple(truth.posts_at(NOW)[:20])
    world.now = NOW + timedelta(days=6)
    fresh = [post for post in truth.posts_at(world.now) if post.published_at > NOW]

    plan = Plan(since=on_file(before)[0], reread=on_file(before), platform_id=truth.id)
    visited = read(sandbox, plan)
    kept = {post.id: post for post in snapshot_of(visited).posts}

    assert fresh
    assert {post.id for post in fresh} <= set(kept)
    for post in (*fresh, *before):
        if truth.visible(post, world.now):
            assert kept[post.id].counts == true_counts(post, world.now)
        else:
            assert post.id in snapshot_of(visited).gone


@pytest.mark.parametrize("owned", [False, True])
def test_it_tells_gone_from_not_permitted(sandbox: Sandbox, *, owned: bool) -> None:
    truth = sandbox.world.x_account
    posts = truth.posts_at(NOW)[:10]
    gone, hidden = posts[3].id, posts[6].id
    truth.delete(gone, NOW)
    sandbox.faults.partial_errors([hidden])
    sandbox.world.owns_app = owned

    plan = Plan(reread=on_file(posts), platform_id=truth.id)
    snapshot = snapshot_of(visited := read(sandbox, plan, owned_reads=owned))

    assert snapshot.gone == (gone,)
    kept = {post.id for post in snapshot.posts}
    assert kept >= {post.id for post in posts} - {gone, hidden}
    assert owned or [(f.scope, f.reason) for f in visited.failures] == [("posts", Reason.ACCESS)]


def test_owned_reads_cost_a_fifth(sandbox: Sandbox) -> None:
    truth = sandbox.world.x_account
    posts = tuple(post for post in truth.posts_at(NOW)[:40] if not post.edits)
    sandbox.world.owns_app = True

    visited = read(sandbox, Plan(reread=on_file(posts), platform_id=truth.id), owned_reads=True)

    assert visited.failures == ()
    assert {post.id for post in posts} <= {post.id for post in snapshot_of(visited).posts}
    assert visited.cost_usd == sandbox.bill.usd
    assert sandbox.bill.usd_of("post") == 0


@pytest.mark.parametrize("owned", [False, True])
def test_it_reads_the_newest_version_of_an_edited_post(sandbox: Sandbox, *, owned: bool) -> None:
    truth = sandbox.world.x_account
    edited = next(post for post in truth.posts_at(NOW) if post.edits)
    sandbox.world.owns_app = owned

    plan = Plan(reread=on_file((edited,)), platform_id=truth.id)
    snapshot = snapshot_of(read(sandbox, plan, owned_reads=owned))

    (kept,) = (post for post in snapshot.posts if post.id == edited.id)
    assert kept.published_at == edited.published_at
    assert kept.counts == edited.counts_at(NOW)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (lambda sandbox: sandbox.faults.dead_token("x"), Reason.ACCESS),
        (lambda sandbox: sandbox.faults.no_credit(), Reason.CREDIT),
        (lambda sandbox: sandbox.faults.usage_capped(), Reason.CREDIT),
        (lambda sandbox: sandbox.faults.not_enrolled(), Reason.ACCESS),
        (lambda sandbox: sandbox.faults.rate_limited("x"), Reason.LIMIT),
    ],
)
def test_it_names_what_the_platform_refuses(sandbox: Sandbox, fault: Any, reason: Reason) -> None:
    fault(sandbox)

    visited = read(sandbox, Plan(backfill=5))

    assert visited.outcome is Outcome.FAILED
    assert [failure.reason for failure in visited.failures] == [reason]
    assert visited.requests == 1


@pytest.mark.parametrize("name", ["api_secret", "access_token", "access_token_secret"])
def test_it_is_refused_with_a_wrong_secret(
    sandbox: Sandbox, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    visited = read(sandbox, Plan(), **{name: "canary-wrong"})

    assert [failure.reason for failure in visited.failures] == [Reason.ACCESS]
    assert "canary" not in caplog.text + repr(visited)


def test_it_leaves_a_strangers_account_alone(sandbox: Sandbox) -> None:
    stranger = Account("other", "x", handle=sandbox.world.strange_x.handle)

    visited = visit(stranger, access_to(sandbox), Plan(backfill=5), lambda: NOW)

    assert [failure.reason for failure in visited.failures] == [Reason.NOT_OURS]
    assert [seen.path for seen in sandbox.requests] == ["/2/users/me"]


def test_it_inspects_the_login(sandbox: Sandbox) -> None:
    inspection = inspect(account_of(sandbox), access_to(sandbox), NOW)

    assert (inspection.platform_id, inspection.ours) == (sandbox.world.x_account.id, True)
    assert inspection.warnings == ()
    assert inspection.usage is not None
    assert inspection.usage.endswith(" posts")


def test_a_first_version_is_paid_though_the_newest_was_read_today(sandbox: Sandbox) -> None:
    """X bills each version, and on file a post has the id of its first one."""
    truth = sandbox.world.x_account
    edited = next(post for post in truth.posts_at(NOW) if post.edits and truth.visible(post, NOW))
    billed = frozenset({truth.id, edited.id})

    plan = Plan(prove=False, reread=on_file((edited,)), platform_id=truth.id, billed_today=billed)
    visited = read(sandbox, plan)

    assert [post.id for post in snapshot_of(visited).posts] == [edited.id]
    assert visited.cost_usd == 2 * Decimal("0.005")
    assert visited.cost_usd == sandbox.bill.usd - Decimal("0.010")  # of the account, on file


def test_an_edited_post_is_asked_for_by_the_version_that_was_read_today_and_costs_nothing(
    sandbox: Sandbox,
) -> None:
    """Its first version would be billed beside it, and where nothing is left pass the ceiling."""
    truth = sandbox.world.x_account
    edited = next(post for post in truth.posts_at(NOW) if post.edits and truth.visible(post, NOW))
    (due,) = on_file((edited,))
    plan = Plan(prove=False, reread=(due,), platform_id=truth.id)
    (post,) = snapshot_of(read(sandbox, plan)).posts
    paid, billed = sandbox.bill.usd, frozenset({truth.id, edited.id})

    again = replace(
        plan,
        reread=(replace(due, url=post.url),),
        billed_today=billed,
        allowance_usd=Decimal(0),
    )
    visited = read(sandbox, again)

    assert [(post.id, post.counts) for post in snapshot_of(visited).posts] == [
        (edited.id, edited.counts_at(NOW))
    ]
    assert (visited.cost_usd, sandbox.bill.usd) == (Decimal(0), paid)
    assert visited.failures == ()
    assert sandbox.requests[-1].query["ids"] == edited.versions_at(NOW)[-1]


@pytest.mark.parametrize(("of_file", "ours"), [(True, True), (False, False)])
def test_it_knows_an_account_whose_handle_changed_by_its_id_on_file(
    sandbox: Sandbox, *, of_file: bool, ours: bool
) -> None:
    account, truth = account_of(sandbox), sandbox.world.x_account
    truth.handle = "SECURITE_MAROC"

    found = inspect(account, access_to(sandbox), NOW, truth.id if of_file else None)

    assert (found.ours, found.platform_id) == (ours, truth.id)
    told = ("The handle is now @SECURITE_MAROC: correct the settings.",)
    assert found.warnings == (told if ours else ())


def test_it_looks_up_what_a_window_would_make_dearer(sandbox: Sandbox) -> None:
    truth = sandbox.world.x_account
    posts = tuple(post for post in truth.posts_at(NOW)[:10] if not post.edits)
    looked_up = frozenset(post.id for post in posts[:3])
    sandbox.world.owns_app = True

    plan = Plan(reread=on_file(posts), platform_id=truth.id, look_up=looked_up)
    visited = read(sandbox, plan, owned_reads=True)

    assert {post.id for post in snapshot_of(visited).posts} >= {post.id for post in posts}
    lookups = [seen for seen in sandbox.requests if seen.path == "/2/tweets"]
    assert [set(seen.query["ids"].split(",")) for seen in lookups] == [looked_up]


def discovered(visited: Visit) -> tuple[datetime, datetime] | None:
    found = snapshot_of(visited).discovered
    return (found.since, found.until) if found else None


def test_it_says_since_when_every_post_has_been_found(sandbox: Sandbox) -> None:
    newest, *_, oldest = sandbox.world.x_account.posts_at(NOW)[:ALL]

    assert discovered(read(sandbox, Plan(backfill=ALL))) == (oldest.published_at, NOW)
    assert discovered(read(sandbox, Plan(backfill=3_000))) == (BEGINNING, NOW)
    since = KnownPost(oldest.id, oldest.published_at, NOW)
    assert discovered(read(sandbox, Plan(since=since))) == (oldest.published_at, NOW)
    nothing_new = KnownPost(newest.id, newest.published_at, NOW)
    assert discovered(read(sandbox, Plan(since=nothing_new))) == (newest.published_at, NOW)
    assert discovered(read(sandbox, Plan())) is None


def test_after_a_failure_it_claims_to_know_of_no_post(sandbox: Sandbox) -> None:
    path = f"/2/users/{sandbox.world.x_account.id}/tweets"
    old = sandbox.world.x_account.posts_at(NOW)[150]
    since = KnownPost(old.id, old.published_at, NOW)
    for after in (0, 1):
        sandbox.faults.clear()
        sandbox.faults.add(Fault(path, after=after, status=403, body={}))

        assert discovered(read(sandbox, Plan(since=since))) is None


def test_where_our_ceiling_cuts_it_off_it_knows_of_the_newer_half(sandbox: Sandbox) -> None:
    old = sandbox.world.x_account.posts_at(NOW)[150]
    since = KnownPost(old.id, old.published_at, NOW)

    visited = read(sandbox, Plan(since=since, allowance_usd=Decimal("0.52")))

    half = snapshot_of(visited).posts
    assert 0 < len(half) < 150
    assert discovered(visited) == (half[-1].published_at, NOW)
