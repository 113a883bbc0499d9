"""The sign-on of the house: believed from a named proxy of this machine, and from nobody else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from settings import SettingsError
from storage import Store
from storage.door.access import access_lines
from tests.support.config_files import loaded
from tests.support.entering import hidden
from tests.support.staff_page import NOW, Pages, pages, served
from tests.support.storage_visits import CASABLANCA, DAY
from web import Site, StaffPage
from web.server import SERVING

SIGN_ON = """
[web]
proxies = [{proxies}]
{more}
[web.sign_on]
header = "X-Forwarded-User"
groups_header = "X-Forwarded-Groups"
readers = ["office"]
editors = ["editors"]
administrators = ["chiefs"]
"""
EVENT = {"first_day": "2026-11-02", "name_fr": "Portes ouvertes", "source": "MAP"}


def signing_on(folder: Path, proxies: str = '"127.0.0.1"', more: str = "") -> Pages:
    return pages(folder, SIGN_ON.format(proxies=proxies, more=more))


def named(name: str, groups: str) -> dict[str, str]:
    return {"x-forwarded-user": name, "x-forwarded-groups": groups}


@contextmanager
def served_by_file(site: Site, path: Path) -> Iterator[None]:
    """The pages at a socket's file, as a proxy reaches them."""
    with socket.socket(socket.AF_UNIX) as door, closing(StaffPage(site)) as page:
        door.bind(str(path))
        door.listen()
        server = uvicorn.Server(uvicorn.Config(page.app(), **SERVING))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@pytest.mark.threat(34)
def test_a_name_is_believed_from_the_named_proxy_alone(tmp_path: Path) -> None:
    """Over real sockets: the proxy asks by the file; somebody on this machine by the port."""
    site = signing_on(tmp_path, '"socket"').site
    chief = named("amal", "chiefs")
    path = tmp_path / "page.sock"
    by_file = httpx.HTTPTransport(uds=str(path))
    with (
        served_by_file(site, path),
        httpx.Client(base_url="http://localhost", transport=by_file) as proxy,
        served(site) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as forger,
    ):
        assert proxy.get("/", headers=chief).status_code == 200
        assert proxy.get("/data/letter", headers=chief).status_code == 200
        assert proxy.get("/").status_code == 403
        own = {"origin": f"http://127.0.0.1:{port}"}
        forged = {**chief, **own, "x-forwarded-for": "127.0.0.1", "forwarded": "for=unix:"}
        for path_ in ("/", "/data/letter", "/enter", "/ask/access.json", "/ask/growth"):
            assert forger.get(path_, headers=forged).status_code == 403
        assert forger.post("/enter/event", headers=forged, data=EVENT).status_code == 403
        assert forger.get("/healthz").status_code == 200

    with Store.open(site.settings.storage.url, readonly=True, zone=CASABLANCA) as store:
        told = {line.event.value: line for line in access_lines(store, NOW - DAY, NOW + DAY)}
    assert {name: (line.who, line.address) for name, line in told.items()} == {
        "sign_on": ("amal", "socket"),
        "not_believed": (None, "127.0.0.1"),
    }
    assert told["not_believed"].times == 6


def test_groups_are_roles_and_a_role_that_is_lost_is_lost_at_once(tmp_path: Path) -> None:
    with closing(signing_on(tmp_path)) as staff:

        def ask(path: str, groups: str, name: str = "karim") -> int:
            headers = {**named(name, groups), "host": "localhost"}
            return staff.ask("GET", path, headers).status_code

        assert [ask("/", groups) for groups in ("office", "other", "", "a,editors", "chiefs")] == [
            200, 403, 403, 200, 200,
        ]  # fmt: skip
        assert [ask("/enter", groups) for groups in ("office", "editors", "chiefs")] == [
            403, 200, 200,
        ]  # fmt: skip
        assert [ask("/enter/year", groups) for groups in ("editors", "office, chiefs")] == [
            403, 200,
        ]  # fmt: skip
        assert [ask("/data/access", groups) for groups in ("editors", "chiefs")] == [403, 200]
        assert [ask("/", "office", name) for name in ("", "a b", "<b>", "x" * 65)] == [403] * 4

        form = staff.ask("GET", "/enter/event", {**named("karim", "editors"), "host": "localhost"})
        sent = {
            **named("karim", "editors"),
            "host": "localhost",
            "origin": "http://localhost",
            "cookie": form.headers["set-cookie"].split(";")[0],
            "content-type": "application/x-www-form-urlencoded",
        }
        body = httpx.QueryParams({**hidden(form.text), **EVENT})
        content = str(body).encode()
        sent["content-length"] = str(len(content))
        assert "/-/logout" not in form.text
        lost = staff.ask("POST", "/enter/event", {**sent, **named("karim", "office")}, content)
        assert lost.status_code == 403
        assert staff.ask("POST", "/enter/event", sent, content).status_code == 303


def test_a_group_that_the_settings_no_longer_name_enters_nothing(tmp_path: Path) -> None:
    with closing(signing_on(tmp_path)) as staff:
        who = {**named("karim", "editors"), "host": "localhost", "origin": "http://localhost"}
        form = staff.ask("GET", "/enter/event", who)
        config = tmp_path / "config.toml"
        config.write_text(
            config.read_text("utf-8").replace('editors = ["editors"]', 'editors = ["others"]'),
            "utf-8",
        )
        content = str(httpx.QueryParams({**hidden(form.text), **EVENT})).encode()
        sent = {
            **who,
            "cookie": form.headers["set-cookie"].split(";")[0],
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(content)),
        }

        assert staff.ask("POST", "/enter/event", sent, content).status_code == 403


def test_two_names_in_one_request_are_none(tmp_path: Path) -> None:
    with (
        served(signing_on(tmp_path).site) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        twice = [("x-forwarded-user", "amal"), ("X-Forwarded-User", "karim")]
        groups = ("x-forwarded-groups", "chiefs")
        assert client.get("/", headers=[*twice, groups]).status_code == 403
        assert client.get("/", headers=[twice[0], groups, groups]).status_code == 403
        assert client.get("/", headers=[twice[0], groups]).status_code == 200


@pytest.mark.threat(34)
@pytest.mark.parametrize(
    ("proxies", "more", "told"),
    [
        ("", "", "web.proxies"),
        ('"192.0.2.7"', "", "127.0.0.1, or socket"),
        ('"127.0.0.1"', 'passwords_file = "secrets/web_passwords"', "not both"),
    ],
)
def test_a_sign_on_that_others_could_forge_is_refused(
    tmp_path: Path, proxies: str, more: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        loaded(tmp_path, SIGN_ON.format(proxies=proxies, more=more))
