"""The plan for X, where each post is billed once per UTC day: pay-days, money, routes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.model import Known, KnownPost
from metrics.platforms import PLATFORMS
from metrics.reading_plan import plan
from tests.support.filed_posts import at, filed, on_file

PRICE = PLATFORMS["x"].price
BORN = at(0, 10)


def is_read(post: KnownPost, now: datetime) -> bool:
    return plan(on_file([post], now), "x", now).reread == (post,)


def test_it_pays_for_days_0_1_and_29_of_a_posts_life() -> None:
    """A post that is read whenever the plan asks: the days on which it is paid."""
    post = filed(BORN, at(0, 11))
    paid = {0}
    for today in range(1, 60):
        if is_read(post, at(today)):
            paid.add(today)
            post = replace(post, read_at=at(today, 23, 55))

    assert paid == {0, 1, 29}


@pytest.mark.parametrize(("missed", "made_up_for"), [(1, 4), (29, 31), (29, 200)])
def test_it_makes_up_for_a_pay_day_that_was_missed(missed: int, made_up_for: int) -> None:
    post = filed(BORN, at(0 if missed == 1 else 1, 12))

    assert is_read(post, at(made_up_for))


def test_it_reads_freely_on_a_day_that_is_paid() -> None:
    now, reads = at(0, 10, 20), [at(0, 10, 20)]
    post = filed(BORN, now)
    while now.date() == BORN.date():
        now += timedelta(minutes=5)
        if is_read(post, now):
            reads.append(now)
            post = replace(post, read_at=now)

    waits = [later - earlier for earlier, later in pairwise(reads)]
    assert waits[0] == timedelta(minutes=30)
    assert waits[:-2] == sorted(waits[:-2])
    assert max(waits) <= timedelta(hours=2, minutes=5)
    assert at(0, 23, 55) in reads


def test_it_says_when_it_wants_the_next_visit() -> None:
    fresh, older = filed(at(5, 10), at(5, 10, 20)), filed(at(4, 8), at(5, 9))

    assert plan(on_file([fresh], at(5, 10, 20)), "x", at(5, 10, 20)).next_at == at(5, 10, 50)
    assert plan(on_file([older], at(5, 10)), "x", at(5, 10)).next_at == at(5, 11)
    assert plan(on_file([older], at(5, 11)), "x", at(5, 11)).next_at == at(5, 13)
    assert plan(on_file([older], at(5, 23)), "x", at(5, 23)).next_at == at(5, 23, 55)
    assert plan(on_file([older], at(5, 23, 55)), "x", at(5, 23, 55)).next_at is None


def test_a_great_post_gets_a_fourth_day_and_by_owned_reads_more_posts_do() -> None:
    now = at(6)
    posts = [filed(BORN, at(1, 23, 55), count) for count in (100, 100, 100, 250, 900)]
    known = on_file(posts, now)

    assert {post.count for post in plan(known, "x", now).reread} == {900}
    assert {post.count for post in plan(known, "x", now, owned_reads=True).reread} == {250, 900}
    assert not plan(on_file(posts, at(12)), "x", at(12)).reread


def test_a_revived_post_is_read_on_the_next_day_too_until_it_is_calm() -> None:
    revived = filed(BORN, at(7, 23, 55), 1500, (at(7, 3), 1200))
    calm = filed(BORN, at(7, 23, 55), 1502, (at(7, 3), 1500))

    assert is_read(revived, at(8))
    assert not is_read(calm, at(8))


REVIVED = filed(BORN, at(7, 23, 55), 1500, (at(7, 3), 1200))


@pytest.mark.parametrize(
    "post",
    [
        replace(REVIVED, count=None),
        replace(REVIVED, earlier_count=None),
        replace(REVIVED, earlier_at=None),
        replace(REVIVED, count=900),
    ],
)
def test_what_is_not_told_or_has_fallen_revives_nothing(post: KnownPost) -> None:
    assert is_read(REVIVED, at(8))
    assert not is_read(post, at(8))


def test_a_young_post_is_no_revival() -> None:
    growing = filed(BORN, at(1, 23, 55), 1500, (at(1, 3), 700))

    assert not is_read(growing, at(2))


def test_an_old_post_is_swept_monthly_until_its_text_expires() -> None:
    assert not is_read(filed(BORN, at(100)), at(129))
    assert is_read(filed(BORN, at(100)), at(130))
    assert not is_read(filed(BORN, at(130)), at(130, 20))
    assert not is_read(filed(BORN, at(370)), at(401))


def test_when_money_is_short_the_first_to_go_is_the_sweep_and_the_last_the_total() -> None:
    now = at(200)
    swept, last = filed(at(20), at(60)), filed(at(171), at(172))
    second = filed(at(199, 8), at(199, 23))
    middle = filed(at(194), at(195), 9000)
    revived = filed(at(190), at(199, 22), 8000, (at(199), 6000))
    small = [filed(at(180 + day), at(182 + day), 10) for day in range(8)]
    known = on_file([swept, last, second, middle, revived, *small], now)
    worthiest_first = [last, second, revived, middle, swept]

    for number in range(6):
        allowance = reserve(known) + number * PRICE.post
        kept = plan(known, "x", now, allowance_usd=allowance).reread
        assert list(kept) == worthiest_first[:number]


def reserve(known: Known) -> Decimal:
    """The least allowance at midnight that leaves room for the first re-read."""
    recent = sum(1 for post in known.posts if post.published_at >= at(170))
    return PRICE.user + (5 + Decimal(recent) / 30) * PRICE.post


def test_what_is_paid_today_is_read_again_without_any_money() -> None:
    post = filed(BORN, at(0, 11))

    made = plan(on_file([post], at(0, 13)), "x", at(0, 13), allowance_usd=Decimal(0))

    assert made.reread == (post,)


minutes = st.integers(0, 60 * 24 * 60)


@given(
    st.lists(st.tuples(minutes, minutes), max_size=40),
    st.decimals(0, 1, places=3),
    st.booleans(),
)
def test_it_never_plans_to_spend_more_than_is_left(
    drawn: list[tuple[int, int]],
    allowance: Decimal,
    owned: bool,  # noqa: FBT001 - drawn
) -> None:
    now = at(60)
    posts = [
        filed(at(0, minute=min(pair)), at(0, minute=max(pair)), count=index)
        for index, pair in enumerate(drawn)
    ]
    known = on_file(posts, now)

    made = plan(known, "x", now, allowance_usd=allowance, owned_reads=owned)

    price = PRICE.owned_post if owned else PRICE.post
    unpaid = [post for post in made.reread if post.id not in known.billed_today]
    assert len(unpaid) * price <= allowance
    assert set(made.reread) <= set(posts)


def test_it_weighs_a_window_of_the_own_timeline_against_looking_up() -> None:
    """Between two posts worth reading lie others, which a window would bill as well."""
    now = at(6)
    crowd = [filed(at(0, 10, minute), at(1, 23), 10) for minute in range(1, 30)]
    first, last = filed(at(0, 10), at(1, 23), 900), filed(at(0, 11), at(1, 23), 900)
    apart = on_file([first, last, *crowd], now)
    near = on_file([first, *crowd], now)

    assert plan(apart, "x", now, owned_reads=True).look_up == {first.id, last.id}
    assert plan(near, "x", now, owned_reads=True).look_up == frozenset()
    assert plan(apart, "x", now).look_up == frozenset()
    assert set(plan(apart, "x", now).reread) == {first, last}
