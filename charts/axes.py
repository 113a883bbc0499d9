"""The drawings of a sheet and their axes: time, values, and marks that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from charts.fonts import FAINT, RULE, SCALE, SMALL, Face
from charts.page import Paper, Sheet, is_narrow
from metrics.periods import midnight
from words import Language

HIGH = 1.5
"""A drawing among others, with its name; inches, as everything here."""
SHARE = 0.3
"""And at most this share of the height of its paper, of which two charts fill a page."""
AROUND = 2.2
"""What heading and footnotes take on a wide page."""
LOWEST = 0.9
"""Of a drawing among others, with its name: where notes have taken the room, the page grows."""
LOWEST_ON_TELEPHONE = 1.4
LOWEST_ALONE = 1.4
"""Of the one drawing of its page."""
NAME = 0.34
BESIDE = 0.1
SCALE_OF_TIME = 0.3


@dataclass(frozen=True, slots=True)
class Panel:
    """The place of one drawing: from `bottom` to `top`, its name above."""

    bottom: float
    top: float
    is_last: bool
    """Whether the labels below it are shared by those above."""

    def entitle(self, sheet: Sheet, words: str, face: Face, *, unit: bool = False) -> None:
        """Write the drawing's name, with `unit` also what its scale counts: followers."""
        level = self.top + 0.12
        sheet.write((sheet.start, level), words, face)
        if unit:
            beside = sheet.onward(sheet.measure(words, face) + BESIDE)
            sheet.write((beside, level), sheet.language.say("followers"), SMALL)


def height_for(panels: int, paper: Paper) -> float:
    """How high a sheet with so many drawings must be: the paper's own height, or more."""
    if is_narrow(paper):
        return paper.size[1]
    return max(paper.size[1], AROUND + panels * min(HIGH, paper.size[1] * SHARE))


def stacked(sheet: Sheet, count: int) -> list[Panel]:
    """Share the room of the sheet among so many drawings, the first on top."""
    sheet.bottom += SCALE_OF_TIME
    sheet.reserve(count * _lowest(sheet) if count > 1 else LOWEST_ALONE)
    high = (sheet.top - sheet.bottom) / count
    tops = [sheet.top - index * high for index in range(count)]
    return [Panel(top - high, top - NAME, top is tops[-1]) for top in tops]


def _lowest(sheet: Sheet) -> float:
    return LOWEST_ON_TELEPHONE if sheet.is_narrow else LOWEST


MOST_MARKS = 40
"""No page holds more labels beside one another."""
AT_EDGE = 0.02
"""Between the edge of the page and a label that had to move inside, in inches."""
CLEARANCE = 1.3
"""Room that a mark's label takes, over its width."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the axis: where it stands, where its label stands, what that says."""

    at: float
    label_at: float
    words: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an axis lies on the page: from `left` to `right`, `reserved` free after its end.

    These three are inches; `ends` are the two ends in the axis's own unit.
    """

    left: float
    right: float
    reserved: float
    ends: tuple[float, float]

    @property
    def scale(self) -> float:
        """Units for each inch."""
        first, last = self.ends
        return (last - first) / (self.right - self.left - self.reserved)

    def across(self, x: float) -> float:
        """Where a place of the axis lies on the page."""
        return self.left + (x - self.ends[0]) / self.scale


def first_that_fits(sheet: Sheet, frame: Frame, offered: Iterable[list[Mark]]) -> list[Mark]:
    """The first of the sets of marks whose labels do not crowd, else the last.

    The newest mark is never dropped: at the edge of the page its label moves inside.
    """
    chosen: list[Mark] = []
    for marks in offered:
        chosen = _newest_inside(sheet, frame, marks)
        widest = max((sheet.measure(mark.words, SCALE) for mark in chosen), default=0)
        places = [mark.label_at / frame.scale for mark in chosen]
        steps = [after - before for before, after in pairwise(places)]
        if min(steps, default=frame.right) >= widest * CLEARANCE:
            break
    return chosen


def _newest_inside(sheet: Sheet, frame: Frame, marks: list[Mark]) -> list[Mark]:
    if not marks:
        return marks
    *others, newest = marks
    reach = sheet.measure(newest.words, SCALE) / 2 + AT_EDGE
    furthest = frame.ends[0] + (sheet.width - reach - frame.left) * frame.scale
    return [*others, replace(newest, label_at=min(newest.label_at, furthest))]


def draw_axis(
    sheet: Sheet, axes: Axes, frame: Frame, marks: Sequence[Mark], *, labels: bool = True
) -> None:
    """Give the axes the frame's axis: a thin rule at each mark, and labels inside the page."""
    first, last = frame.ends
    axes.set_xlim(first, last + frame.reserved * frame.scale)

    def seen(mark: Mark) -> bool:
        reach = sheet.measure(mark.words, SCALE) / 2
        return labels and reach < frame.across(mark.label_at) < sheet.width - reach

    words = [sheet.compose(mark.words) if seen(mark) else "" for mark in marks]
    axes.set_xticks([mark.at for mark in marks], minor=True)
    axes.set_xticks([mark.label_at for mark in marks])
    axes.set_xticklabels(words, **sheet.look(SCALE))
    axes.tick_params(axis="x", which="both", length=0, pad=6)
    axes.grid(axis="x", which="minor", color=RULE, linewidth=0.6)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySpan:
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


