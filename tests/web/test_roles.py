"""A role that changes while somebody is logged in counts at once, tried over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from datasette_auth_passwords.utils import hash_password

from tests.support.config_files import write_secret
from tests.support.entering import HASH, PASSWORD, editing_office, hidden
from tests.support.staff_page import served
from tests.web.test_sign_on import named, signing_on

SEEN_BY_ADMINISTRATORS = ("/data/letter", "/ask/access.json", "/enter/year")
EVENT = {"first_day": "2026-11-02", "name_fr": "Portes ouvertes", "source": "MAP"}


@contextmanager
def browser(port: int, name: str) -> Iterator[httpx.Client]:
    """Somebody who has logged in, over real HTTP."""
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=address, headers={"origin": address}) as client:
        form = hidden(client.get("/-/login").text)
        client.post("/-/login", data={**form, "username": name, "password": PASSWORD})
        yield client


def rewrite(file: Path, old: str, new: str) -> None:
    """Put other words into a file, as an editor does that saves a new one in its place."""
    written = file.with_suffix(".new")
    written.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    written.chmod(file.stat().st_mode)
    written.replace(file)


@pytest.mark.threat(35)
def test_who_is_taken_out_of_the_settings_loses_sight_and_entering_at_once(tmp_path: Path) -> None:
    with closing(editing_office(tmp_path)) as staff, served(staff.site) as port:
        config, passwords = tmp_path / "config.toml", tmp_path / "secrets" / "web_passwords"
        with browser(port, "amal") as amal, browser(port, "karim") as karim:

            def sees(client: httpx.Client, *paths: str) -> list[int]:
                return [client.get(path).status_code for path in paths]

            shown = hidden(karim.get("/enter/event").text)
            assert sees(amal, *SEEN_BY_ADMINISTRATORS) == [200] * 3
            assert sees(karim, *SEEN_BY_ADMINISTRATORS, "/enter") == [403] * 3 + [200]

            rewrite(config, 'administrators = ["amal"]', 'administrators = ["nadia"]')
            assert sees(amal, *SEEN_BY_ADMINISTRATORS, "/enter", "/") == [403] * 4 + [200]

            rewrite(config, 'editors = ["karim", ', "editors = [")
            assert karim.post("/enter/event", data={**shown, **EVENT}).status_code == 403
            assert sees(karim, "/enter", "/") == [403, 200]
            assert "/enter" not in karim.get("/").text

            rewrite(config, 'administrators = ["nadia"]', 'administrators = ["amal"]')
            assert sees(amal, *SEEN_BY_ADMINISTRATORS) == [200] * 3

            rewrite(passwords, HASH, hash_password("another one", "salt", 10_000))
            assert sees(amal, "/", "/data/letter") == [303, 303]
            assert sees(karim, "/") == [303]


@pytest.mark.threat(35)
def test_settings_that_cannot_be_understood_let_nobody_do_more_than_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(editing_office(tmp_path)) as staff, served(staff.site) as port:
        config, passwords = tmp_path / "config.toml", tmp_path / "secrets" / "web_passwords"
        with browser(port, "amal") as amal:
            paths = ("/", "/data/letter", "/enter")
            rewrite(config, "[web]", "[web")
            assert [amal.get(path).status_code for path in paths] == [200, 403, 403]
            rewrite(config, "[web\n", "[web]\n")
            assert [amal.get(path).status_code for path in paths] == [200, 200, 200]

            entries = passwords.read_bytes()
            write_secret(passwords, b"amal:no-hash")
            assert amal.get("/").status_code == 303
            write_secret(passwords, entries)
            assert amal.get("/").status_code == 200
    said = [record.message for record in caplog.records if record.name == "web.roles"]
    assert len([line for line in said if line.startswith("nobody does more than read")]) == 1
    assert len([line for line in said if line.startswith("nobody gets in")]) == 1
    assert "no-hash" not in caplog.text


@pytest.mark.threat(35)
def test_a_group_that_the_settings_no_longer_name_sees_no_more_at_once(tmp_path: Path) -> None:
    site = signing_on(tmp_path).site
    with served(site) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as proxy:

        def sees(groups: str) -> list[int]:
            who = named("amal", groups)
            return [proxy.get(path, headers=who).status_code for path in ("/", "/data/letter")]

        assert (sees("chiefs"), sees("office")) == ([200, 200], [200, 403])
        rewrite(tmp_path / "config.toml", '["chiefs"]', '["direction"]')
        assert (sees("chiefs"), sees("direction")) == ([403, 403], [200, 200])
        rewrite(tmp_path / "config.toml", '["office"]', '["others"]')
        assert sees("office") == [403, 403]
