"""A single entry of a register, of the texts that somebody typed: judged, and kept or refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import imports
from imports import StatementRules
from metrics.model import Account
from metrics.periods import local_day
from settings import Settings
from storage import Store
from storage.accounts import identities
from storage.registers.activities import add_activities
from storage.registers.periods import add_calendar_periods, calendar_periods
from storage.registers.printed import add_events, add_figures
from storage.registers.references import own_posts
from storage.registers.statements import add_statements
from storage.registers.supersede import Added


@dataclass(frozen=True, slots=True)
class Hand:
    """Who enters something, into what, and when."""

    store: Store
    settings: Settings
    who: str
    now: datetime
    seen: int | None = None
    """The row that they saw on file and correct, 0: they saw none; None: whatever is there."""

    @property
    def today(self) -> date:
        """The day in the institution's zone."""
        return local_day(self.now, self.settings.zone())

    def statement_rules(self) -> StatementRules:
        """What statements are judged by: the zone, the clock, the office's accounts and posts."""
        accounts = own_accounts(self.store, self.settings)
        find_post = own_posts(self.store).find
        return StatementRules(self.settings.zone(), self.now, accounts, find_post)


def record_activity(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record how many activities of a kind a period saw; `texts` by the columns of a file.

    Raises:
        ImportRefused: what was typed cannot be taken; with every problem.
        StorageError: it is on file otherwise, or the database could not keep it.
    """
    why, kinds = imports.as_reason(reason), hand.settings.activity_kinds()
    entry = imports.make_activity(today=hand.today, kinds=kinds, **texts)
    return add_activities(
        hand.store, [entry], who=hand.who, now=hand.now, reason=why, seen=hand.seen
    )


def record_event(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record an event that charts mark. As `record_activity`."""
    entry = imports.make_event(accounts=event_accounts(hand.settings), **texts)
    why = imports.as_reason(reason)
    return add_events(hand.store, [entry], who=hand.who, now=hand.now, reason=why, seen=hand.seen)


def record_period(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record on which days a period of the calendar falls. As `record_activity`."""
    seasons = hand.settings.seasons().with_entries(calendar_periods(hand.store)).seasons
    entry = imports.make_calendar_period(seasons=seasons, **texts)
    why = imports.as_reason(reason)
    return add_calendar_periods(
        hand.store, [entry], who=hand.who, now=hand.now, reason=why, seen=hand.seen
    )


def record_statement(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record one content on which the public was informed. As `record_activity`."""
    rules = hand.statement_rules()
    why = imports.as_safe_reason(reason, rules.accounts)
    entry = imports.make_statement(rules, **texts)
    return add_statements(
        hand.store, [entry], who=hand.who, now=hand.now, reason=why, seen=hand.seen
    )


def record_figure(hand: Hand, reason: str | None, **texts: str | None) -> Added:
    """Record a figure that somebody printed. As `record_activity`."""
    names = [account.name for account in hand.settings.accounts]
    entry = imports.make_figure(today=hand.today, accounts=names, **texts)
    why = imports.as_reason(reason)
    return add_figures(hand.store, [entry], who=hand.who, now=hand.now, reason=why, seen=hand.seen)


def own_accounts(store: Store, settings: Settings) -> tuple[Account, ...]:
    """The accounts of the settings, with the handles and ids that the platforms told."""
    told = {identity.account: identity for identity in identities(store)}
    accounts = []
    for account in settings.accounts:
        identity = told.get(account.name)
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
