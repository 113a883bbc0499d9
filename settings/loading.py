"""From config.toml to the settings: everything that is wrong is told at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from metrics.platforms import PLATFORMS, Platform
from settings import checks, secret_keys, toml_file
from settings.problems import Problem, SettingsError
from settings.sections import PlatformSection, Section, Tables
from settings.settings import Settings
from settings.vault import Vault
from settings.wording import Keys, problems_of

S = TypeVar("S", bound=Section)


def load(
    path: Path,
    environ: Mapping[str, str] = os.environ,
    platforms: Mapping[str, Platform] = PLATFORMS,
) -> Settings:
    """The settings of a config.toml. Secrets are read later, when an account is accessed.

    Raises:
        SettingsError: with every problem of the file.
    """
    path = path.absolute()
    raw = toml_file.read(path)
    found = secret_keys.take_out(raw, path.parent, platforms)
    reading = _Reading(path.parent, platforms, found.problems)
    others = reading.other_sections(found.rest)
    tables = reading.validate(Tables, {"storage": {}} | found.rest)
    reading.problems.extend(checks.check(raw, platforms))
    if tables is None or reading.problems:
        raise SettingsError(sorted(dict.fromkeys(reading.problems), key=_order))
    return Settings.model_construct(
        **{name: getattr(tables, name) for name in Tables.model_fields},
        folder=path.parent,
        other_sections=others,
        platforms=platforms,
        vault=Vault(found.sections, found.accounts, environ),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One validation, which goes on when it meets a problem."""

    folder: Path
    platforms: Mapping[str, Platform]
    problems: list[Problem] = field(default_factory=list)

    def validate(self, model: type[S], table: Any, path: str = "") -> S | None:
        """The table as its model, or None and what is wrong with it."""
        context = {"folder": self.folder, "platforms": self.platforms}
        try:
            return model.model_validate(table, context=context)
        except ValidationError as error:
            self.problems.extend(problems_of(error, model, path, self._more_keys(path)))
            return None

    def other_sections(self, rest: dict[str, Any]) -> dict[str, PlatformSection]:
        """Take out and validate the sections of platforms that are not built in here."""
        found = {}
        for section in sorted({platform.section for platform in self.platforms.values()}):
            if section in Tables.model_fields or not self._wanted(section, rest):
                continue
            table = self.validate(PlatformSection, rest.pop(section, {}), section)
            if table is not None:
                found[section] = table
        return found

    def _wanted(self, section: str, rest: Mapping[str, Any]) -> bool:
        """Whether a section is written, or an account needs its address."""
        keys = {key for key, platform in self.platforms.items() if platform.section == section}
        accounts = rest.get("account")
        tables = accounts if isinstance(accounts, list) else []
        return section in rest or any(
            isinstance(table, dict) and table.get("platform") in keys for table in tables
        )

    def _more_keys(self, path: str) -> Keys:
        """The keys that are taken beside those of the models."""
        secrets = secret_keys.secrets_of(self.platforms)
        if path:
            return {(): secret_keys.forms(secrets[path])}
        every = tuple(name for names in secrets.values() for name in names)
        own = {(section,): secret_keys.forms(names) for section, names in secrets.items()}
        return own | {(): tuple(secrets), ("account",): secret_keys.forms(every)}


def _order(problem: Problem) -> tuple[int, ...]:
    """Where a problem stands: sections in the order of the example, tables by their number."""
    section, _, rest = problem.path.partition(".")[0].partition("[")
    known = list(Tables.model_fields)
    return (known.index(section) if section in known else len(known), int(rest.rstrip("]") or 0))
