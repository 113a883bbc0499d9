"""The page as a process: where it listens, how it ends, and that no writer waits for it."""

from __future__ import annotations

import asyncio
import grp
import http.client
import itertools
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import cli
from commands._context import TRY_AGAIN
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import PrintedFigure
from settings.sections import Web
from storage import Store
from storage.registers.printed import add_figures
from storage.visits import keep
from tests.support.config_files import write_config
from tests.support.databases import lay
from tests.support.staff_page import NOW, OFFICE, Pages, fill, pages, served
from tests.support.storage_visits import CASABLANCA, HOUR, NOON, visit
from web.copies import view_at
from web.errors import AddressTaken, NoSuchGroup, TooLong
from web.server import (
    MOST_CALLERS,
    MOST_SILENT_LOOKS,
    Bench,
    ImpatientProtocol,
    StopTask,
    listening,
)
from web.site import Site
from words import language

BODYLESS = (
    b"POST /-/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nCookie: a=b\r\n\r\n"
)
"""A form that is never sent whole; with a cookie, for others are not looked through for a mark."""
ROOT = Path(__file__).parents[2]


class Hasty(ImpatientProtocol):
    """Looks sooner than the page would."""

    look_s = 0.05


class OverSocket(http.client.HTTPConnection):
    """HTTP through a socket's file."""

    def __init__(self, file: Path) -> None:
        super().__init__("localhost", timeout=30)
        self.file = file

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.file))


def status_of(connection: http.client.HTTPConnection, path: str) -> int:
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def running(folder: Path, more: str) -> Iterator[subprocess.Popen[str]]:
    """`run_monitor.py web` over a filled database; its first line is read."""
    config = write_config(folder, more, accounts=OFFICE)
    lay(folder / "hasila.db", fill)
    words = [sys.executable, str(ROOT / "run_monitor.py"), "--config", str(config), "web"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            assert process.stderr is not None
            assert "the page for staff is at" in process.stderr.readline()
            yield process
        finally:
            process.kill()


SLOW = "/ask/posts?by=day&since=1901"
"""A row for each day of a century, once something of 1901 is on file."""


def print_of_long_ago(url: str) -> None:
    told = published(9, Precision.EXACT, "a book")
    figure = PrintedFigure(parse_period("1901"), "dgsn-x", "followers", told)
    with Store.open(url, zone=CASABLANCA) as store:
        add_figures(store, [figure], who="test", now=NOON, reason=None)


@pytest.mark.threat(19)
def test_it_serves_a_socket_that_its_owner_alone_may_use(tmp_path: Path) -> None:
    file = tmp_path / "page.sock"
    with running(tmp_path, '\n[web]\nsocket = "page.sock"\n') as process:
        mode = stat.S_IMODE(file.stat().st_mode)
        answered = status_of(OverSocket(file), "/")
        print_of_long_ago(f"sqlite:///{tmp_path / 'hasila.db'}")
        slow = OverSocket(file)
        slow.request("GET", SLOW)
        time.sleep(0.5)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=60)
        took = time.monotonic() - begun
        slow.close()

    assert took < 15, "whatever is being made then is stopped"
    assert mode == 0o600
    assert answered == 200
    assert ended == 0
    assert not file.exists()


