"""Visits under the ceilings of the ledger: followers first, and never a cent beyond."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from metrics.model import Account, Outcome, Reason, Visit
from metrics.platforms import PLATFORMS, SpendingLimits
from sandbox import Sandbox
from sandbox.faults import Fault
from settings import Settings, load
from storage import Store
from storage.accounts import enrol
from storage.spending import Book, spent, utc_day, utc_month
from tests.support.databases import open_empty
from tests.support.office import open_office
from watch.visits import allowance, visit_account

PRICE = PLATFORMS["x"].price
HOUR = timedelta(hours=1)
FIRST = datetime(2026, 12, 1, tzinfo=UTC)
"""When the world was made. Two weeks later a post that was edited is among those read again."""


@dataclass(frozen=True)
class House:
    """An office with its store open, and the clock of its sandbox."""

    sandbox: Sandbox
    settings: Settings
    store: Store

    @property
    def account(self) -> Account:
        return self.settings.accounts[0]

    def visit(self, backfill: int | None = None) -> Visit:
        return visit_account(
            self.account,
            self.settings.access(self.account),
            self.settings,
            self.store,
            lambda: self.sandbox.world.now,
            backfill=backfill,
        ).visit

    def limited_to(self, day: str, month: str) -> House:
        ceilings = {"daily_spend_limit": Decimal(day), "monthly_spend_limit": Decimal(month)}
        x = self.settings.section("x").model_copy(update=ceilings)
        sections = {**self.settings.sections, "x": x}
        return replace(self, settings=self.settings.model_copy(update={"sections": sections}))

    def spent_today(self) -> Decimal:
        return spent(self.store, *utc_day(self.sandbox.world.now), "x")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_office(tmp_path, FIRST) as office:
        settings = load(office.config)
        # Noon of a day in the middle of a month: no visit of a test meets midnight by chance.
        noon = office.sandbox.world.now.replace(day=15, hour=12)
        office.sandbox.world.now = noon
        with open_empty(tmp_path) as store:
            enrol(store, settings.accounts, noon)
            yield House(office.sandbox, settings, store)


def test_the_ledger_holds_what_x_bills(house: House) -> None:
    first = house.visit()
    house.sandbox.world.now += HOUR
    second = house.visit()

    assert first.cost_usd > 0
    assert house.spent_today() == first.cost_usd + second.cost_usd == house.sandbox.bill.usd


def test_a_crash_after_the_reading_leaves_its_price_on_file(house: House) -> None:
    """The visit was never kept, as after a kill; the account is not paid a second time."""
    book = Book(house.store, "x", SpendingLimits(Decimal(1), Decimal(20)))
    account_id = house.sandbox.world.x_account.id
    house.visit(backfill=1)
    house.sandbox.world.now += timedelta(days=1)
    assert book.reserve(house.account.name, PRICE.user, house.sandbox.world.now, account_id)

    house.visit()

    paid = house.sandbox.bill.usd_on(house.sandbox.world.now.date())
    assert house.spent_today() == paid


def test_an_outage_costs_the_account_once_a_day(house: House) -> None:
    """What may have been billed is not paid for again, or an outage would use the ceiling up."""
    house.visit(backfill=1)
    house.sandbox.world.now += timedelta(days=1)
    house.sandbox.faults.add(Fault(path="/2/users/", alter=lambda _: []))
    visits = []
    for _ in range(5):
        visits.append(house.visit())
        house.sandbox.world.now += HOUR

    assert {visit.outcome for visit in visits} == {Outcome.FAILED}
    assert (
        house.spent_today()
        == PRICE.user
        == house.sandbox.bill.usd_on(house.sandbox.world.now.date())
    )


def test_the_ceiling_of_the_day_keeps_posts_out_and_followers_in(house: House) -> None:
    poor = house.limited_to("0.02", "20")

    visits = []
    for _ in range(3):
        visits.append(poor.visit(backfill=50))
        house.sandbox.world.now += HOUR

    assert all(visit.snapshot and visit.snapshot.followers for visit in visits)
    assert [(lost.scope, lost.reason) for lost in visits[0].failures] == [("posts", Reason.CEILING)]
    assert house.sandbox.bill.usd <= Decimal("0.02")


def test_posts_leave_the_followers_of_the_month_their_money(house: House) -> None:
    now = house.sandbox.world.now
    days_to_come = (utc_month(now)[1] - utc_day(now)[1]).days
    month = PRICE.user * (days_to_come + 1) + Decimal("0.05")
    poor = house.limited_to("1.00", str(month))
    while house.sandbox.world.now < utc_month(now)[1]:
        assert poor.visit(backfill=100).snapshot is not None
        house.sandbox.world.now += timedelta(days=1)

    assert house.sandbox.bill.usd_of("user") == PRICE.user * (days_to_come + 1)
    assert house.sandbox.bill.usd <= month


def test_it_keeps_the_price_of_the_other_accounts_back(house: House) -> None:
    table = house.settings.account[0]
    tables = (*house.settings.account, table.model_copy(update={"name": "dgsn-x-2"}))
    two = house.settings.model_copy(update={"account": tables})
    now = house.sandbox.world.now

    one_alone = allowance(house.settings, house.store, "x", now, is_account_paid=True)
    of_two = allowance(two, house.store, "x", now, is_account_paid=True)

    assert one_alone is not None
    assert of_two == one_alone - PRICE.user
    assert allowance(house.settings, house.store, "facebook", now) is None


def test_a_spent_ceiling_is_a_gap_with_its_reason(house: House) -> None:
    visit = house.limited_to("0", "20").visit()

    assert visit.outcome is Outcome.FAILED
    assert [(lost.scope, lost.reason) for lost in visit.failures] == [("account", Reason.CEILING)]
    assert house.sandbox.bill.usd == 0
    assert house.sandbox.requests == []


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_faulted_days_never_pass_the_ceilings(house: House, seed: int) -> None:
    """Refusals and spoiled answers at random: what X bills is on file, and under the ceilings."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, and no secret
    limited = house.limited_to("0.30", "0.80")
    first = house.sandbox.world.now.date()
    for _ in range(3 * 24):
        house.sandbox.faults.clear()
        if dice.random() < 0.5:
            house.sandbox.faults.add(_fault(dice))
        limited.visit(backfill=dice.choice([None, 5, 60]))
        house.sandbox.world.now += HOUR

    days = [first + timedelta(days=n) for n in range(5)]
    for day in days:
        billed = house.sandbox.bill.usd_on(day)
        since = house.sandbox.world.now.replace(year=day.year, month=day.month, day=day.day, hour=0)
        assert billed <= spent(house.store, *utc_day(since), "x") <= Decimal("0.30")
    assert 0 < house.sandbox.bill.usd <= Decimal("0.80")


def _nameless(body: Any) -> Any:
    data = body.get("data") or []
    for each in data if isinstance(data, list) else [data]:
        each.pop("id", None)
    return body


def _fault(dice: random.Random) -> Fault:
    """One answer is refused, or comes spoiled: X has billed it then."""
    path = dice.choice(["/2/users/me", "/2/users/", "/2/tweets"])
    if dice.random() < 0.5:
        return Fault(path=path, times=1, status=dice.choice([401, 402, 429]), body={})
    return Fault(path=path, times=1, alter=dice.choice([_nameless, lambda _: []]))
