"""Targets in the yearly balance: told on paper, sealed as they stood, absent from older seals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from reports.balance import Balance, gather, reader_of, render
from reports.balance.seal import read, write
from tests.support.asking import Desk, X, open_desk

TARGETS = f"""
[[target]]
account = "{X}"
followers = 2000
by = 2026-12-31

[[target]]
account = "{X}"
followers = 9000
by = 2028-12-31
since = 2028-01-01
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """1,000 followers when the year began, and 10 more each day from 17 August on."""
    with open_desk(tmp_path_factory.mktemp("targets"), TARGETS) as opened:
        opened.read(X, datetime(2025, 12, 31, 20, tzinfo=UTC), 1_000)
        for day in range(96):
            at = datetime(2026, 8, 16, 20, tzinfo=UTC) + timedelta(days=day)
            opened.read(X, at, 1_000 + 10 * day)
        yield opened


def balance_of(desk: Desk) -> Balance:
    return gather(desk.store, desk.settings, 2026, date(2026, 11, 19), desk.now)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ar", ("الأهداف", "95,0 بالمائة", "على المسار")),
        ("fr", ("Objectifs", "95,0 %", "en bonne voie")),
        ("en", ("Targets", "95.0%", "on the way")),
    ],
)
def test_the_paper_tells_the_targets_of_its_year(
    desk: Desk, code: str, told: tuple[str, ...]
) -> None:
    balance = balance_of(desk)
    paper = render(desk.store, balance, reader_of(desk.store, desk.settings, balance, code), "html")
    text = paper.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert [words for words in told if words not in text] == []


def test_a_seal_keeps_the_targets_as_they_stood_and_older_forms_have_none(desk: Desk) -> None:
    balance = balance_of(desk)
    (progress,) = balance.targets
    assert progress.target.followers == 2_000
    assert read(write(balance)).targets == (progress,)
    assert read(write(balance, 4)).targets == ()
