"""Followers over time: measured readings as lines, printed figures hollow, gaps as gaps.

With printed figures all accounts share one drawing whose scale begins at zero; where the measured
readings are but a sliver of its years, the time since the first of them has a drawing of its own
beside it, on the same scale. Measured readings alone get a drawing for each account, with a scale
of its own: weeks of growth would be flat lines otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matplotlib.figure import Figure

from charts import events as bands
from charts import series
from charts.axes import (
    A_DAY,
    EPOCH,
    SCALE_OF_TIME,
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
from charts.series import Track, broken, joined, stretch_of, track_within, tracks_of, unread_between
from metrics.periods import local_day
from metrics.quantity import Evidence
from metrics.series import Event, PrintedFigure, Series
from words.names import evidence_name

LEAST_SPAN = 0.005
"""A scale of its own spans at least this share of the value, lest noise look like growth."""
ROOM_FOR_LABELS = 1.06
"""How much higher than the highest printed figure the shared scale reaches."""
FEWEST = 4
"""And at least so many followers."""
SLIVER = 0.3
"""Readings that fill less than this share of the time get a drawing of their own."""
OF_YEARS = 0.56
"""The share of the page's width that the years have beside such a drawing."""
BETWEEN = 0.3
"""From the one to the other, in inches."""
SILENT = 0.1
"""A stretch without any datum is named from this share of the axis on."""


