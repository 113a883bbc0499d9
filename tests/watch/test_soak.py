"""A daemon of many slots stays as small as it was, and leaves no file open."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.daemon_process import ROOT
from tests.support.office import open_office

WARM_UP = 20
GROWTH_MB, GROWTH_OF_A_HALF_MB = 10, 4
SOAK = """
import json, os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from settings import load
from storage import Store
from storage.accounts import enrol
from storage.visits import slots
from watch.daemon import Daemon

config, begin, number, warm_up = Path(sys.argv[1]), *map(int, sys.argv[2:])
hours = 0

def seconds():
    return 3600.0 * hours

def clock():
    return datetime.fromtimestamp(begin, UTC) + timedelta(hours=hours)

def size(store):
    store.engine.dispose()  # the pool keeps as many connections as were ever needed at once
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6, len(os.listdir("/proc/self/fd"))

settings = load(config)
with Store.open(settings.storage.url, zone=settings.zone(), durable=False) as store:
    enrol(store, settings.accounts, clock())
    daemon = Daemon(config, settings, store, None, clock, seconds)
    for hours in range(number):
        daemon.beat()
        daemon.workers.wait(60)
        if hours == warm_up:
            before = size(store)
        if hours == number // 2:
            middle = size(store)
    after = size(store)
    far = timedelta(days=4000)
    kept = [len(slots(store, one.name, clock() - far, clock() + far)) for one in settings.accounts]
print(json.dumps({"before": before, "middle": middle, "after": after, "kept": kept}))
"""


@pytest.mark.fault(56)
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("number", [60, pytest.param(4000, marks=pytest.mark.nightly)])
def test_thousands_of_slots_take_no_more_memory_and_no_more_files(
    tmp_path: Path, number: int
) -> None:
    with open_office(tmp_path) as office:
        begin = int(office.sandbox.world.now.timestamp())
        words = [str(office.config), str(begin), str(number), str(WARM_UP)]
        said = subprocess.run(
            [sys.executable, "-c", SOAK, *words], cwd=ROOT, capture_output=True, check=True
        )

    found = json.loads(said.stdout)
    assert found["kept"] == [number] * 3
    (megabytes, files), (later_megabytes, later_files) = found["before"], found["after"]
    assert later_megabytes - megabytes < GROWTH_MB
    assert later_megabytes - found["middle"][0] < GROWTH_OF_A_HALF_MB
    assert later_files == files
