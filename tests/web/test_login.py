"""Passwords, where the settings ask for them: nobody gets in without, and no hash gets out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from click.testing import CliRunner
from datasette_auth_passwords.utils import hash_password

from commands import cli
from settings import SettingsError
from settings.entries import users_of
from tests.support.config_files import loaded, write_secret
from tests.support.staff_page import NOW, Pages, office, served
from web import Site, StaffPage, entry_of, serve
from web.errors import OpenToAll
from web.guard import hardened
from web.login import BOTH_S, IDLE_S, RENEWED_S, SESSION_S, Logins, Sessions

PASSWORD = "un mot de passe"
HASH = hash_password(PASSWORD, "salt", 10_000)
LOCKED = '\n[web]\npasswords_file = "secrets/web_passwords"\n'


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with closing(locked(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


def locked(folder: Path, names: str = "amal", more: str = "") -> Pages:
    (folder / "secrets").mkdir()
    entries = " ".join(f"{name}:{HASH}" for name in names.split())
    write_secret(folder / "secrets" / "web_passwords", entries.encode())
    return Pages(Site(office(folder, LOCKED + more), lambda: NOW))


def log_in(staff: Pages, name: str, password: str, **more: str) -> tuple[int, str]:
    """Fill in the form; the status, and the cookie that came with it."""
    return fill_in(staff, "/-/login", {"username": name, "password": password}, "", **more)


def fill_in(
    staff: Pages, path: str, fields: dict[str, str], session: str, **more: str
) -> tuple[int, str]:
    """Fill in a form of whoever has a session; the status, and the cookies that came with it."""
    form = staff.get(f"{path}?lang=fr", cookie=session)
    token = re.search(r'name="csrftoken" value="([^"]+)"', form.text)
    cookie = form.headers["set-cookie"].split(";")[0]
    assert token is not None
    body = urlencode({**fields, "csrftoken": token[1]})
    headers = {
        **{key.replace("_", "-"): value for key, value in more.items()},
        "cookie": f"{cookie}; {session}",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    answer = staff.ask("POST", path, headers, body.encode())
    return answer.status_code, answer.headers.get("set-cookie", "")


def log_in_at(staff: Pages, way_in: str) -> str:
    """Fill in the form at an address; where that leads."""
    form = staff.get(way_in)
    (token,) = re.findall(r'name="csrftoken" value="([^"]+)"', form.text)
    body = urlencode({"username": "amal", "password": PASSWORD, "csrftoken": token})
    headers = {
        "cookie": form.headers["set-cookie"].split(";")[0],
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    there: str = staff.ask("POST", way_in, headers, body.encode()).headers["location"]
    return there


def test_whether_it_works_is_told_without_a_login_and_nothing_else(tmp_path: Path) -> None:
    with closing(locked(tmp_path)) as opened:
        answer = opened.get("/healthz")
        assert (answer.status_code, answer.text) == (200, "ok\n")
        assert opened.get("/healthz", host="elsewhere.example").status_code == 421

        (tmp_path / "hasila.db").write_bytes(b"no database" * 1000)
        broken = opened.get("/healthz")
        assert (broken.status_code, broken.text) == (503, "the database cannot be read\n")


@pytest.mark.threat(19)
@pytest.mark.parametrize(
    "path", ["/", "/ask/growth.json", "/data", "/data.json?sql=select+1", "/chart/followers.svg"]
)
def test_nothing_is_shown_before_somebody_has_logged_in(staff: Pages, path: str) -> None:
    answer = staff.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].partition("?")[0] == "/-/login"
    assert "640" not in answer.text


def test_whoever_logs_in_comes_to_what_was_asked_for_in_its_language(staff: Pages) -> None:
    sent = staff.get("/ask/growth?by=week&lang=fr")
    way_in = sent.headers["location"]
    form = staff.get(way_in)

    assert 'lang="fr"' in form.text
    assert f'action="{escape(way_in)}"' in form.text
    assert log_in_at(staff, way_in) == "/ask/growth?by=week&lang=fr"
    assert log_in_at(staff, "/-/login?lang=fr") == "/?lang=fr"


@pytest.mark.parametrize(
    "there",
    ["//evil.example/", "/\\evil.example", "https://evil.example/", "/-/logout", "/a b", "/é", "x"],
)
def test_a_login_leads_to_no_other_site(staff: Pages, there: str) -> None:
    assert log_in_at(staff, f"/-/login?{urlencode({'next': there})}") == "/"


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
    form = {"content-type": "application/x-www-form-urlencoded"}
    headers = {**form, "content-length": str(len(body)), **told}

    assert staff.ask("POST", "/-/login", headers, body).status_code == 403


def test_passwords_cannot_be_tried_for_long_and_nobody_else_is_locked_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with closing(locked(tmp_path, "amal karim")) as staff:
        tried = [log_in(staff, "amal", f"guess {n}")[0] for n in range(12)]
        unknown = [log_in(staff, "hunter2!", "x")[0] for _ in range(12)]
        other, cookie = log_in(staff, "karim", PASSWORD)
        left, _ = fill_in(staff, "/-/logout", {}, cookie.split(";")[0])
        told = [record.getMessage() for record in caplog.records if record.name == "web.login"]

    assert tried == unknown == [200] * 10 + [429] * 2
    assert (other, left) == (302, 302)
    assert told == [
        *["login of amal from 127.0.0.1: wrong password"] * 10,
        *["login of amal from 127.0.0.1: locked for now"] * 2,
        *["login of nobody from 127.0.0.1: wrong password"] * 10,
        *["login of nobody from 127.0.0.1: locked for now"] * 2,
        "login of karim from 127.0.0.1",
        "logout of karim from 127.0.0.1",
    ]
    assert "hunter2" not in caplog.text


def test_a_session_ends_at_logout_on_all_machines(staff: Pages) -> None:
    here, there = (log_in(staff, "amal", PASSWORD)[1].split(";")[0] for _ in range(2))
    assert [staff.get("/", cookie=one).status_code for one in (here, there)] == [200, 200]

    assert fill_in(staff, "/-/logout", {}, here)[0] == 302
    assert [staff.get("/", cookie=one).status_code for one in (here, there)] == [303, 303]


def test_logging_in_anew_begins_another_session_and_ends_that_of_this_browser(staff: Pages) -> None:
    first, elsewhere = (log_in(staff, "amal", PASSWORD)[1].split(";")[0] for _ in range(2))
    fields = {"username": "amal", "password": PASSWORD}

    status, cookie = fill_in(staff, "/-/login", fields, first)
    second = cookie.split(";")[0]

    assert (status, second == first) == (302, False)
    sessions = (first, second, elsewhere)
    assert [staff.get("/", cookie=each).status_code for each in sessions] == [303, 200, 200]


def test_a_session_ends_by_time_and_its_token_changes() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    first = sessions.begin("amal")
    assert sessions.renewed(first) is None

    now[0] = RENEWED_S
    second = sessions.renewed(first)
    assert second is not None
    assert [sessions.name_of(one) for one in (first, second)] == ["amal"] * 2
    now[0] += BOTH_S
    assert [sessions.name_of(one) for one in (first, second)] == [None, "amal"]
    now[0] += IDLE_S
    assert sessions.name_of(second) is None

    last = sessions.begin("amal")
    begun = now[0]
    while sessions.name_of(last):
        now[0] += RENEWED_S
        last = sessions.renewed(last) or last
    assert now[0] - begun == SESSION_S


def test_a_renewed_token_comes_with_whatever_is_asked_for(staff: Pages) -> None:
    now, logins = [0.0], staff.staff.logins
    assert logins is not None
    logins.sessions = Sessions(lambda: now[0])
    token = logins.sessions.begin("amal", HASH)
    signed = staff.staff.sign({"a": {"id": "amal", "session": token}}, "actor")
    assert "set-cookie" not in staff.get("/", cookie=f"ds_actor={signed}").headers

    now[0] = RENEWED_S
    sent = staff.get("/", cookie=f"ds_actor={signed}").headers["set-cookie"]

    assert sent.startswith("ds_actor=")
    assert staff.get("/", cookie=sent.split(";")[0]).status_code == 200


def test_a_cookie_travels_by_tls_alone_where_a_named_proxy_says_that_it_came_so(
    tmp_path: Path,
) -> None:
    said = {"x_forwarded_proto": "https", "x_forwarded_for": "10.9.8.7, 192.0.2.7"}
    with closing(locked(tmp_path, more='proxies = ["127.0.0.1"]\n')) as behind:
        assert "Secure" in log_in(behind, "amal", PASSWORD, **said)[1]
        assert "Secure" not in log_in(behind, "amal", PASSWORD)[1]


def test_an_administrator_sees_who_gets_letters_and_nobody_else(tmp_path: Path) -> None:
    with closing(locked(tmp_path, "amal karim", 'administrators = ["amal"]\n')) as staff:
        for name, status in (("amal", 200), ("karim", 403)):
            cookie = log_in(staff, name, PASSWORD)[1].split(";")[0]
            assert staff.get("/data/letter", cookie=cookie).status_code == status
            asked = staff.get("/data.json?sql=select+recipient+from+letter", cookie=cookie)
            assert asked.status_code == (200 if status == 200 else 400)


def test_nobody_but_a_named_proxy_is_believed(
    staff: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    said = {"x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.7"}

    assert "Secure" not in log_in(staff, "amal", PASSWORD, **said)[1]
    assert "login of amal from 127.0.0.1" in caplog.text


def test_names_are_not_told_by_the_time_that_a_password_takes() -> None:
    entries = {
        "amal": hash_password("x", "salt", 400_000),
        "karim": hash_password("x", "salt", 100_000),
    }
    logins = Logins(lambda: entries, lambda _: None, str)
    took = []
    for name in ("amal", "karim", "nobody"):
        begun = process_time()
        logins.is_right(name, "y")
        took.append(process_time() - begun)

    assert max(took) < 2 * min(took)
    assert logins.is_right("karim", "x")
    assert not logins.is_right("nobody", "x")


def test_a_long_form_is_refused(staff: Pages) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "content-length": "90000"}
    assert staff.ask("POST", "/-/login", form, b"x").status_code == 413


@pytest.mark.parametrize("type_", ["multipart/form-data; boundary=x", "application/json", ""])
def test_what_is_no_form_is_refused_before_it_is_read(staff: Pages, type_: str) -> None:
    headers = {"content-type": type_, "content-length": "1"}
    assert staff.ask("POST", "/-/login", headers, b"x").status_code == 415


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


def post_form(client: httpx.Client, path: str, fields: dict[str, str], **headers: str) -> Any:
    """Fill in a form over the wire, as a browser does that came by a proxy."""
    form = client.get(path, params={"lang": "fr"}, headers=headers)
    token = re.search(r'name="csrftoken" value="([^"]+)"', form.text)
    assert token is not None
    guard, session = form.headers["set-cookie"].split(";")[0], headers.get("cookie")
    cookies = f"{guard}; {session}" if session else guard
    return client.post(
        path, data={**fields, "csrftoken": token[1]}, headers={**headers, "cookie": cookies}
    )


@pytest.mark.threat(19)
def test_the_login_holds_over_a_real_socket(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Tried ten times from one address, let in from another, logged out on both machines."""
    caplog.set_level("INFO")
    here, there = (
        {"x-forwarded-proto": "https", "x-forwarded-for": address}
        for address in ("192.0.2.7", "198.51.100.9")
    )
    site = locked(tmp_path, more='proxies = ["127.0.0.1"]\n').site
    with served(site) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        guess, right = ({"username": "amal", "password": word} for word in ("guess", PASSWORD))
        tried = [post_form(client, "/-/login", guess, **here).status_code for _ in range(11)]
        locked_out = post_form(client, "/-/login", right, **here).status_code
        sessions = []
        for _ in range(2):
            answer = post_form(client, "/-/login", right, **there)
            assert "Secure" in answer.headers["set-cookie"]
            sessions.append(answer.headers["set-cookie"].split(";")[0])
        client.cookies.clear()
        before = [client.get("/", headers={"cookie": each}).status_code for each in sessions]
        post_form(client, "/-/logout", {}, **there, cookie=sessions[0])
        client.cookies.clear()
        after = [client.get("/", headers={"cookie": each}).status_code for each in sessions]

    assert tried == [200] * 10 + [429]
    assert locked_out == 429
    assert (before, after) == ([200, 200], [303, 303])
    assert "login of amal from 192.0.2.7: locked for now" in caplog.text
    assert "logout of amal from 198.51.100.9" in caplog.text
    assert PASSWORD not in caplog.text
