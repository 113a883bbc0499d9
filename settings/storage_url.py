"""Where the database is: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationInfo

SQLITE = "sqlite:///"
POSTGRESQL = re.compile(r"(?:postgres|postgresql|postgresql\+psycopg)://")
ADVICE = 'must be "sqlite:///FILE" or "postgresql://USER@HOST/DATABASE"'


def storage_url(url: str, info: ValidationInfo) -> str:
    """The URL with a whole path and the driver that is installed.

    Raises:
        ValueError: it is of another kind of database. The URL, which may hold a password, is not
            repeated.
    """
    if url.startswith("sqlite:"):
        return SQLITE + str(_database_file(url, (info.context or {})["folder"]))
    found = POSTGRESQL.match(url)
    if found is None:
        raise ValueError(ADVICE)
    _check_server(url)
    return "postgresql+psycopg://" + url[found.end() :]


def masked(url: str) -> str:
    """The URL without the password that may stand in it."""
    url = re.sub(r"(?<=://)([^/@:]*):[^/@]*(?=@)", r"\1:***", url)
    return re.sub(r"([?&]password=)[^&]*", r"\1***", url)


def _database_file(url: str, folder: Path) -> Path:
    name = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE) or not name or name == ":memory:":
        raise ValueError('must name a file, as in "sqlite:///hasila.db"')
    file = folder / Path(name).expanduser()
    if "?" in str(file) or not str(file).isprintable():
        raise ValueError("must name a file without '?' or characters that do not print")
    return file


def _check_server(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = parts.port != 0 and len(parts.path) > 1
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(ADVICE)
