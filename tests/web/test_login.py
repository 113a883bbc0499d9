"""Passwords, where the settings ask for them: nobody gets in without, and no hash gets out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from datasette_auth_passwords.utils import hash_password

from commands import cli
from settings import SettingsError
from settings.sections import users_of
from tests.support.config_files import loaded, write_secret
from tests.support.staff_page import NOW, Pages, pages
from web import Site, StaffPage, entry_of, serve
from web.errors import OpenToAll
from web.guard import hardened

PASSWORD = "un mot de passe"
HASH = hash_password(PASSWORD, "salt", 10_000)
LOCKED = '\n[web]\npasswords_file = "secrets/web_passwords"\n'


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with closing(locked(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


def locked(folder: Path) -> Pages:
    (folder / "secrets").mkdir()
    write_secret(folder / "secrets" / "web_passwords", f"amal:{HASH}".encode())
    return pages(folder, LOCKED)


def log_in(staff: Pages, name: str, password: str) -> tuple[int, str]:
    """Fill in the form; the status, and the cookie that came with it."""
    form = staff.get("/-/login?lang=fr")
    token = re.search(r'name="csrftoken" value="([^"]+)"', form.text)
    cookie = form.headers["set-cookie"].split(";")[0]
    assert token is not None
    body = f"username={name}&password={password.replace(' ', '+')}&csrftoken={token[1]}"
    headers = {
        "cookie": cookie,
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    answer = staff.ask("POST", "/-/login", headers, body.encode())
    return answer.status_code, answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "path", ["/", "/ask/growth.json", "/data", "/data.json?sql=select+1", "/chart/followers.svg"]
)
def test_nothing_is_shown_before_somebody_has_logged_in(staff: Pages, path: str) -> None:
    answer = staff.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/-/login"
    assert "640" not in answer.text


@pytest.mark.parametrize(
    "cookie", ["ds_actor=x", "ds_actor=eyJhIjp7ImlkIjoiYW1hbCJ9fQ.x", 'ds_actor="\\"', "=;;="]
)
def test_a_forged_cookie_lets_nobody_in(staff: Pages, cookie: str) -> None:
    assert staff.get("/", cookie=cookie).status_code == 303


def test_whoever_is_no_user_any_more_is_let_in_no_longer(staff: Pages) -> None:
    signed = staff.staff.sign({"a": {"id": "root"}}, "actor")

    assert staff.get("/", cookie=f"ds_actor={signed}").status_code == 303


def test_the_right_password_lets_in_by_a_guarded_cookie(staff: Pages) -> None:
    status, cookie = log_in(staff, "amal", PASSWORD)
    page = staff.get("/", cookie=cookie.split(";")[0])

    assert status == 302
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert page.status_code == 200
    assert "/-/logout" in page.text


def test_a_wrong_password_lets_nobody_in(staff: Pages) -> None:
    assert log_in(staff, "amal", "another")[0] == 200
    assert log_in(staff, "nobody", PASSWORD)[0] == 200


@pytest.mark.parametrize(
    "told", [{"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, {"cookie": "a=b"}]
)
def test_a_form_of_another_site_is_refused(staff: Pages, told: dict[str, str]) -> None:
    body = b"username=amal&password=x"
    headers = {"content-length": str(len(body)), **told}

    assert staff.ask("POST", "/-/login", headers, body).status_code == 403


def test_passwords_cannot_be_tried_for_long(tmp_path: Path) -> None:
    with closing(locked(tmp_path)) as staff:
        tried = [log_in(staff, "amal", f"guess {n}")[0] for n in range(12)]

    assert tried == [200] * 10 + [429] * 2


def test_a_long_form_is_refused(staff: Pages) -> None:
    assert staff.ask("POST", "/-/login", {"content-length": "90000"}, b"x").status_code == 413


def test_an_authorization_header_is_not_even_looked_at(staff: Pages) -> None:
    answer = staff.get("/", authorization="Basic not base64 at all")

    assert answer.status_code == 303


def test_no_hash_gets_out(staff: Pages) -> None:
    _, cookie = log_in(staff, "amal", PASSWORD)
    for path in ("/", "/-/login", "/-/metadata.json", "/data"):
        assert HASH not in staff.get(path, cookie=cookie.split(";")[0]).text
    assert HASH not in staff.site.settings.masked()
    assert HASH not in repr(staff.site.settings)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("amal", "entry 1 is not NAME:HASH"),
        (f"amal:{HASH} karim:secret", "entry 2 is not NAME:HASH"),
        (f"amal:{HASH} amal:{HASH}", "entry 2 gives a name that an earlier one gave"),
        (f"../x:{HASH}", "entry 1 is not NAME:HASH"),
    ],
)
def test_a_line_that_is_wrong_is_told_without_a_word_of_it(line: str, why: str) -> None:
    with pytest.raises(SettingsError) as told:
        users_of(line)

    assert why in str(told.value)
    assert HASH not in str(told.value)
    assert "karim" not in str(told.value)


def test_passwords_that_cannot_be_read_open_no_door(tmp_path: Path) -> None:
    site = Site(loaded(tmp_path, LOCKED), lambda: NOW)

    with pytest.raises(SettingsError, match=r"web\.passwords_file"):
        StaffPage(site)


def test_other_machines_are_let_in_with_passwords_alone(tmp_path: Path) -> None:
    site = Site(loaded(tmp_path, '\n[web]\nhost = "0.0.0.0"\nallowed_hosts = ["h"]\n'), lambda: NOW)

    with pytest.raises(OpenToAll, match="passwords_file"):
        serve(site, print)


def test_the_command_makes_an_entry_that_is_understood() -> None:
    made = CliRunner().invoke(cli, ["web", "--hash", "amal"], input=f"{PASSWORD}\n{PASSWORD}\n")

    assert made.exit_code == 0
    assert list(users_of(made.stdout.strip())) == ["amal"]
    assert PASSWORD not in made.output


def test_an_entry_is_salted() -> None:
    assert entry_of("amal", PASSWORD) != entry_of("amal", PASSWORD)


def test_every_cookie_is_guarded() -> None:
    sent = [(b"Set-Cookie", b"a=b; Path=/; SameSite=lax; httponly")]

    assert (b"set-cookie", b"a=b; Path=/; HttpOnly; SameSite=Strict") in hardened(sent, "x")
