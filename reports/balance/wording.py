"""How single facts of the balance are worded: numbers, rates, where they come from, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from metrics.platforms import PLATFORMS
from metrics.quantity import Evidence, Precision, Quantity
from reports.balance.document import foreign
from reports.balance.facts import Balance, Output, Standing, Summed
from reports.balance.figures import Figure
from words import Language, rates

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
    found: list[Standing | Output] = [*balance.standings, *balance.outputs]
    accounts = {one.account: one.platform for one in found}
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
