"""Gathering: everything on file of a year becomes a balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from metrics.activity import (
    Activity,
    KindTotal,
    Stand,
    activities_total,
    are_comparable,
    by_kind,
    compare_printed,
    of_period,
)
from metrics.model import Account
from metrics.periods import local_day, midnight
from metrics.platforms import PLATFORMS
from metrics.posts import as_read, latest_count, tally_of
from metrics.quantity import Quantity, measured
from metrics.series import Post, PrintedFigure
from metrics.statement import (
    OfficeAnswer,
    Statement,
    StatementOutcome,
    answers,
    outcomes,
    response_times,
)
from queries.account_days import period_peak, period_sums
from queries.completeness import account_completeness
from queries.reservations import losses_within
from queries.targets import TargetProgress, target_progress
from reports.balance.facts import (
    AccountYear,
    Activities,
    ActivityLine,
    Answered,
    Balance,
    Broken,
    Coverage,
    DaysTold,
    Happening,
    LastingLoss,
    Launch,
    LongestGap,
    OtherFigure,
    YearStanding,
)
from reports.balance.figure import Figure
from reports.balance.followers import is_of_year, standings, together
from reports.balance.posts import (
    best_posts,
    combined,
    most_viewed_posts,
    outputs,
    post_holes,
    topics,
)
from reports.balance.window import Window, window
from settings import Settings
from storage import Store
from storage.accounts import if_enrolled
from storage.followers import follower_days
from storage.registers.activities import activities as activities_on_file
from storage.registers.printed import events, figures
from storage.registers.statements import statements

MOST_POINTS = 60
"""Points of a launch curve that are kept, evenly spread."""


def launches(store: Store, standings: Sequence[YearStanding], seen: Window) -> Iterable[Launch]:
    """What each account that was opened in the year drew since."""
    for standing in standings:
        if standing.opened is None or standing.opened not in seen.year or standing.value is None:
            continue
        at = standing.value.at
        begun = midnight(standing.opened, seen.zone)
        length = at - begun if at and at > begun else None
        yield Launch(
            account=standing.account,
            platform=standing.platform,
            opened=standing.opened,
            reached=standing.value,
            length=length,
            curve=_curve(store, standing.account, seen) if standing.value.readings else (),
        )


def _curve(store: Store, account: str, seen: Window) -> tuple[tuple[date, int], ...]:
    """The followers at the end of evenly spread days, the first and the last among them."""
    ask = partial(follower_days, store, account, seen.year.since, seen.seen.until)
    points = if_enrolled(ask) or []
    days = [
        (local_day(point.at, seen.zone), int(point.quantity.value))
        for point in points
        if point.at and point.quantity
    ]
    step = max(1, len(days) // MOST_POINTS)
    return tuple(days[:-1][::step] + days[-1:])


PLACE_OF_TOTAL = "activities/total"
STATEMENTS = "statements"


def activities(rows: Sequence[Activity], seen: Window) -> Activities:
    """The year's activities by kind beside those of the year before, and their total.

    Each count stands beside that of the year before; where the sources say that the two cover
    different things, the line says so and nothing is computed from both.
    """
    own = of_period(rows, seen.year)
    before = {kind_total.kind: kind_total for kind_total in by_kind(rows, seen.before)}
    lines = tuple(
        _line(kind_total, before.get(kind_total.kind), seen)
        for kind_total in by_kind(rows, seen.year)
    )
    total = activities_total(own)
    parts = tuple(line.count.id for line in lines if line.in_total)
    compared = compare_printed(own)
    label = seen.year.label
    return Activities(
        lines=lines,
        total=Figure(f"{PLACE_OF_TOTAL}/{label}", total, parts=parts) if total else None,
        printed=_printed(compared.printed, label, seen) if compared else None,
    )


def answered(
    statements: Sequence[Statement], posts: Sequence[Post], ceiling: timedelta
) -> Answered:
    """The statements of the year, how soon they came, and what their posts drew."""
    times = response_times(statements, ceiling)
    ways, ends = answers(statements), outcomes(statements)
    counts = {
        "noticed": times.count,
        "informed": times.informed,
        "denials": ways[OfficeAnswer.DENIAL],
        "rectifications": ways[OfficeAnswer.RECTIFICATION],
        "timed": times.timed,
        "within": times.within,
    }
    lengths = {"shortest": times.shortest, "median": times.median, "longest": times.longest}
    known = {
        name: int(length.total_seconds()) for name, length in lengths.items() if length is not None
    }
    numbers = counts | known if statements else {}
    return Answered(
        figures=tuple(Figure(f"{STATEMENTS}/{key}", measured(n)) for key, n in numbers.items()),
        count=times.count,
        informed=times.informed,
        denials=ways[OfficeAnswer.DENIAL],
        rectifications=ways[OfficeAnswer.RECTIFICATION],
        timed=times.timed,
        shortest=times.shortest,
        median=times.median,
        longest=times.longest,
        within=times.within,
        ceiling=ceiling,
        outcomes=tuple((end.value, ends[end]) for end in StatementOutcome if ends[end]),
        views=_views({post for statement in statements for post in statement.posts}, posts),
    )


def _line(kind_total: KindTotal, earlier: KindTotal | None, seen: Window) -> ActivityLine:
    row = kind_total.rows[0]
    comparable = earlier is None or all(are_comparable(row, other) for other in earlier.rows)
    return ActivityLine(
        kind=kind_total.kind,
        in_total=row.in_total is Stand.YES,
        count=_count(kind_total, seen.year.label, seen),
        note=row.covers,
        previous=_count(earlier, seen.before.label, seen) if earlier else None,
        is_comparable=comparable,
        previous_note=earlier.rows[0].covers if earlier else None,
        is_whole=kind_total.is_whole,
    )


def _count(kind_total: KindTotal, label: str, seen: Window) -> Figure:
    period = seen.year if label == seen.year.label else seen.before
    return Figure(f"activities/{kind_total.kind}/{label}", kind_total.count, period=period)


def _printed(count: Quantity, label: str, seen: Window) -> Figure:
    return Figure(f"printed/{PLACE_OF_TOTAL}/{label}", count, period=seen.year)


def _views(ids: set[str], posts: Sequence[Post]) -> int | None:
    """What the posts that answered were viewed, those that were read and told it."""
    own = [as_read(post) for post in posts if post.id in ids]
    return tally_of([latest_count(post, "views") for post in own]).total


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
    accounts = [account for account in settings.accounts if _lives(account, seen)]
    printed = [under_present_name(figure, settings.accounts) for figure in figures(store)]
    coverage = _coverage(store, accounts, seen, settings.schedule.followers)
    read = frozenset(part.account for part in coverage)
    published, posts = outputs(store, accounts, read, seen)
    ranked = {account.name for account in accounts if not account.event}
    own = [post for post in posts if post.account in ranked]
    balance = Balance(
        year=year,
        as_of=seen.as_of,
        drawn_at=now,
        outputs=published,
        published=combined(published, seen),
        most_viewed=tuple(most_viewed_posts(own)),
        best=best_posts(own),
        topics=topics(store, posts, seen, is_whole=all(part.is_whole for part in published)),
        coverage=coverage,
        post_holes=post_holes(store, accounts, published, seen),
        losses=tuple(_losses(store, accounts, seen)),
        breaks=tuple(_breaks(accounts, published, seen)),
    )
    balance = _with_followers(balance, store, accounts, printed, seen)
    balance = _with_registers(balance, store, settings, posts, seen)
    return replace(balance, others=tuple(_others(printed, balance, seen)))


def _with_followers(
    balance: Balance,
    store: Store,
    accounts: Sequence[Account],
    printed: Sequence[PrintedFigure],
    seen: Window,
) -> Balance:
    """The balance with where the accounts stood, since they were opened, and drew as wholes."""
    stood = standings(store, accounts, printed, seen)
    return replace(
        balance,
        standings=stood,
        total=together(accounts, stood, printed, seen),
        launches=tuple(launches(store, stood, seen)),
        account_years=tuple(_account_years(store, accounts, seen)),
    )


def _with_registers(
    balance: Balance, store: Store, settings: Settings, posts: Sequence[Post], seen: Window
) -> Balance:
    """The balance with what the office sets and keeps by hand: targets, activities, events."""
    of_year = statements(store, seen.year.since, seen.seen.until)
    return replace(
        balance,
        targets=tuple(_targets(store, settings, seen)),
        activities=activities(activities_on_file(store), seen),
        answered=answered(of_year, posts, settings.statements.ceiling),
        happenings=_happenings(store, seen),
    )


def _lives(account: Account, seen: Window) -> bool:
    """Whether the account existed on some day that the balance compares."""
    is_open = account.opened is None or account.opened <= seen.as_of
    return is_open and (account.closed is None or account.closed >= seen.before.since)


def under_present_name(figure: PrintedFigure, accounts: Iterable[Account]) -> PrintedFigure:
    """A figure of an account that was renamed since, under its name of today."""
    names = {former: account.name for account in accounts for former in account.former_names}
    return replace(figure, account=names.get(figure.account, figure.account))


def _happenings(store: Store, seen: Window) -> tuple[Happening, ...]:
    on_file = events(store, seen.year.since, seen.seen.until)
    return tuple(
        Happening(event.since, event.until, event.names, event.source, event.account)
        for event in on_file
    )


def _coverage(
    store: Store, accounts: Sequence[Account], seen: Window, slot: timedelta
) -> tuple[Coverage, ...]:
    """How much was read of each account of which any slot of the year was tried."""
    upto = min(seen.now, seen.until)
    completenesses = account_completeness(store, accounts, seen.seen, seen.zone, upto, slot)
    pairs = ((completeness.account.name, completeness.kept) for completeness in completenesses)
    return tuple(
        Coverage(
            account=name,
            days_kept=kept.days_kept,
            days_due=kept.days_due,
            slots_kept=kept.slots_kept,
            slots_due=kept.slots_due,
            figure=Figure(f"completeness/{name}/{seen.year.label}", measured(kept.slots_kept)),
            hole=LongestGap(gap.since, gap.until, gap.reason) if (gap := kept.longest) else None,
            slots_partial=kept.slots_partial,
            begun=kept.begun,
        )
        for name, kept in pairs
        if kept.slots_kept or _was_tried(kept.longest)
    )


OWN_SUMS = ("views", "visits", "engagements", "new_followers", "lost_followers")
"""What is told of an account as a whole and adds up over days."""
OWN_PEAK = "reach"
"""People: of them the highest day is told."""


def _account_years(
    store: Store, accounts: Sequence[Account], seen: Window
) -> Iterable[AccountYear]:
    """What each account as a whole drew, of those of which any day of the year is told."""
    today = local_day(seen.now, seen.zone)
    for account in accounts:
        (sums,) = period_sums(store, account, [seen.seen], OWN_SUMS, today)
        prefix = f"account_days/{account.name}"
        counts = [
            DaysTold(metric, Figure(f"{prefix}/{metric}/{seen.year.label}", quantity), days, due)
            for metric, numbers in sums.items()
            for quantity, days, due in [(numbers.quantity, numbers.days, numbers.due)]
            if quantity is not None
        ]
        peak = period_peak(store, account, seen.seen, OWN_PEAK, today)
        if peak is not None:
            figure = Figure(f"{prefix}/{OWN_PEAK}/{seen.year.label}", peak.quantity)
            counts.append(DaysTold(OWN_PEAK, figure, peak.days, peak.due, peak.day))
        if counts:
            yield AccountYear(account.name, account.platform, account.event, tuple(counts))


def _targets(store: Store, settings: Settings, seen: Window) -> Iterable[TargetProgress]:
    """The targets of which a day of their way lies in the year, as they stood at its end."""
    at = min(seen.now, seen.until)
    for progress in target_progress(store, settings, seen.as_of, at):
        target = progress.target
        if target.since < seen.year.until and target.by >= seen.year.since:
            yield progress


def _losses(store: Store, accounts: Sequence[Account], seen: Window) -> Iterable[LastingLoss]:
    names = {account.name for account in accounts}
    for record in losses_within(store, seen.since, min(seen.until, seen.now)):
        name, _, count = record.subject.partition(" ")
        if name in names:
            yield LastingLoss(name, record.kind, count or None, record.opened_at, record.closed_at)


def _was_tried(hole: object) -> bool:
    """Whether a hole has a reason on file: somebody wanted to read and could not."""
    return getattr(hole, "reason", None) is not None


def _others(
    printed: Sequence[PrintedFigure], balance: Balance, seen: Window
) -> Iterable[OtherFigure]:
    """What else was printed for the year: told as it is, and never computed with."""
    used = [figure for figure in balance.figures().values() if figure.period]
    seen_ids: Counter[str] = Counter()
    for row in printed:
        if not is_of_year(row, seen.year, seen.as_of) or _is_used(row, used):
            continue
        name = f"printed/{row.account}/{row.metric}/{row.as_of or row.period.label}"
        seen_ids[name] += 1
        name += f"/{seen_ids[name]}" if seen_ids[name] > 1 else ""
        figure = Figure(name, row.quantity, period=row.period, as_of=row.as_of)
        yield OtherFigure(row.account, row.metric, figure, row.note)


def _is_used(printed_figure: PrintedFigure, used: Sequence[Figure]) -> bool:
    """Whether a figure of the balance is this one."""
    facts = (printed_figure.quantity, printed_figure.period, printed_figure.as_of)
    return any(
        f"/{printed_figure.account}/" in figure.id
        and (figure.quantity, figure.period, figure.as_of) == facts
        for figure in used
    )


def _breaks(
    accounts: Sequence[Account], published: Sequence[object], seen: Window
) -> Iterable[Broken]:
    """Where a number changed its meaning in the year, or in the one that it is compared with."""
    if not published:
        return
    for key in dict.fromkeys(account.platform for account in accounts):
        for change in PLATFORMS[key].breaks:
            if seen.before.since <= change.on <= seen.as_of:
                yield Broken(key, change.metrics, change.on, dict(change.names), change.source)
