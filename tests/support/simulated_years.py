"""Years of a daemon in seconds: the real tick, a clock that lies, and a witness who knows better.

Everything that decides is the program's own: ticks, slots, chores, pauses, the watch on the
clock. Simulated are the passing of time, the platform, and, where years are wanted, the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Protocol

from metrics.jobs import Job, JobKind
from metrics.model import Account, Failure, Outcome, Reason, Snapshot, Visit
from metrics.periods import zone
from metrics.slots import HOUR, OnFile, Pause, pause_after, slot_at
from storage import Store, visits
from watch.clock import Drift
from watch.scheduler import Schedule, SlotBook, StoreDesk, tick
from watch.visits import update_backoff
from watch.workers import Workers

ACCOUNT = Account("dgsn-x", "x", handle="DGSN_MAROC")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NO_TIME = timedelta(0)
BEGIN = datetime(2025, 6, 2, 6, tzinfo=UTC)
"""A Monday. Two years from here hold both Ramadans, 2026-09-20, and week 53 of 2026."""
BEST_FIRST = tuple(Outcome)
Slots = dict[datetime, tuple[Outcome, Reason | None]]


class Book(SlotBook, Protocol):
    """A desk at which visits are kept, too, and whose slots can be looked at."""

    def keep(self, visit: Visit) -> None:
        """Keep a visit and heed what it was told."""

    def slots(self) -> Slots:
        """Every slot on file."""


class MemoryBook:
    """A desk in memory, by the rules of the database, a hundred times as fast."""

    def __init__(self) -> None:
        self.rows: Slots = {}
        self.claims: Counter[Job] = Counter()
        self._visits: dict[datetime, list[Visit]] = {}
        self._pause: Pause | None = None
        self._failed_in_a_row = 0

    def on_file(self, _: Account, now: datetime, since: datetime | None) -> OnFile:
        current = slot_at(now)
        here = self._visits.get(current, [])
        pause = self._pause if self._pause and self._pause.until > now else None
        return OnFile(
            starts=tuple(sorted(self.rows)) if since is None else self._starts(since, current),
            since=since,
            current=self.rows[current][0] if current in self.rows else None,
            tries=len(here),
            tried_at=here[-1].at if here else None,
            lost_for=here[-1].failures[0].reason if here and here[-1].failures else None,
            failed_in_a_row=self._failed_in_a_row,
            pause=pause,
        )

    def keep_missed(self, _: Account, starts: Iterable[datetime], reason: Reason) -> None:
        for start in starts:
            self.rows.setdefault(start, (Outcome.MISSED, reason))

    def claim(self, chore: Job, _: datetime) -> bool:
        self.claims[chore] += 1
        return self.claims[chore] == 1

    def end(self, chore: Job, at: datetime, reason: str | None) -> None:
        del chore, at
        assert reason is None

    def keep(self, visit: Visit) -> None:
        slot = slot_at(visit.at)
        self._visits.setdefault(slot, []).append(visit)
        self._visits[slot].sort(key=lambda one: one.at)
        before = self.rows.get(slot)
        if before is None or BEST_FIRST.index(visit.outcome) < BEST_FIRST.index(before[0]):
            why = visit.failures[0].reason if visit.snapshot is None else None
            self.rows[slot] = (visit.outcome, why)
        self._failed_in_a_row = self._failed_in_a_row + 1 if visit.snapshot is None else 0
        pause = pause_after(visit)
        if pause and (self._pause is None or self._pause.until < pause.until):
            self._pause = pause

    def slots(self) -> Slots:
        return dict(sorted(self.rows.items()))

    def _starts(self, since: datetime, current: datetime) -> tuple[datetime, ...]:
        steps = range(int((current - since) / HOUR) + 1)
        return tuple(start for n in steps if (start := since + n * HOUR) in self.rows)


@dataclass(frozen=True)
class StoreBook(StoreDesk):
    """The desk of the daemon itself."""

    def keep(self, visit: Visit) -> None:
        visits.keep(self.store, visit)
        update_backoff(self.store, ACCOUNT, visit)

    def slots(self) -> Slots:
        far = 400 * DAY
        found = visits.slots(self.store, ACCOUNT.name, BEGIN - far, BEGIN + 6 * far)
        return {row.start: (row.outcome, row.reason) for row in found}


def store_book(store: Store) -> StoreBook:
    """The desk over a database."""
    return StoreBook(store, HOUR)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong from an instant on, for how long."""

    begins: datetime
    lasts: timedelta
    outage: bool = False
    """The daemon is off; else the wall clock is wrong by `offset`."""
    offset: timedelta = NO_TIME


