"""How it stands: how old the last good readings are, how many slots were kept, what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from metrics.slots import slots_between
from metrics.snapshot import Account, Failure, Outcome
from storage import Store
from storage import series as on_file
from storage.accounts import identities
from storage.spending import spent, utc_day, utc_month
from storage.visits import last, slots

WEEK = timedelta(days=7)
KEPT = frozenset({Outcome.OK, Outcome.PARTIAL})


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """How it stands with one account."""

    account: Account
    followers: int | None
    """At the last good reading; None where there is none."""
    taken_at: datetime | None
    slots_due_7d: int
    """Slots begun in the last seven days, since the account was first read."""
    slots_kept_7d: int
    last_failures: tuple[Failure, ...]
    """What the latest visit could not read."""
    last_visit: datetime | None
    is_lost: bool
    """Whether the latest visit read nothing, or there was none."""


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands with all of them. Money in US dollars, by UTC day and month, as X bills."""

    accounts: tuple[AccountStatus, ...]
    today_usd: Decimal
    month_usd: Decimal

    @property
    def is_well(self) -> bool:
        """Whether every account was read at its latest visit."""
        return not any(entry.is_lost for entry in self.accounts)


def status(
    store: Store, accounts: Sequence[Account], now: datetime, slot_length: timedelta
) -> Status:
    """How it stands at an instant."""
    enrolled = {identity.account for identity in identities(store)}
    return Status(
        tuple(
            _of(store, account, now, slot_length) if account.name in enrolled else _unread(account)
            for account in accounts
        ),
        spent(store, *utc_day(now)),
        spent(store, *utc_month(now)),
    )


def _of(store: Store, account: Account, now: datetime, slot_length: timedelta) -> AccountStatus:
    visit = last(store, account.name)
    point = on_file.latest(store, account.name)
    records = slots(store, account.name, now - WEEK, now)
    begun = max(now - WEEK, records[0].start) if records else now
    return AccountStatus(
        account=account,
        followers=int(point.quantity.value) if point and point.quantity else None,
        taken_at=point.at if point else None,
        slots_due_7d=slots_between(begun, now, slot_length),
        slots_kept_7d=sum(record.outcome in KEPT for record in records),
        last_failures=visit.failures if visit else (),
        last_visit=visit.at if visit else None,
        is_lost=visit is None or visit.outcome is Outcome.FAILED,
    )


def _unread(account: Account) -> AccountStatus:
    return AccountStatus(account, None, None, 0, 0, (), None, is_lost=True)
