"""Bits that changed on the disk: an answer or one clear sentence, no crash, nothing written."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from storage import CorruptDatabase, StorageError, Store
from storage.accounts import enrol
from storage.followers import followers
from storage.post_query import PostQuery, posts_with_readings
from storage.visits import keep
from tests.support.databases import lay
from tests.support.storage_visits import ACCOUNTS, CASABLANCA, HOUR, NOON, X, post, visit

TEXT = "a text that only this post holds: \u0646\u062f\u0627\u0621"


def fill(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    for number in range(30):
        posts = (post(f"{number}-{n}", text=f"{TEXT} {n}") for n in range(10))
        keep(store, visit(NOON + number * HOUR, *posts, followers=1000 + number))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "hasila.db"
    lay(path, fill)
    return path.read_bytes()


def answers(path: Path) -> tuple[object, ...]:
    """What a reader is told of it."""
    with Store.open(f"sqlite:///{path}", zone=CASABLANCA, readonly=True) as store:
        posts = posts_with_readings(store, PostQuery())
        return followers(store, X.name).points, tuple(posts)


@pytest.mark.fault(42)
@pytest.mark.parametrize("flips", [30, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_a_bit_that_changed_is_an_answer_or_one_clear_sentence(
    whole: bytes, tmp_path: Path, flips: int
) -> None:
    dice, path = random.Random(flips), tmp_path / "hasila.db"  # noqa: S311 - repeatable
    refused: list[StorageError] = []
    for _ in range(flips):
        damaged = bytearray(whole)
        damaged[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        try:
            answers(path)
        except StorageError as error:
            refused.append(error)
        assert path.read_bytes() == damaged

    assert any(isinstance(error, CorruptDatabase) for error in refused)
    told = [str(error) for error in refused]
    assert not [line for line in told if "\n" in line or "this post holds" in line]


@pytest.mark.fault(42)
@pytest.mark.threat(3)
def test_a_text_that_is_none_any_more_is_damage_and_is_not_repeated(
    whole: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "hasila.db"
    path.write_bytes(whole.replace("\u0646\u062f\u0627\u0621".encode(), b"\xff\xfe" * 4))

    with pytest.raises(CorruptDatabase, match="damaged") as caught:
        answers(path)
    assert "this post holds" not in str(caught.value)
