"""`tag`: topics by hand and by rule, and what stands when the two differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands._context import WRONG_USE
from tests.support.office import Office, open_office


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that was read once, to be copied."""
    with open_office(tmp_path_factory.mktemp("collected")) as opened:
        assert opened.run("collect", "--account", "dgsn-x").exit_code == 0
        yield opened


@pytest.fixture
def office(collected: Office, tmp_path: Path) -> Office:
    return collected.copied(tmp_path)


def newest_post(office: Office) -> tuple[str, str, str]:
    """The id, the address and the text of an own post."""
    connection = sqlite3.connect(office.folder / "hasila.db")
    try:
        query = "SELECT platform_id, url, text FROM post WHERE text <> '' AND url IS NOT NULL"
        found: tuple[str, str, str] = connection.execute(
            f"{query} ORDER BY published_at DESC"
        ).fetchone()
        return found
    finally:
        connection.close()


def declare(office: Office, *lines: str) -> None:
    """Add lines to the settings."""
    with office.config.open("a", encoding="utf-8") as config:
        config.write("\n" + "\n".join(lines) + "\n")


def topics(office: Office, post: str) -> list[str]:
    """The topics of a post."""
    found: list[str] = office.ask_json("tag", post)["topics"]
    return found


def test_a_post_is_named_by_its_id_or_its_address(office: Office) -> None:
    post, url, _ = newest_post(office)

    office.run("tag", post, "campaign")
    office.run("tag", url, "awareness")
    office.run("tag", f"https://www.x.com/DGSN_MAROC/status/{post}?s=20", "event")

    assert topics(office, url.removeprefix("https://")) == ["awareness", "campaign", "event"]
    assert office.ask_json("tag") == {"awareness": 1, "campaign": 1, "event": 1}


@pytest.mark.parametrize("post", ["1", "https://x.com/other/status/1", "https://example.org/"])
def test_a_foreign_post_is_refused(office: Office, post: str) -> None:
    result = office.run("tag", post, "campaign")

    assert result.exit_code == WRONG_USE
    assert "is no post of the office's own on file" in result.stderr


def test_a_mistyped_topic_is_refused_and_a_new_one_noted(office: Office) -> None:
    post, _, _ = newest_post(office)
    declare(office, "[topics.campaign]", 'name = { fr = "campagne" }')

    mistyped = office.run("tag", post, "campaing")
    ugly = office.run("tag", post, "Road Safety")
    new = office.run("tag", post, "zebra")

    assert mistyped.exit_code == WRONG_USE
    assert "did you mean 'campaign'?" in mistyped.stderr
    assert ugly.exit_code == WRONG_USE
    assert (new.exit_code, "has no name yet" in new.stderr) == (0, True)
    assert topics(office, post) == ["zebra"]


def test_a_rule_tags_what_is_on_file_and_a_hand_stands_against_it(office: Office) -> None:
    post, _, text = newest_post(office)
    word = max((part for part in text.split() if part.isalpha()), key=len)
    declare(office, "[topics.found]", 'name = { fr = "x" }', f'words = ["{word}"]')

    told = office.ask_json("tag", "--rules")

    assert told["changed"] > 0
    assert topics(office, post) == ["found"]
    office.run("tag", post, "found", "--off")
    office.run("tag", "--rules")
    assert topics(office, post) == []


def test_collect_judges_posts_by_the_rules(office: Office) -> None:
    post, _, text = newest_post(office)
    word = max((part for part in text.split() if part.isalpha()), key=len)
    declare(office, "[topics.found]", 'name = { fr = "x" }', f'words = ["{word}"]')

    office.run("collect", "--account", "dgsn-x")

    assert topics(office, post) == ["found"]


def test_a_topic_that_the_post_has_not_cannot_be_taken_away(office: Office) -> None:
    post, _, _ = newest_post(office)

    result = office.run("tag", post, "zebra", "--off")

    assert result.exit_code == WRONG_USE
    assert "the post is not of 'zebra'" in result.stderr


@pytest.mark.parametrize("words", [("--off",), ("1", "--off"), ("1", "--rules")])
def test_options_that_do_not_fit_are_refused(office: Office, words: tuple[str, ...]) -> None:
    assert office.run("tag", *words).exit_code == WRONG_USE


def test_an_account_can_be_named(office: Office) -> None:
    post, _, _ = newest_post(office)

    assert office.run("tag", post, "zebra", "--account", "dgsn-facebook").exit_code == WRONG_USE
    assert office.run("tag", post, "zebra", "--account", "dgsn-y").exit_code == WRONG_USE
    assert office.run("tag", post, "zebra", "--account", "dgsn-x").exit_code == 0
    assert office.ask_json("tag", "--account", "dgsn-facebook") == {}
    assert "zebra: 1" in office.run("tag").stdout
