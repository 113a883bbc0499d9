"""The past asked for day by day: once whole, then from where it broke off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands._context import IN_PART
from metrics.model import Reason
from settings import Settings, load
from storage import Store, backoff
from storage.accounts import enrol, known
from storage.history.account_days import account_days
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from watch.history import ask_daily, ask_history

PAGE, INSTAGRAM = "dgsn-facebook", "dgsn-instagram"


@dataclass(frozen=True)
class Desk:
    office: Office
    settings: Settings
    store: Store

    def now(self) -> datetime:
        return self.office.sandbox.world.now

    def ask(self) -> int:
        """One day's question; how many requests it took."""
        before = len(self.office.sandbox.requests)
        ask_daily(self.store, self.settings, self.now)
        return len(self.office.sandbox.requests) - before

    def days(self, name: str, metric: str) -> list[str]:
        """The days on file of a metric."""
        found = account_days(self.store, name, metrics={metric})
        return [each.told.day.isoformat() for each in found]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_office(tmp_path) as office:
        settings = load(office.config)
        with open_empty(tmp_path) as store:
            made = Desk(office, settings, store)
            enrol(store, settings.accounts, made.now())
            yield made


def test_it_asks_for_all_once_then_for_what_is_new_and_closes_an_outage(desk: Desk) -> None:
    first = desk.ask()
    followed = len(desk.days(PAGE, "followers"))
    gained = len(desk.days(INSTAGRAM, "new_followers"))
    desk.office.sandbox.world.now += timedelta(days=1)
    daily = desk.ask()
    desk.office.sandbox.world.now += timedelta(days=12)
    after = desk.ask()

    assert daily < after < first
    days = desk.days(PAGE, "followers")
    assert len(days) == followed + 13 > 700
    assert days == sorted(set(days))
    assert len(desk.days(INSTAGRAM, "new_followers")) == gained + 13


def test_an_account_that_the_platform_asked_to_leave_alone_is_not_asked(desk: Desk) -> None:
    until = desk.now() + timedelta(hours=1)
    backoff.hold(desk.store, backoff.of_account(PAGE), until, Reason.LIMIT)
    backoff.hold(desk.store, backoff.of_platform("instagram"), until, Reason.LIMIT)

    assert desk.ask() == 0


def test_what_is_refused_is_remembered_beside_what_a_visit_left_out(desk: Desk) -> None:
    desk.office.sandbox.faults.retired_metric("page_media_view")
    (page,) = (account for account in desk.settings.accounts if account.name == PAGE)

    (asked,) = ask_history(desk.settings, desk.store, [page], desk.now)

    assert [failure.scope for failure in asked.read.failures] == ["views"]
    refused = known(desk.store, PAGE, desk.now()).refused
    assert [part.part for part in refused] == ["days: page_media_view"]
    assert desk.days(PAGE, "views") == []
    assert len(desk.days(PAGE, "engagements")) > 700


def test_collect_tells_what_the_past_brought_and_keeps_it_out_of_the_slots(
    desk: Desk,
) -> None:
    told = {entry["account"]: entry for entry in desk.office.ask_json("collect", "--history")}

    assert set(told) == {PAGE, INSTAGRAM}
    assert told[PAGE]["new"] == told[PAGE]["counts"] > 5_000
    assert told[PAGE]["failures"] == []
    table = desk.office.run("collect", "--history", "--account", PAGE)
    assert table.exit_code == 0
    assert "last day told" in table.stdout
    status = {entry["account"]: entry for entry in desk.office.ask_json("status")["accounts"]}
    assert status[PAGE]["followers"] is None


def test_collect_says_what_was_not_told_of_the_past(desk: Desk) -> None:
    desk.office.sandbox.faults.retired_metric("page_views_total")

    result = desk.office.run("collect", "--history", "--account", PAGE)

    assert result.exit_code == IN_PART
    assert "visits of past days not read (the platform did not tell)" in result.stdout
