"""Links to copies: one page or paper, as it was, for whoever has the link and for so long."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from commands import cli
from tests.support.entering import Editor, editing_office, hidden, logged_in
from tests.support.staff_page import NOW, Pages, served
from web import Site

LATER = timedelta(days=6)


def make(editor: Editor, page: str, **fields: str) -> str:
    """Make a link as an editor does; the path of its address."""
    form = editor.get("/enter/link?lang=fr").text
    wish = {**hidden(form), "page": page, "days": "7", **fields}
    answer = editor.post("/enter/link?lang=fr", wish)
    assert answer.status_code == 200, answer.text
    (path,) = re.findall(r"http://localhost(/link/[A-Za-z0-9_-]{43})<", answer.text)
    return str(path)


def rows(staff: Pages, query: str) -> list[Any]:
    path = staff.site.database
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.threat(33)
def test_a_link_shows_one_page_as_it_was_to_whoever_has_no_account(
    staff: Pages, karim: Editor
) -> None:
    there = make(karim, "/account/dgsn-x?days=30")
    with closing(sqlite3.connect(str(staff.site.database))) as connection, connection:
        connection.execute("UPDATE account_day SET followers = 7")
        connection.execute("UPDATE account_reading SET followers = 7")
    shown = staff.get(there)
    with closing(sqlite3.connect(str(staff.site.database))) as connection, connection:
        connection.execute("UPDATE account_reading SET followers = 640000 WHERE followers = 7")
        connection.execute("UPDATE account_day SET followers = 640000 WHERE followers = 7")

    assert shown.status_code == 200
    assert "640" in shown.text
    assert 'lang="fr"' in shown.text
    assert "data:image/svg+xml;base64," in shown.text
    assert "une copie, qui reste telle quelle" in shown.text
    assert shown.headers["x-robots-tag"] == "noindex"
    leading = re.findall(r'(?:href|src|srcset|action)="([^"#]+)"', shown.text)
    inner = [each for each in leading if not each.startswith(("data:", "https://"))]
    assert set(inner) == {"/static/page.css", "/platforms.css", "/static/icon.svg"}
    assert "set-cookie" not in shown.headers
    assert [staff.get(asset).status_code for asset in sorted(set(inner))] == [200] * 3
    for path in ("/", "/account/dgsn-x", "/data", "/ask/growth.json", "/chart/followers.svg"):
        assert staff.get(path, referer=f"http://localhost{there}").status_code == 303


@pytest.mark.threat(33)
def test_its_word_is_nowhere_but_in_its_address(
    staff: Pages, karim: Editor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    there = make(karim, "/balance/2026.json", passcode="un code secret")
    staff.get(there)
    staff.get(f"{there}x")
    token = there.rpartition("/")[2]

    database = staff.site.database
    assert database is not None
    assert token.encode() not in database.read_bytes()
    assert b"un code secret" not in database.read_bytes()
    own = [each.getMessage() for each in caplog.records if each.name != "httpx"]
    assert token not in "".join(own)
    assert token not in karim.get("/enter/links").text


def test_a_paper_is_saved_as_it_is(staff: Pages, karim: Editor) -> None:
    paper = staff.get(make(karim, "/balance/2026.xlsx"))

    assert paper.content[:2] == b"PK"
    assert paper.headers["content-disposition"] == 'attachment; filename="hasila.xlsx"'


@pytest.mark.threat(33)
def test_a_passcode_is_asked_for_and_cannot_be_tried_for_long(staff: Pages, karim: Editor) -> None:
    there = make(karim, "/topics", passcode="123456")
    chief = Editor(staff)

    asked = chief.get(f"{there}?lang=en")
    assert asked.status_code == 200
    assert "This link asks for a passcode" in asked.text
    assert "<table" not in asked.text
    assert chief.fill_in(there, {"passcode": "654321"}).status_code == 403
    right = chief.fill_in(there, {"passcode": "123456"})
    assert (right.status_code, "<table" in right.text) == (200, True)
    tried = [chief.fill_in(there, {"passcode": f"wrong{n}"}).status_code for n in range(10)]
    assert tried == [403] * 10
    locked = chief.fill_in(f"{there}?lang=en", {"passcode": "123456"})
    assert (locked.status_code, "wait five minutes" in locked.text) == (403, True)


def test_it_is_counted_and_ends_when_it_is_revoked(staff: Pages, karim: Editor) -> None:
    there = make(karim, "/ask/growth?in=this+month")
    for _ in range(3):
        assert staff.get(there).status_code == 200
    assert staff.get(there, method="HEAD").status_code == 200
    assert staff.staff.access.hand_over()
    (number,) = rows(staff, "SELECT max(id) FROM link")[0]
    stands = "SELECT opened, content IS NULL FROM link ORDER BY id DESC LIMIT 1"
    assert rows(staff, stands) == [(3, 0)]
    listed = karim.get("/enter/links?lang=fr").text
    assert "ouvert 3 fois" in listed

    form = {**hidden(listed), "number": str(number)}
    assert karim.post("/enter/links", form).status_code == 303
    assert karim.post("/enter/links", form).status_code == 409
    gone = staff.get(f"{there}?lang=fr")
    assert (gone.status_code, "Ce lien ne mène nulle part" in gone.text) == (404, True)
    assert rows(staff, stands) == [(3, 1)]
    told = rows(staff, "SELECT who FROM change WHERE what = 'link' ORDER BY id DESC LIMIT 1")
    assert told == [("karim (page)",)]


@pytest.mark.threat(33)
def test_it_ends_after_its_days(staff: Pages, karim: Editor) -> None:
    there = make(karim, "/topics", days="1")

    assert staff.get(there).status_code == 200
    with closing(Pages(replace(staff.site, clock=lambda: NOW + timedelta(days=1)))) as later:
        assert later.get(there).status_code == 404
    assert staff.get("/link/" + "x" * 43).status_code == 404


@pytest.mark.parametrize(
    ("page", "days"),
    [
        ("/data/letter", "7"),
        ("/-/login", "7"),
        ("/enter/links", "7"),
        ("/ask/access", "7"),
        ("//evil.example/", "7"),
        ("https://evil.example/", "7"),
        ("/account/nobody", "7"),
        ("/topics", "0"),
        ("/topics", "93"),
        ("/topics", "x"),
    ],
)
def test_to_what_is_no_page_for_readers_none_is_made(
    staff: Pages, karim: Editor, page: str, days: str
) -> None:
    before = rows(staff, "SELECT count(*) FROM link")
    wish = {**hidden(karim.get("/enter/link").text), "page": page, "days": days}

    assert karim.post("/enter/link", wish).status_code in {400, 403, 404}
    assert rows(staff, "SELECT count(*) FROM link") == before


def test_whoever_only_reads_makes_and_sees_none(staff: Pages) -> None:
    reda = logged_in(staff, "reda")

    assert reda.get("/enter/links").status_code == 403
    assert reda.get("/enter/link?page=/topics").status_code == 403
    assert reda.post("/enter/link", {"page": "/topics", "days": "7"}).status_code == 403
    assert "/enter/link" not in reda.get("/topics").text
    assert reda.get("/data/link").status_code == 403


@pytest.mark.threat(33)
def test_a_link_holds_over_a_real_socket_and_by_command(tmp_path: Path) -> None:
    """Made by command, opened over the wire without a cookie, revoked by command; of so many."""
    with closing(editing_office(tmp_path, "most_links = 2\nmost_links_each = 1\n")) as staff:
        config = ("--config", str(tmp_path / "config.toml"))

        def run(*words: str) -> Any:
            return CliRunner().invoke(cli, (*config, *words), obj=lambda: NOW)

        made = run("link", "/topics", "--days", "2", "--lang", "fr")
        assert made.exit_code == 0, made.output
        path = "/link/" + made.stdout.strip().rpartition("/")[2]
        site = Site(staff.site.settings, lambda: NOW + LATER / 6)
        with served(site) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as chief:
            assert chief.get(path).status_code == 200
            assert chief.get("/topics").status_code == 303
            assert "1" in run("link", "--list", "--lang", "en").stdout
            assert run("link", "--revoke", "1").exit_code == 0
            assert run("link", "--revoke", "1").exit_code == 2
            assert chief.get(path).status_code == 404
            assert run("link").exit_code == 2

        karim = logged_in(staff, "karim")
        make(karim, "/topics")
        wish = {"page": "/topics", "days": "7"}
        more = karim.fill_in("/enter/link?lang=fr", wish)
        assert (more.status_code, "1 au plus par personne" in more.text) == (400, True)
        make(logged_in(staff, "nadia"), "/topics")
        refused = run("link", "/topics", "--lang", "fr")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "2 au plus en tout" in refused.stderr
        assert rows(staff, "SELECT count(*) FROM link") == [(3,)]
