"""The phrases that pages share: ages, changes, platforms, posts, alerts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from documents.model import Cell, Foreign
from documents.wording import change_in_words
from metrics.growth import NO_READING_BEFORE, NetGrowth
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from metrics.quantity import TOLD_LATER, Quantity
from metrics.series import Post
from queries.growth import AccountGrowth
from web.site import Visitor
from words import Language, age, wordless
from words.lengths import period_in_words
from words.names import evidence_name
from words.notices import not_known
from words.rates import rate_in_words

LONGEST_EXCERPT = 160
"""Characters of a post's text in a list."""
ADDRESS = re.compile(r"https?://\S+")


def read_ago(at: datetime, now: datetime, language: Language) -> str:
    """How old a reading is."""
    if now - at < timedelta(minutes=1):
        return language.say("read just now")
    return language.say("read {age} ago", age=age(now - at, language))


def growth_in_words(growth: NetGrowth, rate: Quantity | None, language: Language) -> str:
    """A net growth with its rate, or that it is not known."""
    if growth.net is None:
        return not_known(language)
    net = change_in_words(growth.net, language)
    if rate is None:
        return net
    share = rate_in_words(rate, language, signed=True)
    return language.inset(f"{net} ({share})") if not language.rtl else f"{net} ({share})"


def reservation(entry: AccountGrowth, zone: ZoneInfo, language: Language) -> str | None:
    """Why a growth is not known, or from and to where it is; None where it is its period's own."""
    growth = entry.growth
    if growth.reason == NO_READING_BEFORE:
        return " · ".join(
            (language.say("no reading before these days"), *_known(entry, zone, language))
        )
    if growth.reason is not None:
        return language.say("no reading in these days")
    return " · ".join(_ends(entry, zone, language)) or None


def _known(entry: AccountGrowth, zone: ZoneInfo, language: Language) -> Iterator[str]:
    """What was gained since the first reading: the nearest known answer."""
    if entry.since_first is not None and entry.first and entry.first.at:
        yield language.say(
            "{gain} since {day}",
            gain=change_in_words(entry.since_first, language),
            day=language.date(local_day(entry.first.at, zone)),
        )


def _ends(entry: AccountGrowth, zone: ZoneInfo, language: Language) -> Iterator[str]:
    say, growth = language.say, entry.growth
    if growth.net is not None and growth.net.evidence in TOLD_LATER:
        yield evidence_name(growth.net.evidence, language)
    if growth.is_longer and growth.start_at:
        day = language.date(local_day(growth.start_at, zone))
        yield say("since the reading of {day}", day=day)
    if entry.start and entry.start.period:
        period = period_in_words(entry.start.period, language)
        yield say("since the figure printed for {period}", period=period)
    if entry.end and entry.end.period:
        period = period_in_words(entry.end.period, language)
        yield say("until the figure printed for {period}", period=period)


def fall_in_words(entry: AccountGrowth, language: Language) -> str | None:
    """That a growth holds a fall in one step, and what it would be without; None without one."""
    without = entry.without_falls
    if without is None:
        return None
    return language.say(
        "with a fall in one step on {day}; without it {net}",
        day=language.date(entry.falls[-1].at.date()),
        net=change_in_words(without, language),
    )


def excerpt_of(post: Post, language: Language) -> str:
    """The beginning of a post's text in one line, or what it is, in brackets."""
    line = " ".join(ADDRESS.sub("", post.text or "").split())
    if not any(letter.isalnum() for letter in line):
        return f"({wordless(post, language)})"
    if len(line) <= LONGEST_EXCERPT:
        return line
    return line[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + "…"


def own_link(post: Post) -> str | None:
    """The post's address on its platform; None where it is none of the platform's own."""
    if post.url is None or not post.url.isprintable():
        return None
    try:
        parts = urlsplit(post.url)
        plain = parts.scheme == "https" and parts.port is None and "@" not in parts.netloc
    except ValueError:
        return None
    return post.url if plain and parts.hostname in PLATFORMS[post.platform].hosts else None


def post_cell(post: Post, visitor: Visitor) -> Cell:
    """A post in a list: its words, which lead to its own page."""
    words = excerpt_of(post, visitor.language)
    return Cell(
        Foreign(words) if post.text else words,
        href=visitor.link(f"/post/{post.account}/{post.id}"),
    )
