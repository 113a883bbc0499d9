"""The bars of one account: losses below zero, gaps hatched and never zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from math import inf
from typing import Any

from matplotlib.axes import Axes

from charts.axes import (
    MOST_MARKS,
    Mark,
    Panel,
    Scale,
    TimeFrame,
    day_x,
    draw_time,
    draw_values,
    instant_x,
    scale,
)
from charts.breaks import mark_falls
from charts.fonts import LABEL, SMALL, STRONG
from charts.labels import AIR, INK, Board
from charts.page import Sheet
from charts.series import HATCHED, Track
from metrics.growth import NO_READING_BEFORE, NetGrowth
from metrics.periods import Period, Span
from words import Language

FULL = 0.78
"""The width of a bar over the length of its period."""
WIDEST = 0.9
"""Of a bar, in inches."""
PALE = 0.4
"""How strong the colour of a period is of which days are missing."""
DOTS = "#BCC5CE"
NOT_KNOWN: dict[str, Any] = HATCHED | {"hatch": "..", "edgecolor": DOTS}
"""Over periods that were read and whose growth is not known for all that."""
BACKWARD: dict[str, Any] = {
    "linewidth": 1.1,
    "marker": "<",
    "markersize": 5,
    "markerfacecolor": "white",
    "markevery": [-1],
}
"""From the reading that a growth really begins with to its bar, which carries the mark."""
STEPS = 90
"""How far beyond its bar a number or a word may stand, in steps of the air around labels."""
ROOM_FOR_LABELS = 0.28
"""Beyond the longest bars, as a share of what they span."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """The bars of one account."""

    track: Track
    growths: tuple[NetGrowth, ...]

    @property
    def known(self) -> list[tuple[NetGrowth, float]]:
        """The periods with a growth, and that growth."""
        return [(each, float(each.net.value)) for each in self.growths if each.net is not None]

    def since(self, first: date) -> BarRow:
        """The bars from a day on, and the readings that these were counted from."""
        kept = tuple(each for each in self.growths if each.period.since >= first)
        starts = [instant_x(each.start_at) for each in kept if each.start_at]
        begun = any(each.reason == NO_READING_BEFORE for each in kept)
        begin = -inf if begun else min(starts, default=inf)
        readings = tuple(look for look in self.track.readings if look.x >= begin)
        return BarRow(replace(self.track, readings=readings), kept)

    @property
    def values(self) -> Scale:
        """A scale that holds the bars, zero and their labels."""
        nets = [net for _, net in self.known]
        low, high = min([0, *nets]), max([0, *nets])
        room = (high - low) * ROOM_FOR_LABELS
        return scale(low - room if low < 0 else 0, high + room if high > 0 else 0, marks=4)


def draw_row(sheet: Sheet, row: BarRow, frame: TimeFrame, panel: Panel) -> None:
    """Draw the bars of an account in its panel, with their scale, their labels and their gaps."""
    axes = sheet.axes(frame.left, panel.bottom, frame.right, panel.top)
    draw_values(sheet, axes, row.values)
    marks = period_marks([each.period for each in row.growths], frame, sheet.language)
    draw_time(sheet, axes, frame, labels=panel.is_last, candidates=marks)
    panel.entitle(sheet, row.track.name, STRONG.in_colour(row.track.colour), unit=True)
    _shade(axes, row, frame)
    for each, net in row.known:
        begin, width = extent(each.period, frame)
        look = _look(each, row.track.colour)
        axes.bar(begin, net, width, align="edge", zorder=2, **look)
    board = Board(sheet, axes)
    _point_back(board, row, frame)
    _label(board, row, frame)
    mark_falls(board, row.track.falls, with_line=False)


def _shade(axes: Axes, row: BarRow, frame: TimeFrame) -> None:
    """Hatch the periods without a growth, those that were read in another way."""
    for reason, alike in groupby(row.growths, lambda each: each.reason):
        ends = [end for each in alike for end in ends_of_period(each.period, frame)]
        if reason is not None:
            look = NOT_KNOWN if reason == NO_READING_BEFORE else HATCHED
            axes.axvspan(ends[0], ends[-1], **look)


def _point_back(board: Board, row: BarRow, frame: TimeFrame) -> None:
    """Mark each bar that holds more than its period, and show since when it does."""
    for each, net in row.known:
        if each.is_longer and each.start_at:
            begin, _ = extent(each.period, frame)
            since = max(instant_x(each.start_at), frame.ends[0])
            look = {"color": row.track.colour} | BACKWARD
            board.axes.plot([since, begin], [net / 2] * 2, zorder=2.5, **look)
            left, level = board.inches(since, net / 2)
            board.keep_off(left, level - AIR, board.inches(begin, 0)[0], level + AIR)


def period_marks(
    periods: Sequence[Period], frame: TimeFrame, language: Language
) -> Iterator[list[Mark]]:
    """Every period named in its middle, else every second and so on, back from the newest."""
    for step in range(1 + len(periods) // MOST_MARKS, len(periods) + 1):
        yield [_mark(period, frame, language) for period in periods[::-step][::-1]]


def _mark(period: Period, frame: TimeFrame, language: Language) -> Mark:
    begin, width = extent(period, frame)
    by_day = period.span in (Span.DAY, Span.WEEK)
    words = language.day_month(period.since) if by_day else language.period(period)
    return Mark(day_x(period.since, frame.stretch.zone), begin + width / 2, words)


def extent(period: Period, frame: TimeFrame) -> tuple[float, float]:
    """Where the bar of a period begins, and how wide it is."""
    begin, end = ends_of_period(period, frame)
    width = min((end - begin) * FULL, WIDEST * frame.scale)
    return (begin + end - width) / 2, width


def ends_of_period(period: Period, frame: TimeFrame) -> tuple[float, float]:
    """Both ends of a period on the axis."""
    zone = frame.stretch.zone
    return day_x(period.since, zone), day_x(period.until, zone)


def _look(each: NetGrowth, colour: str) -> dict[str, Any]:
    if each.is_complete:
        return {"color": colour}
    return {"color": (colour, PALE), "edgecolor": colour, "linewidth": 0.8}


def _label(board: Board, row: BarRow, frame: TimeFrame) -> None:
    """Write the growths at the ends of their bars: the newest and the greatest first.

    Where bars stand too close, the others go without; these two may stand across zero.
    """
    for each, net in row.known:
        begin, width = extent(each.period, frame)
        left, base = board.inches(begin, 0)
        right, end = board.inches(begin + width, net)
        board.keep_off(left, min(base, end), right, max(base, end))
    greatest = sorted(row.known, key=lambda pair: -abs(pair[1]))
    first = row.known[-1:] + greatest[:1]
    for each, net in dict.fromkeys(first + greatest):
        begin, width = extent(each.period, frame)
        words = board.sheet.language.signed(round(net))
        at, across = (begin + width / 2, net), (each, net) in first
        _write(board, at, words, across=across)
        if not each.is_over:
            say_so_far(board, at, below=net < 0)


def say_so_far(board: Board, at: tuple[float, float], *, below: bool = False) -> None:
    """Write at a bar, beyond its number, that its period is not over, where there is room."""
    words = board.sheet.language.say("so far")
    nearest = LABEL.pitch * INK + 2 * AIR
    edge = board.axes.get_ylim()[0 if below else 1]
    room = abs(board.inches(at[0], edge)[1] - board.inches(*at)[1]) - SMALL.pitch * INK / 2
    steps = [up for step in range(STEPS) if (up := nearest + step * AIR) <= room + AIR]
    across = board.inward(at[0], words, SMALL)
    board.label(at, words, SMALL, [(across, -up if below else up) for up in steps])


def _write(board: Board, at: tuple[float, float], words: str, *, across: bool) -> None:
    x, net = at
    offset = board.sheet.extent(words, LABEL)[1] * INK / 2 + 2 * AIR
    outward = offset if net >= 0 else -offset
    aside = board.inward(x, words, LABEL)
    if board.label((x, net), words, LABEL, [(aside, outward)]) or not across:
        return
    if not board.label((x, 0), words, LABEL, [(aside, -outward)]):
        steps = [outward * (1 + step * AIR / offset) for step in range(1, STEPS)]
        board.label((x, net), words, LABEL, [(aside, up) for up in steps])
