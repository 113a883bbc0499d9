"""Each priced request to X is reserved before it is sent, and settled by what came back."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from collectors import visit
from metrics.model import Plan, Reason, Visit
from metrics.platforms import PLATFORMS
from tests.support import wire_faults as wire
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT,
    ACCOUNT_PATHS,
    ID,
    LOOKUP,
    NOW,
    TIMELINE,
    access_to,
    known,
    plan,
)

PRICE = PLATFORMS["x"].price
USER, POST, OWNED = PRICE.user, PRICE.post, PRICE.owned_post
SETTLED_LATE = 0.49
"""A deadline too short for a second try."""


@dataclass
class Booked:
    """A ledger that remembers, and refuses what passes its ceiling."""

    ceiling: Decimal = Decimal(1000)
    lines: list[tuple[Decimal, Decimal | None]] = field(default_factory=list)
    resources: list[str | None] = field(default_factory=list)

    @property
    def usd(self) -> Decimal:
        """Open reservations count at their worst."""
        return sum((worst if cost is None else cost for worst, cost in self.lines), Decimal(0))

    def reserve(self, usd: Decimal, resource: str | None = None) -> bool:
        if self.usd + usd > self.ceiling:
            return False
        assert usd > 0
        assert all(cost is not None for _, cost in self.lines), "a request is still open"
        self.lines.append((usd, None))
        self.resources.append(resource)
        return True

    def settle(self, usd: Decimal) -> None:
        worst, cost = self.lines.pop()
        assert cost is None
        self.lines.append((worst, usd))


def read(platform: Replay, the_plan: Plan, ledger: Booked, *, owned_reads: bool = False) -> Visit:
    access = access_to(platform.url, owned_reads=owned_reads)
    return visit(ACCOUNT, access, the_plan, lambda: NOW, deadline_s=SETTLED_LATE, ledger=ledger)


def posts_named(*ids: str, **body: object) -> Reply:
    counts = ("impression", "like", "reply", "retweet", "quote", "bookmark")
    told = {f"{count}_count": 1 for count in counts}
    day = "2026-11-20T10:00:00.000Z"
    posts = [
        {"id": post_id, "text": "a", "created_at": day, "public_metrics": told} for post_id in ids
    ]
    return Reply({"data": posts, **body})


def test_it_reserves_the_worst_case_of_each_request_and_settles_what_came() -> None:
    by_path = {**ACCOUNT_PATHS, TIMELINE: posts_named("5", "6"), LOOKUP: posts_named("1")}
    booked = Booked()
    with Replay(by_path=by_path) as platform:
        the_plan = plan(prove=True, since=known("2"), reread=(known("1"), known("3")))
        visited = read(platform, the_plan, booked)

    assert booked.lines == [
        (USER, USER),  # of the proof; the account itself is on the same bill
        (100 * POST, 2 * POST),
        (2 * POST, POST),
    ]
    assert booked.resources == [ID, None, None]
    assert visited.cost_usd == booked.usd


def test_it_reserves_a_window_at_the_price_of_owned_reads() -> None:
    booked = Booked()
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: posts_named("1")}) as platform:
        read(platform, plan(reread=(known("1"),)), booked, owned_reads=True)

    assert booked.lines == [(USER, USER), (100 * OWNED, OWNED)]


def test_it_sends_nothing_that_the_ledger_refuses() -> None:
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        visited = read(platform, plan(prove=True), Booked(ceiling=Decimal("0.009")))

        assert platform.asked == []
    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("account", Reason.CEILING)]


def test_followers_come_first_where_the_ledger_refuses_posts() -> None:
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        visited = read(platform, plan(since=known("1")), Booked(ceiling=USER + POST))

        assert platform.paths == [f"/2/users/{ID}"]
    assert visited.snapshot is not None
    assert [(lost.scope, lost.reason) for lost in visited.failures] == [("posts", Reason.CEILING)]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500, 503])
def test_a_refusal_is_settled_at_nothing(status: int) -> None:
    booked = Booked()
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: Reply({}, status)}) as platform:
        visited = read(platform, plan(since=known("1")), booked)

    account, *pages = booked.lines
    assert account == (USER, USER)
    assert set(pages) == {(100 * POST, Decimal(0))}
    assert visited.cost_usd == USER


UNREAD = {
    "hanging": wire.HANGING,
    "reset": wire.RESETTING,
    "garbage": wire.GARBAGE,
    "cut": wire.CUT_BODY,
    "html": wire.HTML,
    "empty": wire.EMPTY,
    "a list": Reply([]),
    "twins": Reply('{"data": [], "data": []}'),
}


@pytest.mark.parametrize("reply", UNREAD.values(), ids=UNREAD)
def test_an_answer_that_could_not_be_read_is_settled_at_its_worst(reply: Reply) -> None:
    booked = Booked()
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: reply}) as platform:
        visited = read(platform, plan(since=known("1")), booked)

    assert booked.lines == [(USER, USER), (100 * POST, 100 * POST)]
    assert visited.cost_usd == booked.usd


def test_an_answer_that_came_at_the_second_try_is_paid_once() -> None:
    """The same resources, asked for again, are not billed again."""
    booked = Booked()
    answers = [wire.RESETTING, posts_named("5")]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: answers}) as platform:
        access = access_to(platform.url)
        visit(ACCOUNT, access, plan(since=known("1")), lambda: NOW, deadline_s=5, ledger=booked)

        assert platform.paths.count(TIMELINE) == 2
    assert booked.lines == [(USER, USER), (100 * POST, POST)]


def test_a_request_that_never_left_is_settled_at_nothing() -> None:
    booked = Booked()
    with Replay() as platform:
        gone = platform.url
    access = access_to(gone)
    visited = visit(ACCOUNT, access, plan(), lambda: NOW, deadline_s=SETTLED_LATE, ledger=booked)

    assert visited.failures[0].detail.startswith("refused:")
    assert booked.lines == [(USER, Decimal(0))]


def test_what_comes_without_an_id_is_paid_as_well() -> None:
    booked = Booked()
    reply = posts_named("5", "")
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: reply}) as platform:
        read(platform, plan(since=known("1")), booked)

    assert booked.lines[-1] == (100 * POST, 2 * POST)


def test_an_account_without_an_id_is_paid_as_well() -> None:
    booked = Booked()
    by_path = {f"/2/users/{ID}": Reply({"data": {"username": "XDevelopers"}})}
    with Replay(by_path=by_path) as platform:
        read(platform, plan(), booked)

    assert booked.lines == [(USER, USER)]


def test_another_account_than_the_one_that_is_paid_already_is_booked_too() -> None:
    """The token was exchanged: what is on today's bill is not whom it now belongs to."""
    booked = Booked()
    stranger = Reply({"data": {"id": "99", "username": "somebody"}})
    with Replay(by_path={"/2/users/me": stranger}) as platform:
        visited = read(platform, plan(prove=True, billed_today=frozenset({ID})), booked)

    assert visited.failures[0].reason is Reason.NOT_OURS
    assert booked.lines == [(USER, USER)]
    assert visited.cost_usd == USER


def test_nothing_is_reserved_for_what_is_on_todays_bill() -> None:
    booked = Booked()
    by_path = {**ACCOUNT_PATHS, LOOKUP: posts_named("1")}
    with Replay(by_path=by_path) as platform:
        read(platform, plan(reread=(known("1"),), billed_today=frozenset({ID, "1"})), booked)

        assert platform.paths == [f"/2/users/{ID}", LOOKUP]
    assert booked.lines == []
