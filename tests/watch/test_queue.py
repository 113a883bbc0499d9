"""Workers as processes over one PostgreSQL, against the sandbox: killed, ended, refused."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from sandbox import Fault
from storage import Store
from storage.outbox import outbox
from storage.queue.state import QueueState, queue_state
from storage.schema import account_reading
from storage.spending import spent, utc_day
from tests.commands.test_letter import posted_by
from tests.support.daemon_process import Process, running, working
from tests.support.office import Office, open_office
from tests.support.post_office import PostOffice
from tests.support.storage_visits import CASABLANCA
from tests.support.worker_office import add_pages, kept_visits

RECEIVERS = ["administrator@example.org", "office@example.org"]
LIMIT_USD = Decimal("0.10")
PATIENCE_S = 90.0


@pytest.fixture
def office(tmp_path: Path, postgres_url: str) -> Iterator[Office]:
    """An office with a PostgreSQL."""
    with open_office(tmp_path) as opened:
        opened.change_settings("sqlite:///hasila.db", postgres_url)
        opened.change_settings("[x]\n", f"[x]\ndaily_spend_limit = {LIMIT_USD}\n")
        yield opened


def wait_until(
    happened: Callable[[], bool], workers: Sequence[Process], patience_s: float = PATIENCE_S
) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < end, said(workers)
        time.sleep(0.2)


def assert_each_read_once(url: str, names: int) -> None:
    """Every account was read, and none twice in a slot."""
    visits = kept_visits(url)
    assert len({name for name, _ in visits}) == names
    with Store.open(url, readonly=True, zone=CASABLANCA) as store, store.read() as connection:
        readings = connection.execute(select(func.count()).select_from(account_reading)).scalar()
    assert readings == visits.total()
    assert set(visits.values()) == {1}, visits


def said(workers: Sequence[Process]) -> str:
    """What workers have logged."""
    return "\n\n".join(worker.log for worker in workers)


def test_two_workers_read_every_account_once_and_what_a_killed_one_had_is_taken_up(
    office: Office, postgres_url: str, tmp_path: Path
) -> None:
    """None lost, none doubled, the ceiling kept, each letter once."""
    pages = 10
    add_pages(office, pages)
    office.sandbox.faults.add(Fault("/", "meta", delay_s=0.3))
    with PostOffice(tmp_path) as post:
        posted_by(office, post)
        with working(office.config) as first, working(office.config) as second:
            workers = first, second
            for worker in workers:
                worker.wait_for("message=works")
            first.wait_for("visit kept")
            wait_until(lambda: state(postgres_url).under_way > 2, workers)
            kill(first)
            killed_at = time.monotonic()
            wait_until(lambda: len(read_accounts(postgres_url)) == pages + 3, workers)
            assert time.monotonic() - killed_at < 60
            second.wait_for("taken up from a worker that is gone")
            wait_until(lambda: letters(postgres_url) == 2 * ["sent"], workers)
            assert_status_tells_workers(office)
            assert second.end(within_s=10) == 0

        assert sorted(receivers_of_letters(post)) == RECEIVERS
    assert_each_read_once(postgres_url, pages + 3)
    assert_ceiling_kept(office, postgres_url)
    assert "canary" not in said(workers)


def assert_status_tells_workers(office: Office) -> None:
    """One of the two is left."""
    assert office.ask_json("status")["queue"]["workers"] == 1
    assert "1 worker is at work. Visits and jobs: " in office.run("status", "--lang", "en").stdout
    assert "\nhasila_workers 1\n" in office.run("status", "--prometheus").stdout


@pytest.mark.nightly
@pytest.mark.timeout(3000)
def test_a_thousand_visits_with_workers_killed_at_random(
    office: Office, postgres_url: str, tmp_path: Path
) -> None:
    """None lost, none doubled, the ceiling kept, each letter once."""
    pages, chance = 1000, Random(15)  # noqa: S311 - so that it can be done again
    add_pages(office, pages)
    with PostOffice(tmp_path) as post, ExitStack() as stack:
        posted_by(office, post)
        workers = [stack.enter_context(working(office.config, 4)) for _ in range(3)]
        for worker in workers:
            worker.wait_for("message=works")
        for share in range(50, pages, 150):
            wait_until(partial(has_read, postgres_url, share), workers, 600)
            time.sleep(chance.random())
            place = chance.randrange(len(workers))
            kill(workers[place])
            workers[place] = stack.enter_context(working(office.config, 4))
        wait_until(partial(has_read, postgres_url, pages + 3), workers, 600)
        # A letter of a thousand accounts takes minutes, and one that was killed begins anew.
        wait_until(lambda: letters(postgres_url) == 2 * ["sent"], workers, 900)
        for worker in workers:
            assert worker.end(within_s=10) in {0, -signal.SIGTERM}

        assert sorted(receivers_of_letters(post)) == RECEIVERS
    assert_each_read_once(postgres_url, pages + 3)
    assert_ceiling_kept(office, postgres_url)


def kill(worker: Process) -> None:
    """Kill a worker and what it has started, as systemd does and as a machine that dies."""
    worker.send_to_all(signal.SIGKILL)
    worker.popen.wait(PATIENCE_S)


def has_read(url: str, number: int) -> bool:
    """Whether so many accounts were read."""
    return len(read_accounts(url)) >= number


def read_accounts(url: str) -> set[str]:
    """The accounts that were read."""
    return {name for name, _ in kept_visits(url)}


def letters(url: str) -> list[str]:
    """The states of all letters."""
    with Store.open(url, readonly=True, zone=CASABLANCA) as store:
        return [record.state.value for record in outbox(store)]


def receivers_of_letters(post: PostOffice) -> list[str]:
    """To whom a letter went, each as often as it did."""
    return [mail.recipients[0] for mail in post.received if b"letter" in mail.content]


def assert_ceiling_kept(office: Office, url: str) -> None:
    """By our ledger and by the platform's bill, on the days of the test."""
    now = datetime.now(UTC)
    with Store.open(url, readonly=True, zone=CASABLANCA) as store:
        for at in (now, now - timedelta(days=1)):
            assert spent(store, *utc_day(at)) <= LIMIT_USD
    assert 0 < office.sandbox.bill.usd <= 2 * LIMIT_USD
    for charge in office.sandbox.bill.charges:
        assert office.sandbox.bill.usd_on(charge.day) <= LIMIT_USD


def state(url: str) -> QueueState:
    """How the queue stands."""
    with Store.open(url, readonly=True, zone=CASABLANCA) as store:
        found = queue_state(store)
    assert found is not None
    return found


def test_a_daemon_and_workers_refuse_each_other(office: Office) -> None:
    with running(office.config) as daemon:
        daemon.wait_for("visit kept")
        with working(office.config) as worker:
            assert worker.popen.wait(60) == 75
            worker.wait_for("a daemon .`run`. keeps it: end it before workers begin")
    with working(office.config) as worker:
        worker.wait_for("message=works")
        with running(office.config) as daemon:
            assert daemon.popen.wait(60) == 75
            daemon.wait_for("workers keep it: end them before `run` begins")
        assert worker.end() == 0


def test_a_file_of_sqlite_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        refused = office.run("worker")

    assert refused.exit_code == 2
    assert "several workers need a PostgreSQL" in refused.stderr
