"""Sentences on followers: the total, each account's change, the accounts opened (S1 to S5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from metrics.periods import Period
from metrics.quantity import Precision, Quantity, measured
from words.language import Case, Language
from words.lengths import period_in_words
from words.nouns import Noun, counted
from words.rates import rate_in_words as percent
from words.sentences.clauses import (
    Count,
    count_in_words,
    enumerated,
    foreign,
    sentence_of,
    until_now,
)


class Trend(StrEnum):
    """What a change is called."""

    RISE = "rise"
    FALL = "fall"
    STABLE = "stable"
    UNCLEAR = "unclear"
    """The interval holds nothing on both its sides: rounding hides the sign."""


def trend(change: Quantity) -> Trend:
    """What a net change is called.

    Of "at most 74,500" the lower bound is open, and the value in the middle gives the sign.
    """
    if change.low == change.high == 0:
        return Trend.STABLE
    if change.low is not None and change.low > 0:
        return Trend.RISE
    if change.high is not None and change.high < 0:
        return Trend.FALL
    if change.low is None and change.value > 0:
        return Trend.RISE
    if change.precision is Precision.ABOUT and change.low is None and change.value < 0:
        return Trend.FALL
    return Trend.UNCLEAR


def size(change: Quantity) -> Quantity:
    """How great a change is, without its sign: a fall of at least 5 is "more than 5"."""
    return measured(0) - change if trend(change) is Trend.FALL else change


def together_sentence(
    language: Language,
    *,
    total: Count | None,
    networks: Sequence[tuple[str, Count]] = (),
    when: date | Period | None = None,
    is_so_far: bool = False,
) -> str | None:
    """S1: the followers of all accounts, and of each network by name.

    `when` is the day of the readings, or the period for which the figures are: one that is not
    over `is_so_far`.
    """
    if total is None:
        return None
    followers = counted(Noun.FOLLOWER, total, language, Case.ACCUSATIVE)
    clause = _standing(followers, when, language, is_so_far=is_so_far)
    if networks:
        parts = [
            language.say(
                "{network} {number}",
                number=count_in_words(n, language),
                network=foreign(name, language),
            )
            for name, n in networks
        ]
        listed = enumerated(parts, language)
        clause = language.say("{clause}: {parts}", clause=clause, parts=listed)
    return sentence_of(clause, language)


def change_sentence(
    language: Language,
    account: str,
    *,
    net: Quantity | None,
    rate: Quantity | None = None,
    since: date | Period | None = None,
    lost: Sequence[int] = (),
) -> str | None:
    """S2: the net change of an account since a day, or since the period printed before.

    `rate` is a fraction of one; its sign is the verb's, as is that of `net`. `lost` is by how many
    followers each fall in one step within was.
    """
    if net is None:
        return None
    way = trend(net)
    clause = _changed(foreign(account, language), net, way, language)
    if rate is not None and way in {Trend.RISE, Trend.FALL}:
        share = percent(size(rate), language)
        clause = language.say("{clause}, that is {rate}", clause=clause, rate=share)
    if since is not None:
        reference = period_in_words(since, language)
        clause = language.say("{clause} since {reference}", clause=clause, reference=reference)
    if lost:
        fallen = counted(Noun.FOLLOWER, sum(lost), language, Case.GENITIVE)
        clause = language.count(
            "{clause}, counting a fall in one step of {followers}",
            "{clause}, counting {n} falls in one step, {followers} in all",
            len(lost),
            clause=clause,
            followers=fallen,
        )
    return sentence_of(clause, language)


def change_not_known_sentence(
    language: Language,
    account: str,
    *,
    printed: Quantity | None = None,
    source: str | None = None,
) -> str:
    """S3: that a change cannot be computed, and the rate that somebody printed at the time."""
    name = foreign(account, language)
    clause = language.say(
        "The change of {account} is not computed, for want of an earlier reading", account=name
    )
    if printed is None:
        return sentence_of(clause, language)
    clause = language.say(
        "{clause}; a rate of {rate} was printed at the time",
        clause=clause,
        rate=percent(printed, language),
    )
    return sentence_of(clause, language, foreign(source, language) if source else None)


def like_for_like_sentence(
    language: Language, *, accounts: Sequence[str], rate: Quantity | None
) -> str | None:
    """S4: the growth of the accounts that were there at both ends, a fraction of one."""
    if rate is None or not accounts:
        return None
    names = language.listed([foreign(name, language) for name in accounts])
    clause = language.say(
        "For the same accounts ({accounts}), the overall change is {rate}",
        accounts=names,
        rate=percent(rate, language),
    )
    return sentence_of(clause, language)


def launch_sentence(
    language: Language,
    account: str,
    *,
    followers: Count | None,
    opened: date | Period | None = None,
    within: str | None = None,
) -> str | None:
    """S5: what an account drew since it was opened.

    `within` is a length in words, as `lengths.launch` and `lengths.months_short_of` tell it.
    """
    if followers is None:
        return None
    gain = counted(Noun.FOLLOWER, followers, language, Case.ACCUSATIVE)
    clause = _opened(foreign(account, language), gain, opened, language)
    if within:
        clause = language.say("{clause} in {length}", clause=clause, length=within)
    return sentence_of(clause, language)


def _standing(
    followers: str, when: date | Period | None, language: Language, *, is_so_far: bool
) -> str:
    if when is None:
        return language.say("The official accounts have {followers}", followers=followers)
    if isinstance(when, date):
        day = language.date(when)
        return language.say(
            "As of {day}, the official accounts have {followers}", day=day, followers=followers
        )
    return language.say(
        "For {period}, the official accounts have {followers}",
        period=until_now(period_in_words(when, language), language, is_so_far=is_so_far),
        followers=followers,
    )


def _changed(account: str, net: Quantity, way: Trend, language: Language) -> str:
    if way is Trend.STABLE:
        return language.say("{account}: stable", account=account)
    if way is Trend.UNCLEAR:
        return language.say(
            "{account}: a net change in followers of {change}",
            account=account,
            change=_interval(net, language),
        )
    followers = counted(Noun.FOLLOWER, size(net), language, Case.GENITIVE)
    if way is Trend.RISE:
        return language.say(
            "{account}: a net rise of {followers}", account=account, followers=followers
        )
    return language.say(
        "{account}: a net fall of {followers}", account=account, followers=followers
    )


def _interval(net: Quantity, language: Language) -> str:
    if net.low is None or net.high is None:
        return language.quantity(net)
    low, high = language.signed(net.low), language.signed(net.high)
    return language.say("{low} to {high}", low=low, high=high)


def _opened(account: str, followers: str, opened: date | Period | None, language: Language) -> str:
    if opened is None:
        return language.say("{account} drew {followers}", account=account, followers=followers)
    if isinstance(opened, date):
        return language.say(
            "Opened on {day}, {account} drew {followers}",
            day=language.date(opened),
            account=account,
            followers=followers,
        )
    return language.say(
        "Opened in {period}, {account} drew {followers}",
        period=period_in_words(opened, language),
        account=account,
        followers=followers,
    )
