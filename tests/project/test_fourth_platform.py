"""A fourth platform is one entry and one file: nobody else names one, and a made-up one works."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest

from metrics.platforms import PLATFORMS
from tests.support import house
from tests.support.replay import Replay, Reply
from tests.support.source_tree import SourceFile, SourceTree

ROOT = Path(__file__).parents[2]
PLAZA = ROOT / "tests" / "support" / "fourth_platform"
KEYS = {*PLATFORMS, *(platform.section for platform in PLATFORMS.values())}
OUTSIDE = ("tests/", "benchmarks/", "sandbox/")
ENTRIES = "metrics/platforms.py"
FILES = (
    *(f"collectors/{name}" for name in (*(f"{key}.py" for key in PLATFORMS), "_x/", "_meta/")),
    # The formats of the files that people download from platforms.
    "imports/platforms/",
)
COORDINATES = "charts/"
"""Where `x` is a place on the paper, and no platform."""


CALL = "commands/_context.py"
"""Where `meta` is click's: what belongs to one call of a command."""
SPOKEN = re.compile(r"\b(?:[Ff]acebook|[Ii]nstagram|[Tt]witter|[Tt]weets?|Meta|X)\b")
"""What people call them, anywhere in a text."""


def named_platforms(root: Path) -> Iterator[str]:
    """Where the program names a platform: in a text, by a keyword or by an attribute.

    Docstrings may, but for those of commands, which are their help.
    """
    for file in SourceTree(root).files:
        if file.place.startswith((*OUTSIDE, *FILES, ENTRIES)):
            continue
        keys = KEYS - {"x"} if file.place.startswith(COORDINATES) else KEYS
        keys = keys - {"meta"} if file.place == CALL else keys
        help_texts = set(_help_texts(file)) - set(_help_texts(file, house.SANDBOX_USERS))
        doc = {id(node.value) for node in file.nodes if isinstance(node, ast.Expr)} - help_texts
        for node in file.nodes:
            name = None if id(node) in doc else _name_in(node)
            if name in keys or (isinstance(node, ast.Constant) and SPOKEN.search(name or "")):
                yield f"{file.place}:{getattr(node, 'lineno', 0)}: names {name}"


def _help_texts(file: SourceFile, places: Sequence[str] = ("commands/",)) -> Iterator[int]:
    """The docstrings that click prints, of the files in some places."""
    for node in file.nodes if file.place.startswith(tuple(places)) else ():
        if isinstance(node, ast.FunctionDef) and node.name in {"command", "cli"}:
            yield id(cast("ast.Expr", node.body[0]).value)


def _name_in(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str(name)) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            return name
    return None


def test_nobody_but_its_entry_and_its_file_names_a_platform() -> None:
    assert list(named_platforms(ROOT)) == []


@pytest.mark.parametrize(
    ("place", "line", "caught"),
    [
        ("watch/a.py", "if platform == 'x': pass", 1),
        ("settings/a.py", "limit = settings.x.daily_spend_limit", 1),
        ("settings/a.py", "section = settings.meta", 1),
        ("words/a.py", "WORDS = {'facebook': 'post', 'instagram': 'post'}", 2),
        ("storage/a.py", "dict(instagram=1)", 1),
        ("charts/a.py", "place = reading.x\naxes.grid(axis='x')", 0),
        ("charts/a.py", "colour = {'facebook': 'blue'}", 1),
        ("collectors/x.py", "KEY = 'x'", 0),
        ("collectors/_meta/a.py", "KEY = 'facebook'", 0),
        ("collectors/base.py", "KEY = 'facebook'", 1),
        ("imports/platforms/a.py", "KEY = 'facebook'", 0),
        ("imports/exports/a.py", "KEY = 'facebook'", 1),
        ("metrics/platforms.py", "KEY = 'x'", 0),
        ("sandbox/a.py", "KEY = 'x'", 0),
        ("words/a.py", "name = 'X counts days in UTC'", 1),
        ("words/a.py", "name = f'{number} on Facebook'", 1),
        ("commands/a.py", "help = 'such as x+facebook'", 1),
        ("commands/a.py", "def command():\n    'Read X and Facebook.'", 1),
        ("commands/a.py", "def helper():\n    'Read X and Facebook.'", 0),
        ("commands/demo.py", "def command():\n    'Simulate X and Facebook.'", 0),
        ("charts/a.py", "sizes = 'XL'", 0),
    ],
)
def test_it_catches_who_names_one(tmp_path: Path, place: str, line: str, caught: int) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(line, encoding="utf-8")

    assert len(list(named_platforms(tmp_path))) == caught


