"""A platform repeats our secrets in names, texts, refusals: no command, file or page has them."""

from __future__ import annotations

import logging
import re
import sqlite3
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import partial
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from commands._context import IN_PART
from commands.status import NAGIOS
from sandbox import Fault
from settings import load
from tests.support.office import Office, open_office
from tests.support.secret_search import Note, echoed, places_with, secrets_of
from tests.support.staff_page import Pages
from web import Site

COMMANDS = (
    ["check"],
    ["check", "--json"],
    ["collect"],
    ["collect", "--json"],
    ["status"],
    ["status", "--lang", "fr"],
    ["status", "--json"],
    ["status", "--prometheus"],
    ["status", "--nagios"],
    ["link", "/account/dgsn-x", "--lang", "fr"],
    ["link", "--list"],
    ["ask", "posts", "--format", "json"],
    ["ask", "--sql", "SELECT * FROM change"],
    ["ask", "--sql", "SELECT * FROM failure"],
    ["export", "export"],
)
ENDS = {0, IN_PART, NAGIOS.index("CRITICAL")}
PAGES = ("/", "/account/dgsn-x", "/account/dgsn-facebook", "/ask/posts.csv", "/data/change.json")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)
    with open_office(tmp_path) as opened:
        yield opened


def copies(office: Office) -> dict[str, str]:
    """The pages that links show, as they are on file."""
    with closing(sqlite3.connect(office.folder / "hasila.db")) as connection:
        kept = connection.execute("SELECT id, content FROM link").fetchall()
    return {f"link {key}": zlib.decompress(b64decode(content)).decode() for key, content in kept}


def spoken(office: Office) -> dict[str, str]:
    """What every command prints, and what stands on the page and in the exported files."""
    results = {" ".join(words): office.run(*words) for words in COMMANDS}
    assert {result.exit_code for result in results.values()} <= ENDS
    said = {words: result.output for words, result in results.items()} | copies(office)
    site = Site(load(office.config), lambda: datetime.now(UTC), office.config)
    with closing(Pages(site)) as pages:
        said |= {path: pages.get(path).text for path in PAGES}
    files = (office.folder / "export").rglob("*.*")
    return said | {str(path): path.read_text("utf-8") for path in files}


@pytest.mark.threat(1, 16)
@pytest.mark.fault(20)
def test_what_a_platform_echoes_is_neither_shown_nor_kept(
    office: Office, caplog: pytest.LogCaptureFixture, record_property: Note
) -> None:
    caplog.set_level(logging.DEBUG)
    assert office.run("collect").exit_code == 0
    secrets = secrets_of(office)
    said = " ".join((*secrets, *map(quote, secrets)))
    office.sandbox.faults.add(Fault(alter=partial(echoed, words=said)))

    told = spoken(office)
    office.sandbox.faults.clear()
    body = {"title": said, "detail": said, "error": {"message": said, "code": 10}}
    office.sandbox.faults.add(Fault(status=403, body=body))
    refused = office.run("collect")
    after = {words: office.run(words).output for words in ("check", "status")}

    assert refused.exit_code == IN_PART
    assert any("Sûreté ***" in text for text in told.values()), "nothing was echoed"
    assert "link 1" in told
    assert all("canary" in secret for secret in secrets)
    refusals = {f"{words}, refused": text for words, text in after.items()}
    places: dict[str, str | bytes] = {**told, **refusals, "collect, refused": refused.output}
    places |= {"log": caplog.text, "database": (office.folder / "hasila.db").read_bytes()}
    assert places_with(secrets, places, record_property) == []


