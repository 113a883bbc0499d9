"""Named periods of the institution's calendar: which there are, and which one somebody means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from metrics.periods import Period, Span
from metrics.series import Event
from metrics.spelling import nearest
from metrics.texts.phrases import Phrase, Plural
from metrics.texts.spoken import alike
from metrics.texts.wordings import Wording

RAMADAN = "ramadan"
"""The season that changes when people look, so that a comparison must say where it lies."""
A_YEAR = re.compile(r"\d{3,4}(?:-\d{4})?")
KEY_LANGUAGES = ("fr", "en")
"""An event goes by its name in the first of them that it has, which any keyboard writes."""
MOST_OFFERED = 12
LATEST = 3
"""So many editions of each season are offered."""


class Certainty(StrEnum):
    """How surely the days of an edition are known."""

    DECLARED = "declared"
    """By law, by the authority that declares them, or by the institution itself."""
    ESTIMATED = "estimated"
    """Computed: the true days may lie a day or more beside them."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One time that a season came: Ramadan 1447. Half-open: until is excluded."""

    label: str
    """The year by which it is told apart: 1447, 2026, 2025-2026."""
    since: date
    until: date
    certainty: Certainty = Certainty.DECLARED

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.since, self.until, Span.DAY)


@dataclass(frozen=True, slots=True)
class Season:
    """A period with a name that comes again: Ramadan, the school year, the open days."""

    key: str
    """Small letters a-z, digits and '-'; with a label it names an edition: ramadan-1447."""
    names: Mapping[str, str]
    """By language; at least one."""
    editions: tuple[Edition, ...]
    """By their first day."""
    words: tuple[str, ...] = ()
    """What people call it besides."""
    is_marked: bool = True
    """Whether charts show it."""

    @property
    def spellings(self) -> frozenset[str]:
        """Everything that it is called, written alike."""
        return frozenset(map(alike, (self.key, *self.names.values(), *self.words)))


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """An edition with the season that it is of."""

    season: Season
    edition: Edition

    @property
    def key(self) -> str:
        """The word by which it can be asked for: ramadan-1447."""
        return f"{self.season.key}-{self.edition.label}" if self.edition.label else self.season.key

    @property
    def names(self) -> dict[str, str]:
        """What it is called, by language: رمضان 1447."""
        label = self.edition.label
        return {code: f"{name} {label}".rstrip() for code, name in self.season.names.items()}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """The days of an edition as somebody of the institution entered them."""

    season: str
    """The key of the season."""
    edition: Edition
    source: str
    names: Mapping[str, str] = field(default_factory=dict)
    """What the season is called, by language; empty: as it is called already."""
    note: str | None = None
    wordings: tuple[Wording, ...] = ()
    """As entered: what is on file stands by itself."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Seasons, in the order in which they are offered."""

    seasons: tuple[Season, ...]

    def with_entries(self, entries: Sequence[CalendarEntry]) -> Calendar:
        """The calendar with the days that staff entered: they count before those of the year."""
        known = {season.key: season for season in self.seasons}
        keys = dict.fromkeys(entry.season for entry in entries)
        entered = [_entered(key, entries, known.get(key)) for key in keys]
        return merged(entered, self.seasons)

    def of_editions(self, keys: Collection[tuple[str, str]]) -> Calendar:
        """The editions alone of which the season's key and the label are named."""
        kept = (
            replace(
                season,
                editions=tuple(e for e in season.editions if (season.key, e.label) in keys),
            )
            for season in self.seasons
        )
        return Calendar(tuple(season for season in kept if season.editions))

    def with_events(self, events: Iterable[Event]) -> Calendar:
        """The calendar and the events on file, which go by their names."""
        return Calendar((*self.seasons, *_seasons_of(events)))

    def find(self, text: str, today: date) -> NamedPeriod | None:
        """What somebody means: `ramadan-1447`, `رمضان 1447`, `Ramadan 2026`, `ramadan`.

        A year is that of the season's own count or the one in which an edition begins. Without one
        the edition is the last that has begun, else the next. None: nothing is called so.

        Raises:
            ValueError: two editions begin in the year.
        """
        wanted = alike(text)
        for name, year in _readings(wanted):
            for season in self.seasons:
                if name in season.spellings:
                    edition = _edition(season, year, today)
                    if edition:
                        return NamedPeriod(season, edition)
        return None

    def editions(self) -> Iterator[NamedPeriod]:
        """Every edition of every season."""
        for season in self.seasons:
            yield from (NamedPeriod(season, edition) for edition in season.editions)

    def within(self, since: date, until: date) -> list[NamedPeriod]:
        """The editions of which a day lies in [since, until), by their first day."""
        editions = (
            named
            for named in self.editions()
            if named.edition.since < until and since < named.edition.until
        )
        return sorted(editions, key=lambda named: (named.edition.since, named.season.key))

    def offered(self, today: date) -> list[NamedPeriod]:
        """What to offer on a day: of each season the latest editions that have begun."""
        begun = (
            [NamedPeriod(season, each) for each in season.editions if each.since <= today]
            for season in self.seasons
            if season.is_marked
        )
        return [edition for editions in begun for edition in reversed(editions[-LATEST:])]

    def days_of_season(self, key: str, period: Period) -> int:
        """How many days of a period lie in editions of a season."""
        return sum(
            max(0, (min(each.until, period.until) - max(each.since, period.since)).days)
            for season in self.seasons
            if season.key == key
            for each in season.editions
        )

    def understood(self, text: str, today: date) -> str:
        """A list of names that would be understood, the nearest to a text first."""
        keys = [edition.key for edition in self.offered(today)]
        meant = nearest(text, keys)
        ordered = dict.fromkeys([*([meant] if meant else []), *keys])
        return ", ".join(list(ordered)[:MOST_OFFERED])


