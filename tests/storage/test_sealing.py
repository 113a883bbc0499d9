"""A closed year is kept once, as it was printed, and shows by itself whether it was changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from storage import RefusedValue, Store
from storage.schema import change, sealed_year
from storage.sealed_years import (
    AlreadySealed,
    DamagedSeal,
    Sealed,
    digest_of,
    draft,
    recorded_digest,
    seal,
    sealed,
)
from tests.support.examples import examples
from tests.support.storage_visits import DAY, HOUR, NOON

FIGURES: dict[str, Any] = {
    "total": {"value": 1_540_000, "growth": "37/100", "open": None},
    "followers": [{"account": "dgsn-x", "value": 640_000, "precision": "exact"}],
    "note": "حصيلة",
}
READINGS = [("dgsn-x", NOON), ("dgsn-facebook", NOON - HOUR)]
YEAR = draft(2026, date(2026, 12, 15), FIGURES, READINGS)


def test_it_gives_back_what_was_sealed(store: Store) -> None:
    assert sealed(store, 2026) is None

    seal(store, YEAR, who="head of office", now=NOON)

    assert sealed(store, 2026) == YEAR
    assert YEAR.is_intact
    assert sealed(store, 2025) is None


def test_it_seals_a_year_once_and_leaves_it_as_it_was(store: Store) -> None:
    seal(store, YEAR, who="head of office", now=NOON)

    with pytest.raises(AlreadySealed, match="2026 is closed already"):
        seal(store, draft(2026, date(2026, 12, 31), {}, []), who="another", now=NOON + DAY)

    assert sealed(store, 2026) == YEAR
    with store.read() as connection:
        lines = connection.execute(select(change.c.who, change.c.what, change.c.after)).all()
    assert lines == [("head of office", "seal", f"2026 {YEAR.digest}")]


def test_the_log_of_changes_holds_the_digest_of_the_last_closing(store: Store) -> None:
    assert recorded_digest(store, 2026) is None

    seal(store, YEAR, who="head of office", now=NOON)
    seal(store, draft(2025, date(2025, 12, 31), {}, []), who="head of office", now=NOON)
    assert recorded_digest(store, 2026) == YEAR.digest

    with store.write() as connection:  # taken back by hand, as only lawyers may ask
        connection.execute(delete(sealed_year))
    again = draft(2026, date(2026, 12, 31), FIGURES, [])
    seal(store, again, who="head of office", now=NOON + DAY)
    assert recorded_digest(store, 2026) == again.digest


@pytest.mark.parametrize(
    "damage",
    [{"figures": '{"year":'}, {"figures": "[]"}, {"readings": "[1]"}, {"readings": '[["x","y"]]'}],
)
def test_it_says_that_a_seal_is_damaged(store: Store, damage: dict[str, str]) -> None:
    seal(store, YEAR, who="head of office", now=NOON)
    with store.write() as connection:
        connection.execute(update(sealed_year).values(damage))

    with pytest.raises(DamagedSeal, match=r"2026: what was sealed .* restore a backup"):
        sealed(store, 2026)


def test_anybody_can_compute_the_digest_again() -> None:
    whole = [
        2026, "2026-12-15", FIGURES,
        [["dgsn-facebook", "2026-11-20T11:00:05+00:00"], ["dgsn-x", "2026-11-20T12:00:05+00:00"]],
    ]  # fmt: skip
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert YEAR.digest == sha256(text.encode()).hexdigest()


def test_order_and_clocks_make_no_difference() -> None:
    elsewhere = timezone(timedelta(hours=1))
    turned = [(name, at.astimezone(elsewhere)) for name, at in reversed(READINGS)]
    shuffled = dict(reversed(FIGURES.items()))

    assert draft(2026, date(2026, 12, 15), shuffled, turned).digest == YEAR.digest


@pytest.mark.parametrize(
    "other",
    [
        replace(YEAR, as_of=date(2026, 12, 16)),
        replace(YEAR, year=2025),
        replace(YEAR, readings=YEAR.readings[:1]),
        replace(YEAR, figures={**FIGURES, "note": "حصيله"}),
    ],
)
def test_whatever_is_changed_shows(store: Store, other: Sealed) -> None:
    assert not other.is_intact
    with pytest.raises(RefusedValue, match="the digest is not that of its figures"):
        seal(store, other, who="somebody", now=NOON)
    assert sealed(store, other.year) is None


def test_a_change_in_the_file_shows(store: Store) -> None:
    seal(store, YEAR, who="head of office", now=NOON)
    with store.write() as connection:
        better = {**FIGURES, "total": {"value": 2_000_000}}
        connection.execute(update(sealed_year).values(figures=json.dumps(better)))

    found = sealed(store, 2026)
    assert found is not None
    assert not found.is_intact


@pytest.mark.parametrize("figure", [float("nan"), {1, 2}, "\ud800", {(1, 2): 3}, NOON])
def test_it_refuses_what_is_no_plain_figure(figure: object) -> None:
    with pytest.raises(RefusedValue, match="figures"):
        draft(2026, date(2026, 12, 15), {"total": figure}, [])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@examples(40)
@given(st.dictionaries(st.text("abc"), JSON) | st.dictionaries(st.integers(0, 20), JSON))
def test_a_draft_reads_back_as_itself(figures: dict[Any, Any]) -> None:
    year = draft(2026, date(2026, 12, 15), figures, READINGS)

    again = replace(year, figures=json.loads(json.dumps(year.figures)))
    assert again.digest == digest_of(again)
