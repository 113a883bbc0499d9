"""What one post drew since it was published: each look a dot, straight lines between them.

Age stands on a logarithmic axis: most of what a post draws comes in its first hours, and what
comes later would fill the page otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log10, nan

from matplotlib.figure import Figure

from charts import series
from charts.axes import (
    Frame,
    Mark,
    Panel,
    Scale,
    draw_axis,
    draw_values,
    edges,
    first_that_fits,
    gutter,
    height_for,
    scale,
    stacked,
)
from charts.breaks import divide, instant_of, notes_on
from charts.fonts import LABEL, SMALL
from charts.headings import foot, head, say_nothing
from charts.labels import Board
from charts.page import Paper, Sheet
from charts.series import PlottedReading, Track
from charts.texts import in_line, line_of
from metrics.platforms import PLATFORMS, Break, breaks_between
from metrics.series import Post
from words import age, bidi, count_name, platform_name

GROUPS = (("views", "reach"), ("likes", "comments", "shares", "quotes", "saves"))
"""Counts of like size share a drawing."""
COLOURS = {
    "reach": "#7B8794",
    "comments": "#B45309",
    "shares": "#2F7D4F",
    "quotes": "#6D4C9F",
    "saves": "#8D6E63",
}
"""Views and likes have the platform's own colour."""
YOUNGEST = timedelta(minutes=5)
"""Looks before this age, or before the publication by some wrong clock, stand here."""
MARGIN_OF_AGE = 0.05
"""Free before the first look and after the last, in tenfolds of age."""
AGES = [timedelta(minutes=minutes) for minutes in (5, 15, 30)]
AGES += [timedelta(hours=hours) for hours in (1, 3, 6, 12)]
AGES += [timedelta(days=days) for days in (1, 3, 7, 14, 30, 90, 180, 365, 730, 1825)]
ROOM_FOR_LABELS = 1.05


@dataclass(frozen=True, slots=True)
class CountPanel:
    """Counts of like size, and their scale."""

    tracks: tuple[Track, ...]
    values: Scale
    breaks: tuple[tuple[float, Break], ...] = ()
    """Where on the axis one of its counts changed its meaning between two looks."""


def post_curve(post: Post, paper: Paper) -> Figure:
    """Draw the counts of a post at each look, over its age."""
    drawings = list(_drawings(post, paper))
    sheet = Sheet(paper, height_for(len(drawings), paper))
    language = paper.language
    where = language.say(
        "{institution} · {platform} · published {moment}",
        institution=in_line(paper.institution, paper.language),
        platform=platform_name(post.platform, language),
        moment=language.moment(post.published_at, paper.zone),
    )
    head(sheet, language.say("What a post drew since its publication"), where)
    _quote(sheet, post)
    if sheet.is_narrow:
        series.write_above(sheet, [end for each in drawings for end in _endings(each, sheet)])
    breaks = dict.fromkeys(change for drawing in drawings for _, change in drawing.breaks)
    foot(sheet, [*_notes(post, paper), *notes_on(post.platform, breaks, language)])
    if drawings:
        _draw(sheet, drawings)
    else:
        say_nothing(sheet, language.say("No count of this post is known."))
    return sheet.figure


def _quote(sheet: Sheet, post: Post) -> None:
    words = sheet.shortened(line_of(post, sheet), LABEL, sheet.inner)
    sheet.write((sheet.start, sheet.top), words, LABEL, rtl=bidi.runs_right_to_left(words))
    sheet.top -= LABEL.pitch


def _drawings(post: Post, paper: Paper) -> Iterator[CountPanel]:
    for names in GROUPS:
        tracks = [_track(post, name, paper) for name in names]
        known = tuple(track for track in tracks if track.known)
        if known:
            top = max(value for track in known for value in track.values())
            values = scale(0, top * ROOM_FOR_LABELS, marks=4)
            yield CountPanel(known, values, tuple(_breaks(post, names)))


def _breaks(post: Post, names: Sequence[str]) -> Iterator[tuple[float, Break]]:
    """The breaks between the first and the last look that told one of these counts."""
    changes: dict[Break, None] = {}
    for name in names:
        instants = [look.at for look in post.readings if getattr(look.counts, name) is not None]
        if instants:
            days = [at.astimezone(UTC).date() for at in (instants[0], instants[-1])]
            changes |= dict.fromkeys(breaks_between(post.platform, name, *days))
    for change in changes:
        yield _age_x(instant_of(change) - post.published_at), change


