"""How complete what is on file of a period is: days and slots kept of those due, and the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.completeness import Completeness, Life, completeness_of
from metrics.model import Account
from metrics.periods import Period, last_days, local_day
from storage import Store, UnknownAccount
from storage.slots import first_slot, kept_stretches, lost_slots, partial_slots

SPANS = (7, 30, 365)
"""Days of which today is the last, over which it is told how many slots were kept."""


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

    The one home of what was due and what was read: command line, page, letters and balance all
    ask here, and over equal periods they tell equal numbers. Due are the slots from the first in
    which the account was tried, within its life as the settings tell it. An account that nobody
    has tried to read has none that were due.
    """
    return tuple(
        AccountCompleteness(account, _of(store, account, period, zone, now, slot_length))
        for account in accounts
    )


def recent_completeness(
    store: Store,
    accounts: Sequence[Account],
    zone: ZoneInfo,
    now: datetime,
    slot_length: timedelta,
) -> dict[str, dict[int, Completeness]]:
    """How complete the days of each of `SPANS` are until now, by the name of the account."""
    today = local_day(now, zone)
    by_account: dict[str, dict[int, Completeness]] = {account.name: {} for account in accounts}
    for days in SPANS:
        period = last_days(days, today)
        for entry in account_completeness(store, accounts, period, zone, now, slot_length):
            by_account[entry.account.name][days] = entry.kept
    return by_account


def completeness_of_late(
    store: Store, account: Account, zone: ZoneInfo, now: datetime, slot_length: timedelta
) -> Completeness:
    """How complete the last days of an account are, in the fewest of `SPANS` that will do.

    They reach back to where each of their gaps begins, or a year.
    """
    for days in SPANS:
        period = last_days(days, local_day(now, zone))
        kept = _of(store, account, period, zone, now, slot_length)
        begins = period.instants(zone)[0] + slot_length
        if kept.begun or not kept.gaps or kept.gaps[0].since >= begins:
            break
    return kept


def _of(
    store: Store,
    account: Account,
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    length: timedelta,
) -> Completeness:
    since, until = period.instants(zone)
    try:
        begun = first_slot(store, account.name)
        kept = kept_stretches(store, account.name, since, until, length)
        lost = lost_slots(store, account.name, since, until)
        partial = partial_slots(store, account.name, since, min(until, now))
    except UnknownAccount:
        begun = None
    if begun is None or begun >= min(until, now):
        return Completeness(0, 0, 0, 0)
    life = Life(account.opened, account.closed, begun)
    kept_slots = completeness_of(kept, lost, period, zone, now, length, life)
    return replace(kept_slots, slots_partial=partial)