def test_it_serves_loopback_and_ends_with_the_interrupt_key(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with running(tmp_path, f"\n[web]\nport = {port}\n") as process:
        answered = status_of(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/")
        process.send_signal(signal.SIGINT)
        ended = process.wait(timeout=30)

    assert (answered, ended) == (200, 0)


def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        web = Web(port=door.getsockname()[1])
        with pytest.raises(AddressTaken, match="Address already in use"), listening(web):
            pass


def test_a_port_that_is_taken_may_be_free_another_time(tmp_path: Path) -> None:
    """The service is started again by its unit: exit code 75, and not 2, which is for settings."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        more = f"\n[web]\nport = {door.getsockname()[1]}\n"
        config = str(write_config(tmp_path, more, accounts=OFFICE))
        result = CliRunner().invoke(cli, ["--config", config, "web"])

    assert (result.exit_code, "Address already in use" in result.stderr) == (TRY_AGAIN, True)


def test_a_proxys_group_may_use_the_socket_as_well(tmp_path: Path) -> None:
    group = grp.getgrgid(os.getegid()).gr_name
    file = tmp_path / "page.sock"
    with listening(Web.model_construct(socket=file, socket_group=group)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o660
        assert file.group() == group

    wrong = Web.model_construct(socket=file, socket_group="no-such-group")
    with pytest.raises(NoSuchGroup, match=r"socket_group.*no such group"), listening(wrong):
        pass
    assert not file.exists()


def test_a_dead_servers_socket_is_cleared_away(tmp_path: Path) -> None:
    file = tmp_path / "page.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(file))
    with listening(Web.model_construct(socket=file)) as door:
        assert door.getsockname() == str(file)


def test_a_living_servers_socket_and_a_file_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "page.sock"
    web = Web.model_construct(socket=file)
    with listening(web), pytest.raises(AddressTaken, match="another server"), listening(web):
        pass
    file.write_text("precious")

    with pytest.raises(AddressTaken, match="in the way"), listening(web):
        pass
    assert file.read_text() == "precious"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """An office that no test changes."""
    with closing(pages(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Pages]:
    """An office of a test's own."""
    with closing(pages(tmp_path)) as opened:
        yield opened


@pytest.mark.fault(41)
def test_a_writer_goes_on_while_pages_are_read(own: Pages) -> None:
    """Every page opens, reads and lets go: no lock outlives a look, so no writer gives up."""
    url = own.site.settings.storage.url
    paths = ("/", "/account/dgsn-x", "/data/posts_latest", "/chart/followers.svg", "/balance/2026")

    def write() -> int:
        with Store.open(url, zone=CASABLANCA, patience_s=20) as store:
            return [
                keep(store, visit(NOON + HOUR * n, followers=641_000 + n)) is not None
                for n in range(1, 30)
            ].count(True)

    with served(own.site) as port, ThreadPoolExecutor(4) as crowd:
        written = crowd.submit(write)
        asked = [crowd.submit(_ask, port, path) for path in paths * 3]
        answers = [each.result() for each in asked]

        assert written.result() == 29
    assert set(answers) == {200}


@pytest.mark.parametrize(
    "path", ["/", "/account/dgsn-x", "/post/dgsn-x/1001", "/topics", "/balance/2026"]
)
def test_nothing_is_held_when_a_page_has_been_looked_up(office: Pages, path: str) -> None:
    """Its store is open still, and it is not drawn yet: whoever writes gets in at once."""
    site = office.site
    view, visitor = view_at(path, language("en"))
    with site.open_store() as store, closing(_hasty_writer(site)) as writer:
        assert view(store, site, visitor)
        writer.execute("BEGIN EXCLUSIVE")


def test_a_page_whose_reading_takes_too_long_says_so_and_the_writer_gets_in(
    office: Pages,
) -> None:
    site = replace(office.site, longest_read_s=0)
    with closing(Pages(site)) as hurried, closing(_hasty_writer(site)) as writer:
        answer = hurried.get("/?lang=en")
        writer.execute("BEGIN EXCLUSIVE")

    assert answer.status_code == 503
    assert "This took too long and was stopped: ask for less." in answer.text
    assert "nobody could have written" in answer.text


def _hasty_writer(site: Site) -> sqlite3.Connection:
    """One that does not wait."""
    assert site.database is not None
    return sqlite3.connect(site.database, timeout=0, isolation_level=None)


def test_half_requests_and_answers_that_nobody_takes_are_ended(
    tmp_path: Path,
) -> None:
    """As many as the server serves at most would close the page to everybody."""
    beginnings = (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-", BODYLESS)
    with served(pages(tmp_path).site, http=Hasty) as port, ExitStack() as held:
        callers = [
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            for _ in range(64)
        ]
        for caller, words in zip(callers, itertools.cycle(beginnings)):
            caller.sendall(words)
        for caller in callers:
            with suppress(ConnectionError):
                while caller.recv(65_536):
                    pass

        assert _ask(port, "/") == 200


def test_styles_are_given_where_all_else_is_told_to_come_back(tmp_path: Path) -> None:
    styles = ("/static/page.css", "/platforms.css")
    with served(pages(tmp_path).site) as port, ExitStack() as held:
        for _ in range(MOST_CALLERS):
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))

        assert _ask(port, "/") == 503
        assert [_ask(port, path) for path in styles] == [200, 200]


def test_a_connection_that_goes_on_asking_is_not_cut(tmp_path: Path) -> None:
    with served(pages(tmp_path).site, http=Hasty) as port:
        browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        with closing(browser):
            browser.connect()
            first = browser.sock
            for _ in range(4 * MOST_SILENT_LOOKS):
                browser.request("GET", "/platforms.css")
                assert browser.getresponse().read()
                time.sleep(Hasty.look_s)
            assert browser.sock is first


def test_what_nobody_waits_for_any_more_is_stopped(own: Pages) -> None:
    """More askings than there are threads, and then somebody who waits."""
    print_of_long_ago(own.site.settings.storage.url)
    with served(own.site) as port:
        for _ in range(4):
            with socket.create_connection(("127.0.0.1", port)) as caller:
                caller.sendall(f"GET {SLOW} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                time.sleep(0.3)
        begun = time.monotonic()

        assert _ask(port, "/") == 200
        assert time.monotonic() - begun < 10


def test_a_task_that_takes_too_long_is_stopped_and_its_thread_free() -> None:
    bench = Bench("test", threads=1, waiting=0, deadline_s=0.2)
    with closing(bench):
        with pytest.raises(TooLong):
            asyncio.run(bench.run(_for_ever))

        assert asyncio.run(bench.run(lambda: 7)) == 7


def test_a_task_is_stopped_again_where_the_first_time_was_swallowed() -> None:
    async def stop_and_go_on() -> int:
        with pytest.raises(TooLong):
            await bench.run(_after_a_stop)
        return await bench.run(lambda: 7)

    bench = Bench("test", threads=1, waiting=1, deadline_s=2)
    with closing(bench):
        assert asyncio.run(stop_and_go_on()) == 7


def _after_a_stop() -> None:
    """It swallows the error, as the callback of a weak reference does."""
    with suppress(StopTask):
        _for_ever()
    for _ in range(1000):
        time.sleep(0.01)


def _for_ever() -> None:
    while True:
        time.sleep(0.01)


@pytest.mark.fault(41)
def test_no_connection_stays_open_between_two_looks(own: Pages) -> None:
    for path in ("/", "/data", "/data/account", "/chart/followers.svg"):
        assert own.get(path).status_code == 200

    held = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert own.site.database not in held


def test_more_than_can_wait_is_told_to_come_back(own: Pages) -> None:
    own.staff.drawers._free = 0
    answer = own.get("/chart/followers.svg?lang=en")

    assert answer.status_code == 503
    assert "try again in a moment" in answer.text


def test_the_colours_of_the_platforms_wait_for_no_thread(own: Pages) -> None:
    own.staff.readers._free = 0
    answer = own.get("/platforms.css")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "--own" in answer.text


def test_the_clock_of_the_page_is_told(own: Pages) -> None:
    with closing(Pages(replace(own.site, clock=lambda: NOW + HOUR * 3))) as later:
        assert "read 3 hours ago" in later.get("/?lang=en").text
        assert 'class="read old"' in later.get("/?lang=en").text


def _ask(port: int, path: str) -> int:
    return status_of(http.client.HTTPConnection("127.0.0.1", port, timeout=60), path)
