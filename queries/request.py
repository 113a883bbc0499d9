"""What somebody asks: of which accounts, days, topic and count, and how it shall be cut."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from documents.model import Table
from metrics.errors import HasilaError
from metrics.model import Account
from metrics.periods import Period, Span, local_day, midnight, period_of, periods_between
from metrics.spelling import unknown_word
from settings import Settings
from storage import Store
from storage.topics import topics_on_file
from words import Language

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking. Days are those of the institution's zone; [since, until), None is open."""

    store: Store
    settings: Settings
    now: datetime
    language: Language
    accounts: tuple[Account, ...]
    """Those asked for, in the order of the settings."""
    since: date | None = None
    until: date | None = None
    by: Span | None = None
    """Cut the days into such periods; None is one row for all of them."""
    topic: str | None = None
    metric: str = "views"
    limit: int = 10
    age_days: int | None = None
    """Compare posts as they were so many days after their publication."""
    versus: str | None = None
    """The period to compare with, as it was written."""
    words: tuple[str, ...] = ()
    """What follows the question's name: the id of a post, say."""

    @property
    def zone(self) -> ZoneInfo:
        """The institution's own."""
        return self.settings.zone()

    @property
    def today(self) -> date:
        """The day in that zone."""
        return local_day(self.now, self.zone)

    @property
    def first_day(self) -> date:
        """The first day asked for; unless told, the first of this year."""
        return self.since or period_of(self.today, Span.YEAR).since

    @property
    def last_day(self) -> date:
        """The first day that is not asked for any more; unless told, tomorrow."""
        return self.until or self.today + A_DAY

    def periods(self) -> tuple[Period, ...]:
        """The periods asked for; without `by` one, from the first day to the last."""
        if self.by is None:
            return (Period(self.first_day, self.last_day, Span.DAY),)
        return tuple(periods_between(self.first_day, self.last_day, self.by))

    def instants(self) -> tuple[datetime, datetime]:
        """The first instant asked for and the first one after, in UTC."""
        return midnight(self.first_day, self.zone), midnight(self.last_day, self.zone)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked by its name."""

    name: str
    title: Callable[[Language], str]
    """What it asks, in a few words."""
    options: frozenset[str]
    """Which of by, topic, metric, limit, age, versus, post it heeds, beside days and accounts."""
    ask: Callable[[Asked], Table]
    has_days: bool = True
    """Whether it heeds days; a post has all of its own."""
    has_accounts: bool = True
    """Whether it heeds accounts; registers are the whole office's."""


class CannotAnswer(HasilaError):
    """The question was put in a way that has no answer."""


def topic_of(asked: Asked) -> str | None:
    """The topic that was asked for, if any.

    Raises:
        CannotAnswer: neither the settings nor any post know it.
    """
    if asked.topic is None or asked.topic in asked.settings.topics:
        return asked.topic
    return _known("topic", asked.topic, {*asked.settings.topics, *topics_on_file(asked.store)})


def metric_of(asked: Asked, known: Collection[str]) -> str:
    """The count that was asked for.

    Raises:
        CannotAnswer: it is not one of those.
    """
    return _known("metric", asked.metric, known)


def begun_periods(asked: Asked) -> tuple[Period, ...]:
    """The periods asked for that have begun; of the others nothing can be known yet."""
    return tuple(period for period in asked.periods() if period.since <= asked.today)


def age_of(asked: Asked) -> timedelta | None:
    """The age at which posts are to be compared, if at an equal one."""
    return None if asked.age_days is None else timedelta(days=asked.age_days)


def _known(what: str, word: str, known: Collection[str]) -> str:
    if word in known:
        return word
    raise CannotAnswer(unknown_word(what, word, sorted(known)))
