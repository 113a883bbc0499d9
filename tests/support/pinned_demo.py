"""The demonstration as it is made at one fixed instant, and what varies in it all the same."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import cli
from commands.demo import MARK
from settings import load
from tests.support.staff_page import Pages
from web import Site

NOW = datetime(2026, 11, 21, 12, 40, tzinfo=UTC)
"""The instant at which the demonstration is made and everything is asked."""
ENVIRONMENT = {"COLUMNS": "160", "LOGNAME": "archivist", "NO_COLOR": "1", "TERM": "dumb"}
"""Tables this wide, and nobody's name from this machine."""
SAID = "said.txt"
LEFT = ("hasila.db", "charts/of-before.png", "letter-of-before.html")
"""Files of the earlier demonstration over which `make_week` makes its own."""
VARYING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\d+(?:\.\d+)? GB free"), "N GB free"),
    (re.compile(r"\d+\.\d+ MB"), "N MB"),
    (re.compile(r"tzdata \d[\d.]*"), "tzdata VERSION"),
    (re.compile(r'("(?:python|sqlite|tweepy|[a-z-]+)": )"\d+\.[\d.]+"'), r'\1"VERSION"'),
)
"""What differs between two runs or two machines, and what is written in its place."""
INVISIBLE = re.compile("[\u00a0\u061c\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff]")
"""Spaces and marks of direction that no reader of a difference could see."""
ENDS = re.compile(r"[ \t]+$", re.MULTILINE)


@dataclass(frozen=True)
class PinnedDemo:
    """A demonstration in a folder of its own, and the clock by which it is asked."""

    folder: Path
    now: datetime = NOW

    def run(self, *words: str) -> Result:
        """Run a command in the demonstration's folder at its instant."""
        with chdir(self.folder):
            return CliRunner(env=ENVIRONMENT).invoke(
                cli,
                ["--config", "demo/config.toml", *words],
                obj=lambda: self.now,
                prog_name="run_monitor.py",
            )

    def say(self, *words: str) -> str:
        """A command with everything that it printed, as a terminal shows it."""
        result = self.run(*words)
        ended = f"[exit {result.exit_code}]\n" if result.exit_code else ""
        return f"$ {' '.join(words)}\n{result.output}{ended}"

    def write(self, name: str, *words: str) -> bytes:
        """The file that a command writes with --out."""
        result = self.run(*words, "--out", name)
        assert result.exit_code == 0, result.output
        return (self.folder / name).read_bytes()

    def made(self, name: str) -> bytes:
        """A file that `demo` has made."""
        return (self.folder / "demo" / name).read_bytes()

    def keep_said(self, text: str) -> None:
        """Keep what was printed while it was made."""
        (self.folder / SAID).write_text(text, encoding="utf-8")

    @property
    def said(self) -> str:
        """What was printed while it was made."""
        return (self.folder / SAID).read_text(encoding="utf-8")

    @cached_property
    def pages(self) -> Pages:
        """The staff's page over it."""
        with chdir(self.folder):
            settings = load(Path("demo/config.toml").absolute())
        return Pages(Site(settings, lambda: self.now))

    def masked(self, text: str) -> str:
        """The text without what varies, and with a name for what cannot be seen."""
        for folder in (self.folder.resolve(), self.folder):
            text = text.replace(str(folder), "FOLDER")
        for pattern, placeholder in VARYING:
            text = pattern.sub(placeholder, text)
        text = ENDS.sub("", text)
        return INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def make_demo(folder: Path) -> PinnedDemo:
    """Make the demonstration in an empty folder."""
    made = PinnedDemo(folder)
    result = made.run("demo")
    assert result.exit_code == 0, result.output
    made.keep_said(result.stdout)
    return made


def shared(folder: Path, make: Callable[[Path], PinnedDemo]) -> PinnedDemo:
    """What stands in a folder that several processes share: the first of them makes it."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        whole = folder / "whole"
        if not whole.exists():
            begun = folder / f"begun-{os.getpid()}"
            begun.mkdir()
            make(begun)
            begun.rename(whole)
    return PinnedDemo(whole)


def folder_of_run(factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The temporary folder that all workers of a run of the tests share."""
    base = factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def make_week(folder: Path) -> PinnedDemo:
    """Make a demonstration of one week up to this moment, where an earlier one stands."""
    earlier = folder / "demo"
    for name in ("secrets", "charts"):
        (earlier / name).mkdir(parents=True)
    (earlier / "README").write_text(MARK, encoding="utf-8")
    for name in LEFT:
        (earlier / name).write_text("of an earlier demonstration", encoding="utf-8")
    with chdir(folder):
        result = CliRunner().invoke(cli, ["demo", "--weeks", "1"])
    assert result.exit_code == 0, result.output
    made = PinnedDemo(folder)
    made.keep_said(result.stdout)
    return made


@contextmanager
def copied(demo: PinnedDemo, folder: Path, now: datetime) -> Iterator[PinnedDemo]:
    """A copy that may be changed, asked at another instant; it is gone afterwards."""
    place = shutil.copytree(demo.folder, folder)
    yield replace(demo, folder=Path(place), now=now)
    shutil.rmtree(place)
