"""Which posts to read again, and when.

Counts grow fast at first and slowly later, nearly in a straight line over the logarithm of a
post's age. So a post is read again when its age has grown by a third since it was last read.
Where a resource is billed once a UTC day (X), it is read only on the days that tell most of the
curve, and freely inside them: the day of publication, the next, and the 29th.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from metrics.platforms import PLATFORMS
from metrics.snapshot import Known, KnownPost, Plan

FIRST_BACKFILL = 100
PROOF_LASTS = timedelta(days=1)
PAY_DAYS = frozenset({0, 1, 29})
GROWTH_OF_AGE = 0.35
SHORTEST_WAIT = timedelta(minutes=30)
OLDEST = timedelta(days=30)


def plan(
    known: Known,
    platform: str,
    now: datetime,
    *,
    backfill: int | None = None,
    allowance_usd: Decimal | None = None,
) -> Plan:
    """What the next visit shall ask for, given what is on file.

    `backfill` reads so many past posts whatever is on file; None discovers what is new, and
    reads `FIRST_BACKFILL` posts of an account of which none is on file.
    """
    return Plan(
        prove=known.proven_at is None or now - known.proven_at >= PROOF_LASTS,
        since=known.newest_post if backfill is None else None,
        backfill=FIRST_BACKFILL if backfill is None else backfill,
        reread=tuple(post for post in known.posts if is_due(post, platform, now)),
        platform_id=known.platform_id,
        billed_today=known.billed_today,
        allowance_usd=allowance_usd,
    )


def is_due(post: KnownPost, platform: str, now: datetime) -> bool:
    """Whether a post's counts are worth reading again now."""
    age_then = post.read_at - post.published_at
    if now - post.published_at > OLDEST or _wait(age_then) > now - post.read_at:
        return False
    is_paid = PLATFORMS[platform].price.post > 0
    return not is_paid or _utc_day_of_life(post, now) in PAY_DAYS


def _wait(age: timedelta) -> timedelta:
    return max(SHORTEST_WAIT, age * GROWTH_OF_AGE)


def _utc_day_of_life(post: KnownPost, now: datetime) -> int:
    return (now.astimezone(UTC).date() - post.published_at.astimezone(UTC).date()).days
