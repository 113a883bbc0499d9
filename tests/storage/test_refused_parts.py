"""What a platform refused of an account is on file, and left out until its time has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from metrics.model import Reason, RefusedPart
from metrics.reading_plan import plan
from storage import Store, accounts, visits
from tests.support.storage_visits import ACCOUNTS, FACEBOOK, HOUR, NOON, X, visit

VIEWS = RefusedPart("post_media_view", "views", Reason.MISSING, "Refused.", NOON + 23 * HOUR)
NAME = RefusedPart("name", "identity", Reason.ACCESS, "Refused, too.", NOON + 6 * HOUR)


def on_file(store: Store) -> tuple[RefusedPart, ...]:
    return accounts.known(store, X.name, NOON).refused


def test_what_a_visit_found_refused_is_kept_whole(store: Store) -> None:
    accounts.enrol(store, ACCOUNTS, NOON)

    visits.keep(store, replace(visit(), refused=(VIEWS, NAME)))

    assert on_file(store) == (NAME, VIEWS)
    assert accounts.known(store, FACEBOOK.name, NOON).refused == ()


def test_a_plan_leaves_out_what_was_refused_until_its_time_has_passed(store: Store) -> None:
    accounts.enrol(store, ACCOUNTS, NOON)
    visits.keep(store, replace(visit(), refused=(VIEWS, NAME)))
    known = accounts.known(store, X.name, NOON)

    assert plan(known, "x", NOON + HOUR).refused == (NAME, VIEWS)
    assert plan(known, "x", NOON + 6 * HOUR).refused == (VIEWS,)
    assert plan(known, "x", NOON + 23 * HOUR).refused == ()


def test_the_next_visit_that_reads_the_account_says_what_stays_refused(store: Store) -> None:
    accounts.enrol(store, ACCOUNTS, NOON)
    visits.keep(store, replace(visit(), refused=(VIEWS, NAME)))
    later = NOON + timedelta(hours=7)

    visits.keep(store, replace(visit(later), snapshot=None))
    assert on_file(store) == (NAME, VIEWS)

    visits.keep(store, replace(visit(later + HOUR), refused=(VIEWS,)))
    assert on_file(store) == (VIEWS,)
