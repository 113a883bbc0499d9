"""How long the gatherers take that letter, balance, questions and page ask, over ten years.

Run as `python -m benchmarks.ask [--million]`: three accounts, hourly readings, a post a day each;
or, with --million, three and a third posts a day, of which a million looks are on file. Each
number is the median of some rounds in milliseconds of this process's CPU, the file warm; the goal
is 50 ms. A round asks about all three accounts.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from benchmarks._years import ACCOUNTS, CASABLANCA, FIRST_USER, MILLION, UNTIL, build
from metrics.periods import Period, Span, period_of, periods_between
from queries.completeness import account_completeness
from queries.growth import growth_by_account
from queries.posts import published_counts, what_was_published
from queries.questions.engagement import gained
from storage import Store

ROUNDS, SLOW_ROUNDS = 7, 3
GOAL_MS, SLOW_MS = 50, 200
HOUR = timedelta(hours=1)
YEAR = period_of(date(2025, 1, 1), Span.YEAR)
MONTH = period_of(date(2026, 9, 1), Span.MONTH)
WEEK = period_of(date(2026, 11, 10), Span.WEEK)
MONTHS = list(periods_between(date(2016, 12, 1), date(2026, 12, 1), Span.MONTH))
DAYS = list(periods_between(date(2025, 1, 1), date(2026, 1, 1), Span.DAY))


def questions(store: Store) -> Mapping[str, Callable[[], object]]:
    """Each question by its name."""

    def complete(period: Period) -> object:
        return account_completeness(store, ACCOUNTS, period, CASABLANCA, UNTIL, HOUR)

    def each(ask: Callable[..., object], *rest: object) -> object:
        return [ask(store, account, *rest) for account in ACCOUNTS]

    return {
        "growth by month, ten years": lambda: growth_by_account(
            store, ACCOUNTS, MONTHS, CASABLANCA, UNTIL
        ),
        "growth by day, a year": lambda: growth_by_account(
            store, ACCOUNTS, DAYS, CASABLANCA, UNTIL
        ),
        "growth of a year": lambda: growth_by_account(store, ACCOUNTS, [YEAR], CASABLANCA, UNTIL),
        "published by month, ten years": lambda: each(published_counts, MONTHS, CASABLANCA),
        "published in a week, with looks": lambda: each(what_was_published, WEEK, CASABLANCA),
        "published in a year, as it stands": lambda: [
            what_was_published(store, account, YEAR, CASABLANCA, looks=False)
            for account in ACCOUNTS
        ],
        "gained in a month": lambda: each(gained, MONTH, CASABLANCA, "interactions"),
        "completeness of a month": lambda: complete(MONTH),
        "completeness of a year": lambda: complete(YEAR),
    }


def main() -> None:
    """Build, measure, print."""
    size = MILLION if "--million" in sys.argv[1:] else FIRST_USER
    with tempfile.TemporaryDirectory() as name:
        url = build(Path(name) / "years.db", size)
        with Store.open(url, zone=CASABLANCA, readonly=True) as store:
            for title, ask in questions(store).items():
                taken = median_ms(ask)
                print(f"{title:<36}{taken:>9.1f} ms{'' if taken <= GOAL_MS else '  over the goal'}")


def median_ms(ask: Callable[[], object]) -> float:
    """The median of some rounds, after one that warms the file, in milliseconds of CPU."""
    rounds = ROUNDS if _cpu_ms(ask) < SLOW_MS else SLOW_ROUNDS
    return statistics.median(_cpu_ms(ask) for _ in range(rounds))


def _cpu_ms(ask: Callable[[], object]) -> float:
    before = time.process_time()
    ask()
    return (time.process_time() - before) * 1000


if __name__ == "__main__":
    main()
