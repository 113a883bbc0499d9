"""The letter as a mail: its parts, its head, and texts that try to be more than texts."""

from __future__ import annotations

import re
import socket
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from metrics.platforms import PLATFORMS
from reports.letter import LetterWriter, compose
from reports.letter.wording import excerpt, link_to
from settings import Settings
from storage import Store, alerts, outbox
from storage.outbox import Envelope
from storage.schema import State
from tests.support.letters import (
    ADMINISTRATOR,
    DAY,
    MAIL,
    MONDAY,
    NOW,
    OFFICE,
    WEEK,
    html_of,
    opened,
    parsed,
    part,
    post,
    read,
    read_daily,
    settings_with_mail,
    text_of,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" 'too'",
    "a closing of its place": "</div></td></table><b>free</b><!-- <style> -->",
    "a template": "{{ 7 * 7 }} {% for x in y %} ${7*7}",
    "a formula": '=HYPERLINK("https://example.org","click")',
    "an arithmetic": "@SUM(A1) +1 -1",
    "mathematics": r"$\frac$ $x^2$",
    "marks that turn lines around": "a\u202egnp.exe\u202c \u2066b\u2069 \u200f",
    "emoji": "👮🏽‍♀️🇲🇦 نداء",
    "what no text may hold": "a\0b\x1b[31m\x85\u2028c\ufffe",
    "a head": "a\r\nBcc: everybody@example.org\r\n\r\n<html>",
    "forty thousand letters": "ع" * 40_000,
    "forty thousand words": "نداء " * 8_000,
}
SHOWN = "html head meta title style body table tr th td div span br h1 h2 p img a"
ELEMENTS = set(SHOWN.split())
SHAPES = "lang dir charset name content class role width cellpadding cellspacing align scope style"
ATTRIBUTES = {*SHAPES.split(), "src", "alt", "href"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with_mail(tmp_path)


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Iterator[Store]:
    with opened(tmp_path, settings) as found:
        yield found


def composed(store: Store, settings: Settings, number: int = 0) -> EmailMessage:
    assert settings.mail is not None
    return compose(store, settings, WEEK, settings.mail.recipient[number], NOW)


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def test_it_is_text_beside_a_page_with_its_chart_and_the_figures_attached(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)

    mail = parsed(composed(store, settings))

    kinds = [one.get_content_type() for one in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        XLSX,
    ]
    assert part(mail, XLSX).get_filename() == "hasila-2026-W46.xlsx"
    assert part(mail, "image/png").get_content().startswith(b"\x89PNG")


@pytest.mark.parametrize("number", [0, 1])
def test_a_workbook_that_cannot_be_made_holds_no_letter_back(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Where no folder takes temporary files, openpyxl writes no workbook."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    read_daily(store, 640_000)

    mail = parsed(composed(store, settings, number))

    assert XLSX not in [one.get_content_type() for one in mail.walk()]
    said = ("المصنف الذي يضم جميع الأرقام غير مرفق", "Le classeur de tous les chiffres n’est pas")
    assert said[number] in " ".join(text_of(mail).split())
    assert said[number] in html_of(mail)


@pytest.mark.parametrize("days", [1, 21])
def test_the_letter_of_an_office_with_one_account_has_its_chart(
    store: Store, settings: Settings, days: int
) -> None:
    """In French, whose notes are the longest: they left one account alone no room to be drawn."""
    name = "Direction générale de la sûreté nationale, service de la communication " * 3
    institution = settings.institution.model_copy(update={"name": {"fr": name}})
    changes = {"account": settings.account[:1], "institution": institution}
    read_daily(store, 640_000, days=days)

    assert settings.mail is not None
    reader = settings.mail.recipient[0].model_copy(update={"language": "fr"})

    mail = parsed(compose(store, settings.model_copy(update=changes), WEEK, reader, NOW))

    assert part(mail, "image/png").get_content().startswith(b"\x89PNG")


@pytest.mark.threat(26)
def test_the_page_shows_its_own_chart_and_nothing_from_elsewhere(
    store: Store, settings: Settings
) -> None:
    read_daily(store, 640_000)
    read(store, MONDAY + 2 * DAY, 640_100, post("1"))

    mail = parsed(composed(store, settings))

    page = Page(html_of(mail))
    cid = part(mail, "image/png")["Content-ID"].strip("<>")
    assert page.values("src") == [f"cid:{cid}"]
    assert page.values("href") == ["https://x.com/DGSN_MAROC/status/1"]
    assert "url(" not in html_of(mail)
    assert page.elements <= ELEMENTS
    assert {key for key, _ in page.attributes} <= ATTRIBUTES


def test_its_head_tells_who_whom_when_and_how_to_stop_it(store: Store, settings: Settings) -> None:
    mail = parsed(composed(store, settings))

    assert str(mail["From"]) == "Hasila <hasila@example.org>"
    assert str(mail["To"]) == OFFICE
    assert str(mail["Date"]) == "Mon, 16 Nov 2026 08:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ar"
    unsubscribe = f"<mailto:{ADMINISTRATOR}?subject=Unsubscribe%20from%20the%20weekly"
    assert str(mail["List-Unsubscribe"]).startswith(unsubscribe)
    assert not {"Cc", "Bcc"} & set(mail.keys())
    assert "الرسالة الأسبوعية" in mail["Subject"]


@pytest.mark.threat(26)
def test_nobody_reads_of_the_others_or_of_the_machine(store: Store, settings: Settings) -> None:
    read_daily(store, 640_000)

    mail = composed(store, settings, 1)

    assert OFFICE not in mail.as_string()
    assert f"@{socket.gethostname()}" not in mail.as_string()


def test_its_message_id_is_its_own_and_the_same_at_every_try(
    store: Store, settings: Settings
) -> None:
    first = [composed(store, settings, number)["Message-ID"] for number in (0, 1)]
    read_daily(store, 640_000)
    again = [composed(store, settings, number)["Message-ID"] for number in (0, 1)]

    assert first == again
    assert len(set(first)) == 2
    assert all(one.endswith("@example.org>") for one in first)


@pytest.mark.parametrize(("number", "direction"), [(0, "rtl"), (1, "ltr")])
def test_its_page_runs_in_the_direction_of_its_language(
    store: Store, settings: Settings, number: int, direction: str
) -> None:
    page = Page(html_of(parsed(composed(store, settings, number))))

    assert set(page.values("dir")) == {direction}


def test_its_page_has_looks_for_the_dark_and_for_telephones(
    store: Store, settings: Settings
) -> None:
    html = html_of(parsed(composed(store, settings)))

    assert "prefers-color-scheme: dark" in html
    assert "max-width: 480px" in html
    assert 'name="viewport"' in html


def test_its_text_reads_well_alone(store: Store, settings: Settings) -> None:
    read_daily(store, 640_000)

    text = text_of(parsed(composed(store, settings, 0)))

    assert "إكس — المنخرطون: 640.200" in text
    assert "<" not in text


@pytest.mark.threat(20)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_post_s_text_stays_a_text(store: Store, settings: Settings, text: str) -> None:
    read(store, MONDAY + 2 * DAY, 640_000, post("1", text))

    mail = parsed(composed(store, settings))

    assert mail["Bcc"] is None
    page = Page(html_of(mail))
    assert page.elements <= ELEMENTS
    assert {key for key, _ in page.attributes} <= ATTRIBUTES
    assert len(page.values("href")) == 1
    shown = excerpt(text)
    assert shown in "".join(page.words)
    assert shown in text_of(mail)
    assert len(shown) <= 161
    assert not re.search("[\x00\x1b\r\u2028\u202e]", text_of(mail) + html_of(mail))


@pytest.mark.threat(23)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_figures_hold_no_formula_whatever_a_post_says(
    store: Store, settings: Settings, text: str
) -> None:
    read(store, MONDAY + 2 * DAY, 640_000, post("1", text))

    mail = parsed(composed(store, settings))

    book = load_workbook(BytesIO(part(mail, XLSX).get_content()))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert cells
    assert not [cell for cell in cells if cell.data_type in {"f", "e"} or cell.hyperlink]
    assert all(page.sheet_view.rightToLeft for page in book.worksheets)


def test_an_alert_s_words_stay_words(store: Store, settings: Settings) -> None:
    for number, text in enumerate(HOSTILE.values()):
        alerts.open_(store, "access", f"{text[:50]} {number}", text, MONDAY)

    mail = parsed(composed(store, settings, 1))

    page = Page(html_of(mail))
    assert page.elements <= ELEMENTS
    assert not page.values("href")
    assert len(html_of(mail)) < 200_000


def test_a_secret_in_a_detail_is_masked(store: Store, settings: Settings) -> None:
    alerts.open_(store, "access", "dgsn-x", "Bearer canary-x-access-token", MONDAY)

    mail = parsed(composed(store, settings, 1))

    assert "canary" not in text_of(mail) + html_of(mail)


@pytest.mark.parametrize(
    "url",
    [
        "http://x.com/a",
        "https://x.com.example.org/a",
        "https://example.org/x.com",
        "https://x.com@example.org/a",
        "https://x.com:8443/a",
        "https://user@x.com/a",
        "javascript:alert(1)",
        "//x.com/a",
        "/\\x.com",
        'https://x.com/"onmouseover="alert(1)',
        "https://x.com/<b>",
        "https://x.com/a\nb",
        "https://x.com/ع",
        "https://[x.com",
        None,
    ],
)
def test_it_links_to_the_platforms_alone(url: str | None) -> None:
    assert link_to(url, "x") is None


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_s_posts_can_be_linked_to(platform: str) -> None:
    hosts = PLATFORMS[platform].hosts

    assert hosts
    assert all(link_to(f"https://{host}/1", platform) for host in hosts)


def test_a_letter_to_nobody_is_one_to_look_at(tmp_path: Path) -> None:
    settings = settings_with_mail(tmp_path, "")
    with opened(tmp_path, settings) as store:
        mail = parsed(LetterWriter(store, settings, WEEK, NOW).mail("office", "fr"))

    assert not {"From", "To", "Message-ID"} & set(mail.keys())
    assert "Abonnés" in html_of(mail)


def test_without_an_administrator_the_sender_is_written_to(tmp_path: Path) -> None:
    settings = settings_with_mail(tmp_path, MAIL.split('[[mail.recipient]]\naddress = "admin')[0])
    with opened(tmp_path, settings) as store:
        assert "mailto:hasila@example.org" in composed(store, settings)["List-Unsubscribe"]


def test_a_week_s_name_is_not_broken_at_its_hyphen(store: Store, settings: Settings) -> None:
    outbox.enqueue(store, "2026-W45", [Envelope(OFFICE, "ar", "office", "<1@x>")], MONDAY)
    ticket = outbox.claim(store, "2026-W45", OFFICE, MONDAY)
    assert ticket is not None
    outbox.ended(store, ticket, State.UNSURE, "<b>silent</b>", MONDAY)

    page = html_of(LetterWriter(store, settings, WEEK, NOW).mail("administrator", "ar"))

    assert '<span style="white-space:nowrap">\u20682026-W45\u2069</span>' in page
    assert "<b>" not in page
