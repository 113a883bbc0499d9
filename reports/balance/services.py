"""What the office's services did: activities by kind, and statements with their response times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

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
from metrics.engagement import count_of
from metrics.quantity import Quantity, measured
from metrics.series import Post
from metrics.statement import Answer, Outcome, Statement, answers, outcomes, response_times
from reports.balance.figures import Figure
from reports.balance.records import Activities, ActivityLine, Answered
from reports.balance.window import Window

PLACE_OF_TOTAL = "activities/total"
STATEMENTS = "statements"


def activities(rows: Sequence[Activity], seen: Window) -> Activities:
    """The year's activities by kind beside those of the year before, and their total.

    Each count stands beside that of the year before; where the sources say that the two cover
    different things, the line says so and nothing is computed from both.
    """
    own = of_period(rows, seen.year)
    before = {one.kind: one for one in by_kind(rows, seen.before)}
    lines = tuple(_line(one, before.get(one.kind), seen) for one in by_kind(rows, seen.year))
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
        "denials": ways[Answer.DENIAL],
        "rectifications": ways[Answer.RECTIFICATION],
        "timed": times.timed,
        "within": times.within,
    }
    lengths = {"shortest": times.shortest, "median": times.median, "longest": times.longest}
    known = {name: int(one.total_seconds()) for name, one in lengths.items() if one is not None}
    told = counts | known if statements else {}
    return Answered(
        figures=tuple(Figure(f"{STATEMENTS}/{key}", measured(n)) for key, n in told.items()),
        count=times.count,
        informed=times.informed,
        denials=ways[Answer.DENIAL],
        rectifications=ways[Answer.RECTIFICATION],
        timed=times.timed,
        shortest=times.shortest,
        median=times.median,
        longest=times.longest,
        within=times.within,
        ceiling=ceiling,
        outcomes=tuple((end.value, ends[end]) for end in Outcome if ends[end]),
        views=_views({post for one in statements for post in one.posts}, posts),
    )


def _line(one: KindTotal, earlier: KindTotal | None, seen: Window) -> ActivityLine:
    row = one.rows[0]
    comparable = earlier is None or all(are_comparable(row, other) for other in earlier.rows)
    return ActivityLine(
        kind=one.kind,
        in_total=row.in_total is Stand.YES,
        count=_count(one, seen.year.label, seen),
        note=row.covers,
        previous=_count(earlier, seen.before.label, seen) if earlier else None,
        is_comparable=comparable,
        previous_note=earlier.rows[0].covers if earlier else None,
        is_whole=one.is_whole,
    )


def _count(one: KindTotal, label: str, seen: Window) -> Figure:
    period = seen.year if label == seen.year.label else seen.before
    return Figure(f"activities/{one.kind}/{label}", one.count, period=period)


def _printed(count: Quantity, label: str, seen: Window) -> Figure:
    return Figure(f"printed/{PLACE_OF_TOTAL}/{label}", count, period=seen.year)


def _views(ids: set[str], posts: Sequence[Post]) -> int | None:
    """What the posts that answered were viewed, those that told it."""
    told = (_last_views(post) for post in posts if post.id in ids)
    known = [count for count in told if count is not None]
    return sum(known) if known else None


def _last_views(post: Post) -> int | None:
    counts = (count_of(look.counts, post.platform, "views") for look in reversed(post.readings))
    return next((count for count in counts if count is not None), None)
