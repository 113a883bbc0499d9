"""What alerts are judged from, accounts on file and the machine itself; and who judges it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

from metrics.alerts import (
    LOST_FOR_A_DAY,
    AccountSeen,
    Alarm,
    AlarmKind,
    HouseSeen,
    JobSeen,
    breakouts,
    judge,
    milestones,
    silences,
    suspect_falls,
)
from metrics.completeness import Completeness
from metrics.errors import HasilaError
from metrics.jobs import JobKind
from metrics.model import Account, Outcome
from metrics.periods import are_zones_current
from metrics.texts.phrases import Phrase, joined_phrase
from queries.completeness import completeness_of_late
from settings import Settings
from storage import Store, jobs, observations, outbox
from storage.alerts import history
from storage.changes import Change
from storage.followers import followers
from storage.outbox import NO_RECIPIENT
from storage.post_coverage import post_coverages
from storage.post_query import PostQuery, posts_with_readings
from storage.schema import State
from watch import alerts
from watch.clock import Drift
from watch.nightly import KILLED
from watch.ping import Pinger

VISITS_BACK = timedelta(days=3)
"""More than any loss is waited for, with a visit a day."""
NEWS_BACK = timedelta(days=2)
COUNTS_BACK = timedelta(days=8)
POSTS_BACK = timedelta(days=90)
TOLD_BACK = timedelta(days=30)
"""A count that was told in these days is missed when it is told no more."""
LETTERS_BACK = timedelta(days=7)
LOST = frozenset({State.UNSURE, State.FAILED})
STALE_ZONES = Phrase(
    "The time zone data is stale: it does not know that Morocco is at UTC+0 since 2026-09-20."
)
CHANGED: Mapping[str, tuple[str, Callable[[object, object], Phrase]]] = {
    "platform_id": (
        "id",
        lambda old, new: Phrase("The id was “{before}” and is “{after}”.", before=old, after=new),
    ),
    "handle": (
        "handle",
        lambda old, new: Phrase(
            "The handle was “{before}” and is “{after}”.", before=old, after=new
        ),
    ),
    "display_name": (
        "name",
        lambda old, new: Phrase("The name was “{before}” and is “{after}”.", before=old, after=new),
    ),
    "verified": (
        "verification badge",
        lambda old, new: Phrase(
            "The verification badge was “{before}” and is “{after}”.", before=old, after=new
        ),
    ),
}


def alarms(store: Store, settings: Settings, house: HouseSeen, now: datetime) -> tuple[Alarm, ...]:
    """Everything that people must be told of at an instant: conditions, then news.

    Raises:
        StorageError: the database could not answer.
    """
    length = settings.schedule.followers
    zone = settings.zone()
    seen = [
        _look(store, account, completeness_of_late(store, account, zone, now, length), now)
        for account in settings.accounts
    ]
    news = (_news(store, account, now) for account in settings.accounts)
    silent = (_silences(store, entry, now, length) for entry in seen)
    house_seen = replace(house, jobs=tuple(_failed_jobs(store)))
    lost = _lost_letters(store, now)
    return (*judge(seen, house_seen, now, length), *lost, *chain(*silent, *news))


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
    return HouseSeen(
        disk_free=shutil.disk_usage(place).free,
        clock=clock or (None if are_zones_current() else STALE_ZONES),
        damage=damage,
        settings=unread,
    )


def _look(store: Store, account: Account, kept: Completeness, now: datetime) -> AccountSeen:
    return AccountSeen(
        account,
        kept=kept,
        visits=tuple(observations.visits_since(store, account.name, now - VISITS_BACK)),
        read_at=observations.read_at(store, account.name),
        posts_until=post_coverages(store, [account.name])[account.name].until,
        silent_counts=observations.silent_counts(
            store, account.name, now - TOLD_BACK, LOST_FOR_A_DAY
        ),
    )


def _failed_jobs(store: Store) -> Iterator[JobSeen]:
    kinds = {JobKind.BACKUP: AlarmKind.BACKUP, JobKind.LETTER: AlarmKind.LETTER}
    for kind, alarm in kinds.items():
        last = jobs.last(store, kind)
        if kind is JobKind.LETTER and not (last and last.outcome is Outcome.FAILED):
            last = jobs.last(store, JobKind.REPORT)
        if last and last.outcome is Outcome.FAILED:
            yield JobSeen(alarm, Phrase("It failed: {reason}", reason=last.reason or KILLED))


def _lost_letters(store: Store, now: datetime) -> Iterator[Alarm]:
    """Letters of the last week that did not arrive, or of which nobody knows."""
    for record in outbox.outbox(store):
        is_late = (record.claimed_at or record.enqueued_at) >= now - LETTERS_BACK
        if record.state not in LOST or record.detail == NO_RECIPIENT or not is_late:
            continue
        subject = f"{record.week} {record.recipient}"
        if record.state is State.UNSURE:
            known = Phrase(
                "Nobody knows whether it has arrived, and it is not sent again: ask there."
            )
        else:
            known = Phrase("It was refused for good, or for too long.")
        yield Alarm(
            AlarmKind.LETTER, subject, joined_phrase(" ", filter(None, (known, record.detail)))
        )


def _silences(store: Store, seen: AccountSeen, now: datetime, length: timedelta) -> Iterator[Alarm]:
    """What was not read and is over, of which no alert told while it lasted."""
    name = seen.account.name
    told = [
        record.opened_at
        for record in history(store, now - NEWS_BACK, kind=AlarmKind.GAP)
        if record.subject == name
    ]
    for alarm in silences(name, seen.kept, now - NEWS_BACK):
        if alarm.since and alarm.until:
            since, until = alarm.since, alarm.until + length
            if not any(since <= opened_at < until for opened_at in told):
                yield alarm


def _news(store: Store, account: Account, now: datetime) -> Iterator[Alarm]:
    points = followers(store, account.name, now - COUNTS_BACK, now).points
    yield from suspect_falls(account.name, points)
    yield from milestones(account.name, points)
    yield from breakouts(
        posts_with_readings(store, PostQuery(account.name, now - POSTS_BACK, now)), now
    )
    yield from _renamings(account, observations.changes_since(store, account.name, now - NEWS_BACK))
    for post_id, published in observations.vanished_since(store, account.name, now - NEWS_BACK):
        detail = Phrase("The post {post} of {at} exists no more.", post=post_id, at=published)
        yield Alarm(AlarmKind.VANISHED, f"{account.name} {post_id}", detail)


def _renamings(account: Account, changes: Iterable[Change]) -> Iterator[Alarm]:
    for change in changes:
        if change.what in CHANGED and change.after is not None:
            what, template = CHANGED[change.what]
            subject = f"{account.name} {what} {change.at:%Y-%m-%d %H:%M:%S}"
            detail = template(change.before, change.after)
            yield Alarm(AlarmKind.IDENTITY, subject, detail)


LASTING = frozenset(AlarmKind) - alerts.STAGED
"""The kinds that judging opens and closes; those of tokens have a day of their own."""


@dataclass(slots=True)
class Judge:
    """What only a daemon that runs knows, beside all that is on file."""

    store: Store
    clock: Callable[[], datetime]
    drift: Drift
    seconds: Callable[[], float]
    """The clock that nobody sets."""
    damage: str | None = None
    """What the database's own check found last."""
    unread: str | None = None
    """Why new settings could not be read."""
    _teller: alerts.AlertMailer = field(init=False)
    _pinger: Pinger = field(init=False)

    def __post_init__(self) -> None:
        self._teller = alerts.AlertMailer(self.store, self.seconds)
        self._pinger = Pinger(self.store)

    def begin(self, settings: Settings) -> None:
        """Send the sign that a daemon has started."""
        self._pinger.begin(settings)

    def judge(self, settings: Settings) -> None:
        """Open and close alerts, mail them, and send a sign of life.

        Raises:
            StorageError: the database could not be read or written.
        """
        now = self.clock()
        clock = None if self.drift.is_steady else self.drift.describe()
        house = look_around(
            self.store, settings, clock=clock, damage=self.damage, unread=self.unread
        )
        judged = alarms(self.store, settings, house, now)
        alerts.reconcile(self.store, judged, now, LASTING)
        self._teller.record_database_failure(now)
        self._teller.tell(settings, now)
        self._pinger.ping(settings, judged, now)

    def mail_database_failure(self, settings: Settings, trouble: HasilaError) -> None:
        """Mail that the database itself fails, where no alert can be kept."""
        self._teller.mail_database_failure(settings, trouble, self.clock())
