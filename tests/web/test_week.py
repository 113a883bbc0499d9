"""A week of an office in a real browser, and the same by commands: it leaves the same database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from commands import cli
from storage import Store
from storage.visits import keep
from tests.support.entering import OVERVIEW, dump, editing_office
from tests.support.staff_page import NOW, office, served
from tests.support.storage_visits import CASABLANCA, HOUR, NOON, post, visit
from tests.web.test_browser import CHROMIUM, NARROW, browser, log_in

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="there is no /usr/bin/chromium on this machine"
)
WORDS = "حملة المدارس"
CAMPAIGN = [str(2001 + number) for number in range(12)]
ACTIVITIES = (
    {"period": "2026-11-16", "kind": "communique", "count": "3", "source": "السجل"},
    {"period": "2026-11-17", "kind": "reportage", "count": "12", "source": "السجل"},
    {"period": "2026-11-18", "kind": "press_news", "count": "40", "source": "registre"},
)
STATEMENT = {
    "key": "2026/47",
    "noticed": "2026-11-18 09:00",
    "informed_x": "2026-11-18 10:15",
    "outcome": "fabricated",
    "answer": "denial",
}
CORRECTED = {**ACTIVITIES[1], "count": "13", "reason": "une diffusion manquait"}
EVENT = {
    "first_day": "2026-11-16",
    "last_day": "2026-11-20",
    "name_ar": "حملة المدارس 2026",
    "source": "note de service",
}
CHOICES = frozenset({"kind", "outcome", "answer"})


def test_a_week_in_the_browser_leaves_the_database_that_commands_leave(
    browser: Browser, tmp_path: Path
) -> None:
    by_page, by_hand = tmp_path / "page", tmp_path / "hand"
    for folder in (by_page, by_hand):
        folder.mkdir()
    with closing(editing_office(by_page)) as staff, served(staff.site) as port:
        _publish(by_page)
        origin = f"http://127.0.0.1:{port}"
        with _somebody(browser, origin, "karim", "ar") as page:
            _enter_activities_and_a_statement(page, origin)
        with _somebody(browser, origin, "nadia", "fr") as page:
            _correct_what_another_entered(page, origin)
            found = _give_the_campaign_its_topic(page, origin)
            _bring_an_export(page, origin)
            link = _make_a_link_for_the_chief(page, origin)
        _open_the_link(browser, link)
        with _somebody(browser, origin, "amal", "fr") as page:
            _look_at_the_paper(page, origin)
    office(by_hand)
    _publish(by_hand)
    a_link = ("link", "/topics?lang=fr", "--days", "7", "--lang", "fr")
    for words in (*_commands(by_hand, found), a_link):
        line = ("--config", str(by_hand / "config.toml"), *words)
        with ThreadPoolExecutor(1) as hand:  # the browser's loop runs in this thread
            told = hand.submit(CliRunner().invoke, cli, line, obj=lambda: NOW).result()
        assert told.exit_code == 0, told.output

    assert sorted(found) == CAMPAIGN
    (page_lines, page_links), (hand_lines, hand_links) = _kept(by_page), _kept(by_hand)
    assert page_links == hand_links
    assert set(page_lines) ^ set(hand_lines) == set()
    assert page_lines == hand_lines


def _kept(folder: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """All that is on file; of links not their secret, nor how often they were opened."""
    lines = [line for line in dump(folder) if not line.startswith('INSERT INTO "link"')]
    told = "SELECT page, title, form, language, made_at, expires_at FROM link"
    with closing(sqlite3.connect(folder / "hasila.db")) as connection:
        return lines, connection.execute(told).fetchall()


def _publish(folder: Path) -> None:
    """Twelve posts of the campaign, read a few minutes after the others."""
    at = NOON + HOUR / 4
    posts = [
        post(name, NOON - HOUR * place, f"{WORDS}: {place}")
        for place, name in enumerate(CAMPAIGN, start=1)
    ]
    with Store.open(f"sqlite:///{folder / 'hasila.db'}", zone=CASABLANCA) as store:
        keep(store, visit(at, *posts, followers=640_410))


@contextmanager
def _somebody(browser: Browser, origin: str, name: str, code: str) -> Iterator[Page]:
    """Who has logged in, on a telephone without scripts, in a language."""
    context = browser.new_context(
        viewport={"width": NARROW, "height": 800}, java_script_enabled=False, locale=code
    )
    page = context.new_page()
    log_in(page, origin, name, code)
    yield page
    context.close()


def _fill_in(page: Page, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        if name in CHOICES:
            page.select_option(f"#f-{name}", text)
        else:
            page.fill(f"#f-{name}", text)


def _send(page: Page, outcome: str) -> None:
    page.locator("form.entry > .field > button").last.click()
    assert f"kept={outcome}" in page.url, page.locator("main").inner_text()


def _enter_activities_and_a_statement(page: Page, origin: str) -> None:
    for activity in ACTIVITIES:
        page.goto(f"{origin}/enter/activity?lang=ar")
        _fill_in(page, activity)
        _send(page, "new")
    page.goto(f"{origin}/enter/statement?lang=ar")
    _fill_in(page, {**STATEMENT, "find": "الطرقيه"})
    page.click("button[value=find]")
    page.check("input[type=checkbox][value='1001']")
    _send(page, "new")


def _correct_what_another_entered(page: Page, origin: str) -> None:
    page.goto(f"{origin}/ask/changes?in=this+year&lang=fr")
    page.locator("a[href*='/enter/activity?entry=2']").click()
    assert page.input_value("#f-count") == "12"
    _fill_in(page, {"count": "13", "reason": CORRECTED["reason"]})
    _send(page, "corrected")


def _give_the_campaign_its_topic(page: Page, origin: str) -> list[str]:
    """The posts in the order in which they were found."""
    page.goto(f"{origin}/enter/event?lang=fr")
    _fill_in(page, EVENT)
    _send(page, "new")
    page.goto(f"{origin}/enter/topic?lang=fr")
    page.fill("#f-find", WORDS)
    page.click("button[value=find]")
    boxes = page.locator("input[type=checkbox][name=posts]")
    boxes.first.wait_for()
    for box in boxes.all():
        box.check()
    page.select_option("#f-topic", "roads")
    _send(page, "new")
    return [str(box_value).partition("/")[2] for box_value in _values(page, origin)]


def _values(page: Page, origin: str) -> list[str | None]:
    page.goto(f"{origin}/enter/topic?find={WORDS}&lang=fr")
    return [
        box.get_attribute("value") for box in page.locator("input[type=checkbox][name=posts]").all()
    ]


def _bring_an_export(page: Page, origin: str) -> None:
    page.goto(f"{origin}/enter/upload?lang=fr")
    page.select_option("#f-account", "dgsn-x")
    page.fill("#f-downloaded", "2026-05-02")
    file = {"name": "overview.csv", "mimeType": "text/csv", "buffer": OVERVIEW}
    page.set_input_files("#f-file", file)  # type: ignore[arg-type]
    page.locator("form.entry button").click()
    assert "overview.csv" in page.locator("main").inner_text()
    _send(page, "new")


def _make_a_link_for_the_chief(page: Page, origin: str) -> str:
    page.goto(f"{origin}/topics?lang=fr")
    page.locator("a[href*='/enter/link']").first.click()
    page.locator("form.entry button").last.click()
    made = re.search(r"http://\S+/link/[A-Za-z0-9_-]{43}", page.locator("main").inner_text())
    assert made is not None
    return made[0]


def _open_the_link(browser: Browser, link: str) -> None:
    """The chief, who has no account, sees the page and no other."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    assert "Sécurité routière" in page.locator("main").inner_text()
    page.goto(f"{link.partition('/link/')[0]}/topics")
    assert "/-/login" in page.url
    context.close()


