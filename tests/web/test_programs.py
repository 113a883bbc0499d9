"""The door for programs: by a token alone, over a real socket, and only to the questions."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from commands import cli
from documents.json import table_as_json
from queries.lines import AskingDesk, answer_line, read_line
from queries.questions import OPEN_QUESTIONS
from settings import SettingsError
from settings.entries import tokens_of
from tests.support.staff_page import Pages, pages, served
from web.tokens import new_token
from words import language

TOKENS = '[programs]\ntokens_file = "secrets/program_tokens"\n'
TOKEN, ENTRY = new_token("excel")
OTHER, OTHER_ENTRY = new_token("grafana")
BEARER = {"authorization": f"Bearer {TOKEN}"}


def write_tokens(folder: Path, *entries: str) -> None:
    file = folder / "secrets" / "program_tokens"
    file.write_text(" ".join(entries), "ascii")
    file.chmod(0o600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module")
def staff(folder: Path) -> Iterator[Pages]:
    made = pages(folder, TOKENS)
    write_tokens(folder, ENTRY, OTHER_ENTRY)
    yield made
    made.close()


def ask(staff: Pages, path: str, **headers: str) -> httpx.Response:
    return staff.ask("GET", path, headers or BEARER)


def test_a_program_with_a_token_gets_what_ask_answers(staff: Pages) -> None:
    told = ask(staff, "/programs/growth.json?in=2026-11&by=week&lang=fr")

    with staff.site.open_store() as store:
        desk = AskingDesk(store, staff.site.settings, staff.site.clock(), language("fr"))
        answer = answer_line(read_line("growth --in 2026-11 --by week"), desk)
    assert told.status_code == 200
    assert told.json() == json.loads(table_as_json(answer))
    assert told.headers["cache-control"] == "no-store"


def test_a_program_over_a_real_socket_asks_by_header_or_by_address(
    staff: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    """As Power Query and Grafana do; the token stands in no line of the log."""
    with caplog.at_level(logging.DEBUG), served(staff.site) as port:
        address = f"http://127.0.0.1:{port}/programs"
        with httpx.Client(trust_env=False) as client:
            by_header = client.get(f"{address}/followers.csv", headers=BEARER)
            by_address = client.get(f"{address}/followers.csv", params={"token": OTHER})
            wrong = client.get(f"{address}/followers.csv", params={"token": f"{OTHER}x"})
            broken = client.get(
                f"{address}/growth.json", params={"token": TOKEN, "by": "decade", "lang": "en"}
            )

    assert by_header.status_code == by_address.status_code == 200
    assert by_header.content == by_address.content
    rows = list(csv.DictReader(io.StringIO(by_header.text)))
    assert {row["account"] for row in rows} >= {"dgsn-x"}
    assert wrong.status_code == 401
    assert broken.status_code == 400
    assert "no length of periods is called" in broken.json()["error"]
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    assert ours  # what the client says of itself is its own
    for token in (TOKEN, OTHER):
        assert not [one for one in ours if token in one.getMessage()]
        assert token not in broken.text


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "*/*"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer nonsense"},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": f"Bearer {ENTRY.partition(':')[2]}"},
    ],
)
def test_without_a_good_token_nobody_gets_in(staff: Pages, headers: dict[str, str]) -> None:
    refused = staff.ask("GET", "/programs/growth.json", headers)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/programs/nothing.json", "/programs/growth.xlsx", "/programs/"])
def test_a_token_opens_the_questions_alone(staff: Pages, path: str) -> None:
    assert ask(staff, path).status_code in {400, 404}
    assert staff.ask("POST", "/programs/growth.json", BEARER).status_code == 405


def test_a_token_that_is_taken_out_is_revoked_at_once(staff: Pages, folder: Path) -> None:
    write_tokens(folder, OTHER_ENTRY)
    try:
        assert ask(staff, "/programs/growth.json").status_code == 401
        good = {"authorization": f"Bearer {OTHER}"}
        assert ask(staff, "/programs/growth.json", **good).status_code == 200
        write_tokens(folder, "broken")
        assert ask(staff, "/programs/growth.json", **good).status_code == 401
    finally:
        write_tokens(folder, ENTRY, OTHER_ENTRY)


def test_what_posts_say_is_left_out_unless_it_is_switched_on(staff: Pages, tmp_path: Path) -> None:
    def columns(told: httpx.Response) -> set[str]:
        return {column["key"] for column in told.json()["columns"]}

    assert not {"text", "excerpt"} & columns(ask(staff, "/programs/top.json"))
    for name in OPEN_QUESTIONS:
        told = [ask(staff, f"/programs/{name}.{form}?post=1001") for form in ("json", "csv")]
        bare = [ask(staff, f"/programs/{name}.{form}") for form in ("json", "csv")]
        assert not any("حملة" in answer.text or "taken" in answer.text for answer in told + bare)
    open_pages = pages(tmp_path, f"{TOKENS}post_texts = true\n")
    write_tokens(tmp_path, ENTRY)
    assert {"text", "excerpt"} <= columns(ask(open_pages, "/programs/top.json"))
    assert "حملة" in ask(open_pages, "/programs/post.json?post=1001").text
    open_pages.close()


def test_a_token_is_made_and_shown_once(tmp_path: Path) -> None:
    made = CliRunner().invoke(cli, ["web", "--token", "excel"])

    token, entry = [line for line in made.stdout.splitlines() if not line.endswith(":")]
    assert made.exit_code == 0
    assert list(tokens_of(entry)) == ["excel"]
    assert token not in entry
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("line", ["excel", "excel:abc", f"{ENTRY} {ENTRY}", "a b:c"])
def test_a_secret_that_is_no_list_of_hashed_tokens_is_refused_unshown(line: str) -> None:
    with pytest.raises(SettingsError) as refused:
        tokens_of(line)
    assert ENTRY.partition(":")[2] not in str(refused.value)
