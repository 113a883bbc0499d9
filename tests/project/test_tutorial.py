"""The tutorial stays true: its commands run, its pages open, its languages say the same."""

from __future__ import annotations

import re
import shlex
import shutil
from contextlib import chdir, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import imports
from commands import cli
from commands._context import Context
from storage.data_dictionary import COLUMNS
from storage.sql_fence import ask, open_fenced
from tests.support.documents import DOCS
from tests.support.pinned_demo import folder_of_run, make_week, shared
from tests.support.staff_page import Pages
from tests.support.tutorial_pictures import PICTURES, SHOWN
from web import Site

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PAGE = re.compile(r"`(/[^`]*)`")
LANGUAGE = re.compile(r" --lang (?:ar|fr|en)\b")
LATER = ("tutorial.fr.md", "tutorial.ar.md")
QUESTIONS = 31
SERVES_UNTIL_ENDED = "hasila web"


@dataclass(frozen=True)
class Demo:
    """A demonstration of one week, in a folder of its own."""

    folder: Path

    def run(self, *words: str) -> Result:
        """Run a command in its folder, as somebody who reads the tutorial would."""
        with chdir(self.folder):
            return CliRunner().invoke(cli, ["--config", "demo/config.toml", *words])

    @property
    def database(self) -> Path:
        return self.folder / "demo" / "hasila.db"

    def address(self) -> str:
        """The address of a post on file."""
        (row,) = ask(self.database, "SELECT url FROM posts_latest WHERE kind = 'post' LIMIT 1").rows
        return str(row[0])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Demo:
    above = folder_of_run(tmp_path_factory, worker_id)
    week = shared(above / "week", make_week)
    made = Demo(shutil.copytree(week.folder, tmp_path_factory.mktemp("checkout") / "office"))
    examples = Path(imports.__file__).parent / "examples"
    shutil.copytree(examples, made.folder / "imports" / "examples")
    return made


def told(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """What a tutorial tells to type after `hasila`, and what has to be typed before."""
    lines = [line for block in BLOCK.findall(told(name)) for line in block.splitlines()]
    return [line for line in lines if line.startswith("hasila ")]


@pytest.mark.timeout(600)
def test_every_command_of_the_tutorial_runs(demo: Demo) -> None:
    for line in commands("tutorial.md"):
        if line == SERVES_UNTIL_ENDED:
            continue
        words = shlex.split(line.replace("ADDRESS", demo.address()))[1:]

        result = demo.run(*words)

        assert result.exit_code == 0, f"{line}\n{result.output}"
        assert result.stdout.strip(), line


@pytest.mark.timeout(300)
def test_every_page_of_the_tutorial_opens(demo: Demo) -> None:
    pages = PAGE.findall(told("tutorial.md"))
    assert len(pages) > QUESTIONS / 2
    with chdir(demo.folder):
        settings = Context(Path("demo/config.toml")).settings()
        with closing(Pages(Site(settings, lambda: datetime.now(UTC)))) as staff:
            for page in pages:
                assert staff.get(page).status_code == 200, page


@pytest.mark.parametrize("name", LATER)
def test_its_languages_tell_the_same_commands_and_pages(name: str) -> None:
    def without(lines: list[str]) -> list[str]:
        return [LANGUAGE.sub("", line) for line in lines]

    assert without(commands(name)) == without(commands("tutorial.md"))
    assert PAGE.findall(told(name)) == PAGE.findall(told("tutorial.md"))


@pytest.mark.parametrize("name", ["tutorial.md", *LATER])
def test_it_has_thirty_one_questions(name: str) -> None:
    numbers = re.findall(r"^## (\d+)\. .+[?؟]$", told(name), re.MULTILINE)

    assert numbers == [str(number + 1) for number in range(QUESTIONS)]


@pytest.mark.timeout(300)
def test_every_question_in_sql_is_answered_behind_the_fence(demo: Demo) -> None:
    asked = re.findall(r"```sql\n(.*?)```", told("schema.md"), re.DOTALL)
    asked += re.findall(r'--sql "([^"]*)"', told("schema.md"))

    for question in asked:
        assert ask(demo.database, question).columns, question


@pytest.mark.timeout(300)
def test_a_column_that_is_said_to_be_never_empty_is_not(demo: Demo) -> None:
    with closing(open_fenced(demo.database)) as connection:
        for view, columns in COLUMNS.items():
            never = [name for name, column in columns.items() if not column.empty]
            missing = " OR ".join(f"{name} IS NULL" for name in never)
            query = f"SELECT count(*) FROM {view} WHERE {missing}"  # noqa: S608  # our own names
            assert connection.execute(query).fetchone() == (0,), view


@pytest.mark.parametrize(
    ("name", "code"), [("tutorial.md", "en"), ("tutorial.fr.md", "fr"), ("tutorial.ar.md", "ar")]
)
def test_it_teaches_entering_with_pictures_in_its_own_language(name: str, code: str) -> None:
    shown = re.findall(r"\(pictures/(enter-[^)]+)\)", (DOCS / name).read_text("utf-8"))

    assert shown == [f"enter-{title}.{code}.png" for title in SHOWN]
    assert all((PICTURES / each).read_bytes().startswith(b"\x89PNG") for each in shown)
