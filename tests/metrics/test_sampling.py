"""The plan of a visit, and the slots into which time is cut."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from metrics.model import Known
from metrics.reading_plan import FIRST_BACKFILL, plan
from metrics.slots import slot_at, slots_between
from tests.support.filed_posts import filed

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


def test_it_asks_for_proof_before_the_first_read_and_then_daily() -> None:
    assert plan(Known(), "x", NOW).prove
    assert not plan(Known(proven_at=NOW - timedelta(hours=23)), "x", NOW).prove
    assert plan(Known(proven_at=NOW - timedelta(hours=24)), "x", NOW).prove


def test_it_reads_back_at_first_and_then_discovers() -> None:
    newest = filed(NOW - timedelta(hours=5), NOW - timedelta(hours=4))

    first = plan(Known(), "x", NOW)
    later = plan(Known(newest_post=newest), "x", NOW)
    asked = plan(Known(newest_post=newest), "x", NOW, backfill=500)

    assert (first.since, first.backfill) == (None, FIRST_BACKFILL)
    assert later.since == newest
    assert (asked.since, asked.backfill) == (None, 500)


def test_it_hands_on_what_is_paid_and_what_may_be_spent() -> None:
    known = Known(platform_id="7", billed_today=frozenset({"7"}))

    made = plan(known, "x", NOW, allowance_usd=Decimal("0.5"))

    assert made.billed_today == {"7"}
    assert made.allowance_usd == Decimal("0.5")
    assert made.platform_id == "7"


def test_a_slot_is_an_hour_of_the_epoch() -> None:
    assert slot_at(NOW + timedelta(minutes=59, seconds=59)) == NOW
    assert slot_at(NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert slots_between(NOW, NOW + timedelta(days=7)) == 168
    assert slots_between(NOW + timedelta(minutes=1), NOW + timedelta(minutes=59)) == 0
    assert slots_between(NOW, NOW) == 0
