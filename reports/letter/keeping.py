"""What the administrator's letter of a week tells: what was kept, what it cost, what is to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from metrics.alarms import NEWS, AlarmKind
from metrics.chores import ChoreKind
from metrics.periods import Period
from metrics.platforms import PLATFORMS
from metrics.snapshot import Account
from queries.completeness import completeness
from queries.keeping import gaps
from reports.letter.facts import AdministratorFacts, ChoreFacts, Holes, Spending
from reports.letter.gather import living
from settings import Settings
from storage import Store, UnknownAccount, alerts, chores, letters
from storage.letters import LetterRecord
from storage.papers import State
from storage.spending import spent, utc_day, utc_month
from storage.visits import slots

TOKEN_ALERTS = frozenset({AlarmKind.TOKEN_EXPIRY, AlarmKind.ACCESS, AlarmKind.NOT_OURS})
LETTERS_BACK = timedelta(weeks=5)
"""Letters that went wrong are told of for so long."""
WENT_WRONG = frozenset({State.UNSURE, State.FAILED})


def administrator_facts(
    store: Store, settings: Settings, week: Period, now: datetime
) -> AdministratorFacts:
    """Everything that the administrators are told of a week.

    Raises:
        StorageError: the database could not answer.
    """
    zone, length = settings.zone(), settings.schedule.followers
    since, until = week.instants(zone)
    accounts = living(settings.accounts, week)
    told = [one for one in alerts.history(store, since) if one.opened_at < now]
    still = tuple(alerts.open_alerts(store))
    return AdministratorFacts(
        week=week,
        kept=completeness(store, accounts, week, zone, now, length),
        holes=tuple(_holes(store, account, since, until, length) for account in accounts),
        tokens=tuple(one for one in still if one.kind in TOKEN_ALERTS),
        tokens_checked=_chore(store, ChoreKind.TOKENS),
        backup=_chore(store, ChoreKind.BACKUP),
        spending=tuple(_spending(store, settings, accounts, week, now)),
        opened=tuple(one for one in told if since <= one.opened_at < until),
        closed=tuple(
            one
            for one in told
            if one.opened_at < since and one.closed_at and since <= one.closed_at < until
        ),
        still_open=still,
        letters=_letters(store, now),
    )


def is_news(kind: str) -> bool:
    """Whether an alert of that kind happened once, and lasts no time."""
    return kind in NEWS


def _holes(
    store: Store, account: Account, since: datetime, until: datetime, length: timedelta
) -> Holes:
    try:
        records = slots(store, account.name, since, until)
    except UnknownAccount:
        return Holes(account, ())
    return Holes(account, tuple(gaps(records, length)))


def _chore(store: Store, kind: ChoreKind) -> ChoreFacts | None:
    last = chores.last(store, kind)
    return ChoreFacts(last.outcome, last.ended_at or last.claimed_at, last.reason) if last else None


def _spending(
    store: Store, settings: Settings, accounts: Sequence[Account], week: Period, now: datetime
) -> Iterator[Spending]:
    """Of each platform that costs money; the week's days here are those of UTC."""
    for platform in dict.fromkeys(account.platform for account in accounts):
        if PLATFORMS[platform].price.user:
            since, until = (datetime.combine(day, time(), UTC) for day in (week.since, week.until))
            yield Spending(
                platform=platform,
                today=spent(store, *utc_day(now), platform),
                day_limit=settings.x.daily_spend_limit,
                month=spent(store, *utc_month(now), platform),
                month_limit=settings.x.monthly_spend_limit,
                week=spent(store, since, until, platform),
            )


def _letters(store: Store, now: datetime) -> tuple[LetterRecord, ...]:
    return tuple(
        one
        for one in letters.outbox(store)
        if one.state in WENT_WRONG and one.enqueued_at >= now - LETTERS_BACK
    )
