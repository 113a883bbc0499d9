"""The rules of the house hold, and each rule catches what is planted against it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from settings import load
from storage import Store
from storage.accounts import enrol
from tests.support import house
from tests.support.config_files import write_config
from tests.support.source_tree import SourceTree

ROOT = Path(__file__).parents[2]
SLOW = {"sqlalchemy", "alembic", "matplotlib", "requests", "tweepy", "pydantic", "rich", "babel"}
UNASKED = {"alembic", "jinja2", "matplotlib", "numpy", "openpyxl", "psycopg", "requests", "tweepy"}
"""Libraries of which neither a question nor `status` shows anything."""
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DOC = '"""A docstring."""\n'


Rule = Callable[[SourceTree], Iterator[str]]


def plant(root: Path, files: dict[str, str]) -> SourceTree:
    """A source tree of these files."""
    for place, text in files.items():
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return SourceTree(root)


@pytest.fixture(scope="module")
def ours() -> SourceTree:
    """Our own tree, read and parsed once."""
    return SourceTree(ROOT)


def test_imports_run_one_way(ours: SourceTree) -> None:
    assert list(house.wrong_directions(ours)) == []


def test_each_library_stays_in_its_room(ours: SourceTree) -> None:
    assert list(house.homeless_libraries(ours)) == []


def test_every_module_class_and_public_function_says_what_it_is(ours: SourceTree) -> None:
    assert list(house.undocumented(ours)) == []


@pytest.mark.parametrize("rule", house.SHRINKING, ids=lambda rule: rule.__name__)
def test_the_tree_breaks_no_rule_but_for_known_exceptions(ours: SourceTree, rule: Rule) -> None:
    found = {f"{rule.__name__}: {told}" for told in rule(ours)}
    known = {line for line in house.exceptions() if line.startswith(f"{rule.__name__}: ")}

    assert found <= known, "mend what is new"
    assert known <= found, "mended: `python -m tests.support.house` takes it off the list"


def test_the_exceptions_stand_in_order_and_name_rules() -> None:
    lines = house.EXCEPTIONS.read_text(encoding="utf-8").splitlines()

    assert lines == sorted(set(lines))
    assert {line.split(":")[0] for line in lines} <= {rule.__name__ for rule in house.SHRINKING}


def test_no_file_names_a_registry_or_a_path_of_one_machine(ours: SourceTree) -> None:
    assert list(house.foreign_addresses(ours)) == []


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("metrics/growth.py", "import storage"),
        ("metrics/growth.py", "from storage.visits import keep"),
        ("metrics/growth.py", "def f():\n    from storage import visits"),
        ("metrics/growth.py", "if True:\n    import storage.visits as v"),
        ("words/ar.py", "import settings"),
        ("net/session.py", "import collectors"),
        ("net/session.py", "from reports import mail"),
        ("settings/values.py", "import net"),
        ("storage/visits.py", "import charts"),
        ("charts/page.py", "import collectors.x"),
        ("imports/figures.py", "import queries"),
        ("queries/growth.py", "import reports"),
        ("watch/daemon.py", "import web"),
        ("reports/letter.py", "from commands import chart"),
        ("commands/chart.py", "import run_monitor"),
        ("storage/visits.py", "import sandbox"),
        ("commands/chart.py", "from sandbox import Sandbox"),
        ("sandbox/world.py", "import settings"),
        ("metrics/growth.py", "import tests.house"),
        ("metrics/growth.py", "import benchmarks.start"),
        (
            "metrics/growth.py",
            "from importlib import import_module\nimport_module('storage.visits')",
        ),
        ("metrics/growth.py", "import importlib\nimportlib.import_module(f'storage.{1}')"),
        ("metrics/growth.py", "__import__('storage')"),
        ("metrics/growth.py", "from .. import storage"),
        ("metrics/growth.py", "from ..storage import visits"),
        ("cellar/wine.py", "import metrics"),
        ("metrics/growth.py", "import cellar"),
    ],
)
def test_it_catches_an_import_against_the_order(tmp_path: Path, place: str, line: str) -> None:
    rooms = (*house.RANKS, "sandbox", "cellar", "tests", "benchmarks")
    tree = plant(tmp_path, {f"{room}/__init__.py": DOC for room in rooms})
    assert list(house.wrong_directions(tree)) == []

    tree = plant(tmp_path, {place: line})

    assert len(list(house.wrong_directions(tree))) == 1


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("run_monitor.py", "from commands import main"),
        ("commands/demo.py", "def f():\n    from sandbox import Sandbox"),
        ("commands/chart.py", "import metrics.series, storage, charts, settings"),
        ("storage/visits.py", "from storage import schema\nfrom . import schema\nimport metrics"),
        ("storage/migrations/env.py", "from ..schema import tables\nfrom storage import schema"),
        ("sandbox/world.py", "from metrics import snapshot\nimport random"),
        ("tests/test_x.py", "import sandbox, storage, commands, tests.house"),
        ("benchmarks/start.py", "import sandbox, commands"),
        ("collectors/base.py", "import importlib\nimportlib.import_module(f'collectors.{1}')"),
    ],
)
def test_it_lets_imports_with_the_order_pass(tmp_path: Path, place: str, line: str) -> None:
    rooms = (*house.RANKS, "sandbox", "tests", "benchmarks")
    tree = plant(tmp_path, {f"{room}/__init__.py": DOC for room in rooms} | {place: line})

    assert list(house.wrong_directions(tree)) == []


@pytest.mark.parametrize(
    ("place", "line", "caught"),
    [
        ("collectors/x.py", "import tweepy", False),
        ("collectors/facebook.py", "import tweepy", True),
        ("collectors/_meta/graph.py", "import facebook", False),
        ("collectors/facebook.py", "import facebook", True),
        ("net/session.py", "from requests.adapters import HTTPAdapter", False),
        ("collectors/x.py", "def f():\n    import requests.exceptions", True),
        ("watch/ping.py", "import urllib3", True),
        ("storage/store.py", "import sqlalchemy as sa", False),
        ("commands/status.py", "from sqlalchemy import text", True),
        ("charts/axes.py", "from matplotlib.figure import Figure", False),
        ("commands/chart.py", "import matplotlib", True),
        ("settings/sections.py", "import pydantic", False),
        ("metrics/model.py", "import pydantic", True),
        ("imports/files.py", "import openpyxl", False),
        ("storage/store.py", "import openpyxl", True),
        ("commands/status.py", "import rich.table, click", False),
        ("watch/daemon.py", "import click", True),
        ("metrics/growth.py", "import numpy", True),
        ("charts/axes.py", "import pandas", True),
        ("metrics/growth.py", "import json, fractions", False),
        ("reports/send.py", "import smtplib", False),
        ("watch/daemon.py", "import smtplib", True),
        ("tests/test_x.py", "import numpy, tweepy", False),
    ],
)
def test_it_catches_a_library_outside_its_room(
    tmp_path: Path, place: str, line: str, *, caught: bool
) -> None:
    assert bool(list(house.homeless_libraries(plant(tmp_path, {place: line})))) is caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        (DOC, 0),
        ("", 1),
        ("x = 1", 1),
        (DOC + "def f(): pass", 1),
        (DOC + "def _f(): pass", 0),
        (DOC + "class A: pass", 1),
        (DOC + "class A:\n    'A class.'\n    def f(self): pass\n    def __eq__(self): pass", 1),
        (DOC + "class _A:\n    def f(self): pass", 0),
        (DOC + "def f():\n    'A function.'\n    def inner(): pass", 0),
    ],
)
def test_it_catches_what_says_nothing_of_itself(tmp_path: Path, text: str, caught: int) -> None:
    tree = plant(tmp_path, {"metrics/__init__.py": DOC, "metrics/growth.py": text})

    assert len(list(house.undocumented(tree))) == caught


def test_it_catches_a_folder_that_does_not_say_what_it_is(tmp_path: Path) -> None:
    files = {
        "metrics/a.py": DOC,
        "metrics/plans/__init__.py": "",
        "storage/migrations/versions/v1.py": DOC,
        "tests/test_a.py": "",
    }

    assert list(house.undocumented(plant(tmp_path, files))) == [
        "metrics/plans/__init__.py: no docstring",
        "metrics: no __init__.py that says what it is",
    ]


def test_it_catches_what_is_too_long(tmp_path: Path) -> None:
    function = "def f():\n" + "    x = 1\n" * (house.LONGEST_FUNCTION - 1)
    files = {
        "metrics/a.py": "x = 1\n" * house.LONGEST_MODULE,
        "metrics/b.py": "x = 1\n" * (house.LONGEST_MODULE + 1),
        "metrics/c.py": function,
        "metrics/d.py": function + "    x = 1\n",
        "tests/test_long.py": function * 9,
    }

    assert list(house.too_long(plant(tmp_path, files))) == [
        "metrics/b.py: more than 450 lines",
        "metrics/d.py: f has more than 40 lines",
    ]


@pytest.mark.parametrize(
    ("files", "caught"),
    [
        ({"charts/page.py": "from charts.ink import line"}, ["charts.ink"]),
        ({"charts/page.py": "from charts import ink"}, ["charts.ink"]),
        ({"charts/page.py": "def f():\n    import charts.ink"}, ["charts.ink"]),
        ({"charts/page.py": "from .ink import line"}, ["charts.ink"]),
        ({"charts/page.py": "import charts.ink", "charts/a.py": "import charts.ink"}, []),
        ({"charts/page.py": "import charts.ink", "web/a.py": "from charts import ink"}, []),
        (
            {"charts/page.py": "import charts.ink", "tests/a.py": "import charts.ink"},
            ["charts.ink"],
        ),
        ({"web/page.py": "from charts import ink"}, []),
        ({"charts/__init__.py": "from charts.ink import line"}, []),
        ({"charts/page.py": "from charts import ink_line"}, []),
        ({"tests/page.py": "import charts.ink"}, []),
    ],
)
def test_it_catches_a_module_that_only_its_neighbour_uses(
    tmp_path: Path, files: dict[str, str], caught: list[str]
) -> None:
    tree = plant(tmp_path, {"charts/__init__.py": DOC, "charts/ink.py": DOC} | files)

    assert list(house.lonely_modules(tree)) == [
        f"{name}: only its neighbour uses it" for name in caught
    ]


@pytest.mark.parametrize(
    ("one", "other", "caught"),
    [
        ("class Page: pass", "class Page: pass", ["class Page stands in several modules"]),
        ("def page(): pass", "async def page(): pass", ["function page stands in several modules"]),
        ("class Page: pass", "def Page(): pass", []),
        ("class _Page: pass", "class _Page: pass", []),
        ("def view(): pass", "def view(): pass", []),
        ("class view: pass", "class view: pass", ["class view stands in several modules"]),
        ("class A:\n    def page(self): pass", "class B:\n    def page(self): pass", []),
    ],
)
def test_it_catches_a_name_of_several_modules(
    tmp_path: Path, one: str, other: str, caught: list[str]
) -> None:
    files = {"web/a.py": one, "storage/b.py": other, "tests/c.py": one, "benchmarks/d.py": one}
    files |= {f"storage/migrations/versions/v{number}.py": one for number in range(2)}

    assert list(house.shared_names(plant(tmp_path, files))) == caught


@pytest.mark.parametrize(
    ("place", "line", "caught"),
    [
        ("web/a.py", "from storage._keys import key", 1),
        ("web/a.py", "import storage._keys", 1),
        ("web/a.py", "from storage.visits import _key", 1),
        ("web/a.py", "from storage import _keys", 1),
        ("web/a.py", "from storage.visits import __all__", 0),
        ("storage/a.py", "from storage._keys import _key", 0),
        ("tests/a.py", "from storage._keys import _key", 0),
        ("web/a.py", "from _thread import _count", 0),
    ],
)
def test_it_catches_what_is_private_in_another_room(
    tmp_path: Path, place: str, line: str, caught: int
) -> None:
    tree = plant(tmp_path, {"storage/__init__.py": DOC, place: line})

    assert len(list(house.strange_privates(tree))) == caught


@pytest.mark.parametrize(
    ("files", "caught"),
    [
        ({"a": "import web.b", "b": "from web import a"}, ["web.a -> web.b -> web.a"]),
        ({"a": "import web.b", "b": "import web.c", "c": "def f():\n    import web.a"},
         ["web.a -> web.b -> web.c -> web.a"]),
        ({"a": "import web.b", "b": "import web.a", "c": "import web.d", "d": "import web.c"},
         ["web.a -> web.b -> web.a", "web.c -> web.d -> web.c"]),
        ({"a": "import web.b\nimport web.c", "b": "import web.c", "c": ""}, []),
        ({"a": "import web.b", "b": "from web import a_thing"}, []),
    ],
)  # fmt: skip
def test_it_catches_modules_that_import_each_other(
    tmp_path: Path, files: dict[str, str], caught: list[str]
) -> None:
    tree = plant(tmp_path, {"web/__init__.py": DOC} | {f"web/{k}.py": v for k, v in files.items()})

    assert list(house.cycles(tree)) == caught


@pytest.mark.parametrize(
    ("place", "line", "caught"),
    [
        ("web/a.py", 'LEFT = "\\u200e"', 1),
        ("web/a.py", 'LEFT = "\u200e"', 1),
        ("collectors/a.py", r'STRAY = re.compile("[\\u202A-\\u202E]")', 1),
        ("words/bidi.py", 'LEFT = "\\u200e"', 0),
        ("tests/words/test_bidi.py", 'LEFT = "\\u200e"', 0),
        ("web/a.py", 'NARROW = "\\u202f"', 0),
    ],
)
def test_it_catches_a_mark_of_direction_outside_its_module(
    tmp_path: Path, place: str, line: str, caught: int
) -> None:
    assert len(list(house.stray_marks(plant(tmp_path, {place: line})))) == caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("MOST = 40\nMOST = 10_000\n", 1),
        ("MOST: int = 40\nMOST = 10_000\n", 1),
        ("MOST: int\nMOST = 40\nLEAST = 1\n_ = 1\n_ = 2\n", 0),
        ("MOST = 40\ndef f():\n    MOST = 41\n", 0),
    ],
)
def test_it_catches_a_constant_that_is_given_a_value_twice(
    tmp_path: Path, text: str, caught: int
) -> None:
    tree = plant(tmp_path, {"collectors/instagram.py": text, "tests/test_x.py": "A = 1\nA = 2\n"})

    assert len(list(house.bound_twice(tree))) == caught


def test_it_catches_a_folder_that_is_too_full(tmp_path: Path) -> None:
    full = range(house.FULLEST_FOLDER)
    files = {
        f"{folder}/m{number}.py": "" for folder in ("web", "storage", "tests") for number in full
    }
    files |= {f"storage/migrations/versions/v{number}.py": "" for number in range(99)}
    files["storage/__init__.py"] = DOC

    assert list(house.full_folders(plant(tmp_path, files))) == ["storage: more than 25 files"]


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("https://py" + "pi.org/simple", 1),
        ("pip install --index" + "-url http://somewhere", 1),
        ("uv pip compile --no-emit-index" + "-url", 0),
        ("see /wo" + "rk/main", 1),
        ("path = '/wo" + "rk/main'", 1),
        ("https://example.org/wo" + "rk/main and home/wo" + "rk/x", 0),
    ],
)
def test_it_catches_a_registry_or_a_path(tmp_path: Path, text: str, caught: int) -> None:
    tree = plant(tmp_path, {"docs/a.md": text, ".venv/b.txt": text, "lib/__pycache__/c": text})

    assert len(list(house.foreign_addresses(tree))) == caught


@pytest.mark.threat(29)
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_requirement_of_a_lock_is_pinned_with_hashes(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert list(house.loose_requirements(text)) == []
    assert re.search(r"^facebook-sdk==3\.1\.0 ", text, re.MULTILINE)
    assert "://" not in text


def test_there_are_locks_for_running_for_developing_for_assistants_and_for_workers() -> None:
    assert [lock.name for lock in LOCKS] == ["dev.txt", "mcp.txt", "run.txt", "worker.txt"]


def test_the_locks_agree_on_what_every_server_installs() -> None:
    pins = {
        lock.stem: set(re.findall(r"^\S+==[^ ;]+", lock.read_text("utf-8"), re.MULTILINE))
        for lock in LOCKS
    }

    assert pins["run"] < pins["mcp"] < pins["dev"]


@pytest.mark.parametrize(
    ("lock", "caught"),
    [
        ("a==1 \\\n    --hash=sha256:0\n    # via b\n# end\nb==2 ; x \\\n    --hash=sha256:0\n", 0),
        ("a==1\n", 1),
        ("a>=1 \\\n    --hash=sha256:0\n", 1),
        ("--extra-index\na==1 \\\n    --hash=sha256:0\n", 1),
    ],
)
def test_it_catches_a_loose_requirement(lock: str, caught: int) -> None:
    assert len(list(house.loose_requirements(lock))) == caught


def test_help_waits_for_no_library_but_click() -> None:
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "run_monitor.py", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.split("|")[-1].strip() for line in finished.stderr.splitlines()}

    assert "click" in imported
    assert not SLOW & {name.split(".")[0] for name in imported}


@pytest.fixture(scope="module")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The config.toml of an office with a database, and nothing on file."""
    config = write_config(tmp_path_factory.mktemp("empty"))
    settings = load(config)
    with Store.open(settings.storage.url, zone=settings.zone()) as store:
        enrol(store, settings.accounts, datetime(2026, 11, 1, tzinfo=UTC))
    return config


@pytest.mark.parametrize("words", [("ask", "followers"), ("ask", "posts"), ("status",)])
def test_a_question_waits_for_no_library_that_its_answer_does_not_need(
    empty_office: Path, words: tuple[str, ...]
) -> None:
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "run_monitor.py", "--config", empty_office, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    imported = {line.split("|")[-1].strip() for line in finished.stderr.splitlines()}
    libraries = {name.split(".")[0] for name in imported}

    assert "sqlalchemy.dialects.sqlite" in imported
    assert "sqlalchemy.dialects.postgresql" not in imported
    assert not UNASKED & libraries
    assert not {"charts", "collectors", "imports", "net", "reports", "watch", "web"} & libraries
