"""At which pace followers were gained, week by week: what a number is foreseen by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.model import Account
from metrics.periods import Span, local_day, period_of, periods_between
from metrics.quantity import Quantity, total
from metrics.usual import FEWEST_WEEKS, Usual, usual
from queries.growth import growth_by_account
from storage import Store

WEEKS = 52
"""So many weeks back: a year, so that each season weighs alike."""
Gains = Mapping[date, Quantity]
"""What a week brought, by its Monday; weeks that are not known whole are left out."""


def weekly_gains(
    store: Store, accounts: Sequence[Account], zone: ZoneInfo, now: datetime
) -> dict[str, Gains]:
    """What each account gained in the weeks of the last year that are known whole, by its name.

    Falls in one step are left out: they are no pace.
    """
    this_week = period_of(local_day(now, zone), Span.WEEK).since
    weeks = tuple(periods_between(this_week - timedelta(weeks=WEEKS), this_week, Span.WEEK))
    gains: dict[str, dict[date, Quantity]] = {account.name: {} for account in accounts}
    for entry in growth_by_account(store, accounts, weeks, zone, now):
        if entry.growth.is_own and entry.undisturbed is not None:
            gains[entry.account.name][entry.growth.period.since] = entry.undisturbed
    return dict(gains)


def gains_together(gains: Sequence[Gains]) -> Gains:
    """What several accounts brought together, in the weeks in which each is known whole."""
    if not gains:
        return {}
    weeks = set(gains[0]).intersection(*gains[1:])
    return {week: total([gain[week] for gain in gains]) for week in sorted(weeks)}


def usual_week(gains: Gains) -> Usual | None:
    """The quartiles of what the weeks brought; None of fewer than twelve weeks."""
    return usual(tuple(gained.value for gained in gains.values()), FEWEST_WEEKS)
