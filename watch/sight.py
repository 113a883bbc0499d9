"""What alarms are judged from: the file of each account, and the machine itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from metrics.alarms import (
    AccountSeen,
    Alarm,
    AlarmKind,
    ChoreSeen,
    HouseSeen,
    SlotSeen,
    judge,
)
from metrics.chores import ChoreKind
from metrics.news import breakouts, milestones, suspect_falls
from metrics.periods import zone
from metrics.snapshot import Account, Outcome
from settings import Settings
from storage import Store, chores, letters, recent, series, visits
from storage.changes import Change
from storage.letters import NO_RECIPIENT
from storage.papers import State

VISITS_BACK = timedelta(days=2)
NEWS_BACK = timedelta(days=2)
COUNTS_BACK = timedelta(days=8)
POSTS_BACK = timedelta(days=90)
SLOTS_BACK = 3
LETTERS_BACK = timedelta(days=7)
LOST = frozenset({State.UNSURE, State.FAILED})
MOROCCO = "Africa/Casablanca"
PERMANENT = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""An instant after Morocco's move to permanent UTC+0 (2026-09-20, decree 2.26.530)."""
STALE_ZONES = (
    "The time zone data is stale: it does not know that Morocco is at UTC+0 since 2026-09-20."
)
WORDS = {
    "platform_id": "id",
    "handle": "handle",
    "display_name": "name",
    "verified": "verification badge",
}


def alarms(store: Store, settings: Settings, house: HouseSeen, now: datetime) -> tuple[Alarm, ...]:
    """Everything that people must be told of at an instant: conditions, then news.

    Raises:
        StorageError: the database could not answer.
    """
    length = settings.schedule.followers
    seen = [_look(store, account, now, length) for account in settings.accounts]
    news = (_news(store, account, now) for account in settings.accounts)
    told = replace(house, chores=tuple(_failed_chores(store)))
    lost = _lost_letters(store, now)
    return (*judge(seen, told, now, length), *lost, *chain.from_iterable(news))


def look_around(
    store: Store, settings: Settings, *, clock: str | None, damage: str | None, unread: str | None
) -> HouseSeen:
    """How the machine is. What only the daemon knows is told by it.

    Args:
        store: The database, whose disk is looked at.
        settings: Those in force.
        clock: What is wrong with the clock, if it has jumped.
        damage: What the database's own check found last.
        unread: Why new settings could not be read.
    """
    place = store.path.parent if store.path else settings.folder
    known = PERMANENT.astimezone(zone(MOROCCO)).utcoffset() == timedelta(0)
    return HouseSeen(
        disk_free=shutil.disk_usage(place).free,
        clock=clock or (None if known else STALE_ZONES),
        damage=damage,
        settings=unread,
    )


def _look(store: Store, account: Account, now: datetime, length: timedelta) -> AccountSeen:
    slots = visits.slots(store, account.name, now - SLOTS_BACK * length, now)
    return AccountSeen(
        account,
        slots=tuple(SlotSeen(one.start, one.outcome, one.reason) for one in slots),
        visits=tuple(recent.visits_since(store, account.name, now - VISITS_BACK)),
        read_at=recent.read_at(store, account.name),
    )


def _failed_chores(store: Store) -> Iterator[ChoreSeen]:
    kinds = {ChoreKind.BACKUP: AlarmKind.BACKUP, ChoreKind.LETTER: AlarmKind.LETTER}
    for kind, alarm in kinds.items():
        last = chores.last(store, kind)
        if last and last.outcome is Outcome.FAILED:
            yield ChoreSeen(alarm, f"It failed: {last.reason}")


def _lost_letters(store: Store, now: datetime) -> Iterator[Alarm]:
    """Letters of the last week that did not arrive, or of which nobody knows."""
    for one in letters.outbox(store):
        is_late = (one.claimed_at or one.enqueued_at) >= now - LETTERS_BACK
        if one.state not in LOST or one.detail == NO_RECIPIENT or not is_late:
            continue
        subject = f"{one.week} {one.recipient}"
        if one.state is State.UNSURE:
            known = "Nobody knows whether it has arrived, and it is not sent again: ask there."
        else:
            known = "It was refused for good, or for too long."
        yield Alarm(AlarmKind.LETTER, subject, f"{known} {one.detail or ''}".rstrip())


def _news(store: Store, account: Account, now: datetime) -> Iterator[Alarm]:
    points = series.followers(store, account.name, now - COUNTS_BACK, now).points
    yield from suspect_falls(account.name, points)
    yield from milestones(account.name, points)
    yield from breakouts(series.posts(store, account.name, now - POSTS_BACK, now), now)
    yield from _renamings(account, recent.changes_since(store, account.name, now - NEWS_BACK))
    for post_id, published in recent.vanished_since(store, account.name, now - NEWS_BACK):
        detail = f"The post {post_id} of {published:%Y-%m-%d %H:%M} UTC exists no more."
        yield Alarm(AlarmKind.VANISHED, f"{account.name} {post_id}", detail)


def _renamings(account: Account, changes: Iterable[Change]) -> Iterator[Alarm]:
    for change in changes:
        if change.what in WORDS and change.after is not None:
            what = WORDS[change.what]
            subject = f"{account.name} {what} {change.at:%Y-%m-%d %H:%M:%S}"
            detail = f"The {what} was {change.before!r} and is {change.after!r}."
            yield Alarm(AlarmKind.IDENTITY, subject, detail)
