"""Alerts from their first word to the last, over a real database and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from metrics.alerts import SCARCE_BYTES, Alarm, AlarmKind, HouseSeen
from metrics.errors import HasilaError
from metrics.model import Failure, Reason
from settings import Settings
from storage import Store, alerts
from storage.accounts import enrol
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import open_empty
from tests.support.post_office import PostOffice
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    HOUR,
    NOON,
    X,
    failed,
    post,
    visit,
)
from watch.alerts import AlertMailer, reconcile
from watch.clock import Drift
from watch.observations import LASTING, Judge, alarms, look_around

ADMINISTRATOR, OFFICE = "admin@example.org", "office@example.org"
GAP = Alarm(AlarmKind.GAP, X.name, "Not read for two slots.")
MILESTONE = Alarm(AlarmKind.MILESTONE, "dgsn-x 650,000", "dgsn-x has passed 650,000 followers.")
HEALTHY = HouseSeen(disk_free=10 * SCARCE_BYTES)
MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "hasila@example.org"
[[mail.recipient]]
address = "admin@example.org"
language = "en"
role = "administrator"
[[mail.recipient]]
address = "office@example.org"
language = "ar"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_empty(tmp_path) as opened:
        enrol(opened, ACCOUNTS, NOON)
        yield opened


@pytest.fixture
def post_office(tmp_path: Path) -> Iterator[PostOffice]:
    with PostOffice(tmp_path, "none") as office:
        yield office


def settings_with(folder: Path, office: PostOffice, more: str = "") -> Settings:
    return loaded(folder, MAIL.format(port=office.port) + more)


class Days:
    """An administrator's mailbox over the days."""

    def __init__(self, store: Store, office: PostOffice, settings: Settings) -> None:
        self.store, self.office, self.settings = store, office, settings
        self.now = NOON
        self.teller = AlertMailer(store, self.seconds)

    def seconds(self) -> float:
        return self.now.timestamp()

    def mails(self, *found: Alarm, after: timedelta = HOUR) -> list[str]:
        """Judge so much later that this is so; the subjects of the mails that this makes."""
        self.now += after
        before = len(self.office.received)
        reconcile(self.store, found, self.now, LASTING)
        self.teller.tell(self.settings, self.now)
        mails = self.office.received[before:]
        assert {mail.recipients for mail in mails} <= {(ADMINISTRATOR,)}
        lines = [mail.content.decode().splitlines() for mail in mails]
        return [line for mail in lines for line in mail if line.startswith("Subject: ")]


@pytest.fixture
def days(store: Store, post_office: PostOffice, tmp_path: Path) -> Days:
    return Days(store, post_office, settings_with(tmp_path, post_office))


def test_an_alert_is_mailed_once_then_daily_and_ended_with_a_word(days: Days) -> None:
    assert days.mails(GAP) == ["Subject: Hasila, new alert: No reading, dgsn-x"]
    assert days.mails(GAP) == []
    assert days.mails(GAP, after=22 * HOUR) == []
    assert days.mails(GAP) == ["Subject: Hasila, still: No reading, dgsn-x"]
    assert days.mails() == ["Subject: Hasila, over: No reading, dgsn-x"]
    assert days.mails(after=2 * DAY) == []
    assert alerts.open_alerts(days.store) == []


def test_an_alert_that_comes_back_is_a_new_one(days: Days) -> None:
    days.mails(GAP)
    days.mails()

    assert days.mails(GAP) == ["Subject: Hasila, new alert: No reading, dgsn-x"]


def test_a_restart_repeats_nothing(days: Days) -> None:
    days.mails(GAP)
    days.teller = AlertMailer(days.store, days.seconds)

    assert days.mails(GAP) == []


def test_good_news_is_told_once_for_ever_and_leaves_nothing_open(days: Days) -> None:
    assert days.mails(MILESTONE) == ["Subject: Hasila, good news: Milestone, dgsn-x 650,000"]
    assert days.mails(MILESTONE) == []
    assert days.mails(after=9 * DAY) == []
    assert days.mails(MILESTONE, after=99 * DAY) == []
    assert alerts.open_alerts(days.store) == []


