"""What is kept of a link to a copy, and what is let go when it ends."""

from __future__ import annotations

from datetime import timedelta

from storage import Store
from storage.door.links import (
    NewLink,
    add_link,
    copy_of,
    count_opening,
    end_link,
    let_copies_go,
    link_of,
    links,
)
from storage.erasure import forget
from tests.support.storage_visits import DAY, NOON

NEW = NewLink("0" * 64, "/topics", "Topics", "html", "fr", b"copy", NOON, NOON + DAY)


def test_a_link_is_kept_counted_and_revoked_once(store: Store) -> None:
    number = add_link(store, NEW, "karim")
    count_opening(store, number, NOON, 2)

    link = link_of(store, NEW.token_hash)
    assert link is not None
    assert (link.number, link.opened, link.is_good(NOON), link.is_good(NOON + DAY)) == (
        number,
        2,
        True,
        False,
    )
    assert copy_of(store, number) == b"copy"
    assert end_link(store, number, "amal", NOON)
    assert not end_link(store, number, "amal", NOON)
    assert copy_of(store, number) is None
    assert [each.is_good(NOON) for each in links(store)] == [False]
    assert link_of(store, "1" * 64) is None


def test_copies_go_when_the_link_has_expired_or_a_platform_is_forgotten(store: Store) -> None:
    first = add_link(store, NEW, "karim")
    later = NewLink("1" * 64, "/", "", "pdf", "ar", b"paper", NOON, NOON + timedelta(days=9))
    second = add_link(store, later, "karim")

    assert let_copies_go(store, NOON + DAY) == 1
    assert (copy_of(store, first), copy_of(store, second)) == (None, b"paper")
    forgotten = forget(store, "x", who="amal", now=NOON)
    assert forgotten.what["copies behind links let go"] == 1
    assert copy_of(store, second) is None
