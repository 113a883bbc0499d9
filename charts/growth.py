"""Net growth as bars, one drawing an account: losses below zero, gaps hatched and never zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import inf
from typing import Any

from matplotlib.figure import Figure

from charts.axis import MOST_MARKS, Mark
from charts.faces import GREY, LABEL, STRONG
from charts.furniture import Key, explain, foot, head, say_nothing
from charts.labels import AIR, INK, Board
from charts.lines import HATCHED
from charts.notes import evidence, time_span
from charts.panels import Panel, height_for, stacked
from charts.paper import Paper
from charts.sheet import Sheet
from charts.timeline import Stretch, TimeFrame, day_x, draw_time, instant_x, time_frame
from charts.tracks import Track, names_and_colours, readings_of, stretch_of
from charts.values import Scale, draw_values, edges, gutter, scale
from metrics import growth
from metrics.growth import NetGrowth
from metrics.periods import Period, Span, periods_between
from metrics.series import Series
from words import Language

FULL = 0.78
"""The width of a bar over the length of its period."""
PALE = 0.4
"""How strong the colour of a period is of which days are missing."""
ROOM_FOR_LABELS = 0.2
"""Beyond the longest bars, as a share of what they span."""
LATE = timedelta(hours=36)
"""A growth counted from a reading so long before its period is told with its true interval."""
MOST_INTERVALS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """The bars of one account."""

    track: Track
    growths: tuple[NetGrowth, ...]

    @property
    def known(self) -> list[tuple[NetGrowth, float]]:
        """The periods with a growth, and that growth."""
        return [(each, float(each.net.value)) for each in self.growths if each.net is not None]

    def since(self, first: date) -> Row:
        """The bars from a day on, and the readings that these were counted from."""
        kept = tuple(each for each in self.growths if each.period.since >= first)
        starts = [instant_x(each.start_at) for each in kept if each.start_at]
        begin = min(starts, default=inf)
        readings = tuple(look for look in self.track.readings if look.x >= begin)
        return Row(replace(self.track, readings=readings), kept)

    @property
    def values(self) -> Scale:
        """A scale that holds the bars, zero and their labels."""
        nets = [net for _, net in self.known]
        low, high = min([0, *nets]), max([0, *nets])
        room = (high - low) * ROOM_FOR_LABELS
        return scale(low - room if low < 0 else 0, high + room if high > 0 else 0, marks=4)


def net_growth(
    series: Sequence[Series],
    span: Span,
    paper: Paper,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Figure:
    """Draw each account's net growth of followers in each day, week, month or year.

    Periods from the one of `since` to the one before `until`; without these two, from the first
    period whose growth is known to the running one.
    """
    rows, stretch = _rows(series, span, paper, since, until)
    sheet = Sheet(paper, height_for(len(rows), paper))
    head(sheet, _title(span, paper.language), time_span(stretch, paper))
    if any(row.known for row in rows):
        _draw(sheet, rows, stretch)
    else:
        foot(sheet, [])
        say_nothing(sheet, _why_nothing(paper.language))
    return sheet.figure


def _rows(
    series: Sequence[Series], span: Span, paper: Paper, since: date | None, until: date | None
) -> tuple[list[Row], Stretch]:
    """The growths of every account over the same periods, and the days that these span."""
    wanted = stretch_of(series, (), paper, since, until)
    periods = list(periods_between(wanted.since, wanted.until, span))
    looks = names_and_colours(series, paper.language)
    rows = [
        Row(
            Track(name, colour, readings_of(each)),
            growth.net_growth(each, periods, paper.zone, paper.now),
        )
        for each, (name, colour) in zip(series, looks, strict=True)
    ]
    begun = min((each.period.since for row in rows for each, _ in row.known), default=None)
    first = periods[0].since if since or begun is None else begun
    return [row.since(first) for row in rows], Stretch(first, periods[-1].until, paper.zone)


def _title(span: Span, language: Language) -> str:
    match span:
        case Span.DAY:
            return language.say("Net growth of followers, day by day")
        case Span.WEEK:
            return language.say("Net growth of followers, week by week")
        case Span.MONTH:
            return language.say("Net growth of followers, month by month")
        case Span.YEAR:
            return language.say("Net growth of followers, year by year")


def _why_nothing(language: Language) -> str:
    return language.say("Growth is not known: it needs a reading in a period and one before it.")


def _draw(sheet: Sheet, rows: Sequence[Row], stretch: Stretch) -> None:
    room = gutter(sheet, *(row.values for row in rows))
    frame = time_frame(edges(sheet, room), 0, stretch)
    foot(sheet, list(_notes(rows, sheet.paper)))
    explain(sheet, list(_keys(rows, sheet.language)))
    for row, panel in zip(rows, stacked(sheet, len(rows)), strict=True):
        _draw_row(sheet, row, frame, panel)


def _draw_row(sheet: Sheet, row: Row, frame: TimeFrame, panel: Panel) -> None:
    axes = sheet.axes(frame.left, panel.bottom, frame.right, panel.top)
    draw_values(sheet, axes, row.values)
    marks = _marks([each.period for each in row.growths], frame, sheet.language)
    draw_time(sheet, axes, frame, labels=panel.is_last, candidates=marks)
    panel.entitle(sheet, row.track.name, STRONG.in_colour(row.track.colour))
    for each in row.growths:
        begin, width = _extent(each.period, frame)
        if each.net is None:
            axes.axvspan(begin, begin + width, **HATCHED)
        else:
            look = _look(each, row.track.colour)
            axes.bar(begin, float(each.net.value), width, align="edge", zorder=2, **look)
    _label(Board(sheet, axes), row, frame)


def _marks(periods: Sequence[Period], frame: TimeFrame, language: Language) -> Iterator[list[Mark]]:
    """Every period named in its middle, else every second, third and so on."""
    for step in range(1 + len(periods) // MOST_MARKS, len(periods) + 1):
        yield [_mark(period, frame, language) for period in periods[::step]]


def _mark(period: Period, frame: TimeFrame, language: Language) -> Mark:
    begin, width = _extent(period, frame)
    by_day = period.span in (Span.DAY, Span.WEEK)
    words = language.day_month(period.since) if by_day else language.period(period)
    return Mark(day_x(period.since, frame.stretch.zone), begin + width / 2, words)


def _extent(period: Period, frame: TimeFrame) -> tuple[float, float]:
    """Where the bar of a period begins, and how wide it is."""
    zone = frame.stretch.zone
    begin, end = day_x(period.since, zone), day_x(period.until, zone)
    return begin + (end - begin) * (1 - FULL) / 2, (end - begin) * FULL


def _look(each: NetGrowth, colour: str) -> dict[str, Any]:
    if each.is_complete:
        return {"color": colour}
    return {"color": (colour, PALE), "edgecolor": colour, "linewidth": 0.8}


def _label(board: Board, row: Row, frame: TimeFrame) -> None:
    """Write the growths above or below their bars: the newest and the greatest first.

    Where bars stand too close, the smaller ones go without.
    """
    for each, net in row.known:
        begin, width = _extent(each.period, frame)
        left, foot_ = board.inches(begin, 0)
        right, end = board.inches(begin + width, net)
        board.keep_off(left, min(foot_, end), right, max(foot_, end))
    newest = row.known[-1:]
    for each, net in newest + sorted(row.known, key=lambda one: -abs(one[1])):
        begin, width = _extent(each.period, frame)
        words = board.sheet.language.signed(round(net))
        offset = board.sheet.extent(words, LABEL)[1] * INK / 2 + 2 * AIR
        place = (begin + width / 2, net)
        board.label(place, words, LABEL, [(0, offset if net >= 0 else -offset)])


def _keys(rows: Sequence[Row], language: Language) -> Iterator[Key]:
    growths = [each for row in rows for each in row.growths]
    if any(each.net is not None and not each.is_complete for each in growths):
        look = {"color": (GREY, PALE), "linewidth": 8, "solid_capstyle": "butt"}
        yield Key(language.say("not every day was read, or the period is not over"), (look,))
    if any(each.net is None for each in growths):
        yield Key(language.say("no reading"), (HATCHED,))


def _notes(rows: Sequence[Row], paper: Paper) -> Iterator[str]:
    yield paper.language.say(
        "Net growth: the last reading of a period less the last reading before it."
        " Each account has its own scale."
    )
    if any(each.period.span is Span.WEEK for row in rows for each in row.growths):
        yield paper.language.say("A week is named by its Monday.")
    yield from evidence([row.track for row in rows], paper)
    intervals = [words for row in rows for words in _intervals(row, paper)]
    yield from intervals[:MOST_INTERVALS]
    if more := len(intervals[MOST_INTERVALS:]):
        yield paper.language.count(
            "The same holds of {n} more period.", "The same holds of {n} more periods.", more
        )


def _intervals(row: Row, paper: Paper) -> Iterator[str]:
    """The true intervals of growths that cover more than their period."""
    for each in row.growths:
        begin, _ = each.period.instants(paper.zone)
        if each.start_at and each.end_at and each.net and begin - each.start_at > LATE:
            yield _interval(row.track.name, each.period, (each.start_at, each.end_at), paper)


def _interval(account: str, period: Period, looks: tuple[datetime, datetime], paper: Paper) -> str:
    language = paper.language
    since, until = (language.moment(at, paper.zone) for at in looks)
    return language.say(
        "{account}, {period}: the growth is that from {since} to {until}.",
        account=account,
        period=language.period(period),
        since=since,
        until=until,
    )
