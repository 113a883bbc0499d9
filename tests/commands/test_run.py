"""The daemon as a process, against the sandbox: killed, ended, doubled, and on bad days."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, text

from metrics.model import Outcome, Reason
from sandbox import Fault
from storage import Store
from storage.alerts import history, open_alerts
from storage.schema import account, account_reading, job, slot, visit
from storage.spending import spent
from storage.visits import slots
from tests.commands.test_letter import posted_by
from tests.support.closing_table import KILLS
from tests.support.daemon_process import FAKETIME, running, running_astray, running_fast
from tests.support.office import Office, open_office
from tests.support.post_office import PostOffice
from tests.support.storage_visits import CASABLANCA

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("dgsn-x", "dgsn-facebook", "dgsn-instagram")
KEPT = {Outcome.OK, Outcome.PARTIAL}
SLOT_A_SECOND = 3600
LIMIT_USD = 0.30


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def opened(office: Office) -> Store:
    """The database, to be looked at while the daemon is off. SQLite rolls back what was cut."""
    return Store.open(f"sqlite:///{office.folder / 'hasila.db'}", zone=CASABLANCA)


def value(line: str, key: str) -> str:
    """One value of a log line."""
    return line.split(f" {key}=")[1].split(maxsplit=1)[0]


def said_kept(lines: list[str]) -> set[tuple[str, int]]:
    """The visits of which the log says that they were kept: account and second."""
    found = [line for line in lines if 'message="visit kept"' in line]
    return {
        (
            value(line, "account"),
            int(datetime.fromisoformat(value(line, "visited")).timestamp()),
        )
        for line in found
    }


def assert_sound(store: Store, said: set[tuple[str, int]]) -> None:
    """Everything that was said to be kept is there, whole; nothing is there twice."""
    with store.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        rows = connection.execute(select(account.c.name, visit).join(account)).all()
        readings = connection.execute(select(account_reading.c.visit_id)).scalars().all()
        chores = connection.execute(select(job.c.kind, job.c.key)).all()
        every = connection.execute(select(slot.c.account_id, slot.c.start)).all()
    assert said <= {(row.name, int(row.at.timestamp())) for row in rows}
    read = [row.id for row in rows if row.outcome != Outcome.FAILED]
    assert Counter(readings) == Counter(read)
    assert len(set(chores)) == len(chores)
    assert len(set(every)) == len(every)


@pytest.mark.fault(55)
def test_it_reads_every_account_at_once_and_ends_on_sigterm(office: Office) -> None:
    with running(office.config) as daemon:
        daemon.wait_for("visit kept", 3)
        begun = time.monotonic()
        assert daemon.end(within_s=10) == 0
        assert time.monotonic() - begun < 10

    with opened(office) as store:
        assert_sound(store, said_kept(daemon.lines))
    told = {entry["account"]: entry for entry in office.ask_json("status")["accounts"]}
    assert {told[name]["slots_kept_7d"] for name in NAMES} == {1}
    assert "canary" not in daemon.log


@pytest.mark.fault(54)
def test_a_second_daemon_is_refused_with_75_and_a_killed_one_is_in_nobodys_way(
    office: Office, record_property: Callable[[str, object], None]
) -> None:
    with running(office.config) as first:
        first.wait_for("visit kept")
        with running(office.config) as second:
            assert second.popen.wait(60) == 75
            second.wait_for("another daemon is running")
        first.end(signal.SIGKILL)

    with running(office.config) as third:
        assert third.end(within_s=60) in {0, -signal.SIGTERM}  # later, or as it starts
    record_property(KILLS, 1)


@pytest.mark.fault(62)
def test_wrong_settings_end_it_with_2_and_one_sentence(office: Office) -> None:
    office.change_settings("timezone =", "timezon =")

    with running(office.config) as daemon:
        assert daemon.popen.wait(60) == 2
        daemon.wait_for("institution.timezon")


NOBODY = "postgresql://office@127.0.0.1:1/hasila"
"""A server that is not there, or not yet."""


def test_a_database_that_is_not_there_yet_is_waited_for(office: Office) -> None:
    office.change_settings("sqlite:///hasila.db", NOBODY)
    with running(office.config) as daemon:
        daemon.wait_for("cannot be reached: .*tried again in 30 seconds")
        assert daemon.popen.poll() is None
        assert daemon.end(within_s=10) == 0

    for words in (["collect"], ["status"], ["ask", "followers"]):
        result = office.run(*words)
        assert (result.exit_code, "cannot be reached" in result.stderr) == (75, True), words


@pytest.mark.fault(55)
def test_sigterm_ends_it_in_time_though_the_platform_hangs(office: Office) -> None:
    """The visit is rolled back: nothing of it is on file."""
    office.sandbox.faults.add(Fault("/2/", "x", hang=True))
    with running(office.config) as daemon:
        daemon.wait_for("visit kept", 2)
        begun = time.monotonic()
        assert daemon.end(within_s=10) == 0
        assert time.monotonic() - begun < 10

    with opened(office) as store:
        assert_sound(store, said_kept(daemon.lines))
        assert slots(store, "dgsn-x", *span()) == []
        assert len(slots(store, "dgsn-facebook", *span())) == 1


@pytest.mark.fault(55)
@pytest.mark.parametrize("moment", ["as it starts", "while it reads"])
def test_sigterm_ends_it_in_time_though_the_database_is_held(office: Office, moment: str) -> None:
    """Whatever the main thread waits for: here a lock, for half a minute."""
    assert office.run("collect").exit_code == 0
    with closing(sqlite3.connect(office.folder / "hasila.db")) as other:
        if moment == "as it starts":
            other.execute("BEGIN EXCLUSIVE")
        with running(office.config) as daemon:
            if moment == "as it starts":
                time.sleep(4)
            else:
                daemon.wait_for("no letter: ")
                other.execute("BEGIN EXCLUSIVE")
                time.sleep(6)  # a beat waits by now
            begun = time.monotonic()
            assert daemon.end(within_s=10) == 0
            assert time.monotonic() - begun < 10
    assert "went wrong" not in daemon.log
    assert "Traceback" not in daemon.log


def is_claimed(office: Office, kind: str) -> bool:
    """Whether the daemon has taken on a chore of that kind, seen from outside."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(office.folder / "hasila.db")) as file:
        return file.execute("SELECT 1 FROM chore WHERE kind = ?", [kind]).fetchone() is not None
    return False


