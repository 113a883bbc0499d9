"""Who may open the page for staff: names and the hashes of their passwords, in one secret."""

from __future__ import annotations

import re

from settings.problems import Problem, SettingsError

ENTRY = re.compile(
    r"(?P<name>[A-Za-z0-9._-]{1,40}):(?P<hash>pbkdf2_sha256\$\d{5,7}\$\w+\$[\w+/=]+)"
)
"""NAME:HASH, the hash as datasette-auth-passwords makes it."""


def users_of(line: str) -> dict[str, str]:
    """The users of a line of NAME:HASH parted by white space.

    Raises:
        SettingsError: a part is no such entry, or a name stands there twice; no part is shown.
    """
    users: dict[str, str] = {}
    for number, entry in enumerate(line.split(), 1):
        found = ENTRY.fullmatch(entry)
        if found is None:
            raise _refused(number, "is not NAME:HASH: make it by `web --hash NAME`")
        if found["name"] in users:
            raise _refused(number, "gives a name that an earlier one gave")
        users[found["name"]] = found["hash"]
    return users


def _refused(number: int, why: str) -> SettingsError:
    return SettingsError([Problem("web.passwords", f"entry {number} {why}")])
