"""What the plan will cost until the month ends, where each post is billed by the UTC day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from metrics.model import NOTHING, Known, KnownPost
from metrics.platforms import PLATFORMS, Price
from metrics.reading_plan.pay_days import DAY, PAY_DAYS, SWEEP, SWEPT_FOR

RECENT_DAYS = 30
"""Days from which it is told how many posts a day are published."""


def rest_of_month(
    known: Known, platform: str, now: datetime, price: Price | None = None
) -> Decimal:
    """What reading an account will cost from now until its UTC month ends, in US dollars.

    An expectation by the dearer route: the account once a day; each post on file on its pay-days
    and in its monthly sweep; and new posts at the rate of the last thirty days, on the days of
    theirs that lie in the month. Fourth pay-days and revivals, which follow from what posts will
    draw, are not foretold.
    """
    price = price or PLATFORMS[platform].price
    if price.is_free:
        return NOTHING
    last = _last_of_month(now)
    users = len(list(_from(now, last))) - (known.platform_id in known.billed_today)
    on_file = sum(len(list(_looks(known, post, now, last))) for post in known.posts)
    new = sum((_expected(known, now, day, last) for day in _from(now, last)), NOTHING)
    return price.user * users + price.post * (on_file + new)


def _looks(known: Known, post: KnownPost, now: datetime, last: date) -> Iterator[date]:
    """The days on which a post on file will be paid for; what was missed is made up for today."""
    today, read = now.astimezone(UTC).date(), post.read_at.astimezone(UTC).date()
    while (due := _next_day(post, read)) is not None and max(due, today) <= last:
        read = max(due, today)
        if read > today or post.id not in known.billed_today:
            yield read


def _next_day(post: KnownPost, read: date) -> date | None:
    """The day on which a post is wanted after a look at it: a pay-day, else a sweep."""
    published = post.published_at.astimezone(UTC).date()
    days = [published + timedelta(days=day) for day in PAY_DAYS]
    swept = max(read, days[-1]) + SWEEP
    return next(
        (day for day in days if day > read), swept if swept < published + SWEPT_FOR else None
    )


def _expected(known: Known, now: datetime, day: date, last: date) -> Decimal:
    """How often new posts of a day will be billed in the month."""
    recent = sum(1 for post in known.posts if now - post.published_at <= RECENT_DAYS * DAY)
    begun = now.astimezone(UTC)
    share = Decimal(24 - begun.hour) / 24 if day == begun.date() else Decimal(1)
    looks = sum(1 for after in PAY_DAYS if day + timedelta(days=after) <= last)
    return Decimal(recent) / RECENT_DAYS * share * looks


def _from(now: datetime, last: date) -> Iterator[date]:
    day = now.astimezone(UTC).date()
    while day <= last:
        yield day
        day += DAY


def _last_of_month(now: datetime) -> date:
    first = now.astimezone(UTC).date().replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - DAY
