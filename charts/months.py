"""What the posts of each month drew, one drawing an account; gaps hatched, breaks marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matplotlib.figure import Figure

from charts.axes import (
    BESIDE,
    DaySpan,
    Panel,
    Scale,
    TimeFrame,
    draw_time,
    draw_values,
    edges,
    gutter,
    height_for,
    instant_x,
    scale,
    stacked,
    time_frame,
)
from charts.bars import PALE, STEPS, ends_of_period, extent, period_marks, say_so_far
from charts.breaks import divide, instant_of, notes_on
from charts.fonts import GREY, LABEL, SMALL, STRONG
from charts.headings import Key, foot, head, say_nothing, write_key
from charts.labels import AIR, INK, Board
from charts.notes import time_span
from charts.page import Paper, Sheet
from charts.series import HATCHED, names_and_colours
from metrics.periods import Period, local_day
from metrics.platforms import Break, breaks_between
from metrics.quantity import Evidence, Quantity
from metrics.series import Series
from words import Language, count_name

ROOM_FOR_LABELS = 1.3
"""How much higher than its highest bar a scale reaches: a number, and that it is one so far."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The months of one account."""

    name: str
    colour: str
    platform: str
    metric: str
    months: tuple[tuple[Period, Quantity | None], ...]

    @property
    def known(self) -> list[tuple[Period, Quantity]]:
        """The months with a number."""
        return [(period, count) for period, count in self.months if count is not None]

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The breaks that the known months cross."""
        days = [period for period, _ in self.known]
        if not days:
            return ()
        last = days[-1].until - timedelta(days=1)
        return breaks_between(self.platform, self.metric, days[0].since, last)

    @property
    def values(self) -> Scale:
        """A scale from zero that holds the bars and their labels."""
        top = max((float(count.value) for _, count in self.known), default=0)
        return scale(0, top * ROOM_FOR_LABELS, marks=4)


def months_chart(series: Sequence[Series], paper: Paper) -> Figure:
    """Draw what the posts published in each month drew, as `metrics.posts.by_period` counts it.

    All series are of one metric and of the same months; a point without a quantity is a gap.
    """
    rows = _rows(series, paper)
    sheet = Sheet(paper, height_for(len(rows), paper))
    known = [period for row in rows for period, _ in row.known]
    if not known:
        head(sheet, paper.language.say("What the posts of each month drew"), paper.institution)
        foot(sheet, [])
        say_nothing(sheet, paper.language.say("There is no number of these months."))
        return sheet.figure
    stretch = DaySpan(min(known).since, _end(rows), paper.zone)
    head(sheet, _title(series[0].metric, paper.language), time_span(stretch, paper))
    _draw(sheet, [_since(row, stretch.since) for row in rows], stretch)
    return sheet.figure


def _rows(series: Sequence[Series], paper: Paper) -> list[MonthRow]:
    looks = names_and_colours(series, paper)
    return [
        MonthRow(
            name,
            colour,
            each.platform,
            each.metric,
            tuple((point.period, point.quantity) for point in each.points if point.period),
        )
        for each, (name, colour) in zip(series, looks, strict=True)
    ]


def _since(row: MonthRow, first: date) -> MonthRow:
    kept = tuple(each for each in row.months if each[0].since >= first)
    return MonthRow(row.name, row.colour, row.platform, row.metric, kept)


def _end(rows: Sequence[MonthRow]) -> date:
    return max(period.until for row in rows for period, _ in row.months)


def _title(metric: str, language: Language) -> str:
    match metric:
        case "views":
            return language.say("Views of the posts of each month")
        case "interactions":
            return language.say("Interactions with the posts of each month")
        case _:
            return language.say("What the posts of each month drew")


def _draw(sheet: Sheet, rows: Sequence[MonthRow], stretch: DaySpan) -> None:
    room = gutter(sheet, *(row.values for row in rows))
    frame = time_frame(edges(sheet, room), 0, stretch)
    foot(sheet, list(_notes(rows, sheet.language)))
    write_key(sheet, list(_keys(rows, sheet.paper)))
    for row, panel in zip(rows, stacked(sheet, len(rows)), strict=True):
        _draw_row(sheet, row, frame, panel)


def _draw_row(sheet: Sheet, row: MonthRow, frame: TimeFrame, panel: Panel) -> None:
    axes = sheet.axes(frame.left, panel.bottom, frame.right, panel.top)
    draw_values(sheet, axes, row.values)
    marks = period_marks([period for period, _ in row.months], frame, sheet.language)
    draw_time(sheet, axes, frame, labels=panel.is_last, candidates=marks)
    _entitle(sheet, row, panel)
    board = Board(sheet, axes)
    for period, count in row.months:
        if count is None:
            axes.axvspan(*ends_of_period(period, frame), **HATCHED)
            continue
        begin, width = extent(period, frame)
        look = _look(period, count, row.colour, sheet.paper)
        axes.bar(begin, float(count.value), width, align="edge", zorder=2, **look)
        left, base = board.inches(begin, 0)
        right, top = board.inches(begin + width, float(count.value))
        board.keep_off(left, base, right, top)
    for change in row.breaks:
        divide(board, instant_x(instant_of(change)), change)
    _label(board, row, frame)


def _entitle(sheet: Sheet, row: MonthRow, panel: Panel) -> None:
    """The account's name, and beside it what its scale counts."""
    face = STRONG.in_colour(row.colour)
    panel.entitle(sheet, row.name, face)
    beside = sheet.onward(sheet.measure(row.name, face) + BESIDE)
    words = count_name(row.metric, sheet.language, row.platform)
    sheet.write((beside, panel.top + 0.12), words, SMALL)


