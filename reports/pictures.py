"""The charts of what is on file, as `chart`, reports and slides draw them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import charts
from metrics.activity import Activity
from metrics.periods import Period, Span, begun_periods, local_day, midnight, period_of
from metrics.posts import INTERACTIONS, by_period, rank
from metrics.series import Event, Post, PrintedFigure, Series
from queries.calendar import events_drawn
from queries.wordings import of_the_office
from settings import Settings
from storage import Store
from storage.followers import followers_as_drawn
from storage.history.between import fill_followers
from storage.post_coverage import post_coverages
from storage.post_query import PostQuery, posts_with_readings
from storage.registers.activities import activities
from storage.registers.printed import figures
from words import language
from words.names import activity_name

ENOUGH_FOR_A_CURVE = 3
MOST_MONTHS = 24
"""So many bars can be told apart: the last ones are drawn."""
A_LAUNCH = timedelta(days=365)

CHART_NAMES = re.compile(
    "followers|followers-measured|net-growth-(?:week|month)|months-(?:views|interactions)"
    "|top-posts-(?:views|interactions)|best-post|activities|launch-[A-Za-z0-9._-]+"
)
"""What a picture may be called; whether there is something to draw, what is on file tells."""

Picture = Callable[[], charts.Figure]


@dataclass(frozen=True, slots=True)
class ChartOrder:
    """What is to be drawn: days in the institution's zone, `until` excluded; None is open."""

    since: date | None
    until: date | None
    codes: Sequence[str]
    format: str
    names: frozenset[str] | None = None
    """The pictures that are wanted; None: all."""
    size: tuple[float, float] | None = None
    """Of the sheet, in inches; None: as charts are by themselves."""
    places: int = 10
    """Of a ranking of posts."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """What is on file of the days to be drawn."""

    followers: Sequence[Series]
    """As they were read."""
    filled: Sequence[Series]
    """The same, with what platforms and files told of days on which nobody read."""
    printed: Sequence[PrintedFigure]
    events: Sequence[Event]
    posts: Sequence[Post]
    activities: Sequence[Activity]
    opened: Mapping[str, date]
    """Of the accounts of which the opening is known."""
    followed: Mapping[str, datetime]
    """Since when the posts of each account are on file."""


def drawn_charts(
    store: Store, settings: Settings, now: datetime, drawing: ChartOrder
) -> Iterator[tuple[str, str, Picture]]:
    """Each picture in each language asked for: its name, the language's code, what draws it."""
    chart_data = look_up(store, settings, drawing, local_day(now, settings.zone()))
    for code in drawing.codes:
        paper = charts.paper_of(settings, of_the_office(language(code), store), now)
        paper = replace(paper, size=drawing.size or paper.size)
        kinds = {
            activity.kind: activity_name(
                activity.kind, paper.language, settings.kind_names(activity.kind)
            )
            for activity in chart_data.activities
        }
        for name, figure in chart_drawings(chart_data, paper, drawing, kinds):
            if drawing.names is None or name in drawing.names:
                yield name, code, figure


def look_up(store: Store, settings: Settings, drawing: ChartOrder, today: date) -> ChartData:
    """Everything on file of the days to be drawn."""
    zone = settings.zone()
    since = midnight(drawing.since, zone) if drawing.since else None
    until = midnight(drawing.until, zone) if drawing.until else None
    names = {account.name for account in settings.accounts}
    followers = [followers_as_drawn(store, a.name, None, drawing.until) for a in settings.accounts]
    coverages = post_coverages(store, names)
    followed = {name: known.since for name, known in coverages.items() if known.since}
    return ChartData(
        followers=followers,
        filled=[fill_followers(store, series, drawing.until) for series in followers],
        printed=figures(store, metric="followers"),
        events=events_drawn(settings, store, drawing.since, drawing.until, today),
        posts=[
            post
            for post in posts_with_readings(store, PostQuery(since=since, until=until))
            if post.account in names
        ],
        activities=activities(store, drawing.since, drawing.until),
        opened={account.name: account.opened for account in settings.accounts if account.opened},
        followed=followed,
    )


