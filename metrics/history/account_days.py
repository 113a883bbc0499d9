"""What is counted of an account by day: the register of its metrics, and one count of a day.

A day is the platform's own: of Meta's that of `PACIFIC`, of X's that of UTC, whatever the
institution's zone is. It is kept as such, for nobody can cut a day's count anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from metrics.model import Failure, RefusedPart
from metrics.periods import A_DAY, midnight
from metrics.quantity import Quantity

PACIFIC = "America/Los_Angeles"
"""In whose days Meta counts what it tells by day, and its files are written."""


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
