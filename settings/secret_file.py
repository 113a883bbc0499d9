"""A file that holds one secret: opened, looked at, and read, in this order.

What is wrong with it is told without a character of it: an OSError's own text names the file
alone, and a decoding error, whose text shows bytes, is not passed on.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Sequence
from pathlib import Path

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


def read(file: Path, guarded: Sequence[Path] = GUARDED) -> str:
    """The one line of a secret's file, without the white space around it.

    Raises:
        UnusableSecretError: the file is missing, no file, empty, unreadable, not text, or open
            to others (a symbolic link's target counts); its folders `guarded` excepted.
    """
    name = shown_name(file)
    try:
        return checked(_text(_open_bytes(file, guarded)))
    except FileNotFoundError:
        raise UnusableSecretError(f"there is no file {name}") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not one that a file can have"
        raise UnusableSecretError(f"the file {name} cannot be read: {why}") from None
    except UnusableSecretError as error:
        raise UnusableSecretError(f"the file {name} {error}") from None


def checked(text: str) -> str:
    """A secret without the white space around it.

    Raises:
        UnusableSecretError: nothing is left, or too little, or it is not one printable line.
    """
    secret = text.strip()
    if not secret:
        raise UnusableSecretError("is empty")
    if len(secret.splitlines()) > 1:
        raise UnusableSecretError("holds more than one line: a secret is one")
    if not secret.isprintable():
        raise UnusableSecretError("holds characters that do not print")
    if len(secret) < SHORTEST:
        raise UnusableSecretError(f"is too short for a secret (under {SHORTEST} characters)")
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
            raise UnusableSecretError("is a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise UnusableSecretError("is not an ordinary file")
        if _open_to_others(file, status, guarded):
            raise UnusableSecretError(
                f"can be read or changed by other users: chmod 600 {shown_name(file)}"
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
        raise UnusableSecretError("is too long for a secret")
    if content.startswith(codecs.BOM_UTF8):
        raise UnusableSecretError("begins with a byte order mark: save it as UTF-8 without one")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableSecretError("is not UTF-8 text") from None
