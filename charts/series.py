"""One account on a chart: its name, its colour, its measured readings as broken lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from math import isnan, nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from charts.axes import A_DAY, DaySpan, Frame, instant_x
from charts.fonts import QUIET, RULE, STRONG
from charts.labels import INK, Board, around, spread
from charts.page import Paper, Sheet
from metrics.falls import Fall, falls
from metrics.periods import local_day
from metrics.platforms import PLATFORMS
from metrics.quantity import Evidence, weakest
from metrics.series import PrintedFigure, Series
from words import bidi
from words.accounts import account_names

FOLLOWERS = "followers"
MOST_POINTS = 2000
"""Beyond so many readings only the last of each equal stretch of time is drawn."""
PALER = 0.45
"""How much nearer to white each further account of a platform is drawn."""
PATIENCE_DAYS = 1.5
"""A line that ended longer ago than this is followed by a gap up to now."""


@dataclass(frozen=True, slots=True)
class PlottedReading:
    """What a reading gave, and where it lies on the axis of time."""

    x: float
    value: float
    """Not a number where it is a gap, as matplotlib takes it."""
    evidence: Evidence = Evidence.MEASURED
    """Where the number comes from; of a gap it says nothing."""

    @property
    def is_gap(self) -> bool:
        """Whether there is no number."""
        return isnan(self.value)


@dataclass(frozen=True, slots=True)
class Track:
    """What is drawn of one account."""

    name: str
    colour: str
    readings: tuple[PlottedReading, ...]
    printed: tuple[PrintedFigure, ...] = ()
    falls: tuple[Fall, ...] = ()
    """Falls in one step, which no post and no campaign explains."""

    @property
    def known(self) -> list[PlottedReading]:
        """The readings that gave a number."""
        return [reading for reading in self.readings if not reading.is_gap]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.known and not self.printed

    def known_by(self, evidence: Evidence) -> list[PlottedReading]:
        """The readings whose number comes from there."""
        return [reading for reading in self.known if reading.evidence is evidence]

    def values(self) -> Iterator[float]:
        """Every number that is drawn, bounds of printed figures included."""
        yield from (reading.value for reading in self.known)
        for figure in self.printed:
            quantity = figure.quantity
            for bound in (quantity.low, quantity.value, quantity.high):
                if bound is not None:
                    yield float(bound)


def names_and_colours(series: Sequence[Series], paper: Paper) -> list[tuple[str, str]]:
    """What each account is called and how it is coloured, two of one platform told apart."""
    platforms = {each.account: each.platform for each in series}
    names = account_names(
        platforms, paper.language, titles=paper.titles, foreign=bidi.without_marks
    )
    seen: Counter[str] = Counter()
    looks = []
    for each in series:
        colour = _paler(PLATFORMS[each.platform].colour, seen[each.platform])
        looks.append((names[each.account], colour))
        seen[each.platform] += 1
    return looks


def tracks_of(
    series: Sequence[Series], printed: Sequence[PrintedFigure], paper: Paper
) -> list[Track]:
    """A track for each series, with the printed follower figures of the same account.

    Figures of other accounts or metrics ("all", views) are no part of these lines: left out.
    """
    looks = names_and_colours(series, paper)
    return [
        Track(
            name,
            colour,
            plotted_readings(each),
            _figures(printed, each.account),
            falls(each.points),
        )
        for each, (name, colour) in zip(series, looks, strict=True)
    ]


def plotted_readings(series: Series) -> tuple[PlottedReading, ...]:
    """The readings of a series on the axis, gaps included."""
    return tuple(
        PlottedReading(instant_x(point.at), nan)
        if point.quantity is None
        else PlottedReading(
            instant_x(point.at), float(point.quantity.value), point.quantity.evidence
        )
        for point in series.points
        if point.at is not None
    )


def track_within(track: Track, stretch: DaySpan) -> Track:
    """What of a track lies in a stretch, thinned to what can be drawn."""
    first, last = stretch.ends
    readings = [reading for reading in track.readings if first <= reading.x < last]
    figures = [
        figure
        for figure in track.printed
        if figure.period.since < stretch.until and stretch.since < figure.period.until
    ]
    seen = tuple(fall for fall in track.falls if first <= instant_x(fall.at) < last)
    kept = tuple(thinned(readings))
    return replace(track, readings=kept, printed=tuple(figures), falls=seen)


def joined(before: Track, after: Track) -> Track:
    """One account's track over two stretches that follow each other; each figure and fall once."""
    return replace(
        before,
        readings=(*before.readings, *after.readings),
        printed=(
            *before.printed,
            *(figure for figure in after.printed if figure not in before.printed),
        ),
        falls=tuple(dict.fromkeys([*before.falls, *after.falls])),
    )


