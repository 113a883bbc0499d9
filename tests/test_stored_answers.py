"""Every answer about the demonstration is the stored one, until it is changed on purpose."""

from __future__ import annotations

import difflib
import shutil

import pytest

from tests.pinned_demo import PinnedDemo, share_demo
from tests.stored_answers import SURFACES, answer, stored, stored_names

MOST_LINES = 60


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> PinnedDemo:
    """The demonstration, made once for all workers: under xdist they share the folder above."""
    base = tmp_path_factory.getbasetemp()
    return share_demo((base if worker_id == "master" else base.parent) / "pinned-demo")


def difference(before: str, now: str) -> str:
    """The lines that differ, the first of them."""
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "stored", "now", "", "", 1)
    return "\n".join([line.rstrip("\n") for line in lines][:MOST_LINES])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SURFACES)
def test_the_program_answers_as_it_did(name: str, demo: PinnedDemo) -> None:
    if name.endswith(".pdf.txt") and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")

    now = answer(name, demo)

    before = stored(name)
    if now != before:
        pytest.fail(f"{name} (renew with `make answers`):\n{difference(before, now)}", False)


def test_each_stored_answer_is_one_that_is_compared() -> None:
    assert stored_names() == SURFACES.keys()


def test_a_demonstration_is_made_once_for_all_who_share_it(demo: PinnedDemo) -> None:
    assert share_demo(demo.folder.parent).folder == demo.folder
