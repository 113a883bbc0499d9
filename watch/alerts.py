"""Alerts: opened when their condition begins, mailed once, once a day, and when they end.

What is on file tells what has been said already, so nothing is said twice after a restart. A mail
that the server would not take now is sent later; the log has every line at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from metrics.alerts import GOOD, NEWS, Alarm, AlarmKind
from metrics.errors import HasilaError
from reports.mail import alerts, smtp
from settings import Settings
from storage import Store
from storage import alerts as on_file
from storage.alerts import AlertRecord

REPEATED_AFTER = timedelta(hours=24)
NEWS_TOLD_FOR = timedelta(days=3)
"""News that could be told to nobody for so long is news no more."""
STAGED = frozenset({AlarmKind.TOKEN_EXPIRY})
"""Kinds that are told at each of their stages, and not daily."""
LATER_S = 900.0
"""Seconds for which a mail server that takes nothing is left alone."""

logger = logging.getLogger(__name__)


def reconcile(
    store: Store, alarms: Iterable[Alarm], now: datetime, kinds: Collection[AlarmKind]
) -> None:
    """Make the alerts on file those that hold now: open new ones, close those that have ended.

    News is opened and closed in one, the first time it is seen, with the instants at which it began
    and ended where it tells them. Only alerts of these `kinds` are
    closed.

    Raises:
        StorageError: the database could not write.
    """
    judged = tuple(alarms)
    for alarm in judged:
        _open_news(store, alarm, now) if alarm.kind in NEWS else _open(store, alarm, now)
    holding = {(alarm.kind, alarm.subject) for alarm in judged}
    for record in on_file.open_alerts(store):
        if record.kind in kinds and (record.kind, record.subject) not in holding:
            on_file.close(store, record.kind, record.subject, now)
            logger.info("alert over: %s, %s", record.kind, record.subject)


@dataclass(slots=True)
class AlertMailer:
    """Who mails alerts to the administrators."""

    store: Store
    seconds: Callable[[], float]
    """A clock that nobody sets."""
    _rests_until: float = field(default=0.0, init=False)
    _cried_until: float = field(default=0.0, init=False)
    _cry: alerts.Notice | None = field(default=None, init=False)
    """That the database fails: remembered here, for the database cannot."""

    def tell(self, settings: Settings, now: datetime) -> None:
        """Mail what has not been told yet, what lasts a day longer, and what has ended.

        Raises:
            StorageError: the database could not say or note what was told.
        """
        if settings.mail is None or self.seconds() < self._rests_until:
            return
        due = list(_due(self.store, settings.alerts.which, now))
        notices = [notice for _, notice in due]
        if notices and self._is_sent(notices, settings, now):
            for record, _ in due:
                _mark_told(self.store, record, now)

    def mail_database_failure(
        self, settings: Settings, trouble: HasilaError, now: datetime
    ) -> None:
        """Mail that the database itself fails, where no alert can be kept: once a day."""
        since = self._cry.since if self._cry else now
        self._cry = alerts.Notice(AlarmKind.DATABASE, "database", str(trouble), since)
        if settings.mail is None or self.seconds() < max(self._rests_until, self._cried_until):
            return
        if self._is_sent([self._cry], settings, now):
            self._cried_until = self.seconds() + REPEATED_AFTER.total_seconds()

    def record_database_failure(self, now: datetime) -> None:
        """Write down what was cried, now that the database writes again: that it began and ended.

        Raises:
            StorageError: it still could not write.
        """
        if self._cry is None:
            return
        cry = self._cry
        if on_file.open_(self.store, cry.kind, cry.subject, cry.detail, cry.since):
            if self._cried_until:  # else nobody was mailed, and nobody is mailed of its end
                self._mark_open_told(cry)
            on_file.close(self.store, cry.kind, cry.subject, now)
            logger.info("alert over: %s, %s", cry.kind, cry.subject)
        self._cry, self._cried_until = None, 0.0

    def _mark_open_told(self, cry: alerts.Notice) -> None:
        for record in on_file.open_alerts(self.store):
            if (record.kind, record.subject) == (cry.kind, cry.subject):
                on_file.mark_told(self.store, record, cry.since)

    def _is_sent(self, notices: Sequence[alerts.Notice], settings: Settings, now: datetime) -> bool:
        """Whether a mail has gone out, so that it must not be sent again."""
        messages = alerts.compose(notices, settings, now)
        if settings.mail is None or not messages:
            return False
        password, bundle = settings.mail_password(), settings.network.ca_bundle
        deliveries = [
            delivery
            for message in messages
            for delivery in smtp.send(
                message, settings.mail, password, ca_bundle=bundle, secrets=settings.secrets()
            )
        ]
        for delivery in deliveries:
            values = {"recipient": delivery.recipient, "outcome": delivery.outcome}
            logger.info("alert mail: %s", delivery.detail or "sent", extra=values)
        if all(delivery.outcome is smtp.SendOutcome.LATER for delivery in deliveries):
            self._rests_until = self.seconds() + LATER_S
            return False
        return True


def replace_stage(store: Store, alarm: Alarm, now: datetime) -> None:
    """Open a staged alert; where it is open at another stage, that one ends without a word.

    Raises:
        StorageError: the database could not write.
    """
    for record in on_file.open_alerts(store):
        if (record.kind, record.subject) == (alarm.kind, alarm.subject):
            if record.detail == alarm.detail:
                return
            on_file.close(store, record.kind, record.subject, now)
            on_file.mark_told(store, replace(record, closed_at=now), now)
    _open(store, alarm, now)


def _open(store: Store, alarm: Alarm, now: datetime) -> None:
    if on_file.open_(store, alarm.kind, alarm.subject, alarm.detail, now):
        logger.warning("alert: %s, %s: %s", alarm.kind, alarm.subject, alarm.detail)


def _open_news(store: Store, alarm: Alarm, now: datetime) -> None:
    known = on_file.history(store, kind=alarm.kind)
    if any(record.subject == alarm.subject for record in known):
        return
    on_file.open_(store, alarm.kind, alarm.subject, alarm.detail, alarm.since or now)
    on_file.close(store, alarm.kind, alarm.subject, alarm.until or now)
    logger.info("news: %s, %s: %s", alarm.kind, alarm.subject, alarm.detail)


def _due(
    store: Store, which: Collection[str], now: datetime
) -> Iterator[tuple[AlertRecord, alerts.Notice]]:
    """What is to be mailed now, with why."""
    for record in on_file.open_alerts(store):
        if record.told_at is None:
            yield from _noticed(record, alerts.Word.NEW, which)
        elif record.kind not in STAGED and now - record.told_at >= REPEATED_AFTER:
            yield from _noticed(record, alerts.Word.STILL, which)
    for record in on_file.ended_untold(store):
        if record.kind not in NEWS:
            yield from _noticed(record, alerts.Word.OVER, which)
    for record in on_file.history(store, now - NEWS_TOLD_FOR):
        if record.kind in NEWS and record.told_at is None:
            word = alerts.Word.GOOD if record.kind in GOOD else alerts.Word.NEW
            yield from _noticed(record, word, which)


def _noticed(
    record: AlertRecord, word: alerts.Word, which: Collection[str]
) -> Iterator[tuple[AlertRecord, alerts.Notice]]:
    if record.kind in which:
        notice = alerts.Notice(record.kind, record.subject, record.detail, record.opened_at, word)
        yield record, notice


def _mark_told(store: Store, record: AlertRecord, now: datetime) -> None:
    """Of news both its beginning and its end are told with one word."""
    on_file.mark_told(store, record, now)
    if record.kind in NEWS:
        on_file.mark_told(store, replace(record, closed_at=None), now)
