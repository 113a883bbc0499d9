"""The table that ends a run tells what that run counted, and what it did not try."""

from __future__ import annotations

from tests.support.closing_table import closing_table
from tests.support.dangers import FAULTS, KINDS, THREATS

PROOFS = [[(kind, number)] for kind, dangers in KINDS.items() for number in dangers]


def test_after_a_whole_run_it_adds_up_what_the_tests_have_counted() -> None:
    counted: list[list[tuple[str, object]]] = [
        [("kills", 10), ("mutations", 3), ("mutations that a test noticed", 3)],
        [("kills", 2), ("failures", 7), ("places searched for secrets", 40), ("secrets found", 0)],
        [("someone else's", "a text"), ("kills", 0)],
    ]

    assert closing_table([*PROOFS, *counted]) == [
        f"faults: {len(FAULTS)} of {len(FAULTS)}",
        f"threats: {len(THREATS)} of {len(THREATS)}",
        "mutations: 3 tried, 3 noticed",
        "kills: 12 survived",
        "failures planted: 7 tried",
        "secrets found: 0 in 40 places searched",
    ]


def test_what_nobody_tried_is_said_not_to_have_been() -> None:
    told = closing_table(PROOFS)

    assert "mutations: not tried in this run (make guards, make nightly)" in told
    assert "kills: not tried in this run" in told
    assert "secrets found: not searched for in this run" in told


def test_a_secret_that_was_found_is_told_though_its_test_failed() -> None:
    failed = [("threat", 1), ("places searched for secrets", 9), ("secrets found", 1)]
    passed = [noted for noted in PROOFS if noted != [("threat", 1)]]

    told = closing_table(passed, [failed])

    assert f"threats: {len(THREATS) - 1} of {len(THREATS)} (without 1)" in told
    assert "secrets found: 1 in 9 places searched" in told


def test_a_run_of_a_few_tests_has_none() -> None:
    assert closing_table([[("fault", 1), ("kills", 3)]]) == []
