"""`best-days`: the days and weeks that brought most followers, falls in one step left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from operator import attrgetter

from documents.model import Column, Row, Table, ValueKind
from metrics.model import Account
from metrics.periods import A_DAY, Period, Span, begun_periods, local_day
from metrics.posts import places_of
from queries.account_days import FOLLOWERS
from queries.columns import whose_cells, whose_columns
from queries.growth import AccountGrowth, growth_by_account
from queries.request import Asked, Question
from storage.accounts import if_enrolled
from storage.followers import drops_at, first_followers, followers_by_day
from storage.history.account_days import first_told_day
from words import Language
from words.names import span_name

TOGETHER = (Span.DAY, Span.WEEK)
"""The best of each is told, where nobody asks for one of them."""


@dataclass(frozen=True, slots=True)
class _Best:
    """A day, a week, … with its place among those of its account."""

    place: int
    span: Span
    entry: AccountGrowth


@dataclass(frozen=True, slots=True)
class _Grown:
    """What an account gained in periods of one length."""

    entries: Sequence[AccountGrowth]
    """Of the best of them, and of all that are not known whole."""
    periods: int
    """How many there are."""


@dataclass(frozen=True, slots=True)
class _ReadDays:
    """What was read of an account, day by day."""

    counts: Mapping[date, int]
    """The last number of followers told on each day."""
    fallen: Sequence[date]
    """The days on which followers fell in one step."""

    def of_interest(self, periods: Sequence[Period], limit: int) -> list[Period]:
        """The periods that may be among the best, and those that may not be known whole.

        Where a count was read on the last day of a period and on the day before it, its growth is
        the difference of the two, unless followers fell in one step in between.
        """
        gains: list[tuple[int, Period]] = []
        wanted: list[Period] = []
        for period in periods:
            start = self.counts.get(period.since - A_DAY)
            end = self.counts.get(period.until - A_DAY)
            if start is None or end is None or any(day in period for day in self.fallen):
                wanted.append(period)
            else:
                gains.append((end - start, period))
        leading = nlargest(limit, (gained for gained, _ in gains))
        wanted += [period for gained, period in gains if gained >= leading[-1]]
        return sorted(wanted, key=attrgetter("since"))


def ask_best_days(asked: Asked) -> Table:
    """The best day and the best week of each account, ever unless days are asked for.

    With `by` the best days, weeks, months or years, so many as `limit` says; equal ones share a
    place. What counts is the net growth without falls in one step. Days and weeks that are not
    known whole, or are not over, are left out: their growth may be that of other days, too.
    """
    bests: list[_Best] = []
    notes: list[str] = []
    for account in asked.accounts:
        first = _first_day(asked, account)
        if first is None:
            never = asked.language.say(
                "{account}: not known, it was never read", account=asked.called(account.name)
            )
            notes.append(never)
            continue
        days = _read_days(asked, account)
        for span in (asked.by,) if asked.by else TOGETHER:
            limit = asked.limit if asked.by else 1
            periods = _whole_periods(asked, span, first)
            grown = _grown(asked, account, days, periods, limit)
            bests += _best(grown.entries, span, limit)
            notes += _left_out(asked, account, span, grown)
    caption = asked.language.say("What brought most followers")
    rows = tuple(_row(best, asked.language) for best in bests)
    falls = asked.language.say("Falls in one step are left out: nobody left by them.")
    return Table("best-days", caption, _columns(asked.language), rows, (falls, *notes))


def _first_day(asked: Asked, account: Account) -> date | None:
    """The first day asked for, or a later one before which nothing was read or told of a day."""
    first = if_enrolled(lambda: first_followers(asked.store, account.name))
    told = if_enrolled(lambda: first_told_day(asked.store, account.name, FOLLOWERS))
    read = local_day(first.at, asked.zone) if first and first.at else None
    known = min((day for day in (read, told) if day is not None), default=None)
    return known if known is None or asked.since is None else max(asked.since, known)


def _read_days(asked: Asked, account: Account) -> _ReadDays:
    fallen = [local_day(at, asked.zone) for at in drops_at(asked.store, account.name)]
    return _ReadDays(followers_by_day(asked.store, account.name), fallen)


def _grown(
    asked: Asked, account: Account, days: _ReadDays, periods: Sequence[Period], limit: int
) -> _Grown:
    """The growth of the best of some periods, and of those that may not be known whole."""
    wanted = days.of_interest(periods, limit)
    entries = growth_by_account(asked.store, [account], wanted, asked.zone, asked.now)
    return _Grown(entries, len(periods))


def _whole_periods(asked: Asked, span: Span, first: date) -> list[Period]:
    """The periods that lie whole in the days asked for, and are over."""
    last = min(asked.until or asked.today, asked.today)
    return [
        period
        for period in begun_periods(first, last, span, asked.today)
        if first <= period.since and period.until <= last
    ]


def _best(entries: Sequence[AccountGrowth], span: Span, limit: int) -> Iterator[_Best]:
    known = [
        (entry.undisturbed.value, entry)
        for entry in entries
        if entry.growth.is_own and entry.undisturbed is not None
    ]
    known.sort(key=lambda pair: (-pair[0], pair[1].growth.period.since))
    places = places_of([gained for gained, _ in known])
    for gained, entry in known:
        if places[gained] <= limit:
            yield _Best(places[gained], span, entry)


def _columns(language: Language) -> tuple[Column, ...]:
    say = language.say
    return (
        *whose_columns(language),
        Column("span", say("length"), is_detail=True),
        Column("length", say("length")),
        Column("place", say("place"), ValueKind.COUNT),
        Column("since", say("from"), ValueKind.DAY),
        Column("until", say("until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("gained", say("followers gained"), ValueKind.COUNT, is_signed=True),
        Column("net", say("net growth"), ValueKind.COUNT, is_detail=True, is_signed=True),
        Column("fell", say("fell in one step by"), ValueKind.COUNT, is_detail=True),
        Column("evidence", say("evidence"), is_detail=True),
    )


def _row(best: _Best, language: Language) -> Row:
    entry = best.entry
    return {
        **whose_cells(entry.account),
        "span": best.span.value,
        "length": span_name(best.span, language),
        "place": best.place,
        "since": entry.growth.period.since,
        "until": entry.growth.period.until,
        "gained": entry.undisturbed,
        "net": entry.growth.net,
        "fell": sum(fall.lost for fall in entry.falls) or None,
        "evidence": entry.undisturbed.evidence.value if entry.undisturbed else None,
    }


def _left_out(asked: Asked, account: Account, span: Span, grown: _Grown) -> Iterator[str]:
    missing = sum(1 for entry in grown.entries if not entry.growth.is_own)
    if missing:
        yield asked.language.say(
            "{account}, {length}: left out, for they are not known whole: {n} of {all}",
            account=asked.called(account.name),
            length=span_name(span, asked.language),
            n=asked.language.number(missing),
            all=asked.language.number(grown.periods),
        )


BEST_DAYS = Question(
    "best-days",
    lambda language: language.say("Which days and weeks brought most followers?"),
    frozenset({"by", "limit"}),
    ask_best_days,
    counts_growth=True,
)
