"""Lengths of time, and stretches of the calendar, as sentences tell them."""

from __future__ import annotations

from datetime import date, timedelta

from metrics.periods import Period, Span
from words.language import Case, Language
from words.nouns import Noun, counted

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)
TOLD_IN_HOURS = timedelta(hours=48)
"""Below this a length is told in hours and minutes, from it on in days and hours."""
TOLD_IN_DAYS = 60
"""Up to so many days an account's first success is told in days, later in months."""
MONTHS_OF_YEAR = 12


def length_in_words(length: timedelta, language: Language, case: Case = Case.NOMINATIVE) -> str:
    """A length to the minute, in at most two units: 1 hour and 30 minutes; 3 days and 4 hours.

    From 48 hours on minutes are dropped. Nothing is told as minutes: in Arabic, less than one.
    """
    days, rest = divmod(length, A_DAY)
    if length < TOLD_IN_HOURS:
        hours, minutes = divmod(length, AN_HOUR)
        units = ((Noun.HOUR, hours), (Noun.MINUTE, minutes // A_MINUTE))
    else:
        units = ((Noun.DAY, days), (Noun.HOUR, rest // AN_HOUR))
    parts = [counted(noun, n, language, case) for noun, n in units if n]
    return language.listed(parts) if parts else counted(Noun.MINUTE, 0, language, case)


def age(length: timedelta, language: Language) -> str:
    """A length of time in its greatest whole unit: days, hours or minutes, rounded down.

    In the genitive: it stands after "at an age of".
    """
    if length >= A_DAY:
        return counted(Noun.DAY, length // A_DAY, language, Case.GENITIVE)
    if length >= AN_HOUR:
        return counted(Noun.HOUR, length // AN_HOUR, language, Case.GENITIVE)
    return counted(Noun.MINUTE, max(0, length // A_MINUTE), language, Case.GENITIVE)


def months_short_of(n: int, language: Language) -> str:
    """Less than so many months, as a source may print it."""
    months = counted(Noun.MONTH, n, language, Case.GENITIVE)
    return language.say("less than {length}", length=months)


def launch(opened: date, reached: date, language: Language) -> str:
    """From the day on which an account was opened to a later one: 14 days, less than 10 months.

    In the genitive: it stands after "in". Days up to sixty, then months: a month that has
    begun makes "less than".
    """
    days = (reached - opened).days
    if days <= TOLD_IN_DAYS:
        return counted(Noun.DAY, max(days, 1), language, Case.GENITIVE)
    years, months = reached.year - opened.year, reached.month - opened.month
    whole = years * MONTHS_OF_YEAR + months - (reached.day < opened.day)
    if reached.day == opened.day:
        return counted(Noun.MONTH, whole, language, Case.GENITIVE)
    return months_short_of(whole + 1, language)


def days_in_words(since: date, until: date, language: Language) -> str:
    """The days of a stretch, both ends told: 16–20 ماي 2026. Half-open: `until` is not of it."""
    last = max(since, until - A_DAY)
    if last == since:
        return language.date(since)
    if (since.year, since.month) == (last.year, last.month):
        return language.say(
            "{month} {first}–{last}, {year}",
            first=language.day_number(since),
            last=language.day_number(last),
            month=language.month_name(since),
            year=language.year(since),
        )
    first = language.day_month(since) if since.year == last.year else language.date(since)
    return language.say("{first} – {last}", first=first, last=language.date(last))


def period_in_words(when: date | Period, language: Language) -> str:
    """A day or a period as a sentence names it: le 9 mai 2026; 2023; سنة 2023."""
    if isinstance(when, date):
        return language.say("{the_day}", the_day=language.date(when))
    match when.span:
        case Span.DAY:
            return language.say("{the_day}", the_day=language.date(when.since))
        case Span.WEEK:
            return language.say("the week of {day}", day=language.date(when.since))
        case Span.MONTH:
            return language.say("{the_month}", the_month=language.month(when.since))
        case Span.YEAR:
            return language.say("{the_year}", the_year=language.year(when.since))
