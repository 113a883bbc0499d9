"""systemd is told over its own socket, and nobody else is."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from watch import systemd as notify


@dataclass(frozen=True)
class Systemd:
    """The receiving end, and the environment that it gives to the daemon."""

    environ: dict[str, str]
    socket: socket.socket

    def told(self) -> str:
        return self.socket.recv(4096).decode()

    def was_told_nothing(self) -> bool:
        return not select.select([self.socket], [], [], 0)[0]


@pytest.fixture(params=["a file", "an abstract name"])
def systemd(request: pytest.FixtureRequest) -> Iterator[Systemd]:
    # Not in pytest's folder: a socket's path has 107 characters at most.
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        name = str(Path(folder, "notify")) if request.param == "a file" else f"@hasila-{uuid4()}"
        end.bind(name.replace("@", "\0"))
        end.settimeout(5)
        yield Systemd({"NOTIFY_SOCKET": name}, end)


@pytest.mark.parametrize(
    ("say", "told"),
    [
        (notify.ready, "READY=1"),
        (notify.watchdog, "WATCHDOG=1"),
        (notify.stopping, "STOPPING=1"),
    ],
)
def test_it_says_what_systemd_waits_for(
    systemd: Systemd, say: Callable[[dict[str, str]], None], told: str
) -> None:
    say(systemd.environ)

    assert systemd.told() == told


def test_it_says_when_it_reads_its_settings_again(systemd: Systemd) -> None:
    before = time.monotonic_ns() // 1000
    notify.reloading(systemd.environ)
    after = time.monotonic_ns() // 1000

    first, second = systemd.told().splitlines()
    assert first == "RELOADING=1"
    assert before <= int(second.removeprefix("MONOTONIC_USEC=")) <= after


def test_a_status_is_one_short_line_whatever_it_says(systemd: Systemd) -> None:
    notify.status("dgsn-x read\nREADY=1 \ud800 " + "ش" * 9999, systemd.environ)

    told = systemd.told()
    assert told.startswith("STATUS=dgsn-x read READY=1 ")
    assert len(told.splitlines()) == 1
    assert len(told) < 500


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "relative/path", "/nowhere/notify"])
def test_it_stays_silent_where_nobody_listens(systemd: Systemd, address: str) -> None:
    for say in (notify.ready, notify.watchdog, notify.stopping, notify.reloading):
        say({"NOTIFY_SOCKET": address})
        say({})

    assert systemd.was_told_nothing()


def test_a_socket_that_nobody_empties_does_not_hold_the_daemon(systemd: Systemd) -> None:
    systemd.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        other.setblocking(False)
        address = systemd.environ["NOTIFY_SOCKET"].replace("@", "\0")
        with suppress(BlockingIOError):
            while True:
                other.sendto(b"x", address)

    notify.watchdog(systemd.environ)

    assert systemd.told() == "x"
