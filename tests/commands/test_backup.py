"""`backup` and `restore`, as an administrator uses them: with a drill, from loss to recovery."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commands._context import IN_PART, TRY_AGAIN, WRONG_USE
from settings import load
from storage.rollups import ROLLUPS
from tests.support.databases import postgres_tools
from tests.support.office import Office, open_office
from watch.lock import hold

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that was read once, to be copied."""
    with open_office(tmp_path_factory.mktemp("collected")) as opened:
        assert opened.run("collect").exit_code == 0
        yield opened


@pytest.fixture
def database(office: Office, collected: Office) -> Path:
    """What the office has on file: it was read once, under the same settings."""
    return Path(shutil.copy2(collected.folder / "hasila.db", office.folder / "hasila.db"))


def back_up(office: Office) -> Path:
    result = office.run("backup", "--out", str(office.folder / "backups"))
    assert result.exit_code == 0
    return Path(result.stdout.strip())


@pytest.mark.fault(42)
def test_the_drill_from_loss_to_recovery(office: Office, database: Path) -> None:
    before, status = dump(database), office.ask_json("status")
    copy = back_up(office)
    database.write_bytes(b"The disk has died." * 1000)
    assert office.run("collect").exit_code == WRONG_USE

    refused = office.run("restore", str(copy))
    restored = office.run("restore", str(copy), "--force")

    assert refused.exit_code == WRONG_USE
    assert "add --force to replace it" in refused.stderr
    assert restored.exit_code == 0
    assert f"{database}: restored from {copy}" in restored.stdout
    (aside,) = office.folder.glob("hasila.db.replaced-*")
    assert f"what it has replaced is kept as {aside}" in restored.stdout
    assert aside.read_bytes().startswith(b"The disk has died.")
    assert dump(database) == before
    told = office.ask_json("status")
    assert [entry["followers"] for entry in told["accounts"]] == [
        entry["followers"] for entry in status["accounts"]
    ]
    assert told["spend"] == status["spend"]
    assert office.run("collect").exit_code == 0


def test_a_lost_database_comes_back_without_force(office: Office, database: Path) -> None:
    before = dump(database)
    copy = back_up(office)
    database.unlink()

    assert office.run("restore", str(copy)).exit_code == 0
    assert dump(database) == before


def test_it_does_not_replace_newer_readings_without_a_word(office: Office, database: Path) -> None:
    copy = back_up(office)
    office.run("import", str(figures(office)), "--kind", "figures")
    before = dump(database)

    result = office.run("restore", str(copy))

    assert result.exit_code == WRONG_USE
    assert f"{database}: holds entries until" in result.stderr
    assert dump(database) == before


def figures(office: Office) -> Path:
    path = office.folder / "figures.csv"
    head = "period,as_of,account,metric,value,precision,source,note\n"
    path.write_text(f"{head}2021,,dgsn-x,followers,317074,exact,Balance of 2021,\n", "utf-8")
    return path


def test_it_goes_where_the_settings_say_and_keeps_as_many_as_they_say(
    office: Office, database: Path
) -> None:
    office.change_settings("[meta]", '[backup]\nfolder = "copies"\nkeep_days = 2\n\n[meta]')
    folder = office.folder / "copies"
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"hasila-2020010{day}T023000Z.db").touch()

    result = office.run("backup")

    assert result.exit_code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names[-1] == Path(result.stdout.strip()).name
    # Of 2020 the newest day, and the newest of its two weeks: 5 and 9 January.
    assert names[:-1] == ["hasila-20200105T023000Z.db", "hasila-20200109T023000Z.db"]
    assert dump(folder / names[-1]) == dump(database)


def test_an_old_backup_that_cannot_be_removed_is_told(office: Office, database: Path) -> None:
    assert database.exists()
    folder = office.folder / "backups"
    stuck = [folder / f"hasila-20{year}0101T023000Z.db" for year in range(10, 26)]
    for path in stuck:
        path.mkdir(parents=True)

    result = office.run("backup", "--out", str(folder))

    assert result.exit_code == IN_PART
    assert f"{stuck[0]}: is kept no longer, but could not be removed" in result.stderr
    assert Path(result.stdout.strip()).is_file()


def test_it_asks_for_a_folder_where_none_is_named(office: Office, database: Path) -> None:
    assert database.exists()
    result = office.run("backup")

    assert result.exit_code == WRONG_USE
    assert "--out" in result.stderr


def test_there_is_nothing_to_back_up_before_the_first_visit(office: Office) -> None:
    result = office.run("backup", "--out", str(office.folder / "backups"))

    assert result.exit_code == WRONG_USE
    assert "there is no database yet" in result.stderr
    assert not (office.folder / "backups").exists()


@pytest.mark.parametrize("command", [["backup", "--out", "backups"], ["restore", "copy.db"]])
def test_a_postgresql_is_left_to_its_own_tools(
    office: Office, postgres_url: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they are not, the line is told that does it elsewhere."""
    monkeypatch.setenv("PATH", "/nowhere")
    office.change_settings('url = "sqlite:///hasila.db"', f'url = "{postgres_url}"')
    office.run("collect")

    result = office.run(*command)

    assert result.exit_code == WRONG_USE
    assert "pg_dump" in result.stderr


def test_the_drill_with_a_postgresql(
    office: Office, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres_tools()}{os.pathsep}{os.environ['PATH']}")
    office.change_settings('url = "sqlite:///hasila.db"', f'url = "{postgres_url}"')
    assert office.run("collect").exit_code == 0
    before = office.ask_json("status")["accounts"]
    copy = back_up(office)
    assert office.run("collect").exit_code == 0

    refused = office.run("restore", str(copy))
    restored = office.run("restore", str(copy), "--force")

    assert refused.exit_code == WRONG_USE
    assert "add --force to replace it" in refused.stderr
    assert restored.exit_code == 0, restored.stderr
    assert f"restored from {copy}" in restored.stdout
    assert ".replaced-" in restored.stdout
    told = office.ask_json("status")["accounts"]
    assert [entry["followers"] for entry in told] == [entry["followers"] for entry in before]


def test_it_waits_for_the_daemon_to_be_stopped(office: Office, database: Path) -> None:
    copy = back_up(office)
    before = dump(database)

    with hold(load(office.config)):
        arguments = ["--config", str(office.config), "restore", str(copy), "--force"]
        refused = subprocess.run(
            [sys.executable, "run_monitor.py", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert refused.returncode == TRY_AGAIN
    assert "stop it first" in refused.stderr
    assert dump(database) == before


@pytest.mark.threat(16)
def test_no_secret_is_in_a_backup(office: Office, database: Path) -> None:
    assert database.exists()

    assert b"canary" not in back_up(office).read_bytes()


def test_what_is_rolled_up_is_built_anew(office: Office, database: Path) -> None:
    before, answer = dump(database), office.run("ask", "posts").stdout
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE post_now SET views = 7")
        connection.execute("DELETE FROM account_day")

    result = office.run("rebuild")

    assert result.exit_code == 0
    for table, line in zip(ROLLUPS, result.stdout.splitlines(), strict=True):
        assert table.name in line
    assert sorted(dump(database)) == sorted(before)
    assert office.run("ask", "posts").stdout == answer
