"""Secrets: where one is given, and how it is read anew each time it is wanted.

A secret stands in a file of its own (`NAME_file`), in an environment variable (`NAME_env`), or in
a systemd credential (`LoadCredential=`); never in config.toml.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from settings import secret_file
from settings.problems import Problem
from settings.secret_file import UnusableSecretError


class Secret:
    """A secret's value, which shows itself to nobody who does not ask for it by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the request that needs it and for nothing else."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __format__(self, form: str) -> str:
        return format("***", form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True)
class Source:
    """Where one secret is given: by a file or a variable, else by a systemd credential."""

    path: str
    """The dotted path in the settings: `x.api_key`."""
    credential: str
    """The name of its systemd credential: `x_api_key`."""
    file: Path | None = None
    variable: str | None = None

    def read(self, environ: Mapping[str, str]) -> Secret | Problem | None:
        """The secret as it is now, what is wrong with it, or None where none is given."""
        try:
            value = self._value(environ)
        except UnusableSecretError as error:
            return Problem(self._key(), str(error))
        return None if value is None else Secret(value)

    def given(self, environ: Mapping[str, str]) -> bool:
        """Whether the settings, or systemd, name a place for it; not whether it can be read."""
        return bool(self.file or self.variable or self._credential_file(environ))

    def _key(self) -> str:
        return self.path + ("_file" if self.file else "_env" if self.variable else "")

    def _value(self, environ: Mapping[str, str]) -> str | None:
        credentials = environ.get("CREDENTIALS_DIRECTORY")
        guarded = (*secret_file.GUARDED, *([Path(credentials)] if credentials else []))
        if self.file is not None:
            return secret_file.read(self.file, guarded)
        if self.variable is not None:
            return _from_variable(self.variable, environ)
        credential = self._credential_file(environ)
        return secret_file.read(credential, guarded) if credential else None

    def _credential_file(self, environ: Mapping[str, str]) -> Path | None:
        folder = environ.get("CREDENTIALS_DIRECTORY")
        if not folder or not os.path.lexists(Path(folder, self.credential)):
            return None
        return Path(folder, self.credential)

    def __str__(self) -> str:
        if self.file is not None:
            return f"file {secret_file.shown_name(self.file)}"
        if self.variable is not None:
            return "environment variable"
        return f"systemd credential {self.credential}"


def _from_variable(name: str, environ: Mapping[str, str]) -> str:
    # The name is not repeated: somebody may have written the secret itself in its place.
    if name not in environ:
        raise UnusableSecretError("the environment variable that it names is not set")
    try:
        return secret_file.checked(environ[name].removeprefix("\ufeff"))
    except UnusableSecretError as error:
        raise UnusableSecretError(f"the environment variable that it names {error}") from None
