"""X's account overview as a person downloads it: a row for each day of UTC, the newest first.

The columns, the way days are written and the missing end of the last line are those of files of
2026. It tells who came and who left, and no total.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from metrics.periods import A_DAY
from sandbox.days import day_gain, day_loss, day_share
from sandbox.world import TrueAccount

FILE_NAME = "account_overview_analytics.csv"
UTC = ZoneInfo("UTC")
DAYS = 365
"""The longest time that X offers."""


def _share(name: str, share: float) -> Callable[[TrueAccount, date], int]:
    return lambda account, day: day_share(account, day, name, share, UTC)


COLUMNS: tuple[tuple[str, Callable[[TrueAccount, date], int]], ...] = (
    ("Impressions", _share("views", 0.06)),
    ("Likes", _share("likes", 0.0012)),
    ("Engagements", _share("engagements", 0.003)),
    ("Bookmarks", _share("bookmarks", 0.00004)),
    ("Shares", _share("taps", 0.00005)),
    ("New follows", lambda account, day: day_gain(account, day, UTC)),
    ("Unfollows", lambda account, day: day_loss(account, day, UTC)),
    ("Replies", _share("replies", 0.00009)),
    ("Reposts", _share("reposts", 0.0003)),
    ("Profile visits", _share("visits", 0.0021)),
    ("Create Post", _share("posts", 0.000005)),
    ("Video views", _share("video", 0.011)),
    ("Media views", _share("media", 0.009)),
)


def overview_csv(account: TrueAccount, today: date) -> str:
    """The file that is downloaded on a day: of the year up to the day before."""
    days = [today - number * A_DAY for number in range(1, DAYS + 1)]
    head = ",".join(["Date", *(name for name, _ in COLUMNS)])
    rows = (
        ",".join([f'"{day:%a, %b} {day.day}, {day.year}"', *_counts(account, day)]) for day in days
    )
    return "\n".join([head, *rows])


def _counts(account: TrueAccount, day: date) -> list[str]:
    return [str(count(account, day)) for _, count in COLUMNS]
