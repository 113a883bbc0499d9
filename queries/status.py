"""How it stands: how old the last good readings are, how many slots were kept, what it cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from metrics import reading_plan
from metrics.completeness import Completeness
from metrics.model import NOTHING, Account, Failure, Known, Outcome, Plan
from metrics.platforms import Price
from metrics.reading_plan.forecast import rest_of_month
from metrics.slots import OnFile, slot_at
from queries.completeness import SPANS, recent_completeness
from storage import Store
from storage import slots as due
from storage.accounts import identities, known
from storage.alerts import AlertRecord, open_alerts
from storage.followers import latest
from storage.queue.state import QueueState, queue_state
from storage.spending import spent, utc_day, utc_month
from storage.visits import last


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """How it stands with one account."""

    account: Account
    followers: int | None
    """At the last good reading; None where there is none."""
    taken_at: datetime | None
    slots: dict[int, Completeness]
    """By a number of local days of which today is the last: what was due until now, and kept."""
    last_failures: tuple[Failure, ...]
    """What the latest visit could not read."""
    last_visit: datetime | None
    is_lost: bool
    """Whether the latest visit read nothing, or there was none."""
    next_at: datetime | None = None
    """When it is to be visited next, while a daemon runs."""
    waits_for: str | None = None
    """What keeps the next visit back: the reason of a pause."""
    planned_usd: Decimal = NOTHING
    """What a visit made now would cost at most, by the plan and the dearer route."""
    rest_of_month_usd: Decimal = NOTHING
    """What the plan will cost from now until the UTC month ends: an expectation."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing was read in the last two slots that were due, or for longer."""
        return self.slots[max(SPANS)].is_silent


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands with all of them. Money in US dollars, by UTC day and month, as X bills."""

    accounts: tuple[AccountStatus, ...]
    today_usd: Decimal
    month_usd: Decimal
    alerts: tuple[AlertRecord, ...] = ()
    """Those that are open, oldest first."""
    queue: QueueState | None = None
    """How the queue of several workers stands; None where none is at work and nothing waits."""

    @property
    def rest_of_month_usd(self) -> Decimal:
        """What the plan will cost from now until the UTC month ends: an expectation."""
        return sum((entry.rest_of_month_usd for entry in self.accounts), Decimal(0))

    @property
    def is_well(self) -> bool:
        """Whether no alert is open, and every account was read at its latest visit and of late."""
        return not self.alerts and not any(
            entry.is_lost or entry.is_silent for entry in self.accounts
        )


def office_status(
    store: Store,
    accounts: Sequence[Account],
    zone: ZoneInfo,
    now: datetime,
    slot_length: timedelta,
    price_of: Callable[[str], Price],
) -> Status:
    """How it stands at an instant; `price_of` tells what reading a platform costs."""
    enrolled = {identity.account for identity in identities(store)}
    kept = recent_completeness(store, accounts, zone, now, slot_length)
    return Status(
        tuple(
            _of(store, account, kept[account.name], now, slot_length, price_of(account.platform))
            if account.name in enrolled
            else AccountStatus(account, None, None, kept[account.name], (), None, is_lost=True)
            for account in accounts
        ),
        spent(store, *utc_day(now)),
        spent(store, *utc_month(now)),
        tuple(open_alerts(store)),
        _queue(store),
    )


def _queue(store: Store) -> QueueState | None:
    """An office whose workers gave way to `run` has a queue still, in which nothing stands."""
    queue = queue_state(store)
    if queue is None or not (queue.workers or queue.waiting or queue.under_way or queue.put_off):
        return None
    return queue


def _of(
    store: Store,
    account: Account,
    kept: dict[int, Completeness],
    now: datetime,
    slot_length: timedelta,
    price: Price,
) -> AccountStatus:
    visit = last(store, account.name)
    point = latest(store, account.name)
    slots = due.on_file(store, account, now, slot_length, since=slot_at(now, slot_length))
    pause = slots.pause
    read = known(store, account.name, now)
    return AccountStatus(
        account=account,
        followers=int(point.quantity.value) if point and point.quantity else None,
        taken_at=point.at if point else None,
        slots=kept,
        last_failures=visit.failures if visit else (),
        last_visit=visit.at if visit else None,
        is_lost=visit is None or visit.outcome is Outcome.FAILED,
        next_at=pause.until if pause else _next_slot(slots, now, slot_length),
        waits_for=pause.reason.value if pause else None,
        planned_usd=_planned(read, account, now, price),
        rest_of_month_usd=rest_of_month(read, account.platform, now, price),
    )


def _next_slot(slots: OnFile, now: datetime, length: timedelta) -> datetime:
    """The slot of now while nobody has tried it, else the one after."""
    start = slot_at(now, length)
    return start if slots.current in {None, Outcome.MISSED} else start + length


def _planned(known: Known, account: Account, now: datetime, price: Price) -> Decimal:
    """What the plan of a visit made now costs at most, new posts left aside."""
    plan: Plan = reading_plan.plan(known, account.platform, now, price=price)
    user = NOTHING if plan.platform_id in plan.billed_today else price.user
    unpaid = [post for post in plan.reread if post.id not in plan.billed_today]
    return user + price.post * len(unpaid)
