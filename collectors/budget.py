"""The money of one visit: nothing is asked whose worst case does not fit.

A platform bills each user and each post once per UTC day, so what stands on today's bill already
costs nothing more, and a request that is sent again brings nothing that is billed twice. Refused
requests cost nothing. Amounts are US dollars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from collectors.errors import CeilingReached
from metrics.model import Ledger
from metrics.platforms import Price
from metrics.texts.phrases import Phrase

FREE = Decimal(0)
NOTHING_LEFT = Phrase("Our ceiling on spending leaves nothing for this request.")


class Budget:
    """What a visit may spend, and what it has spent."""

    def __init__(
        self,
        price: Price,
        allowance_usd: Decimal | None,
        billed_today: Iterable[str] = (),
        ledger: Ledger | None = None,
    ) -> None:
        self.price = price
        self.spent_usd = FREE
        self._allowance = allowance_usd
        self._billed = set(billed_today)
        self._paid: set[str] = set()
        self._ledger = ledger
        self._reserved = self._before = FREE

    def read_as(self, versions: Mapping[str, str]) -> None:
        """Say under which id each post on file was read last: of its versions that one was billed.

        Args:
            versions: By the id of the post. Those of posts that are not on today's bill are not
                on it either.
        """
        billed = {post: version for post, version in versions.items() if post in self._billed}
        self._billed = self._billed - billed.keys() | set(billed.values())
        self._paid |= set(billed.values())

    def room(self, price: Decimal, wanted: int, *, least: int = 1) -> int:
        """Return how many resources of this price fit, at most `wanted`.

        Raises:
            CeilingReached: Fewer than `least` fit.
        """
        if self._allowance is None or price <= FREE or wanted == 0:
            return wanted
        fitting = min(wanted, int((self._allowance - self.spent_usd) // price))
        if fitting < least:
            raise CeilingReached(NOTHING_LEFT)
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

    def worst(self, ids: Iterable[str], price: Decimal) -> Decimal:
        """Return what asking for these resources costs, should each of them come."""
        return price * len(set(ids) - self._billed)

    def reserve(self, usd: Decimal, resource: str | None = None) -> None:
        """Set the worst case of the next request aside; of one for a single resource, with its id.

        Raises:
            CeilingReached: The ledger does not allow it.
        """
        if usd > FREE and self._ledger and not self._ledger.reserve(usd, resource):
            raise CeilingReached(NOTHING_LEFT)
        self._reserved, self._before = usd, self.spent_usd

    def settle(self, *, is_known: bool) -> None:
        """Settle the request that was reserved last.

        Args:
            is_known: Whether it is known what came back; its worst case is paid else.
        """
        if not is_known:
            self.spent_usd = max(self.spent_usd, self._before + self._reserved)
        cost = self.spent_usd - self._before
        if self._ledger and (self._reserved > FREE or (cost > FREE and self._ledger.reserve(cost))):
            self._ledger.settle(cost)

    def pay(
        self, ids: Iterable[str], price: Decimal, *, unnamed: int = 0, versions: Iterable[str] = ()
    ) -> None:
        """Put what came back on the bill.

        Args:
            ids: What came.
            price: Of each.
            unnamed: How many resources came beside these whose ids did not.
            versions: Those of the ids that name one of several versions: paid unless this visit
                has paid them, or `read_as` named them.
        """
        came = set(ids)
        new = (came - self._billed) | ((came & set(versions)) - self._paid)
        self.spent_usd += price * (len(new) + unnamed)
        self._billed |= new
        self._paid |= new