def thinned(readings: Sequence[PlottedReading], most: int = MOST_POINTS) -> list[PlottedReading]:
    """At most about `most` readings: the first, then the last of each equal stretch of time.

    A stretch with a gap in it keeps one, too.
    """
    if len(readings) <= most:
        return list(readings)
    width = (readings[-1].x - readings[0].x) / most
    buckets: dict[int, list[PlottedReading]] = {}
    for reading in readings:
        buckets.setdefault(int((reading.x - readings[0].x) / width), []).append(reading)
    return [readings[0], *(kept for bucket in buckets.values() for kept in _kept(bucket))]


def broken(readings: Iterable[PlottedReading]) -> list[list[PlottedReading]]:
    """The unbroken runs of readings between gaps."""
    runs: list[list[PlottedReading]] = [[]]
    for reading in readings:
        if reading.is_gap:
            runs.append([])
        else:
            runs[-1].append(reading)
    return [run for run in runs if run]


def evidence_runs(
    readings: Iterable[PlottedReading],
) -> Iterator[tuple[Evidence, list[PlottedReading]]]:
    """The unbroken runs, cut where the evidence changes; a step between two is of the weaker.

    A run of one reading has no line: it is not among them.
    """
    for run in broken(readings):
        steps = groupby(pairwise(run), key=lambda step: weakest(point.evidence for point in step))
        for evidence, members in steps:
            (first, second), *rest = members
            yield evidence, [first, second, *(later for _, later in rest)]


def unread_between(
    readings: Sequence[PlottedReading], first: float, last: float
) -> list[tuple[float, float]]:
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
) -> DaySpan:
    """The days to draw: from the first datum (or `since`) to today (or `until`, excluded).

    Never beyond today, for the future is not data; but a printed figure is drawn over its period.
    """
    today = local_day(paper.now, paper.zone)
    looks = [point.at for each in series for point in each.points[:1] if point.at is not None]
    begun = [local_day(at, paper.zone) for at in looks]
    begun += [figure.period.since for figure in printed]
    first = since or min(begun, default=today)
    last = max([today + A_DAY, *(figure.period.until for figure in printed)])
    last = min(until or last, last)
    return DaySpan(first, max(last, first + A_DAY), paper.zone)


def _figures(printed: Sequence[PrintedFigure], account: str) -> tuple[PrintedFigure, ...]:
    figures = [each for each in printed if each.account == account and each.metric == FOLLOWERS]
    return tuple(sorted(figures, key=lambda figure: figure.period))


def _kept(bucket: Sequence[PlottedReading]) -> Iterator[PlottedReading]:
    """Of one stretch: a gap if there was one, and the last reading."""
    gap = [reading for reading in bucket if reading.is_gap][:1]
    last = [reading for reading in bucket if not reading.is_gap][-1:]
    yield from sorted(gap + last, key=lambda reading: reading.x)


def _paler(colour: str, times: int) -> str:
    white = 1 - (1 - PALER) ** times
    red, green, blue = (part + (1 - part) * white for part in to_rgb(colour))
    return to_hex((red, green, blue))


