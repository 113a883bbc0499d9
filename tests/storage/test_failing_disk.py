"""A disk that fails now and then: what was said to be kept is there, and nothing is torn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import Store
from storage.accounts import enrol
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.store import problems_of
from tests.support.databases import lay
from tests.support.nth_failure import failing_disk as compiled
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, NOON, X

ROOT = Path(__file__).parents[2]
VISITS, POSTS = 30, 20
WRITER = f"""
import sys
from datetime import timedelta
from storage import StorageError, Store
from storage.visits import keep
from tests.support.storage_visits import CASABLANCA, NOON, post, visit

def opened():
    while True:
        try:
            return Store.open(sys.argv[1], zone=CASABLANCA)
        except StorageError as error:
            print(error, file=sys.stderr)

with opened() as store:
    for minute in range({VISITS}):
        at = NOON + timedelta(minutes=minute)
        posts = [post(f"{{minute}}-{{n}}", at=at) for n in range({POSTS})]
        try:
            keep(store, visit(at, *posts, followers=minute))
        except StorageError as error:
            print(error, file=sys.stderr)
        else:
            print(minute, flush=True)
"""


@pytest.fixture(scope="module")
def failing_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes writes fail, compiled."""
    library = compiled(tmp_path_factory.mktemp("failing"))
    if library is None:
        pytest.skip("there is no C compiler on this machine, or no /proc")
    return library


@pytest.mark.fault(38)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 21))]
)
def test_what_was_kept_is_there_and_nothing_is_torn(
    failing_disk: Path, tmp_path: Path, seed: int
) -> None:
    url = lay(tmp_path / "hasila.db")
    with Store.open(url, zone=CASABLANCA) as store:
        enrol(store, ACCOUNTS, NOON)

    done = subprocess.run(
        [sys.executable, "-c", WRITER, url],
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": str(failing_disk), "FAILING_DISK_SEED": str(seed)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert len(said) >= VISITS / 20, "the disk did not fail"
    assert all("nothing of this write was kept" in line for line in said), said
    with Store.open(url, zone=CASABLANCA) as store:
        points = [
            point.quantity.value for point in followers(store, X.name).points if point.quantity
        ]
        assert set(map(int, done.stdout.split())) <= set(points)
        assert len(posts_with_readings(store, PostQuery())) == POSTS * len(points)
        assert problems_of(store) == []
