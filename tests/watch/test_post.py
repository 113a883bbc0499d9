"""The post: letters by a child process, tried again, told when they are lost."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from metrics.alerts import AlarmKind
from metrics.jobs import Job, JobKind
from metrics.model import Outcome
from metrics.periods import Span, period_of
from settings import Settings, load
from storage import Store, jobs, outbox
from storage.accounts import enrol
from storage.alerts import open_alerts
from storage.schema import State
from tests.commands.test_letter import posted_by
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from tests.support.post_office import PostOffice
from watch.daemon import Daemon
from watch.letters import DOOR as DOOR_OF_THE_PROGRAM
from watch.letters import LetterJob, NotPosted
from watch.scheduler import RESTS_S
from watch.workers import CutOff, Workers

ROOT = Path(__file__).parents[2]
LAST = period_of(datetime.now(UTC).date() - timedelta(weeks=1), Span.WEEK).label
CHORE = Job(JobKind.LETTER, LAST)
OFFICE = "office@example.org"
DOOR = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from settings import load
from watch import log

class Draft:
    def __del__(self):
        raise OSError("the draft cannot be removed")

log.set_up(load(Path(sys.argv[2])), sys.stderr)
draft = Draft()
{end}
"""
ORPHAN = """
import fcntl, sys, time
sys.path.insert(0, {root!r})
from watch.signals import end_with_parent
end_with_parent()
held = open({lock!r}, "w")
fcntl.flock(held, fcntl.LOCK_EX)
print("held", file=held, flush=True)
time.sleep(600)
"""
PARENT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from metrics.jobs import Job, JobKind
from settings import load
from storage import Store
from watch.letters import LetterJob
settings = load(Path(sys.argv[1]))
with Store.open(settings.storage.url, zone=settings.zone()) as store:
    door = Path(sys.argv[2])
    post = LetterJob(Path(sys.argv[1]), store, lambda: datetime.now(UTC), monotonic, door)
    post.send(settings, Job(JobKind.LETTER, sys.argv[3]))
"""
HUNG = "import time\nwhile True:\n    time.sleep(60)\n"


class Time:
    """The true time, and as many seconds more as a test lets pass."""

    passed = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(office: Office) -> Iterator[Store]:
    with open_empty(office.folder) as found:
        enrol(found, load(office.config).accounts, datetime.now(UTC))
        yield found


def the_post(office: Office, store: Store, time: Time) -> tuple[LetterJob, Settings]:
    return LetterJob(office.config, store, time.now, time.seconds), load(office.config)


def states(store: Store) -> dict[str, State]:
    return {one.recipient: one.state for one in outbox.outbox(store)}


def test_a_child_sends_the_week_s_letters(office: Office, store: Store, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        post, settings = the_post(office, store, Time())
        post.send(settings, CHORE)

    assert set(states(store).values()) == {State.SENT}
    assert len(server.received) == 2


def test_a_letter_put_off_is_tried_again_by_another_child(
    office: Office, store: Store, tmp_path: Path
) -> None:
    with PostOffice(tmp_path, data_reply="451 4.3.0 busy") as server:
        posted_by(office, server)
        post, settings = the_post(office, store, Time())
        post.send(settings, CHORE)
        office.change_settings(f"port = {server.port}", "port = PORT")
    assert set(states(store).values()) == {State.WAITING}

    post.try_again(settings)
    assert all(one.tries == 1 for one in outbox.outbox(store))

    outbox.hasten(store, LAST, datetime.now(UTC))
    with PostOffice(tmp_path) as server:
        office.change_settings("port = PORT", f"port = {server.port}")
        post.try_again(settings)
    assert set(states(store).values()) == {State.SENT}


def test_a_child_makes_a_report_and_tries_again_what_was_put_off(
    office: Office, store: Store, tmp_path: Path
) -> None:
    """And lets go of what waits of a report that is no longer in the settings."""
    report = """[[report]]
