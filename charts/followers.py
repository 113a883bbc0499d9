"""Followers over time: measured readings as lines, printed figures hollow, gaps as gaps.

With printed figures all accounts share one drawing whose scale begins at zero. Measured readings
alone get a drawing each, with a scale of its own: weeks of growth would be flat lines otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.figure import Figure

from charts import events as bands
from charts import series
from charts.axes import (
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
from charts.breaks import falls_explained, mark_falls
from charts.fonts import GREY, SMALL, STRONG
from charts.headings import Key, foot, head, say_nothing, write_key
from charts.labels import Board
from charts.notes import doubts, evidence_notes, time_span
from charts.page import Paper, Sheet
from charts.printed import (
    bar_ends,
    draw_printed,
    keep_off_bars,
    keys_to_printed,
    label_printed,
    name_printed,
    room_for_names,
)
from charts.series import Track, broken, stretch_of, track_within, tracks_of, unread_between
from metrics.quantity import Evidence
from metrics.series import Event, PrintedFigure, Series
from words.names import evidence_name

LEAST_SPAN = 0.005
"""A scale of its own spans at least this share of the value, lest noise look like growth."""
ROOM_FOR_LABELS = 1.06
"""How much higher than the highest printed figure the shared scale reaches."""
FEWEST = 4
"""And at least so many followers."""
SILENT = 0.1
"""A stretch without any datum is named from this share of the axis on."""


@dataclass(frozen=True, slots=True)
class FollowerPanel:
    """One set of axes: what it shows, and on what scale."""

    tracks: tuple[Track, ...]
    values: Scale
    shared: bool
    """Whether several accounts may share it, so that lines carry names."""


def followers_chart(
    series: Sequence[Series],
    printed: Sequence[PrintedFigure],
    events: Sequence[Event],
    paper: Paper,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Figure:
    """Draw the followers of each account over the days from `since` to `until` (excluded).

    Without these two, from the first datum to now. A printed figure is drawn with the series
    whose account it names; figures of other accounts ("all") are left out.
    """
    tracks = tracks_of(series, printed, paper.language)
    known = [figure for track in tracks for figure in track.printed]
    stretch = stretch_of(series, known, paper, since, until)
    seen = [track_within(track, stretch) for track in tracks]
    drawings = _drawings([track for track in seen if not track.is_empty])
    sheet = Sheet(paper, height_for(len(drawings), paper))
    head(sheet, _title(seen, sheet), time_span(stretch, paper))
    if drawings:
        _draw(sheet, drawings, events, stretch, list(doubts(seen, paper)))
    else:
        foot(sheet, [])
        say_nothing(sheet, _why_nothing(seen, sheet))
    return sheet.figure


def _title(tracks: Sequence[Track], sheet: Sheet) -> str:
    if len(tracks) == 1:
        return sheet.language.say("Followers on {account}", account=tracks[0].name)
    return sheet.language.say("Followers of the official accounts")


def _why_nothing(tracks: Sequence[Track], sheet: Sheet) -> str:
    if any(track.readings for track in tracks):
        return sheet.language.say("No number is known: every attempt to read failed in this time.")
    return sheet.language.say("There is no reading and no printed figure in this time.")


def _drawings(tracks: Sequence[Track]) -> list[FollowerPanel]:
    if any(track.printed for track in tracks):
        top = max(value for track in tracks for value in track.values())
        return [FollowerPanel(tuple(tracks), scale(0, top * ROOM_FOR_LABELS), shared=True)]
    return [FollowerPanel((track,), _own_scale(track), shared=False) for track in tracks]


def _own_scale(track: Track) -> Scale:
    low, high = min(track.values()), max(track.values())
    missing = max(0, max(LEAST_SPAN * high, FEWEST) - (high - low)) / 2
    return scale(max(0, low - missing), high + missing, marks=3)


def _draw(
    sheet: Sheet,
    drawings: Sequence[FollowerPanel],
    events: Sequence[Event],
    stretch: DaySpan,
    reservations: list[str],
) -> None:
    tracks = [track for drawing in drawings for track in drawing.tracks]
    room = gutter(sheet, *(drawing.values for drawing in drawings))
    ends = [end for drawing in drawings for end in _endings(drawing, sheet)]
    beside = max(series.reserved(ends, sheet), room_for_names(tracks, sheet))
    frame = time_frame(edges(sheet, room), beside, stretch)
    lane = bands.lay(sheet, events, frame)
    fallen = [
        note for track in tracks for note in falls_explained(track.name, track.falls, sheet.paper)
    ]
    notes = [
        *evidence_notes(tracks, sheet.paper),
        *fallen,
        *reservations,
        *_on_scales(drawings, sheet),
    ]
    foot(sheet, [*notes, *bands.left_out(lane, sheet)])
    write_key(sheet, list(_keys(drawings, stretch, sheet)))
    sheet.top -= lane.height
    panels = stacked(sheet, len(drawings))
    bands.draw_events(sheet, lane, panels[-1].bottom, sheet.top)
    for drawing, panel in zip(drawings, panels, strict=True):
        _draw_one(sheet, drawing, frame, panel)


def _draw_one(sheet: Sheet, drawing: FollowerPanel, frame: TimeFrame, panel: Panel) -> None:
    axes = sheet.axes(frame.left, panel.bottom, frame.right, panel.top)
    draw_values(sheet, axes, drawing.values)
    draw_time(sheet, axes, frame, labels=panel.is_last)
    _name(sheet, drawing, panel)
    for track in drawing.tracks:
        draw_printed(axes, frame, track)
        series.draw_line(axes, track)
    board = Board(sheet, axes)
    for track in drawing.tracks:
        keep_off_bars(board, frame, track)
        series.keep_off(board, track)
    series.write_endings(board, _endings(drawing, sheet), frame)
    for track in drawing.tracks:
        name_printed(board, frame, track)
    label_printed(board, frame, drawing.tracks)
    for track in drawing.tracks:
        mark_falls(board, track.falls, with_line=True)
    _draw_gaps(board, drawing, frame)


def _name(sheet: Sheet, drawing: FollowerPanel, panel: Panel) -> None:
    if drawing.shared:
        panel.entitle(sheet, sheet.language.say("followers"), SMALL)
    else:
        track = drawing.tracks[0]
        panel.entitle(sheet, track.name, STRONG.in_colour(track.colour), unit=True)


def _endings(drawing: FollowerPanel, sheet: Sheet) -> list[series.Ending]:
    return series.line_ends(drawing.tracks, sheet, named=drawing.shared)


def _draw_gaps(board: Board, drawing: FollowerPanel, frame: TimeFrame) -> None:
    """Name the stretches without data; hatch them where they are one account's alone."""
    if not drawing.shared:
        holes = _holes(drawing, frame.stretch, board.sheet.paper)
        series.draw_gaps(board.axes, holes)
        series.name_gaps(board, holes, frame)
        return
    first, last = frame.stretch.ends
    holes = [
        hole for hole in _silences(drawing, frame) if hole[1] - hole[0] > SILENT * (last - first)
    ]
    series.name_gaps(board, holes, frame)


