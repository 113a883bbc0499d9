"""Years that an earlier version sealed, and what it printed of them (tests/databases/sealed/).

Of each office there are its settings, its database as SQL, and of each closed year what `bilan`
answered when it was sealed: `answer` (the figures and all that is told of them, in no language),
`corrections` (what was known otherwise by then) and `said` (the sentences in each language).

`python -m tests.sealed_years` writes `said` anew after wording was changed on purpose. It never
touches `answer`: a sealed year stays what it was.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner, Result

from commands import cli

SEALED = Path(__file__).parents[1] / "databases" / "sealed"
LANGUAGES = ("ar", "fr", "en")
YEARS = tuple(sorted(tuple(path.stem.rsplit("-", 1)) for path in SEALED.glob("*-*.json")))
"""Each office with each of its closed years."""
DAY_AFTER = datetime(2026, 12, 1, 9, tzinfo=UTC)
WORDED = ("language", "institution", "warning", "sentences")
"""The keys of an answer that depend on its language."""


@dataclass(frozen=True)
class SealedOffice:
    """An office in a folder of its own: its settings, and its database as it was written."""

    folder: Path

    @property
    def database(self) -> Path:
        """The file that holds everything."""
        return self.folder / "hasila.db"

    def run(self, *words: str) -> Result:
        """Run a command, as somebody at the keyboard would the day after the years were closed."""
        config = str(self.folder / "config.toml")
        return CliRunner().invoke(cli, ["--config", config, *words], obj=lambda: DAY_AFTER)

    def update(self) -> None:
        """Bring the database up to date: `tag` alone opens it to write, and changes nothing."""
        result = self.run("tag")
        assert result.exit_code == 0, result.output

    def answer(self, year: str, code: str) -> dict[str, Any]:
        """What `bilan` writes for scripts, in a language."""
        out = self.folder / f"{year}.{code}.json"
        result = self.run("bilan", "--year", year, "--lang", code, "--out", str(out))
        assert result.exit_code == 0, result.output
        answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return answer

    def said(self, year: str, code: str) -> dict[str, Any]:
        """What it says in a language: the sentences of the JSON, and the lines on stdout."""
        answer = self.answer(year, code)
        lines = self.run("bilan", "--year", year, "--lang", code).stdout.splitlines()
        return {**{key: answer[key] for key in WORDED}, "lines": lines}

    def row(self, year: str) -> dict[str, Any]:
        """The sealed year as it lies in the database."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute("SELECT * FROM sealed_year WHERE year = ?", (year,))
            return dict(found.fetchone())

    def tamper(self, year: str, *, anew: bool = True, log: bool = True, **columns: Any) -> None:
        """Change a sealed year in the file; by default its digest too, and the log of changes."""
        row = {**self.row(year), **columns}
        row["digest"] = digest_of(row) if anew else row["digest"]
        with closing(sqlite3.connect(self.database)) as connection:
            names = ", ".join(f"{name} = :{name}" for name in row)
            connection.execute(f"UPDATE sealed_year SET {names} WHERE year = :year", row)  # noqa: S608
            line = {"after": f"{year} {row['digest']}", "old": f"{year} %"}
            if log:
                connection.execute(
                    "UPDATE change SET after = :after WHERE what = 'seal' AND after LIKE :old", line
                )
            connection.commit()


def digest_of(row: dict[str, Any]) -> str:
    """The digest of a sealed year, as anybody can compute it from what lies in the database."""
    figures, readings = json.loads(row["figures"]), json.loads(row["readings"])
    return sha256(canonical([row["year"], row["as_of"], figures, readings]).encode()).hexdigest()


def canonical(content: Any) -> str:
    """JSON in its one spelling: keys in order, no white space, characters as themselves."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def build(name: str, folder: Path) -> SealedOffice:
    """The office of a name in a folder, its database as the version that sealed it left it."""
    shutil.copyfile(SEALED / f"{name}.toml", folder / "config.toml")
    office = SealedOffice(folder)
    with closing(sqlite3.connect(office.database)) as connection:
        connection.executescript((SEALED / f"{name}.sql").read_text(encoding="utf-8"))
    return office


def stored(name: str, year: str) -> dict[str, Any]:
    """What was answered of a closed year when it was sealed."""
    answer: dict[str, Any] = json.loads(_path(name, year).read_text(encoding="utf-8"))
    return answer


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Where an answer is not what was stored, in a line each. Keys may be added, not lost."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key in new:
                yield from differences(value, new[key], f"{place}/{key}")
            else:
                yield f"{place}/{key} is gone"
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif old != new or type(old) is not type(new):
        yield f"{place}: {old!r} became {new!r}"


def _path(name: str, year: str) -> Path:
    return SEALED / f"{name}-{year}.json"


def main() -> None:
    """Write `said` of every closed year anew."""
    for name, year in YEARS:
        with TemporaryDirectory() as folder:
            office = build(name, Path(folder))
            office.update()
            said = {code: office.said(year, code) for code in LANGUAGES}
        text = json.dumps({**stored(name, year), "said": said}, ensure_ascii=False, indent=1)
        _path(name, year).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
