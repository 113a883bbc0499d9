"""One account on a chart: its name, its colour, its measured readings, its printed figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import isnan, nan

from matplotlib.colors import to_hex, to_rgb

from charts.paper import Paper
from charts.timeline import A_DAY, Stretch, instant_x
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from metrics.series import PrintedFigure, Series
from words import Language

FOLLOWERS = "followers"
MOST_POINTS = 2000
"""Beyond so many readings only the last of each equal stretch of time is drawn."""
PALER = 0.45
"""How much nearer to white each further account of a platform is drawn."""
PATIENCE_DAYS = 1.5
"""A line that ended longer ago than this is followed by a gap up to now."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading gave, and where it lies on the axis of time."""

    x: float
    value: float
    """Not a number where it is a gap, as matplotlib takes it."""

    @property
    def is_gap(self) -> bool:
        """Whether there is no number."""
        return isnan(self.value)


@dataclass(frozen=True, slots=True)
class Track:
    """What is drawn of one account."""

    name: str
    colour: str
    readings: tuple[Reading, ...]
    printed: tuple[PrintedFigure, ...] = ()

    @property
    def known(self) -> list[Reading]:
        """The readings that gave a number."""
        return [reading for reading in self.readings if not reading.is_gap]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.known and not self.printed

    def values(self) -> Iterator[float]:
        """Every number that is drawn, bounds of printed figures included."""
        yield from (reading.value for reading in self.known)
        for figure in self.printed:
            quantity = figure.quantity
            for bound in (quantity.low, quantity.value, quantity.high):
                if bound is not None:
                    yield float(bound)


def names_and_colours(series: Sequence[Series], language: Language) -> list[tuple[str, str]]:
    """What each account is called and how it is coloured, two of one platform told apart."""
    crowd = Counter(each.platform for each in series)
    seen: Counter[str] = Counter()
    found = []
    for each in series:
        platform = PLATFORMS[each.platform]
        name = language.names(platform.names)
        lone = crowd[each.platform] == 1
        colour = _paler(platform.colour, seen[each.platform])
        found.append((name if lone else f"{name} · {each.account}", colour))
        seen[each.platform] += 1
    return found


def tracks_of(
    series: Sequence[Series], printed: Sequence[PrintedFigure], language: Language
) -> list[Track]:
    """A track for each series, with the printed follower figures of the same account.

    Figures of other accounts or metrics ("all", views) are no part of these lines: left out.
    """
    looks = names_and_colours(series, language)
    return [
        Track(name, colour, readings_of(each), _figures(printed, each.account))
        for each, (name, colour) in zip(series, looks, strict=True)
    ]


def readings_of(series: Series) -> tuple[Reading, ...]:
    """The readings of a series on the axis, gaps included."""
    return tuple(
        Reading(instant_x(point.at), float(point.quantity.value) if point.quantity else nan)
        for point in series.points
        if point.at is not None
    )


def within(track: Track, stretch: Stretch) -> Track:
    """What of a track lies in a stretch, thinned to what can be drawn."""
    first, last = stretch.ends
    readings = [reading for reading in track.readings if first <= reading.x < last]
    figures = [
        figure
        for figure in track.printed
        if figure.period.since < stretch.until and stretch.since < figure.period.until
    ]
    return replace(track, readings=tuple(thinned(readings)), printed=tuple(figures))


def thinned(readings: Sequence[Reading], most: int = MOST_POINTS) -> list[Reading]:
    """At most about `most` readings: the first, then the last of each equal stretch of time.

    A stretch with a gap in it keeps one, too.
    """
    if len(readings) <= most:
        return list(readings)
    width = (readings[-1].x - readings[0].x) / most
    buckets: dict[int, list[Reading]] = {}
    for reading in readings:
        buckets.setdefault(int((reading.x - readings[0].x) / width), []).append(reading)
    return [readings[0], *(kept for bucket in buckets.values() for kept in _kept(bucket))]


def broken(readings: Iterable[Reading]) -> list[list[Reading]]:
    """The unbroken runs of readings between gaps."""
    runs: list[list[Reading]] = [[]]
    for reading in readings:
        if reading.is_gap:
            runs.append([])
        else:
            runs[-1].append(reading)
    return [run for run in runs if run]


def gaps(readings: Sequence[Reading], first: float, last: float) -> list[tuple[float, float]]:
    """Where nothing was read between two places: between runs, and before and after them all."""
    runs = broken(readings)
    if not runs:
        return [(first, last)]
    edges = [(before[-1].x, after[0].x) for before, after in pairwise(runs)]
    outer = [(first, runs[0][0].x), (runs[-1][-1].x, last)]
    return sorted(
        edges + [(since, until) for since, until in outer if until - since > PATIENCE_DAYS]
    )


def stretch_of(
    series: Sequence[Series],
    printed: Sequence[PrintedFigure],
    paper: Paper,
    since: date | None = None,
    until: date | None = None,
) -> Stretch:
    """The days to draw: from the first datum (or `since`) to today (or `until`, excluded)."""
    today = local_day(paper.now, paper.zone)
    looks = [point.at for each in series for point in each.points[:1] if point.at is not None]
    begun = [local_day(at, paper.zone) for at in looks]
    begun += [figure.period.since for figure in printed]
    first = since or min(begun, default=today)
    last = until or max([today + A_DAY, *(figure.period.until for figure in printed)])
    return Stretch(first, max(last, first + A_DAY), paper.zone)


def _figures(printed: Sequence[PrintedFigure], account: str) -> tuple[PrintedFigure, ...]:
    found = [each for each in printed if each.account == account and each.metric == FOLLOWERS]
    return tuple(sorted(found, key=lambda figure: figure.period))


def _kept(bucket: Sequence[Reading]) -> Iterator[Reading]:
    """Of one stretch: a gap if there was one, and the last reading."""
    gap = [reading for reading in bucket if reading.is_gap][:1]
    last = [reading for reading in bucket if not reading.is_gap][-1:]
    yield from sorted(gap + last, key=lambda reading: reading.x)


def _paler(colour: str, times: int) -> str:
    white = 1 - (1 - PALER) ** times
    red, green, blue = (part + (1 - part) * white for part in to_rgb(colour))
    return to_hex((red, green, blue))
