"""Every fault and threat is told because a test proves it, and no mark stands for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.dangers import KINDS, proofs, table, tally

PROVING = """
import pytest

@pytest.mark.parametrize("case", [1, pytest.param(2, marks=pytest.mark.fault(3))])
@pytest.mark.fault(1, 2)
def test_it_is_marked(case):
    pass

def test_it_is_not():
    pass
"""


@pytest.mark.parametrize("kind", KINDS)
def test_no_test_is_marked_with_a_number_that_there_is_not(kind: str) -> None:
    assert set(proofs(kind)) <= set(KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_test_proves_is_not_told(kind: str) -> None:
    rows = list(table(kind))

    assert {int(number) for number, *_ in rows} == set(proofs(kind))
    assert all(tests for *_, tests in rows)


def test_marks_are_found_on_a_test_and_on_its_parameters(tmp_path: Path) -> None:
    file = tmp_path / "test_marked.py"
    file.write_text(PROVING, encoding="utf-8")

    found = proofs("fault", [file])

    name = f"{tmp_path.name}/test_marked.py::it_is_marked"
    assert found == {1: [name], 2: [name], 3: [name]}


def test_what_is_left_is_named() -> None:
    assert tally("threat", range(1, 36)) == "threats: 35 of 35"
    assert tally("threat", range(2, 31)) == "threats: 29 of 35 (without 1, 31, 32, 33, 34, 35)"
