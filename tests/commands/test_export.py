"""`export`: everything on file in open formats, for nobody else to read, and back by `import`."""

from __future__ import annotations

import csv
import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commands._context import WRONG_USE
from storage.views import VIEWS
from tests.support.office import Office, open_office

EXAMPLES = Path(__file__).parents[2] / "imports" / "examples"
REGISTERS = {
    "figures": "published_figures.csv",
    "activities": "activities.csv",
    "statements": "statements.csv",
    "events": "events.csv",
}
HOSTILE = "=1+1 \x1b[31m"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        opened.run("collect")
        for kind, name in REGISTERS.items():
            result = opened.run("import", str(EXAMPLES / name), "--kind", kind)
            assert result.exit_code == 0, result.output
        words = ["--first-day", "2026-11-03", "--name-en", "=1+1", "--source", "-a test"]
        assert opened.run("record", "event", *words).exit_code == 0
        with closing(sqlite3.connect(opened.folder / "hasila.db")) as file, file:
            own = "SELECT min(id) FROM post WHERE kind = 'post'"
            file.execute(f"UPDATE post SET text = ? WHERE id = ({own})", [HOSTILE])  # noqa: S608
        yield opened


@pytest.fixture(scope="module")
def exported(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed") / "over"
    result = office.run("export", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tables(office: Office) -> dict[str, int]:
    """The tables of the database and how many rows they have."""
    with closing(sqlite3.connect(office.folder / "hasila.db")) as file:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        names = [name for (name,) in file.execute(query)]
        return {
            name: file.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in names
        }


def test_it_holds_every_row_of_every_table_and_view(office: Office, exported: Path) -> None:
    found = {path.stem: len(rows_of(path)) for path in (exported / "tables").glob("*.csv")}
    wanted = tables(office)

    left_out = {"schema_version", "account_day", "post_now", "post_in_files"}
    left_out |= {"post_at_age", "account_drop"}
    assert found == {name: rows for name, rows in wanted.items() if name not in left_out}
    assert {path.stem for path in (exported / "views").glob("*.csv")} == set(VIEWS)
    assert found["post_reading"] > 0


def test_csv_and_json_tell_the_same(exported: Path) -> None:
    for path in exported.glob("*/*.csv"):
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))
        rows = rows_of(path)
        assert len(told) == len(rows)
        for row, line in zip(told, rows, strict=True):
            assert list(row) == list(line)
            for key, value in row.items():
                if isinstance(value, str):
                    plain = value.replace("\x1b", "")
                    assert line[key] in {plain, f"'{plain}"}
                else:
                    assert line[key] == ("" if value is None else repr(value))


def test_each_csv_opens_in_excel_with_its_arabic_unless_that_is_unwanted(
    office: Office, exported: Path, tmp_path: Path
) -> None:
    office.run("export", str(tmp_path / "bare"), "--no-bom")

    for path in exported.glob("registers/*.csv"):
        bare = tmp_path / "bare" / "registers" / path.name
        assert path.read_bytes() == b"\xef\xbb\xbf" + bare.read_bytes()


@pytest.mark.threat(23)
def test_no_text_of_it_is_calculated_by_a_spreadsheet(exported: Path) -> None:
    texts = {row["text"] for row in rows_of(exported / "tables" / "post.csv")}

    assert "'=1+1 [31m" in texts
    for path in exported.glob("*/*.csv"):
        assert '"=' not in path.read_text("utf-8")


def test_the_readme_explains_each_file_and_whose_it_is(exported: Path) -> None:
    text = (exported / "README.md").read_text("utf-8")

    for path in exported.glob("*/*.csv"):
        assert f"| `{path.parent.name}/{path.stem}` | {len(rows_of(path)):,} |" in text
    assert '"not known"' in text
    assert "docs/platform-terms.md" in text
    for row in ("followers_by_day", "posts_latest"):
        assert f"### {row}" in text


def test_nobody_else_can_read_it(exported: Path) -> None:
    for path in [exported, *exported.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert {path.suffix for path in exported.rglob("*") if path.is_file()} == {
        ".csv",
        ".json",
        ".md",
    }


def test_it_prints_how_many_rows_each_part_has(office: Office, tmp_path: Path) -> None:
    lines = office.run("export", str(tmp_path / "out")).stdout.splitlines()

    assert "tables/account: 3 rows" in lines
    assert lines[-1] == str(tmp_path / "out" / "README.md")


@pytest.mark.parametrize("kind", REGISTERS)
def test_registers_come_back_by_import(
    office: Office, exported: Path, tmp_path: Path, kind: str
) -> None:
    file = exported / "registers" / f"{kind}.csv"

    again = office.run("import", str(file), "--kind", kind, "--json")
    with open_office(tmp_path) as empty:
        new = empty.run("import", str(file), "--kind", kind, "--json")
        empty.run("export", str(tmp_path / "out"))
        twin = (tmp_path / "out" / "registers" / f"{kind}.csv").read_bytes()

    rows = len(rows_of(file))
    assert rows > 0
    assert json.loads(again.stdout) == {"new": 0, "corrected": 0, "already_on_file": rows}
    assert json.loads(new.stdout)["new"] == rows
    assert twin == file.read_bytes()


def test_a_folder_with_something_in_it_is_left_alone(office: Office, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    refused = office.run("export", str(tmp_path))
    forced = office.run("export", str(tmp_path), "--force")
    again = office.run("export", str(tmp_path), "--force")

    assert (refused.exit_code, "is not empty" in refused.stderr) == (WRONG_USE, True)
    assert (forced.exit_code, again.exit_code) == (0, 0)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.threat(28)
def test_no_link_leads_it_elsewhere(office: Office, tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    (folder / "views").mkdir(parents=True)
    outside.mkdir()
    victim = outside / "victim"
    victim.write_text("mine")
    for name in ("README.md", "README.md.draft", "views/gaps.csv", "views/gaps.csv.draft"):
        (folder / name).symlink_to(victim)

    written = office.run("export", str(folder), "--force")
    (folder / "registers").rename(folder / "old")
    (folder / "registers").symlink_to(outside)
    refused = office.run("export", str(folder), "--force")

    assert written.exit_code == 0
    assert victim.read_text() == "mine"
    assert not (folder / "README.md").is_symlink()
    assert refused.exit_code == WRONG_USE
    assert "registers is no folder of its own" in refused.stderr
    assert [path.name for path in outside.iterdir()] == ["victim"]


def test_without_a_database_it_says_so_and_makes_nothing(tmp_path: Path) -> None:
    with open_office(tmp_path) as empty:
        result = empty.run("export", str(tmp_path / "out"))

    assert result.exit_code == WRONG_USE
    assert "there is no database yet" in result.stderr
    assert not (tmp_path / "out").exists()
