"""The guards that are taken out to see who misses them are there, and docs tell of each."""

from __future__ import annotations

import shlex

import pytest

from tests.support.closing_table import MUTATIONS, NOTICED
from tests.support.guards import GUARDS, PAGE, ROOT, Finding, Guard, table, tried
from tests.support.secret_search import Note

QUICK = "ceiling on what is spent"
"""The guard whose tests are the quickest: `make test` tries it, the night the others too."""
MARKS = {True: pytest.mark.slow, False: pytest.mark.nightly}


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_each_guard_stands_once_where_it_is_said_to(guard: Guard) -> None:
    text = (ROOT / guard.file).read_text(encoding="utf-8")

    assert guard.taken_out(text) != text
    assert (ROOT / shlex.split(guard.test)[0]).is_file()


def test_for_each_guard_the_page_names_a_test_that_misses_it() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert len(GUARDS) == 10
    for guard in GUARDS:
        (row,) = (line for line in text.splitlines() if line.startswith(f"| {guard.name} |"))
        file, _, name = row.split("`")[3].partition("::")
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "guard",
    [pytest.param(guard, marks=MARKS[guard.name == QUICK], id=guard.name) for guard in GUARDS],
)
def test_without_a_guard_the_test_that_the_page_names_fails(
    guard: Guard, record_property: Note
) -> None:
    record_property(MUTATIONS, 1)
    (finding,) = tried([guard])

    assert finding.missed is not None
    record_property(NOTICED, 1)
    assert table([finding]).splitlines()[-1] in PAGE.read_text(encoding="utf-8")


def test_a_guard_that_nobody_misses_is_told_as_such() -> None:
    assert "**nothing**" in table([Finding(GUARDS[0], None)])


def test_a_guard_that_moved_away_is_told_as_such() -> None:
    with pytest.raises(ValueError, match="0 times"):
        GUARDS[0].taken_out("nothing")
