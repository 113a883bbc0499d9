from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import PrintedFigure
from metrics.snapshot import Account, Counts, Known, KnownPost
from storage import Store, UnknownAccount
from storage.accounts import Identity, enrol, identities, known
from storage.registers import add_figures, figures
from storage.schema import change
from storage.series import followers
from storage.visits import keep
from tests.storage_visits import ACCOUNTS, DAY, FACEBOOK, HOUR, NOON, X, failed, post, reply, visit


def test_it_enrols_each_account_once_in_the_order_of_the_settings(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    enrol(store, tuple(reversed(ACCOUNTS)), NOON)

    assert [one.account for one in identities(store)] == [one.name for one in ACCOUNTS]
    assert identities(store)[1] == Identity("dgsn-facebook", "facebook", *[None] * 5)


def test_it_keeps_the_history_of_a_renamed_account(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON))
    quantity = published(Fraction(2, 5), Precision.ABOUT, "hasila 2021")
    figure = PrintedFigure(parse_period("2021"), X.name, "followers_growth_rate", quantity)
    add_figures(store, [figure], who="press", now=NOON, reason=None)

    renamed = replace(X, name="police-x", former_names=("dgsn-x", "older"))
    enrol(store, (renamed,), NOON + DAY)
    enrol(store, (renamed,), NOON + DAY)

    assert len(followers(store, "police-x").points) == 1
    assert len(figures(store, "police-x")) == 1
    with store.read() as connection:
        lines = connection.execute(select(change.c.what, change.c.before, change.c.after)).all()
    assert lines == [("name", "dgsn-x", "police-x")]
    with pytest.raises(UnknownAccount):
        followers(store, "dgsn-x")


def test_it_refuses_to_mix_two_histories(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)

    with pytest.raises(UnknownAccount, match="dgsn-facebook and dgsn-x are both on file"):
        enrol(store, (replace(X, former_names=(FACEBOOK.name,)),), NOON)
    with pytest.raises(UnknownAccount, match="dgsn-x is on file as an account of x, not of insta"):
        enrol(store, (Account("dgsn-x", "instagram"),), NOON)


def test_it_knows_nothing_before_the_first_visit(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)

    assert known(store, X.name, NOON) == Known()


def test_it_knows_the_young_posts_newest_first_and_when_each_was_read(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    old, young, gone = post("1", NOON - 40 * DAY), post("2", NOON - 3 * DAY), post("3", NOON - DAY)
    keep(store, visit(NOON, old, young, gone))
    keep(store, visit(NOON + HOUR, young, reply("4", NOON)))
    keep(store, visit(NOON + 2 * HOUR, gone=("3",)))

    found = known(store, X.name, NOON + 3 * HOUR, followed=30 * DAY)

    newest = KnownPost("4", NOON, NOON + HOUR, 1)
    assert found.platform_id == "1132"
    assert found.posts == (newest, KnownPost("2", young.published_at, NOON + HOUR, 900))
    assert found.newest_post == newest
    everything = known(store, X.name, NOON)
    assert [one.id for one in everything.posts] == ["4", "2", "1"]


def test_it_knows_what_a_post_had_drawn_now_and_twenty_hours_ago(store: Store) -> None:
    """Views, or likes where views were not told at both looks."""
    enrol(store, ACCOUNTS, NOON)
    for hours, views, likes in ((0, 100, 10), (3, 150, 12), (24, 400, 30)):
        told, hidden = Counts(views=views, likes=likes), Counts(likes=likes)
        read = post("1", NOON - HOUR, counts=told)
        half_told = post("2", NOON - DAY, counts=hidden if hours == 3 else told)
        keep(store, visit(NOON + hours * HOUR, read, half_told))
    late = post("3", NOON - 2 * DAY, counts=Counts(views=7))
    keep(store, visit(NOON + 24 * HOUR + HOUR / 60, late))

    posts = known(store, X.name, NOON + 25 * HOUR).posts

    then, now = NOON + 3 * HOUR, NOON + 24 * HOUR
    assert posts == (
        KnownPost("1", NOON - HOUR, now, 400, then, 150),
        KnownPost("2", NOON - DAY, now, 30, then, 12),
        KnownPost("3", NOON - 2 * DAY, now + HOUR / 60, 7),
    )


def test_it_knows_the_newest_post_however_old(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON, post("1", NOON - 400 * DAY)))

    found = known(store, X.name, NOON)

    assert found.posts == ()
    assert found.newest_post == KnownPost("1", NOON - 400 * DAY, NOON, 900)


def test_it_knows_what_was_paid_for_since_midnight_utc(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    second = timedelta(seconds=1)
    keep(store, visit(midnight - second, post("1", midnight - DAY)))

    assert known(store, X.name, midnight + HOUR).billed_today == frozenset()
    keep(store, failed(midnight))
    assert known(store, X.name, midnight + HOUR).billed_today == frozenset()
    keep(store, visit(midnight + second, post("2", midnight - DAY)))
    assert known(store, X.name, midnight + HOUR).billed_today == {"1132", "2"}
    assert known(store, X.name, midnight + DAY).billed_today == frozenset()


def test_it_counts_the_utc_day_whatever_zone_now_is_in(store: Store) -> None:
    from zoneinfo import ZoneInfo

    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(datetime(2026, 11, 20, 1, tzinfo=UTC)))
    still_that_day = datetime(2026, 11, 20, 23, tzinfo=UTC).astimezone(ZoneInfo("Asia/Tokyo"))

    assert known(store, X.name, still_that_day).billed_today == {"1132"}
