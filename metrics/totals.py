"""Totals over accounts: which are in them, and growth of the same accounts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics import quantity
from metrics.quantity import Quantity, growth_rate
from metrics.snapshot import Account


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """The sum of what is known, and of whom."""

    value: Quantity | None
    """None where nothing is known of any account: never zero."""
    accounts: tuple[str, ...]
    left_out: tuple[str, ...]
    """Accounts of which nothing is known: the sum is less than the whole by these."""


@dataclass(frozen=True, slots=True)
class Total:
    """The growth of a total, over the accounts that are known at both ends and no other."""

    accounts: tuple[str, ...]
    start: Quantity | None
    end: Quantity | None
    growth: Quantity | None
    """A fraction of one."""
    left_out: tuple[str, ...] = ()
    """Accounts known at one end at most: opened or closed in between, or not read."""


def in_total(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The accounts that totals hold: all but those opened for an event."""
    return tuple(account for account in accounts if not account.event)


def known_total(figures: Mapping[str, Quantity | None]) -> KnownTotal:
    """The sum of what is known of each account, in the mapping's order.

    Only counts that add up: followers, views, interactions; never reach.
    """
    known = {name: figure for name, figure in figures.items() if figure is not None}
    value = quantity.total(tuple(known.values())) if known else None
    return KnownTotal(value, tuple(known), tuple(name for name in figures if name not in known))


def like_for_like(
    starts: Mapping[str, Quantity | None], ends: Mapping[str, Quantity | None]
) -> Total:
    """The growth of the accounts that are known at the start and at the end.

    An account that opened in between would be counted as growth, one that closed as a fall. Year
    over year is (F_y - F_(y-1)) / F_(y-1), over both sums at once, so that the interval is as
    narrow as the figures allow. Source: the field's year over year (Brandwatch, Fanpage Karma).
    """
    everybody = dict.fromkeys([*starts, *ends])
    both = [name for name in everybody if starts.get(name) and ends.get(name)]
    start = known_total({name: starts[name] for name in both}).value
    end = known_total({name: ends[name] for name in both}).value
    growth = growth_rate(start, end) if start and end else None
    left_out = tuple(name for name in everybody if name not in both)
    return Total(tuple(both), start, end, growth, left_out)
