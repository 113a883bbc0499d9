"""No request to X is sent whose worst case does not fit; what came back is what is paid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.budget import Budget
from collectors.errors import CeilingReached
from metrics.model import KnownPost, Outcome, Reason, Visit
from metrics.platforms import PLATFORMS, Price
from tests.support.replay import Replay, Reply
from tests.support.x_account import ACCOUNT_PATHS, ID, LOOKUP, TIMELINE, known, plan, read

USER, POST, OWNED = Decimal("0.010"), Decimal("0.005"), Decimal("0.001")


def posts_named(*ids: str) -> Reply:
    """An answer with these posts, wholly told."""
    counts = ("impression", "like", "reply", "retweet", "quote", "bookmark")
    told = {f"{count}_count": 1 for count in counts}
    day = "2026-11-20T10:00:00.000Z"
    return Reply(
        {"data": [{"id": i, "text": "a", "created_at": day, "public_metrics": told} for i in ids]}
    )


def due(*ids: str) -> tuple[KnownPost, ...]:
    return tuple(known(post_id) for post_id in ids)


def reasons(visit: Visit) -> list[tuple[str, Reason]]:
    return [(failure.scope, failure.reason) for failure in visit.failures]


def test_the_prices_are_those_that_these_tests_mean() -> None:
    assert PLATFORMS["x"].price == Price(USER, POST, OWNED)


def test_it_pays_for_each_user_and_post_once() -> None:
    by_path = {**ACCOUNT_PATHS, TIMELINE: posts_named("5", "6"), LOOKUP: posts_named("1")}
    with Replay(by_path=by_path) as platform:
        visit = read(platform, plan(prove=True, since=known("2"), reread=due("1", "5")))

        assert platform.asked[-1].query["ids"] == "1"
    assert visit.outcome is Outcome.OK
    assert visit.cost_usd == USER + 3 * POST


def test_it_pays_nothing_for_what_is_on_todays_bill() -> None:
    by_path = {**ACCOUNT_PATHS, LOOKUP: posts_named("1", "2")}
    billed = frozenset({ID, "1"})
    with Replay(by_path=by_path) as platform:
        visit = read(platform, plan(prove=True, reread=due("1", "2"), billed_today=billed))

    assert visit.cost_usd == POST


def test_it_pays_less_for_owned_reads() -> None:
    by_path = {**ACCOUNT_PATHS, TIMELINE: posts_named("1", "2")}
    with Replay(by_path=by_path) as platform:
        visit = read(platform, plan(reread=due("1", "2")), owned_reads=True)

    assert visit.cost_usd == USER + 2 * OWNED


def test_it_asks_nothing_when_not_even_the_account_fits() -> None:
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        visit = read(platform, plan(prove=True, allowance_usd=Decimal("0.009")))

        assert platform.asked == []
    assert (visit.outcome, visit.cost_usd) == (Outcome.FAILED, Decimal(0))
    assert reasons(visit) == [("account", Reason.CEILING)]


def test_it_reads_an_account_that_is_paid_already_without_any_allowance() -> None:
    nothing_left = plan(prove=True, allowance_usd=Decimal(0), billed_today=frozenset({ID}))
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        visit = read(platform, nothing_left)

    assert (visit.outcome, visit.cost_usd) == (Outcome.OK, Decimal(0))


def test_it_shrinks_the_page_to_what_fits() -> None:
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: Reply({})}) as platform:
        read(platform, plan(since=known("1"), allowance_usd=USER + 7 * POST))

        assert platform.asked[-1].query["max_results"] == "7"


def test_it_asks_for_no_page_when_the_smallest_does_not_fit() -> None:
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        visit = read(platform, plan(since=known("1"), allowance_usd=USER + 4 * POST))

        assert platform.paths == [f"/2/users/{ID}"]
    assert visit.outcome is Outcome.PARTIAL
    assert reasons(visit) == [("posts", Reason.CEILING)]


def test_it_looks_up_as_many_posts_as_fit_and_those_paid_already() -> None:
    the_plan = plan(
        reread=due("1", "2", "3", "4"),
        billed_today=frozenset({"4"}),
        allowance_usd=USER + 2 * POST,
    )
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: posts_named("1", "2", "4")}) as platform:
        visit = read(platform, the_plan)

        assert platform.asked[-1].query["ids"] == "1,2,4"
    assert visit.cost_usd == USER + 2 * POST
    assert reasons(visit) == [("posts", Reason.CEILING)]


def test_it_looks_up_paid_posts_when_no_window_of_the_timeline_fits() -> None:
    the_plan = plan(
        reread=due("1"), billed_today=frozenset({ID, "1"}), allowance_usd=Decimal("0.001")
    )
    with Replay(by_path={**ACCOUNT_PATHS, LOOKUP: posts_named("1")}) as platform:
        visit = read(platform, the_plan, owned_reads=True)

        assert platform.paths == [f"/2/users/{ID}", LOOKUP]
    assert visit.snapshot is not None
    assert [post.id for post in visit.snapshot.posts] == ["1"]
    assert visit.cost_usd == 0


def test_it_pays_nothing_for_refusals() -> None:
    by_path = {**ACCOUNT_PATHS, LOOKUP: Reply({}, 429), f"/2/users/{ID}": Reply({}, 401)}
    with Replay(by_path=by_path) as platform:
        assert read(platform, plan(reread=due("1"))).cost_usd == 0


def test_it_keeps_what_the_ceiling_allowed_of_what_is_new() -> None:
    first = posts_named("5", "6", "7", "8", "9")
    page = Reply({**first.body, "meta": {"next_token": "more"}})
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: page}) as platform:
        visit = read(platform, plan(since=known("1"), allowance_usd=USER + 7 * POST))

        assert platform.paths.count(TIMELINE) == 1
    assert visit.snapshot is not None
    assert len(visit.snapshot.posts) == 5
    assert reasons(visit) == [("posts", Reason.CEILING)]


@pytest.mark.parametrize("cents", range(12))
def test_it_never_asks_for_more_than_its_allowance(cents: int) -> None:
    allowance = Decimal(cents) / 100
    ids = [str(number) for number in range(10, 40)]
    by_path = {**ACCOUNT_PATHS, TIMELINE: posts_named(*ids[:5]), LOOKUP: posts_named(*ids[5:])}
    the_plan = plan(since=known("1"), reread=due(*ids[5:]), allowance_usd=allowance)
    with Replay(by_path=by_path) as platform:
        read(platform, the_plan)
        asked = platform.asked
    users = sum(request.path == f"/2/users/{ID}" for request in asked)
    looked_up = sum(len(r.query["ids"].split(",")) for r in asked if r.path == LOOKUP)
    paged = 5 * sum(request.path == TIMELINE for request in asked)

    assert users * USER + (looked_up + paged) * POST <= allowance
    assert users == (allowance >= USER)


@given(
    allowance=st.decimals(0, 1, places=3),
    wanted=st.integers(1, 300),
    billed=st.sets(st.integers(0, 300)),
    price=st.sampled_from([USER, POST, OWNED]),
)
def test_what_fits_never_costs_more_than_there_is(
    allowance: Decimal, wanted: int, billed: set[int], price: Decimal
) -> None:
    budget = Budget(Price(), allowance, {str(number) for number in billed})
    ids = [str(number) for number in range(wanted)]
    try:
        fitting = budget.fitting(ids, price)
    except CeilingReached:
        fitting = []
    budget.pay(fitting, price)

    assert budget.spent_usd <= allowance
    assert {i for i in ids if int(i) in billed} <= set(fitting)
