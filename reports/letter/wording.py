"""How a letter tells names, growths, excerpts and links, whatever its role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from metrics.model import Account
from metrics.periods import Period, local_day
from metrics.platforms import PLATFORMS
from metrics.quantity import Quantity
from reports.mail.smtp import one_line
from words import Language, bidi, notices
from words.accounts import names_of_accounts
from words.names import platform_name
from words.nouns import Noun, counted
from words.rates import number_as_rate

EXCERPT = 160
"""Characters of a post that a letter shows."""
A_DAY, AN_HOUR, A_MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LetterWording:
    """The language of a letter, the names of its accounts, and its clock."""

    language: Language
    zone: ZoneInfo
    now: datetime
    accounts: tuple[Account, ...]

    def account(self, name: str) -> str:
        """What an account is called: by its platform, with its own name where there are two."""
        names = names_of_accounts(self.accounts, self.language, foreign=isolated_line)
        return names.get(name, isolated_line(name))

    def listed(self, names: Sequence[str]) -> str:
        """Several accounts as a sentence lists them."""
        return self.language.listed([self.account(name) for name in names])

    def platform(self, key: str) -> str:
        """What a platform is called."""
        return platform_name(key, self.language)

    def not_known(self) -> str:
        """In the place of a number that nobody has."""
        return notices.not_known(self.language)

    def days(self, period: Period) -> str:
        """The days of a week, from the first to the last."""
        last = period.until - A_DAY
        if (period.since.year, period.since.month) == (last.year, last.month):
            return self.language.say(
                "{month} {first} to {last}, {year}",
                first=self.language.day_number(period.since),
                last=self.language.day_number(last),
                month=self.language.month_name(last),
                year=self.language.year(last),
            )
        is_one_year = period.since.year == last.year
        first = (self.language.day_month if is_one_year else self.language.date)(period.since)
        return self.language.say("{since} to {until}", since=first, until=self.language.date(last))

    def day(self, instant: datetime) -> str:
        """The day of an instant, with its year where that is not this one."""
        day = local_day(instant, self.zone)
        is_this_year = day.year == local_day(self.now, self.zone).year
        return (self.language.day_month if is_this_year else self.language.date)(day)

    def moment(self, instant: datetime) -> str:
        """An instant on the wall clock."""
        return self.language.moment(instant, self.zone)

    def number(self, quantity: Quantity | None) -> str:
        """A quantity with its qualifier; words where it is not known."""
        return self.not_known() if quantity is None else self.language.quantity(quantity)

    def signed(self, quantity: Quantity | None) -> str:
        """A growth with its sign; words where it is not known."""
        if quantity is None:
            return self.not_known()
        return self.language.qualified(self.language.signed(quantity.value), quantity)

    def rate(self, quantity: Quantity | None) -> str | None:
        """A growth as percent or per thousand with its sign; None where it is not known."""
        if quantity is None:
            return None
        rate = number_as_rate(quantity.value, self.language, signed=True)
        return self.language.qualified(rate, quantity)

    def length(self, span: timedelta) -> str:
        """A length of time: days and hours, or hours, or minutes."""
        minutes = max(1, round(span / A_MINUTE))
        hours, minutes = divmod(minutes, 60)
        days, rest = divmod(hours, 24)
        if days and rest:
            parts = (self.count(Noun.DAY, days), self.count(Noun.HOUR, rest))
            return self.language.listed(parts)
        if days:
            return self.count(Noun.DAY, days)
        return self.count(Noun.HOUR, hours) if hours else self.count(Noun.MINUTE, minutes)

    def count(self, noun: Noun, n: int | Quantity) -> str:
        """A counted noun."""
        return counted(noun, n, self.language)


def isolated_line(text: str) -> str:
    """Words of another language or direction, which leave those around them in their place."""
    return bidi.isolated(one_line(text))


def excerpt(text: str) -> str:
    """The beginning of a post on one line, without marks that turn lines around."""
    words = one_line(text)
    if len(words) <= EXCERPT:
        return words
    return words[:EXCERPT].rsplit(" ", 1)[0].rstrip(" ،,;:.") + "…"


def link_to(url: str | None, platform: str) -> str | None:
    """The address of a post, if it is one of its platform's own."""
    if url is None or not url.isascii() or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    fits = parts.scheme == "https" and parts.netloc in PLATFORMS[platform].hosts and port is None
    return url if fits and not set(url) & set(" \"'<>\\") else None
