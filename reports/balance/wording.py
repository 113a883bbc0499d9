"""For whom a balance is worded, and how its facts are: numbers, rates, names, sources, reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from metrics.model import Reason
from metrics.platforms import PLATFORMS
from metrics.quantity import Evidence, Precision, Quantity
from metrics.statement import StatementOutcome
from queries import naming
from reports.balance.document import foreign
from reports.balance.facts import Balance, Figure, Output, Summed, YearStanding
from words import Language, rates

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
    titles: Mapping[PostKey, str] = field(default_factory=dict)
    """The texts of posts, those that have not expired."""
    topics: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of the topics that the settings declare, by key and language."""
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of kinds of activities that the settings declare."""
    plurals: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """Their counted forms, by kind, language and plural category."""
    warning: str | None = None
    """Printed in bold: that the data is simulated."""

    def name(self, account: str) -> str:
        """What an account is called."""
        return self.names.get(account, account)


def kind_name(kind: str, reader: Reader) -> str:
    """What a kind of activity is called: by the settings, else by us, else its key."""
    own = reader.kinds.get(kind)
    if own:
        return foreign(reader.language.names(own))
    return naming.kind_names(reader.language).get(kind, foreign(kind.replace("_", " ")))


def topic_name(topic: str, reader: Reader) -> str:
    """What a topic is called: by the settings, else by its key."""
    return foreign(reader.language.names(reader.topics.get(topic, {})) or topic)


def metric_name(metric: str, language: Language) -> str:
    """What a printed figure is of; its key where we have no word for it."""
    return _metrics(language).get(metric, foreign(metric.replace("_", " ")))


def whose(account: str, reader: Reader) -> str:
    """Of whom a figure was printed: an account, several of them (`x+facebook`), or all."""
    say = reader.language.say
    if account == "all":
        return say("all accounts")
    if account == "event-open-days":
        return say("the open days’ own account")
    known = reader.names.get(account)
    if known:
        return known
    platforms = _platforms(reader.language)
    parts = account.split("+")
    if all(part in platforms for part in parts):
        return reader.language.listed([platforms[part] for part in parts])
    return foreign(account)


def outcome_name(outcome: str, language: Language) -> str:
    """What contents turned out to be."""
    return {
        StatementOutcome.TRUE.value: language.say("True contents"),
        StatementOutcome.FABRICATED.value: language.say("Fabricated contents"),
        StatementOutcome.INACCURATE.value: language.say("Inaccurate contents"),
        StatementOutcome.OPEN.value: language.say("Not yet settled"),
    }.get(outcome, foreign(outcome))


def reason_name(reason: str | None, language: Language) -> str:
    """Why nothing was read, in the reader's language."""
    if reason is not None and reason not in set(Reason):
        return foreign(reason.replace("_", " "))
    return naming.reason_name(Reason(reason) if reason else None, language)


def _platforms(language: Language) -> Mapping[str, str]:
    return {key: language.names(platform.names) for key, platform in PLATFORMS.items()}


def _metrics(language: Language) -> Mapping[str, str]:
    return {
        "followers": language.say("Followers"),
        "followers_growth_rate": language.say("Growth of followers"),
        "posts_total": language.say("Posts in all"),
        "visits_and_views": language.say("Visits and views together"),
        "views_of_some_posts": language.say("Views of some posts"),
        "likes_of_some_posts": language.say("Likes of some posts"),
        "viewers": language.say("Viewers"),
    }


DASH = "—"
"""Stands where a number is not known."""


def amount(figure: Figure | None, language: Language) -> str:
    """A number with its qualifier; a dash where it is not known."""
    return language.quantity(figure.quantity) if figure else DASH


