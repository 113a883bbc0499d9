"""What comes in at the door and must not: tried over a real socket, with nothing kept or leaked."""

from __future__ import annotations

import io
import os
import resource
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import openpyxl
import pytest

from tests.support.entering import FORM, PASSWORD, SAMPLES, editing_office, hidden
from tests.support.staff_page import Pages, served

ACTIVITY = {
    "period": "2026-10",
    "kind": "reportage",
    "count": "12",
    "precision": "exact",
    "source": "register",
}
FIGURE = "2021,dgsn-x,followers,317074,exact,MAP"
HEADER = "period,account,metric,value,precision,source"
KEPT = ("activity", "printed_figure", "source_file", "link", "change")
DOORS = ("/enter/activity", "/enter/link", "/enter/links", "/enter/upload")


@dataclass(frozen=True)
class Door:
    """An office whose staff enter things, served, and one of its editors logged in."""

    staff: Pages
    port: int
    karim: httpx.Client

    @property
    def database(self) -> Path:
        path = self.staff.site.database
        assert path is not None
        return path

    def stranger(self) -> httpx.Client:
        """Somebody who has not logged in, in whose browser a page of this name stands."""
        return httpx.Client(base_url=self.karim.base_url, headers={"origin": self.address})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kept(self) -> list[int]:
        """How many rows each register has."""
        with closing(sqlite3.connect(self.database)) as connection:
            ask = "SELECT count(*) FROM {}"
            return [connection.execute(ask.format(name)).fetchone()[0] for name in KEPT]

    def enter(self, **fields: str) -> httpx.Response:
        """Fill in an activity."""
        form = hidden(self.karim.get("/enter/activity?lang=en").text)
        return self.karim.post("/enter/activity?lang=en", data={**form, **ACTIVITY, **fields})

    def bring(self, name: str, content: bytes, **fields: str) -> httpx.Response:
        """Choose a file and look what it would bring."""
        form = hidden(self.karim.get("/enter/upload?lang=en").text)
        return self.karim.post(
            "/enter/upload?lang=en", data={**form, **fields}, files={"file": (name, content)}
        )

    def confirm(self, looked: httpx.Response) -> httpx.Response:
        """Say yes to what a page shows."""
        fields = {name: (None, value) for name, value in hidden(looked.text).items()}
        return self.karim.post("/enter/upload?lang=en", files=fields)

    def begin(self, path: str, length: int) -> str:
        """The answer to a form that would be so long, of which no byte is sent."""
        kind = "multipart/form-data; boundary=x" if "upload" in path else FORM
        cookies = "; ".join(f"{name}={text}" for name, text in self.karim.cookies.items())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: {self.address}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {length}\r\nCookie: {cookies}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as caller:
            caller.sendall(head.encode())
            return caller.recv(1000).decode()

    def link(self) -> httpx.Response:
        """Make a link to a page."""
        form = hidden(self.karim.get("/enter/link?lang=en").text)
        return self.karim.post("/enter/link?lang=en", data={**form, "page": "/topics", "days": "7"})


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    staff = editing_office(tmp_path_factory.mktemp("office"))
    with closing(staff), served(staff.site) as port:
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, headers={"origin": address}, timeout=60) as karim:
            form = hidden(karim.get("/-/login").text)
            karim.post("/-/login", data={**form, "username": "karim", "password": PASSWORD})
            yield Door(staff, port, karim)


def require_nothing_told(door: Door, answer: httpx.Response) -> None:
    """No path of the server, no word of the program's own, no number of the office."""
    for word in (str(door.database.parent), "Traceback", "sqlite3", "SELECT", "640"):
        assert word not in answer.text, answer.text


def test_nobody_is_who_a_header_or_a_forged_session_says(door: Door) -> None:
    before = door.kept()
    names = ("x-forwarded-user", "remote-user", "x-forwarded-for", "forwarded", "authorization")
    with door.stranger() as stranger:
        for header in [{name: "amal"} for name in names]:
            for path in ("/", "/enter", "/data/letter", "/ask/access.json"):
                answer = stranger.get(path, headers=header)
                assert (answer.status_code, "640" in answer.text) == (303, False)
        own = door.karim.cookies["ds_actor"]
        for forged in (own[:-8], own.swapcase(), own[::-1], f"{own}.{own}", "e30.x"):
            session = {"cookie": f"ds_actor={forged}"}
            assert stranger.get("/enter", headers=session).status_code == 303
            sent = stranger.post("/enter/activity", data=ACTIVITY, headers=session)
            assert sent.status_code in {303, 403}
    assert door.kept() == before


def test_what_was_sent_is_not_taken_again_nor_after_logging_out(door: Door) -> None:
    form = {**hidden(door.karim.get("/enter/activity").text), **ACTIVITY, "period": "2026-09"}
    first = door.karim.post("/enter/activity", data=form)
    looked = door.bring("figures.csv", f"{HEADER}\n{FIGURE}\n".encode(), kind="figures")
    assert (first.status_code, door.confirm(looked).status_code) == (303, 303)
    kept = door.kept()
    assert door.karim.post("/enter/activity", data=form).status_code == 409
    assert door.confirm(looked).status_code == 409
    with door.stranger() as thief:
        out = hidden(thief.get("/-/login").text)
        thief.post("/-/login", data={**out, "username": "nadia", "password": PASSWORD})
        fresh = {**hidden(thief.get("/enter/activity").text), **ACTIVITY, "period": "2026-08"}
        cookies = {"cookie": "; ".join(f"{name}={text}" for name, text in thief.cookies.items())}
        thief.post("/-/logout", data=hidden(thief.get("/-/logout").text))
        replayed = thief.post("/enter/activity", data=fresh, headers=cookies)
        assert replayed.status_code == 303
        assert replayed.headers["location"].startswith("/-/login")
    assert door.kept() == kept


