"""The pictures of the tutorial: what staff do on the page, over the demonstration.

Run as `python -m tests.support.tutorial_pictures` (`make tutorial`), which draws them anew: in each
language an activity, a statement with its posts, a warning, a file, and a year that is closed. The
demonstration is made at one fixed instant; fonts and the browser are the machine's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import chdir, closing
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from metrics.languages import LANGUAGES
from settings import load
from tests.support.config_files import write_secret
from tests.support.entering import HASH, PASSWORD
from tests.support.pinned_demo import NOW, make_demo
from tests.support.staff_page import Pages, served
from web import Site

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
CHROMIUM = Path("/usr/bin/chromium")
WIDTH, HEIGHT, TALLEST = 900, 560, 820
DOOR = """
[web]
passwords_file = "secrets/web_passwords"
administrators = ["amal"]
editors = ["karim"]
"""
WORDS = {"ar": "السجل الشهري", "fr": "registre mensuel", "en": "monthly register"}
CHILD = {"ar": "مع الطفل بلال", "fr": "avec l’enfant Bilal", "en": "with the boy Bilal"}
EXPORT = Path(__file__).parents[1] / "imports" / "exports" / "x_new" / "overview.csv"


def make_pictures(folder: Path) -> None:
    """Draw every picture into a folder, which must be there."""
    with (
        tempfile.TemporaryDirectory() as name,
        closing(_pages(Path(name))) as staff,
        served(staff.site) as port,
        sync_playwright() as playwright,
    ):
        origin = f"http://127.0.0.1:{port}"
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        size = {"width": WIDTH, "height": HEIGHT}
        page = browser.new_context(viewport=size, java_script_enabled=False).new_page()  # type: ignore[arg-type]
        _log_in(page, origin)
        for code in LANGUAGES:
            for title, show in SHOWN.items():
                first = show(page, origin, code)
                _take(page, folder / f"enter-{title}.{code}.png", first)
        browser.close()


def _pages(folder: Path) -> Pages:
    """The page over the demonstration, where Karim enters and Amal is the administrator."""
    make_demo(folder)
    config = folder / "demo" / "config.toml"
    config.write_text(config.read_text("utf-8") + DOOR, "utf-8")
    secrets = folder / "demo" / "secrets"
    secrets.mkdir(exist_ok=True)
    users = " ".join(f"{name}:{HASH}" for name in ("amal", "karim"))
    write_secret(secrets / "web_passwords", users.encode())
    with chdir(folder):
        return Pages(Site(load(config), lambda: NOW, config))


def _log_in(page: Page, origin: str) -> None:
    page.goto(f"{origin}/-/login")
    page.fill("#username", "amal")
    page.fill("#password", PASSWORD)
    page.click("form.login button")
    page.wait_for_load_state()


def _take(page: Page, path: Path, first: str) -> None:
    """The page from an element on, as far as a picture may be tall."""
    page.wait_for_load_state("networkidle")
    box = page.locator(first).bounding_box()
    assert box is not None
    top = max(0, int(box["y"] + page.evaluate("window.scrollY")) - 12)
    tall = int(page.evaluate("document.documentElement.scrollHeight")) - top
    clip = {"x": 0, "y": top, "width": WIDTH, "height": min(tall, TALLEST)}
    page.screenshot(path=str(path), full_page=True, clip=clip)  # type: ignore[arg-type]


def _fill_in(page: Page, fields: Mapping[str, str]) -> None:
    for name, text in fields.items():
        page.fill(f"#f-{name}", text)


def show_activity(page: Page, origin: str, code: str) -> str:
    """An activity, filled in."""
    page.goto(f"{origin}/enter/activity?lang={code}")
    page.select_option("#f-kind", "reportage")
    _fill_in(page, {"period": "2026-10", "count": "12", "source": WORDS[code]})
    return "header.top"


def show_warning(page: Page, origin: str, code: str) -> str:
    """An activity that came back, for its note may name a child."""
    show_activity(page, origin, code)
    page.fill("#f-note", CHILD[code])
    page.locator("form.entry > .field > button").last.click()
    return "label[for=f-source]"


def show_statement(page: Page, origin: str, code: str) -> str:
    """A statement, whose posts were found by words."""
    page.goto(f"{origin}/enter/statement?lang={code}")
    _fill_in(page, {"key": "2026/47", "noticed": "2026-11-18 09:00", "find": "الطرقية"})
    page.click("button[value=find]")
    page.locator("input[type=checkbox][name=posts]").first.check()
    return "label[for=f-find]"


def show_file(page: Page, origin: str, code: str) -> str:
    """What a file of X would bring."""
    page.goto(f"{origin}/enter/upload?lang={code}")
    page.select_option("#f-account", "dgsn-x")
    page.fill("#f-downloaded", "2026-05-02")
    page.set_input_files("#f-file", str(EXPORT))
    page.locator("form.entry button").click()
    return "main"


def show_year(page: Page, origin: str, code: str) -> str:
    """The closing of a year, with its paper."""
    page.goto(f"{origin}/enter/year?lang={code}")
    page.select_option("#f-year", "2026")
    page.click("button[value=find]")
    return "main"


SHOWN: Mapping[str, Callable[[Page, str, str], str]] = {
    "activity": show_activity,
    "statement": show_statement,
    "warning": show_warning,
    "file": show_file,
    "year": show_year,
}
"""By the name of the picture; each tells the element from which on it is taken."""

if __name__ == "__main__":
    make_pictures(PICTURES)