QUICK = {
    "card": ("card", "followers", "--shape", "square", "--out", "papers"),
    "letter": ("letter", "--lang", "fr", "--out", "papers/letter.eml"),
    "workbook": ("bilan", "--year", "2026", "--lang", "fr", "--out", "papers/balance.xlsx"),
}
LONG = {
    "slides": ("slides", "--lang", "ar", "--out", "papers/slides.pptx"),
    "charts": ("chart", "--lang", "en", "--out", "papers"),
    "drawings": ("chart", "--format", "svg", "--lang", "ar", "--out", "papers"),
    "balance": ("bilan", "--year", "2026", "--lang", "ar", "--out", "papers/balance.pdf"),
    "document": ("bilan", "--year", "2026", "--lang", "fr", "--out", "papers/balance.docx"),
    "page": ("bilan", "--year", "2026", "--lang", "en", "--out", "papers/balance.html"),
    "report": ("report", "posts", "--for", "2026", "--out", "papers"),
}


COMPRESSED = re.compile(
    rb"stream\r?\n|zTXt[^\x00]*\x00\x00|iTXt[^\x00]*\x00\x01\x00[^\x00]*\x00[^\x00]*\x00"
)
"""What stands before a compressed stream of a PDF, or a compressed text of a picture."""


def pieces(content: bytes) -> Iterator[bytes]:
    """What a file holds, unpacked: members, streams, parts of a mail, whatever is compressed."""
    yield content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from pieces(packed.read(name))
    elif b"\nMIME-Version:" in content:
        for part in message_from_bytes(content, policy=default).walk():
            if not part.is_multipart():
                yield from pieces(bytes(part.get_payload(decode=True)))
    elif content.startswith((b"%PDF", b"\x89PNG")):
        for start in COMPRESSED.finditer(content):
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[start.end() :])


def test_a_word_is_found_however_a_file_packs_it() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("docProps/core.xml", "canary of the workbook")
    mail = EmailMessage()
    mail.set_content("plain")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip")
    stream = b"%PDF-1.7\n<< >>\nstream\n" + zlib.compress(b"canary of the page")
    picture = b"\x89PNG zTXtAuthor\x00\x00" + zlib.compress(b"canary of the picture")

    for content in (packed.getvalue(), mail.as_bytes(policy=SMTP), stream, picture):
        assert any(b"canary of the" in piece for piece in pieces(content))


@pytest.fixture(scope="module")
def echoing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that read a platform which echoes our secrets in each name and text."""
    with open_office(tmp_path_factory.mktemp("echoing")) as opened:
        assert opened.run("collect").exit_code == 0
        said = " ".join(secrets_of(opened))
        opened.sandbox.faults.add(Fault(alter=partial(echoed, words=said)))
        assert opened.run("collect").exit_code in {0, IN_PART}
        (opened.folder / "papers").mkdir()
        opened.config.write_text(
            opened.config.read_text("utf-8")
            + '[[report]]\nkey = "posts"\ntitle = { fr = "Publications" }\nfolder = "papers"\n'
            + 'formats = ["pdf", "docx", "xlsx"]\nquestions = ["posts", "growth"]\n',
            "utf-8",
        )
        yield opened


@pytest.mark.threat(1, 16)
@pytest.mark.parametrize(
    "paper", [*QUICK, *(pytest.param(name, marks=pytest.mark.nightly) for name in LONG)]
)
def test_no_paper_holds_what_a_platform_echoed(
    echoing: Office, monkeypatch: pytest.MonkeyPatch, record_property: Note, paper: str
) -> None:
    """Neither in what is read nor in what stands beside it: names, authors, paths, comments."""
    monkeypatch.chdir(echoing.folder)
    before = set(Path("papers").rglob("*"))
    made = echoing.run(*(QUICK | LONG)[paper])
    assert made.exit_code in {0, IN_PART}, made.output

    files = [path for path in Path("papers").rglob("*") if path not in before and path.is_file()]
    held = {
        f"{path}, piece {number}": piece
        for path in files
        for number, piece in enumerate(pieces(path.read_bytes()))
    }

    assert files
    words = (*secrets_of(echoing), str(echoing.folder))
    assert places_with(words, held, record_property) == []
