"""What comes to an account by day: the truth that insights and files of exports tell.

A day is of a zone: Meta counts those of the Pacific coast, X those of UTC.
"""

from __future__ import annotations

import math
import random
from datetime import date
from zoneinfo import ZoneInfo

from metrics.periods import A_DAY, midnight
from sandbox.world import TrueAccount

PACIFIC = ZoneInfo("America/Los_Angeles")
CHURN = 0.0006
"""The share of followers that leave on a day."""


def day_followers(account: TrueAccount, day: date, zone: ZoneInfo = PACIFIC) -> int:
    """How many followed when a day ended."""
    return account.followers_at(midnight(day + A_DAY, zone))


def day_gain(account: TrueAccount, day: date, zone: ZoneInfo = PACIFIC) -> int:
    """How many began to follow on a day."""
    return day_loss(account, day, zone) + _net(account, day, zone)


def day_loss(account: TrueAccount, day: date, zone: ZoneInfo = PACIFIC) -> int:
    """How many ceased to follow on a day; at least as many as the net growth needs."""
    followers = day_followers(account, day, zone)
    return max(int(CHURN * followers * _mood(account, day, "lost")), -_net(account, day, zone))


def day_share(
    account: TrueAccount, day: date, name: str, share: float, zone: ZoneInfo = PACIFIC
) -> int:
    """A count that is some share of the followers, with the mood of the day."""
    return int(share * day_followers(account, day, zone) * _mood(account, day, name))


def _net(account: TrueAccount, day: date, zone: ZoneInfo) -> int:
    return day_followers(account, day, zone) - day_followers(account, day - A_DAY, zone)


def _mood(account: TrueAccount, day: date, name: str) -> float:
    rng = random.Random(f"{account.id}/{day}/{name}")
    return (1 + 0.25 * math.sin(2 * math.pi * day.weekday() / 7)) * rng.uniform(0.7, 1.4)