WIDTH = 1.9
END_GAP = 0.12
"""From the last reading to its label, in inches."""
APART = 0.2
"""From one label at the lines' ends to the next, in inches."""
BETWEEN, BELOW_NAMES = 0.2, 0.12
"""From a name above the drawings to the next, and from the last line of them down, in inches."""
NEAR_END = 0.04
"""A line that stops within this share of the axis before its end is named beside the axis."""
MOVED = 0.05
"""A label that had to move further than this, in inches, is tied to its line."""
CLEARED = {"color": "white", "linewidth": 0, "zorder": 0.5}
"""What lies under a label, over the thin rules of the scale."""
TIE = 0.16
"""How much further away labels stand where one of them is tied, in inches."""
LINES: Mapping[Evidence, dict[str, Any]] = {
    Evidence.MEASURED: {"linewidth": WIDTH},
    Evidence.REPORTED: {"linewidth": WIDTH, "linestyle": (0, (4, 1.4))},
    Evidence.EXPORTED: {"linewidth": WIDTH, "linestyle": (0, (1, 1.1))},
    Evidence.PUBLISHED: {"linewidth": 0.9, "linestyle": (0, (6, 2))},
    Evidence.DERIVED: {"linewidth": 1.1, "linestyle": (0, (8, 2, 1.2, 2))},
}
"""How a line is drawn, by where its numbers come from: nobody takes one for another."""
HATCHED: dict[str, Any] = {"facecolor": "none", "edgecolor": RULE, "hatch": "////", "linewidth": 0}
MOST_BOXES = 60


@dataclass(frozen=True, slots=True)
class Ending:
    """What is written where a line ends."""

    track: Track
    words: str
    last: PlottedReading


def draw_line(axes: Axes, track: Track, *, dotted: bool = False, ended: bool = True) -> None:
    """Draw the readings; each is a dot if `dotted`, else those between two gaps and the last.

    A line that goes on in another drawing is not `ended`: its last reading has no dot.

    What was not measured is drawn apart: its line as `LINES` has it, its dots hollow.
    """
    look: dict[str, Any] = {"color": track.colour, "solid_joinstyle": "round", "zorder": 3}
    xs = [reading.x for reading in track.readings]
    ys = [
        reading.value if reading.evidence is Evidence.MEASURED else nan
        for reading in track.readings
    ]
    if track.known_by(Evidence.MEASURED):
        axes.plot(xs, ys, **look | LINES[Evidence.MEASURED])
    for evidence, run in evidence_runs(track.readings):
        if evidence is not Evidence.MEASURED:
            places = [(reading.x, reading.value) for reading in run]
            axes.plot(*zip(*places, strict=True), **look | LINES[evidence])
    lone = [run[0] for run in broken(track.readings) if len(run) == 1]
    dots = track.known if dotted else lone + (track.known[-1:] if ended else [])
    measured = [dot for dot in dots if dot.evidence is Evidence.MEASURED]
    _draw_dots(axes, measured, track.colour, track.colour)
    hollow = [dot for dot in dots if dot.evidence is not Evidence.MEASURED]
    if hollow:
        _draw_dots(axes, hollow, track.colour, "white")


def _draw_dots(axes: Axes, dots: Sequence[PlottedReading], colour: str, inside: str) -> None:
    axes.plot(
        [dot.x for dot in dots],
        [dot.value for dot in dots],
        color=colour,
        linestyle="none",
        marker="o",
        markersize=4.2,
        markerfacecolor=inside,
        zorder=3.1,
    )


def draw_gaps(axes: Axes, holes: Sequence[tuple[float, float]]) -> None:
    """Hatch the stretches in which nothing was read."""
    for since, until in holes:
        axes.axvspan(since, until, **HATCHED)


def name_gaps(board: Board, holes: Sequence[tuple[float, float]], frame: Frame) -> None:
    """Write into each hole that is wide enough that there is no reading."""
    words = board.sheet.language.say("no reading")
    size = board.sheet.extent(words, QUIET)
    low, high = board.axes.get_ylim()
    for since, until in holes:
        if (until - since) / frame.scale >= size[0] + 0.1:
            middle = ((since + until) / 2, (low + high) / 2)
            board.label(middle, words, QUIET, [(0, 0), *around(size)])


