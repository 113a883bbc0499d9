"""The plan for the Graph API, where one call brings all posts: packed calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import platforms
from metrics.model import Known, KnownPost
from metrics.reading_plan import plan
from metrics.reading_plan.calls import FLOOR, LATEST, found_after
from tests.support.filed_posts import at, filed, on_file

PLATFORMS = ("facebook", "instagram")
BORN = at(0, 10)


def is_called(known: Known, platform: str, now: datetime) -> bool:
    return plan(known, platform, now).new_from is None


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_post_alone_is_called_for_at_the_end_of_each_window(platform: str) -> None:
    first, _ = platforms.PLATFORMS[platform].growth.call_ages_h
    post = filed(BORN, BORN + timedelta(hours=0.5 * first))
    end = BORN + 1.25 * timedelta(hours=first)

    assert not is_called(on_file([post], end), platform, end - timedelta(minutes=1))
    assert is_called(on_file([post], end), platform, end)
    assert plan(on_file([post], BORN), platform, BORN).next_at == end


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_call_inside_the_window_will_do(platform: str) -> None:
    first, _ = platforms.PLATFORMS[platform].growth.call_ages_h
    post = filed(BORN, BORN + 0.76 * timedelta(hours=first))
    end = BORN + 1.25 * timedelta(hours=first)

    assert not is_called(on_file([post], end), platform, end)


def test_the_last_reading_is_made_before_a_post_leaves() -> None:
    other = filed(at(29), at(29, 3))
    post = filed(BORN, BORN + timedelta(days=20))

    assert is_called(on_file([post, other], at(29, 11)), "facebook", BORN + LATEST)
    assert not is_called(on_file([other], at(29, 11)), "facebook", BORN + LATEST)


def test_a_call_brings_every_post_that_is_followed() -> None:
    now = at(30)
    followed = [filed(at(day), at(29, 22)) for day in (29, 20, 1)]
    old = filed(at(0) - timedelta(days=40), at(25))

    assert list(plan(on_file([*followed, old], now), "facebook", now).reread) == followed


@pytest.mark.parametrize("platform", PLATFORMS)
def test_where_nothing_is_due_it_calls_for_a_new_post_alone(platform: str) -> None:
    post = filed(at(0), at(20))

    made = plan(on_file([post], at(20, 3)), platform, at(20, 3))

    assert made.new_from == found_after(platform)
    assert made.since == post
    assert made.reread == (post,)


def test_the_posts_of_a_silent_account_are_not_forgotten() -> None:
    post = filed(at(0), at(20))
    known = on_file([post], at(20))

    assert not is_called(known, "facebook", at(20) + FLOOR - timedelta(minutes=1))
    assert is_called(known, "facebook", at(20) + FLOOR)


def test_a_revived_post_is_read_twice_a_day_until_it_is_calm() -> None:
    post = filed(at(0), at(8), 1500, (at(7, 2), 1200))
    calm = replace(post, count=1205)

    assert is_called(on_file([post], at(8, 12)), "facebook", at(8, 12))
    assert not is_called(on_file([post], at(8, 11)), "facebook", at(8, 11))
    assert not is_called(on_file([calm], at(8, 12)), "facebook", at(8, 12))


def test_old_posts_are_swept_together_once_a_month() -> None:
    now = at(100)
    old = [filed(at(day), at(70 + day)) for day in (0, 5)]
    young = filed(at(98), at(99, 23))

    swept = plan(on_file([young, *old], now), "facebook", now)

    assert swept.new_from is None
    assert set(swept.reread) == {young, *old}
    assert not is_called(on_file([young, old[1]], now), "facebook", now)


def test_an_account_without_posts_waits_for_the_first() -> None:
    made = plan(Known(platform_id="7"), "facebook", at(0))

    assert made.since is None
    assert made.backfill > 0
    assert made.next_at is None


def test_a_platform_of_which_nothing_was_learned_borrows_a_schedule() -> None:
    assert found_after("a fourth") == found_after("facebook")


hours = st.integers(0, 24 * 25)


@given(st.sampled_from(PLATFORMS), st.lists(hours, min_size=1, max_size=20))
def test_after_a_call_nothing_is_due_until_it_says_so(platform: str, drawn: list[int]) -> None:
    now = at(30)
    posts: list[KnownPost] = [filed(at(5, hour), now) for hour in drawn]

    made = plan(on_file(posts, now), platform, now)

    assert made.new_from is not None
    assert made.next_at is not None
    assert made.next_at > now
    moment = timedelta(seconds=1)
    assert is_called(on_file(posts, now), platform, made.next_at)
    assert not is_called(on_file(posts, now), platform, made.next_at - moment)