def test_what_begins_together_is_told_in_one_mail(days: Days) -> None:
    access = Alarm(AlarmKind.ACCESS, X.name, "The token is dead.")

    assert days.mails(GAP, access, MILESTONE) == [
        "Subject: Hasila, new alert: No reading, dgsn-x and 2 more"
    ]


def test_a_kind_that_the_settings_leave_out_is_kept_and_not_mailed(
    store: Store, post_office: PostOffice, tmp_path: Path
) -> None:
    settings = settings_with(tmp_path, post_office, '[alerts]\nwhich = ["disk"]\n')
    days = Days(store, post_office, settings)

    assert days.mails(GAP) == []
    assert [record.kind for record in alerts.open_alerts(store)] == ["gap"]
    assert days.mails() == []


def test_a_mail_server_that_is_down_is_tried_again_later_and_loses_no_alert(
    days: Days, tmp_path: Path
) -> None:
    with PostOffice(tmp_path, "none") as other:
        unreachable = settings_with(tmp_path, other)
    right, days.settings = days.settings, unreachable
    assert days.mails(GAP) == []
    days.settings = right

    assert days.mails(GAP, after=timedelta(minutes=10)) == []
    assert days.mails(GAP, after=timedelta(minutes=6)) == [
        "Subject: Hasila, new alert: No reading, dgsn-x"
    ]


def test_a_message_that_may_have_arrived_is_not_sent_again(store: Store, tmp_path: Path) -> None:
    with PostOffice(tmp_path, "none", drop="after DATA") as office:
        days = Days(store, office, settings_with(tmp_path, office))

        assert len(days.mails(GAP)) == 1
        assert days.mails(GAP) == []


def test_a_database_that_fails_is_told_of_once_a_day(days: Days) -> None:
    trouble = HasilaError("the disk is full")
    for _ in range(5):
        days.teller.mail_database_failure(days.settings, trouble, days.now)
    assert len(days.office.received) == 1
    assert "the disk is full" in days.office.received[0].text

    days.now += DAY
    days.teller.mail_database_failure(days.settings, trouble, days.now)
    assert len(days.office.received) == 2


def test_a_database_that_works_again_has_the_alert_on_file_and_its_end_is_told(days: Days) -> None:
    days.teller.mail_database_failure(days.settings, HasilaError("the disk is full"), days.now)
    began, days.now = days.now, days.now + 2 * HOUR

    days.teller.record_database_failure(days.now)

    (record,) = alerts.history(days.store)
    assert (record.kind, record.opened_at, record.closed_at) == ("database", began, days.now)
    assert days.mails() == ["Subject: Hasila, over: Database, database"]
    assert days.mails() == []


def test_an_end_is_not_told_to_those_who_never_heard_of_the_beginning(
    days: Days, tmp_path: Path
) -> None:
    with PostOffice(tmp_path, "none") as other:
        unreachable = settings_with(tmp_path, other)
    days.teller.mail_database_failure(unreachable, HasilaError("the disk is full"), days.now)

    days.teller.record_database_failure(days.now)

    assert [record.told_at for record in alerts.history(days.store)] == [None]
    assert days.mails() == []


def test_without_mail_settings_everything_is_kept_and_nothing_sent(
    store: Store, tmp_path: Path
) -> None:
    reconcile(store, [GAP], NOON, LASTING)
    AlertMailer(store, lambda: 0.0).tell(loaded(tmp_path), NOON)

    assert [record.told_at for record in alerts.open_alerts(store)] == [None]


def seen(store: Store, settings: Settings, now: datetime) -> dict[str, list[str]]:
    """Everything that is judged at an instant: subjects by kind."""
    found: dict[str, list[str]] = {}
    for alarm in alarms(store, settings, HEALTHY, now):
        found.setdefault(alarm.kind, []).append(alarm.subject)
    return found