def test_ended_while_letters_are_drawn_it_says_nothing_bad_and_the_next_start_sends_them(
    office: Office, tmp_path: Path
) -> None:
    """As systemd restarts it: the signal reaches the daemon and its child at once."""
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        begin = office.sandbox.world.now.timestamp()
        with running(office.config) as first:
            while not is_claimed(office, "letter"):
                time.sleep(0.02)
            time.sleep(1.2)
            begun = time.monotonic()
            first.send_to_all(signal.SIGTERM)
            assert first.popen.wait(10) == 0
            assert time.monotonic() - begun < 10
        with running_fast(office.config, begin, 60) as second:
            second.wait_for("letter: .*state=sent", 2)
            second.end()

    for daemon in (first, second):
        assert "went wrong" not in daemon.log
        assert "Traceback" not in daemon.log
        assert not daemon.matching("alert: letter|failed:")
    letters = [mail.recipients for mail in server.received if b"letter" in mail.content]
    assert sorted(letters) == [("administrator@example.org",), ("office@example.org",)]


def span() -> tuple[datetime, datetime]:
    now = datetime.now(UTC)
    return now - 4000 * DAY, now + 4000 * DAY


def test_sighup_takes_new_settings_and_keeps_the_former_where_they_are_wrong(
    office: Office,
) -> None:
    with running(office.config) as daemon:
        daemon.wait_for("visit kept", 3)
        office.change_settings("timezone =", "timezon =")
        daemon.send(signal.SIGHUP)
        daemon.wait_for("settings not taken.*timezon")
        daemon.wait_for("alert: settings")

        office.change_settings("timezon =", "timezone =")
        office.change_settings('name = "dgsn-facebook"', 'name = "dgsn-page"')
        office.change_settings(
            '[[account]]\nname = "dgsn-page"',
            '[[account]]\nformer_names = ["dgsn-facebook"]\nname = "dgsn-page"',
        )
        daemon.send(signal.SIGHUP)
        daemon.wait_for("settings read again")
        daemon.wait_for("alert over: settings")
        assert daemon.end() == 0

    told = [entry["account"] for entry in office.ask_json("status")["accounts"]]
    assert told == ["dgsn-x", "dgsn-page", "dgsn-instagram"]


