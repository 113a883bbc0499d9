"""Who makes the daemon's visits: one account, whole, whatever state its secrets are in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from metrics import sampling
from metrics.snapshot import Account
from settings import Settings
from storage import Store, accounts
from watch.heed import heed
from watch.rounds import attempt

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Makes visits as the settings say. Secrets are read anew for each."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]

    def visit(self, account: Account) -> datetime | None:
        """Read an account and keep what it says; when one of its posts wants to be read again.

        Raises:
            StorageError: what was read could not be kept.
        """
        made = attempt(account, self.settings, self.store, self.clock).visit
        heed(self.store, account, made)
        told = {"account": account.name, "visited": made.at.isoformat(), "outcome": made.outcome}
        logger.info("visit kept", extra=told | {"requests": made.requests, "usd": made.cost_usd})
        for lost in made.failures:
            extra = {"account": account.name, "scope": lost.scope, "reason": lost.reason}
            logger.warning("not read: %s", lost.detail, extra=extra)
        return self.next_posts(account, self.clock())

    def next_posts(self, account: Account, at: datetime) -> datetime | None:
        """When a post wants to be read again, if what was due at an instant was read then."""
        known = accounts.known(self.store, account.name, at)
        return sampling.plan(known, account.platform, at).next_at
