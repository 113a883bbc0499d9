"""What the worst questions take behind the fence, each in a process of its own that nobody ends.

Run as `python -m benchmarks.fence`. "seconds" is from opening to the end of the question, "MB" how
much the process grew over one that asked for nothing. Promised: 1.5 seconds and 100 MB. Linux.
"""

# ruff: noqa: S608 - hostile SQL is what is written here

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from metrics.model import Account, Counts, Form, PostSnapshot, Snapshot, Visit
from metrics.periods import zone
from storage import Store
from storage.accounts import enrol
from storage.sql_fence import open_fenced
from storage.sql_fence.rules import ROWS
from storage.visits import keep

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
BIG = "hex(zeroblob(140000))"
JSON = "'[' || replace(hex(zeroblob(60000)), '0', '1,') || '1]'"
ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
QUESTIONS = {
    "nothing": "SELECT 1",
    "honest: latest of each post": "SELECT * FROM posts_latest",
    "honest: growth by day": "SELECT account, max(followers) FROM followers_by_day GROUP BY 1",
    "endless count": f"{ENDLESS} SELECT count(*) FROM r",
    "endless sort": f"{ENDLESS} SELECT x FROM r ORDER BY -x",
    "endless window": f"{ENDLESS} SELECT sum(x) OVER (ORDER BY x) FROM r",
    "endless distinct": f"{ENDLESS} SELECT count(DISTINCT x || 'aaaaaaaaaaaaaaaaaaaa') FROM r",
    "sort of long texts": f"{ENDLESS} SELECT count(*) FROM (SELECT {BIG} || x t FROM r ORDER BY t)",
    "long texts kept": f"{ENDLESS}, k AS MATERIALIZED (SELECT {BIG} || x t FROM r) SELECT * FROM k",
    "group_concat": f"{ENDLESS} SELECT group_concat({BIG}, x) FROM r",
    "json_group_array": f"{ENDLESS} SELECT json_group_array(x) FROM r",
    "json_tree": f"SELECT count(*) FROM json_tree({JSON}) a, json_each({JSON}) b",
    "json again and again": f"SELECT {'||'.join(['json_valid(z||1)'] * 60)} FROM (SELECT {JSON} z)",
    "wide answer of texts": f"SELECT {','.join(['z'] * 60)} FROM (SELECT {BIG} || '😀' z), post",
    "long answer of texts": f"{ENDLESS} SELECT x, {BIG} FROM r",
    "long answer of blobs": f"{ENDLESS} SELECT {','.join(['zeroblob(290000)'] * 60)} FROM r",
    "matches": f"{ENDLESS} SELECT sum((x || {BIG}) LIKE '%{'0' * 55}b') FROM r",
    "seven matches": (
        f"SELECT {'+'.join([f'''(z LIKE '%{'0' * 55}b')'''] * 7)} FROM (SELECT {BIG} z)"
    ),
    "instr": f"SELECT instr({BIG}, substr({BIG}, 150000) || 'b')",
    "trim": f"SELECT trim({BIG}, '{''.join(map(chr, range(256, 355)))}0')",
    "replace": f"SELECT length(replace({BIG}, '0', 'ab'))",
    "sort of long texts by letters": (
        f"WITH r AS MATERIALIZED ({ENDLESS} SELECT x FROM r LIMIT 55000) SELECT count(*) FROM"
        f" (SELECT substr({BIG}, 1, 999) || x t FROM r ORDER BY t COLLATE NOCASE LIMIT -1 OFFSET 1)"
    ),
    "json_patch": "SELECT json_patch('{}', '{}')",
    "printf": "SELECT printf('%1000000000d', 1)",
    "zeroblob": "SELECT zeroblob(1000000000)",
    "cross join": f"SELECT count(*) FROM {', '.join(['post_reading'] * 8)}",
    "strftime": f"SELECT {','.join(['strftime(z)'] * 50)} FROM (SELECT replace({BIG}, '0', '%') z)",
}


def _fill(path: Path) -> None:
    """Ten days of hourly looks at 100 posts."""
    with Store.open(f"sqlite:///{path}", zone=zone("Africa/Casablanca"), durable=False) as store:
        enrol(store, [Account("bench", "x")], BEGUN)
        for hour in range(240):
            at = BEGUN + timedelta(hours=hour)
            counts = Counts(views=hour, likes=hour)
            posts = tuple(
                PostSnapshot(str(key), BEGUN, form=Form.TEXT, text="a" * 280, counts=counts)
                for key in range(100)
            )
            keep(store, Visit("bench", at, Snapshot("bench", at, "1", hour, posts=posts)))


def _ask(path: Path, name: str) -> None:
    """In the child: put one question; print how it ended, its seconds, and the peak in MB."""
    with closing(open_fenced(path)) as connection:
        connection.execute(QUESTIONS["nothing"]).fetchall()
        begun = time.perf_counter()
        try:
            ended = f"{len(connection.execute(QUESTIONS[name]).fetchmany(ROWS))} rows"
        except sqlite3.DatabaseError as error:
            ended = "refused" if "authoriz" in str(error) else "stopped"
        except MemoryError:
            ended = "stopped"
    status = Path("/proc/self/status").read_text("ascii")  # getrusage tells the parent's peak
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    sys.stdout.write(f"{ended}\t{time.perf_counter() - begun}\t{peak}\n")


def main() -> None:
    """Ask everything, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hasila.db"
        _fill(path)
        idle = 0.0
        for name in QUESTIONS:
            command = [sys.executable, "-m", "benchmarks.fence", str(path), name]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            ended, seconds, peak = told.rstrip("\n").split("\t")
            idle = idle or float(peak)
            sys.stdout.write(
                f"{name:30} {ended:>10} {float(seconds):6.2f} s {float(peak) - idle:6.1f} MB\n"
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _ask(Path(sys.argv[1]), sys.argv[2])
    else:
        main()
