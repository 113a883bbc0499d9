from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event as event_of_engine
from sqlalchemy import select

from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import Event, PrintedFigure
from storage import NeedsReason, RefusedValue, Store
from storage.registers.printed import add_events, add_figures, events, figures
from storage.registers.supersede import Added
from storage.schema import change, printed_figure
from tests.support.examples import examples
from tests.support.storage_visits import DAY, NOON

RATE = PrintedFigure(
    period=parse_period("2021"),
    account="dgsn-x",
    metric="followers_growth_rate",
    quantity=published(Fraction("0.40"), Precision.ABOUT, "hasila 2021"),
    note="close to 40 percent",
)
COUNT = replace(
    RATE, metric="followers", quantity=published(317_074, Precision.EXACT, "hasila 2021")
)
OPEN_DAYS = Event(
    date(2026, 5, 16), date(2026, 5, 21), {"ar": "أيام الأبواب المفتوحة", "fr": "Portes ouvertes"}
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def put(
    store: Store, *rows: Any, add: Callable[..., Added] = add_figures, reason: str | None = None
) -> Added:
    return add(store, rows, who="press", now=NOON, reason=reason)


def test_it_gives_back_a_printed_figure_exactly(store: Store) -> None:
    at_least = replace(
        RATE,
        period=parse_period("2023-W10"),
        as_of=date(2023, 3, 9),
        quantity=published(13_000_000, Precision.AT_LEAST, "Police"),
    )

    assert put(store, RATE, COUNT, at_least) == Added(new=3)
    assert figures(store) == [RATE, COUNT, at_least]
    value = figures(store, metric="followers_growth_rate")[0].quantity.value
    assert value == Fraction(2, 5)
    assert type(figures(store, metric="followers")[0].quantity.value) is int


def test_it_changes_nothing_when_the_same_is_imported_twice(store: Store) -> None:
    put(store, RATE, COUNT)

    assert put(store, COUNT, RATE, reason="again") == Added(same=2)
    assert len(figures(store)) == 2


def test_it_wants_a_reason_for_a_correction_and_names_the_figure(store: Store) -> None:
    put(store, COUNT)
    corrected = replace(COUNT, quantity=published(317_704, Precision.EXACT, "hasila 2021"))
    other = replace(COUNT, account="dgsn-facebook")

    with pytest.raises(NeedsReason, match=r"followers of dgsn-x, 2021: 317704 .* is 317074|317074"):
        put(store, other, corrected)
    assert figures(store) == [COUNT]


def test_it_supersedes_with_a_reason_and_overwrites_nothing(store: Store) -> None:
    put(store, COUNT)
    corrected = replace(COUNT, quantity=published(317_704, Precision.EXACT, "hasila 2021"))

    assert put(store, corrected, reason="digits swapped") == Added(superseded=1)
    assert figures(store) == [corrected]
    back = put(store, COUNT, reason="it was right")
    assert back == Added(superseded=1)
    assert figures(store) == [COUNT]
    with store.read() as connection:
        kept = connection.execute(select(printed_figure.c.numerator, printed_figure.c.reason)).all()
        lines = connection.execute(select(change.c.who, change.c.why)).all()
    assert kept == [(317_074, None), (317_704, "digits swapped"), (317_074, "it was right")]
    assert lines == [("press", "digits swapped"), ("press", "it was right")]


def test_it_takes_a_changed_note_or_precision_for_a_correction(store: Store) -> None:
    put(store, RATE)

    for other in (
        replace(RATE, note=None),
        replace(RATE, quantity=published(Fraction(2, 5), Precision.EXACT, "hasila 2021")),
    ):
        with pytest.raises(NeedsReason):
            put(store, other)


def test_it_keeps_figures_of_other_days_and_sources_apart(store: Store) -> None:
    dated = replace(COUNT, as_of=date(2021, 12, 1))
    elsewhere = replace(COUNT, quantity=published(318_000, Precision.THOUSAND, "Police"))

    assert put(store, COUNT, dated, elsewhere) == Added(new=3)
    assert put(store, COUNT, dated, elsewhere) == Added(same=3)


def test_it_refuses_one_figure_given_twice_differently(store: Store) -> None:
    corrected = replace(COUNT, quantity=published(1, Precision.EXACT, "hasila 2021"))

    with pytest.raises(RefusedValue, match="given twice, differently"):
        put(store, COUNT, corrected, reason="both")
    assert figures(store) == []


def test_it_refuses_a_number_that_no_database_holds(store: Store) -> None:
    huge = replace(COUNT, quantity=published(2**63, Precision.EXACT, "hasila 2021"))

    with pytest.raises(RefusedValue):
        put(store, huge)
    assert figures(store) == []


def test_it_chooses_figures_by_account_and_metric(store: Store) -> None:
    put(store, RATE, COUNT, replace(COUNT, account="all"))

    assert figures(store, "all") == [replace(COUNT, account="all")]
    assert figures(store, "dgsn-x", "followers") == [COUNT]


@examples(30)
@given(
    numerator=st.integers(-(2**63), 2**63 - 1),
    denominator=st.integers(1, 2**63 - 1),
    precision=st.sampled_from([word for word in Precision if word is not Precision.AT_MOST]),
    day=DAYS,
    as_of=st.none() | DAYS,
)
def test_it_never_rounds_a_printed_value(
    store: Store,
    numerator: int,
    denominator: int,
    precision: Precision,
    day: date,
    as_of: date | None,
) -> None:
    value = Fraction(numerator, denominator)
    quantity = published(value, precision, "somewhere")
    figure = PrintedFigure(parse_period(day.isoformat()), "all", f"m{value}", quantity, as_of)
    put(store, figure, reason="any")

    assert figure in figures(store, metric=figure.metric)


def test_it_gives_back_an_event(store: Store) -> None:
    noted = replace(OPEN_DAYS, source="site", note="in Agadir")

    assert put(store, noted, add=add_events) == Added(new=1)
    assert put(store, noted, add=add_events) == Added(same=1)
    assert events(store) == [noted]


def test_it_finds_the_events_of_a_half_open_range(store: Store) -> None:
    put(store, OPEN_DAYS, add=add_events)

    assert events(store, since=date(2026, 5, 20)) == [OPEN_DAYS]
    assert events(store, since=OPEN_DAYS.until) == []
    assert events(store, until=OPEN_DAYS.since) == []
    assert events(store, until=OPEN_DAYS.since + DAY) == [OPEN_DAYS]


def test_it_knows_an_event_again_by_its_first_day_and_any_of_its_names(store: Store) -> None:
    put(store, OPEN_DAYS, add=add_events)
    translated = replace(OPEN_DAYS, names={**OPEN_DAYS.names, "en": "Open days"})

    with pytest.raises(NeedsReason, match="Portes ouvertes"):
        put(store, translated, add=add_events)
    put(store, translated, add=add_events, reason="translated")
    assert events(store) == [translated]


def test_it_keeps_two_events_of_one_day_apart(store: Store) -> None:
    other = replace(OPEN_DAYS, names={"fr": "Anniversaire"})

    assert put(store, OPEN_DAYS, other, add=add_events) == Added(new=2)


def test_it_refuses_an_event_without_days_or_in_a_language_unknown_here(store: Store) -> None:
    with pytest.raises(RefusedValue):
        put(store, replace(OPEN_DAYS, until=OPEN_DAYS.since), add=add_events)
    with pytest.raises(RefusedValue, match="not in es"):
        put(store, replace(OPEN_DAYS, names={"es": "Puertas"}), add=add_events)
    assert events(store) == []


def test_it_reads_the_register_once_however_many_rows_are_brought(store: Store) -> None:
    """A question for each row made an import of a permitted size hold the database for minutes."""
    put(store, *(replace(COUNT, account=f"account-{number}") for number in range(50)))
    asked: list[str] = []
    event_of_engine.listen(
        store.engine, "before_cursor_execute", lambda *told: asked.append(str(told[2]))
    )
    corrected = replace(COUNT, quantity=published(317_704, Precision.EXACT, "hasila 2021"))

    added = put(
        store,
        *(replace(corrected, account=f"account-{number}") for number in range(40)),
        *(replace(COUNT, account=f"account-{number}") for number in range(40, 60)),
        reason="misprint",
    )

    assert added == Added(new=10, same=10, superseded=40)
    assert len(asked) < 10


@pytest.mark.parametrize("reason", ["", "   ", "\t\n"])
def test_it_takes_no_blank_for_a_reason(store: Store, reason: str) -> None:
    put(store, COUNT)
    corrected = replace(COUNT, quantity=published(317_704, Precision.EXACT, "hasila 2021"))

    with pytest.raises(NeedsReason):
        put(store, corrected, reason=reason)