def _track(post: Post, name: str, paper: Paper) -> Track:
    counts = [(look.at, getattr(look.counts, name)) for look in post.readings]
    readings = [
        PlottedReading(_age_x(at - post.published_at), nan if count is None else float(count))
        for at, count in counts
    ]
    readings += [PlottedReading(x, nan) for x, _ in _breaks(post, [name])]
    readings.sort(key=lambda reading: reading.x)
    colour = COLOURS.get(name, PLATFORMS[post.platform].colour)
    return Track(count_name(name, paper.language, post.platform), colour, tuple(readings))


def _age_x(length: timedelta) -> float:
    """Where an age lies on the axis: the logarithm of its hours."""
    return log10(max(length, YOUNGEST) / timedelta(hours=1))


def _draw(sheet: Sheet, drawings: Sequence[CountPanel]) -> None:
    looks = [look.x for drawing in drawings for track in drawing.tracks for look in track.known]
    ends = (min(looks) - MARGIN_OF_AGE, max(looks) + MARGIN_OF_AGE)
    room = gutter(sheet, *(drawing.values for drawing in drawings))
    endings = [] if sheet.is_narrow else [end for each in drawings for end in _endings(each, sheet)]
    frame = Frame(*edges(sheet, room), series.reserved(endings, sheet), ends)
    for drawing, panel in zip(drawings, stacked(sheet, len(drawings)), strict=True):
        _draw_one(sheet, drawing, frame, panel)


def _draw_one(sheet: Sheet, drawing: CountPanel, frame: Frame, panel: Panel) -> None:
    axes = sheet.axes(frame.left, panel.bottom, frame.right, panel.top)
    draw_values(sheet, axes, drawing.values)
    draw_axis(sheet, axes, frame, _marks(sheet, frame), labels=panel.is_last)
    names = sheet.language.listed([track.name for track in drawing.tracks])
    panel.entitle(sheet, names, SMALL)
    for track in drawing.tracks:
        series.draw_line(axes, track, dotted=True)
    board = Board(sheet, axes)
    for track in drawing.tracks:
        series.keep_off(board, track)
    for x, change in drawing.breaks:
        divide(board, x, change)
    if not sheet.is_narrow:
        series.write_endings(board, _endings(drawing, sheet), frame)


def _endings(drawing: CountPanel, sheet: Sheet) -> list[series.Ending]:
    return series.line_ends(drawing.tracks, sheet, named=True)


def _marks(sheet: Sheet, frame: Frame) -> list[Mark]:
    """Common ages between the ends of the axis, as many as fit."""
    places = [(_age_x(length), age(length, sheet.language)) for length in AGES]
    seen = [Mark(x, x, words) for x, words in places if frame.ends[0] <= x <= frame.ends[1]]
    return first_that_fits(sheet, frame, (seen[::step] for step in range(1, len(seen) + 1)))


def _notes(post: Post, paper: Paper) -> Iterator[str]:
    language = paper.language
    if post.readings:
        first, last = (_moment(post.readings[index].at, paper) for index in (0, -1))
        yield language.count(
            "Measured: {n} look of Hasila at the platform, {since}. Age is on a logarithmic scale.",
            "Measured: {n} looks of Hasila at the platform, from {since} to {until}."
            " Age is on a logarithmic scale.",
            len(post.readings),
            since=first,
            until=last,
        )
    if untold := list(_untold(post, paper)):
        yield language.say("Not told by the platform: {counts}.", counts=language.listed(untold))
    if post.vanished_at is not None:
        gone = _moment(post.vanished_at, paper)
        yield language.say("The post is gone from the platform, noticed {moment}.", moment=gone)


def _untold(post: Post, paper: Paper) -> Iterator[str]:
    """The counts that the platform has but never told of this post."""
    for name in PLATFORMS[post.platform].counts:
        if all(getattr(look.counts, name) is None for look in post.readings):
            yield count_name(name, paper.language, post.platform)


def _moment(instant: datetime, paper: Paper) -> str:
    return paper.language.moment(instant, paper.zone)
