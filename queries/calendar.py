"""The institution's calendar with the events on file: what is meant by a name, what charts mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from metrics.calendar import RAMADAN, Calendar, Certainty, NamedPeriod
from metrics.periods import Period, spoken_period
from metrics.series import Event
from metrics.texts.phrases import Phrase, said_by
from settings import Settings
from storage import Store
from storage.registers.periods import calendar_periods
from storage.registers.printed import events
from words import Language, language

LONGEST_MARKED = timedelta(days=400)
"""Over more days a chart would show a name for each year and nothing else."""


def calendar_of(settings: Settings, store: Store) -> Calendar:
    """The institution's calendar, and the events on file."""
    return seasons_of(settings, store).with_events(events(store))


def seasons_of(settings: Settings, store: Store) -> Calendar:
    """The institution's calendar: what staff entered, then the settings, then what is known."""
    return settings.seasons().with_entries(calendar_periods(store))


def own_seasons(settings: Settings, store: Store) -> Calendar:
    """Of the calendar what the institution itself has given: by the settings, or entered."""
    given = {
        (section.key, period.label) for section in settings.calendar for period in section.period
    }
    entered = {(entry.season, entry.edition.label) for entry in calendar_periods(store)}
    return seasons_of(settings, store).of_editions(given | entered)


def period_meant(text: str, today: date, calendar: Callable[[], Calendar]) -> Period:
    """The period that is meant: a label, `last month`, or the name of one of the calendar.

    The calendar is asked for only where a text is no period by itself.

    Raises:
        ValueError: it cannot be understood; the sentence says what can.
    """
    try:
        return spoken_period(text, today)
    except ValueError as error:
        seasons = calendar()
        named = seasons.find(text, today)
        if named is not None:
            return named.edition.period
        offered = seasons.understood(text, today)
        if not offered:
            raise
        raise ValueError(
            Phrase("{error}; or by name: {offered}", error=said_by(error), offered=offered)
        ) from None


def is_named(text: str, today: date) -> bool:
    """Whether a text is no stretch of days by itself, so that only the calendar can know it."""
    try:
        spoken_period(text, today)
    except ValueError:
        return True
    return False


def first_day_meant(text: str, today: date, calendar: Callable[[], Calendar]) -> date:
    """The first day of a period, or of one of the calendar or an event that is named.

    Raises:
        ValueError: it cannot be understood; the sentence says what can.
    """
    return period_meant(text, today, calendar).since


def events_drawn(
    settings: Settings, store: Store, since: date | None, until: date | None, today: date
) -> list[Event]:
    """What charts mark in [since, until): the events on file, and periods of the calendar.

    The latter where the days drawn are no more than about a year; without a first day none.
    """
    on_file = events(store, since, until)
    last = until or today + timedelta(days=1)
    if since is None or last - since > LONGEST_MARKED:
        return on_file
    marked = (
        each for each in seasons_of(settings, store).within(since, last) if each.season.is_marked
    )
    return [*on_file, *map(_as_event, marked)]


def _as_event(named: NamedPeriod) -> Event:
    edition = named.edition
    return Event(edition.since, edition.until, dict(_names(named)))


def _names(named: NamedPeriod) -> Iterator[tuple[str, str]]:
    for code, name in named.names.items():
        yield code, name_with_certainty(named, name, language(code))


def name_with_certainty(named: NamedPeriod, name: str, reader: Language) -> str:
    """A name, which says of computed days that they are."""
    if named.edition.certainty is Certainty.DECLARED:
        return name
    return reader.say("{name} (computed)", name=name)


def computed_days(
    calendar: Calendar, since: date | None, until: date | None, reader: Language
) -> Iterator[str]:
    """That the days asked for are those of a period that was computed and not declared."""
    for named in calendar.editions():
        edition = named.edition
        is_asked = (edition.since, edition.until) == (since, until)
        if is_asked and edition.certainty is Certainty.ESTIMATED:
            yield reader.say(
                "{name}: its days are computed and not declared; enter declared ones as a period of"
                " the calendar (`record period`).",
                name=reader.names(named.names),
            )


def ramadan_moves(
    calendar: Calendar, before: Period, after: Period, reader: Language
) -> Iterator[str]:
    """That one of two periods holds days of Ramadan and the other none, or far fewer."""
    days = [calendar.days_of_season(RAMADAN, period) for period in (before, after)]
    if max(days) and min(days) < max(days) / 2:
        yield reader.say(
            "Ramadan moves: {earlier} of its days lie in the earlier period and {later} in the"
            " later one. People look at other hours in it; compare one Ramadan with another.",
            earlier=reader.number(days[0]),
            later=reader.number(days[1]),
        )
