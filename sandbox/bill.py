"""What X would have charged: each resource once per UTC day, owned reads apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from metrics.platforms import PLATFORMS

PRICE = PLATFORMS["x"].price
PRICES = {"user": PRICE.user, "post": PRICE.post, "owned_post": PRICE.owned_post}


@dataclass(frozen=True, slots=True)
class Charge:
    """One resource, charged once in a UTC day."""

    day: date
    kind: str
    """`user`, `post` or `owned_post`."""
    id: str

    @property
    def usd(self) -> Decimal:
        """Its price in US dollars."""
        return PRICES[self.kind]


class Bill:
    """The running account of a sandbox."""

    def __init__(self) -> None:
        self._charges: dict[tuple[date, str, str], Charge] = {}

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Every charge, in the order in which it was made."""
        return tuple(self._charges.values())

    @property
    def usd(self) -> Decimal:
        """The whole sum."""
        return sum((charge.usd for charge in self.charges), Decimal(0))

    def usd_of(self, kind: str) -> Decimal:
        """The sum of one kind: `user`, `post` or `owned_post`."""
        return sum((charge.usd for charge in self.charges if charge.kind == kind), Decimal(0))

    def usd_on(self, day: date) -> Decimal:
        """The sum of a UTC day."""
        return sum((charge.usd for charge in self.charges if charge.day == day), Decimal(0))

    def charge(self, kind: str, ids: Iterable[str], at: datetime) -> None:
        """Put resources on the bill; one that this UTC day holds already costs nothing."""
        day = at.astimezone(UTC).date()
        resource = "user" if kind == "user" else "post"
        for each in ids:
            self._charges.setdefault((day, resource, each), Charge(day, kind, each))
