"""One visit whole: look up what is on file, plan, read, keep, and heed what the platform asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import collectors
from metrics import reading_plan
from metrics.model import NOTHING, Account, Failure, Ledger, Outcome, Reason, Visit
from metrics.platforms import PLATFORMS
from metrics.reading_plan.calls import next_stories
from metrics.slots import pause_after
from metrics.texts.phrases import Phrase, joined_phrase
from settings import Access, Settings, SettingsError
from storage import DatabaseLocked, Store, accounts, backoff, visits
from storage.spending import Book, CallBook, VisitLedger, utc_day, utc_month

Clock = Callable[[], datetime]
DEADLINE_S = 60.0
PAGE, PAGE_S = 100, 5.0
"""What reading far back may take on top: seconds for each page of posts."""


@dataclass(frozen=True, slots=True)
class Round:
    """A visit and what was kept of it."""

    account: Account
    visit: Visit
    kept: visits.Kept


def attempt(
    account: Account,
    settings: Settings,
    store: Store,
    clock: Clock,
    *,
    backfill: int | None = None,
    show: Callable[[int], None] = lambda _: None,
) -> Round:
    """Visit an account, whatever state its secrets are in: without them the visit has failed.

    Raises:
        StorageError: what was read could not be kept.
    """
    try:
        access = settings.access(account)
    except SettingsError as error:
        detail = Phrase(
            "Its secrets cannot be used: {problems}.",
            problems=joined_phrase("; ", (problem.phrase for problem in error.problems)),
        )
        lost = Failure("account", Reason.ACCESS, detail)
        return _kept(account, Visit(account.name, clock(), None, (lost,)), settings, store)
    return visit_account(account, access, settings, store, clock, backfill=backfill, show=show)


def visit_account(
    account: Account,
    access: Access,
    settings: Settings,
    store: Store,
    clock: Clock,
    *,
    backfill: int | None = None,
    show: Callable[[int], None] = lambda _: None,
) -> Round:
    """Read one account now and keep what it says, or why it says nothing.

    `show` is told after each answer how many posts have been read so far.

    Raises:
        StorageError: what was read could not be kept.
    """
    now = clock()
    known = accounts.known(store, account.name, now)
    is_paid = known.platform_id in known.billed_today
    plan = reading_plan.plan(
        known,
        account.platform,
        now,
        backfill=backfill,
        allowance_usd=allowance(settings, store, account.platform, now, is_account_paid=is_paid),
        owned_reads=access.owned_reads,
        price=settings.price(account.platform),
    )
    visit = collectors.visit(
        account,
        access,
        plan,
        clock,
        deadline_s=DEADLINE_S + PAGE_S * plan.backfill / PAGE,
        show=show,
        ledger=_ledger(settings, store, account, clock),
        ask_leave=_ask_leave(settings, store, account, clock),
    )
    return _kept(account, visit, settings, store)


def _kept(account: Account, visit: Visit, settings: Settings, store: Store) -> Round:
    """Keep a visit, and wait longer than usual for it: what was read cannot be read again."""
    slot_seconds = int(settings.schedule.followers.total_seconds())
    for last_try in (False, False, True):
        try:
            kept = visits.keep(store, visit, slot_seconds=slot_seconds)
        except DatabaseLocked:
            if last_try:
                raise
        else:
            if kept.refused:
                visit = replace(visit, snapshot=None, failures=(kept.refused,))
            return Round(account, visit, kept)
    raise AssertionError  # the last try returns or raises


def allowance(
    settings: Settings,
    store: Store,
    platform: str,
    now: datetime,
    *,
    is_account_paid: bool = False,
) -> Decimal | None:
    """What one visit may spend on a platform now, in US dollars; None where reading is free.

    Followers come first. What the platform's accounts themselves may still cost, each once a UTC
    day until the month ends, is kept back from posts; what is left of the ceilings is always
    enough for the account of the visit first, unless it is paid for today already.
    """
    if PLATFORMS[platform].price.is_free:
        return None
    price = settings.price(platform).user
    left = _book(settings, store, platform).left(now)
    number = sum(account.platform == platform for account in settings.accounts)
    others, later = price * (number - 1), price * number * _days_to_come(now)
    for_posts_too = min(left.day_usd, left.month_usd - later) - others
    for_account = NOTHING if is_account_paid else min(price, left.day_usd, left.month_usd)
    return max(NOTHING, for_account, for_posts_too)


def _days_to_come(now: datetime) -> int:
    """How many UTC days the month has after today."""
    return (utc_month(now)[1] - utc_day(now)[1]).days


def _ledger(settings: Settings, store: Store, account: Account, clock: Clock) -> Ledger | None:
    """Where the account's requests are reserved and settled; None where reading is free."""
    if PLATFORMS[account.platform].price.is_free:
        return None
    return VisitLedger(_book(settings, store, account.platform), account.name, clock)


def _ask_leave(
    settings: Settings, store: Store, account: Account, clock: Clock
) -> Callable[[], datetime | None]:
    """Counts each request of an account's token, where the settings limit them."""
    limit = settings.call_limit(account)
    if limit is None:
        return lambda: None
    book = CallBook(store, limit)
    return lambda: book.reserve(account.name, clock())


def _book(settings: Settings, store: Store, platform: str) -> Book:
    return Book(store, platform, settings.section(platform).limits())


def update_backoff(store: Store, account: Account, visit: Visit) -> None:
    """Keep what a visit tells for the next one: how long to wait, and that it failed or did not.

    Raises:
        StorageError: the database could not write.
    """
    scope = backoff.of_account(account.name)
    if visit.outcome is Outcome.FAILED:
        backoff.note_failure(store, scope)
    else:
        backoff.note_success(store, scope)
    if pause := pause_after(visit):
        backoff.hold(store, scope, pause.until, pause.reason)


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VisitRunner:
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
        update_backoff(self.store, account, made)
        values = {"account": account.name, "visited": made.at.isoformat(), "outcome": made.outcome}
        logger.info("visit kept", extra=values | {"requests": made.requests, "usd": made.cost_usd})
        for lost in made.failures:
            extra = {"account": account.name, "scope": lost.scope, "reason": lost.reason}
            logger.warning("not read: %s", lost.detail, extra=extra)
        return self.next_posts(account, self.clock())

    def next_posts(self, account: Account, at: datetime) -> datetime | None:
        """When a post, or the stories, want to be read again, if what was due was read then."""
        known = accounts.known(self.store, account.name, at)
        price = self.settings.price(account.platform)
        plan = reading_plan.plan(known, account.platform, at, price=price)
        for_stories = next_stories(account.platform, at)
        return min((at for at in (plan.next_at, for_stories) if at), default=None)