def program_with_plaza(folder: Path) -> Path:
    """The program as it is, with one entry and one file more."""
    for room in house.RANKS:
        if (ROOT / room).is_dir() and room not in {"metrics", "collectors"}:
            (folder / room).symlink_to(ROOT / room)
    leave = shutil.ignore_patterns("__pycache__")
    for room in ("metrics", "collectors"):
        shutil.copytree(ROOT / room, folder / room, ignore=leave)
    shutil.copy(PLAZA / "plaza.py", folder / "collectors")
    entries = folder / ENTRIES
    beginning = "PLATFORMS: Mapping[str, Platform] = {\n"
    text = entries.read_text("utf-8")
    assert text.count(beginning) == 1
    entry = (PLAZA / "entry.txt").read_text("utf-8")
    entries.write_text(text.replace(beginning, beginning + entry), encoding="utf-8")
    return folder


DRIVER = """
import asyncio, json, sys
from datetime import datetime
from pathlib import Path
from click.testing import CliRunner
from commands import cli
from settings import load
from storage import Store
from storage.accounts import enrol
from watch.daemon import Daemon
from web import Site, StaffPage


def beat(config, now):
    settings = load(Path(config))
    with Store.open(settings.storage.url, zone=settings.zone()) as store:
        enrol(store, settings.accounts, now)
        daemon = Daemon(Path(config), settings, store, None, lambda: now)
        daemon.beat()
        return 0, str(daemon.workers.wait(30)), ""


def look(config, now, path):
    page = StaffPage(Site(load(Path(config)), lambda: now))
    answer = asyncio.run(page.client.get(path, headers={"accept-language": "en"}))
    page.close()
    return answer.status_code, answer.text, ""


for at, option, config, name, *words in json.load(sys.stdin):
    now = datetime.fromisoformat(at)
    if name in {"beat", "look"}:
        print(json.dumps({"beat": beat, "look": look}[name](config, now, *words)))
        continue
    result = CliRunner().invoke(cli, [option, config, name, *words], obj=lambda: now)
    print(json.dumps([result.exit_code, result.output, repr(result.exception)]))
"""
CONFIG = """
[institution]
name = {{ en = "Office" }}
timezone = "Africa/Casablanca"
[plaza]
api_url = "{url}"
daily_spend_limit = 0.05
token_file = "token"
[[account]]
name = "office-plaza"
platform = "plaza"
handle = "office"
"""


def square(number: int, day: int, claps: int) -> dict[str, Any]:
    """A post of Plaza's, of November 2026."""
    return {
        "id": f"{number}",
        "at": f"2026-11-{day:02}T10:00:00+00:00",
        "words": f"Square {number}",
        "link": f"https://plaza.example/squares/{number}",
        "claps": claps,
        "answers": 2,
    }


def account(neighbours: int) -> Reply:
    """What Plaza says of the office's account."""
    told = {"id": "77", "handle": "office", "name": "Office", "neighbours": neighbours}
    return Reply({**told, "token_ends": "2026-11-29T00:00:00+00:00"})


