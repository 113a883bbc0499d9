"""Followers: where each account stood in a year, beside the year before, and all together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from metrics.falls import NetWithFalls, with_and_without
from metrics.growth import NetGrowth, known_total, like_for_like
from metrics.model import Account
from metrics.periods import Period
from metrics.printed import latest_printed
from metrics.quantity import TOLD_LATER, Quantity, choose, growth_rate
from metrics.series import PrintedFigure
from queries.account_days import told_before
from queries.growth import falls_between
from queries.growth import standing as last_told
from reports.balance.facts import (
    YearStanding,
    YearTotal,
)
from reports.balance.figure import Figure, FigureReading, precision_of_sum
from reports.balance.window import Window
from storage import Store
from storage.accounts import if_enrolled

FOLLOWERS = "followers"
PRINTED_RATE = "followers_growth_rate"
EVERYBODY = "all"
"""What sources call all accounts together."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an account in one year."""

    counts: Figure | None
    beside: Figure | None = None
    difference: Quantity | None = None


def standings(
    store: Store, accounts: Sequence[Account], printed: Sequence[PrintedFigure], seen: Window
) -> tuple[YearStanding, ...]:
    """Where each account stood at the last look of the year, and at that of the year before.

    A reading counts before a printed figure; of a printed figure no day is made up.
    """
    return tuple(_standing(store, account, printed, seen) for account in accounts)


def together(
    accounts: Sequence[Account],
    standings: Sequence[YearStanding],
    printed: Sequence[PrintedFigure],
    seen: Window,
) -> YearTotal:
    """The accounts added up, those of events left out; the growth is like for like."""
    names = {account.name for account in accounts if not account.event}
    members = [standing for standing in standings if standing.account in names]
    ends = {member.account: _quantity(member.value) for member in members}
    whole = known_total(ends)
    same = like_for_like({member.account: _quantity(member.previous) for member in members}, ends)
    label = seen.year.label
    parts = [member for member in members if member.value]
    return YearTotal(
        value=_sum(f"total/{label}", whole.value, parts),
        accounts=whole.accounts,
        left_out=whole.left_out,
        printed=printed_for(printed, EVERYBODY, FOLLOWERS, seen.year, seen.as_of),
        growth=_computed(f"total/{label}/growth", same.growth, parts),
        net=_computed(
            f"total/{label}/net", same.end - same.start if same.start and same.end else None, parts
        ),
        same_accounts=same.accounts,
    )


def printed_for(
    printed: Iterable[PrintedFigure], account: str, metric: str, year: Period, as_of: date
) -> Figure | None:
    """What was printed of an account for a year: for the whole of it, else the latest in it."""
    fitting = [
        figure
        for figure in printed
        if (figure.account, figure.metric) == (account, metric) and is_of_year(figure, year, as_of)
    ]
    latest = latest_printed(fitting)
    if latest is None:
        return None
    return Figure(_name(latest), latest.quantity, period=latest.period, as_of=latest.as_of)


def names_of(figure: PrintedFigure) -> tuple[str, ...]:
    """The ids under which a printed figure may stand in a balance."""
    other = f"printed/{figure.account}/{figure.metric}/{figure.as_of or figure.period.label}"
    counts = f"{FOLLOWERS}/{figure.account}/{figure.period.since.year}"
    return (_name(figure), other, *([counts] if figure.metric == FOLLOWERS else []))


def _name(figure: PrintedFigure) -> str:
    day = f"/{figure.as_of}" if figure.as_of else ""
    return f"printed/{figure.account}/{figure.metric}/{figure.period.label}{day}"


def is_of_year(printed_figure: PrintedFigure, year: Period, as_of: date) -> bool:
    """Whether it was printed for the year, or for days of it that the balance looks at."""
    is_within = (
        year.since <= printed_figure.period.since and printed_figure.period.until <= year.until
    )
    return is_within and (printed_figure.as_of or printed_figure.period.since) <= as_of


