"""The past that platforms still tell: asked for once, and after an outage from where it broke off.

A platform counts a day once, so it is asked once a day, from a few days before the last one that is
on file: what an outage left open is closed by the first question after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import collectors
from metrics.history.account_days import DaysRead
from metrics.model import Account, Failure, Plan, Reason
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase, joined_phrase
from settings import Settings, SettingsError
from storage import Store, accounts, backoff
from storage.history.account_days import keep_reported, last_reported_day

Clock = Callable[[], datetime]
AGAIN = timedelta(days=3)
"""So many days are asked for again: platforms correct the newest ones."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HistoryRound:
    """What one account's platform told of its past, and how much of it was new."""

    account: Account
    read: DaysRead
    since: date
    """From which of the platform's days on it was asked."""
    new: int
    """How many counts were not on file in this way."""


def ask_history(
    settings: Settings,
    store: Store,
    wanted: Sequence[Account],
    clock: Clock,
    *,
    is_whole: bool = False,
) -> Iterator[HistoryRound]:
    """Ask the platforms of accounts for their past days, account by account, and keep them.

    As far back as the platform tells them where nothing is on file, or if `is_whole`; else from
    shortly before the last day on file. Accounts whose platform tells none are left out.

    Raises:
        StorageError: what was read could not be kept.
    """
    for account in wanted:
        past = PLATFORMS[account.platform].days_told
        if past:
            since = local_day(clock(), settings.zone()) - timedelta(days=past)
            last = None if is_whole else last_reported_day(store, account.name)
            yield _ask(account, settings, store, clock, max(since, last - AGAIN) if last else since)


def ask_daily(store: Store, settings: Settings, clock: Clock) -> None:
    """Ask for what is not on file yet, of the accounts that may be asked now, and log it.

    What a platform does not tell is in the log alone: nothing is lost for good, for it is asked
    again a day later.

    Raises:
        StorageError: what was read could not be kept.
    """
    now = clock()
    held = {record.scope for record in backoff.in_force(store, now)}
    today = local_day(now, settings.zone())
    wanted = [
        account
        for account in settings.accounts
        if (account.closed is None or account.closed >= today)
        and not {backoff.of_account(account.name), backoff.of_platform(account.platform)} & held
    ]
    for asked in ask_history(settings, store, wanted, clock):
        values = {"account": asked.account.name, "since": asked.since.isoformat()}
        values |= {"requests": str(asked.read.requests), "new": str(asked.new)}
        logger.info("past days kept", extra=values)
        for lost in asked.read.failures:
            extra = {"account": asked.account.name, "scope": lost.scope, "reason": lost.reason}
            logger.warning("past days not read: %s", lost.detail, extra=extra)


def _ask(
    account: Account, settings: Settings, store: Store, clock: Clock, since: date
) -> HistoryRound:
    known = accounts.known(store, account.name, clock())
    now = clock()
    refused = tuple(part for part in known.refused if now < part.until)
    plan = Plan(prove=known.proven_at is None, platform_id=known.platform_id, refused=refused)
    try:
        access = settings.access(account)
    except SettingsError as error:
        detail = Phrase(
            "Its secrets cannot be used: {problems}.",
            problems=joined_phrase("; ", (problem.phrase for problem in error.problems)),
        )
        lost = Failure("days", Reason.ACCESS, detail)
        return HistoryRound(account, DaysRead(account.name, clock(), failures=(lost,)), since, 0)
    read = collectors.read_past_days(account, access, plan, since, clock)
    new = keep_reported(store, account.name, read.days, told_at=read.at)
    backoff.put_refused_parts(store, account.name, read.refused)
    return HistoryRound(account, read, since, new)