def _look(period: Period, count: Quantity, colour: str, paper: Paper) -> dict[str, Any]:
    if count.is_exact and period.until <= local_day(paper.now, paper.zone):
        return {"color": colour}
    return {"color": (colour, PALE), "edgecolor": colour, "linewidth": 0.8}


def _label(board: Board, row: MonthRow, frame: TimeFrame) -> None:
    """Write the numbers above their bars, the newest and the highest first, while they fit."""
    highest = sorted(row.known, key=lambda pair: -pair[1].value)
    for period, count in dict.fromkeys(row.known[-1:] + highest):
        begin, width = extent(period, frame)
        words = board.sheet.language.quantity(count)
        up = board.sheet.extent(words, LABEL)[1] * INK / 2 + 0.04
        at = (begin + width / 2, float(count.value))
        across = board.inward(at[0], words, LABEL)
        # The newest number is never left out: above its neighbour's bar where that is in its way.
        steps = range(STEPS if period is row.known[-1][0] else 1)
        board.label(at, words, LABEL, [(across, up + step * AIR) for step in steps])
        if local_day(board.sheet.paper.now, board.sheet.paper.zone) in period:
            say_so_far(board, at)


def _keys(rows: Sequence[MonthRow], paper: Paper) -> Iterator[Key]:
    say, today = paper.language.say, local_day(paper.now, paper.zone)
    known = [each for row in rows for each in row.known]
    if any(not count.is_exact or today < period.until for period, count in known):
        look = {"color": (GREY, PALE), "linewidth": 8, "solid_capstyle": "butt"}
        yield Key(
            say("the month is not over (so far), or some posts did not tell the number"), (look,)
        )
    if any(count is None for row in rows for _, count in row.months):
        yield Key(say("no number"), (HATCHED,))


def _notes(rows: Sequence[MonthRow], language: Language) -> Iterator[str]:
    yield language.say(
        "Measured: of each post published in the month, the last number that Hasila read."
        " Each account has its own scale."
    )
    counts = [count for row in rows for _, count in row.known]
    if any(count.evidence is not Evidence.MEASURED for count in counts):
        yield language.say(
            "Some numbers stand in downloaded files alone, as of the day of the download."
        )
    seen = {(row.platform, change.on): change for row in rows for change in row.breaks}
    for (platform, _), step in seen.items():
        yield from notes_on(platform, [step], language)
