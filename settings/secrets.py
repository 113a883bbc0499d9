"""Secrets: where one is given, and how it is read anew each time it is wanted."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from metrics.model import Account
from metrics.platforms import Platform
from metrics.texts.phrases import Phrase, Plural, said_by
from settings.problems import Problem, SettingsError

LONGEST = 16_384
"""Bytes of a secret's file."""
SHORTEST = 6
"""Characters: anything shorter is no secret, and blotting it out would spoil every log line."""
LIKELY_SECRET = 20
"""Characters from which a file's name of letters and digits may be a key put in its place."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
GUARDED = (Path("/run/credentials"), Path("/run/secrets"))
"""Folders whose own rights keep others out, whatever those of the files in them."""
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class UnusableSecretError(Exception):
    """Why a secret cannot be used: one sentence without any of it."""


def read_secret_file(file: Path, guarded: Sequence[Path] = GUARDED) -> str:
    """The one line of a secret's file, without the white space around it.

    Raises:
        UnusableSecretError: the file is missing, no file, empty, unreadable, not text, or open
            to others (a symbolic link's target counts); its folders `guarded` excepted.
    """
    name = shown_name(file)
    try:
        return checked_secret(_text(_open_bytes(file, guarded)))
    except FileNotFoundError:
        raise UnusableSecretError(Phrase("there is no file {name}", name=name)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or Phrase("its name is not one that a file can have")
        raise UnusableSecretError(
            Phrase("the file {name} cannot be read: {why}", name=name, why=why)
        ) from None
    except UnusableSecretError as error:
        raise UnusableSecretError(
            Phrase("the file {name} {error}", name=name, error=said_by(error))
        ) from None


def checked_secret(text: str) -> str:
    """A secret without the white space around it.

    Raises:
        UnusableSecretError: nothing is left, or too little, or it is not one printable line.
    """
    secret = text.strip()
    if not secret:
        raise UnusableSecretError(Phrase("is empty"))
    if len(secret.splitlines()) > 1:
        raise UnusableSecretError(Phrase("holds more than one line: a secret is one"))
    if not secret.isprintable():
        raise UnusableSecretError(Phrase("holds characters that do not print"))
    if len(secret) < SHORTEST:
        raise UnusableSecretError(
            Phrase(
                "is too short for a secret (under {characters})",
                characters=Plural("{n} character", "{n} characters", SHORTEST),
            )
        )
    return secret


def shown_name(file: Path) -> str:
    """A file's name, unless it looks like the secret itself put where its name belongs."""
    letters = [sign for sign in file.name if sign.isalnum()]
    mixed = any(map(str.isdigit, letters)) and any(map(str.isalpha, letters))
    if mixed and len(letters) >= LIKELY_SECRET and not file.suffix:
        return f"{file.parent}{os.sep}*** (not shown: this looks like a secret, not a file's name)"
    return str(file)


def _open_bytes(file: Path, guarded: Sequence[Path]) -> bytes:
    """The content of the file that is open, which is the one that was looked at."""
    # Without blocking: a pipe in the file's place would otherwise be waited upon for ever.
    opened = os.open(file, OPEN_FLAGS)
    try:
        status = os.fstat(opened)
        if stat.S_ISDIR(status.st_mode):
            raise UnusableSecretError(Phrase("is a folder, not a file"))
        if not stat.S_ISREG(status.st_mode):
            raise UnusableSecretError(Phrase("is not an ordinary file"))
        if _open_to_others(file, status, guarded):
            raise UnusableSecretError(
                Phrase(
                    "can be read or changed by other users: chmod 600 {file}",
                    file=shown_name(file),
                )
            )
        return os.read(opened, LONGEST + 1)
    finally:
        os.close(opened)


def _open_to_others(file: Path, status: os.stat_result, guarded: Sequence[Path]) -> bool:
    if os.name != "posix" or not status.st_mode & OTHERS:
        return False
    real = file.resolve()
    return not any(real.is_relative_to(folder.resolve()) for folder in guarded)


def _text(content: bytes) -> str:
    if len(content) > LONGEST:
        raise UnusableSecretError(Phrase("is too long for a secret"))
    if content.startswith(codecs.BOM_UTF8):
        raise UnusableSecretError(
            Phrase("begins with a byte order mark: save it as UTF-8 without one")
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableSecretError(Phrase("is not UTF-8 text")) from None


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

    def place(self, environ: Mapping[str, str]) -> Path | None:
        """The file that it is read from; None where it is given in another way, or not at all."""
        if self.file is not None or self.variable is not None:
            return self.file
        return self._credential_file(environ)

    def _key(self) -> str:
        return self.path + ("_file" if self.file else "_env" if self.variable else "")

    def _value(self, environ: Mapping[str, str]) -> str | None:
        credentials = environ.get("CREDENTIALS_DIRECTORY")
        guarded = (*GUARDED, *([Path(credentials)] if credentials else []))
        if self.file is not None:
            return read_secret_file(self.file, guarded)
        if self.variable is not None:
            return _from_variable(self.variable, environ)
        credential = self._credential_file(environ)
        return read_secret_file(credential, guarded) if credential else None

    def _credential_file(self, environ: Mapping[str, str]) -> Path | None:
        folder = environ.get("CREDENTIALS_DIRECTORY")
        if not folder or not os.path.lexists(Path(folder, self.credential)):
            return None
        return Path(folder, self.credential)

    def __str__(self) -> str:
        if self.file is not None:
            return f"file {shown_name(self.file)}"
        if self.variable is not None:
            return "environment variable"
        return f"systemd credential {self.credential}"


def _from_variable(name: str, environ: Mapping[str, str]) -> str:
    # The name is not repeated: somebody may have written the secret itself in its place.
    if name not in environ:
        raise UnusableSecretError(Phrase("the environment variable that it names is not set"))
    try:
        return checked_secret(environ[name].removeprefix("\ufeff"))
    except UnusableSecretError as error:
        raise UnusableSecretError(
            Phrase("the environment variable that it names {error}", error=said_by(error))
        ) from None


Given = Mapping[str, Mapping[str, Source]]


@dataclass(frozen=True, slots=True)
class Vault:
    """The places of all secrets, and the environment in which they are looked up."""

    sections: Given
    """By section and the secret's name."""
    accounts: Given
    """By account and the secret's name: an account's own come before its section's."""
    environ: Mapping[str, str]

    def secrets(self, account: Account, platform: Platform) -> dict[str, Secret]:
        """The secrets of an account, by name.

        Raises:
            SettingsError: one that the platform needs is missing, or any of them is unusable.
        """
        readings = dict(self._look(account, platform))
        if problems := [problem for problem in readings.values() if isinstance(problem, Problem)]:
            raise SettingsError(problems)
        return {name: secret for name, secret in readings.items() if isinstance(secret, Secret)}

    def owner(self, account: Account, platform: Platform) -> str:
        """Whose tokens an account is read with: its own name, or its platform's section."""
        own = self.accounts.get(account.name, {})
        has_own = any(source.given(self.environ) for source in own.values())
        return f"account {account.name}" if has_own else f"section {platform.section}"

    def problems(self, accounts: Iterable[tuple[Account, Platform]]) -> tuple[Problem, ...]:
        """What is wrong with the secrets of all these accounts, each told once."""
        readings = (reading for pair in accounts for _, reading in self._look(*pair))
        return tuple(dict.fromkeys(problem for problem in readings if isinstance(problem, Problem)))

    def readable(self) -> tuple[Secret, ...]:
        """Every secret that can be read just now: what logs must be kept clean of."""
        tables = (*self.sections.values(), *self.accounts.values())
        readings = (source.read(self.environ) for table in tables for source in table.values())
        return tuple(dict.fromkeys(secret for secret in readings if isinstance(secret, Secret)))

    def places(self, table: str, given: Given) -> dict[str, Source]:
        """The secrets of a section or an account for which a place is named."""
        sources = given.get(table, {})
        return {name: source for name, source in sources.items() if source.given(self.environ)}

    def _look(
        self, account: Account, platform: Platform
    ) -> Iterator[tuple[str, Secret | Problem | None]]:
        for name in (*platform.secrets, *platform.optional_secrets):
            own = self.accounts.get(account.name, {}).get(name)
            shared = self.sections[platform.section][name]
            source = own if own and own.given(self.environ) else shared
            secret = source.read(self.environ)
            needed = name in platform.secrets
            yield name, _missing(shared, name) if secret is None and needed else secret


def _missing(source: Source, name: str) -> Problem:
    ways = f"{name}_file, {name}_env, or a systemd credential {source.credential}"
    return Problem(source.path, Phrase("is missing: give {ways}", ways=ways))
