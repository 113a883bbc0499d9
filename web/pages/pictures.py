"""The charts, each at an address of its own: as a drawing for pages, as a file to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import charts
from metrics.engagement import INTERACTIONS
from metrics.periods import Span, local_day, midnight
from metrics.platforms import COUNT_NAMES
from metrics.snapshot import Account
from storage import Store
from storage import series as on_file
from storage.registers import events, figures
from web.filled_in import account_named, choice, days_back, post_named
from web.site import Site
from web.views import Picture, Shown
from web.visitor import Visitor

SAVED = "save"
METRICS = ("views", INTERACTIONS, *(name for name in COUNT_NAMES if name not in {"views", "reach"}))


def shown(title: str, path: str, visitor: Visitor, **args: str | None) -> Shown:
    """A chart on a page: where its drawing is, and where its files are."""
    return Shown(
        title=title,
        described=visitor.language.say(
            "Chart: {title}. Its numbers stand in a table.", title=title
        ),
        svg=visitor.link(f"{path}.svg", **args, lang=visitor.language.code),
        svg_file=visitor.link(f"{path}.svg", **args, lang=visitor.language.code, save="1"),
        png_file=visitor.link(f"{path}.png", **args, lang=visitor.language.code, save="1"),
    )


def followers(store: Store, site: Site, visitor: Visitor) -> Picture:
    """Followers over the last days, of one account or of all; `printed=1` adds printed figures."""
    accounts = _accounts(site, visitor)
    since = _since(site, visitor)
    begin = midnight(since, site.settings.zone()) if since else None
    series = [on_file.followers(store, account.name, begin) for account in accounts]
    printed = figures(store, metric="followers") if visitor.args.get("printed") else []
    draw = partial(
        charts.followers,
        series,
        printed,
        events(store, since, None),
        site.paper(visitor.language),
        since=since,
    )
    return _picture(draw, "followers", accounts, visitor)


def growth(store: Store, site: Site, visitor: Visitor) -> Picture:
    """Net growth by day, week, month or year, of one account or of all."""
    accounts = _accounts(site, visitor)
    span = Span(choice(visitor, "by", tuple(Span), Span.WEEK))
    since = _since(site, visitor)
    series = [on_file.followers(store, account.name) for account in accounts]
    draw = partial(charts.net_growth, series, span, site.paper(visitor.language), since=since)
    return _picture(draw, f"net-growth-{span}", accounts, visitor)


def posts(store: Store, site: Site, visitor: Visitor) -> Picture:
    """The posts of the last days that drew most of one count."""
    accounts = _accounts(site, visitor)
    metric = choice(visitor, "metric", METRICS, INTERACTIONS)
    since = _since(site, visitor)
    begin = midnight(since, site.settings.zone()) if since else None
    found = [post for account in accounts for post in on_file.posts(store, account.name, begin)]
    draw = partial(charts.top_posts, found, site.paper(visitor.language), metric=metric)
    return _picture(draw, f"top-posts-{metric}", accounts, visitor)


def post(store: Store, site: Site, visitor: Visitor) -> Picture:
    """What one post drew since it was published."""
    found = post_named(store, site, visitor)
    draw = partial(charts.post_curve, found, site.paper(visitor.language))
    return Picture(draw, visitor.names["form"], f"post-{found.id}", SAVED in visitor.args)


def _accounts(site: Site, visitor: Visitor) -> Sequence[Account]:
    name = visitor.args.get("account")
    return [account_named(site, visitor, name)] if name else site.settings.accounts


def _since(site: Site, visitor: Visitor) -> date | None:
    """The first day to be drawn; None for the first on file."""
    days = days_back(visitor)
    today = local_day(site.clock(), site.settings.zone())
    return None if days is None else today - timedelta(days=days - 1)


def _picture(
    draw: partial[charts.Figure], name: str, accounts: Sequence[Account], visitor: Visitor
) -> Picture:
    whose = f"-{accounts[0].name}" if len(accounts) == 1 else ""
    file = f"{name}{whose}.{visitor.language.code}"
    return Picture(draw, visitor.names["form"], file, SAVED in visitor.args)
