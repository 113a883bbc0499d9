"""Whichever request, statement, file, write or answer of a mail server fails: nothing is lost.

One whole round of an office, step by step: collect, letter, backup, import, close, card, move. Each
thing that a step asks of the world fails once, then for ever; after each failure the database is
whole, no reading is lost or doubled, no letter came twice, the ledger is not under the bill, no
card is half written, and what was said is a sentence with a known exit code. Hours later the step
succeeds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.closing_table import FAILURES
from tests.support.nth_failure import failing_disk
from tests.support.one_round import STEPS, Round, one_round, sweep
from tests.support.secret_search import Note

ROOT = Path(__file__).parents[2]
WRITES = """
import json, sys
from pathlib import Path
from tests.support.one_round import one_round, sweep

with one_round(Path(sys.argv[1])) as gone:
    for step, numbers in json.loads(sys.argv[2]).items():
        for problem in sweep(gone, step, "writes", numbers):
            print(problem)
    print(gone.failures)
"""
SAMPLED = {
    ("collect", "requests"): (5, 22),
    ("collect", "statements"): (5, 72, 139),
    ("letter", "statements"): (9, 158),
    ("letter", "mail"): (7, 15),
    ("letter", "files"): (1,),
    ("backup", "statements"): (1, 3),
    ("backup", "files"): (1, 3, 5),
    ("import", "statements"): (2, 9, 16),
    ("close", "statements"): (7, 96),
    ("card", "files"): (3,),
    ("move", "statements"): (300,),
}
"""What `make test` lets fail of each step; of several, one once and the next for ever, by turns."""
SAMPLED_WRITES = {
    "collect": (201, 210),
    "letter": (12, 150),
    "backup": (90,),
    "import": (11,),
    "close": (7, 14),
    "card": (1, 2),
    "move": (200, 400),
}


@pytest.fixture(scope="module")
def gone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    with one_round(tmp_path_factory.mktemp("round")) as office:
        yield office


@pytest.mark.fault(39)
@pytest.mark.parametrize(("step", "seam"), SAMPLED)
def test_whatever_fails_of_a_step_is_told_and_made_good(
    gone: Round, record_property: Note, step: str, seam: str
) -> None:
    before = gone.failures

    assert list(sweep(gone, step, seam, SAMPLED[step, seam])) == []
    assert gone.failures - before == len(SAMPLED[step, seam])
    record_property(FAILURES, gone.failures - before)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seam", ["requests", "statements", "files", "mail"])
@pytest.mark.parametrize("step", STEPS)
def test_each_thing_that_fails_of_a_step_is_told_and_made_good(
    gone: Round, record_property: Note, step: str, seam: str
) -> None:
    before = gone.failures

    assert list(sweep(gone, step, seam)) == []
    record_property(FAILURES, gone.failures - before)


@pytest.mark.fault(36, 38)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "tried",
    [
        pytest.param(SAMPLED_WRITES, id="sampled"),
        *(pytest.param({step: None}, marks=pytest.mark.nightly, id=step) for step in STEPS),
    ],
)
def test_each_write_that_fails_of_a_step_is_told_and_made_good(
    tmp_path: Path, record_property: Note, tried: dict[str, tuple[int, ...] | None]
) -> None:
    library = failing_disk(tmp_path)
    if library is None:
        pytest.skip("there is no C compiler on this machine, or no /proc")

    done = subprocess.run(
        [sys.executable, "-c", WRITES, str(tmp_path), json.dumps(tried)],
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )

    *problems, failures = done.stdout.splitlines() or ["", "0"]
    assert (done.returncode, problems) == (0, []), done.stderr
    assert int(failures) >= sum(len(numbers or (1,)) for numbers in tried.values())
    record_property(FAILURES, int(failures))
