"""What somebody asks: of which accounts, days, topic and count, and how it shall be cut."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from documents.model import Table
from metrics.calendar import Calendar
from metrics.errors import HasilaError
from metrics.model import Account
from metrics.periods import Period, Span, begun_periods, local_day, midnight, period_of
from metrics.spelling import unknown_word
from metrics.texts.phrases import Named
from metrics.texts.spoken import meant
from queries.calendar import calendar_of, period_meant, seasons_of
from settings import Settings
from storage import Store
from storage.slots import first_day_on_file
from storage.topics import topics_on_file
from words import CODES, Language, language
from words.names import metric_name
from words.sentences.clauses import foreign

A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
MOST_PLACES, OLDEST_DAYS = 1000, 365
"""The most places of a ranking, and the greatest age in days at which posts are compared."""
MOST_FOLLOWERS = 10_000_000_000
"""More people than there are will not follow."""
DAYS, WHOSE = ("since", "until", "period"), ("account", "platform")
MORE = ("by", "topic", "metric", "limit", "age", "versus", "number", "untagged")
"""Options that only some questions heed."""
FIELDS = {"age": "age_days"}
"""What an option is called in an asking, where it has another name there."""


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
    number: int | None = None
    """A number of followers that is to be reached."""
    untagged: bool = False
    """Of posts without a topic alone."""
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

    def called(self, name: str) -> str:
        """What an account is called in a sentence: its title, else its name of the settings."""
        title = self.language.names(self.settings.account_titles().get(name, {}))
        return foreign(title or name, self.language)

    def calendar(self) -> Calendar:
        """Its named periods, and the events on file."""
        return calendar_of(self.settings, self.store)

    def seasons(self) -> Calendar:
        """Its named periods alone."""
        return seasons_of(self.settings, self.store)

    @property
    def first_day(self) -> date:
        """The first day asked for; unless told, the first of this year."""
        return self.since or period_of(self.today, Span.YEAR).since

    @property
    def last_day(self) -> date:
        """The first day that is not asked for any more; tomorrow at the latest.

        What has not come is no data: of days that have not begun none is left, [first, first).
        """
        tomorrow = self.today + A_DAY
        return max(self.first_day, min(self.until or tomorrow, tomorrow))

    def periods(self) -> tuple[Period, ...]:
        """The periods asked for that have begun; without `by` one, of all days asked for."""
        if self.first_day > self.today:
            return ()
        if self.by is None:
            return (Period(self.first_day, self.last_day, Span.DAY),)
        return tuple(begun_periods(self.first_day, self.last_day, self.by, self.today))

    def is_running(self, period: Period) -> bool:
        """Whether a period asked for is not over: what is told of it is so far.

        Days that were asked for without an end run until today, and are over.
        """
        is_open = self.by is None and (self.until is None or self.until <= self.today)
        return self.today in period and not is_open

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
    """Which of `MORE` it heeds, and whether `post`, beside days and accounts."""
    ask: Callable[[Asked], Table]
    has_days: bool = True
    """Whether it heeds days; a post has all of its own."""
    has_rows_by: bool = True
    """Whether `by` makes a row of each period; else it is the length of one period."""
    has_accounts: bool = True
    """Whether it heeds accounts; registers are the whole office's."""
    counts_growth: bool = False
    """Whether it counts growth, which may begin or end with a number that was not read."""


class CannotAnswer(HasilaError):
    """The question was put in a way that has no answer."""


class ContradictoryDays(ValueError):
    """The last day that was asked for does not come after the first."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a question is asked with, on the command line or in a form; None: nothing was said."""

    since: date | None = None
    until: date | None = None
    """The first day that is not asked for any more."""
    platform: str | None = None
    by: Span | None = None
    topic: str | None = None
    metric: str | None = None
    limit: int | None = None
    age: int | None = None
    """In days."""
    versus: str | None = None
    number: int | None = None
    untagged: bool | None = None
    words: tuple[str, ...] = ()


def cut_to_file(asked: Asked) -> Asked:
    """The asking without the periods more than a year before anything is on file.

    Rows without a number say that nothing was known yet; a century of them says no more, and takes
    minutes.
    """
    if asked.by is None or asked.since is None:
        return asked
    first = first_day_on_file(asked.store, asked.zone) or asked.today
    begun = period_of(min(first, asked.today) - A_YEAR, asked.by).since
    return replace(asked, since=max(asked.since, begun))


def days_of(
    since: date | None,
    until: date | None,
    period: str | None,
    today: date,
    calendar: Callable[[], Calendar],
) -> tuple[date | None, date | None]:
    """The first day that is meant and the first one after; `period` says both in a word.

    Raises:
        ContradictoryDays: the last does not come after the first.
        ValueError: the period cannot be understood; the sentence says what can.
    """
    if period is not None:
        meant = period_meant(period, today, calendar)
        return meant.since, meant.until
    if since and until and until <= since:
        raise ContradictoryDays
    return since, until


def heeded(question: Question) -> tuple[str, ...]:
    """The options that a question heeds."""
    days = DAYS if question.has_days else ()
    whose = WHOSE if question.has_accounts else ()
    return (*days, *whose, *(name for name in MORE if name in question.options))


def asked_with(options: Options, question: Question, asked: Asked) -> Asked:
    """An asking of the accounts that were named, or of all, with what its question heeds."""
    given = {
        FIELDS.get(name, name): value
        for name in MORE
        if name in question.options and (value := getattr(options, name)) is not None
    }
    return replace(
        asked,
        accounts=tuple(
            account for account in asked.accounts if options.platform in {None, account.platform}
        ),
        since=options.since,
        until=options.until,
        words=options.words if "post" in question.options else (),
        **given,
    )


def topic_of(asked: Asked) -> str | None:
    """The topic that was asked for, if any.

    Raises:
        CannotAnswer: neither the settings nor any post know it.
    """
    if asked.topic is None or asked.topic in asked.settings.topics:
        return asked.topic
    topics = {*asked.settings.topics, *topics_on_file(asked.store)}
    return _known("topic", asked.topic, {key: asked.settings.topic_names(key) for key in topics})


def metric_of(asked: Asked, known: Collection[str]) -> str:
    """The count that was asked for.

    Raises:
        CannotAnswer: it is not one of those.
    """
    return _known("metric", asked.metric, {key: metric_names(key) for key in known})


def metric_names(metric: str) -> dict[str, str]:
    """What a count or a rate is called, by language."""
    return {code: metric_name(metric, language(code)) for code in CODES}


def age_of(asked: Asked) -> timedelta | None:
    """The age at which posts are to be compared, if at an equal one."""
    return None if asked.age_days is None else timedelta(days=asked.age_days)


def _known(what: str, word: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """The key of what is meant, of things by their keys, each with its names by language."""
    key = meant(word, {key: named.values() for key, named in names.items()})
    if key is not None:
        return key
    raise CannotAnswer(unknown_word(what, word, (Named(key, names[key]) for key in sorted(names))))