def troubles(random: Random, until: datetime) -> Iterator[Trouble]:
    """Outages of minutes to five days, set-backs of up to two days, leaps of up to a year.

    A leap is corrected within the hour, for after that a new time is believed. The first trouble
    is a clock set back to before the first slot.
    """
    yield Trouble(BEGIN + 5 * HOUR, 50 * MINUTE, offset=-2 * DAY)
    at = BEGIN + random.uniform(1, 5) * DAY
    while at < until - 10 * DAY:
        kind = random.choice(["off", "off", "off", "back", "leap"])
        if kind == "off":
            minutes = random.choice([1, 30, 90, 8 * 60, 5 * 24 * 60])
            found = Trouble(at, minutes * random.uniform(0.2, 1) * MINUTE, outage=True)
        elif kind == "back":
            offset = -random.choice([HOUR, 2 * HOUR, DAY, 2 * DAY]) * random.uniform(0.1, 1)
            found = Trouble(at, random.uniform(0.1, 24) * HOUR, offset=offset)
        else:
            offset = random.choice([HOUR, DAY, 30 * DAY, 365 * DAY]) * random.uniform(0.1, 1)
            found = Trouble(at, random.uniform(1, 50) * MINUTE, offset=offset)
        yield found
        at = found.begins + found.lasts + random.expovariate(1) * 4 * DAY


@dataclass
class Life:
    """A daemon over years. `witness` and `letters` are what really happened."""

    book: Book
    where: str
    seed: int
    until: datetime
    witness: dict[datetime, set[Outcome]] = field(default_factory=dict)
    """By slot (of the wall clock): how the visits in it ended."""
    letters: Counter[str] = field(default_factory=Counter)
    true_now: datetime = BEGIN
    offset: timedelta = NO_TIME
    ticks: int = 0
    visits: int = 0

    def wall(self) -> datetime:
        return self.true_now + self.offset

    def live(self) -> None:
        """From the beginning to the end, trouble by trouble."""
        random = Random(self.seed)  # noqa: S311 - seeded, on purpose
        self.platform = Random(self.seed + 1)  # noqa: S311 - as above
        self._start()
        for trouble in troubles(random, self.until):
            self._tick_until(trouble.begins, random)
            self.offset = trouble.offset
            if trouble.outage:
                self.true_now = trouble.begins + trouble.lasts
            else:
                self._tick_until(trouble.begins + trouble.lasts, random)
                self.offset = NO_TIME
            if trouble.outage or random.random() < 0.1:
                self._start()
        self._tick_until(self.until, random)

    def _start(self) -> None:
        """Start the daemon: it knows what is on file, and nothing else."""
        self.drift = Drift()
        self.duty = Schedule(
            desk=self.book,
            workers=Workers(clock=self._steady, spawn=_at_once),
            clock=self.wall,
            accounts=(ACCOUNT,),
            zone=zone(self.where),
            length=HOUR,
            letter=(0, time(8)),
            visit=self._visit,
            runners={JobKind.LETTER: self._write_letter},
        )

    def _tick_until(self, end: datetime, random: Random) -> None:
        while self.true_now < end:
            jump = self.drift.look(self.wall(), self._steady())
            troubled = tick(
                self.duty, self.wall(), is_clock_steady=self.drift.is_steady, afresh=bool(jump)
            )
            assert not troubled
            self.ticks += 1
            self.true_now += random.uniform(1, 50) * MINUTE
        self.true_now = end

    def _steady(self) -> float:
        return (self.true_now - BEGIN).total_seconds()

    def _visit(self, account: Account) -> None:
        at = self.wall().replace(microsecond=0)
        visit = _visited(account, at, self.platform)
        self.witness.setdefault(slot_at(at), set()).add(visit.outcome)
        self.visits += 1
        self.book.keep(visit)

    def _write_letter(self, chore: Job) -> None:
        self.letters[chore.key] += 1


def _visited(account: Account, at: datetime, platform: Random) -> Visit:
    """One in ten visits fails; the platform has long bad days as well."""
    bad_day = at.toordinal() % 37 == 0
    if platform.random() >= (0.9 if bad_day else 0.1):
        return Visit(account.name, at, Snapshot(account.name, at, "1132", 640_000), requests=1)
    reason = platform.choice([Reason.UNAVAILABLE, Reason.MALFORMED, Reason.LIMIT, Reason.ACCESS])
    until = at + platform.uniform(0, 5) * HOUR if reason is Reason.LIMIT else None
    return Visit(account.name, at, None, (Failure("account", reason, "It failed.", until),))


def _at_once(work: Callable[[], None], _: str) -> None:
    work()
