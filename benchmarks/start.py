"""How much CPU time the command line takes before it does anything.

Prints the median of user and system time of whole processes, and their ratio to a bare Python,
which holds from machine to machine where milliseconds do not. Goal: `--help` under 150 ms.
Run it as `python -m benchmarks.start`.
"""

from __future__ import annotations

import platform
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
ROUNDS = 15
GOAL_MS = 150
ROOMS = (
    "charts",
    "collectors.facebook",
    "collectors.instagram",
    "collectors.x",
    "imports.files",
    "rich.progress",
    "rich.table",
    "settings",
    "storage",
    "words",
)
EAGER = f"import {', '.join(ROOMS)}; from commands import cli; cli(['--help'])"
STARTS = {
    "python -c pass": ["-c", "pass"],
    "run_monitor.py --help": ["run_monitor.py", "--help"],
    "the same, with every room imported": ["-c", EAGER],
}


def main() -> None:
    """Measure each start in turn, round after round, so that a busy moment hits all alike."""
    for arguments in STARTS.values():  # the first run of each writes the byte code
        cpu_ms(arguments)
    rounds = [[cpu_ms(arguments) for arguments in STARTS.values()] for _ in range(ROUNDS)]
    medians = [median(times) for times in zip(*rounds, strict=True)]
    print(f"CPU time to start, median of {ROUNDS} (Python {platform.python_version()})")
    for name, time in zip(STARTS, medians, strict=True):
        print(f"  {name:36} {time:7.0f} ms   {time / medians[0]:5.1f} x")
    _, shown, _ = medians
    print(f"  goal for --help: under {GOAL_MS} ms: {'kept' if shown < GOAL_MS else 'MISSED'}")


def cpu_ms(arguments: list[str]) -> float:
    """User and system time of a Python process with these arguments, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    main()
