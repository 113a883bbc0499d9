"""Two years, three zones: every slot is kept or its gap recorded, every week has one letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from metrics.model import Outcome, Reason
from metrics.periods import zone
from metrics.slots import HOUR, slot_at
from storage import Store
from storage.accounts import enrol
from tests.support.simulated_years import ACCOUNT, BEGIN, DAY, Life, MemoryBook, Slots, store_book

ZONES = ["Africa/Casablanca", "Europe/Paris", "UTC"]
KEPT = {Outcome.OK, Outcome.PARTIAL}
YEARS = BEGIN + 730 * DAY
AUTUMN = BEGIN + timedelta(weeks=22)
"""The clocks of Paris have gone back by then."""


def due_until(slots: Slots, until: datetime) -> list[datetime]:
    """Every slot from the first on file to the end."""
    first = min(slots)
    return [first + number * HOUR for number in range(int((slot_at(until) - first) / HOUR))]


def letters_due(where: str, until: datetime) -> list[str]:
    """The weeks whose letter leaves on a Monday at eight: the newest at the beginning, then all."""
    monday = datetime(2025, 5, 26, 8, tzinfo=zone(where))
    labels: list[str] = []
    while monday <= until:
        year, week, _ = (monday - 7 * DAY).isocalendar()
        labels = [f"{year}-W{week:02}"] if monday <= BEGIN else [*labels, f"{year}-W{week:02}"]
        monday += 7 * DAY
    return labels


def assert_nothing_is_lost_or_doubled(life: Life) -> None:
    slots = life.book.slots()
    due = due_until(slots, life.until)

    told = {start: slots.get(start) for start in due}
    assert None not in told.values()
    kept = {start for start, found in told.items() if found and found[0] in KEPT}
    gaps = {start for start, found in told.items() if found and found[1] is not None}
    assert len(kept) + len(gaps) == len(due)
    assert not kept & gaps
    assert kept == {start for start in due if KEPT & life.witness.get(start, set())}
    failed = {start for start, found in told.items() if found and found[0] is Outcome.FAILED}
    assert failed == {start for start in due if life.witness.get(start) == {Outcome.FAILED}}


@pytest.mark.fault(47)
@pytest.mark.parametrize(
    ("where", "until"),
    [
        (ZONES[0], YEARS),
        *(pytest.param(where, YEARS, marks=pytest.mark.nightly) for where in ZONES[1:]),
        *((where, AUTUMN) for where in ZONES[1:]),
    ],
    ids=[*ZONES, *(f"{where}, until autumn" for where in ZONES[1:])],
)
def test_two_years_lose_no_slot_and_double_no_letter(where: str, until: datetime) -> None:
    life = Life(MemoryBook(), where, seed=ZONES.index(where), until=until)

    life.live()

    assert_nothing_is_lost_or_doubled(life)
    assert list(life.letters) == letters_due(where, until)
    assert set(life.letters.values()) == {1}
    slots = life.book.slots()
    reasons = {reason for _, reason in slots.values()}
    assert reasons >= {Reason.DOWN, Reason.LIMIT, Reason.UNAVAILABLE, Reason.ACCESS}
    assert life.visits < 2 * len(slots)


def in_the_database(folder: Path, where: str, seed: int, until: datetime) -> Life:
    url = f"sqlite:///{folder / 'hasila.db'}"
    with Store.open(url, zone=zone(where), durable=False) as store:
        enrol(store, [ACCOUNT], BEGIN)
        life = Life(store_book(store), where, seed, until)
        life.live()
        assert_nothing_is_lost_or_doubled(life)
        assert set(life.letters.values()) == {1}
        life.book = MemoryBook()
        life.book.rows = store_book(store).slots()
    return life


@pytest.mark.parametrize("weeks", [2, pytest.param(8, marks=pytest.mark.nightly)])
def test_the_database_keeps_what_the_simulation_keeps(tmp_path: Path, weeks: int) -> None:
    """The two desks tell the same of the same weeks, slot by slot."""
    until = BEGIN + weeks * 7 * DAY
    remembered = Life(MemoryBook(), ZONES[0], seed=7, until=until)
    remembered.live()

    stored = in_the_database(tmp_path, ZONES[0], 7, until)

    assert stored.book.slots() == remembered.book.slots()
    assert (stored.visits, stored.ticks) == (remembered.visits, remembered.ticks)
    assert stored.letters == remembered.letters


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("where", ZONES)
def test_two_years_in_the_database(tmp_path: Path, where: str) -> None:
    life = in_the_database(tmp_path, where, 11, YEARS)

    assert list(life.letters) == letters_due(where, YEARS)
