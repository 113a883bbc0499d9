"""The daily look at tokens: spoken of in stages, and an expired one stops only its account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collectors import Inspection
from metrics.model import Account
from settings import load
from storage import Store
from storage.accounts import enrol
from storage.alerts import history, open_alerts
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from tests.support.storage_visits import NOON
from watch import tokens
from watch.visits import visit_account

DAY = timedelta(days=1)
PAGE = Account("dgsn-facebook", "facebook", id="1")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(office: Office) -> Iterator[Store]:
    with open_empty(office.folder) as opened:
        enrol(opened, load(office.config).accounts, office.sandbox.world.now)
        yield opened


def told(store: Store) -> dict[str, str]:
    return {record.subject: record.detail for record in open_alerts(store)}


@pytest.mark.threat(8)
@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (14.5, None),
        (14, "within 14 days"),
        (7.5, "within 14 days"),
        (7, "within 7 days"),
        (3, "within 3 days"),
        (1, "within 1 day "),
        (-0.1, "has ended"),
    ],
)
def test_a_token_is_spoken_of_14_7_3_and_1_days_before_its_end(
    days: float, stage: str | None
) -> None:
    found = Inspection("1", None, None, ours=True, token_kind="page", expires_at=NOON + days * DAY)

    details = [alarm.detail for alarm in tokens.endings(PAGE, found, NOON)]

    assert len(details) == (0 if stage is None else 1)
    assert all(stage in detail for detail in details if stage)


@pytest.mark.threat(9)
def test_access_to_data_ends_apart_and_permissions_that_reach_too_far_are_told() -> None:
    found = Inspection(
        "1",
        None,
        None,
        ours=True,
        token_kind="page",
        expires_at=NOON + 2 * DAY,
        data_access_expires_at=NOON + 5 * DAY,
        warnings=("It may publish.",),
    )

    subjects = [alarm.subject for alarm in tokens.endings(PAGE, found, NOON)]

    assert subjects == [
        "dgsn-facebook token",
        "dgsn-facebook access to data",
        "dgsn-facebook permissions",
    ]


def test_each_stage_is_one_alert_and_a_renewed_token_ends_it(office: Office, store: Store) -> None:
    world, settings = office.sandbox.world, load(office.config)
    end = world.now + 14 * DAY
    world.token_expires_at = end
    for left in (13.9, 10, 6, 2, 0.5):
        world.now = end - left * DAY
        tokens.check(store, settings, world.now)
        assert set(told(store)) == {"dgsn-facebook token", "dgsn-instagram token"}
    assert len(history(store, kind="token_expiry")) == 2 * 4

    world.token_expires_at = world.now + 60 * DAY
    tokens.check(store, settings, world.now)
    assert told(store) == {}


def test_a_look_that_costs_money_is_left_until_it_is_paid_for_anyway(
    office: Office, store: Store
) -> None:
    world, settings = office.sandbox.world, load(office.config)

    tokens.check(store, settings, world.now)
    assert not [seen for seen in office.sandbox.requests if seen.path.startswith("/2/")]

    account = settings.accounts[0]
    visit_account(account, settings.access(account), settings, store, lambda: world.now)
    billed = office.sandbox.bill.usd
    tokens.check(store, settings, world.now)
    assert [seen for seen in office.sandbox.requests if seen.path == "/2/users/me"]
    assert office.sandbox.bill.usd == billed


def test_a_dead_token_of_one_platform_stops_no_look_at_another(
    office: Office, store: Store
) -> None:
    world, settings = office.sandbox.world, load(office.config)
    world.token_expires_at = world.now + 2 * DAY
    for name in ("api_key", "access_token"):
        (office.folder / "secrets" / name).unlink()

    tokens.check(store, settings, world.now)

    assert set(told(store)) == {"dgsn-facebook token", "dgsn-instagram token"}
