"""Net growth of followers, one drawing an account, with what it means and covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from matplotlib.figure import Figure

from charts.axes import DaySpan, edges, gutter, height_for, stacked, time_frame
from charts.bars import BACKWARD, NOT_KNOWN, PALE, BarRow, draw_row
from charts.breaks import falls_explained
from charts.fonts import GREY
from charts.headings import Key, foot, head, say_nothing, write_key
from charts.notes import evidence_notes, time_span
from charts.page import Paper, Sheet
from charts.series import HATCHED, Track, names_and_colours, plotted_readings, stretch_of
from metrics import growth
from metrics.falls import falls
from metrics.periods import Period, Span, begun_periods, local_day
from metrics.series import Series
from words import Language

MOST_INTERVALS = 3
"""So many growths that hold more than their period are told with their true interval."""


def net_growth_chart(
    series: Sequence[Series],
    span: Span,
    paper: Paper,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Figure:
    """Draw each account's net growth of followers in each day, week, month or year.

    Periods from the one of `since` to the one before `until`; without these two, from the first
    period with a reading to the running one.
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
) -> tuple[list[BarRow], DaySpan]:
    """The growths of every account over the same periods, and the days that these span."""
    wanted = stretch_of(series, (), paper, since, until)
    today = local_day(paper.now, paper.zone)
    periods = list(begun_periods(min(wanted.since, today), wanted.until, span, today))
    looks = names_and_colours(series, paper)
    rows = [
        BarRow(
            Track(name, colour, plotted_readings(each), falls=falls(each.points)),
            growth.net_growth(each, periods, paper.zone, paper.now),
        )
        for each, (name, colour) in zip(series, looks, strict=True)
    ]
    read = [each.period.since for row in rows for each in row.growths if each.days_kept]
    begun = min(read, default=None)
    first = periods[0].since if since or begun is None else begun
    return [row.since(first) for row in rows], DaySpan(first, periods[-1].until, paper.zone)


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


def _draw(sheet: Sheet, rows: Sequence[BarRow], stretch: DaySpan) -> None:
    room = gutter(sheet, *(row.values for row in rows))
    frame = time_frame(edges(sheet, room), 0, stretch)
    foot(sheet, list(_notes(rows, sheet.paper)))
    write_key(sheet, list(_keys(rows, sheet.language)))
    for row, panel in zip(rows, stacked(sheet, len(rows)), strict=True):
        draw_row(sheet, row, frame, panel)


def _keys(rows: Sequence[BarRow], language: Language) -> Iterator[Key]:
    growths = [each for row in rows for each in row.growths]
    if any(each.net is not None and not each.is_complete for each in growths):
        look = {"color": (GREY, PALE), "linewidth": 8, "solid_capstyle": "butt"}
        yield Key(
            language.say("not every day was read, or the period is not over: so far"), (look,)
        )
    if any(each.is_longer for each in growths):
        words = language.say("growth since a reading long before the period, and since when")
        yield Key(words, ({"color": GREY} | BACKWARD,))
    reasons = {each.reason for each in growths}
    if growth.NO_READING_BEFORE in reasons:
        words = language.say("growth not known: no reading before the period")
        yield Key(words, (NOT_KNOWN,))
    if growth.NO_READING_WITHIN in reasons:
        yield Key(language.say("no reading"), (HATCHED,))


def _notes(rows: Sequence[BarRow], paper: Paper) -> Iterator[str]:
    yield paper.language.say(
        "Net growth: the last reading of a period less the last reading before it."
        " Each account has its own scale."
    )
    if any(each.period.span is Span.WEEK for row in rows for each in row.growths):
        yield paper.language.say("A week is named by its Monday.")
    yield from evidence_notes([row.track for row in rows], paper)
    first = min((each.period.since for row in rows for each in row.growths), default=None)
    for row in rows:
        seen = [
            fall for fall in row.track.falls if first and local_day(fall.at, paper.zone) >= first
        ]
        yield from falls_explained(row.track.name, seen, paper)
    intervals = [words for row in rows for words in _intervals(row, paper)]
    yield from intervals[:MOST_INTERVALS]
    if more := len(intervals[MOST_INTERVALS:]):
        yield paper.language.count(
            "{n} more bar holds more than its period and is marked as such.",
            "{n} more bars hold more than their periods and are marked as such.",
            more,
        )


def _intervals(row: BarRow, paper: Paper) -> Iterator[str]:
    """The true intervals of growths that cover more than their period."""
    for each in row.growths:
        if each.is_longer and each.start_at and each.end_at:
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