@dataclass(frozen=True, slots=True)
class FollowerPanel:
    """One set of axes: what it shows, of which days, and on what scale."""

    tracks: tuple[Track, ...]
    values: Scale
    stretch: DaySpan
    shared: bool = True
    """Whether several accounts may share it, so that lines carry names."""
    is_newest: bool = True
    """Whether it reaches to the end of what is drawn, where lines end."""
    is_part: bool = False
    """Whether it shows but the last part of the time, beside another that has the years before."""
    unread: tuple[Track, ...] = ()
    """The accounts of which printed figures alone are known: their last bar carries the name."""


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A drawing where it lies on the page."""

    panel: Panel
    frame: TimeFrame
    of: FollowerPanel
    has_scale: bool = True
    """Whether the numbers of its scale stand at it, not at the drawing beside it."""


def followers_chart(
    series: Sequence[Series],
    printed: Sequence[PrintedFigure],
    events: Sequence[Event],
    paper: Paper,
    *,
    since: date | None = None,
    until: date | None = None,
    is_brief: bool = False,
) -> Figure:
    """Draw the followers of each account over the days from `since` to `until` (excluded).

    Without these two, from the first datum to now. A printed figure is drawn with the series
    whose account it names; figures of other accounts ("all") are left out. A brief one is a glance:
    all accounts on one scale from zero, and of the notes the evidence alone.
    """
    tracks = tracks_of(series, printed, paper)
    drawn = [figure for track in tracks for figure in track.printed]
    stretch = stretch_of(series, drawn, paper, since, until)
    seen = [track_within(track, stretch) for track in tracks]
    if is_brief:
        seen = [replace(track, falls=()) for track in seen]
    known = [track for track in seen if not track.is_empty]
    drawings = _drawings(known, stretch, is_shared=is_brief or _has_printed(known))
    sheet = Sheet(paper, None if is_brief else height_for(_rows(drawings), paper))
    head(sheet, _title(seen, sheet), time_span(stretch, paper))
    if drawings:
        notes = list(evidence_notes(seen, paper) if is_brief else _notes(seen, paper))
        _draw(sheet, drawings, events, [*notes, *_on_scales(drawings, sheet)])
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


def _has_printed(tracks: Sequence[Track]) -> bool:
    return any(track.printed for track in tracks)


def _drawings(tracks: Sequence[Track], stretch: DaySpan, *, is_shared: bool) -> list[FollowerPanel]:
    if not tracks:
        return []
    if not is_shared:
        return [
            FollowerPanel((track,), _own_scale(track), stretch, shared=False) for track in tracks
        ]
    top = max(value for track in tracks for value in track.values())
    values = scale(0, top * ROOM_FOR_LABELS)
    unread = [track for track in tracks if not track.known]
    begun = _sliver(tracks, stretch)
    if begun is None:
        return [FollowerPanel(tuple(tracks), values, stretch, unread=tuple(unread))]
    before = DaySpan(stretch.since, begun, stretch.zone)
    since = DaySpan(begun, stretch.until, stretch.zone)
    old, new = ([track_within(track, days) for track in tracks] for days in (before, since))
    names = [track for track in old if track.name in {each.name for each in unread}]
    return [
        FollowerPanel(tuple(old), values, before, is_newest=False, unread=tuple(names)),
        FollowerPanel(tuple(new), values, since, is_part=True),
    ]


def _sliver(tracks: Sequence[Track], stretch: DaySpan) -> date | None:
    """The day of the first measured reading, where the time since then is a sliver of the whole."""
    measured = [readings for track in tracks if (readings := track.known_by(Evidence.MEASURED))]
    first, last = stretch.ends
    begin = min((readings[0].x for readings in measured), default=first)
    day = local_day(EPOCH + begin * A_DAY, stretch.zone)
    is_sliver = 0 < (last - begin) / (last - first) < SLIVER and any(
        track.printed or (track.known[:1] and track.known[0].x < begin) for track in tracks
    )
    return day if is_sliver and stretch.since < day < stretch.until else None


def _rows(drawings: Sequence[FollowerPanel]) -> int:
    """How many drawings stand below one another on a wide page."""
    return sum(drawing.is_newest for drawing in drawings)


def _own_scale(track: Track) -> Scale:
    low, high = min(track.values()), max(track.values())
    missing = max(0, max(LEAST_SPAN * high, FEWEST) - (high - low)) / 2
    return scale(max(0, low - missing), high + missing, marks=3)


def _draw(
    sheet: Sheet,
    drawings: Sequence[FollowerPanel],
    events: Sequence[Event],
    notes: Sequence[str],
) -> None:
    if sheet.is_narrow and drawings[-1].shared:
        series.write_above(sheet, _ends(drawings[-1], sheet))
    frames = _frames(sheet, drawings)
    lane = bands.lay(sheet, events, *(frames[-1:] if sheet.is_narrow else frames))
    foot(sheet, [*notes, *bands.left_out(lane, sheet)])
    write_key(sheet, list(_keys(drawings, sheet)))
    sheet.top -= lane.height
    places = _placed(sheet, drawings, frames)
    bottom = min(place.panel.bottom for place in places if place.of.is_newest)
    bands.draw_events(sheet, lane, bottom, sheet.top)
    for place in places:
        _draw_one(sheet, place)


def _notes(tracks: Sequence[Track], paper: Paper) -> Iterator[str]:
    """Where the numbers come from, what falls are, and which accounts have no line."""
    yield from evidence_notes(tracks, paper)
    for track in tracks:
        yield from falls_explained(track.name, track.falls, paper)
    yield from doubts(tracks, paper)


def _whole(drawings: Sequence[FollowerPanel]) -> list[Track]:
    """The accounts with all that the drawings show of them."""
    whole: dict[str, Track] = {}
    for track in (track for drawing in drawings for track in drawing.tracks):
        before = whole.get(track.name)
        whole[track.name] = joined(before, track) if before else track
    return list(whole.values())


def _frames(sheet: Sheet, drawings: Sequence[FollowerPanel]) -> list[TimeFrame]:
    """Where each drawing has its time: below one another all, the years beside their last part."""
    left, right = edges(sheet, gutter(sheet, *(drawing.values for drawing in drawings)))
    rooms = [_beside(drawing, sheet) for drawing in drawings]
    if sheet.is_narrow or drawings[0].is_newest:
        return [time_frame((left, right), max(rooms), each.stretch) for each in drawings]
    middle = left + OF_YEARS * (right - left)
    (before, since) = drawings
    return [
        time_frame((left, middle), rooms[0], before.stretch),
        time_frame((middle + BETWEEN, right), rooms[1], since.stretch),
    ]


def _beside(drawing: FollowerPanel, sheet: Sheet) -> float:
    """What is kept free after the end of its time, for names and last numbers."""
    names = room_for_names(drawing.unread, sheet)
    if not _has_endings(drawing, sheet):
        return names
    return max(series.reserved(_ends(drawing, sheet), sheet), names)


def _has_endings(drawing: FollowerPanel, sheet: Sheet) -> bool:
    """Whether last numbers stand beside its lines: with names, a telephone has them above."""
    return drawing.is_newest and not (sheet.is_narrow and drawing.shared)


def _placed(
    sheet: Sheet, drawings: Sequence[FollowerPanel], frames: Sequence[TimeFrame]
) -> list[PlacedPanel]:
    """The drawings below one another; of years and their last part on a telephone that on top."""
    if drawings[0].is_newest:
        panels = stacked(sheet, len(drawings))
        return [PlacedPanel(*each) for each in zip(panels, frames, drawings, strict=True)]
    if sheet.is_narrow:
        top, below = stacked(sheet, len(drawings))
        top = Panel(top.bottom + SCALE_OF_TIME, top.top, is_last=True)
        panels, scales = [below, top], (True, True)
    else:
        panels = stacked(sheet, 1) * len(drawings)
        scales = (not sheet.language.rtl, sheet.language.rtl)
    return [PlacedPanel(*each) for each in zip(panels, frames, drawings, scales, strict=True)]


def _draw_one(sheet: Sheet, place: PlacedPanel) -> None:
    panel, frame, drawing = place.panel, place.frame, place.of
    axes = sheet.axes(frame.left, panel.bottom, frame.right, panel.top)
    draw_values(sheet, axes, drawing.values, labels=place.has_scale)
    draw_time(sheet, axes, frame, labels=panel.is_last)
    _name(sheet, place)
    for track in drawing.tracks:
        draw_printed(axes, frame, track)
        series.draw_line(axes, track, ended=drawing.is_newest)
    board = Board(sheet, axes)
    for track in drawing.tracks:
        keep_off_bars(board, frame, track)
        series.keep_off(board, track)
    if _has_endings(drawing, sheet):
        ends, under = _ends(drawing, sheet), drawing.is_part and not sheet.is_narrow
        series.write_endings(board, ends, frame, under_heading=under)
    for track in drawing.unread:
        name_printed(board, frame, track)
    label_printed(board, frame, drawing.tracks)
    for track in drawing.tracks:
        mark_falls(board, track.falls, with_line=True)
    _draw_gaps(board, drawing, frame)


def _name(sheet: Sheet, place: PlacedPanel) -> None:
    """The account of a drawing; of one that accounts share what it counts, and since when."""
    drawing, language = place.of, sheet.language
    if not drawing.shared:
        track = drawing.tracks[0]
        place.panel.entitle(sheet, track.name, STRONG.in_colour(track.colour), unit=True)
        return
    level, words = place.panel.top + 0.12, language.say("followers")
    if drawing.is_part:
        day = language.date(drawing.stretch.since)
        words = language.say("followers, since {day}", day=day)
    if drawing.is_part and not sheet.is_narrow:
        # Over its lines: at their end stand names and numbers.
        sheet.write((place.frame.left, level), words, SMALL, align="left")
        return
    start = sheet.start if place.has_scale else place.frame.right
    sheet.write((start, level), words, SMALL)


def _ends(drawing: FollowerPanel, sheet: Sheet) -> list[series.Ending]:
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


def _keys(drawings: Sequence[FollowerPanel], sheet: Sheet) -> Iterator[Key]:
    """The key to what is drawn: only where there is more to tell apart than one line."""
    tracks = _whole(drawings)
    say = sheet.language.say
    kinds = [kind for kind in Evidence if any(track.known_by(kind) for track in tracks)]
    if drawings[0].shared or set(kinds) - {Evidence.MEASURED}:
        for kind in kinds:
            look = series.LINES[kind] | {"color": GREY}
            yield Key(evidence_name(kind, sheet.language), (look,))
    if not drawings[0].shared and any(
        _holes(drawing, drawing.stretch, sheet.paper) for drawing in drawings
    ):
        yield Key(say("no reading"), (series.HATCHED,))
    yield from keys_to_printed(tracks, sheet.language)


def _on_scales(drawings: Sequence[FollowerPanel], sheet: Sheet) -> Iterator[str]:
    if any(drawing.values.low > 0 for drawing in drawings):
        yield sheet.language.say("The scales do not begin at zero.")
