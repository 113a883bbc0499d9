"""Followers of the days between known totals, and a curve of followers with its holes filled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from metrics.history.account_days import AccountDay, fill_holes
from metrics.history.anchors import Anchor, AnchoredCurve, anchored_curves
from metrics.periods import local_day
from metrics.quantity import Quantity
from metrics.series import Series
from storage.followers import follower_days
from storage.history.account_days import account_days
from storage.registers.printed import figures
from storage.store import Store

FOLLOWERS, NEW, LOST = "followers", "new_followers", "lost_followers"


def curves_between(store: Store, account_name: str) -> list[AnchoredCurve]:
    """The curves between the totals on file of an account, oldest first; the refused ones as well.

    Totals are the last reading of a day, what was told of a day, and what was printed for one.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    days = account_days(store, account_name, metrics={FOLLOWERS, NEW, LOST})
    totals, new, lost = (
        {day.told.day: day.told for day in days if day.told.metric == name}
        for name in (FOLLOWERS, NEW, LOST)
    )
    both = sorted(new.keys() & lost.keys())
    if not both:
        return []
    zone = new[both[0]].zone
    net = {day: new[day].quantity - lost[day].quantity for day in both if new[day].zone == zone}
    anchors = _anchors(store, account_name, tuple(totals.values()), zone)
    return list(anchored_curves(anchors, net, zone))


def fill_followers(store: Store, series: Series, until: date | None = None) -> Series:
    """A series of followers, its holes filled with what is told or reckoned of days before `until`.

    Raises:
        UnknownAccount: the account was never enrolled.
    """
    days = account_days(store, series.account, None, until, {FOLLOWERS})
    account_days_told = [day.told for day in days]
    known = {day.day for day in account_days_told}
    reckoned = [
        day
        for curve in curves_between(store, series.account)
        for day in curve.days
        if day.day not in known and (until is None or day.day < until)
    ]
    return fill_holes(series, [*account_days_told, *reckoned])


def _anchors(
    store: Store, account_name: str, days: Sequence[AccountDay], zone: str
) -> list[Anchor]:
    """One total a day: a reading before what was told, and that before what was printed."""
    totals: dict[date, Quantity] = {}
    for figure in figures(store, account_name, FOLLOWERS):
        if figure.as_of is not None:
            totals[figure.as_of] = figure.quantity
    totals |= {day.day: day.quantity for day in days}
    for point in follower_days(store, account_name):
        if point.at is not None and point.quantity is not None:
            totals[local_day(point.at, ZoneInfo(zone))] = point.quantity
    return [
        Anchor(day, quantity)
        for day, quantity in sorted(totals.items())
        if quantity.low is not None and quantity.high is not None
    ]