def _holes(drawing: FollowerPanel, stretch: DaySpan, paper: Paper) -> list[tuple[float, float]]:
    """Where the one account of a drawing was not read, up to now."""
    first, last = stretch.ends
    return unread_between(drawing.tracks[0].readings, first, min(last, instant_x(paper.now)))


def _silences(drawing: FollowerPanel, frame: TimeFrame) -> Iterator[tuple[float, float]]:
    """The stretches of which no account of the drawing has any datum."""
    first, last = frame.stretch.ends
    covered = [(first, first), (last, last)]
    for track in drawing.tracks:
        covered += [(run[0].x, run[-1].x) for run in broken(track.readings)]
        covered += [bar_ends(figure, frame) for figure in track.printed]
    reach = first
    for begin, end in sorted(covered):
        if begin > reach:
            yield reach, begin
        reach = max(reach, end)


def _keys(drawings: Sequence[FollowerPanel], stretch: DaySpan, sheet: Sheet) -> Iterator[Key]:
    """The key to what is drawn: only where there is more to tell apart than one line."""
    tracks = [track for drawing in drawings for track in drawing.tracks]
    say = sheet.language.say
    kinds = [kind for kind in Evidence if any(track.known_by(kind) for track in tracks)]
    if drawings[0].shared or set(kinds) - {Evidence.MEASURED}:
        for kind in kinds:
            look = series.LINES[kind] | {"color": GREY}
            yield Key(evidence_name(kind, sheet.language), (look,))
    if not drawings[0].shared and any(
        _holes(drawing, stretch, sheet.paper) for drawing in drawings
    ):
        yield Key(say("no reading"), (series.HATCHED,))
    yield from keys_to_printed(tracks, sheet.language)


def _on_scales(drawings: Sequence[FollowerPanel], sheet: Sheet) -> Iterator[str]:
    if any(drawing.values.low > 0 for drawing in drawings):
        yield sheet.language.say("The scales do not begin at zero.")
