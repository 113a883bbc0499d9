"""What the plan will cost until the month ends, beside what it then cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from metrics.model import Known, KnownPost
from metrics.reading_plan import plan
from metrics.reading_plan.forecast import rest_of_month

DAY = timedelta(days=1)
USER, POST = Decimal("0.010"), Decimal("0.005")


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def post(published: datetime, read: datetime, name: str = "1") -> KnownPost:
    return KnownPost(name, published, read)


def new_ones(known: Known) -> Decimal:
    """New posts from the 2nd to the 30th: two pay-days each, but for the last day's."""
    recent = sum(at(2) - one.published_at <= 30 * DAY for one in known.posts)
    return POST * Decimal(recent) / 30 * (2 * 28 + 1)


def test_an_account_without_posts_costs_a_user_a_day() -> None:
    assert rest_of_month(Known("us"), "x", at(21)) == 10 * USER
    paid = Known("us", billed_today=frozenset({"us"}))
    assert rest_of_month(paid, "x", at(21)) == 9 * USER
    assert rest_of_month(paid, "x", at(30, 23)) == 0


def test_platforms_that_are_free_cost_nothing() -> None:
    assert rest_of_month(Known("us", posts=(post(at(1), at(1)),)), "facebook", at(2)) == 0


@pytest.mark.parametrize(
    ("published", "read", "reads"),
    [
        (at(1) - 20 * DAY, at(1) - 19 * DAY, 1),  # its last pay-day, the 29th, is in the month
        (at(1) - 40 * DAY, at(1) - 11 * DAY, 1),  # read on its last day; swept 30 days later
        (at(1) - 40 * DAY, at(1), 0),  # swept on the 1st: next time in December
        (at(1) - 399 * DAY, at(1) - 20 * DAY, 0),  # so old that nobody looks any more
        (at(1) - 60 * DAY, at(1) - 40 * DAY, 1),  # a missed last day is made up for today
        (at(1) - 60 * DAY, at(1) - 60 * DAY, 1),  # and two are made up for at once
    ],
)
def test_posts_on_file_are_paid_on_their_days_alone(
    published: datetime, read: datetime, reads: int
) -> None:
    known = Known("us", posts=(post(published, read),), billed_today=frozenset({"us"}))

    assert rest_of_month(known, "x", at(2)) == pytest.approx(
        28 * USER + reads * POST + new_ones(known)
    )


def test_new_posts_are_expected_at_the_rate_of_the_last_thirty_days() -> None:
    """Thirty posts in thirty days, each already read on its last pay-day."""
    read = tuple(post(at(30) - n * DAY, at(30), str(n)) for n in range(30))
    paid = frozenset({"us", *(one.id for one in read)})

    # On the 29th one post is expected for that day, paid on the 29th and the 30th, and one for
    # the 30th, paid on that day.
    assert rest_of_month(Known("us", posts=read, billed_today=paid), "x", at(29)) == USER + 3 * POST


def test_it_foretells_what_a_simulated_month_then_cost() -> None:
    """By the very plan that reads: posts on file, no new ones, to the last day of the month."""
    posts = {str(n): post(at(1) - n * DAY, at(1) - n * DAY, str(n)) for n in range(1, 60)}
    known = Known("us", posts=tuple(posts.values()))
    foretold = rest_of_month(known, "x", at(2)) - new_ones(known) - 29 * USER

    bill = Decimal(0)
    for day in range(2, 31):
        now = at(day, 12)
        known = Known("us", now, tuple(posts.values()), None, frozenset({"us"}))
        for wanted in plan(known, "x", now).reread:
            posts[wanted.id] = post(wanted.published_at, now, wanted.id)
            bill += POST

    assert foretold == pytest.approx(bill)
