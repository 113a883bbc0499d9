"""A database copied to another place: all of it, going on where it was cut off, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select

from storage import Store
from storage.accounts import enrol
from storage.backup.move import HoldsOther, TableCopy, move, moved_tables
from storage.rollups import differences
from storage.schema import account, post, post_reading
from storage.visits import keep
from tests.support.databases import open_empty, rows_of
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, DAY, HOUR, NOON, visit
from tests.support.storage_visits import post as told_post

POSTS = 50


class CutOff(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "source"
    folder.mkdir()
    with open_empty(folder) as opened:
        enrol(opened, ACCOUNTS, NOON)
        posts = [told_post(str(number), text='a\tb\\.\n"ب"') for number in range(1, POSTS + 1)]
        for hours in range(3):
            keep(opened, visit(NOON + hours * HOUR, *posts, followers=None if hours == 1 else 9))
        yield opened


def test_it_copies_every_row_and_the_next_one_gets_a_key_of_its_own(
    source: Store, store: Store
) -> None:
    moved = move(source, store)

    assert rows_of(store) == rows_of(source)
    assert moved["post_reading"] == TableCopy(held=0, copied=3 * POSTS)
    assert differences(store) == {}
    keep(store, visit(NOON + DAY, told_post("later")))
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(post)).scalar_one() == POSTS + 1


def test_the_way_back_gives_the_same_rows(source: Store, store: Store, tmp_path: Path) -> None:
    before = rows_of(source)
    move(source, store)

    with Store.open(f"sqlite:///{tmp_path / 'back.db'}", zone=CASABLANCA) as back:
        move(store, back)
        assert rows_of(back) == before


@pytest.mark.parametrize("table", [each.name for each in moved_tables()][1::4])
def test_what_was_cut_off_goes_on(source: Store, store: Store, table: str) -> None:
    """Before a table, and in the middle of the readings, of which some are there already."""

    def cut_off(name: str) -> None:
        if name == table:
            raise CutOff

    with pytest.raises(CutOff):
        move(source, store, cut_off)
    with source.read() as connection, store.write() as target:
        query = select(post_reading).order_by(post_reading.c.post_id, post_reading.c.at).limit(7)
        some = [dict(row._mapping) for row in connection.execute(query)]
        if target.execute(select(func.count()).select_from(post)).scalar_one():
            target.execute(delete(post_reading))
            target.execute(insert(post_reading), some)

    moved = move(source, store)

    assert rows_of(store) == rows_of(source)
    assert moved["account"].held + moved["account"].copied == len(ACCOUNTS)


def test_what_holds_something_else_is_refused_and_left_alone(source: Store, store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(account).values(name="strange", platform="x"))
    before = rows_of(store)

    with pytest.raises(HoldsOther, match="table account holds rows that are not those"):
        move(source, store)

    assert rows_of(store) == before


def test_more_than_the_source_has_is_refused(source: Store, store: Store) -> None:
    move(source, store)
    keep(store, visit(NOON + DAY))

    with pytest.raises(HoldsOther):
        move(source, store)
