"""What a visitor filled in, or an address named, as values; or a page that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from metrics.model import Account
from metrics.periods import A_DAY, local_day, midnight, parse_period
from metrics.series import Post
from queries.calendar import calendar_of
from queries.request import ContradictoryDays, days_of
from storage import Store
from storage.accounts import if_enrolled
from storage.post_query import one_post
from web.errors import NotHere, WrongRequest
from web.site import Site, Visitor

MOST_DAYS = 36_500
Meant = TypeVar("Meant")


def account_named(site: Site, visitor: Visitor, name: str) -> Account:
    """The account of the settings that has this name.

    Raises:
        NotHere: none has.
    """
    for account in site.settings.accounts:
        if account.name == name:
            return account
    raise NotHere(visitor.language.say("No account is called {name}.", name=name))


def post_named(store: Store, site: Site, visitor: Visitor) -> Post:
    """The post that the address names, with every look at it.

    Raises:
        NotHere: no such post of no such account is on file.
    """
    account = account_named(site, visitor, visitor.names["account"])
    post = if_enrolled(lambda: one_post(store, account.name, visitor.names["post"]))
    if post is None:
        raise NotHere(visitor.language.say("No such post is on file."))
    return post


def choice(visitor: Visitor, name: str, known: Sequence[str], usual: str) -> str:
    """One word of a list.

    Raises:
        WrongRequest: another one was filled in.
    """
    word = visitor.args.get(name, usual)
    if word not in known:
        raise WrongRequest(
            visitor.language.say(
                "{name} is one of {words}.", name=name, words=visitor.language.listed(known)
            )
        )
    return word


@dataclass(frozen=True, slots=True)
class AskedDays:
    """The days that were asked for: from `since` to `until` (excluded); None is open."""

    since: date | None
    until: date | None

    def instants(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Its first instant and the first one after it, in UTC."""
        return _instant(self.since, zone), _instant(self.until, zone)


def _instant(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else midnight(day, zone)


def stretch(store: Store, site: Site, visitor: Visitor) -> AskedDays:
    """The days that were filled in: `in`, or `days` until today, or the first and the last.

    The last is `last`, which is included, or `until`, which is not: forms ask for the former.

    Raises:
        WrongRequest: they are none, or contradict each other.
    """
    args, language = visitor.args, visitor.language
    today = local_day(site.clock(), site.settings.zone())
    calendar = partial(calendar_of, site.settings, store)
    if "in" in args:
        spoken = args["in"]
        return _understood(
            visitor, "in", lambda _: AskedDays(*days_of(None, None, spoken, today, calendar))
        )
    if "days" in args:
        days = number_asked(visitor, "days", MOST_DAYS) or 1
        return AskedDays(today - timedelta(days=days - 1), None)
    since, until, last = (_day(visitor, name) for name in ("since", "until", "last"))
    until = last + A_DAY if last else until
    try:
        return AskedDays(*days_of(since, until, None, today, calendar))
    except ContradictoryDays:
        raise WrongRequest(language.say("The last day must come after the first.")) from None


def number_asked(visitor: Visitor, name: str, most: int) -> int | None:
    """A whole number from 1 to `most`; None where nothing was filled in.

    Raises:
        WrongRequest: it is no such number.
    """
    text = visitor.args.get(name)
    if text is None:
        return None
    if not (
        text.isascii()
        and text.isdecimal()
        and len(text) <= len(str(most))
        and 0 < int(text) <= most
    ):
        words = visitor.language
        raise WrongRequest(
            words.say("{name} is a number from 1 to {most}.", name=name, most=words.number(most))
        )
    return int(text)


def _day(visitor: Visitor, name: str) -> date | None:
    if name not in visitor.args:
        return None
    return _understood(visitor, name, parse_period).since


def _understood(visitor: Visitor, name: str, read: Callable[[str], Meant]) -> Meant:
    try:
        return read(visitor.args[name])
    except ValueError:
        raise WrongRequest(
            visitor.language.say(
                "{text} is not a day or a period: write 2026-03-09, 2026-03, 2026-W46 or 2026.",
                text=visitor.language.inset(visitor.args[name][:40]),
            )
        ) from None
