"""`ask`: what may be asked, how it is given, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from commands import cli
from commands._context import WRONG_USE
from queries.questions import QUESTIONS
from tests.support.office import Office, open_office

PLAIN = [name for name in QUESTIONS if name != "post"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        opened.run("collect")
        with opened.config.open("a", encoding="utf-8") as config:
            config.write('\n[topics.found]\nname = { fr = "trouvé" }\nwords = ["DGSN"]\n')
        yield opened


def own_post(office: Office) -> str:
    connection = sqlite3.connect(office.folder / "hasila.db")
    try:
        query = "SELECT platform_id FROM post WHERE kind = 'post' LIMIT 1"
        return str(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def asked(office: Office, *words: str) -> list[dict[str, object]]:
    result = office.run("ask", *words, "--format", "json", "--lang", "en")
    assert result.exit_code == 0, result.output
    rows: list[dict[str, object]] = json.loads(result.stdout)["rows"]
    return rows


@pytest.mark.parametrize(
    ("environment", "setting", "words", "said"),
    [
        ({"LC_ALL": "C.UTF-8"}, "", (), "المنخرطين"),
        ({"LC_ALL": "C.UTF-8"}, "fr", (), "Abonnés"),
        ({"LC_ALL": "en_US.UTF-8"}, "fr", (), "Followers"),
        ({"LC_ALL": "en_US.UTF-8", "LANGUAGE": "fr"}, "", (), "Abonnés"),
        ({"LC_ALL": "en_US.UTF-8"}, "fr", ("--lang", "ar"), "المنخرطين"),
    ],
)
def test_it_answers_in_the_language_asked_for_the_person_s_or_the_institution_s(
    office: Office,
    environment: dict[str, str],
    setting: str,
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setitem(os.environ, name, value)
    config = office.config.with_name(f"{tmp_path.name}.toml")
    own = f'[institution]\nlanguage = "{setting}"\n' if setting else "[institution]\n"
    config.write_text(office.config.read_text("utf-8").replace("[institution]\n", own), "utf-8")

    result = CliRunner().invoke(cli, ["--config", str(config), "ask", "followers", *words])

    assert (result.exit_code, result.stderr) == (0, "")
    assert said in result.stdout


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
@pytest.mark.parametrize("name", PLAIN)
def test_every_question_fits_a_terminal_in_every_language(
    office: Office, name: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "80")

    result = office.run("ask", name, "--lang", code)

    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(cell_len, result.stdout.splitlines())) <= 80
    assert "�" not in result.stdout


@pytest.mark.parametrize("name", PLAIN)
def test_every_question_gives_the_same_rows_in_every_format(
    office: Office, name: str, tmp_path: Path
) -> None:
    out = {form: tmp_path / f"answer.{form}" for form in ("json", "csv", "xlsx")}
    for path in out.values():
        assert office.run("ask", name, "--lang", "fr", "--out", str(path)).exit_code == 0

    told = json.loads(out["json"].read_text("utf-8"))
    keys = [column["key"] for column in told["columns"]]
    with out["csv"].open(encoding="utf-8-sig", newline="") as file:
        in_csv = list(csv.DictReader(file))
    table = openpyxl.load_workbook(out["xlsx"]).worksheets[0]
    in_xlsx = [[cell.value for cell in row] for row in table.iter_rows(min_row=2)]

    assert told["question"] == name
    assert len(told["rows"]) == len(in_csv) == len(in_xlsx)
    for row, line, cells in zip(told["rows"], in_csv, in_xlsx, strict=True):
        assert list(line) == list(row) == keys
        for key, cell in zip(keys, cells, strict=True):
            value = row[key]
            if isinstance(value, int | float):
                assert float(line[key]) == pytest.approx(value)
                assert isinstance(cell, int | float)
                assert cell == pytest.approx(value)
            else:
                assert line[key].removeprefix("'") == (value or "").strip("\r")
                assert (cell is None) is (value is None or value == "")


def test_the_list_tells_each_question_and_what_it_heeds(office: Office) -> None:
    listed = office.run("ask", "--lang", "en").stdout.splitlines()

    assert [line.split()[0] for line in listed[::2]] == list(QUESTIONS)
    heeded = dict(zip(QUESTIONS, (line.split() for line in listed[1::2]), strict=True))
    assert heeded["top"] == ["--account", "--platform", "--topic", "--metric", "--limit", "--age"]
    assert heeded["post"] == ["POST", "--account", "--platform"]
    assert heeded["statements"] == ["--by"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("topp",), "did you mean 'top'?"),
        (("growth", "--metric", "views"), "growth does not heed --metric"),
        (("spend", "--topic", "found"), "spend does not heed --topic"),
        (("statements", "--account", "dgsn-x"), "statements does not heed --account"),
        (("post", "1", "--in", "2026"), "post does not heed --in"),
        (("growth", "dgsn-x"), "growth takes no word after it"),
        (("top", "--metric", "vews"), "did you mean 'views'?"),
        (("top", "--topic", "fond"), "did you mean 'found'?"),
        (("top", "--account", "nobody"), "no account is called 'nobody'"),
        (("top", "--in", "someday"), "is not a period"),
        (("top", "--in", "2026", "--since", "2026"), "already says both"),
        (("top", "--format", "xlsx"), "needs --out"),
        (("compare", "--versus", "someday"), "is not a period"),
        (("post", "1"), "no post of the office's own"),
        (("post",), "name one post"),
        (("--by", "month"), "--by needs a question"),
        (("--sql", "SELECT 1", "--by", "month"), "--by needs a named question"),
        (("top", "--sql", "SELECT 1"), "--sql is a question of its own"),
        (("--sql", "DELETE FROM post"), "may only read"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    office: Office, words: tuple[str, ...], sentence: str
) -> None:
    result = office.run("ask", *words)

    assert result.exit_code == WRONG_USE
    assert sentence in result.stderr
    assert result.stdout == ""


def test_a_post_is_asked_for_by_its_id(office: Office) -> None:
    (row, *_) = asked(office, "post", own_post(office))

    assert row["post"] == own_post(office)


def test_a_topic_of_the_settings_narrows(office: Office) -> None:
    whole = asked(office, "posts", "--account", "dgsn-x")[0]["posts"]
    narrowed = asked(office, "posts", "--account", "dgsn-x", "--topic", "found")[0]["posts"]

    assert isinstance(whole, int)
    assert isinstance(narrowed, int)
    assert narrowed < whole


def test_accounts_are_chosen_by_name_and_by_platform(office: Office) -> None:
    by_name = asked(office, "engagement", "--account", "dgsn-facebook")
    by_platform = asked(office, "engagement", "--platform", "facebook")

    assert [row["account"] for row in by_name] == ["dgsn-facebook"]
    assert by_name == by_platform


def test_sql_is_answered_from_the_views_in_every_format(office: Office, tmp_path: Path) -> None:
    sql = "SELECT account, count(*) AS n FROM posts_latest GROUP BY account ORDER BY account"
    told = json.loads(office.run("ask", "--sql", sql, "--format", "json").stdout)
    as_csv = office.run("ask", "--sql", sql, "--format", "csv", "--no-bom").stdout
    out = tmp_path / "answer.xlsx"
    office.run("ask", "--sql", sql, "--out", str(out))

    counts = {row["account"]: row["n"] for row in told["rows"]}
    assert told["question"] == "sql"
    assert set(counts) == {"dgsn-x", "dgsn-facebook", "dgsn-instagram"}
    rows = csv.DictReader(io.StringIO(as_csv))
    assert {row["account"]: int(row["n"]) for row in rows} == counts
    assert office.run("ask", "--sql", sql, "--format", "csv").stdout == f"\ufeff{as_csv}"
    table = openpyxl.load_workbook(out).worksheets[0]
    assert {row[0].value: row[1].value for row in table.iter_rows(min_row=2)} == counts


@pytest.mark.threat(27)
def test_no_text_of_a_post_makes_a_terminal_do_anything(office: Office) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\x08\r\n=1+1"
    connection = sqlite3.connect(office.folder / "hasila.db")
    try:
        with connection:
            connection.execute("UPDATE post SET text = ? WHERE kind = 'post'", [hostile])
    finally:
        connection.close()

    answers = [
        office.run("ask", "top", "--lang", "en", "--in", "2026").stdout,
        office.run("ask", "post", own_post(office)).stdout,
        office.run("ask", "--sql", "SELECT text FROM posts_latest LIMIT 3").stdout,
        office.run("ask", "top", "--format", "json").stdout,
    ]

    as_csv = office.run("ask", "top", "--format", "csv").stdout

    assert all("evil" in one for one in [*answers, as_csv])
    assert not {"\x1b", "\x9b", "\x07", "\x08", "\u202e"} & set("".join(answers))
    assert not {"\x1b", "\x9b", "\x07", "\x08"} & set(as_csv)
