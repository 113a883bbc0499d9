"""For whom a balance is worded, and how its facts are: numbers, rates, names, sources, reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from documents.model import Cell, Foreign, foreign_line
from documents.wording import change_in_words
from metrics.periods import Period, Span, local_day, midnight, period_of
from metrics.platforms import PLATFORMS
from metrics.quantity import TOLD_LATER, Evidence, Quantity
from queries.account_days import PARTS, views_and_visits
from reports.balance.facts import (
    AccountYear,
    Balance,
    Output,
    Summed,
    YearStanding,
)
from reports.balance.figure import Figure
from settings.brand import PLAIN, Brand
from settings.sections import RecurringEvent
from words import Language, accounts, count_name, notices, platform_name, rates
from words import names as words
from words import sentences as models
from words.registers import register_text

FRESH = timedelta(hours=36)
"""Readings so shortly before the end of a day are told as of that day."""
PostKey = tuple[str, datetime]
"""An account's name, and when its post came out."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What every chapter must know beside the facts."""

    language: Language
    zone: ZoneInfo
    institution: str
    names: Mapping[str, str]
    """What each account is called."""
    account_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What accounts are declared to be called, by name and language."""
    titles: Mapping[PostKey, str] = field(default_factory=dict)
    """The texts of posts, those that have not expired."""
    topics: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of the topics that the settings declare, by key and language."""
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of kinds of activities that the settings declare."""
    plurals: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """Their counted forms, by kind, language and plural category."""
    events: Sequence[RecurringEvent] = ()
    """The events that the settings declare."""
    season_kinds: Collection[str] = ()
    """The kinds whose notes name the school year that they were counted for."""
    warning: str | None = None
    """Printed in bold: that the data is simulated."""
    brand: Brand = PLAIN
    """The institution's colour and logo."""

    def name(self, account: str) -> str:
        """What an account is called."""
        return self.names.get(account, account)

    def is_so_far(self, balance: Balance) -> bool:
        """Whether the year was not over when the balance was drawn."""
        return local_day(balance.drawn_at, self.zone).year <= balance.year

    def owners(self) -> dict[str, str]:
        """What those are called of whom figures were printed."""
        of_events = {
            event.account: self.language.names(event.account_name)
            for event in self.events
            if event.account and event.account_name
        }
        return {**self.names, **of_events}


def activity_in_words(kind: str, reader: Reader) -> str:
    """What a kind of activity is called."""
    return words.activity_name(kind, reader.language, reader.kinds.get(kind, {}), foreign_line)


def topic_in_words(topic: str, reader: Reader) -> str:
    """What a topic is called."""
    return words.topic_name(topic, reader.language, reader.topics.get(topic, {}), foreign_line)


def whose(account: str, reader: Reader) -> str:
    """Of whom a figure was printed: an account, several of them (`x+facebook`), or all."""
    return accounts.owner_name(account, reader.owners(), reader.language, foreign_line)


DASH = "—"
"""Stands where a number is not known."""


def quantity(figure: Figure | None) -> Quantity | None:
    """A number with how it is known, for a cell; None where it is not known."""
    return figure.quantity if figure else None


def amount(figure: Figure | None, language: Language) -> str:
    """A number with its qualifier; a dash where it is not known."""
    return language.quantity(figure.quantity) if figure else DASH


def change(figure: Figure | None, language: Language) -> str:
    """A gain or a loss with its sign, and its interval where rounding leaves one."""
    return DASH if figure is None else change_in_words(figure.quantity, language)


def rate(figure: Figure | None, language: Language) -> str:
    """A growth as percent with its sign, and its interval where rounding leaves one."""
    return DASH if figure is None else rates.rate_in_words(figure.quantity, language, signed=True)


def evidence(figure: Figure | None, zone: ZoneInfo, language: Language) -> str:
    """Where a number comes from: when it was read, or for when it was printed."""
    if figure is None:
        return notices.not_known(language)
    if figure.at is not None:
        return language.say("read {moment}", moment=language.moment(figure.at, zone))
    if figure.as_of is not None and figure.quantity.evidence in TOLD_LATER:
        name = words.evidence_name(figure.quantity.evidence, language)
        return language.say("{told}, {day}", told=name, day=language.date(figure.as_of))
    if figure.as_of is not None:
        return language.say("printed, {day}", day=language.date(figure.as_of))
    if figure.period is not None:
        return language.say("printed for {period}", period=language.period(figure.period))
    return words.evidence_name(figure.quantity.evidence, language)


def summed(added: Summed, language: Language) -> str:
    """A sum over posts, with how many of them told it where not all did."""
    if added.figure is None:
        return DASH
    total = amount(added.figure, language)
    if added.is_whole:
        return total
    return language.say(
        "{total} ({told} of {posts})",
        total=total,
        told=language.number(added.counted),
        posts=language.number(added.posts),
    )


