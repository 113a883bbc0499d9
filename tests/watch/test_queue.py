"""Workers as processes over one PostgreSQL, against the sandbox: killed, ended, refused."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from metrics.model import Outcome
from sandbox import Fault
from storage import Store
from storage.queue.state import QueueState, queue_state
from storage.schema import account, account_reading, visit
from tests.support.config_files import write_secret
from tests.support.daemon_process import Process, running, working
from tests.support.office import Office, open_office
from tests.support.storage_visits import CASABLANCA

PAGE = """
[[account]]
name = "{name}"
platform = "facebook"
id = "{id}"
access_token_file = "secrets/{name}"
"""
KEPT = {Outcome.OK.value, Outcome.PARTIAL.value}
PATIENCE_S = 90.0


@pytest.fixture
def office(tmp_path: Path, postgres_url: str) -> Iterator[Office]:
    """An office with a PostgreSQL."""
    with open_office(tmp_path) as opened:
        opened.change_settings("sqlite:///hasila.db", postgres_url)
        yield opened


def add_pages(office: Office, number: int) -> None:
    """Give an office so many more accounts, each with a token of its own."""
    world = office.sandbox.world
    world.add_pages(number)
    tables = []
    for place, (token, page) in enumerate(world.more_pages.items()):
        name = f"page-{place:05}"
        write_secret(office.folder / "secrets" / name, token.encode())
        tables.append(PAGE.format(name=name, id=page.id))
    with office.config.open("a", encoding="utf-8") as file:
        file.write("".join(tables))


def kept_visits(url: str) -> Counter[tuple[str, datetime]]:
    """How often each account was read in each slot of an hour."""
    with Store.open(url, readonly=True, zone=CASABLANCA) as store, store.read() as connection:
        query = select(account.c.name, visit.c.at).join(account).where(visit.c.outcome.in_(KEPT))
        rows = connection.execute(query).all()
        readings = connection.execute(select(func.count()).select_from(account_reading)).scalar()
    assert readings == len(rows)
    return Counter((name, at.replace(minute=0, second=0)) for name, at in rows)


def wait_until(happened: Callable[[], bool], log: Callable[[], str]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end, log()
        time.sleep(0.2)


def assert_each_read_once(url: str, names: int) -> None:
    """Every account was read, and none twice in a slot."""
    visits = kept_visits(url)
    assert len({name for name, _ in visits}) == names
    assert set(visits.values()) == {1}, visits


def said(*workers: Process) -> str:
    """What workers have logged."""
    return "\n\n".join(worker.log for worker in workers)


def test_two_workers_read_every_account_once_and_what_a_killed_one_had_is_taken_up(
    office: Office, postgres_url: str
) -> None:
    pages = 10
    add_pages(office, pages)
    office.sandbox.faults.add(Fault("/", "meta", delay_s=0.3))
    with working(office.config) as first, working(office.config) as second:
        for worker in (first, second):
            worker.wait_for("message=works")
        first.wait_for("visit kept")
        wait_until(lambda: state(postgres_url).under_way > 2, lambda: said(first, second))
        first.end(signal.SIGKILL)
        killed_at = time.monotonic()
        wait_until(
            lambda: len({name for name, _ in kept_visits(postgres_url)}) == pages + 3,
            lambda: said(first, second),
        )
        assert time.monotonic() - killed_at < 60
        second.wait_for("taken up from a worker that is gone")
        assert second.end(within_s=10) == 0

    assert_each_read_once(postgres_url, pages + 3)
    assert "canary" not in said(first, second)


def state(url: str) -> QueueState:
    """How the queue stands."""
    with Store.open(url, readonly=True, zone=CASABLANCA) as store:
        found = queue_state(store)
    assert found is not None
    return found


def test_a_daemon_and_workers_refuse_each_other(office: Office) -> None:
    with working(office.config) as worker:
        worker.wait_for("message=works")
        with running(office.config) as daemon:
            assert daemon.popen.wait(60) == 75
            daemon.wait_for("workers keep it: end them before `run` begins")
        assert worker.end() == 0
    with running(office.config) as daemon:
        daemon.wait_for("visit kept")
        with working(office.config) as worker:
            assert worker.popen.wait(60) == 75
            worker.wait_for("a daemon .`run`. keeps it: end it before workers begin")


def test_a_file_of_sqlite_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        refused = office.run("worker")

    assert refused.exit_code == 2
    assert "several workers need a PostgreSQL" in refused.stderr