def change(figure: Figure | None, language: Language) -> str:
    """A gain or a loss with its sign, and its interval where rounding leaves one."""
    if figure is None:
        return DASH
    quantity, signed = figure.quantity, language.signed
    if quantity.low is not None and quantity.high is not None and not quantity.is_exact:
        return language.say("{low} to {high}", low=signed(quantity.low), high=signed(quantity.high))
    bound = quantity.low if quantity.precision is Precision.AT_LEAST else quantity.high
    told = signed(quantity.value if bound is None else bound)
    return language.qualify(told, quantity.precision)


def rate(figure: Figure | None, language: Language) -> str:
    """A growth as percent with its sign, and its interval where rounding leaves one."""
    return DASH if figure is None else rates.rate(figure.quantity, language, signed=True)


def evidence(figure: Figure | None, zone: ZoneInfo, language: Language) -> str:
    """Where a number comes from: when it was read, or for when it was printed."""
    if figure is None:
        return language.say("not known")
    if figure.at is not None:
        return language.say("read {moment}", moment=language.moment(figure.at, zone))
    if figure.as_of is not None:
        return language.say("printed, {day}", day=language.date(figure.as_of))
    if figure.period is not None:
        return language.say("printed for {period}", period=language.period(figure.period))
    return evidence_word(figure.quantity.evidence, language)


def evidence_word(evidence: Evidence, language: Language) -> str:
    """How strong a number is, in a word."""
    return {
        Evidence.MEASURED: language.say("measured"),
        Evidence.PUBLISHED: language.say("printed"),
        Evidence.DERIVED: language.say("estimated"),
    }[evidence]


def precision_word(precision: Precision, language: Language) -> str:
    """How closely a number is known, in a word."""
    return {
        Precision.EXACT: language.say("exact"),
        Precision.THOUSAND: language.say("to the thousand"),
        Precision.ABOUT: language.say("approximate"),
        Precision.AT_LEAST: language.say("lower bound"),
        Precision.AT_MOST: language.say("upper bound"),
    }[precision]


def summed(one: Summed, language: Language) -> str:
    """A sum over posts, with how many of them told it where not all did."""
    if one.figure is None:
        return DASH
    total = amount(one.figure, language)
    if one.is_whole:
        return total
    return language.say(
        "{total} ({told} of {posts})",
        total=total,
        told=language.number(one.counted),
        posts=language.number(one.posts),
    )


def names(balance: Balance, language: Language) -> dict[str, str]:
    """What each account is called: its platform's name, where it has one account alone.

    One of an event is none of those: it is always told by its own name, too.
    """
    found: list[YearStanding | Output] = [*balance.standings, *balance.outputs]
    accounts = {standing.account: standing.platform for standing in found}
    of_events = {one.account for one in found if one.is_event}
    crowd = Counter(key for account, key in accounts.items() if account not in of_events)
    told = {}
    for account, key in accounts.items():
        name = language.names(PLATFORMS[key].names) if key in PLATFORMS else ""
        is_alone = crowd[key] == 1 and account not in of_events
        told[account] = name if name and is_alone else " · ".join(filter(None, (name, account)))
    return told


def source(figure: Figure, zone: ZoneInfo, language: Language) -> str:
    """What a number rests on: its readings, its printed source, or the numbers it is made of."""
    said = figure.quantity.source
    if figure.readings:
        latest = language.moment(figure.readings[-1].at, zone)
        count = language.count("{n} reading", "{n} readings", len(figure.readings))
        told = language.say("{readings}, the latest {moment}", readings=count, moment=latest)
        return f"{told} · {foreign(said)}" if said else told
    return foreign(said)


def inset(text: str | None, language: Language) -> str:
    """What somebody else wrote, held together inside a text of ours."""
    words = foreign(text)
    return language.inset(words) if words else ""


def listed(items: Sequence[str], language: Language) -> str:
    """Names as a sentence lists them; empty of none."""
    return language.listed(items) if items else ""


def number(quantity: Quantity, about: str, language: Language) -> str:
    """A number by itself: a fraction of one as percent."""
    if not about.endswith(("growth", "rate")) and "_rate/" not in about:
        return language.quantity(quantity)
    return rates.rate(quantity, language)
