"""The keys of config.toml that say where secrets are: taken out before the rest is validated."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from metrics.platforms import Platform
from settings.problems import Problem
from settings.secret import Source

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
OWN_SECRETS = {"mail": ("password",), "web": ("passwords",)}
"""The secrets of sections that are no platform's."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where every secret is given; and what is left of config.toml without them."""

    rest: dict[str, Any]
    sections: dict[str, dict[str, Source]] = field(default_factory=dict)
    """By section and the secret's name."""
    accounts: dict[str, dict[str, Source]] = field(default_factory=dict)
    """By account name and the secret's name: an account's own come before its section's."""
    problems: list[Problem] = field(default_factory=list)


def secrets_of(platforms: Mapping[str, Platform]) -> dict[str, tuple[str, ...]]:
    """The names of the secrets that each section may give."""
    wanted = {section: dict.fromkeys(names) for section, names in OWN_SECRETS.items()}
    for platform in platforms.values():
        names = (*platform.secrets, *platform.optional_secrets)
        wanted.setdefault(platform.section, {}).update(dict.fromkeys(names))
    return {section: tuple(names) for section, names in wanted.items()}


def forms(names: Collection[str]) -> tuple[str, ...]:
    """The keys by which secrets of these names are given."""
    return tuple(f"{name}_{form}" for name in names for form in ("file", "env"))


def take_out(raw: dict[str, Any], folder: Path, platforms: Mapping[str, Platform]) -> Sources:
    """Split config.toml into where its secrets are, and the rest, which is left to validate."""
    found = Sources(dict(raw))
    for section, names in secrets_of(platforms).items():
        table = raw.get(section, {})
        if isinstance(table, dict):
            taken = _Taken(section, section, folder, found.problems)
            found.sections[section] = taken.sources(table, names)
            if section in raw:
                found.rest[section] = _without(table, names)
    tables = raw.get("account")
    if isinstance(tables, list):
        found.rest["account"] = [
            _take_from_account(index, table, folder, platforms, found)
            for index, table in enumerate(tables)
        ]
    return found


def _take_from_account(
    index: int, table: Any, folder: Path, platforms: Mapping[str, Platform], found: Sources
) -> Any:
    if not isinstance(table, dict):
        return table
    name = str(table.get("name"))
    taken = _Taken(f"account[{index}]", name, folder, found.problems)
    secrets = secrets_of_account(table, platforms)
    found.accounts[name] = taken.sources(table, secrets)
    return _without(table, secrets)


def secrets_of_account(
    table: Mapping[str, Any], platforms: Mapping[str, Platform]
) -> tuple[str, ...]:
    """The names of the secrets that an account's table may give: its platform's, if known."""
    platform = table.get("platform")
    known = platforms.get(platform) if isinstance(platform, str) else None
    chosen = [known] if known else list(platforms.values())
    names = [name for one in chosen for name in (*one.secrets, *one.optional_secrets)]
    return tuple(dict.fromkeys(names))


def _without(table: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    secret = {*forms(names), *names}
    return {key: value for key, value in table.items() if key not in secret}


@dataclass(frozen=True, slots=True)
class _Taken:
    """One table whose secrets' keys are being read."""

    path: str
    credential_prefix: str
    folder: Path
    problems: list[Problem]

    def sources(self, table: Mapping[str, Any], names: Collection[str]) -> dict[str, Source]:
        return {name: self._source(table, name) for name in names}

    def _source(self, table: Mapping[str, Any], name: str) -> Source:
        path = f"{self.path}.{name}"
        file, variable = table.get(f"{name}_file"), table.get(f"{name}_env")
        if name in table:
            self._blame(path, f"a secret does not belong here: {_advice(name)}")
        if file is not None and variable is not None:
            self._blame(path, f"give {name}_file or {name}_env, not both")
        return Source(
            path,
            f"{self.credential_prefix}_{name}",
            None if file is None else self._file(f"{path}_file", file),
            None if variable is None else self._variable(f"{path}_env", variable),
        )

    def _file(self, path: str, name: Any) -> Path | None:
        if isinstance(name, str) and name.strip() and "\0" not in name:
            return self.folder / Path(name).expanduser()
        self._blame(path, "must be the name of a file, as text in quotes")
        return None

    def _variable(self, path: str, name: Any) -> str | None:
        if isinstance(name, str) and VARIABLE.fullmatch(name):
            return name
        self._blame(path, "must be the name of an environment variable, not the secret itself")
        return None

    def _blame(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))


def _advice(name: str) -> str:
    return f'put it into a file of its own (chmod 600) and write {name}_file = "THAT FILE"'
