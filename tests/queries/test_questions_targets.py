"""Targets: path, share and pace, on a small file computed by hand; and as the settings give them.

dgsn-x had 1,000 followers when the year began and has gained 10 a day since 17 August; on
19 November, 95 days on, it has 1,950. dgsn-facebook was read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from documents.model import value_in_files
from queries.targets import WayGone, target_progress
from settings import SettingsError
from tests.support.asking import FACEBOOK, Desk, X, open_desk
from tests.support.config_files import loaded

TARGETS = f"""
[[target]]
account = "{X}"
followers = 2000
by = 2026-12-31

[[target]]
account = "{X}"
followers = 1500
by = 2026-12-31

[[target]]
account = "{X}"
followers = 9000
by = 2026-12-31

[[target]]
followers = 3000
by = 2026-11-29
since = 2026-11-10

[[target]]
account = "{FACEBOOK}"
followers = 3000
by = 2027-12-31
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("targets"), TARGETS) as opened:
        opened.read(X, datetime(2025, 12, 31, 20, tzinfo=UTC), 1_000)
        at = datetime(2026, 8, 16, 20, tzinfo=UTC)
        for day in range(96):
            opened.read(X, at + timedelta(days=day), 1_000 + 10 * day)
        opened.read(X, opened.now - timedelta(hours=1), 1_950)
        opened.read(FACEBOOK, datetime(2026, 11, 9, 12, tzinfo=UTC), 500)
        opened.read(FACEBOOK, datetime(2026, 11, 20, 9, tzinfo=UTC), 620)
        yield opened


def columns(answer: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(value_in_files(row[key]) for key in keys) for row in answer.rows]


def test_share_path_and_pace_of_each_target(desk: Desk) -> None:
    answer = desk.ask("targets")
    assert columns(answer, "account", "target", "start", "now", "share", "missing") == [
        (X, 2_000, 1_000, 1_950, Fraction(19, 20), 50),
        (X, 1_500, 1_000, 1_950, Fraction(19, 10), 0),
        (X, 9_000, 1_000, 1_950, Fraction(19, 160), 7_050),
        # Together: 1,850 on the evening of 9 November and 500; 1,950 and 620 today.
        (None, 3_000, 2_350, 2_570, Fraction(22, 65), 430),
        (FACEBOOK, 3_000, None, 620, None, 2_380),
    ]
    # 324 of 365 days are gone; 50 followers in the 41 that are left.
    assert columns(answer, "time_share", "path", "needed")[0] == (
        Fraction(324, 365),
        1_888,
        Fraction(350, 41),
    )
    assert columns(answer, "week", "earliest", "latest")[0] == (
        70,
        date(2026, 11, 25),
        date(2026, 11, 25),
    )


@pytest.mark.parametrize(
    ("code", "states"),
    [
        ("ar", ["على المسار", "بُلغ", "دون المسار", "دون المسار", "لم يبدأ"]),
        ("fr", ["en bonne voie", "atteint", "en retard", "en retard", "pas encore commencé"]),
        ("en", ["on the way", "reached", "behind", "behind", "not begun"]),
    ],
)
def test_the_state_of_a_target_is_worded(desk: Desk, code: str, states: list[str]) -> None:
    assert [row["state_name"] for row in desk.ask("targets", code).rows] == states


def test_a_target_whose_day_has_passed_is_measured_at_that_day(desk: Desk) -> None:
    later = desk.now + timedelta(days=30)
    found = target_progress(desk.store, desk.settings, later.date(), later)[3]
    assert found.state is WayGone.MISSED
    assert found.time_share == 1
    assert found.needed is None
    early = target_progress(desk.store, desk.settings, date(2026, 11, 15), desk.now)[3]
    assert early.time_share == Fraction(6, 20)


def test_on_the_straight_way_is_on_the_way(desk: Desk) -> None:
    found = target_progress(desk.store, desk.settings, desk.now.date(), desk.now)[0]
    assert found.now is not None
    assert found.path is not None
    assert replace(found, now=found.path).state is WayGone.AHEAD


def test_without_a_target_it_is_said_where_they_are_set(tmp_path: Path) -> None:
    with open_desk(tmp_path) as bare:
        answer = bare.ask("targets")
    assert answer.rows == ()
    assert answer.notes == ("No target is set: [[target]] of the settings sets them.",)


@pytest.mark.parametrize(
    ("more", "path", "sentence"),
    [
        ('account = "dgsn-y"\nfollowers = 1\nby = 2026-12-31', "account", "did you mean 'dgsn-x'?"),
        ("followers = 1\nby = 2026-01-01\nsince = 2026-05-01", "by", "must be after since"),
        ("followers = 0\nby = 2026-12-31", "followers", "must be at least 1"),
    ],
)
def test_a_target_that_cannot_be_meant_is_named(
    tmp_path: Path, more: str, path: str, sentence: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, f"[[target]]\n{more}\n")
    (problem,) = refused.value.problems
    assert problem.path == f"target[0].{path}"
    assert sentence in problem.message
