"""How an account took off: its followers over the days since it was opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from matplotlib.figure import Figure

from charts import series
from charts.axes import (
    LOWEST_ALONE,
    MOST_MARKS,
    Frame,
    Mark,
    day_x,
    draw_axis,
    draw_values,
    edges,
    first_that_fits,
    gutter,
    instant_x,
    scale,
)
from charts.fonts import FIGURE, SMALL
from charts.headings import Key, foot, head, say_nothing, write_key
from charts.labels import Board, around
from charts.notes import doubts, evidence_notes
from charts.page import Paper, Sheet
from charts.series import (
    PlottedReading,
    Track,
    names_and_colours,
    plotted_readings,
    thinned,
    unread_between,
)
from charts.texts import in_line
from metrics.milestones import Milestone, reached
from metrics.series import Series

STEPS = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365)
"""Days from one mark to the next."""


def launch_curve(series: Series, opened: date, paper: Paper, *, days: int = 365) -> Figure:
    """Draw an account's followers over the days since its opening, which is day 0.

    Nothing is drawn before the first reading: that nobody followed on day 0 is not a reading.
    The milestones that were passed between two readings carry their day.
    """
    ((name, colour),) = names_and_colours([series], paper)
    begin = day_x(opened, paper.zone)
    last = min(begin + days, instant_x(paper.now))
    track = _within(Track(name, colour, plotted_readings(series)), begin, last)
    sheet = Sheet(paper)
    language = paper.language
    where = language.say(
        "{institution} · opened on {day}",
        institution=in_line(paper.institution, paper.language),
        day=language.date(opened),
    )
    head(sheet, language.say("The first days of {account}", account=name), where)
    if track.known:
        _draw(sheet, track, reached(series.points, paper.zone, opened), (begin, last))
    else:
        foot(sheet, [])
        say_nothing(sheet, language.say("No reading of these days is on file."))
    return sheet.figure


def _within(track: Track, begin: float, last: float) -> Track:
    own = [reading for reading in track.readings if begin <= reading.x <= last]
    return Track(track.name, track.colour, tuple(thinned(own)))


def _draw(
    sheet: Sheet, track: Track, milestones: Sequence[Milestone], days: tuple[float, float]
) -> None:
    begin, last = days
    since = Track(track.name, track.colour, tuple(_moved(track.readings, begin)))
    values = scale(0, max(since.values()))
    foot(sheet, [*evidence_notes([track], sheet.paper), *doubts([track], sheet.paper)])
    holes = unread_between(since.readings, 0, last - begin)
    write_key(sheet, [Key(sheet.language.say("no reading"), (series.HATCHED,))] if holes else [])
    ends = series.line_ends([since], sheet, named=False)
    room = gutter(sheet, values)
    frame = Frame(*edges(sheet, room), series.reserved(ends, sheet), (0, max(last - begin, 1)))
    sheet.bottom += 0.3
    sheet.top -= 0.3
    sheet.reserve(LOWEST_ALONE)
    axes = sheet.axes(frame.left, sheet.bottom, frame.right, sheet.top)
    draw_values(sheet, axes, values)
    draw_axis(sheet, axes, frame, first_that_fits(sheet, frame, _marks(sheet, frame)))
    sheet.write((sheet.start, sheet.top + 0.12), sheet.language.say("followers"), SMALL)
    series.draw_line(axes, since)
    series.draw_gaps(axes, holes)
    board = Board(sheet, axes)
    series.keep_off(board, since)
    series.write_endings(board, ends, frame)
    _write_milestones(board, since, milestones, begin)
    series.name_gaps(board, holes, frame)


def _moved(readings: Sequence[PlottedReading], begin: float) -> Iterator[PlottedReading]:
    for reading in readings:
        yield PlottedReading(reading.x - begin, reading.value)


def _write_milestones(
    board: Board, track: Track, milestones: Sequence[Milestone], begin: float
) -> None:
    language, face = board.sheet.language, FIGURE.in_colour(track.colour)
    for milestone in milestones:
        x = instant_x(milestone.at) - begin
        if x > track.known[-1].x:
            continue
        value = next(reading.value for reading in track.known if reading.x >= x)
        look: dict[str, Any] = {"color": track.colour, "markerfacecolor": "white", "markersize": 6}
        board.axes.plot([x], [value], marker="o", linestyle="none", zorder=3.2, **look)
        words = language.say(
            "{count}: day {day}",
            count=language.number(milestone.count),
            day=language.number(int(x)),
        )
        board.label((x, value), words, face, around(board.sheet.extent(words, face), 0.06))


def _marks(sheet: Sheet, frame: Frame) -> Iterator[list[Mark]]:
    """Every so many days from the opening on."""
    last = int(frame.ends[1])
    for step in STEPS:
        days = range(0, last + 1, step)
        if len(days) <= MOST_MARKS:
            yield [Mark(day, day, _day(sheet, day)) for day in days]


def _day(sheet: Sheet, day: int) -> str:
    return sheet.language.say("day {day}", day=sheet.language.number(day))
