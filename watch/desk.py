"""The desk: what a tick looks up and writes down, whoever keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from metrics.chores import Chore
from metrics.slots import OnFile
from metrics.snapshot import Account, Outcome, Reason
from storage import Store, chores, dues, visits


class Desk(Protocol):
    """What a tick needs of the database. The simulation of years keeps one in memory."""

    def on_file(self, account: Account, now: datetime, since: datetime | None) -> OnFile:
        """Look up what decides whether an account is due; `since` as in `storage.dues`."""

    def keep_missed(self, account: Account, starts: Iterable[datetime], reason: Reason) -> None:
        """Write down slots in which nobody looked."""

    def claim(self, chore: Chore, at: datetime) -> bool:
        """Take a chore on; False where that was done before."""

    def end(self, chore: Chore, at: datetime, reason: str | None) -> None:
        """Write down that a chore has ended; `reason` says why it failed, if it did."""


@dataclass(frozen=True, slots=True)
class StoreDesk:
    """The desk that is kept in the database."""

    store: Store
    length: timedelta
    """Of a slot."""

    def on_file(self, account: Account, now: datetime, since: datetime | None) -> OnFile:
        """Look up what decides whether an account is due."""
        return dues.on_file(self.store, account, now, self.length, since=since)

    def keep_missed(self, account: Account, starts: Iterable[datetime], reason: Reason) -> None:
        """Write down slots in which nobody looked."""
        visits.keep_missed(self.store, account.name, starts, reason)

    def claim(self, chore: Chore, at: datetime) -> bool:
        """Take a chore on; False where that was done before."""
        return chores.claim(self.store, chore, at)

    def end(self, chore: Chore, at: datetime, reason: str | None) -> None:
        """Write down that a chore has ended."""
        outcome = Outcome.FAILED if reason else Outcome.OK
        chores.end(self.store, chore, at, outcome, reason)