def keep_off(board: Board, track: Track) -> None:
    """Take the places that the line runs through, so that no label lies on it."""
    for run in broken(track.readings):
        step = max(1, len(run) // MOST_BOXES)
        for index in range(0, len(run), step):
            part = run[index : index + step + 1]
            places = [board.inches(reading.x, reading.value) for reading in part]
            xs, ys = [x for x, _ in places], [y for _, y in places]
            board.keep_off(min(xs) - 0.02, min(ys) - 0.02, max(xs) + 0.02, max(ys) + 0.02)


def line_ends(tracks: Sequence[Track], sheet: Sheet, *, named: bool) -> list[Ending]:
    """What to write where each line ends: its last number, after its name if `named`."""
    ends = []
    for track in tracks:
        for last in track.known[-1:]:
            number = sheet.language.number(round(last.value))
            words = sheet.joined(track.name, number) if named else number
            ends.append(Ending(track, words, last))
    return ends


def reserved(ends: Sequence[Ending], sheet: Sheet) -> float:
    """What the labels at the lines' ends need beside the axis, in inches."""
    widest = max((sheet.measure(ending.words, STRONG) for ending in ends), default=0)
    return widest + 2 * END_GAP + TIE if ends else 0


def write_above(sheet: Sheet, ends: Sequence[Ending]) -> None:
    """Write names and last numbers above the drawings, where a telephone has no room beside them.

    In their colours, the greatest first, as many on a line as fit; before the foot is written,
    with which they belong to the heading. The room's top moves down.
    """
    reach = sheet.inner
    for ending in sorted(ends, key=lambda ending: -ending.last.value):
        wide = sheet.measure(ending.words, STRONG)
        if reach + wide > sheet.inner:
            sheet.top, reach = sheet.top - STRONG.pitch, 0.0
        face = STRONG.in_colour(ending.track.colour)
        sheet.write((sheet.onward(reach), sheet.top), ending.words, face)
        reach += wide + BETWEEN
    sheet.top -= BELOW_NAMES if ends else 0


def write_endings(
    board: Board, ends: Sequence[Ending], frame: Frame, *, under_heading: bool = False
) -> None:
    """Write the labels of the lines, beside the axis where they end there, else near the end.

    `under_heading`: words above the drawing may reach over its end, so the highest stays below.
    """
    first, last = frame.ends
    edge = last - NEAR_END * (last - first)
    beside = [ending for ending in ends if ending.last.x >= edge]
    _write_beside(board, beside, board.room.y1 - (APART / 2 if under_heading else 0))
    for ending in ends:
        if ending.last.x < edge:
            face = STRONG.in_colour(ending.track.colour)
            point = (ending.last.x, ending.last.value)
            board.label(
                point, ending.words, face, around(board.sheet.extent(ending.words, face), 0.03)
            )


def _write_beside(board: Board, ends: Sequence[Ending], high: float) -> None:
    if not ends:
        return
    places = [board.inches(ending.last.x, ending.last.value) for ending in ends]
    left = max(x for x, _ in places) + END_GAP
    low = board.room.y0 + APART / 2
    levels = spread([y for _, y in places], APART, low, high)
    moved = [abs(level - y) > MOVED for level, (_, y) in zip(levels, places, strict=True)]
    left += TIE if any(moved) else 0
    for ending, (x, y), level, is_tied in zip(ends, places, levels, moved, strict=True):
        face = STRONG.in_colour(ending.track.colour)
        board.sheet.write((left, level), ending.words, face, align="left", level="center")
        wide, tall = board.sheet.extent(ending.words, face)
        board.keep_off(left, level - tall / 2, left + wide, level + tall / 2)
        corner = (left - 0.03, level - tall * INK / 2)
        board.sheet.block(corner, (wide + 0.06, tall * INK), CLEARED)
        if is_tied:
            tie = {"color": ending.track.colour, "linewidth": 0.6}
            board.sheet.line([x + 0.03, left - 0.03], [y, level], tie)