@dataclass(frozen=True, slots=True)
class TimeFrame(Frame):
    """A frame whose axis is days of the calendar."""

    stretch: DaySpan


def time_frame(edges: tuple[float, float], reserved: float, stretch: DaySpan) -> TimeFrame:
    """The frame of a stretch between these edges of the page."""
    return TimeFrame(*edges, reserved, stretch.ends, stretch)


def draw_time(
    sheet: Sheet,
    axes: Axes,
    frame: TimeFrame,
    *,
    labels: bool = True,
    candidates: Iterable[list[Mark]] | None = None,
) -> None:
    """Give the axes the frame's axis of time, with or without labels.

    The marks are the first of the candidates whose labels fit; by default the finest of days,
    weeks, months and years.
    """
    offered = _candidates(frame.stretch, sheet.language) if candidates is None else candidates
    draw_axis(sheet, axes, frame, first_that_fits(sheet, frame, offered), labels=labels)


def _candidates(stretch: DaySpan, language: Language) -> Iterator[list[Mark]]:
    """Every so many days, months, years; only sets that a page could hold."""
    rules = (
        (_days, language.day_month, (1, 2, 7, 14)),
        (_months, language.month, (1, 2, 3, 6)),
        (_years, language.year, (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)),
    )
    for find, name, steps in rules:
        for step in steps:
            days = list(islice(find(stretch, step), MOST_MARKS + 1))
            if len(days) <= MOST_MARKS:
                yield _marked(days, name, stretch, centred=step == 1)


def _marked(
    days: Sequence[date], name: Callable[[date], str], stretch: DaySpan, *, centred: bool
) -> list[Mark]:
    """Marks at these days, labelled there or in the middle of what is seen until the next."""
    first, last = stretch.ends
    places = [max(first, day_x(day, stretch.zone)) for day in days]
    labels = places
    if centred:
        labels = [(begin + end) / 2 for begin, end in pairwise([*places, last])]
    return [Mark(*mark) for mark in zip(places, labels, map(name, days), strict=True)]


def _days(stretch: DaySpan, step: int) -> Iterator[date]:
    """Every so many days, counted so that whole weeks begin on Monday."""
    day = stretch.since + timedelta(days=(1 - stretch.since.toordinal()) % step)
    while day < stretch.until:
        yield day
        day += timedelta(days=step)


def _months(stretch: DaySpan, step: int) -> Iterator[date]:
    """The months of which something is seen; every so many, counted from January."""
    month = stretch.since.replace(day=1)
    while month < stretch.until:
        if (month.month - 1) % step == 0 and (step == 1 or month >= stretch.since):
            yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _years(stretch: DaySpan, step: int) -> Iterator[date]:
    """The years of which something is seen; every so many, on round ones."""
    for year in range(stretch.since.year, stretch.until.year + 1):
        first = date(year, 1, 1)
        if year % step == 0 and first < stretch.until and (step == 1 or first >= stretch.since):
            yield first


GAP = 0.1
"""Between the marks' labels and the drawing, in inches."""
HEADROOM = 0.06
"""What a scale leaves free above its highest value, as a share of its length."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where, and the marks between."""

    low: float
    high: float
    marks: tuple[float, ...]


def scale(low: float, high: float, *, marks: int = 5) -> Scale:
    """A scale that holds both values, with about so many whole marks."""
    if low == high:
        low, high = min(low, 0), max(high, low + 1)
    locator = MaxNLocator(marks, steps=[1, 2, 2.5, 5, 10], integer=True)
    margin = (high - low) * HEADROOM
    top = high + margin
    bottom = low if low == 0 else low - margin
    inside = [
        float(mark)
        for mark in locator.tick_values(bottom, top)
        if bottom <= mark <= top and mark == round(mark)
    ]
    return Scale(bottom, top, tuple(inside))


def gutter(sheet: Sheet, *scales: Scale) -> float:
    """How wide the widest label of these scales is, with its gap, in inches."""
    words = [_number(mark, sheet) for each in scales for mark in each.marks]
    return max((sheet.measure(label, SCALE) for label in words), default=0) + GAP


def _number(mark: float, sheet: Sheet) -> str:
    return sheet.language.number(round(mark))


def edges(sheet: Sheet, room: float) -> tuple[float, float]:
    """Left and right of a drawing, `room` inches kept for the scale where a line begins."""
    left, right = sheet.margin, sheet.width - sheet.margin
    return (left, right - room) if sheet.language.rtl else (left + room, right)


def draw_values(sheet: Sheet, axes: Axes, values: Scale, *, labels: bool = True) -> None:
    """Give the axes the scale, at the edge where a line of text begins, and thin rules.

    Without `labels` the rules alone, for a drawing beside one that has them.
    """
    axes.set_ylim(values.low, values.high)
    axes.set_yticks(
        values.marks,
        [sheet.compose(_number(mark, sheet)) if labels else "" for mark in values.marks],
        va="center",
        **sheet.look(SCALE),
    )
    axes.yaxis.set_ticks_position("right" if sheet.language.rtl else "left")
    axes.tick_params(axis="y", length=0, pad=5)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    if values.low <= 0 <= values.high:
        axes.axhline(0, color=FAINT, linewidth=0.9, zorder=1.5)
