"""What is counted of an account by day: the register of its metrics, and one count of a day.

A day is the platform's own: of Meta's that of `PACIFIC`, of X's that of UTC, whatever the
institution's zone is. It is kept as such, for nobody can cut a day's count anew.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from metrics.model import Failure, Reason, RefusedPart
from metrics.periods import A_DAY, midnight
from metrics.quantity import Evidence, Quantity
from metrics.series import Point, Series

PACIFIC = "America/Los_Angeles"
"""In whose days Meta counts what it tells by day, and its files are written."""


A_SECOND = timedelta(seconds=1)
PATIENCE = timedelta(hours=49)
"""Between two neighbouring days lies at most a day, and the day that a reading may be late."""


class DayNature(StrEnum):
    """What the counts of several days mean together."""

    TOTAL = "total"
    """How it stood when the day ended: the last one counts, and a difference is a net growth."""
    FLOW = "flow"
    """What came during the day: the sum over days is what came during all of them."""
    UNIQUE = "unique"
    """People during the day: never summed, for one who came on two days is one person."""


ACCOUNT_DAY_METRICS: Mapping[str, DayNature] = {
    "followers": DayNature.TOTAL,
    "page_likes": DayNature.TOTAL,
    "new_followers": DayNature.FLOW,
    "lost_followers": DayNature.FLOW,
    "net_followers": DayNature.FLOW,
    "new_page_likes": DayNature.FLOW,
    "lost_page_likes": DayNature.FLOW,
    "views": DayNature.FLOW,
    "reach": DayNature.UNIQUE,
    "visits": DayNature.FLOW,
    "engagements": DayNature.FLOW,
    "engaged": DayNature.UNIQUE,
    "video_views": DayNature.FLOW,
    "link_clicks": DayNature.FLOW,
    "likes": DayNature.FLOW,
    "comments": DayNature.FLOW,
    "shares": DayNature.FLOW,
    "saves": DayNature.FLOW,
    "posts": DayNature.FLOW,
}
"""Every metric of an account's day, in our words.

`new_followers` is gross: with `lost_followers` it makes a net growth, alone never. `page_likes`
are the likes of a Page before it had followers: never the same number, and drawn in another line.
`views` and `reach` are those of the account with all that it shows, not the sum over its posts;
`visits` are those to its page or profile; `engagements` what people did there, by the platform's
own count; `engaged` how many people did it. What changed its meaning on a day stands in
`metrics.platforms` as a `Break` of the same name.
"""


@dataclass(frozen=True, slots=True)
class AccountDay:
    """One metric of an account on one day, as a platform or a file tells it."""

    day: date
    """By the calendar of `zone`."""
    metric: str
    """A key of `ACCOUNT_DAY_METRICS`."""
    quantity: Quantity
    """Its evidence is `reported` (told by the platform later) or `exported` (from a file)."""
    zone: str = PACIFIC
    """Whose day it is."""
    told_as: str = ""
    """What the platform calls it, or the heading of its column in the file."""

    @property
    def began_at(self) -> datetime:
        """The first instant of the day."""
        return midnight(self.day, ZoneInfo(self.zone))

    @property
    def ended_at(self) -> datetime:
        """The first instant after the day: a total is how it stood then."""
        return midnight(self.day + A_DAY, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class DaysRead:
    """What a platform told when it was asked for an account's past days."""

    account: str
    at: datetime
    days: tuple[AccountDay, ...] = ()
    failures: tuple[Failure, ...] = ()
    requests: int = 0
    refused: tuple[RefusedPart, ...] = ()
    """What is left out of the next questions, in the place of what earlier ones left out."""


def fill_holes(series: Series, days: Sequence[AccountDay]) -> Series:
    """A series of followers, with what was told of the days on which nobody read.

    A reading of the same day stands before what was told of it. A gap within a day that was told
    is filled; where two days or more remain between what was told and its neighbour, a gap stands.
    What is not filled stays as it was: completeness never looks at this.

    Args:
        series: The readings, with their gaps.
        days: Totals of followers by day, in any order.
    """
    read = sorted(point.at for point in series.points if point.at and point.quantity)
    unread = [each for each in days if not _is_within(read, each)]
    if not unread:
        return series
    covered = sorted((each.began_at, each.ended_at) for each in unread)
    kept = [
        point
        for point in series.points
        if point.quantity is not None or point.at is None or not _is_covered(point.at, covered)
    ]
    filled = [Point(each.quantity, at=each.ended_at - A_SECOND) for each in unread]
    points = sorted([*kept, *filled], key=_instant)
    return replace(series, points=tuple(_with_breaks(points)))


def _is_within(read: Sequence[datetime], account_day: AccountDay) -> bool:
    """Whether something was read on that day."""
    place = bisect_left(read, account_day.began_at)
    return place < len(read) and read[place] < account_day.ended_at


def _is_covered(at: datetime, days: Sequence[tuple[datetime, datetime]]) -> bool:
    place = bisect_right(days, at, key=lambda day: day[0]) - 1
    return place >= 0 and at < days[place][1]


def _with_breaks(points: Sequence[Point]) -> Iterator[Point]:
    for point, following in pairwise(points):
        yield point
        known = point.quantity, following.quantity
        was_read = all(each is None or each.evidence is Evidence.MEASURED for each in known)
        if not was_read and None not in known and _instant(following) - _instant(point) > PATIENCE:
            yield Point(None, at=_instant(point) + A_DAY, reason=Reason.DOWN.value)
    yield from points[-1:]


def _instant(point: Point) -> datetime:
    assert point.at is not None  # noqa: S101 - readings and days are at instants
    return point.at


def summed_days(days: Sequence[AccountDay]) -> Quantity | None:
    """The sum over the days of one metric; None without a day.

    Raises:
        ValueError: the metric does not add up over days (a total, or people).
    """
    result = None
    for each in days:
        if ACCOUNT_DAY_METRICS[each.metric] is not DayNature.FLOW:
            raise ValueError(f"{each.metric} is never summed over days")
        result = each.quantity if result is None else result + each.quantity
    return result
