from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from metrics.jobs import Job, JobKind
from metrics.model import Outcome
from storage import Store
from storage.jobs import JobRecord, claim, end, last, unfinished
from tests.support.storage_visits import HOUR, NOON

ROOT = Path(__file__).parents[2]
LETTER = Job(JobKind.LETTER, "2026-W46")
BACKUP = Job(JobKind.BACKUP, "2026-11-20")


def test_it_lets_one_claim_a_chore(store: Store) -> None:
    assert claim(store, LETTER, NOON)
    assert not claim(store, LETTER, NOON + HOUR)
    assert claim(store, BACKUP, NOON)
    assert claim(store, Job(JobKind.LETTER, "2026-W47"), NOON - HOUR)


def test_it_keeps_how_a_chore_ended(store: Store) -> None:
    claim(store, BACKUP, NOON)
    end(store, BACKUP, NOON + HOUR, Outcome.FAILED, "the disk is full")

    assert last(store, JobKind.BACKUP) == JobRecord(
        JobKind.BACKUP,
        "2026-11-20",
        NOON.replace(microsecond=0),
        NOON + HOUR,
        Outcome.FAILED,
        "the disk is full",
    )
    assert last(store, JobKind.LETTER) is None
    assert not claim(store, BACKUP, NOON + HOUR)


def test_it_knows_the_latest_chore_of_a_kind(store: Store) -> None:
    for day, at in (("2026-11-20", NOON), ("2026-11-21", NOON + HOUR)):
        claim(store, Job(JobKind.TOKENS, day), at)

    latest = last(store, JobKind.TOKENS)
    assert latest is not None
    assert (latest.key, latest.outcome) == ("2026-11-21", None)


def test_it_knows_what_was_cut_off(store: Store) -> None:
    claim(store, LETTER, NOON + HOUR)
    claim(store, BACKUP, NOON)
    claim(store, Job(JobKind.TOKENS, "2026-11-20"), NOON)
    end(store, Job(JobKind.TOKENS, "2026-11-20"), NOON, Outcome.OK)

    assert [(cut.kind, cut.key) for cut in unfinished(store)] == [
        (JobKind.BACKUP, "2026-11-20"),
        (JobKind.LETTER, "2026-W46"),
    ]


CLAIMANT = """
import sys
from metrics.jobs import Job, JobKind
from storage import Store
from storage.jobs import claim
from tests.support.storage_visits import CASABLANCA, NOON

with Store.open(sys.argv[1], zone=CASABLANCA) as store:
    for week in range(40):
        print(int(claim(store, Job(JobKind.LETTER, f"2026-W{week}"), NOON)))
"""


def test_of_two_processes_one_does_each_chore(store: Store, store_url: str) -> None:
    arguments = [sys.executable, "-c", CLAIMANT, store_url]
    running = [
        subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [process.communicate()[0].split() for process in running]

    assert [one != other for one, other in zip(*told, strict=True)] == [True] * 40
    assert len(unfinished(store)) == 40
