"""The letter's small chart: what each account has gained since a day, on one scale.

A mail shows it 375 pixels wide on a telephone. So the sheet is small (its letters are large beside
it), holds one drawing, and leaves to the letter's text what the letter says anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import nan

from matplotlib.figure import Figure

from charts import series
from charts.axes import (
    A_DAY,
    LOWEST_ALONE,
    DaySpan,
    Mark,
    Scale,
    day_x,
    draw_time,
    draw_values,
    edges,
    gutter,
    instant_x,
    scale,
    time_frame,
)
from charts.headings import Key, foot, head, say_nothing, write_key
from charts.labels import Board
from charts.page import Paper, Sheet
from charts.series import (
    PlottedReading,
    Track,
    names_and_colours,
    plotted_readings,
    track_within,
    unread_between,
)
from metrics.growth import LATE
from metrics.periods import midnight
from metrics.series import Series

SMALL_SHEET = (4.4, 3.1)
"""Inches: 660 pixels wide, so that the smallest letters are 10 pixels high at a width of 375."""
ROOM = 0.08
"""Above the highest gain and below the lowest, as a share of what they span."""


@dataclass(frozen=True, slots=True)
class GainLine:
    """An account's readings less the one before the first day, and what is written at their end."""

    track: Track
    words: str


def gains_chart(series: Sequence[Series], paper: Paper, *, since: date, until: date) -> Figure:
    """Draw what each account has gained or lost since the beginning of a day.

    Counted from the last reading before `since` (36 hours before at the most), as net growth is;
    an account without one is left out and named. `until` is excluded; gaps break the lines.
    """
    small = replace(paper, size=SMALL_SHEET)
    sheet, language = Sheet(small), paper.language
    stretch = DaySpan(since, until, paper.zone)
    looks = names_and_colours(series, paper)
    tracks = [
        Track(name, colour, plotted_readings(each))
        for each, (name, colour) in zip(series, looks, strict=True)
    ]
    lines = [_gained(track, stretch, sheet) for track in tracks]
    known = [each for each in lines if each is not None]
    head(sheet, language.say("Followers gained or lost since {day}", day=language.date(since)), "")
    left_out = [track.name for track, each in zip(tracks, lines, strict=True) if each is None]
    notes = list(_notes(left_out, sheet))
    if notes or paper.note:
        foot(sheet, notes)
    if known:
        _draw(sheet, known, stretch)
    else:
        say_nothing(
            sheet,
            language.say("Growth is not known: it needs a reading in a period and one before it."),
        )
    return sheet.figure


def _gained(track: Track, stretch: DaySpan, sheet: Sheet) -> GainLine | None:
    """The track counted from the last reading before the stretch; None where there is none."""
    first = stretch.ends[0]
    before = [reading for reading in track.known if reading.x < first]
    late = instant_x(midnight(stretch.since, stretch.zone) - LATE)
    own = track_within(track, stretch)
    if not before or before[-1].x < late or not own.known:
        return None
    start = before[-1].value
    moved = tuple(
        PlottedReading(each.x, nan if each.is_gap else each.value - start) for each in own.readings
    )
    gained = replace(own, readings=(PlottedReading(first, 0.0), *moved))
    number = sheet.language.signed(round(gained.known[-1].value))
    return GainLine(gained, sheet.joined(track.name, number))


def _draw(sheet: Sheet, lines: Sequence[GainLine], stretch: DaySpan) -> None:
    tracks = [each.track for each in lines]
    values = _values(tracks)
    ends = [series.Ending(each.track, each.words, each.track.known[-1]) for each in lines]
    holes = _common([_holes(track, stretch, sheet.paper) for track in tracks])
    write_key(sheet, [Key(sheet.language.say("no reading"), (series.HATCHED,))] if holes else [])
    room = gutter(sheet, values)
    frame = time_frame(edges(sheet, room), series.reserved(ends, sheet), stretch)
    sheet.bottom += 0.26
    sheet.reserve(LOWEST_ALONE)
    axes = sheet.axes(frame.left, sheet.bottom, frame.right, sheet.top)
    draw_values(sheet, axes, values)
    draw_time(sheet, axes, frame, candidates=_marks(stretch, sheet))
    series.draw_gaps(axes, holes)
    board = Board(sheet, axes)
    for track in tracks:
        series.draw_line(axes, track)
        series.keep_off(board, track)
    series.write_endings(board, ends, frame)


def _marks(stretch: DaySpan, sheet: Sheet) -> Iterator[list[Mark]]:
    """The first day and the last, and one between where there is room."""
    last = stretch.until - A_DAY
    middle = stretch.since + (last - stretch.since) // 2
    for days in ((stretch.since, middle, last), (stretch.since, last)):
        places = [day_x(day, stretch.zone) for day in dict.fromkeys(days)]
        names = [sheet.language.day_month(day) for day in dict.fromkeys(days)]
        yield [Mark(x, x, words) for x, words in zip(places, names, strict=True)]


def _values(tracks: Sequence[Track]) -> Scale:
    low = min(0.0, *(value for track in tracks for value in track.values()))
    high = max(0.0, *(value for track in tracks for value in track.values()))
    room = (high - low) * ROOM
    return scale(low - room if low < 0 else 0, high + room, marks=4)


def _holes(track: Track, stretch: DaySpan, paper: Paper) -> list[tuple[float, float]]:
    first, last = stretch.ends
    return unread_between(track.readings, first, min(last, instant_x(paper.now)))


def _common(holes: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """The stretches in which no account was read: where one was, its own line alone is broken."""
    first, *others = holes
    shared = list(first)
    for other in others:
        pairs = ((max(span[0], two[0]), min(span[1], two[1])) for span in shared for two in other)
        shared = [(begin, end) for begin, end in pairs if begin < end]
    return shared


def _notes(left_out: Sequence[str], sheet: Sheet) -> Iterator[str]:
    if left_out:
        yield sheet.language.say(
            "Left out, for want of a reading before: {accounts}.",
            accounts=sheet.language.listed(left_out),
        )
