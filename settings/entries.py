"""Secrets that are lines of NAME:HASH: who may open the page, and whose programs may ask it."""

from __future__ import annotations

import re

from metrics.texts.phrases import Phrase
from settings.problems import Problem, SettingsError

ENTRY = re.compile(
    r"(?P<name>[A-Za-z0-9._-]{1,40}):(?P<hash>pbkdf2_sha256\$\d{5,7}\$\w+\$[\w+/=]+)"
)
"""NAME:HASH, the hash as datasette-auth-passwords makes it."""
TOKEN_ENTRY = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,40}):(?P<hash>[0-9a-f]{64})")
"""NAME:HASH, the hash the SHA-256 of a token of 256 random bits."""


def users_of(line: str) -> dict[str, str]:
    """The users of a line of NAME:HASH parted by white space.

    Raises:
        SettingsError: a part is no such entry, or a name stands there twice; no part is shown.
    """
    return _entries(line, ENTRY, "web.passwords", Phrase("make it by `web --hash NAME`"))


def tokens_of(line: str) -> dict[str, str]:
    """The hashed tokens of a line of NAME:HASH parted by white space; errors as `users_of`."""
    return _entries(line, TOKEN_ENTRY, "programs.tokens", Phrase("make it by `web --token NAME`"))


def _entries(line: str, pattern: re.Pattern[str], path: str, advice: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    for number, entry in enumerate(line.split(), 1):
        match = pattern.fullmatch(entry)
        if match is None:
            raise _refused(path, number, Phrase("is not NAME:HASH: {advice}", advice=advice))
        if match["name"] in entries:
            raise _refused(path, number, Phrase("gives a name that an earlier one gave"))
        entries[match["name"]] = match["hash"]
    return entries


def _refused(path: str, number: int, why: str) -> SettingsError:
    return SettingsError([Problem(path, Phrase("entry {number} {why}", number=number, why=why))])
