"""The past days of a Page and an Instagram account, asked through the real client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from collectors import read_past_days
from metrics.history.account_days import DaysRead
from metrics.model import Account, Plan, Reason
from metrics.periods import A_DAY
from sandbox import Sandbox
from sandbox.days import day_loss
from sandbox.faults import Fault
from sandbox.graph_insights import PAGE_METRICS, SERIES, TOTALS
from settings import Access, Network, Secret
from tests.support.graph_account import (
    FOUND_PAGE,
    NOW,
    PAGE,
    PAGE_ID,
    V,
    access_to,
    refusal,
)
from tests.support.replay import Replay, Reply
from tests.support.sandbox_calls import serving

YESTERDAY = date(2026, 11, 15)
"""The last Pacific day that had ended at the sandbox's NOW."""
PAGE_OF_THE_OFFICE = "108412957214365"


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with serving() as sandbox:
        sandbox.world.now = datetime(2026, 11, 16, 18, tzinfo=UTC)
        yield sandbox


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    yield served
    served.faults.clear()


def ask(sandbox: Sandbox, platform: str, since: date, plan: Plan | None = None) -> DaysRead:
    """The past of the Page or of the Instagram account."""
    accounts = {account.platform: account for account in sandbox.world.accounts()}
    account = accounts[platform]
    secrets = {
        "access_token": Secret(sandbox.world.credentials.meta.system_user_token),
        "app_secret": Secret(sandbox.world.credentials.meta.app_secret),
    }
    access = Access(
        platform=platform,
        base_url=sandbox.url,
        secrets=secrets,
        network=Network(),
        app_id="402115987654321",
        version="v27.0",
    )
    asked = plan or Plan(platform_id=account.id)
    return read_past_days(account, access, asked, since, lambda: sandbox.world.now)


def values(read: DaysRead, metric: str) -> dict[date, int]:
    """What was told of a metric, by day."""
    return {told.day: int(told.quantity.value) for told in read.days if told.metric == metric}


def lost(read: DaysRead) -> dict[str, Reason]:
    """What was not told, and why."""
    return {failure.scope: failure.reason for failure in read.failures}


def test_a_page_tells_two_years_of_days_and_each_is_the_day_before_its_end(
    sandbox: Sandbox,
) -> None:
    read = ask(sandbox, "facebook", date(2024, 11, 15))

    page = sandbox.world.page
    told = values(read, "followers")
    assert read.failures == ()
    assert (min(told), max(told)) == (date(2024, 11, 16), YESTERDAY)
    assert len(told) == (YESTERDAY - date(2024, 11, 16)).days + 1
    names = {"followers": "page_follows", "visits": "page_views_total", "views": "page_media_view"}
    for metric, name in names.items():
        assert values(read, metric) == {day: PAGE_METRICS[name](page, day) for day in told}
    assert read.requests < 12 + 3
    first = read.days[0]
    assert (first.zone, str(first.quantity.evidence)) == ("America/Los_Angeles", "reported")


def test_instagram_tells_a_month_of_new_followers_and_the_totals_of_days(sandbox: Sandbox) -> None:
    read = ask(sandbox, "instagram", date(2024, 11, 15))

    account = sandbox.world.instagram
    days = [YESTERDAY - number * A_DAY for number in range(28, -1, -1)]
    assert read.failures == ()
    assert values(read, "new_followers") == {
        day: SERIES["follower_count"](account, day) for day in days
    }
    assert values(read, "lost_followers") == {day: day_loss(account, day) for day in days}
    assert values(read, "views") == {day: TOTALS["views"](account, day) for day in days}
    assert values(read, "reach") == {day: SERIES["reach"](account, day) for day in days}
    assert "followers" not in {told.metric for told in read.days}


