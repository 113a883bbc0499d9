"""An office in a folder of its own that reads a sandbox: what tests of the commands start from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from commands import cli
from commands.demo import write_office
from sandbox import Sandbox, World


@dataclass(frozen=True)
class Office:
    """A sandbox, and settings that point at it."""

    folder: Path
    sandbox: Sandbox
    config: Path

    def run(self, *words: str, typed: str | None = None, at: datetime | None = None) -> Result:
        """Run a command in this process, as the door would, `at` another instant."""
        clock = None if at is None else lambda: at
        words = "--config", str(self.config), *words
        return CliRunner().invoke(cli, words, input=typed, obj=clock)

    def ask_json(self, *words: str) -> Any:
        """What a command prints with --json."""
        return json.loads(self.run(*words, "--json").stdout)

    def change_settings(self, old: str, new: str) -> None:
        """Rewrite a piece of config.toml, which must be there."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def copied(self, folder: Path) -> Office:
        """The same office in another folder, with what is on file; it reads the same sandbox."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(self, folder=folder, config=folder / self.config.name)


@contextmanager
def open_office(folder: Path, now: datetime | None = None) -> Iterator[Office]:
    """Open an office whose sandbox stands at an hour: the present one, where none is given."""
    hour = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
    with Sandbox(World.demo(hour)) as sandbox:
        yield Office(folder, sandbox, write_office(folder, sandbox))
