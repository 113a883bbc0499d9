"""The money of one visit: nothing is asked whose worst case does not fit.

A platform bills each user and each post once per UTC day, so what stands on today's bill already
costs nothing more. Failed requests cost nothing. Amounts are US dollars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from collectors.errors import CeilingReached
from metrics.platforms import Price

FREE = Decimal(0)


class Purse:
    """What a visit may spend, and what it has spent."""

    def __init__(
        self, price: Price, allowance_usd: Decimal | None, billed_today: Iterable[str] = ()
    ) -> None:
        self.price = price
        self.spent_usd = FREE
        self._allowance = allowance_usd
        self._billed = set(billed_today)

    def room(self, price: Decimal, wanted: int, *, least: int = 1) -> int:
        """Return how many resources of this price fit, at most `wanted`.

        Raises:
            CeilingReached: Fewer than `least` fit.
        """
        if self._allowance is None or price <= FREE or wanted == 0:
            return wanted
        fitting = min(wanted, int((self._allowance - self.spent_usd) // price))
        if fitting < least:
            raise CeilingReached("Our ceiling on spending leaves nothing for this request.")
        return fitting

    def fitting(self, ids: Sequence[str], price: Decimal) -> list[str]:
        """Return those of the resources that fit, in their order; billed ones always do.

        Raises:
            CeilingReached: Not one of them fits.
        """
        new = [resource for resource in ids if resource not in self._billed]
        if len(new) == len(ids):
            return new[: self.room(price, len(new))]
        try:
            paid = set(new[: self.room(price, len(new))])
        except CeilingReached:
            paid = set()
        return [resource for resource in ids if resource in self._billed or resource in paid]

    def pay(self, ids: Iterable[str], price: Decimal) -> None:
        """Put what came back on the bill."""
        new = set(ids) - self._billed
        self.spent_usd += price * len(new)
        self._billed |= new
