"""The charts of the balance: followers, net growth, accounts opened, months, activities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import charts
from documents.model import Picture
from metrics.activity import Stand
from metrics.periods import Span, local_day, midnight, period_of
from metrics.posts import INTERACTIONS
from metrics.series import Point, PrintedFigure, Series
from reports.balance.facts import Balance, Output, YearStanding
from reports.balance.window import A_DAY
from reports.balance.wording import Reader, activity_in_words
from storage import Store
from storage.accounts import if_enrolled
from storage.followers import followers
from storage.registers.activities import activities
from storage.registers.printed import events, figures

FRONT = "front"
"""The picture of the first page."""
FOLLOWERS, GROWTH, ACTIVITIES = "followers", "net-growth", "activities"
LAUNCH, MONTHS = "launch/", "months/"
"""The names of the pictures that have a place in the paper."""
MORE_THAN_ONE = 2
SIZE = (8.2, 4.0)
"""Inches: the width of the paper's text, a little enlarged."""
FLAT = (8.2, 3.1)
"""Inches: on the first page, beside figures, reservations and room for a signature."""
TALL = (8.2, 5.6)
"""Inches: for columns that carry several numbers each."""
Drawing = tuple[str, Callable[[], charts.Figure], str]
"""A chart's name, what draws it, and its text alternative."""


def pictures(store: Store, balance: Balance, reader: Reader, form: str) -> Iterator[Picture]:
    """The charts of a balance as `svg` or `png`; none where nothing is to be drawn."""
    for name, draw, title in drawings(store, balance, reader):
        yield Picture(name, form, charts.render_figure(draw(), form), title)


def drawings(
    store: Store, balance: Balance, reader: Reader, *, narrow: bool = False
) -> list[Drawing]:
    """The charts of a balance, not yet drawn; `narrow` ones are a telephone's."""
    until = midnight(balance.as_of + A_DAY, reader.zone)
    paper = charts.Paper(
        language=reader.language,
        institution=reader.institution,
        zone=reader.zone,
        now=min(balance.drawn_at, until),
        note=reader.warning,
        size=SIZE,
        titles=reader.account_titles,
    )
    paper = charts.narrow(paper) if narrow else paper
    return [
        *_of_followers(store, balance, paper),
        *_of_launches(store, balance, reader, paper),
        *_of_months(balance, paper),
        *_of_activities(store, balance, reader, paper),
    ]


def _as_high(paper: charts.Paper, size: tuple[float, float]) -> charts.Paper:
    """The same paper of another size; a telephone's keeps its own."""
    return paper if paper.size[0] < size[0] else replace(paper, size=size)


def _of_followers(store: Store, balance: Balance, paper: charts.Paper) -> Iterator[Drawing]:
    """Followers over the year and the one before, and their net growth month by month."""
    known = [standing for standing in balance.standings if standing.value or standing.previous]
    if not known:
        return
    first = min(_since(standing, balance) for standing in known)
    last = balance.as_of + A_DAY
    ends = midnight(first, paper.zone), midnight(last, paper.zone)
    series = [_series(store, standing.account, standing.platform, *ends) for standing in known]
    if all(standing.previous is None or standing.previous.readings for standing in known):
        first = max(first, _first_month(series, first, paper.zone))
    printed = figures(store, metric="followers")
    title = paper.language.say("Followers of the official accounts")
    draw = partial(charts.followers_chart, series, printed, until=last)
    begun = (
        first if _has_printed(series, printed, first) else _first_month(series, first, paper.zone)
    )
    flat = replace(_as_high(paper, FLAT), note=None)
    yield FRONT, partial(draw, (), flat, since=begun, is_brief=True), title
    yield FOLLOWERS, partial(draw, events(store, first, last), paper, since=first), title
    if any(standing.net and standing.net.readings for standing in known):
        ask = partial(charts.net_growth_chart, series, Span.MONTH, paper, since=first, until=last)
        yield GROWTH, ask, paper.language.say("Net growth of followers, month by month")


def _has_printed(series: Sequence[Series], printed: Sequence[PrintedFigure], since: date) -> bool:
    """Whether figures of these accounts were printed of days since then."""
    names = {curve.account for curve in series}
    return any(figure.account in names and figure.period.until > since for figure in printed)


def _first_month(series: Sequence[Series], first: date, zone: ZoneInfo) -> date:
    """The month of the first reading: of the months before it there is nothing to draw."""
    read = [point.at for curve in series for point in curve.points if point.at and point.quantity]
    return local_day(min(read), zone).replace(day=1) if read else first


def _of_launches(
    store: Store, balance: Balance, reader: Reader, paper: charts.Paper
) -> Iterator[Drawing]:
    """The first days of each account that was opened in the year."""
    ends = {
        standing.account: standing.closed + A_DAY
        for standing in balance.standings
        if standing.closed
    }
    for launch in balance.launches:
        if launch.curve:
            last = min(balance.as_of + A_DAY, ends.get(launch.account, balance.as_of + A_DAY))
            until = midnight(last, paper.zone)
            since = midnight(launch.opened, paper.zone)
            series = _series(store, launch.account, launch.platform, since, until)
            title = paper.language.say(
                "Opened in the year: {account}", account=reader.name(launch.account)
            )
            yield (
                LAUNCH + launch.account,
                partial(
                    charts.launch_curve,
                    series,
                    launch.opened,
                    replace(paper, now=min(paper.now, until)),
                ),
                title,
            )


def _of_months(balance: Balance, paper: charts.Paper) -> Iterator[Drawing]:
    """What the posts of each month drew, where more than one month is known."""
    titles = {
        "views": paper.language.say("Views of the posts of each month"),
        INTERACTIONS: paper.language.say("Interactions with the posts of each month"),
    }
    for metric, title in titles.items():
        series = [_monthly(output, metric) for output in balance.outputs if not output.is_event]
        series = [curve for curve in series if any(point.quantity for point in curve.points)]
        if sum(point.quantity is not None for curve in series for point in curve.points) > 1:
            yield MONTHS + metric, partial(charts.months_chart, series, paper), title


def _monthly(output: Output, metric: str) -> Series:
    counts = [
        (month, month.views if metric == "views" else month.interactions) for month in output.months
    ]
    points = (Point(count, period=period_of(month.since, Span.MONTH)) for month, count in counts)
    return Series(output.account, output.platform, metric, tuple(points))


def _of_activities(
    store: Store, balance: Balance, reader: Reader, paper: charts.Paper
) -> Iterator[Drawing]:
    """The activities of the years until this one, where there is more than one to compare."""
    rows = activities(store, until=balance.as_of + A_DAY)
    counted = [row for row in rows if row.in_total is Stand.YES]
    is_told = any(line.in_total for line in balance.activities.lines)
    if not is_told or len({row.period.since.year for row in counted}) < MORE_THAN_ONE:
        return
    labels = {row.kind: activity_in_words(row.kind, reader) for row in rows}
    draw = partial(charts.activities_chart, rows, labels, _as_high(paper, TALL))
    yield ACTIVITIES, draw, paper.language.say("Communication activities")


def _series(store: Store, account: str, platform: str, since: datetime, until: datetime) -> Series:
    """An account's readings; none of one that was never read."""
    read = if_enrolled(lambda: followers(store, account, since, until))
    return read or Series(account, platform, "followers", ())


def _since(year_standing: YearStanding, balance: Balance) -> date:
    """From where on an account is drawn: the year before, where anything is known of it."""
    year = balance.year if year_standing.previous is None else balance.year - 1
    return date(year, 1, 1)
