"""Counts that posts told before and tell no more, on each database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from metrics.model import Counts, PostSnapshot
from storage import Store
from storage.accounts import enrol
from storage.observations import silent_counts
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, X, visit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY, A_WHILE = timedelta(days=1), timedelta(hours=26)


@pytest.fixture
def filled(store: Store) -> Store:
    """Views are told for two days, then no more, of any post; shares of one post of two."""
    enrol(store, ACCOUNTS, NOON - 9 * DAY)
    for day in range(5):
        at = NOON - (4 - day) * DAY
        told = Counts(views=100 if day < 2 else None, likes=3, shares=1)
        other = PostSnapshot("2", NOON - 6 * DAY, counts=Counts(likes=1))
        keep(store, visit(at, PostSnapshot("1", NOON - 6 * DAY, counts=told), other))
    return store


def test_a_count_falls_silent_when_no_post_tells_it_any_more(filled: Store) -> None:
    found = silent_counts(filled, X.name, NOON - 30 * DAY, A_WHILE)

    assert found == {"views": NOON - 3 * DAY}


def test_what_was_never_told_or_is_told_of_one_post_is_not_silent(filled: Store) -> None:
    assert silent_counts(filled, X.name, NOON - 2 * DAY, A_WHILE) == {}
    assert silent_counts(filled, X.name, NOON - 30 * DAY, 4 * DAY) == {}