@pytest.mark.fault(55)
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("ends", [3, pytest.param(120, marks=pytest.mark.nightly)])
def test_told_to_end_at_any_moment_it_ends_in_time_and_says_nothing_bad(
    office: Office, ends: int
) -> None:
    """SIGTERM to it, or to all of it. While Python starts, before its first line, it may end it."""
    random, said = Random(ends), set()  # noqa: S311 - seeded, on purpose
    begin = office.sandbox.world.now.timestamp()
    for number in range(ends):
        with running_fast(office.config, begin, SLOT_A_SECOND) as daemon:
            if number % 3:
                daemon.wait_for("visit kept")
            time.sleep(random.uniform(0, 0.6 if number % 3 else 2))
            if number % 2:
                daemon.send_to_all(signal.SIGTERM)
            assert daemon.end(within_s=10) in ({0} if daemon.lines else {0, -signal.SIGTERM})
        assert not daemon.matching("went wrong|Traceback|CRITICAL")
        said |= said_kept(daemon.lines)
        begin += random.uniform(1, 4) * HOUR.total_seconds()

    with opened(office) as store:
        assert_sound(store, said)


@pytest.mark.fault(35)
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.nightly)])
def test_killed_at_any_moment_it_loses_nothing_it_kept_and_doubles_nothing(
    office: Office, kills: int, record_property: Callable[[str, object], None]
) -> None:
    """kill -9 within the first seconds, which are some slots of a clock that runs fast."""
    random, said = Random(kills), set()  # noqa: S311 - seeded, on purpose
    begin = office.sandbox.world.now.timestamp()
    for _ in range(kills):
        with running_fast(office.config, begin, SLOT_A_SECOND) as daemon:
            if random.random() < 0.7:
                daemon.wait_for("visit kept")
            time.sleep(random.uniform(0, 0.6))
            daemon.end(signal.SIGKILL)
        said |= said_kept(daemon.lines)
        begin += random.uniform(1, 4) * HOUR.total_seconds()

    assert len(said) > kills
    with opened(office) as store:
        assert_sound(store, said)
        for name in NAMES:
            told = slots(store, name, *span())
            starts = [record.start for record in told]
            assert starts == [starts[0] + number * HOUR for number in range(len(starts))]
    record_property(KILLS, kills)


def fault_nothing(_: Office) -> None:
    """All is well, but for the money: the posts of X cost more than may be spent."""


def fault_storm(office: Office) -> None:
    """X limits every request, without saying for how long."""
    office.sandbox.faults.rate_limited("x")


def fault_no_credit(office: Office) -> None:
    """X's credit is spent."""
    office.sandbox.faults.no_credit()


def fault_garbage(office: Office) -> None:
    """Half of X's answers are no JSON."""
    for number in range(0, 400, 2):
        page = Fault("/2/", "x", 1, after=number, status=200, body=b"<html>")
        office.sandbox.faults.add(page)


def fault_down(office: Office) -> None:
    """X is down."""
    office.sandbox.faults.unavailable("x", "/2/")


