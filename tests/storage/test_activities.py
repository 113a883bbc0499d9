"""Activities on file: given back as brought, corrected with a reason, never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from metrics.activity import Activity, Stand
from metrics.periods import parse_period
from metrics.quantity import Precision, derived, measured, published
from storage import NeedsReason, RefusedValue, Store
from storage.errors import NotAsSeen
from storage.registers.activities import activities, add_activities
from storage.registers.supersede import Added, Terms
from tests.support.storage_visits import NOON

PRINTED = "hasila 2021"


def activity(
    kind: str, count: int, period: str = "2021", precision: Precision = Precision.EXACT
) -> Activity:
    quantity = published(count, precision, PRINTED)
    return Activity(parse_period(period), kind, quantity, Stand.YES, PRINTED)


COMMUNIQUES = activity("communique", 1541)
REPORTAGES = activity("reportage", 2340, "2021-03")
VISITORS = replace(
    activity("open_days_visitors", 1_150_000, "2023", Precision.ABOUT),
    in_total=Stand.NO,
    note="'close to 1 million and 150 thousand'",
    coverage="all five days",
)
TOTAL = replace(activity("printed_total", 4463), in_total=Stand.CHECK)


def put(
    store: Store,
    *rows: Activity,
    reason: str | None = None,
    seen: int | None = None,
    dry: bool = False,
) -> Added:
    return add_activities(store, rows, who="press", now=NOON, reason=reason, terms=Terms(seen, dry))


def test_it_gives_back_what_was_brought_exactly(store: Store) -> None:
    counted = replace(activity("social_post", 12, "2026-W46"), count=measured(12))

    assert put(store, VISITORS, COMMUNIQUES, TOTAL, counted) == Added(new=4)

    assert activities(store) == [COMMUNIQUES, TOTAL, VISITORS, counted]


def test_it_changes_nothing_when_the_same_is_brought_twice(store: Store) -> None:
    put(store, COMMUNIQUES, VISITORS)

    assert put(store, VISITORS, COMMUNIQUES) == Added(same=2)
    assert len(activities(store)) == 2


def test_it_wants_a_reason_for_a_correction_and_names_both(store: Store) -> None:
    put(store, COMMUNIQUES)
    other = activity("communique", 1451)

    with pytest.raises(NeedsReason, match=r"communique, 2021: 1451 .* is communique, 2021: 1541"):
        put(store, other)
    assert put(store, other, reason="digits swapped") == Added(superseded=1)
    assert activities(store) == [other]


@pytest.mark.parametrize(
    "other",
    [
        replace(COMMUNIQUES, in_total=Stand.NO),
        replace(COMMUNIQUES, note="and press files"),
        replace(COMMUNIQUES, coverage="x+facebook"),
        activity("communique", 1541, precision=Precision.AT_LEAST),
    ],
)
def test_it_takes_any_change_for_a_correction(store: Store, other: Activity) -> None:
    put(store, COMMUNIQUES)

    with pytest.raises(NeedsReason):
        put(store, other)


def test_it_corrects_what_somebody_saw_and_nothing_else(store: Store) -> None:
    put(store, COMMUNIQUES, seen=0)
    first, second = activity("communique", 1451), activity("communique", 1452)
    assert put(store, first, reason="misread", seen=1) == Added(superseded=1)

    with pytest.raises(NotAsSeen, match="on file is by now communique, 2021: 1451") as told:
        put(store, second, reason="misread", seen=1)
    with pytest.raises(NotAsSeen, match="on file is by now"):
        put(store, second, reason="misread", seen=0)
    with pytest.raises(NotAsSeen, match="none such is on file"):
        put(store, activity("reportage", 3), reason="misread", seen=1)

    assert told.value.on_file == 2
    assert put(store, first, seen=1) == Added(same=1)
    assert activities(store) == [first]


def test_it_tells_what_it_would_do_and_does_nothing(store: Store) -> None:
    put(store, COMMUNIQUES)
    corrected = activity("communique", 1451)

    told = put(store, corrected, TOTAL, reason="misread", dry=True)
    with pytest.raises(NeedsReason):
        put(store, corrected, dry=True)

    assert told == Added(new=1, superseded=1)
    assert activities(store) == [COMMUNIQUES]


def test_it_chooses_by_days_and_kinds(store: Store) -> None:
    put(store, COMMUNIQUES, REPORTAGES, VISITORS)
    april = date(2021, 4, 1)

    assert activities(store, until=april) == [COMMUNIQUES, REPORTAGES]
    assert activities(store, since=april) == [COMMUNIQUES, VISITORS]
    assert activities(store, date(2021, 3, 31), april, ["reportage"]) == [REPORTAGES]
    assert activities(store, kinds=[]) == []


def test_it_refuses_one_activity_given_twice_differently(store: Store) -> None:
    with pytest.raises(RefusedValue, match="given twice, differently"):
        put(store, COMMUNIQUES, replace(COMMUNIQUES, note="or"), reason="both")
    assert activities(store) == []


@pytest.mark.parametrize(
    "count", [published(Fraction(1, 2), Precision.EXACT, PRINTED), measured(-1), derived(3)]
)
def test_it_keeps_whole_numbers_that_somebody_counted(store: Store, count: object) -> None:
    with pytest.raises(RefusedValue):
        put(store, replace(COMMUNIQUES, count=count))  # type: ignore[arg-type]
    assert activities(store) == []
