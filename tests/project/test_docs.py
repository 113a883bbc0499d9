"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commands import COMMANDS
from storage.data_dictionary import COLUMNS, SUBJECTS, TABLES
from storage.schema import metadata
from tests.support.documents import DOCS, PART, WRITTEN, renewed, view_columns
from tests.support.house import RANKS

ROOT = DOCS.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_no_written_part_is_stale(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert renewed(text) == text, "run `make docs`"


def test_every_part_has_its_page() -> None:
    told = {part["name"] for page in PAGES for part in PART.finditer(page.read_text("utf-8"))}

    assert told == set(WRITTEN)


def test_it_notices_a_stale_part() -> None:
    fresh = renewed((DOCS / "commands.md").read_text(encoding="utf-8"))
    stale = fresh.replace("--backfill", "--backfil")

    assert stale != fresh
    assert renewed(stale) == fresh


def test_every_view_and_column_has_its_meaning_and_no_other() -> None:
    assert {name: set(columns) for name, columns in COLUMNS.items()} == {
        name: set(columns) for name, columns in view_columns().items()
    }
    assert set(SUBJECTS) == set(COLUMNS)


def test_every_table_is_told() -> None:
    assert set(TABLES) == set(metadata.tables)


def test_the_readme_has_a_row_for_every_command_and_for_no_other() -> None:
    rows = re.findall(r"^\| `([a-z]+)", README, re.MULTILINE)

    assert set(rows) == set(COMMANDS)


def test_the_readme_draws_every_room_of_the_house() -> None:
    drawing = README.split("## The house")[1]
    rooms = re.findall(r"^    ([a-z_]+)(?:/|\.py) ", drawing, re.MULTILINE)
    order = drawing.split("`run_monitor")[1].split("metrics`")[0]

    assert set(rooms) == {*RANKS, "sandbox", "deploy"}
    assert set(re.findall(r"[a-z]+", order)) == set(RANKS) - {"run_monitor", "metrics"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
