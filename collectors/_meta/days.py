"""An account's past days, as Graph's insights tell them: windows of days, newest first.

A day of Meta's is that of the Pacific coast. A value's `end_time` is the midnight that ends its
day, so it belongs to the day before (guide to Page insights). Between `since` and `until` may lie
90 days of 24 hours, of Instagram 30: in a window in which the clock is set back that is a day less.
Instagram tells most of its counts as one total of the time asked for, so a day is a call. What the
platform leaves out of an answer is not known, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from collectors._meta.faults import smaller_may_help
from collectors._meta.graph import Graph
from collectors._meta.paging import OptionalField, Parts, Tiers
from collectors._meta.posts import allowed, note_dropped
from collectors._meta.values import Node, inside, instant, rows
from collectors.context import VisitContext
from collectors.errors import CollectorError, Malformed
from collectors.values import is_count
from metrics.history.account_days import ACCOUNT_DAY_METRICS, PACIFIC, AccountDay, DayNature
from metrics.model import Reason
from metrics.periods import A_DAY, local_day, midnight
from metrics.quantity import reported
from metrics.texts.phrases import Phrase

DAYS = "days"
"""Where a part was refused, as it is remembered."""
SPARE_ONLY = 75
"""Percent of the platform's limits above which the past waits for another day."""
ZONE = ZoneInfo(PACIFIC)
HALF_A_DAY = timedelta(hours=12)
TOTAL_VALUE = {"metric_type": "total_value"}
FOLLOW_TYPES: Mapping[str, str] = {
    "FOLLOWER": "new_followers",
    "FOLLOW": "new_followers",
    "NON_FOLLOWER": "lost_followers",
    "UNFOLLOW": "lost_followers",
}
"""What the parts of Instagram's `follows_and_unfollows` are: both ways of naming them are seen."""

Window = tuple[date, date]
"""Pacific days, half-open."""


def pacific_today(now: datetime) -> date:
    """The day that has not ended yet on the Pacific coast: of it nothing is asked."""
    return local_day(now, ZONE)


def read_series(
    context: VisitContext, graph: Graph, path: str, parts: Parts, window: tuple[date, int]
) -> None:
    """Read the values by day from a first day on (`window`), so many days a call, into the context.

    What is refused of the newest days is left out and remembered; older days that are refused, or
    told without any value, end the way back.

    Raises:
        CollectorError: the platform is not to be asked any further now.
    """
    since, length = window
    tiers = Tiers(graph, allowed(context, DAYS, parts))
    ask = tiers.ask
    try:
        for days in _windows(since, pacific_today(context.now), length):
            answer = ask(_question(graph, path, days, {}))
            if not _take_series(context, answer, tiers.kept) or not tiers.kept:
                return
            ask = tiers.ask_of_one
    finally:
        note_dropped(context, tiers, DAYS)


def read_totals(
    context: VisitContext, graph: Graph, path: str, parts: Parts, since: date, **more: str
) -> None:
    """Read the totals of single days, newest first, down to the first day, into the context.

    Raises:
        CollectorError: the platform is not to be asked any further now.
    """
    tiers = Tiers(graph, allowed(context, DAYS, parts))
    ask = tiers.ask
    try:
        for days in _windows(since, pacific_today(context.now), 1):
            answer = ask(_question(graph, path, days, {**TOTAL_VALUE, **more}))
            if not tiers.kept:
                return
            _take_totals(context, answer, tiers.kept, days[0])
            ask = tiers.ask_of_one
    finally:
        note_dropped(context, tiers, DAYS)


def read_each(context: VisitContext, *steps: Callable[[], None]) -> None:
    """Take each step; one that is refused as a whole costs none of the others.

    Raises:
        CollectorError: the platform is not to be asked any further now.
    """
    for step in steps:
        try:
            step()
        except CollectorError as error:
            if not smaller_may_help(error):
                raise
            context.lose(DAYS, error.reason, error.detail, error.until)


def _windows(since: date, until: date, length: int) -> Iterator[Window]:
    """Windows of at most so many days, newest first."""
    while since < until:
        yield max(since, until - length * A_DAY), until
        until -= length * A_DAY


def _question(
    graph: Graph, path: str, days: Window, more: Mapping[str, str]
) -> Callable[[Parts], Node]:
    first, last = (int(midnight(day, ZONE).timestamp()) for day in days)
    # A total of Instagram's holds its last second, too.
    until = last - 1 if more else last
    asked = {"period": "day", "since": str(first), "until": str(until), **more}

    def question(parts: Parts) -> Node:
        if not parts:  # to name no metric is a mistake to the platform
            return {"data": []}
        metrics = ",".join(dict.fromkeys(part.field for part in parts))
        return graph.get(path, {"metric": metrics, **asked}, up_to=SPARE_ONLY)

    return question


def _take_series(context: VisitContext, answer: Node, parts: Parts) -> int:
    """Keep the values of days; how many there were."""
    before = len(context.days)
    for part, row in _told(answer, parts):
        if row.get("period") not in {None, "day"}:
            continue
        try:
            for value in rows(row.get("values") or []):
                _keep(context, part, _day_of(value.get("end_time")), value.get("value"))
        except Malformed as error:
            context.lose(
                part.scope, error.reason, Phrase("Of past days: {detail}", detail=error.detail)
            )
    return len(context.days) - before


def _day_of(end_time: object) -> date:
    """The day that a value belongs to: its end is the next midnight, give or take an hour."""
    return local_day(instant(end_time) - HALF_A_DAY, ZONE)


def _take_totals(context: VisitContext, answer: Node, parts: Parts, day: date) -> None:
    for part, row in _told(answer, parts):
        total = row.get("total_value")
        if part.field != "follows_and_unfollows":
            _keep(context, part, day, inside(total, "value"))
            continue
        for name, value in _follow_types(total):
            if scope := FOLLOW_TYPES.get(name):
                _keep(context, OptionalField(scope, f"{part.field}/{name}"), day, value)


def _follow_types(total: object) -> Iterator[tuple[str, object]]:
    breakdowns = inside(total, "breakdowns")
    for breakdown in rows(breakdowns) if isinstance(breakdowns, list) else ():
        results = breakdown.get("results")
        for result in rows(results) if isinstance(results, list) else ():
            names = result.get("dimension_values")
            if isinstance(names, list) and len(names) == 1:
                yield str(names[0]), result.get("value")


def _told(answer: Node, parts: Parts) -> Iterator[tuple[OptionalField, Node]]:
    by_name = {part.field: part for part in parts}
    for row in rows(answer.get("data")):
        if part := by_name.get(str(row.get("name"))):
            yield part, row


def _keep(context: VisitContext, part: OptionalField, day: date, value: object) -> None:
    """Keep one value; of a total of followers 0 says that none was counted."""
    if value is None or (value == 0 and ACCOUNT_DAY_METRICS[part.scope] is DayNature.TOTAL):
        return
    if not is_count(value):
        detail = Phrase(
            "The platform told {field} of a past day as no whole number.", field=part.field
        )
        context.lose(part.scope, Reason.MALFORMED, detail)
        return
    account_day = AccountDay(day, part.scope, reported(value), PACIFIC, part.field)
    context.days.setdefault((part.scope, day), account_day)
