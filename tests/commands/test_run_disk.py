"""The daemon on a disk that fills up, and is freed again."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.alerts import history
from tests.commands.test_run import SLOT_A_SECOND, assert_sound, opened, said_kept
from tests.support.daemon_process import running_fast
from tests.support.office import Office, open_office
from tests.support.post_office import PostOffice

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
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


@pytest.mark.fault(36)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prlimit is Linux's")
def test_a_full_disk_is_cried_about_and_nothing_kept_is_lost(
    office: Office, tmp_path: Path
) -> None:
    """The limit on the process's files stands for the disk: each write beyond it is refused."""
    with PostOffice(tmp_path, "none") as mails:
        config = office.config
        config.write_text(config.read_text("utf-8") + MAIL.format(port=mails.port), "utf-8")
        begin = office.sandbox.world.now.timestamp()
        with running_fast(config, begin, SLOT_A_SECOND) as daemon:
            daemon.wait_for("visit kept", 3)
            limit_files(daemon.popen.pid, 8192)
            # Where a slot was missed as well, that is written first, and no visit is made.
            daemon.wait_for("(visit not kept|tick): .*could not be read or written")
            limit_files(daemon.popen.pid, resource.RLIM_INFINITY)
            kept = len(daemon.matching("visit kept"))
            daemon.wait_for("visit kept", kept + 3)
            daemon.wait_for("alert over: database")
            daemon.end()
        cries = [mail for mail in mails.received if "could not be read or written" in mail.text]

    assert cries
    assert not daemon.matching(" trace=|the watchdog is not fed"), daemon.log
    with opened(office) as store:
        assert_sound(store, said_kept(daemon.lines))
        (record,) = history(store, kind="database")
        assert record.closed_at is not None


def limit_files(pid: int, size: int) -> None:
    """Refuse the process every write beyond so many bytes of a file (its soft limit)."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
