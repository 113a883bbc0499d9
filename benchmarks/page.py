"""How long the pages for staff take over ten years of three accounts, in milliseconds.

Run as `python -m benchmarks.page [--million]`. Each number is the median of some rounds through
Datasette's own client, in CPU time of this process: the look at the database, the words, the
template and the guard. Charts are requests of their own and stand below. The goal is 300 ms for
the overview.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks._years import ACCOUNTS, FIRST_USER, MILLION, UNTIL, build
from settings import load
from web import Site, StaffPage

ROUNDS = 7
GOAL_MS = 300
PAGES = (
    "/",
    "/account/bench-x",
    "/topics?days=365",
    "/ask",
    "/ask/growth?by=month",
    "/balance/2026",
    "/data",
    "/data/account_day",
)
CHARTS = (
    "/chart/followers.svg?days=365",
    "/chart/followers.svg?days=3650",
    "/chart/growth.svg?days=3650&by=month",
    "/chart/posts.svg?days=90",
)
CONFIG = """
[institution]
name = {{ fr = "Institution" }}
timezone = "Africa/Casablanca"
[storage]
url = "{url}"
[x]
api_url = "http://127.0.0.1:9"
{accounts}
"""
ACCOUNT = '[[account]]\nname = "{name}"\nplatform = "{platform}"\n{key} = "{value}"\n'


def site(folder: Path, url: str) -> Site:
    """The page of these accounts, whose clock stands still."""
    tables = [
        ACCOUNT.format(
            name=one.name,
            platform=one.platform,
            key="handle" if one.handle else "id",
            value=one.handle or one.id,
        )
        for one in ACCOUNTS
    ]
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url, accounts="".join(tables)), "utf-8")
    return Site(load(config), lambda: UNTIL)


async def median_ms(staff: StaffPage, path: str, rounds: int = ROUNDS) -> float:
    """The median time of a page, the first round left out."""
    taken = []
    for _ in range(rounds + 1):
        begun = time.process_time()
        answer = await staff.client.get(path)
        taken.append((time.process_time() - begun) * 1000)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return statistics.median(taken[1:])


async def measure(staff: StaffPage) -> None:
    """Print every page, then every chart."""
    for path in PAGES:
        taken = await median_ms(staff, path)
        goal = (
            f"  (goal {GOAL_MS}: {'kept' if taken < GOAL_MS else 'MISSED'})" if path == "/" else ""
        )
        print(f"{path:<40} {taken:8.0f} ms{goal}")
    for path in CHARTS:
        print(f"{path:<40} {await median_ms(staff, path, rounds=2):8.0f} ms")


def main() -> None:
    """Measure."""
    size = MILLION if "--million" in sys.argv else FIRST_USER
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = build(folder / "years.db", size)
        print(f"{(folder / 'years.db').stat().st_size / 1e6:.0f} MB on file")
        with closing(StaffPage(site(folder, url))) as page:
            asyncio.run(measure(page))


if __name__ == "__main__":
    main()
