"""`make quick` leaves out what it says, and nothing is left out by `make test`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.slow import PLACES, is_slow

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("place", PLACES)
def test_each_slow_place_is_there(place: str) -> None:
    assert (ROOT / place).exists()
    assert place.endswith((".py", "/"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_asks_postgresql_is_slow(request: pytest.FixtureRequest, kind: str) -> None:
    request.node.callspec.params["database_kind"] = kind

    assert is_slow(request.node) is (kind == "postgresql")


def test_make_test_runs_what_is_slow() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = {
        name: recipe for name, _, recipe in (part.partition(":") for part in text.split("\n\n"))
    }

    assert "not slow" in recipes["quick"]
    assert "not slow" not in recipes["test"]
    assert "not nightly" not in recipes["nightly"]
