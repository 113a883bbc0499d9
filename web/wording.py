"""The phrases that pages share: ages, changes, platforms, posts, alerts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from documents.model import Cell, Foreign
from metrics.growth import NO_READING_BEFORE, NetGrowth
from metrics.platforms import PLATFORMS
from metrics.quantity import Quantity
from metrics.series import Post
from queries.growth import AccountGrowth
from web.site import Visitor
from words import Language, age, wordless
from words.notices import not_known

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
    net = language.signed(growth.net.value)
    if rate is None:
        return net
    share = language.percent(rate.value, signed=True)
    return language.inset(f"{net} ({share})") if not language.rtl else f"{net} ({share})"


def reservation(growth: NetGrowth, visitor_zone: datetime | None, language: Language) -> str | None:
    """Why a growth is not known, or what it holds beside its period; None where it is plain."""
    if growth.reason == NO_READING_BEFORE:
        return language.say("no reading before these days")
    if growth.reason is not None:
        return language.say("no reading in these days")
    if growth.is_longer and visitor_zone is not None:
        return language.say("since the reading of {day}", day=language.date(visitor_zone.date()))
    return None


def fall_in_words(entry: AccountGrowth, language: Language) -> str | None:
    """That a growth holds a fall in one step, and what it would be without; None without one."""
    without = entry.without_falls
    if without is None:
        return None
    return language.say(
        "with a fall in one step on {day}; without it {net}",
        day=language.date(entry.falls[-1].at.date()),
        net=language.signed(without.value),
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
