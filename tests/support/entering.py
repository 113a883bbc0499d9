"""An office whose staff enter things on the page, and a browser that is no browser."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import httpx
from datasette_auth_passwords.utils import hash_password

from commands._context import who
from settings import load
from tests.support.config_files import write_secret
from tests.support.staff_page import Pages, pages

SAMPLES = Path(__file__).parents[1] / "imports" / "exports"
OVERVIEW = (SAMPLES / "x_new" / "overview.csv").read_bytes()
"""A file that X exports: an account's days."""

PASSWORD = "un mot de passe"
HASH = hash_password(PASSWORD, "salt", 10_000)
HOST = "localhost"
OWN = {"host": HOST, "origin": f"http://{HOST}"}
Fields = Mapping[str, str | Sequence[str]]


def editing_office(folder: Path, more: str = "") -> Pages:
    """Karim and Nadia enter, Amal is the administrator, Reda reads; all have one password."""
    (folder / "secrets").mkdir()
    entries = " ".join(f"{name}:{HASH}" for name in ("amal", "karim", "nadia", "reda"))
    write_secret(folder / "secrets" / "web_passwords", entries.encode())
    web = (
        '\n[web]\npasswords_file = "secrets/web_passwords"\n'
        'administrators = ["amal"]\neditors = ["karim", "nadia"]\n'
    )
    return pages(folder, web + more)


@dataclass
class Editor:
    """Somebody who has logged in, with the cookies of their browser."""

    staff: Pages
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        answer = self.staff.get(path, host=HOST, cookie=self._cookie())
        self._keep(answer)
        return answer

    def post(self, path: str, fields: Fields, **headers: str) -> httpx.Response:
        """Send fields as a form of this page does."""
        return self.send(path, urlencode(fields, doseq=True).encode(), FORM, **headers)

    def send(self, path: str, body: bytes, type_: str, **headers: str) -> httpx.Response:
        """Send a body."""
        sent = {
            **OWN,
            "cookie": self._cookie(),
            "content-type": type_,
            "content-length": str(len(body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        answer = self.staff.ask("POST", path, sent, body)
        self._keep(answer)
        return answer

    def fill_in(self, path: str, fields: Fields, **headers: str) -> httpx.Response:
        """Open a form, fill it in over what stands there, and send it."""
        return self.post(path, {**hidden(self.get(path).text), **fields}, **headers)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value


FORM = "application/x-www-form-urlencoded"


def logged_in(staff: Pages, name: str) -> Editor:
    """Somebody who has logged in."""
    editor = Editor(staff)
    answer = editor.fill_in("/-/login", {"username": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return editor


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in fields}


def dump(folder: Path) -> list[str]:
    """Every row of every table, but for who entered it and who logged in for it."""
    settings = load(folder / "config.toml")
    path = settings.storage.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        lines = list(connection.iterdump())
    return [
        re.sub(r"'\w+ \(page\)'", "'WHO'", line).replace(f"'{who()}'", "'WHO'")
        for line in lines
        if not line.startswith('INSERT INTO "access"')
    ]
