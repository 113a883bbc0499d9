"""The axis of time: days since 1970 as plain numbers, with marks that fit.

Time runs from left to right in Arabic too. The Arabic press and Moroccan institutions print time
series so (as they print digits), and a growing line that falls to the eye would mislead. What
turns round in Arabic is everything that is read: titles, keys, notes, and the scale of values,
which stands at the right edge, where an Arabic reader begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes

from charts.faces import RULE, SCALE
from charts.sheet import Sheet
from metrics.periods import midnight
from words import Language

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)
CLEARANCE = 1.3
"""Room that a mark's label takes, over its width."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the axis: where it stands, where its label stands, what that says."""

    at: float
    label_at: float
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that an axis spans: from the first instant of `since` to that of `until`."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def ends(self) -> tuple[float, float]:
        """Its two ends on the axis."""
        return day_x(self.since, self.zone), day_x(self.until, self.zone)


def instant_x(instant: datetime) -> float:
    """Where an (aware) instant lies on the axis."""
    return (instant - EPOCH) / A_DAY


def day_x(day: date, zone: ZoneInfo) -> float:
    """Where the first instant of a day lies on the axis."""
    return instant_x(midnight(day, zone))


def marks(
    stretch: Stretch, language: Language, fits: Callable[[Sequence[Mark]], bool]
) -> list[Mark]:
    """The finest marks whose labels fit: days, weeks, months or years."""
    chosen: list[Mark] = []
    for chosen in _candidates(stretch, language):
        if fits(chosen):
            break
    return chosen


@dataclass(frozen=True, slots=True)
class Frame:
    """Where time lies on the page: from `left` to `right`, `reserved` free at its end; inches."""

    left: float
    right: float
    reserved: float
    stretch: Stretch

    @property
    def scale(self) -> float:
        """Days for each inch."""
        first, last = self.stretch.ends
        return (last - first) / (self.right - self.left - self.reserved)

    def across(self, x: float) -> float:
        """Where a place of the axis lies on the page."""
        return self.left + (x - self.stretch.ends[0]) / self.scale


def draw_time(sheet: Sheet, axes: Axes, frame: Frame, *, labels: bool = True) -> None:
    """Give the axes the frame's axis of time, with thin rules and (or without) labels."""
    first, last = frame.stretch.ends
    axes.set_xlim(first, last + frame.reserved * frame.scale)

    def fit(candidates: Sequence[Mark]) -> bool:
        widest = max((sheet.measure(mark.words, SCALE) for mark in candidates), default=0)
        places = [mark.label_at / frame.scale for mark in candidates]
        steps = [after - before for before, after in pairwise(places)]
        return min(steps, default=frame.right) >= widest * CLEARANCE

    chosen = marks(frame.stretch, sheet.language, fit)
    axes.set_xticks([mark.at for mark in chosen], minor=True)
    axes.set_xticks([mark.label_at for mark in chosen])

    def seen(mark: Mark) -> bool:
        reach = sheet.measure(mark.words, SCALE) / 2
        return labels and reach < frame.across(mark.label_at) < sheet.width - reach

    words = [sheet.compose(mark.words) if seen(mark) else "" for mark in chosen]
    axes.set_xticklabels(words, **sheet.look(SCALE))
    axes.tick_params(axis="x", which="both", length=0, pad=6)
    axes.grid(axis="x", which="minor", color=RULE, linewidth=0.6)


def _candidates(stretch: Stretch, language: Language) -> Iterator[list[Mark]]:
    for step in (1, 2, 7, 14):
        yield [_mark(day, language.day_month(day), stretch) for day in _days(stretch, step)]
    for step in (1, 2, 3, 6):
        yield [_mark(day, language.month(day), stretch) for day in _months(stretch, step)]
    for step in (1, 2, 5, 10, 20, 50):
        yield _years(stretch, language, step)


def _mark(day: date, words: str, stretch: Stretch) -> Mark:
    at = day_x(day, stretch.zone)
    return Mark(at, at, words)


def _days(stretch: Stretch, step: int) -> Iterator[date]:
    """Every so many days, counted so that whole weeks begin on Monday."""
    day = stretch.since + timedelta(days=(1 - stretch.since.toordinal()) % step)
    while day < stretch.until:
        yield day
        day += timedelta(days=step)


def _months(stretch: Stretch, step: int) -> Iterator[date]:
    for year in range(stretch.since.year, stretch.until.year + 1):
        for month in range(1, 13, step):
            if stretch.since <= date(year, month, 1) < stretch.until:
                yield date(year, month, 1)


def _years(stretch: Stretch, language: Language, step: int) -> list[Mark]:
    """Years, each labelled in the middle of what is seen of it."""
    first, last = stretch.ends
    found = []
    for year in range(stretch.since.year // step * step, stretch.until.year + 1, step):
        begin = max(first, day_x(date(year, 1, 1), stretch.zone))
        end = min(last, day_x(date(year + 1, 1, 1), stretch.zone))
        if begin < end:
            middle = (begin + end) / 2 if step == 1 else begin
            found.append(Mark(begin, middle, language.year(date(year, 1, 1))))
    return found