def test_no_door_takes_what_another_origin_sends_or_what_is_too_long(door: Door) -> None:
    before = door.kept()
    fields = {**hidden(door.karim.get("/enter/activity").text), **ACTIVITY}
    for path in DOORS:
        sent = {"data": fields, "files": {"file": ("a.csv", b"a")} if "upload" in path else None}
        for origin in ("https://evil.example", "null", f"http://127.0.0.1:{door.port + 1}", ""):
            answer = door.karim.post(path, headers={"origin": origin}, **sent)  # type: ignore[arg-type]
            assert answer.status_code == 403, (path, origin)
        assert door.begin(path, length=26_000_000).startswith("HTTP/1.1 413"), path
    assert door.kept() == before


def test_no_formula_is_taken_for_a_number_and_none_goes_out(door: Door) -> None:
    before = door.kept()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER.split(","))
    book.active.append([2021, "dgsn-facebook", "followers", "=1+1", "exact", "MAP"])
    file = io.BytesIO()
    book.save(file)
    refused = door.bring("figures.xlsx", file.getvalue(), kind="figures")
    assert (refused.status_code, "line 2, column value" in refused.text) == (400, True)
    assert door.kept() == before

    evil = '=HYPERLINK("https://evil.example")'
    assert door.enter(period="2026-07", note=evil).status_code == 303
    csv = door.karim.get("/ask/activities.csv?in=2026&by=month").text
    table = door.karim.get("/data/activity.csv").text
    assert "HYPERLINK" in table
    for text in (csv, table):
        assert not any(cell.lstrip('"').startswith("=") for cell in text.split(","))


def test_a_file_of_another_page_is_not_taken_for_ours(door: Door) -> None:
    before = door.kept()
    content = (SAMPLES / "meta_content" / "facebook.csv").read_bytes()
    refused = door.bring(
        "posts.csv", content, kind="export", account="dgsn-facebook", downloaded="2026-05-02"
    )
    assert (refused.status_code, "and not of" in refused.text) == (400, True), refused.text
    require_nothing_told(door, refused)
    assert door.kept() == before


def test_a_locked_database_is_said_at_every_door_and_nothing_is_half_done(door: Door) -> None:
    before = door.kept()
    looked = door.bring("figures.csv", f"{HEADER}\n{FIGURE}1\n".encode(), kind="figures")
    with closing(sqlite3.connect(door.database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        answers = (door.confirm(looked), door.link())
    for answer in answers:
        assert (answer.status_code, "another process holds it" in answer.text) == (503, True)
        require_nothing_told(door, answer)
    assert door.kept() == before


def test_a_full_disk_is_said_at_every_door_and_nothing_is_half_done(door: Door) -> None:
    assert door.enter(period="2026-05").status_code == 303  # the process that writes has begun
    before = door.kept()
    looked = door.bring("figures.csv", f"{HEADER}\n{FIGURE}2\n".encode(), kind="figures")
    with full_disk():
        answers = (door.enter(period="2026-04"), door.confirm(looked), door.link())
    for answer in answers:
        told = "could not be read or written" in answer.text or "disk is full" in answer.text
        assert (answer.status_code, told) == (503, True), answer.text
        require_nothing_told(door, answer)
    assert door.kept() == before
    assert door.enter(period="2026-04").status_code == 303


@contextmanager
def full_disk() -> Iterator[None]:
    """Refuse the process that writes every byte beyond the first block of a file."""
    pid = next(
        int(task.name)
        for task in Path("/proc").iterdir()
        if task.name.isdecimal() and is_writer(task)
    )
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


def is_writer(task: Path) -> bool:
    """Whether a process is the one that writes for the page that this one serves."""
    try:
        parent = task.joinpath("stat").read_text().rpartition(")")[2].split()[1]
        return int(parent) == os.getpid() and b"keep_entries" in (task / "cmdline").read_bytes()
    except OSError:
        return False


def test_a_newer_database_is_read_and_written_by_nobody(door: Door) -> None:
    before = door.kept()
    form = {**hidden(door.karim.get("/enter/activity").text), **ACTIVITY, "period": "2026-03"}
    wish = {**hidden(door.karim.get("/enter/link").text), "page": "/topics", "days": "7"}
    with marked_newer(door.database):
        answers = (
            door.karim.post("/enter/activity?lang=en", data=form),
            door.karim.post("/enter/link?lang=en", data=wish),
            door.karim.get("/?lang=en"),
        )
    for answer in answers:
        assert (answer.status_code, "a newer version wrote it" in answer.text) == (503, True)
        require_nothing_told(door, answer)
    assert door.kept() == before


@contextmanager
def marked_newer(database: Path) -> Iterator[None]:
    """Have a database look as if a version to come had written it."""
    with closing(sqlite3.connect(database)) as connection:
        (version,) = connection.execute("SELECT version_num FROM schema_version").fetchone()
        connection.execute("UPDATE schema_version SET version_num = '9999'")
        connection.commit()
        yield
        connection.execute("UPDATE schema_version SET version_num = ?", (version,))
        connection.commit()