def merged(own: Sequence[Season], known: Sequence[Season]) -> Calendar:
    """The institution's own seasons, and those that are known; its own days count first."""
    by_key = {season.key: season for season in known}
    ours = tuple(_merged(season, by_key.get(season.key)) for season in own)
    keys = {season.key for season in own}
    return Calendar((*ours, *(season for season in known if season.key not in keys)))


def _entered(key: str, entries: Sequence[CalendarEntry], known: Season | None) -> Season:
    """What was entered of a season; the names are those entered last."""
    of_it = [entry for entry in entries if entry.season == key]
    names = {code: name for entry in of_it for code, name in entry.names.items()}
    editions = sorted((entry.edition for entry in of_it), key=lambda edition: edition.since)
    return Season(
        key,
        names or (known.names if known else {KEY_LANGUAGES[0]: key}),
        tuple(editions),
        is_marked=known is None or known.is_marked,
    )


def _merged(own: Season, known: Season | None) -> Season:
    if known is None:
        return own
    labels = {edition.label for edition in own.editions}
    others = (edition for edition in known.editions if edition.label not in labels)
    return Season(
        own.key,
        {**known.names, **own.names},
        tuple(sorted((*own.editions, *others), key=lambda edition: edition.since)),
        (*own.words, *known.words, *known.names.values()),
        own.is_marked,
    )


def _readings(wanted: str) -> Iterator[tuple[str, str]]:
    """A name with the years at its end, the longest name first: a name may end in a year itself."""
    yield wanted, ""
    words = wanted.split()
    for count in (1, 2):
        years = words[-count:]
        if len(words) > count and all(A_YEAR.fullmatch(year) for year in years):
            yield " ".join(words[:-count]), "-".join(years)


def _edition(season: Season, year: str, today: date) -> Edition | None:
    if not year:
        begun = [each for each in season.editions if each.since <= today]
        return begun[-1] if begun else next(iter(season.editions), None)
    labelled = [each for each in season.editions if each.label == year]
    editions = labelled or [each for each in season.editions if str(each.since.year) == year]
    if len(editions) > 1:
        keys = ", ".join(f"{season.key}-{each.label}" for each in editions)
        raise ValueError(
            Phrase(
                "{times} begin in {year}: write one of {keys}",
                times=Plural("{n} of them", "{n} of them", len(editions)),
                year=str(year),
                keys=keys,
            )
        )
    return editions[0] if editions else None


def _seasons_of(events: Iterable[Event]) -> Iterator[Season]:
    """Events as seasons: those that share a name but for its year are editions of one."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(name_without_year(event), []).append(event)
    for name, group in groups.items():
        ordered = sorted(group, key=lambda each: each.since)
        names = {code: without_year(text) for code, text in ordered[-1].names.items()}
        called = {text for each in group for text in each.names.values()}
        yield Season(
            key=name.replace(" ", "-"),
            names=names,
            editions=tuple(_edition_of(each, ordered) for each in ordered),
            words=tuple(sorted(map(without_year, called))),
        )


def _edition_of(event: Event, group: Sequence[Event]) -> Edition:
    """An event as an edition, told apart by its year, or its month where the year has two."""
    same = [each for each in group if each.since.year == event.since.year]
    label = f"{event.since:%Y}" if len(same) == 1 else f"{event.since:%Y-%m}"
    return Edition(label, event.since, event.until)


def name_without_year(event: Event) -> str:
    """A name of an event, written alike, that it shares with its other editions."""
    code = next((code for code in KEY_LANGUAGES if code in event.names), min(event.names))
    return alike(without_year(event.names[code]))


def without_year(name: str) -> str:
    """A name without the year that stands in it."""
    return " ".join(re.sub(r"\b(?:19|20)\d{2}\b", " ", name).split()) or name
