"""How much CPU time a cold command takes: `--help`, questions, `status`.

Each is a process of its own over a small office. Prints the median of user and system time and the
median of its ratios to a bare Python of the same round, which holds from machine to machine where
milliseconds do not. Run it as `python -m benchmarks.start`.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks._years import ACCOUNTS, Size, build
from tests.support.config_files import write_config

ROOT = Path(__file__).parents[1]
ROUNDS = 5
HELP_GOAL_MS, GOAL_MS = 100, 500
BARE = "python -c pass"
SMALL = Size(years=1, posts_a_year=52)


class Start(NamedTuple):
    """A command, and how many milliseconds of CPU it may take; None for what it rests on."""

    arguments: Sequence[str]
    goal_ms: float | None


def starts(config: Path) -> Mapping[str, Start]:
    """Each command by what people call it."""
    asked = {
        "--help": (["--help"], HELP_GOAL_MS),
        "status": (["status"], GOAL_MS),
        "ask followers": (["ask", "followers"], GOAL_MS),
        "ask posts": (["ask", "posts"], GOAL_MS),
        "ask compare --age 7": (["ask", "compare", "--age", "7"], GOAL_MS),
    }
    commands = {
        name: Start(["run_monitor.py", "--config", str(config), *words], goal)
        for name, (words, goal) in asked.items()
    }
    libraries = {
        f"import {name}": Start(["-c", f"import {name}"], None)
        for name in ("click", "pydantic.main", "sqlalchemy")
    }
    return {BARE: Start(["-c", "pass"], None), **libraries, **commands}


def office(folder: Path) -> Path:
    """The config.toml of a small office; its database lies beside it."""
    accounts = "".join(
        f'[[account]]\nname = "{account.name}"\nplatform = "{account.platform}"\n'
        + (f'handle = "{account.handle}"\n' if account.handle else f'id = "{account.id}"\n')
        for account in ACCOUNTS
    )
    build(folder / "hasila.db", SMALL)
    return write_config(folder, accounts=accounts)


def measure(config: Path) -> list[tuple[str, float, float, float | None]]:
    """Of each start its name, its median in milliseconds, its ratio to a bare Python, its goal.

    All are measured in turn, round after round, so that a busy moment hits all alike.
    """
    measured = starts(config)
    for start in measured.values():  # the first run of each writes the byte code
        cpu_ms(start.arguments)
    rounds = [[cpu_ms(start.arguments) for start in measured.values()] for _ in range(ROUNDS)]
    bare = [times[0] for times in rounds]
    lines = []
    for (name, start), times in zip(measured.items(), zip(*rounds, strict=True), strict=True):
        ratio = median(time / least for time, least in zip(times, bare, strict=True))
        lines.append((name, median(times), ratio, start.goal_ms))
    return lines


def cpu_ms(arguments: Sequence[str]) -> float:
    """User and system time of a Python process with these arguments, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=False, env=kept, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        lines = measure(office(Path(name)))
    print(f"CPU time to start, median of {ROUNDS} (Python {platform.python_version()})")
    for title, time, ratio, goal in lines:
        over = "  over the goal" if goal and time > goal else ""
        print(f"  {title:<24}{time:>7.0f} ms  {ratio:>5.1f} x{over}")


if __name__ == "__main__":
    main()