PATHS: dict[str, Reply | Sequence[Reply]] = {
    # Asked twice by each visit that proves, and by `check`.
    "/v1/account": [*[account(1_000)] * 3, *[account(1_100)] * 3],
    "/v1/account/squares": Reply({"squares": [square(3, 19, 40), square(2, 18, 30)], "next": "2"}),
    "/v1/account/squares/2": Reply({"squares": [square(1, 17, 20)], "next": None}),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """What each command answered in an office on Plaza, by what was asked."""
    office = tmp_path_factory.mktemp("office")
    tree = program_with_plaza(tmp_path_factory.mktemp("tree"))
    (office / "token").touch(mode=0o600)
    (office / "token").write_text("canary-token")
    on = {"sunday": "2026-11-15T12:00:00+00:00", "week": "2026-11-20T12:00:00+00:00"}
    after = "2026-11-23T12:00:00+00:00"
    json_ = ["--lang", "en", "--format", "json"]
    steps = {
        "check": [on["sunday"], "check"],
        "first": [on["sunday"], "collect"],
        "collect": [on["week"], "collect"],
        "beat": [after, "beat"],
        "overview": [after, "look", "/"],
        "account": [after, "look", "/account/office-plaza?lang=en"],
        "picture": [after, "look", "/chart/followers.svg"],
        "colours": [after, "look", "/platforms.css"],
        "status": [after, "status", "--json"],
        "spend": [after, "ask", "spend", "--in", "2026-11", *json_],
        "growth": [after, "ask", "growth", "--since", "2026-11-16", *json_],
        "top": [after, "ask", "top", "--in", "2026-11", "--metric", "likes", *json_],
        "chart": [after, "chart", "--lang", "en", "--format", "svg", "--out", str(office / "c")],
        "letter": [after, "letter", "--lang", "en", "--out", str(office / "letter.eml")],
        "bilan": [after, "bilan", "--year", "2026", "--lang", "en", "--out", f"{office}/b.json"],
        "forget": [after, "forget", "--platform", "plaza", "--yes"],
    }
    with Replay(by_path=PATHS) as plaza:
        (office / "config.toml").write_text(CONFIG.format(url=plaza.url))
        config = ["--config", str(office / "config.toml")]
        asked = json.dumps([[at, *config, *words] for at, *words in steps.values()])
        done = subprocess.run(
            [sys.executable, "-c", DRIVER],
            cwd=tree,
            input=asked,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    answers = {
        step: (code, f"{output}\n{error}")
        for step, line in zip(steps, done.stdout.splitlines(), strict=True)
        for code, output, error in [json.loads(line)]
    }
    mail = message_from_bytes((office / "letter.eml").read_bytes(), policy=default)
    body = mail.get_body(("plain",))
    assert body is not None
    answers["letter.eml"] = (0, str(body.get_content()))
    answers["b.json"] = (0, (office / "b.json").read_text("utf-8"))
    answers["charts"] = (0, " ".join(path.name for path in sorted((office / "c").iterdir())))
    return answers


def answered(told: dict[str, tuple[int, str]], step: str) -> Any:
    """The JSON of an answer."""
    text = told[step][1]
    return json.loads(text[: text.rindex("\n")])


def test_a_fourth_platform_is_checked(told: dict[str, tuple[int, str]]) -> None:
    code, text = told["check"]

    assert code in {0, 1}, text
    assert "a token of Plaza" in text
    assert "ends 2026-11-29 00:00 UTC: renew it" in text
    assert "terms of Plaza" in text
    assert "canary" not in text


def test_a_fourth_platform_is_collected_and_billed(told: dict[str, tuple[int, str]]) -> None:
    assert told["collect"][0] == 0, told["collect"]
    (account,) = answered(told, "status")["accounts"]
    (spent,) = [row for row in answered(told, "spend")["rows"] if row["usd"]]

    assert (account["platform"], account["followers"]) == ("plaza", 1_100)
    # Three posts on each of three UTC days, at 0.002 USD each.
    assert (spent["platform"], float(spent["usd"])) == ("plaza", 0.018)
    assert any("Plaza counts days" in note for note in answered(told, "spend")["notes"])


def test_a_fourth_platform_is_asked_and_drawn(told: dict[str, tuple[int, str]]) -> None:
    (growth,) = answered(told, "growth")["rows"]
    best = answered(told, "top")["rows"][0]

    assert (growth["account"], growth["start"], growth["end"]) == ("office-plaza", 1_000, 1_100)
    assert best["url"] == "https://plaza.example/squares/3"
    assert told["chart"][0] == 0, told["chart"]
    assert "followers" in told["charts"][1]


def test_a_daemon_visits_a_fourth_platform(told: dict[str, tuple[int, str]]) -> None:
    (account,) = answered(told, "status")["accounts"]

    assert told["beat"] == (0, "()\n")
    assert account["taken_at"].startswith("2026-11-23T12:00")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("overview", ("Plaza", "1,100", "office-plaza")),
        ("account", ("Plaza", "1,100", "Square 3")),
        ("picture", ("<svg",)),
        ("colours", (".plaza",)),
    ],
)
def test_a_fourth_platform_stands_on_the_page(
    told: dict[str, tuple[int, str]], step: str, words: tuple[str, ...]
) -> None:
    code, text = told[step]

    assert code == 200, text
    assert [word for word in words if word not in text] == []


def test_a_fourth_platform_stands_in_the_letter_and_the_balance(
    told: dict[str, tuple[int, str]],
) -> None:
    letter, balance = told["letter.eml"][1], json.loads(told["b.json"][1])
    sentences = " ".join(sentence["text"] for sentence in balance["sentences"])

    assert "Plaza" in letter
    assert "1,100" in letter
    assert "3 squares" in sentences


def test_a_fourth_platform_is_forgotten(told: dict[str, tuple[int, str]]) -> None:
    assert told["forget"][0] == 0, told["forget"]
