"""The charts, each at an address of its own: as a drawing for pages, as a file to keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import charts
from metrics.model import Account
from metrics.periods import Span, local_day
from metrics.platforms import COUNT_NAMES
from metrics.posts import INTERACTIONS
from metrics.series import Series
from queries.calendar import events_drawn
from storage import Store
from storage.followers import followers_as_drawn
from storage.history.between import fill_followers
from storage.post_query import PostQuery, posts_with_readings
from storage.registers.printed import figures
from web.request import AskedDays, account_named, choice, post_named, stretch
from web.site import Site, Visitor
from web.views import Drawing, Shown

NARROW = "narrow"
METRICS = ("views", INTERACTIONS, *(name for name in COUNT_NAMES if name not in {"views", "reach"}))


def shown(title: str, path: str, visitor: Visitor, **args: str | None) -> Shown:
    """A chart on a page: where its drawing is, and where its files are."""
    return Shown(
        title=title,
        described=visitor.language.say(
            "Chart: {title}. Its numbers stand in a table.", title=title
        ),
        svg=visitor.link(f"{path}.svg", **args, lang=visitor.language.code),
        svg_narrow=visitor.link(f"{path}.svg", **args, **{NARROW: "1"}, lang=visitor.language.code),
        svg_file=visitor.link(f"{path}.svg", **args, lang=visitor.language.code, save="1"),
        png_file=visitor.link(f"{path}.png", **args, lang=visitor.language.code, save="1"),
    )


def followers_picture(store: Store, site: Site, visitor: Visitor) -> Drawing:
    """Followers over some days, of one account or of all; `printed=1` adds printed figures."""
    accounts, zone = _accounts(site, visitor), site.settings.zone()
    days, today = stretch(store, site, visitor), local_day(site.clock(), zone)
    read = [followers_as_drawn(store, account.name, days.since, days.until) for account in accounts]
    series = [fill_followers(store, series_read, days.until) for series_read in read]
    printed = figures(store, metric="followers") if visitor.args.get("printed") else []
    draw = partial(
        charts.followers_chart,
        series,
        printed,
        events_drawn(site.settings, store, days.since, days.until, today),
        _paper(site, visitor),
        since=days.since if printed else _since(series, days, zone),
        until=days.until,
    )
    return _drawing(draw, "followers", accounts, visitor)


def growth_picture(store: Store, site: Site, visitor: Visitor) -> Drawing:
    """Net growth by day, week, month or year, of one account or of all."""
    accounts, zone = _accounts(site, visitor), site.settings.zone()
    span = Span(choice(visitor, "by", tuple(Span), Span.WEEK))
    days = stretch(store, site, visitor)
    series = [followers_as_drawn(store, account.name, None, days.until) for account in accounts]
    draw = partial(
        charts.net_growth_chart,
        series,
        span,
        _paper(site, visitor),
        since=_since(series, days, zone),
        until=days.until,
    )
    return _drawing(draw, f"net-growth-{span}", accounts, visitor)


def posts_picture(store: Store, site: Site, visitor: Visitor) -> Drawing:
    """The posts of some days that drew most of one count."""
    accounts, zone = _accounts(site, visitor), site.settings.zone()
    metric = choice(visitor, "metric", METRICS, INTERACTIONS)
    days = stretch(store, site, visitor)
    wanted = [PostQuery(account.name, *days.instants(zone)) for account in accounts]
    posts = [each for query in wanted for each in posts_with_readings(store, query)]
    draw = partial(
        charts.top_posts_chart,
        posts,
        _paper(site, visitor),
        metric=metric,
        since=days.since,
        until=days.until,
    )
    return _drawing(draw, f"top-posts-{metric}", accounts, visitor)


def post_picture(store: Store, site: Site, visitor: Visitor) -> Drawing:
    """What one post drew since it was published."""
    post = post_named(store, site, visitor)
    draw = partial(charts.post_curve, post, _paper(site, visitor))
    return _drawing(draw, f"post-{post.id}", (), visitor)


def _paper(site: Site, visitor: Visitor) -> charts.Paper:
    """The sheet that a chart is drawn on; `narrow=1` asks for a telephone's."""
    paper = site.paper(visitor.language)
    return charts.narrow(paper) if wants_narrow(visitor) else paper


def wants_narrow(visitor: Visitor) -> bool:
    """Whether a telephone's form of a chart is asked for."""
    return NARROW in visitor.args


def _accounts(site: Site, visitor: Visitor) -> Sequence[Account]:
    """The accounts that were asked for: one by its name, those of one platform, or all."""
    name, platform = visitor.args.get("account"), visitor.args.get("platform")
    if name:
        return [account_named(site, visitor, name)]
    return [account for account in site.settings.accounts if platform in {None, account.platform}]


def _since(series: Sequence[Series], days: AskedDays, zone: ZoneInfo) -> date | None:
    """The first day to draw: the one asked for, or a later one before which nothing was read."""
    read = [point.at for curve in series for point in curve.points if point.quantity and point.at]
    if days.since is None or not read:
        return days.since
    return max(days.since, local_day(min(read), zone))


def _drawing(
    draw: Callable[[], charts.Figure], name: str, accounts: Sequence[Account], visitor: Visitor
) -> Drawing:
    form = visitor.names["form"]
    whose = f"-{accounts[0].name}" if len(accounts) == 1 else ""
    file = f"{name}{whose}.{visitor.language.code}"
    return Drawing(lambda: charts.render_figure(draw(), form), form, file, "save" in visitor.args)
