"""How long a writer waits while many readers ask the page for more than it can answer.

Run as `python -m benchmarks.flood`. The page is a process of its own, as in an office; readers are
processes that ask for one page after another. Somebody records entries meanwhile, each in its own
transaction: first while nobody reads, then while the readers flood a page over a copy of the
database (they take the processor, and no lock), then over the very database. What the last line
takes more than the one before it is what readers' locks cost.

A page asks the database many times, and lets go of it each time. The goal: of a hundred entries the
slowest waits no longer for readers than the longest of these reads takes while nobody else asks.
"""

from __future__ import annotations

import gc
import http.client
import math
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import Process, Queue
from pathlib import Path

from sqlalchemy import event

from benchmarks._years import ACCOUNTS, UNTIL, Size, build
from benchmarks.page import ACCOUNT, CONFIG
from entries.hand import Hand
from entries.registers import record_activity
from settings import Settings, load
from storage import Store
from web.copies import view_at
from web.guard import TABLES
from web.site import Site
from words import language

DOOR = Path(__file__).parents[1] / "run_monitor.py"
OFFICE = Size(years=2)
READERS, ENTRIES, ROUNDS = 6, 150, 3
ASKED = ("/", "/ask/growth?by=month", "/topics?days=365", "/balance/2026", "/data/account_day")
STARTS_S = 60
PORT = "\n[web]\nport = {port}\n"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long each of some entries took until it was on the disk, in milliseconds."""

    taken: Sequence[float]

    @property
    def median(self) -> float:
        """Half of them took no longer."""
        return statistics.median(self.taken)

    @property
    def p99(self) -> float:
        """All but one of a hundred took no longer."""
        return sorted(self.taken)[math.ceil(0.99 * len(self.taken)) - 1]

    @property
    def longest(self) -> float:
        """None took longer."""
        return max(self.taken)


@dataclass(frozen=True, slots=True)
class Flood:
    """One run: the entries while nobody reads, beside a copy, and over the very database."""

    quiet: Waits
    beside: Waits
    flooded: Waits
    page_ms: float
    """The slowest of the pages asked for, each the median of some rounds while nobody else asks."""
    read_ms: float
    """The longest of their reads, from its beginning until it lets the database go, likewise."""
    pages: int
    """How many were answered."""

    @property
    def ratio(self) -> float:
        """What the slowest of a hundred entries waits for readers' locks, in such reads."""
        return max(0.0, self.flooded.p99 - self.beside.p99) / self.read_ms


def measure(folder: Path) -> Flood:
    """Measure all three in one run."""
    shared, copied = folder / "shared", folder / "copied"
    for place in (shared, copied):
        place.mkdir()
    build(shared / "hasila.db", OFFICE)
    shutil.copyfile(shared / "hasila.db", copied / "hasila.db")
    settings = load(_config(shared))
    with Store.open(settings.storage.url, zone=settings.zone()) as store:
        hand = Hand(store, settings, "bench", UNTIL)
        quiet = _entries(hand, "communique")
        with _flooded(load(_config(copied)), copied):
            beside = _entries(hand, "press_news")
        with _flooded(settings, shared) as told:
            flooded = _entries(hand, "reportage")
    alone, pages = told
    return Flood(quiet, beside, flooded, alone, _longest_read(settings), int(pages))


def _config(folder: Path) -> Path:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    accounts = "".join(
        ACCOUNT.format(
            name=each.name,
            platform=each.platform,
            key="handle" if each.handle else "id",
            value=each.handle or each.id,
        )
        for each in ACCOUNTS
    )
    text = CONFIG.format(url=f"sqlite:///{folder / 'hasila.db'}", accounts=accounts)
    path = folder / "config.toml"
    path.write_text(text + PORT.format(port=port), encoding="utf-8")
    return path


def _entries(hand: Hand, kind: str) -> Waits:
    """Record entries, one after another."""
    taken = []
    for number in range(ENTRIES):
        day = f"2025-{number % 12 + 1:02}-{number // 12 + 1:02}"
        texts = {"period": day, "kind": kind, "count": str(number), "precision": "exact"}
        begun = time.perf_counter()
        record_activity(hand, None, source="bench", **texts)
        taken.append((time.perf_counter() - begun) * 1000)
    return Waits(taken)


@contextmanager
def _flooded(settings: Settings, folder: Path) -> Iterator[list[float]]:
    """The page of an office while readers ask it without end.

    Tells what the slowest page takes alone, in milliseconds, and afterwards how many were answered.
    """
    found: list[float] = []
    port, told = settings.web.port, Queue()  # type: ignore[var-annotated]
    line = [sys.executable, str(DOOR), "--config", str(folder / "config.toml"), "web"]
    with (folder / "log").open("wb") as log, subprocess.Popen(line, stdout=log, stderr=log) as page:
        try:
            _wait_for(port)
            found.append(max(_alone(port, path) for path in ASKED))
            readers = [Process(target=_read, args=(port, told, place)) for place in range(READERS)]
            for reader in readers:
                reader.start()
            time.sleep(2)
            yield found
            found.append(told.qsize())
            for reader in readers:
                reader.terminate()
        finally:
            page.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_S
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the page does not listen on port {port}")


def _alone(port: int, path: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        assert _ask(port, path) == http.HTTPStatus.OK
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _longest_read(settings: Settings) -> float:
    """The median of some rounds; the tables are read in another process, and for less long."""
    site = Site(settings, lambda: UNTIL)
    own = [path for path in ASKED if not path.startswith(TABLES)]
    # As the page does: a look for rubbish among all that was imported would count as reading.
    gc.collect()
    gc.freeze()
    return statistics.median(max(_longest(site, path) for path in own) for _ in range(ROUNDS))


def _longest(site: Site, path: str) -> float:
    """The longest read of a page of ours, in milliseconds."""
    begun, taken = [0.0], [0.0]
    with site.open_store() as store:
        event.listen(store.engine, "begin", lambda _: begun.append(time.perf_counter()))
        event.listen(
            store.engine, "rollback", lambda _: taken.append(time.perf_counter() - begun[-1])
        )
        view, visitor = view_at(path, language("fr"))
        view(store, site, visitor)
    return max(taken) * 1000


def _read(port: int, told: Queue[int], place: int) -> None:
    """Ask for one page after another, for as long as the process lives."""
    while True:
        for path in ASKED[place % len(ASKED) :] + ASKED[: place % len(ASKED)]:
            if _ask(port, path) == http.HTTPStatus.OK:
                told.put(1)


def _ask(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
    return answer.status


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    print(f"{'entries, ms':<34}{'median':>8}{'p99':>8}{'longest':>9}")
    for title, waits in (
        ("nobody reads", found.quiet),
        ("a flood over a copy", found.beside),
        ("a flood over the database", found.flooded),
    ):
        print(f"{title:<34}{waits.median:8.0f}{waits.p99:8.0f}{waits.longest:9.0f}")
    print(f"{found.pages} pages were answered; the slowest takes {found.page_ms:.0f} ms alone")
    print(f"the longest of their reads takes {found.read_ms:.0f} ms alone")
    print(f"readers' locks cost the slowest of a hundred entries {found.ratio:.2f} such reads")


if __name__ == "__main__":
    main()
