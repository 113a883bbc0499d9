"""An account at a glance: its number, how old that is, and what it gained of late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from metrics.growth import in_total, known_total
from metrics.model import Account
from metrics.periods import last_days, local_day
from queries.growth import AccountGrowth, growth_by_account, standing
from storage import Store
from web.site import Site, Visitor
from web.wording import fall_in_words, growth_in_words, read_ago, reservation
from words import platform_name
from words.accounts import names_of_accounts
from words.notices import not_known
from words.sentences import together_sentence

SPANS = (7, 30, 365)
"""Days, today among them, over which it is told what an account gained."""
LATE_SLOTS = 2
"""A number older than so many slots is told as an old one."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What an account gained in some days."""

    title: str
    words: str
    note: str | None
    is_loss: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One account, worded."""

    account: str
    platform: str
    """Its key: styles know it by that."""
    name: str
    href: str
    number: str
    is_known: bool
    read: str
    is_old: bool
    gains: tuple[Gain, ...]


def cards(
    store: Store, accounts: Sequence[Account], site: Site, visitor: Visitor
) -> tuple[Card, ...]:
    """A card for each account, in the order of the settings."""
    now, zone = site.clock(), site.settings.zone()
    periods = [last_days(days, local_day(now, zone)) for days in SPANS]
    grown = growth_by_account(store, accounts, periods, zone, now)
    return tuple(
        _card(store, account, grown[index * len(SPANS) :][: len(SPANS)], site, visitor)
        for index, account in enumerate(accounts)
    )


def standing_together(
    store: Store, accounts: Sequence[Account], site: Site, visitor: Visitor
) -> str | None:
    """The followers of all accounts but those of events, as far as known, and of each network."""
    words, now = visitor.language, site.clock()
    members = in_total(accounts)
    points = {
        account.name: standing(store, account, now + timedelta(seconds=1)) for account in members
    }
    known = known_total({name: point.quantity if point else None for name, point in points.items()})
    names = names_of_accounts(members, words)
    networks = [
        (names[name], point.quantity) for name, point in points.items() if point and point.quantity
    ]
    day = local_day(now, site.settings.zone())
    return together_sentence(words, total=known.value, networks=networks, when=day)


def _card(
    store: Store,
    account: Account,
    grown: Sequence[AccountGrowth],
    site: Site,
    visitor: Visitor,
) -> Card:
    now, words = site.clock(), visitor.language
    point = standing(store, account, now + timedelta(seconds=1))
    quantity = point.quantity if point else None
    at = point.at if point else None
    late = LATE_SLOTS * site.settings.schedule.followers
    return Card(
        account=account.name,
        platform=account.platform,
        name=words.names(account.title) or platform_name(account.platform, words),
        href=visitor.link(f"/account/{account.name}"),
        number=words.quantity(quantity) if quantity else not_known(words),
        is_known=quantity is not None,
        read=_read(at, site, visitor),
        is_old=at is None or now - at > late,
        gains=tuple(_gain(*pair, site, visitor) for pair in zip(SPANS, grown, strict=True)),
    )


def _read(at: datetime | None, site: Site, visitor: Visitor) -> str:
    if at is None:
        return visitor.language.say("no reading yet")
    return read_ago(at, site.clock(), visitor.language)


def _gain(days: int, entry: AccountGrowth, site: Site, visitor: Visitor) -> Gain:
    words, net = visitor.language, entry.growth.net
    notes = reservation(entry, site.settings.zone(), words), fall_in_words(entry, words)
    return Gain(
        title=words.count("in {n} day", "in {n} days", days),
        words=growth_in_words(entry.growth, entry.rate, words),
        note=" · ".join(filter(None, notes)) or None,
        is_loss=net is not None and net.value < 0,
        is_known=net is not None,
    )
