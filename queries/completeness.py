"""How complete what is on file of a period is: days and slots kept of those due, and the holes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.completeness import Completeness, Life, Stretch, completeness_of
from metrics.periods import Period
from metrics.snapshot import Account
from storage import Store, UnknownAccount
from storage.keeping import kept_stretches, lost_slots
from storage.visits import SlotRecord


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
        AccountCompleteness(account, _of(store, account, period, zone, now, slot_length))
        for account in accounts
    )


def _of(
    store: Store,
    account: Account,
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    length: timedelta,
) -> Completeness:
    since, until = period.instants(zone)
    kept: list[Stretch] = []
    lost: list[SlotRecord] = []
    with suppress(UnknownAccount):
        kept = kept_stretches(store, account.name, since, until, length)
        lost = lost_slots(store, account.name, since, until)
    life = Life(account.opened, account.closed)
    return completeness_of(kept, lost, period, zone, now, length, life)
