from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from metrics.model import Account, Counts, Known, KnownPost, Outcome, Reason, Visit
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import PrintedFigure
from storage import Store, UnknownAccount
from storage.accounts import Identity, enrol, identities, known
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.registers.printed import add_figures, figures
from storage.schema import change
from storage.visits import keep, last
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    PRICE,
    X,
    cost_of_visits,
    failed,
    post,
    reply,
    visit,
)


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

    newest = KnownPost("4", NOON, NOON + HOUR, 1, url=reply("4", NOON).url)
    assert found.platform_id == "1132"
    second = KnownPost("2", young.published_at, NOON + HOUR, 900, url=young.url)
    assert found.posts == (newest, second)
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
        KnownPost("1", NOON - HOUR, now, 400, then, 150, read.url),
        KnownPost("2", NOON - DAY, now, 30, then, 12, half_told.url),
        KnownPost("3", NOON - 2 * DAY, now + HOUR / 60, 7, url=late.url),
    )


def test_it_knows_the_newest_post_however_old(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    old = post("1", NOON - 400 * DAY)
    keep(store, visit(NOON, old))

    found = known(store, X.name, NOON)

    assert found.posts == ()
    assert found.newest_post == KnownPost("1", NOON - 400 * DAY, NOON, 900, url=old.url)


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


def seen_on(where: Account, at: datetime, identifier: str | None = None) -> Visit:
    """A visit to an account that shows the id of the settings, or another one."""
    made = visit(at, post(f"{at:%d%H}"), account=where.name, platform_id=identifier or where.id)
    return replace(made, account=where.name)


def test_another_id_under_a_name_on_file_is_refused(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, seen_on(FACEBOOK, NOON))
    enrol(store, ACCOUNTS, NOON)

    with pytest.raises(UnknownAccount) as refused:
        enrol(store, (X, replace(FACEBOOK, id="109")), NOON)

    assert str(refused.value) == (
        "dgsn-facebook is on file as account 100064: give the new account (109) another name"
    )


def test_a_visit_to_another_account_is_kept_as_a_failed_one(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, seen_on(FACEBOOK, NOON))
    stranger = seen_on(FACEBOOK, NOON + HOUR, "109")

    kept = keep(store, stranger)

    assert kept.refused is not None
    assert kept.refused.reason is Reason.NOT_OURS
    assert "on file as account 100064" in kept.refused.detail
    assert len(followers(store, FACEBOOK.name).points) == 1 + 1  # the last one tells of a gap
    assert [one.id for one in posts_with_readings(store, PostQuery(FACEBOOK.name))] == ["2012"]
    assert identities(store)[1].platform_id == "100064"
    assert identities(store)[1].proven_at is None
    assert cost_of_visits(store) == 2 * PRICE
    record = last(store, FACEBOOK.name)
    assert record is not None
    assert (record.outcome, record.failures) == (Outcome.FAILED, (kept.refused,))
    assert keep(store, stranger) == kept
    assert cost_of_visits(store) == 2 * PRICE


@pytest.mark.parametrize("known_before", [False, True])
def test_an_account_on_file_is_not_doubled_by_a_new_name(store: Store, known_before: bool) -> None:  # noqa: FBT001 - a case
    enrol(store, ACCOUNTS, NOON)
    keep(store, seen_on(FACEBOOK, NOON))
    police = Account("police-facebook", "facebook")
    if known_before:
        enrol(store, (police,), NOON)

    with pytest.raises(UnknownAccount) as refused:
        enrol(store, (replace(police, id=FACEBOOK.id),), NOON)

    assert str(refused.value) == (
        "100064 is on file as dgsn-facebook: put that name into former_names of police-facebook"
    )


def test_a_handle_on_file_is_not_doubled_by_a_new_name(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON))
    police = Account("police-x", "x", handle="dgsn_maroc")

    with pytest.raises(UnknownAccount, match="dgsn_maroc is on file as dgsn-x: put that name into"):
        enrol(store, (police,), NOON)

    enrol(store, (replace(police, id="another"),), NOON)  # a handle may pass to somebody else
    assert len(identities(store)) == len(ACCOUNTS) + 1


def test_an_account_found_twice_at_the_visit_loses_nothing_and_is_joined(store: Store) -> None:
    """The settings know a new handle only, so that the visit is the first to know the id."""
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON))
    police = Account("police-x", "x", handle="Police_MA")
    enrol(store, (police,), NOON)

    kept = keep(store, replace(visit(NOON, post("7")), account=police.name))

    assert kept.refused is not None
    assert kept.refused.detail == (
        "1132 is on file as dgsn-x: put that name into former_names of police-x."
    )
    assert posts_with_readings(store, PostQuery(police.name)) == []
    enrol(store, (replace(police, former_names=(X.name,)),), NOON + DAY)
    assert identities(store)[0].account == police.name
    assert len(identities(store)) == len(ACCOUNTS)
    assert cost_of_visits(store) == 2 * PRICE
    assert keep(store, replace(visit(NOON + DAY, post("7")), account=police.name)).posts_new == 1
