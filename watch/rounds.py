"""One visit whole: look up what is on file, plan, read, keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import collectors
from metrics import sampling
from metrics.platforms import PLATFORMS
from metrics.snapshot import Account, Visit
from settings import Access, Settings
from storage import Store, accounts, visits

Clock = Callable[[], datetime]
DEADLINE_S = 60.0
PAGE, PAGE_S = 100, 5.0
"""What reading far back may take on top: seconds for each page of posts."""


@dataclass(frozen=True, slots=True)
class Round:
    """A visit and what was kept of it."""

    account: Account
    visit: Visit
    kept: visits.Kept


def visit_account(
    account: Account,
    access: Access,
    settings: Settings,
    store: Store,
    clock: Clock,
    *,
    backfill: int | None = None,
    show: Callable[[int], None] = lambda _: None,
) -> Round:
    """Read one account now and keep what it says, or why it says nothing.

    `show` is told after each answer how many posts have been read so far.

    Raises:
        StorageError: what was read could not be kept.
    """
    now = clock()
    plan = sampling.plan(
        accounts.known(store, account.name, now),
        account.platform,
        now,
        backfill=backfill,
        allowance_usd=allowance(settings, store, account.platform, now),
    )
    deadline_s = DEADLINE_S + PAGE_S * plan.backfill / PAGE
    visit = collectors.visit(account, access, plan, clock, deadline_s=deadline_s, show=show)
    slot_seconds = int(settings.schedule.followers.total_seconds())
    return Round(account, visit, visits.keep(store, visit, slot_seconds=slot_seconds))


def allowance(settings: Settings, store: Store, platform: str, now: datetime) -> Decimal | None:
    """What may still be spent on a platform today and this month (UTC), in US dollars.

    None where reading costs nothing. Never negative.
    """
    if not PLATFORMS[platform].price.user:
        return None
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + timedelta(days=1)
    spent_today = visits.spend(store, today, tomorrow, platform)
    spent_this_month = visits.spend(store, today.replace(day=1), tomorrow, platform)
    return max(
        Decimal(0),
        min(
            settings.x.daily_spend_limit - spent_today,
            settings.x.monthly_spend_limit - spent_this_month,
        ),
    )