def test_it_judges_from_the_file_alone(store: Store, tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    keep(store, visit(NOON - 2 * DAY, post("1"), followers=649_990))
    hidden = replace(
        visit(NOON - HOUR, followers=650_004, handle="DGSN_NEW", gone=("1",)),
        failures=(Failure("views", Reason.MISSING, "X tells views no more."),),
    )
    keep(store, hidden)

    found = seen(store, settings, NOON)

    assert found["milestone"] == ["dgsn-x 650,000"]
    assert found["vanished"] == ["dgsn-x 1"]
    assert found["metric"] == ["dgsn-x views"]
    (renamed,) = found["identity"]
    assert renamed.startswith("dgsn-x handle ")
    # The two days between the visits were not read, and nobody was told while they lasted.
    assert found["silence"] == ["dgsn-x 2026-11-20 11:00"]
    assert set(found) == {"milestone", "vanished", "metric", "identity", "silence"}


def test_a_gap_on_file_raises_an_alarm_with_the_reason_of_the_last_failure(
    store: Store, tmp_path: Path
) -> None:
    keep(store, visit(NOON - 2 * HOUR))
    keep(store, failed(NOON - HOUR))
    keep(store, failed(NOON))

    assert seen(store, loaded(tmp_path), NOON) == {}  # the slot of now is not over
    assert seen(store, loaded(tmp_path), NOON + HOUR)["gap"] == [X.name, "all accounts"]


def test_a_silence_that_is_over_when_the_daemon_wakes_is_mailed_once_from_when_to_when(
    days: Days,
) -> None:
    judge = Judge(days.store, lambda: days.now, Drift(), days.seconds)
    keep(days.store, visit(NOON))
    days.now = NOON + 5 * DAY
    keep(days.store, visit(days.now))

    judge.judge(days.settings)
    days.now += HOUR
    keep(days.store, visit(days.now))
    judge.judge(days.settings)

    (mail,) = days.office.received
    assert "NEW ALERT: Readings missed, dgsn-x 2026-11-25 12:00" in mail.text
    told = (
        "Not read from 2026-11-20 13:00 UTC to 2026-11-25 12:00 UTC: 119 slots"
        " (this program was not running)."
    )
    assert told in mail.text
    (record,) = alerts.history(days.store, kind="silence")
    begun = NOON.replace(second=0) + HOUR
    assert (record.opened_at, record.closed_at) == (begun, NOON.replace(second=0) + 5 * DAY)
    assert alerts.open_alerts(days.store) == []


def test_a_silence_of_which_a_gap_told_while_it_lasted_is_not_told_again(days: Days) -> None:
    judge = Judge(days.store, lambda: days.now, Drift(), days.seconds)
    keep(days.store, visit(NOON))
    for hours in (1, 2, 3, 4):
        days.now = NOON + hours * HOUR
        keep(days.store, failed(days.now) if hours < 4 else visit(days.now))
        judge.judge(days.settings)

    assert [record.kind for record in alerts.history(days.store)] == ["gap", "gap"]
    assert alerts.open_alerts(days.store) == []


def test_a_healthy_machine_is_seen_as_one(store: Store, tmp_path: Path) -> None:
    house = look_around(store, loaded(tmp_path), clock=None, damage=None, unread=None)

    assert house.clock is None
    assert house.disk_free > 0


def test_a_clock_that_jumped_is_an_alert_until_it_is_right_again(
    store: Store, tmp_path: Path
) -> None:
    drift, now = Drift(), NOON
    judge = Judge(store, lambda: now, drift, lambda: 0.0)
    settings = loaded(tmp_path)
    drift.look(NOON, 0)
    drift.look(NOON + DAY, 5)
    judge.judge(settings)
    assert "clock" in {record.kind for record in alerts.open_alerts(store)}

    drift.look(NOON + timedelta(seconds=10), 10)
    judge.judge(settings)
    assert "clock" not in {record.kind for record in alerts.open_alerts(store)}
