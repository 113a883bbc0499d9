"""When signs of life are sent: once a slot, and only when it is known how the slot went."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.alerts import Alarm, AlarmKind
from settings import Settings
from storage.accounts import enrol
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import open_empty
from tests.support.replay import Replay, Reply
from tests.support.storage_visits import ACCOUNTS, HOUR, NOON, visit
from watch.ping import Pinger

GAP = Alarm(AlarmKind.GAP, "dgsn-x", "Not read for two slots.")
MILESTONE = Alarm(AlarmKind.MILESTONE, "dgsn-x 650,000", "Passed.")
PATHS = ("/u", "/u/start", "/u/fail")


@pytest.fixture
def service() -> Iterator[Replay]:
    with Replay(by_path={path: Reply("OK") for path in PATHS}) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path, service: Replay) -> Settings:
    return loaded(tmp_path, f'[daemon]\nping_url = "{service.url}/u"\n')


@pytest.fixture
def pinger(tmp_path: Path) -> Iterator[Pinger]:
    with open_empty(tmp_path) as store:
        enrol(store, ACCOUNTS, NOON)
        yield Pinger(store)


def said(service: Replay) -> list[str]:
    return [asked.target for asked in service.asked]


def test_success_is_said_once_a_slot_after_the_first_good_reading(
    pinger: Pinger, settings: Settings, service: Replay
) -> None:
    pinger.begin(settings)
    pinger.ping(settings, [], NOON)
    assert said(service) == ["/u/start"]

    keep(pinger.store, visit(NOON))
    pinger.ping(settings, [MILESTONE], NOON)
    pinger.ping(settings, [], NOON)
    assert said(service) == ["/u/start", "/u"]

    keep(pinger.store, visit(NOON + HOUR))
    pinger.ping(settings, [], NOON + HOUR)
    assert said(service) == ["/u/start", "/u", "/u"]


def test_a_slot_in_which_an_alert_holds_is_a_failure(
    pinger: Pinger, settings: Settings, service: Replay
) -> None:
    keep(pinger.store, visit(NOON))
    pinger.ping(settings, [GAP, MILESTONE], NOON)
    pinger.ping(settings, [GAP], NOON)

    assert said(service) == ["/u/fail"]


def test_without_an_address_nothing_is_said(
    pinger: Pinger, service: Replay, tmp_path: Path
) -> None:
    quiet = loaded(tmp_path)
    keep(pinger.store, visit(NOON))
    pinger.begin(quiet)
    pinger.ping(quiet, [], NOON)

    assert said(service) == []
