"""Whichever request, statement, file, write or answer of a mail server fails: nothing is lost.

One whole round of an office, step by step: collect, letter, backup, import, close. Each thing that
a step asks of the world fails once, then for ever; after each failure the database is whole, no
reading is lost or doubled, no letter came twice, the ledger is not under the bill, and what was
said is a sentence with a known exit code. Hours later the step succeeds.
"""

from __future__ import annotations

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
import sys
from pathlib import Path
from tests.support.one_round import STEPS, one_round, sweep

with one_round(Path(sys.argv[1])) as gone:
    for step in STEPS:
        for problem in sweep(gone, step, "writes", int(sys.argv[2]), int(sys.argv[3])):
            print(problem)
    print(gone.failures)
"""
SAMPLED = {
    ("collect", "requests"): (5, 17),
    ("collect", "statements"): (5, 67),
    ("letter", "statements"): (9, 149),
    ("letter", "mail"): (7, 8),
    ("letter", "files"): (1, 2),
    ("backup", "statements"): (1, 2),
    ("backup", "files"): (1, 2),
    ("import", "statements"): (2, 7),
    ("close", "statements"): (7, 89),
}
"""What `make test` tries of each step: from which on, and every how many-th."""


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

    assert list(sweep(gone, step, seam, *SAMPLED[step, seam])) == []
    assert gone.failures > before
    record_property(FAILURES, gone.failures - before)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seam", ["requests", "statements", "files", "mail"])
@pytest.mark.parametrize("step", STEPS)
def test_each_thing_that_fails_of_a_step_is_told_and_made_good(
    gone: Round, record_property: Note, step: str, seam: str
) -> None:
    before = gone.failures

    assert list(sweep(gone, step, seam, 1, 1)) == []
    record_property(FAILURES, gone.failures - before)


@pytest.mark.fault(36, 38)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("first", "every"), [(11, 211), pytest.param(1, 1, marks=pytest.mark.nightly)]
)
def test_each_write_that_fails_of_a_step_is_told_and_made_good(
    tmp_path: Path, record_property: Note, first: int, every: int
) -> None:
    library = failing_disk(tmp_path)
    if library is None:
        pytest.skip("there is no C compiler on this machine, or no /proc")

    done = subprocess.run(
        [sys.executable, "-c", WRITES, str(tmp_path), str(first), str(every)],
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        check=False,
    )

    *problems, failures = done.stdout.splitlines() or ["", "0"]
    assert (done.returncode, problems) == (0, []), done.stderr
    assert int(failures) > 0
    record_property(FAILURES, int(failures))
