from __future__ import annotations

import re
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from metrics.model import Counts, Failure, Kind, Outcome, Reason, Visit
from metrics.quantity import measured
from storage import RefusedValue, Store, UnknownAccount
from storage.accounts import enrol, find, identities, known
from storage.followers import followers, latest
from storage.post_query import PostQuery, posts_with_readings
from storage.schema import metadata
from storage.schema import post as posts_on_file
from storage.visits import Kept, keep, last, slots
from tests.support.storage_visits import (
    ACCOUNTS,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    PRICE,
    X,
    failed,
    post,
    reply,
    visit,
)


@pytest.fixture(autouse=True)
def _enrolled(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)


def rows(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def test_it_gives_back_what_a_visit_read(store: Store) -> None:
    seen = post("19", counts=Counts(views=2**62, likes=0, shares=None))

    kept = keep(store, visit(NOON, seen, reply("20")))

    assert kept == Kept(posts_new=2, posts_read=2)
    (found,) = posts_with_readings(store, PostQuery(X.name))
    assert (found.id, found.platform, found.form, found.text) == ("19", "x", seen.form, seen.text)
    assert found.published_at == seen.published_at
    assert [(look.at, look.counts) for look in found.readings] == [(NOON, seen.counts)]
    point = latest(store, X.name)
    assert point is not None
    assert point.at == NOON
    assert point.quantity is not None
    assert point.quantity.value == 640_000


def test_it_remembers_how_the_visit_went(store: Store) -> None:
    lost = (
        Failure("views", Reason.MISSING, "The metric is gone."),
        Failure("posts", Reason.LIMIT, "Told to wait.", until=NOON + HOUR),
    )
    keep(store, replace(visit(), failures=lost))

    found = last(store, X.name)

    assert found is not None
    assert found.outcome is Outcome.PARTIAL
    assert (found.at, found.requests, found.cost_usd, found.failures) == (NOON, 2, PRICE, lost)
    assert last(store, FACEBOOK.name) is None


def test_it_keeps_the_same_visit_once(store: Store) -> None:
    once = replace(visit(NOON, post("19")), failures=(Failure("reach", Reason.ACCESS, "No."),))
    keep(store, once)
    before = rows(store)

    assert keep(store, once) == Kept()
    assert rows(store) == before


def test_it_keeps_another_visit_of_the_same_second_at_the_next(store: Store) -> None:
    keep(store, failed(NOON))
    keep(store, visit(NOON, followers=640_001))

    point = latest(store, X.name)

    assert point is not None
    assert point.quantity == measured(640_001)
    assert point.at == NOON + timedelta(seconds=1)
    assert rows(store)["visit"] == 2


def test_it_keeps_two_visits_that_looked_within_one_second(store: Store) -> None:
    keep(store, visit(NOON, post("19")))
    second = visit(NOON, post("19"), followers=640_001)

    keep(store, replace(second, at=NOON + timedelta(seconds=1)))

    assert rows(store)["visit"] == 2
    assert [
        point.quantity and point.quantity.value for point in followers(store, X.name).points
    ] == [640_000]


def test_it_keeps_a_slots_best_outcome(store: Store) -> None:
    minute = timedelta(minutes=1)
    partial = replace(visit(NOON + minute), failures=(Failure("posts", Reason.LIMIT, "Wait."),))
    for attempt in (failed(NOON), partial, failed(NOON + 2 * minute)):
        keep(store, attempt)

    (slot,) = slots(store, X.name, NOON - HOUR, NOON + HOUR)

    assert slot.start == NOON.replace(second=0)
    assert (slot.outcome, slot.reason) == (Outcome.PARTIAL, None)


def test_it_says_why_a_slot_failed_by_what_kept_us_from_the_account(store: Store) -> None:
    lost = (Failure("posts", Reason.LIMIT, "Wait."), Failure("account", Reason.CREDIT, "Spent."))
    keep(store, Visit(X.name, NOON, None, lost))

    (slot,) = slots(store, X.name, NOON - HOUR, NOON + HOUR)

    assert (slot.outcome, slot.reason) == (Outcome.FAILED, Reason.CREDIT)


def test_it_cuts_slots_of_other_lengths(store: Store) -> None:
    keep(store, visit(NOON), slot_seconds=6 * 3600)
    keep(store, visit(NOON + 2 * HOUR), slot_seconds=6 * 3600)

    assert [one.start.hour for one in slots(store, X.name, NOON - DAY, NOON + DAY)] == [12]


def test_it_reports_a_changed_handle_name_and_badge_once(store: Store) -> None:
    keep(store, visit(NOON))
    told = {"handle": "DGSN", "display_name": "المديرية", "verified": "none"}

    changes = keep(store, visit(NOON + HOUR, **told)).changes

    assert [(line.what, line.before, line.after) for line in changes] == [
        ("handle", "DGSN_MAROC", "DGSN"),
        ("display_name", "DGSN", "المديرية"),
        ("verified", "government", "none"),
    ]
    assert keep(store, visit(NOON + 2 * HOUR, **told)).changes == ()
    assert identities(store)[0].handle == "DGSN"


def test_it_does_not_take_silence_for_a_change(store: Store) -> None:
    keep(store, visit(NOON))

    assert keep(store, visit(NOON + HOUR, verified=None, handle=None)).changes == ()
    assert identities(store)[0].verified == "government"


def test_it_forgets_the_proof_when_the_platform_denies_it(store: Store) -> None:
    keep(store, visit(NOON))
    assert known(store, X.name, NOON).proven_at == NOON

    keep(store, failed(NOON + HOUR, Reason.UNAVAILABLE))
    assert known(store, X.name, NOON).proven_at == NOON
    keep(store, replace(failed(NOON + DAY, Reason.NOT_OURS), proven_at=NOON + DAY))
    assert known(store, X.name, NOON).proven_at is None


@pytest.mark.fault(28)
def test_it_takes_an_edit_and_leaves_what_was_not_told_again(store: Store) -> None:
    keep(store, visit(NOON, post("19", text="أول")))
    edited = post("19", text="ثان", form=None, url=None)

    kept = keep(store, visit(NOON + HOUR, edited))

    assert (kept.posts_new, kept.posts_read) == (0, 1)
    (found,) = posts_with_readings(store, PostQuery())
    assert (found.text, found.form) == ("ثان", post("19").form)
    assert found.url == post("19").url
    keep(store, visit(NOON + 2 * HOUR, replace(edited, text=None)))
    assert posts_with_readings(store, PostQuery())[0].text == "ثان"
    assert len(posts_with_readings(store, PostQuery())[0].readings) == 3


def test_it_never_keeps_the_words_of_a_reply(store: Store) -> None:
    keep(store, visit(NOON, replace(reply("19"), text="canary words")))
    keep(store, visit(NOON + HOUR, post("20")))
    keep(store, visit(NOON + 2 * HOUR, post("20", kind=Kind.REPOST)))

    found = posts_with_readings(store, PostQuery(kinds=(Kind.REPLY, Kind.REPOST)))
    assert [(one.id, one.text) for one in found] == [("19", None), ("20", None)]
    assert posts_with_readings(store, PostQuery()) == []


@pytest.mark.fault(28)
def test_it_erases_the_words_of_a_post_that_vanished_and_still_counts_it(store: Store) -> None:
    keep(store, visit(NOON, post("19"), post("20")))

    kept = keep(store, visit(NOON + HOUR, gone=("19", "never seen")))

    assert kept.vanished == 1
    vanished, other = posts_with_readings(store, PostQuery())
    assert (vanished.id, vanished.vanished_at) == ("19", NOON + HOUR)
    assert (vanished.text, vanished.url) == (None, None)
    assert vanished.readings[0].counts.views == 900
    assert other.text is not None
    assert keep(store, visit(NOON + 2 * HOUR, gone=("19",))).vanished == 0


def test_it_takes_back_a_post_that_shows_again(store: Store) -> None:
    keep(store, visit(NOON, post("19")))
    keep(store, visit(NOON + HOUR, gone=("19",)))
    keep(store, visit(NOON + 2 * HOUR, post("19")))

    (found,) = posts_with_readings(store, PostQuery())
    assert (found.vanished_at, found.text) == (None, post("19").text)


@pytest.mark.fault(29)
def test_it_counts_a_post_listed_twice_once(store: Store) -> None:
    assert keep(store, visit(NOON, post("19"), post("19"))) == Kept(posts_new=1, posts_read=1)


@pytest.mark.fault(27)
def test_it_refuses_a_negative_count_and_keeps_nothing_of_the_visit(store: Store) -> None:
    before = rows(store)

    with pytest.raises(RefusedValue, match="nothing of this write was kept"):
        keep(store, visit(NOON, post("19", counts=Counts(likes=-1))))
    assert rows(store) == before


@pytest.mark.threat(3)
def test_no_value_is_repeated_where_one_of_them_is_refused(store: Store) -> None:
    bad = post("19", text="canary-text", counts=Counts(likes=-1, shares=73_077))

    with pytest.raises(RefusedValue) as refused:
        keep(store, visit(NOON, bad))

    told = "".join(traceback.format_exception(refused.value))
    assert "canary-text" not in told
    assert not re.search(r"\b73077\b", told), "the row that was refused is told"
    assert "INSERT INTO post_reading" in told, "the engine's own error is not told"


def test_it_knows_no_account_that_was_not_enrolled(store: Store) -> None:
    with pytest.raises(UnknownAccount, match="'stranger'"):
        keep(store, replace(visit(), account="stranger"))
    for ask in (last, latest, followers):
        with pytest.raises(UnknownAccount):
            ask(store, "stranger")


def test_it_refuses_a_time_without_a_zone(store: Store) -> None:
    naive = datetime(2026, 11, 20, 12)  # noqa: DTZ001  # the point of this test
    with pytest.raises(Exception, match="has no time zone"):
        keep(store, failed(naive))
    assert rows(store)["visit"] == 0


@pytest.mark.fault(45)
def test_it_keeps_instants_of_any_zone_as_the_instant_they_are(store: Store) -> None:
    from zoneinfo import ZoneInfo

    tokyo = NOON.astimezone(ZoneInfo("Asia/Tokyo")).replace(microsecond=999_999)
    keep(store, visit(tokyo, post("19", at=tokyo)))

    point = latest(store, X.name)
    assert point is not None
    assert point.at == NOON
    assert point.at.tzinfo is UTC
    assert posts_with_readings(store, PostQuery())[0].published_at == NOON


@pytest.mark.parametrize(
    "second",
    [visit(NOON, post("19"), followers=640_001), visit(NOON, post("19"), post("20"))],
    ids=["other followers", "more posts"],
)
def test_it_keeps_a_like_visit_of_the_same_second_that_read_something_else(
    store: Store, second: Visit
) -> None:
    keep(store, visit(NOON, post("19")))

    keep(store, second)
    keep(store, second)

    assert rows(store)["visit"] == rows(store)["account_reading"] == 2


def test_a_post_under_another_prefix_of_its_id_is_no_second_one(store: Store) -> None:
    """A Page has had several ids; what stands behind the underscore stays."""
    before, after = post("77_1001", counts=Counts(likes=5)), post("88_1001", counts=Counts(likes=9))
    other = post("88_1002")
    keep(store, visit(NOON, before))

    kept = keep(store, visit(NOON + HOUR, after, other))

    assert (kept.posts_new, kept.posts_read) == (1, 2)
    on_file = posts_with_readings(store, PostQuery(X.name))
    assert {told.id for told in on_file} == {"77_1001", "88_1002"}
    (same,) = (told for told in on_file if told.id == "77_1001")
    assert [reading.counts.likes for reading in same.readings] == [5, 9]


def test_a_post_that_is_on_file_under_two_prefixes_keeps_its_own_readings(store: Store) -> None:
    """As a file holds it that was written before prefixes were known for what they are."""
    with store.write() as connection:
        account_id = find(connection, X.name).id
        for number, told in enumerate(("77_1", "88_1")):
            row = {"account_id": account_id, "platform_id": told, "kind": "post"}
            at = NOON + number * HOUR
            connection.execute(insert(posts_on_file).values(**row, published_at=at))

    keep(store, visit(NOON + DAY, post("88_1", counts=Counts(likes=9))))

    read = posts_with_readings(store, PostQuery(X.name))
    assert {told.id: len(told.readings) for told in read} == {"77_1": 0, "88_1": 1}
