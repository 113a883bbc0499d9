"""What is kept of a link to a copy, and what is let go when it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import Store
from storage.door.links import (
    MostLinks,
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
from storage.errors import TooManyLinks
from tests.support.storage_visits import DAY, NOON

MOST = MostLinks(all=3, each=2)
NEW = NewLink("0" * 64, "/topics", "Topics", "html", "fr", b"copy", NOON, NOON + DAY)


def test_a_link_is_kept_counted_and_revoked_once(store: Store) -> None:
    number = add_link(store, NEW, "karim", MOST)
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
    first = add_link(store, NEW, "karim", MOST)
    later = NewLink("1" * 64, "/", "", "pdf", "ar", b"paper", NOON, NOON + timedelta(days=9))
    second = add_link(store, later, "karim", MOST)

    assert let_copies_go(store, NOON + DAY) == 1
    assert (copy_of(store, first), copy_of(store, second)) == (None, b"paper")
    forgotten = forget(store, "x", who="amal", now=NOON)
    assert forgotten.what["copies behind links let go"] == 1
    assert copy_of(store, second) is None


def test_so_many_links_are_good_at_once_of_one_person_and_of_all(store: Store) -> None:
    def add(sign: str, who: str, at: timedelta = timedelta()) -> int:
        made = replace(NEW, token_hash=sign * 64, made_at=NOON + at, expires_at=NOON + at + DAY)
        return add_link(store, made, who, MOST)

    first = add("1", "karim")
    add("2", "karim")
    with pytest.raises(TooManyLinks, match="2 at most of one person"):
        add("3", "karim")
    add("3", "nadia")
    with pytest.raises(TooManyLinks, match="3 at most of all together"):
        add("4", "amal")
    assert len(links(store)) == 3
    end_link(store, first, "karim", NOON)
    add("4", "karim")
    assert add("5", "karim", at=DAY)  # by then the others have expired
