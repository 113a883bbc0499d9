"""The demonstration on PostgreSQL says what it says on SQLite, and comes back unchanged."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from commands._context import WRONG_USE
from tests.support.databases import postgres_database
from tests.support.pinned_demo import PinnedDemo, folder_of_run, make_demo, shared

SQLITE_URL = 'url = "sqlite:///hasila.db"'
ASKED = (
    ("ask", "followers"),
    ("ask", "growth", "--by", "month"),
    ("ask", "engagement", "--by", "month"),
    ("ask", "posts"),
    ("ask", "top", "--age", "7"),
    ("ask", "topics"),
    ("ask", "forms"),
    ("ask", "best-days"),
    ("ask", "account-days"),
    ("ask", "sources"),
    ("ask", "completeness"),
    ("ask", "events"),
    ("ask", "statements"),
    ("ask", "activities"),
    ("status",),
)


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[tuple[PinnedDemo, Path]]:
    """A copy of the demonstration, and its settings."""
    made = shared(folder_of_run(tmp_path_factory, worker_id) / "pinned-demo", make_demo)
    place = tmp_path_factory.mktemp("moved") / "office"
    shutil.copytree(made.folder, place)
    yield replace(made, folder=place), place / "demo" / "config.toml"
    shutil.rmtree(place)


@contextmanager
def settings_of(config: Path, before: str, after: str) -> Iterator[None]:
    """Other settings for as long as the block lasts."""
    text = config.read_text("utf-8")
    assert before in text
    config.write_text(text.replace(before, after), "utf-8")
    yield
    config.write_text(text, "utf-8")


def dump(database: Path) -> list[str]:
    """Every row that a database holds, as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return sorted(line for line in connection.iterdump() if line.startswith("INSERT"))


def test_it_answers_alike_on_postgresql_and_comes_back_whole(
    demo: tuple[PinnedDemo, Path], postgres_server: str, tmp_path: Path
) -> None:
    office, config = demo
    answers = [office.masked(office.say(*words, "--format", "json")) for words in ASKED]

    with postgres_database(postgres_server) as url:
        moved = office.run("move", url)
        assert moved.exit_code == 0, moved.output
        assert "compared row by row" in moved.output
        with settings_of(config, SQLITE_URL, f'url = "{url}"'):
            there = [office.masked(office.say(*words, "--format", "json")) for words in ASKED]
            back = office.run("move", f"sqlite:///{tmp_path / 'back.db'}")
            assert back.exit_code == 0, back.output

    for words, before, now in zip(ASKED, answers, there, strict=True):
        assert now == before, words
    assert dump(tmp_path / "back.db") == dump(office.folder / "demo" / "hasila.db")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://office:canary@127.0.0.1/hasila", "must not hold a password"),
        ("mysql://127.0.0.1/hasila", "must be"),
        ("sqlite:///", "must name a file"),
    ],
)
def test_a_url_that_cannot_be_is_refused_in_a_sentence(
    demo: tuple[PinnedDemo, Path], url: str, words: str
) -> None:
    office, _ = demo

    refused = office.run("move", url)

    assert refused.exit_code == WRONG_USE
    assert words in refused.output
    assert "canary" not in refused.output


def test_the_database_is_not_copied_into_itself(demo: tuple[PinnedDemo, Path]) -> None:
    office, _ = demo
    database = office.folder / "demo" / "hasila.db"

    refused = office.run("move", f"sqlite:///{database}")

    assert refused.exit_code == WRONG_USE
    assert "that of the database itself" in refused.output