def test_a_refused_metric_costs_no_other_and_is_left_out_of_the_next_question(
    sandbox: Sandbox,
) -> None:
    sandbox.faults.retired.add("page_media_view")
    since = YESTERDAY - 200 * A_DAY

    read = ask(sandbox, "facebook", since)
    plan = Plan(platform_id=PAGE_OF_THE_OFFICE, refused=read.refused)
    again = ask(sandbox, "facebook", since, plan)

    sandbox.faults.retired.discard("page_media_view")
    assert lost(read) == lost(again) == {"views": Reason.MISSING}
    for told in (read, again):
        assert len(values(told, "followers")) == len(values(told, "engagements")) == 201
        assert values(told, "views") == {}
    assert [part.part for part in read.refused] == ["days: page_media_view"]
    assert again.requests < read.requests


def test_what_was_told_before_the_platform_asks_to_wait_is_kept(sandbox: Sandbox) -> None:
    limit = Fault(
        path=f"/{PAGE_OF_THE_OFFICE}/insights",
        after=2,
        status=400,
        body={"error": {"message": "(#32) Page request limit reached", "code": 32}},
    )
    sandbox.faults.add(limit)

    read = ask(sandbox, "facebook", date(2024, 11, 16))

    assert len(values(read, "followers")) == 2 * 89
    assert lost(read)["days"] is Reason.LIMIT


def test_without_the_permission_nothing_is_told_and_every_loss_is_named(sandbox: Sandbox) -> None:
    sandbox.world.permissions.discard("read_insights")
    try:
        read = ask(sandbox, "facebook", YESTERDAY)
    finally:
        sandbox.world.permissions.add("read_insights")

    assert read.days == ()
    assert set(lost(read).values()) == {Reason.ACCESS}
    assert {"followers", "views", "visits"} <= set(lost(read))


def insights(*values: Mapping[str, Any], name: str = "page_follows") -> Reply:
    return Reply({"data": [{"name": name, "period": "day", "values": list(values)}]})


def replayed(answer: Reply, account: Account = PAGE) -> DaysRead:
    """One window of days of a Page that answers so."""
    by_path = {**FOUND_PAGE, f"{V}/{PAGE_ID}/insights": answer}
    with Replay(by_path=by_path) as platform:
        return read_past_days(
            account,
            access_to(platform.url),
            Plan(platform_id=PAGE_ID, prove=False),
            date(2026, 11, 18),
            lambda: NOW,
        )


@pytest.mark.parametrize(
    ("end_time", "day"),
    [
        ("2026-11-20T08:00:00+0000", "2026-11-19"),
        ("2026-11-20T07:00:00+0000", "2026-11-19"),
        ("2026-07-01T07:00:00+0000", "2026-06-30"),
        ("2026-11-02T08:00:00+0000", "2026-11-01"),
        ("2026-03-09T07:00:00+0000", "2026-03-08"),
    ],
)
def test_a_value_belongs_to_the_day_that_its_end_closes(end_time: str, day: str) -> None:
    read = replayed(insights({"value": 46_000, "end_time": end_time}))

    assert [(told.day.isoformat(), told.quantity.value) for told in read.days] == [(day, 46_000)]


@pytest.mark.parametrize("value", [None, 0, {}, "46000", -3, 4.5, True], ids=repr)
def test_what_is_no_count_is_not_known_and_never_zero(value: object) -> None:
    good = {"value": 46_000, "end_time": "2026-11-20T08:00:00+0000"}
    read = replayed(insights({"value": value, "end_time": "2026-11-21T08:00:00+0000"}, good))

    assert [told.quantity.value for told in read.days] == [46_000]
    odd = value is not None and value != 0
    assert lost(read) == ({"followers": Reason.MALFORMED} if odd else {})


@pytest.mark.fault(24)
@pytest.mark.parametrize(
    "answer",
    [
        Reply({"data": []}),
        Reply({"data": [{"name": "page_follows", "period": "day"}]}),
        Reply({"data": [{"name": "page_fans", "values": [{"value": 1, "end_time": "x"}]}]}),
    ],
    ids=["empty", "no values", "another metric"],
)
def test_an_empty_answer_is_no_loss_and_no_number(answer: Reply) -> None:
    read = replayed(answer)

    assert (read.days, read.failures) == ((), ())


def test_a_dead_token_is_one_loss_of_the_days() -> None:
    read = replayed(refusal("190_463_expired"))

    assert read.days == ()
    assert lost(read) == {"days": Reason.ACCESS}
