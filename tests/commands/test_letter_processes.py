"""The letter's command as real processes: killed, ended and doubled while a server waits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.letter import BEGUN_WITHIN_S
from reports.mail import outbox
from reports.mail.outbox import send_week
from settings import load
from storage import Store
from storage import outbox as on_file
from storage.schema import State
from tests.commands.test_letter import LAST, posted_by
from tests.support.closing_table import KILLS
from tests.support.office import Office, open_office
from tests.support.post_office import PostOffice
from tests.support.storage_visits import CASABLANCA
from watch import letters as sending

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "office@example.org", "administrator@example.org"
AFTERWARDS = timedelta(minutes=16)
PATIENCE_S = 60


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        assert opened.run("collect").exit_code == 0
        yield opened


@contextmanager
def child(office: Office, *flags: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that sends the letters, as the daemon starts it (--due), ended with the block."""
    command = [sys.executable, str(ROOT / "run_monitor.py"), "--config", str(office.config)]
    command += ["letter", "--week", LAST.label, "--send", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def states(office: Office) -> dict[str, State]:
    with Store.open(f"sqlite:///{office.folder / 'hasila.db'}", zone=CASABLANCA) as store:
        return {one.recipient: one.state for one in on_file.outbox(store)}


def send_later(office: Office) -> dict[str, State]:
    """Send what is due a quarter of an hour later, in this process."""
    settings = load(office.config)
    with Store.open(f"sqlite:///{office.folder / 'hasila.db'}", zone=CASABLANCA) as store:
        sent = send_week(store, settings, LAST, lambda: datetime.now(UTC) + AFTERWARDS)
        return {one.recipient: one.state for one in sent.letters}


def may_unshare() -> bool:
    """Whether this user and this kernel can close a folder for one process alone."""
    command = ["unshare", "--mount", "true"]
    return (
        shutil.which("unshare") is not None
        and os.geteuid() == 0
        and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )


CLOSED = """
set -e
for folder in /tmp /var/tmp; do mount --bind $folder $folder; mount -o remount,ro,bind $folder; done
mount --bind "$1" "$1"; mount -o remount,rw,bind "$1"
cd /proc
export HOME=/tmp/nobody PYTHONDONTWRITEBYTECODE=1
unset TMPDIR MPLCONFIGDIR XDG_CACHE_HOME XDG_CONFIG_HOME
"$2" "$3" --config "$1/config.toml" letter --week "$4" --send
"$2" "$3" --config "$1/config.toml" bilan --year "$5" --lang fr --out "$1/bilan.pdf"
"""
"""A service for which everything is closed but its own folder."""


@pytest.mark.skipif(not may_unshare(), reason="only root on Linux can close a folder to a process")
def test_where_only_its_own_folder_takes_files_letter_and_balance_are_whole(
    office: Office, tmp_path: Path
) -> None:
    year = str(LAST.since.year)
    words = [str(office.folder), sys.executable, str(ROOT / "run_monitor.py"), LAST.label, year]
    with PostOffice(tmp_path) as server:
        posted_by(office, server)
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", CLOSED, "sh", *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )

    assert done.returncode == 0, done.stderr
    assert set(states(office).values()) == {State.SENT}
    assert all(f"hasila-{LAST.label}.xlsx".encode() in one.content for one in server.received)
    assert (office.folder / "bilan.pdf").read_bytes().startswith(b"%PDF")
    left = {path.name for path in office.folder.iterdir() if path.name.startswith((".", "tmp"))}
    assert left == {".matplotlib"}


def test_killed_before_the_message_leaves_it_is_sent_later_and_once(
    office: Office, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with PostOffice(tmp_path, hold="RCPT") as server:
        posted_by(office, server)
        with child(office, "--due") as process:
            assert server.held.wait(PATIENCE_S)
            process.kill()
        assert states(office) == {FIRST: State.CLAIMED, SECOND: State.WAITING}
        server.go_on.set()
        found = send_later(office)

    assert found == {FIRST: State.SENT, SECOND: State.SENT}
    assert sorted(one.recipients for one in server.received) == [(SECOND,), (FIRST,)]
    record_property(KILLS, 1)


@pytest.mark.fault(61)
def test_killed_after_the_message_has_left_it_is_unsure_and_not_sent_again(
    office: Office, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with PostOffice(tmp_path, hold="after DATA") as server:
        posted_by(office, server)
        with child(office, "--due") as process:
            assert server.held.wait(PATIENCE_S)
            process.kill()
        assert states(office)[FIRST] is State.HANDING
        server.go_on.set()
        found = send_later(office)

    assert found == {FIRST: State.UNSURE, SECOND: State.SENT}
    assert sorted(one.recipients for one in server.received) == [(SECOND,), (FIRST,)]
    record_property(KILLS, 1)


def test_told_to_end_it_sends_the_letter_under_way_and_begins_no_other(
    office: Office, tmp_path: Path
) -> None:
    with PostOffice(tmp_path, hold="after DATA") as server:
        posted_by(office, server)
        with child(office, "--due") as process:
            assert server.held.wait(PATIENCE_S)
            process.send_signal(signal.SIGTERM)
            server.go_on.set()
            code = process.wait(PATIENCE_S)

    assert code == 1
    assert states(office) == {FIRST: State.SENT, SECOND: State.WAITING}
    assert [one.recipients for one in server.received] == [(FIRST,)]


def test_of_two_at_once_each_letter_is_sent_by_one(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path, hold="after DATA") as server:
        posted_by(office, server)
        with child(office, "--due") as one, child(office, "--due") as other:
            assert server.held.wait(PATIENCE_S)
            with child(office) as impatient:
                server.go_on.set()
                codes = [process.wait(PATIENCE_S) for process in (one, other, impatient)]

    assert set(codes) <= {0, 1}
    assert states(office) == {FIRST: State.SENT, SECOND: State.SENT}
    assert sorted(one.recipients for one in server.received) == [(SECOND,), (FIRST,)]


def test_a_slow_server_cuts_no_letter_off_while_it_is_handed_over() -> None:
    """The child begins its last letter so early that its own deadline comes before the child's."""
    assert BEGUN_WITHIN_S + outbox.DEADLINE_S < sending.DEADLINE_S