key = "own"
title = { fr = "Le nôtre" }
every = "week"
questions = ["growht", "followers"]
recipients = ["director@example.org"]
folder = "made"
formats = ["html"]
"""
    time = Time()
    with PostOffice(tmp_path, data_reply="451 4.3.0 busy") as server:
        posted_by(office, server)
        office.config.write_text(office.config.read_text("utf-8") + report, "utf-8")
        post = LetterJob(office.config, store, time.now, time.seconds, kind=JobKind.REPORT)
        post.make(Job(JobKind.REPORT, f"own {LAST}"))
        office.change_settings(f"port = {server.port}", "port = PORT")
    assert (office.folder / "made" / f"own-{LAST}.ar.html").exists()
    assert states(store) == {"director@example.org": State.WAITING}

    outbox.hasten(store, f"own {LAST}", datetime.now(UTC))
    with PostOffice(tmp_path) as server:
        office.change_settings("port = PORT", f"port = {server.port}")
        letters, settings = the_post(office, store, time)
        letters.try_again(settings)  # which leaves reports alone
        assert states(store) == {"director@example.org": State.WAITING}
        post.try_again(settings)
    assert states(store) == {"director@example.org": State.SENT}

    envelope = outbox.Envelope("a@example.org", "ar", "report", "<one@example.org>")
    outbox.enqueue(store, "gone 2026-10", [envelope], datetime.now(UTC))
    post.try_again(settings)
    assert states(store)["a@example.org"] is State.FAILED


def test_a_report_that_is_cut_off_is_left_for_later(office: Office, store: Store) -> None:
    """No word of its end is on file, so that the next daemon takes it up."""
    text = (
        '[[report]]\nkey = "own"\ntitle = { fr = "a" }\ncharts = ["followers"]\nfolder = "made"\n'
    )
    office.config.write_text(office.config.read_text("utf-8") + text, "utf-8")
    time = Time()
    post = LetterJob(office.config, store, time.now, time.seconds, kind=JobKind.REPORT)
    post.end()

    with pytest.raises(CutOff, match="left for later"):
        post.make(Job(JobKind.REPORT, "own 2026-10"))
    assert not (office.folder / "made").exists()


def test_it_looks_for_letters_once_a_minute(office: Office, store: Store, tmp_path: Path) -> None:
    begun: list[str] = []
    workers = Workers(spawn=lambda _, name: begun.append(name))
    time = Time()
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        post, settings = the_post(office, store, time)
        for _ in range(130):
            time.passed += 1
            post.look(workers, settings)
            workers._at_work.clear()

    assert begun == [JobKind.LETTER] * 3


def test_a_child_that_cannot_write_them_is_told_and_followed_by_none_for_a_while(
    office: Office, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []
    workers = Workers(spawn=lambda _, name: begun.append(name))
    time = Time()
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        post, settings = the_post(office, store, time)
        office.change_settings('language = "fr"', 'language = "de"')
        with pytest.raises(NotPosted, match=f"letters of {LAST}.*de"):
            post.send(settings, CHORE)

    assert "letter: " in caplog.text
    time.passed = 899
    post.look(workers, settings)
    assert begun == []
    time.passed = 900
    post.look(workers, settings)
    assert begun == [JobKind.LETTER]


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("print('The disk is full.', file=sys.stderr); sys.exit(2)", "The disk is full."),
        ("raise ValueError('no such week')", "ValueError: no such week"),
        ("sys.exit(9)", "it ended with 9"),
    ],
)
def test_the_reason_is_the_error_s_own_sentence_whatever_is_said_after_it(
    office: Office, store: Store, tmp_path: Path, end: str, reason: str
) -> None:
    """A temporary file that cannot be removed is told last, and is not why no letter went."""
    door = tmp_path / "door.py"
    door.write_text(DOOR.format(root=str(Path(__file__).parents[2]), end=end), encoding="utf-8")
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        time = Time()
        post = LetterJob(office.config, store, time.now, time.seconds, door)
        with pytest.raises(NotPosted) as failed:
            post.send(load(office.config), CHORE)

    assert str(failed.value) == f"the letters of {LAST} could not be sent: {reason}"


@pytest.mark.fault(53)
def test_a_child_that_hangs_is_ended_at_its_deadline(
    office: Office, store: Store, tmp_path: Path
) -> None:
    door = tmp_path / "hung.py"
    door.write_text(HUNG, encoding="utf-8")
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        time = Time()
        post = LetterJob(office.config, store, time.now, time.seconds, door, 0.5)
        with pytest.raises(NotPosted, match="not done in"):
            post.send(load(office.config), CHORE)


def test_a_child_ends_with_a_daemon_that_is_killed(
    office: Office, store: Store, tmp_path: Path
) -> None:
    """Or it would draw on beside the child of the next one, for minutes in a large office."""
    del store
    door, held = tmp_path / "door.py", tmp_path / "held"
    door.write_text(ORPHAN.format(root=str(ROOT), lock=str(held)), encoding="utf-8")
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        command = [sys.executable, "-c", PARENT, str(office.config), str(door), LAST]
        with subprocess.Popen(command, cwd=ROOT) as parent:
            until = monotonic() + 60
            while not (held.exists() and held.read_text(encoding="utf-8")):
                assert monotonic() < until
                sleep(0.05)
            with held.open() as lock, pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            parent.kill()
        with held.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)


def test_a_command_whose_daemon_has_ended_before_it_began_ends_too() -> None:
    environ = os.environ | {"HASILA_DAEMON": "1"}
    door = [sys.executable, str(DOOR_OF_THE_PROGRAM), "--version"]

    assert subprocess.run(door, env=environ, check=False).returncode == -signal.SIGTERM
    assert subprocess.run(door, check=False).returncode == 0


def test_without_anybody_to_write_to_no_child_is_started(
    office: Office, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    post, settings = the_post(office, store, Time())

    post.send(settings, CHORE)
    post.try_again(settings)

    assert "names nobody" in caplog.text
    assert outbox.outbox(store) == []


def test_the_daemon_sends_the_letter_of_the_last_week_and_knows_it_done(
    office: Office, store: Store, tmp_path: Path
) -> None:
    time = Time()
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        settings = load(office.config)
        daemon = Daemon(office.config, settings, store, None, time.now, time.seconds)
        daemon.beat()
        daemon.workers.wait(60)
        daemon.beat()
        daemon.workers.wait(60)

    done = jobs.last(store, JobKind.LETTER)
    assert done is not None
    assert done.outcome is Outcome.OK
    assert len([one for one in server.received if b"letter" in one.content]) == 2


def letter_alerts(daemon: Daemon) -> list[str]:
    """The alerts about letters that are open once everything has been judged."""
    daemon._judge.judge(daemon.settings)
    return [one.detail for one in open_alerts(daemon.store) if one.kind == AlarmKind.LETTER]


def beat_until_idle(daemon: Daemon) -> None:
    daemon.beat()
    assert daemon.workers.wait(60) == ()


@pytest.mark.parametrize("by_hand", [False, True], ids=["by the daemon", "by hand"])
def test_settings_that_are_broken_while_the_letter_is_due_lose_nothing(
    office: Office, store: Store, tmp_path: Path, *, by_hand: bool
) -> None:
    """It is tried again until they are mended, and the alert ends with its cause."""
    time = Time()
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        daemon = Daemon(office.config, load(office.config), store, None, time.now, time.seconds)
        office.change_settings('language = "fr"', 'language = "de"')
        beat_until_idle(daemon)
        (told,) = letter_alerts(daemon)
        assert "It failed" in told

        office.change_settings('language = "de"', 'language = "fr"')
        if by_hand:
            assert office.run("letter", "--week", LAST, "--send").exit_code == 0
        else:
            time.passed += RESTS_S[0]
            beat_until_idle(daemon)
        assert letter_alerts(daemon) == []
        assert len([one for one in server.received if b".xlsx" in one.content]) == 2
    assert set(states(store).values()) == {State.SENT}


def test_a_child_that_is_ended_from_outside_leaves_the_letters_for_later(
    office: Office, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As systemd ends all of a service at once: no failure, and no alert."""
    door = tmp_path / "ended.py"
    door.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n", encoding="utf-8")
    time = Time()
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        daemon = Daemon(office.config, load(office.config), store, None, time.now, time.seconds)
        daemon._jobs.letters.door = door
        beat_until_idle(daemon)
        assert letter_alerts(daemon) == []
        assert [line.getMessage() for line in caplog.records if line.levelno > logging.INFO] == []

        daemon._jobs.letters.door = DOOR_OF_THE_PROGRAM
        time.passed += RESTS_S[0]
        beat_until_idle(daemon)
    assert set(states(store).values()) == {State.SENT}


def test_an_unsure_letter_is_an_alert(office: Office, store: Store, tmp_path: Path) -> None:
    time = Time()
    with PostOffice(tmp_path, drop="after DATA") as server:
        posted_by(office, server)
        post, settings = the_post(office, store, time)
        post.send(settings, CHORE)
    assert set(states(store).values()) == {State.UNSURE}

    daemon = Daemon(office.config, settings, store, None, time.now, time.seconds)
    daemon._judge.judge(settings)

    found = [one for one in open_alerts(store) if one.kind == AlarmKind.LETTER]
    assert {one.subject for one in found} >= {f"{LAST} {OFFICE}"}
    assert "Nobody knows whether it has arrived" in found[0].detail


def test_the_daemon_itself_draws_nothing() -> None:
    """What draws and what writes papers is loaded by the child alone."""
    script = (
        "import sys, watch.daemon\n"
        "print([name for name in ('matplotlib', 'jinja2', 'openpyxl', 'typst', 'docx')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"