def _standing(
    store: Store, account: Account, printed: Sequence[PrintedFigure], seen: Window
) -> YearStanding:
    year, before = seen.year, seen.before
    known = _known(store, account, printed, year, seen.as_of, (seen.since, seen.until))
    start = before.instants(seen.zone)[0]
    earlier = _known(store, account, printed, before, before.until, (start, seen.since))
    value, previous = known.counts, earlier.counts
    rate, net = None, None
    if value and previous:
        rate = growth_rate(previous.quantity, value.quantity)
        net = value.quantity - previous.quantity
    label = f"{FOLLOWERS}/{account.name}/{year.label}"
    ends = [figure for figure in (previous, value) if figure]
    fallen = _falls(store, account, seen, previous, value) if previous and value else None
    without = fallen.without if fallen and fallen.falls else None
    return YearStanding(
        account=account.name,
        platform=account.platform,
        is_event=account.event,
        opened=account.opened,
        closed=account.closed,
        value=value,
        beside=known.beside,
        difference=known.difference,
        previous=previous,
        net=_between(f"{label}/net", net, ends),
        growth=_between(f"{label}/growth", rate, ends),
        falls=fallen.falls if fallen else (),
        without_falls=_between(f"{label}/net_without_falls", without, ends),
        printed_rate=printed_for(printed, account.name, PRINTED_RATE, year, seen.as_of),
    )


def _falls(
    store: Store, account: Account, seen: Window, start: Figure, end: Figure
) -> NetWithFalls | None:
    """The net change with and without the falls in one step that were read between its ends.

    Those of the year, where the one before ended with a number that was not read. None of a change
    up to a printed figure, which is of no known instant.
    """
    until = end.at or (seen.until if end.quantity.evidence in TOLD_LATER else None)
    if until is None:
        return None
    falls = if_enrolled(lambda: falls_between(store, account, start.at or seen.since, until))
    net = end.quantity - start.quantity
    growth = NetGrowth(seen.year, net, start.at, until, days_kept=0, days_due=0)
    return with_and_without(growth, falls or ())


def _known(
    store: Store,
    account: Account,
    printed: Sequence[PrintedFigure],
    year: Period,
    as_of: date,
    instants: tuple[datetime, datetime],
) -> _Known:
    """What counts of an account's followers in [since, until) of a year, and what does not."""
    since, until = instants
    name = f"{FOLLOWERS}/{account.name}/{year.label}"
    said = printed_for(printed, account.name, FOLLOWERS, year, as_of)
    counts = _read_or_told(store, account, name, since, until)
    chosen = choose(counts.quantity if counts else None, said.quantity if said else None)
    if chosen is None or counts is None:
        return _Known(said and replace(said, id=name))
    return _Known(counts, said, chosen.difference)


def _read_or_told(
    store: Store, account: Account, name: str, since: datetime, until: datetime
) -> Figure | None:
    """The last reading in [since, until); without one what was told later of a day near its end."""
    point = last_told(store, account, until)
    if point and point.at and point.quantity and point.at >= since:
        return Figure(name, point.quantity, readings=(FigureReading(account.name, point.at),))
    (count,) = told_before(store, account, [until])
    if count and count.at and count.quantity and count.at >= since:
        return Figure(name, count.quantity, as_of=count.at.date())
    return None


def _between(name: str, value: Quantity | None, ends: Sequence[Figure]) -> Figure | None:
    if value is None:
        return None
    looks = tuple(look for figure in ends for look in figure.readings)
    return Figure(name, value, readings=looks, parts=tuple(figure.id for figure in ends))


def _sum(name: str, value: Quantity | None, members: Sequence[YearStanding]) -> Figure | None:
    parts = [member.value for member in members if member.value]
    if value is None:
        return None
    precision = precision_of_sum(value, tuple(figure.quantity for figure in parts))
    return _between(name, replace(value, precision=precision), parts)


def _computed(name: str, value: Quantity | None, members: Sequence[YearStanding]) -> Figure | None:
    both = [member for member in members if member.previous and member.value]
    ends = [figure for standing in both for figure in (standing.previous, standing.value) if figure]
    return _between(name, value, ends)


def _quantity(figure: Figure | None) -> Quantity | None:
    return figure.quantity if figure else None
