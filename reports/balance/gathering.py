"""Gathering: everything on file of a year becomes a balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from metrics.platforms import PLATFORMS
from metrics.quantity import measured
from metrics.series import PrintedFigure
from metrics.snapshot import Account
from queries.completeness import completeness
from reports.balance.facts import Balance
from reports.balance.figures import Figure
from reports.balance.followers import is_of_year, standings, together
from reports.balance.highlights import best_posts, launches
from reports.balance.outputs import combined, outputs, topics
from reports.balance.records import Broken, Coverage, Happening, Hole, OtherFigure
from reports.balance.services import activities, answered
from reports.balance.window import Window, window
from settings import Settings
from storage import Store
from storage.activities import activities as activities_on_file
from storage.registers import events, figures
from storage.statements import statements


def gather(
    store: Store, settings: Settings, year: int, as_of: date | None, now: datetime
) -> Balance:
    """The balance of a year up to the end of a day, as it is known now.

    Args:
        store: The database.
        settings: Whose accounts.
        year: The calendar year, in the institution's zone.
        as_of: The last day that is looked at; None is the year's last, or today.
        now: The instant of the question.

    Raises:
        WrongDay: the day lies outside the year or has not come, or the year has not begun.
    """
    seen = window(year, as_of, settings.zone(), now)
    accounts = [one for one in settings.accounts if _lives(one, seen)]
    printed = [under_present_name(one, settings.accounts) for one in figures(store)]
    found = standings(store, accounts, printed, seen)
    total = together(accounts, found, printed, seen)
    coverage = _coverage(store, accounts, seen, settings.schedule.followers)
    read = frozenset(one.account for one in coverage)
    published, posts = outputs(store, accounts, read, seen)
    told = statements(store, seen.year.since, seen.seen.until)
    balance = Balance(
        year=year,
        as_of=seen.as_of,
        drawn_at=now,
        standings=found,
        total=total,
        launches=tuple(launches(store, found, seen)),
        outputs=published,
        published=combined(published, seen),
        best=best_posts(posts, [one for one in accounts if not one.event]),
        topics=topics(store, posts, seen),
        activities=activities(activities_on_file(store), seen),
        answered=answered(told, posts, settings.statements.ceiling),
        happenings=_happenings(store, seen),
        coverage=coverage,
        breaks=tuple(_breaks(accounts, published, seen)),
    )
    return replace(balance, others=tuple(_others(printed, balance, seen)))


def _lives(account: Account, seen: Window) -> bool:
    """Whether the account existed on some day that the balance compares."""
    is_open = account.opened is None or account.opened <= seen.as_of
    return is_open and (account.closed is None or account.closed >= seen.before.since)


def under_present_name(figure: PrintedFigure, accounts: Iterable[Account]) -> PrintedFigure:
    """A figure of an account that was renamed since, under its name of today."""
    names = {former: one.name for one in accounts for former in one.former_names}
    return replace(figure, account=names.get(figure.account, figure.account))


def _happenings(store: Store, seen: Window) -> tuple[Happening, ...]:
    found = events(store, seen.year.since, seen.seen.until)
    return tuple(
        Happening(one.since, one.until, one.names, one.source, one.account) for one in found
    )


def _coverage(
    store: Store, accounts: Sequence[Account], seen: Window, slot: timedelta
) -> tuple[Coverage, ...]:
    """How much was read of each account of which any slot of the year was tried."""
    upto = min(seen.now, seen.until)
    found = completeness(store, accounts, seen.seen, seen.zone, upto, slot)
    return tuple(
        Coverage(
            account=one.account.name,
            days_kept=one.kept.days_kept,
            days_due=one.kept.days_due,
            slots_kept=one.kept.slots_kept,
            slots_due=one.kept.slots_due,
            figure=Figure(
                f"completeness/{one.account.name}/{seen.year.label}", measured(one.kept.slots_kept)
            ),
            hole=Hole(hole.since, hole.until, hole.reason) if (hole := one.kept.longest) else None,
        )
        for one in found
        if one.kept.slots_kept or _was_tried(one.kept.longest)
    )


def _was_tried(hole: object) -> bool:
    """Whether a hole has a reason on file: somebody wanted to read and could not."""
    return getattr(hole, "reason", None) is not None


def _others(
    printed: Sequence[PrintedFigure], balance: Balance, seen: Window
) -> Iterable[OtherFigure]:
    """What else was printed for the year: told as it is, and never computed with."""
    used = [figure for figure in balance.figures().values() if figure.period]
    seen_ids: Counter[str] = Counter()
    for one in printed:
        if not is_of_year(one, seen.year, seen.as_of) or _is_used(one, used):
            continue
        name = f"printed/{one.account}/{one.metric}/{one.as_of or one.period.label}"
        seen_ids[name] += 1
        name += f"/{seen_ids[name]}" if seen_ids[name] > 1 else ""
        figure = Figure(name, one.quantity, period=one.period, as_of=one.as_of)
        yield OtherFigure(one.account, one.metric, figure, one.note)


def _is_used(one: PrintedFigure, used: Sequence[Figure]) -> bool:
    """Whether a figure of the balance is this one."""
    told = (one.quantity, one.period, one.as_of)
    return any(
        f"/{one.account}/" in figure.id and (figure.quantity, figure.period, figure.as_of) == told
        for figure in used
    )


def _breaks(
    accounts: Sequence[Account], published: Sequence[object], seen: Window
) -> Iterable[Broken]:
    """Where a number changed its meaning in the year, or in the one that it is compared with."""
    if not published:
        return
    for key in dict.fromkeys(account.platform for account in accounts):
        for one in PLATFORMS[key].breaks:
            if seen.before.since <= one.on <= seen.as_of:
                yield Broken(key, one.metrics, one.on, dict(one.names), one.source)