@pytest.mark.fault(22, 23)
@pytest.mark.parametrize(
    ("fault", "reasons"),
    [
        (fault_nothing, set()),
        (fault_storm, {Reason.LIMIT}),
        (fault_no_credit, {Reason.CREDIT}),
        (fault_garbage, {Reason.MALFORMED, Reason.UNAVAILABLE}),
        (fault_down, {Reason.UNAVAILABLE}),
    ],
    ids=["none", "429 storm", "402", "half malformed", "503"],
)
def test_a_day_of_faults_stops_no_other_account_and_every_gap_has_a_reason(
    office: Office, fault: Callable[[Office], None], reasons: set[Reason]
) -> None:
    office.change_settings("[x]\n", "[x]\ndaily_spend_limit = 0.20\nmonthly_spend_limit = 0.30\n")
    fault(office)
    begin = office.sandbox.world.now

    with running_fast(office.config, begin.timestamp(), 2 * SLOT_A_SECOND) as daemon:
        daemon.wait_for("visit kept.*account=dgsn-facebook", 6)
        daemon.wait_for("visit kept.*account=dgsn-instagram", 6)
        daemon.end()

    with opened(office) as store:
        told = slots(store, "dgsn-x", *span())
        unread = [record for record in told if record.outcome not in KEPT]
        assert all(record.reason is not None for record in unread)
        assert {record.reason for record in unread} <= reasons | {Reason.DOWN}
        assert_others_are_read(store)
        assert spent(store, *span()) <= LIMIT_USD
    assert float(office.sandbox.bill.usd) <= LIMIT_USD


def assert_others_are_read(store: Store) -> None:
    """Whatever X does, Facebook and Instagram are read in every slot in which anybody looked."""
    for name in ("dgsn-facebook", "dgsn-instagram"):
        told = slots(store, name, *span())
        lost = [record for record in told if record.outcome is Outcome.FAILED]
        assert not lost
        assert sum(record.outcome in KEPT for record in told) >= 6


@pytest.mark.fault(5)
def test_a_platform_that_drips_is_cut_off_and_the_others_are_read_meanwhile(
    office: Office,
) -> None:
    office.sandbox.faults.add(Fault("/", "meta", drip_s=30))
    with running(office.config) as daemon:
        daemon.wait_for("visit kept.*account=dgsn-x")
        daemon.end()


@pytest.mark.fault(20)
def test_a_dead_token_raises_an_alert_that_ends_with_the_next_good_visit(office: Office) -> None:
    office.sandbox.faults.dead_token("x")
    begin = office.sandbox.world.now.timestamp()
    with running_fast(office.config, begin, SLOT_A_SECOND) as daemon:
        daemon.wait_for("alert: access, dgsn-x")
        office.sandbox.faults.clear()
        daemon.wait_for("alert over: access, dgsn-x")
        daemon.end()

    with opened(office) as store:
        record = next(record for record in history(store) if record.kind == "access")
        assert record.closed_at is not None
        assert "access" not in {record.kind for record in open_alerts(store)}


def test_a_changed_secret_is_read_again_by_itself(office: Office) -> None:
    secret = office.folder / "secrets" / "access_token"
    right = secret.read_text(encoding="utf-8")
    secret.write_text("canary-wrong", encoding="utf-8")
    begin = office.sandbox.world.now.timestamp()
    with running_fast(office.config, begin, SLOT_A_SECOND) as daemon:
        daemon.wait_for("visit kept.*account=dgsn-x.*outcome=failed")
        secret.write_text(right, encoding="utf-8")
        daemon.wait_for("visit kept.*account=dgsn-x.*outcome=ok")
        daemon.end()

    assert "canary" not in daemon.log


@pytest.mark.fault(48)
@pytest.mark.skipif(not FAKETIME, reason="libfaketime is not installed")
@pytest.mark.parametrize(
    "shift",
    [
        "-1d",
        *(pytest.param(far, marks=pytest.mark.nightly) for far in ("+365d", "-365d", "+1d", "-1h")),
    ],
)
def test_a_clock_that_jumps_and_comes_back_costs_no_reading(office: Office, shift: str) -> None:
    """A good visit within two ticks of either jump; nothing is there twice."""
    file = office.folder / "shift"
    file.write_text("+0", encoding="utf-8")
    with running_astray(office.config, file) as daemon:
        daemon.wait_for("visit kept.*account=dgsn-facebook.*outcome=ok")
        for number, offset in enumerate((shift, "+0"), 1):
            file.write_text(offset, encoding="utf-8")
            daemon.wait_for("the clock has jumped", number)
            daemon.wait_for("visit kept.*account=dgsn-facebook.*outcome=ok", number + 1)
        assert daemon.end() == 0

    with opened(office) as store:
        assert_sound(store, said_kept(daemon.lines))
        kinds = [record.kind for record in history(store)]
        assert "clock" in kinds
