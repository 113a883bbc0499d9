"""The charts of the balance: followers over the year and the one before, and net growth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import charts
from metrics.periods import Span, midnight
from metrics.series import Event, PrintedFigure, Series
from reports.balance.composing import FOLLOWERS, GROWTH
from reports.balance.document import Picture, foreign
from reports.balance.facts import Balance, Standing
from reports.balance.reader import Reader
from storage import Store, UnknownAccount
from storage.registers import events, figures
from storage.series import followers

LONGEST_NAME = 80
"""Characters of an event's name or a source that a chart has room for."""
SIZE = (8.2, 4.0)
"""Inches: the width of the paper's text, a little enlarged."""


def pictures(store: Store, balance: Balance, reader: Reader, form: str) -> Iterator[Picture]:
    """The charts of a balance as `svg` or `png`; none where nothing is to be drawn."""
    known = [one for one in balance.standings if one.value or one.previous]
    if not known:
        return
    first = min(_since(one, balance) for one in known)
    last = balance.as_of + timedelta(days=1)
    until = midnight(last, reader.zone)
    since = midnight(first, reader.zone)
    series = [_series(store, one, since, until) for one in known]
    paper = charts.Paper(
        language=reader.language,
        institution=reader.institution,
        zone=reader.zone,
        now=min(balance.drawn_at, until),
        note=reader.warning,
        size=SIZE,
    )
    figure = charts.followers(
        series,
        [_short_figure(one) for one in figures(store, metric="followers")],
        [_short_event(one) for one in events(store, first, last)],
        paper,
        since=first,
        until=last,
    )
    title = reader.language.say("Followers of the official accounts")
    yield Picture(FOLLOWERS, form, charts.render(figure, form), title)
    if any(one.net and one.net.readings for one in known):
        figure = charts.net_growth(series, Span.MONTH, paper, since=first, until=last)
        title = reader.language.say("Net growth of followers, month by month")
        yield Picture(GROWTH, form, charts.render(figure, form), title)


def _series(store: Store, one: Standing, since: datetime, until: datetime) -> Series:
    """An account's readings; none of one that was never read."""
    try:
        return followers(store, one.account, since, until)
    except UnknownAccount:
        return Series(one.account, one.platform, "followers", ())


def _since(one: Standing, balance: Balance) -> date:
    """From where on an account is drawn: the year before, where anything is known of it."""
    year = balance.year if one.previous is None else balance.year - 1
    return date(year, 1, 1)


def _short_figure(one: PrintedFigure) -> PrintedFigure:
    """A printed figure whose source a chart has room for."""
    source = foreign(one.quantity.source, LONGEST_NAME)
    return replace(one, quantity=replace(one.quantity, source=source))


def _short_event(one: Event) -> Event:
    """An event whose name a chart has room for."""
    names = {code: foreign(name, LONGEST_NAME) for code, name in one.names.items()}
    return replace(one, names={code: name for code, name in names.items() if name})
