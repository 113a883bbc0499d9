"""How complete what is on file of a period is: days and slots kept of those due, and the holes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from metrics import completeness as kept
from metrics.completeness import Completeness, Life
from metrics.periods import Period
from metrics.snapshot import Account
from storage import Store, UnknownAccount
from storage.visits import SlotRecord, slots


@dataclass(frozen=True, slots=True)
class AccountCompleteness:
    """What was read of an account in a period, of what was due in it until now."""

    account: Account
    kept: Completeness


def completeness(
    store: Store,
    accounts: Sequence[Account],
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    slot_length: timedelta,
) -> tuple[AccountCompleteness, ...]:
    """How complete each account's slots of a period are, in the order of the accounts.

    Due are the slots within the account's life as the settings tell it. An account that was
    never enrolled has kept none.
    """
    return tuple(
        AccountCompleteness(
            account,
            kept.completeness(
                _slots(store, account, period, zone),
                period,
                zone,
                now,
                slot_length,
                Life(account.opened, account.closed),
            ),
        )
        for account in accounts
    )


def _slots(store: Store, account: Account, period: Period, zone: ZoneInfo) -> list[SlotRecord]:
    try:
        return slots(store, account.name, *period.instants(zone))
    except UnknownAccount:
        return []
