"""How complete what is on file of a period is: days and slots kept of those due, and the holes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.completeness import Completeness, KeptSlots, Life, completeness_of
from metrics.model import Account, Outcome
from metrics.periods import Period
from metrics.slots import slots_between
from storage import Store, UnknownAccount
from storage.slots import kept_stretches, lost_slots
from storage.visits import SlotRecord


@dataclass(frozen=True, slots=True)
class AccountCompleteness:
    """What was read of an account in a period, of what was due in it until now."""

    account: Account
    kept: Completeness


def account_completeness(
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
    kept: list[KeptSlots] = []
    lost: list[SlotRecord] = []
    with suppress(UnknownAccount):
        kept = kept_stretches(store, account.name, since, until, length)
        lost = lost_slots(store, account.name, since, until)
    life = Life(account.opened, account.closed)
    return completeness_of(kept, lost, period, zone, now, length, life)


KEPT = frozenset({Outcome.OK, Outcome.PARTIAL})


@dataclass(frozen=True, slots=True)
class Keeping:
    """The slots of some days until now. Due ones count from the first on file."""

    due: int
    kept: int


def keeping(records: Sequence[SlotRecord], now: datetime, days: int, length: timedelta) -> Keeping:
    """The slots of so many days before now. `records` begin with these days or before."""
    since = now - timedelta(days=days)
    within = [record for record in records if since <= record.start < now]
    begun = max(since, within[0].start) if within else now
    kept = sum(record.outcome in KEPT for record in within)
    return Keeping(slots_between(begun, now, length), kept)
