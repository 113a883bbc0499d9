"""Files that staff bring on the page: looked at first, then taken in once, and kept nowhere."""

from __future__ import annotations

import re
import socket
import sqlite3
import tempfile
from contextlib import closing, suppress
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

import imports
from commands import cli
from tests.support.entering import (
    OVERVIEW,
    PASSWORD,
    SAMPLES,
    Editor,
    dump,
    editing_office,
    hidden,
    logged_in,
)
from tests.support.staff_page import NOW, Pages, office, served
from web.entering.multipart import bare_name, sent_file
from web.server import ImpatientProtocol

EVENTS = (Path(imports.__file__).parent / "examples" / "events.csv").read_bytes()
PERIODS = (Path(imports.__file__).parent / "examples" / "periods.csv").read_bytes()
BY_HAND = (SAMPLES / "unknown" / "by_hand.csv").read_bytes()
COLUMNS = {
    "t0_kind": "days",
    "t0_platform": "x",
    "t0_zone": "UTC",
    "t0_c1": "day",
    "t0_c3": "followers",
    "t0_c7": "visits",
}
BOUNDARY = "----WebKitFormBoundaryx"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
OF_X = {"kind": "export", "account": "dgsn-x", "downloaded": "2026-05-02"}


def multipart(fields: dict[str, str], name: str | None = None, content: bytes = b"") -> bytes:
    """A form as a browser sends it."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
    if name is not None:
        type_ = "Content-Type: application/octet-stream"
        file = f'{head}"file"; filename="{name}"\r\n{type_}\r\n\r\n'.encode()
        parts.append(file + content + b"\r\n")
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def bring(editor: Editor, fields: dict[str, str], name: str, content: bytes) -> httpx.Response:
    """Choose a file and look what it would bring."""
    token = hidden(editor.get("/enter/upload").text)
    body = multipart({**token, **fields}, name, content)
    return editor.send("/enter/upload?lang=en", body, TYPE)


def confirm(editor: Editor, page: str) -> httpx.Response:
    """Say yes to what a page shows."""
    return editor.send("/enter/upload?lang=en", multipart(hidden(page)), TYPE)


def count(staff: Pages, table: str) -> Any:
    assert staff.site.database is not None
    with closing(sqlite3.connect(staff.site.database)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608


def test_a_file_is_looked_at_and_then_taken_in_once(
    staff: Pages, karim: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # others bring files meanwhile
    looked = bring(karim, OF_X, "overview.csv", OVERVIEW)

    assert looked.status_code == 200
    assert "overview.csv" in looked.text
    assert count(staff, "source_file") == 0

    assert confirm(karim, looked.text).headers["location"] == "/enter/upload?kept=new&lang=en"
    assert count(staff, "source_file") == 1
    assert confirm(karim, looked.text).status_code == 409
    again = bring(karim, OF_X, "overview.csv", OVERVIEW)
    assert "there is nothing to take in" in again.text
    assert "once" not in hidden(again.text)
    assert not list(tmp_path.glob("hasila-upload-*"))


def test_a_table_of_the_offices_own_is_taken_in_whole(staff: Pages, karim: Editor) -> None:
    looked = bring(karim, {"kind": "events"}, "events.csv", EVENTS)
    assert count(staff, "event") == 0
    assert confirm(karim, looked.text).status_code == 303
    assert count(staff, "event") > 0

    periods = bring(karim, {"kind": "periods"}, "periods.csv", PERIODS)
    assert count(staff, "calendar_period") == 0
    assert confirm(karim, periods.text).status_code == 303
    assert count(staff, "calendar_period") == 2

    bad = EVENTS.replace(b"2026-", b"soon-")
    refused = bring(karim, {"kind": "events"}, "events.csv", bad)
    assert refused.status_code == 400
    assert "line 2, column first_day" in refused.text, refused.text
    assert "hasila-upload-" not in refused.text


@pytest.mark.parametrize(
    ("name", "content", "fields"),
    [
        ("overview.csv", OVERVIEW, {"kind": "export"}),
        ("notes.txt", b"hello", OF_X),
        ("evil.xlsx", b"PK\x03\x04" + b"\x00" * 200, OF_X),
        ("empty.csv", b"", OF_X),
        ("../../etc/passwd", b"a;b\n1;2\n", {"kind": "figures"}),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    staff: Pages, karim: Editor, name: str, content: bytes, fields: dict[str, str]
) -> None:
    files = count(staff, "source_file")
    answer = bring(karim, fields, name, content)

    assert answer.status_code == 400
    assert "Nothing was kept" in answer.text
    assert "/tmp" not in answer.text  # noqa: S108
    assert count(staff, "source_file") == files


def test_a_reader_brings_nothing_and_nobody_too_much(staff: Pages, karim: Editor) -> None:
    reda = logged_in(staff, "reda")
    token = hidden(karim.get("/enter/upload").text)
    assert reda.get("/enter/upload").status_code == 403
    body = multipart({**hidden(reda.get("/-/logout").text), **OF_X}, "overview.csv", OVERVIEW)
    assert reda.send("/enter/upload", body, TYPE).status_code == 403

    long = karim.send("/enter/upload", b"x", TYPE, content_length="25000001")
    foreign = karim.send("/enter/upload", multipart(token), TYPE, origin="https://evil.example")
    assert (long.status_code, foreign.status_code) == (413, 403)


def test_what_another_looked_at_nobody_confirms(staff: Pages, karim: Editor) -> None:
    nadia = logged_in(staff, "nadia")
    his = hidden(bring(karim, {"kind": "figures"}, "f.csv", FIGURES).text)
    hers = {**hidden(nadia.get("/enter/upload").text), "once": his["once"]}

    assert nadia.send("/enter/upload", multipart(hers), TYPE).status_code == 400
    assert count(staff, "printed_figure") == 0


FIGURES = b"period,account,metric,value,precision,source\n2021,dgsn-x,followers,317074,exact,MAP\n"


def test_a_form_with_a_file_is_read_byte_by_byte() -> None:
    content = bytes(range(256)) + b"\r\n--" + BOUNDARY.encode()[:5] + b"\r\n\r\n"
    sent = sent_file(multipart({"kind": "events"}, "a \u0627.csv", content), TYPE)

    assert (sent.fields, sent.name, sent.content) == ({"kind": "events"}, "a \u0627.csv", content)
    assert sent_file(b"anything", "text/plain").content == b""
    assert sent_file(b"anything", TYPE).fields == {}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\export.csv", "export.csv"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\n.csv", "ab.csv"),
        ("x" * 300 + ".xlsx", "x" * 120 + ".xlsx"),
    ],
)
def test_a_file_has_a_name_and_no_folder(name: str, kept: str) -> None:
    assert bare_name(name) == kept


def test_a_file_brought_by_page_or_command_leaves_the_same_database(tmp_path: Path) -> None:
    by_page, by_hand = tmp_path / "page", tmp_path / "hand"
    for folder in (by_page, by_hand):
        folder.mkdir()
    office(by_hand)
    with closing(editing_office(by_page)) as staff:
        karim = logged_in(staff, "karim")
        confirm(karim, bring(karim, OF_X, "overview.csv", OVERVIEW).text)
        confirm(karim, bring(karim, {"kind": "events"}, "events.csv", EVENTS).text)
        _take_back(staff, karim)
    (by_hand / "overview.csv").write_bytes(OVERVIEW)
    (by_hand / "events.csv").write_bytes(EVENTS)
    said = ("--account", "dgsn-x", "--downloaded", "2026-05-02", "--yes")
    for words in (("overview.csv", *said), ("events.csv", "--kind", "events")):
        line = ("--config", str(by_hand / "config.toml"), "import", str(by_hand / words[0]))
        assert CliRunner().invoke(cli, (*line, *words[1:]), obj=lambda: NOW).exit_code == 0
    undo = (
        "--config",
        str(by_hand / "config.toml"),
        "import",
        "--undo",
        "1",
        "--reason",
        "wrong day",
    )
    assert CliRunner().invoke(cli, undo, obj=lambda: NOW).exit_code == 0

    assert dump(by_page) == dump(by_hand)


def _take_back(staff: Pages, karim: Editor) -> None:
    """The administrator takes the first file back, by the link that only she sees; once."""
    amal, changes = logged_in(staff, "amal"), "/ask/changes?in=this+year&lang=en"
    link = "/enter/undo?file=1&amp;lang=en"
    assert link not in karim.get(changes).text
    assert karim.get("/enter/undo").status_code == 403
    assert link in amal.get(changes).text
    form = hidden(amal.get(unescape(link)).text)
    typed = {"file": "1", "reason": "wrong day"}

    assert karim.post("/enter/undo", {**form, **typed}).status_code == 403
    without = amal.post("/enter/undo?lang=en", {**form, "file": "1"})
    assert (without.status_code, "say why the file is taken back" in without.text) == (400, True)
    assert amal.fill_in("/enter/undo", typed).status_code == 303
    assert amal.fill_in("/enter/undo", typed).status_code == 400
    assert link not in amal.get(changes).text


def test_a_file_that_may_tell_of_a_person_is_taken_in_with_its_reason_alone(
    staff: Pages, karim: Editor
) -> None:
    before = count(staff, "activity")
    warned = bring(karim, {"kind": "activities"}, "a.csv", OF_A_CHILD)

    assert warned.status_code == 400
    assert "reportage" in warned.text
    assert "what looks like the name of a minor" in warned.text
    again = mapped(karim, warned.text, {})
    assert (again.status_code, count(staff, "activity")) == (400, before)
    looked = mapped(karim, again.text, {"knowingly": "the name of a prize"})
    assert confirm(karim, looked.text).status_code == 303
    assert count(staff, "activity") == before + 2


OF_A_CHILD = (
    b"period,kind,count,precision,source,note\n2025-01,reportage,3,exact,r,du mineur Youssef B.\n"
    b"2025-02,reportage,4,exact,r,\n"
)


def mapped(editor: Editor, page: str, fields: dict[str, str]) -> httpx.Response:
    """Say what the columns are that a page asks for."""
    body = multipart({**hidden(page), **fields})
    return editor.send("/enter/upload?lang=en", body, TYPE)


def test_columns_that_nobody_knows_are_named_by_the_person_and_nothing_is_guessed(
    staff: Pages, karim: Editor
) -> None:
    files = count(staff, "source_file")
    asked = bring(karim, {"kind": "export"}, "by_hand.csv", BY_HAND)

    assert "What are these columns?" in asked.text
    assert hidden(asked.text)["t0_h3"] == "followers"
    columns = asked.text.partition('id="f-t0_c0"')[2]
    assert set(re.findall(r'value="(\w*)" selected', columns)) == {""}
    for wrong, why in (
        ({}, "Say of a column that it is the day"),
        ({"t0_c1": "day", "t0_c3": "day"}, "no two columns the same"),
        ({"t0_c1": "text"}, "is not known"),
        ({**COLUMNS, "t0_zone": "Rabat"}, "is not a zone"),
        (COLUMNS, "say whose it is"),
    ):
        refused = mapped(karim, asked.text, {"t0_kind": "days", "t0_platform": "x", **wrong})
        assert (refused.status_code, why in refused.text) == (400, True), refused.text
        assert count(staff, "source_file") == files
        asked = refused

    looked = mapped(karim, asked.text, {**OF_X, **COLUMNS})
    assert "days (by the mapping)" in looked.text
    assert confirm(karim, looked.text).status_code == 303
    assert count(staff, "source_file") == files + 1


def test_a_mapping_of_the_page_is_that_of_the_command(tmp_path: Path) -> None:
    by_page, by_hand = tmp_path / "page", tmp_path / "hand"
    for folder in (by_page, by_hand):
        folder.mkdir()
    office(by_hand)
    with closing(editing_office(by_page)) as staff:
        karim = logged_in(staff, "karim")
        asked = bring(karim, OF_X, "by_hand.csv", BY_HAND)
        confirm(karim, mapped(karim, asked.text, COLUMNS).text)
    file, said = by_hand / "by_hand.csv", by_hand / "said.toml"
    file.write_bytes(BY_HAND)
    said.write_text(
        '[[table]]\nkind = "days"\nplatform = "x"\nzone = "UTC"\n[table.columns]\n'
        'date = "day"\nfollowers = "followers"\nprofile_visits = "visits"\n'
    )
    options = ("--account", "dgsn-x", "--downloaded", "2026-05-02", "--map", str(said), "--yes")
    line = ("--config", str(by_hand / "config.toml"), "import", str(file), *options)
    assert CliRunner().invoke(cli, line, obj=lambda: NOW).exit_code == 0

    assert dump(by_page) == dump(by_hand)


class Hasty(ImpatientProtocol):
    """Looks sooner than the page would."""

    look_s = 0.05


def test_an_upload_that_does_not_go_on_is_ended(staff: Pages) -> None:
    head = (
        "POST /enter/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
        f"Content-Type: {TYPE}\r\nContent-Length: 20000000\r\nCookie: "
    )
    with served(staff.site, http=Hasty) as port:
        cookies = cookies_of(port)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
            slow.sendall(f"{head}{cookies}\r\n\r\n--{BOUNDARY}\r\n".encode())
            with suppress(ConnectionError):
                assert slow.recv(1000) == b""


def cookies_of(port: int) -> str:
    """The cookies of somebody who has logged in over HTTP."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser:
        fields = hidden(browser.get("/-/login").text)
        browser.post("/-/login", data={**fields, "username": "karim", "password": PASSWORD})
        assert browser.get("/enter/upload").status_code == 200
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
