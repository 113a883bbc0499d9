"""The daemon's beat: what systemd is told, and when it is told nothing more."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sandbox import Fault
from settings import load
from storage import Store
from storage.accounts import enrol
from storage.alerts import open_alerts
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from tests.support.storage_visits import CASABLANCA
from watch.daemon import Daemon
from watch.scheduler import VISIT_DEADLINE_S


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The end at which systemd listens."""
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        name = str(Path(folder, "notify"))
        end.bind(name)
        end.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        yield end


def told(systemd: socket.socket) -> list[str]:
    """Everything that has been said so far."""
    found = []
    while True:
        try:
            found.append(systemd.recv(4096).decode())
        except BlockingIOError:
            return found


class Time:
    """A clock that a test moves."""

    def __init__(self, begin: datetime) -> None:
        self.begin, self.passed = begin, 0.0

    def now(self) -> datetime:
        return self.begin + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed


@pytest.fixture
def time(office: Office) -> Time:
    return Time(office.sandbox.world.now)


@pytest.fixture
def daemon(office: Office, time: Time) -> Iterator[Daemon]:
    settings = load(office.config)
    with open_empty(office.folder) as store:
        enrol(store, settings.accounts, time.now())
        yield Daemon(office.config, settings, store, None, time.now, time.seconds)


def test_each_beat_feeds_the_watchdog(systemd: socket.socket, daemon: Daemon) -> None:
    assert told(systemd) == ["STATUS=reads 3 accounts every 1:00:00"]

    daemon.beat()
    daemon.workers.wait(30)

    assert told(systemd) == ["WATCHDOG=1"]


@pytest.mark.fault(53)
def test_a_hung_visit_is_noticed_and_the_watchdog_goes_hungry(
    systemd: socket.socket, office: Office, daemon: Daemon, time: Time
) -> None:
    office.sandbox.faults.add(Fault("/2/", "x", hang=True))
    daemon.beat()
    time.passed = 2 * VISIT_DEADLINE_S
    daemon.beat()
    assert "WATCHDOG=1" in told(systemd)

    time.passed += 1
    daemon.beat()
    assert told(systemd) == []
    office.sandbox.stop()
    assert daemon.workers.wait(90) == ()


def test_an_alert_is_opened_once_the_visits_have_ended(office: Office, daemon: Daemon) -> None:
    office.sandbox.faults.dead_token("meta")
    office.sandbox.faults.add(Fault("/2/", "x", hang=True))
    daemon.beat()
    while len(daemon.workers.wait(0.1)) > 1:
        pass
    daemon.beat()
    assert open_alerts(daemon.store) == []  # the visit of X is still under way

    office.sandbox.stop()
    assert daemon.workers.wait(90) == ()
    daemon.beat()
    assert daemon.workers.wait(30) == ()
    assert "access" in {record.kind for record in open_alerts(daemon.store)}


def test_a_new_daemon_knows_when_posts_want_to_be_read(office: Office, daemon: Daemon) -> None:
    daemon.beat()
    daemon.workers.wait(30)
    wanted = daemon.duty.posts_wanted_at["dgsn-x"]

    second = Daemon(office.config, daemon.settings, daemon.store, None, daemon.clock)

    assert second.duty.posts_wanted_at["dgsn-x"] == wanted
    assert wanted is None or wanted > datetime(2026, 1, 1, tzinfo=UTC)


def test_what_a_locked_database_refuses_is_logged_in_sentences(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever needs it: the tick, the visits, the letters, the judgement, new settings."""
    url = f"sqlite:///{office.folder / 'hasila.db'}"
    with (
        Store.open(url, zone=CASABLANCA, patience_s=0.1) as store,
        closing(sqlite3.connect(office.folder / "hasila.db")) as other,
    ):
        settings = load(office.config)
        enrol(store, settings.accounts, office.sandbox.world.now)
        daemon = Daemon(office.config, settings, store)
        daemon.signals.reread()
        other.execute("BEGIN EXCLUSIVE")
        ended = threading.Timer(3.0, daemon.signals.end)
        ended.start()
        daemon.run(1)

    refused = [record for record in caplog.records if "another process holds it" in record.message]
    assert {record.name for record in refused} >= {"watch.scheduler", "watch.workers"}
    assert any(record.message.startswith("settings not taken") for record in refused)
    assert [record.message for record in caplog.records if record.exc_info] == []
