"""The ledger: what was spent, or may have been, request by request.

A request's worst case is reserved before it is sent and settled when its answer is known, each in
a transaction of its own. What was reserved and never settled (the program was killed between the
two) counts at its worst case for ever. Amounts are US dollars; days and months are those of UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, delete, func, insert, select, update

from metrics.model import NOTHING, CallLimit
from metrics.platforms import SpendingLimits
from storage.accounts import find
from storage.schema import account, spend
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Receipt:
    """A reservation that waits to be settled."""

    id: int
    usd: Decimal
    """Its worst case."""


@dataclass(frozen=True, slots=True)
class Book:
    """A platform's ledger, under ceilings that hold across processes and restarts."""

    store: Store
    platform: str
    limits: SpendingLimits

    def left(self, at: datetime) -> SpendingLimits:
        """What is left of the ceilings at an instant; below 0 where they were lowered since."""
        with self.store.read() as connection:
            return self._left(connection, at)

    def reserve(
        self, account_name: str, usd: Decimal, at: datetime, resource: str | None = None
    ) -> Receipt | None:
        """Set a request's worst case aside; None where a ceiling does not allow it.

        Args:
            account_name: Whose request it is.
            usd: What it may cost at most.
            at: The instant: it decides the day and the month.
            resource: The id of what is asked for, where that is one thing: it is paid once a day.

        Raises:
            UnknownAccount: the account was never enrolled.
            StorageError: the database could not write; nothing may be spent then.
        """
        with self.store.write() as connection:
            owner = find(connection, account_name)
            left = self._left(connection, at)
            if usd > min(left.day_usd, left.month_usd):
                return None
            values = {"at": at, "reserved_micro_usd": usd, "resource": resource}
            row = insert(spend).values(account_id=owner.id, **values).returning(spend.c.id)
            key: int = connection.execute(row).scalar_one()
            return Receipt(key, usd)

    def settle(self, receipt: Receipt, usd: Decimal) -> None:
        """Put what a request cost in the place of its worst case. The first word stands.

        Raises:
            StorageError: the database could not write; the worst case goes on to count.
        """
        waiting = (spend.c.id == receipt.id) & spend.c.settled_micro_usd.is_(None)
        with self.store.write() as connection:
            connection.execute(update(spend).where(waiting).values(settled_micro_usd=usd))

    def _left(self, connection: Connection, at: datetime) -> SpendingLimits:
        today = _sum(connection, *utc_day(at), self.platform)
        this_month = _sum(connection, *utc_month(at), self.platform)
        return SpendingLimits(self.limits.day_usd - today, self.limits.month_usd - this_month)


WINDOW, KEPT_FOR = timedelta(hours=1), timedelta(days=1)
"""In which a token's requests are counted, and how long they stay on file."""


@dataclass(frozen=True, slots=True)
class CallBook:
    """The requests of a token, in the same ledger at no price, under a limit of all processes."""

    store: Store
    limit: CallLimit

    def reserve(self, account_name: str, at: datetime) -> datetime | None:
        """Count a request before it is sent; or when the next one may be, if the limit is reached.

        Raises:
            UnknownAccount: the account was never enrolled.
            StorageError: the database could not write; nothing may be sent then.
        """
        free = spend.c.reserved_micro_usd == NOTHING
        own = free & (spend.c.resource == self.limit.token)
        with self.store.write() as connection:
            late = select(spend.c.at).where(own, spend.c.at > at - WINDOW)
            times = connection.execute(late.order_by(spend.c.at)).scalars().all()
            if len(times) >= self.limit.per_hour:
                return times[-self.limit.per_hour] + WINDOW
            told = {"at": at, "resource": self.limit.token}
            told |= {"reserved_micro_usd": NOTHING, "settled_micro_usd": NOTHING}
            owner = find(connection, account_name)
            connection.execute(insert(spend).values(account_id=owner.id, **told))
            connection.execute(delete(spend).where(own, spend.c.at < at - KEPT_FOR))
        return None


@dataclass(slots=True)
class VisitLedger:
    """One visit's use of a book: a `metrics.model.Ledger`, one request after the other."""

    book: Book
    account: str
    clock: Callable[[], datetime]
    _waiting: Receipt | None = field(default=None, init=False)

    def reserve(self, usd: Decimal, resource: str | None = None) -> bool:
        """Set a request's worst case aside; False where a ceiling does not allow it."""
        self._waiting = self.book.reserve(self.account, usd, self.clock(), resource)
        return self._waiting is not None

    def settle(self, usd: Decimal) -> None:
        """Say what the request that was reserved last has cost."""
        if self._waiting is not None:
            self.book.settle(self._waiting, usd)
            self._waiting = None


def spent(store: Store, since: datetime, until: datetime, platform: str | None = None) -> Decimal:
    """What was spent, or may have been, in [since, until)."""
    with store.read() as connection:
        return _sum(connection, since, until, platform)


def utc_day(at: datetime) -> tuple[datetime, datetime]:
    """The UTC day of an instant: its first instant, and that of the next."""
    since = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return since, since + timedelta(days=1)


def utc_month(at: datetime) -> tuple[datetime, datetime]:
    """The UTC month of an instant: its first instant, and that of the next."""
    since = utc_day(at)[0].replace(day=1)
    return since, (since + timedelta(days=31)).replace(day=1)


def _sum(connection: Connection, since: datetime, until: datetime, platform: str | None) -> Decimal:
    amount = func.coalesce(spend.c.settled_micro_usd, spend.c.reserved_micro_usd)
    query = select(func.sum(amount)).where(spend.c.at >= since, spend.c.at < until)
    if platform:
        query = query.join(account).where(account.c.platform == platform)
    return connection.execute(query).scalar() or NOTHING
