"""`status`: slots kept of slots due, the longest gap, open alerts, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.completeness import Gap, longest_gap
from metrics.model import Outcome, Reason
from metrics.slots import HOUR
from queries.completeness import Keeping, keeping
from settings import load
from storage import Store
from storage.accounts import enrol
from storage.alerts import close, open_
from storage.backoff import hold, of_account
from storage.visits import SlotRecord, keep_missed
from tests.support.databases import open_empty
from tests.support.office import Office, open_office

NOON = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(office: Office) -> Iterator[Store]:
    with open_empty(office.folder) as opened:
        enrol(opened, load(office.config).accounts, NOON)
        yield opened


def told(office: Office, name: str = "dgsn-facebook") -> Any:
    accounts = office.ask_json("status")["accounts"]
    return next(entry for entry in accounts if entry["account"] == name)


def rows(outcomes: str) -> list[SlotRecord]:
    """Slots until noon: k kept, f failed, m missed, . without a row."""
    words = {"k": Outcome.OK, "f": Outcome.FAILED, "m": Outcome.MISSED}
    reasons = {"k": None, "f": Reason.UNAVAILABLE, "m": Reason.DOWN}
    first = NOON.replace(minute=0) - (len(outcomes) - 1) * HOUR
    return [
        SlotRecord("dgsn-x", first + number * HOUR, words[sign], reasons[sign])
        for number, sign in enumerate(outcomes)
        if sign != "."
    ]


@pytest.mark.parametrize(
    ("outcomes", "found"),
    [("kkk", Keeping(3, 3)), ("kfmk", Keeping(4, 2)), ("k..k", Keeping(4, 2)), ("", Keeping(0, 0))],
)
def test_slots_are_due_from_the_first_on_file(outcomes: str, found: Keeping) -> None:
    assert keeping(rows(outcomes), NOON, 7, HOUR) == found


def test_slots_before_the_days_that_are_asked_for_do_not_count() -> None:
    assert keeping(rows("k" * 500), NOON, 7, HOUR) == Keeping(168, 168)


def test_the_longest_gap_has_its_reason_and_its_end() -> None:
    noon = NOON.replace(minute=0)

    assert longest_gap(rows("kfkmmkf"), HOUR) == Gap(noon - 3 * HOUR, noon - HOUR, Reason.DOWN)
    assert longest_gap(rows("kk"), HOUR) is None


def test_it_tells_slots_over_a_week_a_month_and_a_year(office: Office, store: Store) -> None:
    office.run("collect")
    now = datetime.now(UTC)
    start = now.replace(minute=0, second=0, microsecond=0)
    days = [start - number * HOUR for number in range(1, 40 * 24)]
    keep_missed(store, "dgsn-facebook", days, Reason.DOWN)

    entry = told(office)

    assert (entry["slots_due_7d"], entry["slots_kept_7d"]) == (168, 1)
    assert (entry["slots_due_30d"], entry["slots_kept_30d"]) == (720, 1)
    assert (entry["slots_due_365d"], entry["slots_kept_365d"]) == (960, 1)
    assert entry["longest_gap"]["reason"] == "down"
    assert "longest gap" in office.run("status").stdout


def test_an_open_alert_is_told_and_makes_the_exit_code_1(office: Office, store: Store) -> None:
    office.run("collect")
    assert office.run("status").exit_code == 0

    open_(store, "disk", "disk", "There is too little room.", NOON)
    result = office.run("status")
    assert result.exit_code == 1
    assert "There is too little room." in result.stdout
    (alert,) = office.ask_json("status")["alerts"]
    assert (alert["kind"], alert["subject"], alert["told_at"]) == ("disk", "disk", None)

    close(store, "disk", "disk", NOON)
    assert office.run("status").exit_code == 0


def test_an_account_that_was_not_read_is_told_once_though_an_alert_speaks_of_it(
    office: Office, store: Store
) -> None:
    office.sandbox.faults.dead_token("x")
    office.run("collect")
    assert [alert["kind"] for alert in office.ask_json("status")["alerts"]] == ["unreadable"]

    open_(store, "access", "dgsn-x", "The token is dead.", NOON)
    assert [alert["kind"] for alert in office.ask_json("status")["alerts"]] == ["access"]


def test_it_tells_the_next_visit_and_what_keeps_it_back(office: Office, store: Store) -> None:
    assert told(office)["next_visit_at"] <= datetime.now(UTC).isoformat()
    office.run("collect")
    begun = datetime.now(UTC)
    assert told(office)["next_visit_at"] > begun.isoformat()
    assert told(office)["waits_for"] is None

    until = (begun + 3 * HOUR).replace(microsecond=0)
    hold(store, of_account("dgsn-facebook"), until, Reason.LIMIT)
    assert told(office)["next_visit_at"] == until.isoformat()
    assert told(office)["waits_for"] == "limit"


def test_it_tells_what_the_readings_that_are_due_will_cost(office: Office, store: Store) -> None:
    del store
    spend = office.ask_json("status")["spend"]
    assert spend["planned_usd"] == 0.01

    office.run("collect")
    spend = office.ask_json("status")["spend"]
    assert spend["planned_usd"] < 0.01
    assert spend["rest_of_month_usd"] > 0
