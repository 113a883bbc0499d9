"""Every answer about the demonstration is the stored one, until it is changed on purpose."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from charts.fonts import arabic_font
from tests.support.pinned_demo import PinnedDemo, folder_of_run, shared
from tests.support.stored_answers import MAKERS, SURFACES, answer, asked_of, stored, stored_names

Offices = Callable[[str], PinnedDemo]

MOST_LINES = 60


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Offices:
    """Tells an office, made once for all workers: under xdist they share the folder above."""
    above = folder_of_run(tmp_path_factory, worker_id)
    return lambda key: shared(above / f"pinned-{key}", MAKERS[key])


def difference(before: str, now: str) -> str:
    """The lines that differ, the first of them."""
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "stored", "now", "", "", 1)
    return "\n".join([line.rstrip("\n") for line in lines][:MOST_LINES])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SURFACES)
def test_the_program_answers_as_it_did(name: str, offices: Offices) -> None:
    if name.endswith(".pdf.txt") and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    if name == "charts/ar.txt" and arabic_font() is None:
        pytest.skip("no Arabic font of print quality is installed: other lines are broken")

    now = answer(name, offices(asked_of(name)))

    before = stored(name)
    if now != before:
        pytest.fail(f"{name} (renew with `make answers`):\n{difference(before, now)}", False)


def test_each_stored_answer_is_one_that_is_compared() -> None:
    assert stored_names() == SURFACES.keys()


def test_no_answer_speaks_of_none() -> None:
    for name in SURFACES:
        assert re.search(r"(?<!selected=)\bNone\b", stored(name)) is None, name


def test_a_difference_is_shown_by_its_lines() -> None:
    assert difference("a\nb\n", "a\nc\n").splitlines()[-2:] == ["-b", "+c"]


def test_an_office_is_made_once_for_all_who_share_it(tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> PinnedDemo:
        made.append(folder)
        return PinnedDemo(folder)

    first, second = (shared(tmp_path / "office", make) for _ in range(2))

    assert first == second
    assert len(made) == 1