def names(
    balance: Balance, language: Language, titles: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """What each account is called; `titles` are those that the settings declare today."""
    parts: list[YearStanding | Output] = [*balance.standings, *balance.outputs]
    platforms = {standing.account: standing.platform for standing in parts}
    events = {standing.account for standing in parts if standing.is_event}
    return accounts.account_names(
        platforms, language, events=events, titles=titles, foreign=foreign_line
    )


def source(figure: Figure, zone: ZoneInfo, language: Language) -> str:
    """What a number rests on: its readings, its printed source, or the numbers it is made of."""
    printed = figure.quantity.source
    if figure.readings:
        latest = language.moment(figure.readings[-1].at, zone)
        count = language.count("{n} reading", "{n} readings", len(figure.readings))
        read = language.say("{readings}, the latest {moment}", readings=count, moment=latest)
        return f"{read} · {_printed_in(printed, language)}" if printed else read
    if printed is None and figure.quantity.evidence is Evidence.REPORTED:
        return language.say("the platform, asked for its past")
    return _printed_in(printed, language)


def _printed_in(name: str | None, language: Language) -> Foreign:
    return foreign_line(register_text(name, language))


def summed_counts(balance: Balance, reader: Reader) -> str:
    """What is summed as interactions; and of how many posts, where not of all."""
    language = reader.language
    parts = []
    own = [output for output in balance.outputs if output.posts and not output.is_event]
    for key in dict.fromkeys(output.platform for output in own):
        platform = PLATFORMS[key]
        counts = [count_name(metric, language, key) for metric in platform.interactions]
        parts.append(
            language.say(
                "{platform}: {counts}",
                platform=platform_name(key, language),
                counts=language.listed(counts),
            )
        )
    combined = balance.published
    if combined and not combined.views.is_whole:
        parts.append(
            language.say(
                "views of {told} posts of {posts}",
                told=language.number(combined.views.counted),
                posts=language.number(combined.views.posts),
            )
        )
    if combined and (combined.views.exported or combined.interactions.exported):
        parts.append(language.say("in part told by downloaded files, as of their day"))
    return language.say("; ").join(parts)


def inset_foreign(text: str | None, language: Language) -> str:
    """What somebody else wrote, held together inside a text of ours."""
    worded = register_text(text, language)
    words = foreign_line(worded)
    return language.inset(words) if worded == text and words else words


def listed(items: Sequence[str], language: Language) -> str:
    """Names as a sentence lists them; empty of none."""
    return language.listed(items) if items else ""


def number(quantity: Quantity, about: str, language: Language) -> str:
    """A number by itself: a fraction of one as percent."""
    if not about.endswith(("growth", "rate")) and "_rate/" not in about:
        return language.quantity(quantity)
    return rates.rate_in_words(quantity, language)


def quoted(text: str | None, language: Language) -> Cell:
    """What a register says: worded and shortened for papers, whole in files."""
    worded = register_text(text, language)
    return Cell(worded or None, words=foreign_line(worded))


def account_cell(part: YearStanding | Output | AccountYear, reader: Reader) -> Cell:
    """Whose row it is; papers say of an account that was opened for an event that it is one."""
    name = reader.name(part.account)
    if not part.is_event:
        return Cell(name)
    words = reader.language.say("{account} (event, outside the total)", account=name)
    return Cell(name, words=words)


def day_meant(figures: Sequence[Figure], balance: Balance, reader: Reader) -> date | Period | None:
    """The day of the readings, where all were made on the last one looked at; else the year."""
    until = midnight(balance.as_of + timedelta(days=1), reader.zone)
    instants = [figure.at for figure in figures]
    if all(at is not None and until - at <= FRESH for at in instants):
        return balance.as_of
    days = {figure.as_of for figure in figures}
    if len(days) == 1 and None not in days:
        return days.pop()
    return period_of(date(balance.year, 1, 1), Span.YEAR)


def drawn_together(balance: Balance, reader: Reader) -> tuple[str | None, Sequence[Figure]]:
    """Views and visits of all accounts but those of events as one number, with its parts.

    As S19 says it, and the figures that it tells; None where there is nothing to put together.
    """
    own = [part for part in balance.account_years if not part.is_event]
    values = {
        part.account: {each.metric: each.figure.quantity for each in part.counts} for part in own
    }
    both = views_and_visits(values)
    if both is None:
        return None, ()
    text = models.views_and_visits_sentence(
        reader.language,
        together=both.together,
        views=both.views,
        visits=both.visits,
        untold=[
            f"{words.day_metric_name(metric, reader.language)} ({reader.name(account)})"
            for account, metric in both.untold
        ],
        is_so_far=reader.is_so_far(balance),
    )
    figures = [each.figure for part in own for each in part.counts if each.metric in PARTS]
    return text, figures