def chart_drawings(
    chart_data: ChartData, paper: charts.Paper, drawing: ChartOrder, kinds: Mapping[str, str]
) -> Iterator[tuple[str, Picture]]:
    """Each picture's name, and what draws it; `kinds` are the names of activities."""
    since, until = drawing.since, drawing.until
    read, events = chart_data.followers, chart_data.events
    whole = partial(charts.followers_chart, chart_data.filled, chart_data.printed, events, paper)
    yield "followers", partial(whole, since=since, until=until)
    measured = partial(charts.followers_chart, read, (), events, paper)
    yield "followers-measured", partial(measured, since=since, until=until)
    for span in (Span.WEEK, Span.MONTH):
        growth = partial(charts.net_growth_chart, read, span, paper)
        yield f"net-growth-{span}", partial(growth, since=since, until=until)
    yield from _launches(chart_data, paper)
    yield from _of_posts(chart_data, paper, drawing)
    if chart_data.activities:
        yield "activities", partial(charts.activities_chart, chart_data.activities, kinds, paper)


def _launches(chart_data: ChartData, paper: charts.Paper) -> Iterator[tuple[str, Picture]]:
    """The first days of the accounts that were read in them."""
    for series in chart_data.followers:
        opened = chart_data.opened.get(series.account)
        if opened is None:
            continue
        begin = midnight(opened, paper.zone)
        read = [point.at for point in series.points if point.at and point.quantity]
        if any(begin <= at < begin + A_LAUNCH for at in read):
            yield f"launch-{series.account}", partial(charts.launch_curve, series, opened, paper)


def _of_posts(
    chart_data: ChartData, paper: charts.Paper, drawing: ChartOrder
) -> Iterator[tuple[str, Picture]]:
    for metric in ("views", INTERACTIONS):
        months = monthly(chart_data, metric, paper, drawing)
        if any(point.quantity for series in months for point in series.points):
            yield f"months-{metric}", partial(charts.months_chart, months, paper)
        yield (
            f"top-posts-{metric}",
            partial(
                charts.top_posts_chart,
                chart_data.posts,
                paper,
                metric=metric,
                limit=drawing.places,
                since=drawing.since,
                until=drawing.until,
            ),
        )
    followed = [post for post in chart_data.posts if len(post.readings) >= ENOUGH_FOR_A_CURVE]
    for best in rank(followed, "views", limit=1)[:1]:
        yield "best-post", partial(charts.post_curve, best.post, paper)


def monthly(
    chart_data: ChartData, metric: str, paper: charts.Paper, drawing: ChartOrder
) -> tuple[Series, ...]:
    """What the posts of each month drew, by account; of whole months alone, or none is told."""
    order = [series.account for series in chart_data.followers]
    whole = [post for post in chart_data.posts if _is_of_whole_month(post, chart_data, paper)]
    posts = sorted(whole, key=lambda post: order.index(post.account))
    return by_period(posts, metric, _months(chart_data, paper, drawing), paper.zone)


def _months(chart_data: ChartData, paper: charts.Paper, drawing: ChartOrder) -> list[Period]:
    """The months of which all days are asked for; the last one may not be over yet."""
    published = [local_day(post.published_at, paper.zone) for post in chart_data.posts]
    if not published:
        return []
    since = drawing.since or period_of(min(published), Span.MONTH).since
    today = local_day(paper.now, paper.zone)
    until = drawing.until or period_of(today, Span.MONTH).until
    months = begun_periods(since, until, Span.MONTH, today)
    return [month for month in months if month.since >= since and month.until <= until][
        -MOST_MONTHS:
    ]


def _is_of_whole_month(post: Post, chart_data: ChartData, paper: charts.Paper) -> bool:
    """Whether all posts of its month are on file, as far as the month has come."""
    month = period_of(local_day(post.published_at, paper.zone), Span.MONTH)
    followed = chart_data.followed.get(post.account)
    return followed is not None and midnight(month.since, paper.zone) >= followed