def _look_at_the_paper(page: Page, origin: str) -> None:
    page.goto(f"{origin}/enter/year?lang=fr")
    page.select_option("#f-year", "2026")
    page.click("button[value=find]")
    paper = page.locator(".paper").inner_text()
    assert "13 reportages" in paper
    assert "1 démenti" in paper
    assert "provisoire" in page.locator("section.before").inner_text().lower()
    assert page.locator("section.before a[href*='.pdf']").count() == 1


def _commands(folder: Path, found: list[str]) -> Iterator[tuple[str, ...]]:
    """The same week, by commands."""
    for activity in ACTIVITIES:
        yield ("record", "activity", *_options(activity))
    said = {name: text for name, text in STATEMENT.items() if name != "informed_x"}
    informed = ("--informed", "x", STATEMENT["informed_x"])
    yield ("record", "statement", *_options(said), *informed, "--post", "1001")
    yield ("record", "activity", *_options(CORRECTED))
    yield ("record", "event", *_options(EVENT))
    for identifier in found:
        yield ("tag", identifier, "roads", "--account", "dgsn-x")
    file = folder / "overview.csv"
    file.write_bytes(OVERVIEW)
    of_x = ("--account", "dgsn-x", "--downloaded", "2026-05-02", "--yes")
    yield ("import", str(file), *of_x)


def _options(texts: dict[str, str]) -> list[str]:
    return [word for name, text in texts.items() for word in (f"--{name.replace('_', '-')}", text)]
