"""Who enters something, into what, when, and by which rules it is judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from imports import StatementRules
from metrics.calendar import Season
from metrics.model import Account
from metrics.periods import local_day
from settings import Settings
from storage import Store
from storage.accounts import identities
from storage.registers.periods import calendar_periods
from storage.registers.references import own_posts


@dataclass(frozen=True, slots=True)
class Hand:
    """Who enters something, into what, and when."""

    store: Store
    settings: Settings
    who: str
    now: datetime
    seen: int | None = None
    """The row that they saw on file and correct, 0: they saw none; None: whatever is there."""

    knowingly: str | None = None
    """Why something is kept although it looks as if it told of a person."""

    @property
    def today(self) -> date:
        """The day in the institution's zone."""
        return local_day(self.now, self.settings.zone())

    def seasons(self) -> tuple[Season, ...]:
        """The seasons of the calendar that are known: of the program, the settings and the file."""
        return self.settings.seasons().with_entries(calendar_periods(self.store)).seasons

    def statement_rules(self) -> StatementRules:
        """What statements are judged by: the zone, the clock, the office's accounts and posts."""
        accounts = own_accounts(self.store, self.settings)
        find_post = own_posts(self.store).find
        return StatementRules(self.settings.zone(), self.now, accounts, find_post)


def own_accounts(store: Store, settings: Settings) -> tuple[Account, ...]:
    """The accounts of the settings, with the handles and ids that the platforms told."""
    by_name = {identity.account: identity for identity in identities(store)}
    accounts = []
    for account in settings.accounts:
        identity = by_name.get(account.name)
        known = identity and replace(
            account,
            handle=account.handle or identity.handle,
            id=account.id or identity.platform_id,
        )
        accounts.append(known or account)
    return tuple(accounts)


def event_accounts(settings: Settings) -> tuple[str, ...]:
    """The accounts that were opened for an event."""
    return tuple(account.name for account in settings.accounts if account.event)
