"""The page in a real browser: staff click through it, and nothing runs, leaks or breaks."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright

from metrics.activity import Activity
from storage.registers.activities import activities
from tests.support.entering import PASSWORD, SAMPLES, editing_office
from tests.support.staff_page import Pages, pages, served
from web.entering import FORMS

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
NARROW, WIDE = 375, 1280
EVERY_PAGE = (
    "/",
    "/account/dgsn-x",
    "/post/dgsn-x/1001",
    "/post/dgsn-x/1002",
    "/topics?topic=roads",
    "/ask",
    "/ask/growth?by=month",
    "/balance",
    "/balance/2026",
    "/data",
    "/data/posts_latest",
)

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="there is no /usr/bin/chromium on this machine"
)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = pages(tmp_path_factory.mktemp("office")).site
    with served(site) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


class Watched:
    """A page of the browser, and whatever should not have happened on it."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        self.strayed: list[str] = []
        page.on("console", lambda line: self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: self._note(request.url))

    def forget(self) -> None:
        """Begin anew: a wide page, of which nothing has been heard."""
        self.page.set_viewport_size({"width": WIDE, "height": 800})
        self.complaints.clear()
        self.strayed.clear()

    def _note(self, address: str) -> None:
        if not address.startswith(f"{self.origin}/"):
            self.strayed.append(address)

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.origin}{path}", wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200

    def require_clean(self) -> None:
        assert self.complaints == []
        assert self.strayed == []


@pytest.fixture
def watched(browser: Browser, origin: str) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": WIDE, "height": 800}, accept_downloads=True)
    yield Watched(context.new_page(), origin)
    context.close()


@pytest.fixture(scope="module")
def one_page(browser: Browser, origin: str) -> Iterator[Watched]:
    context = browser.new_context()
    yield Watched(context.new_page(), origin)
    context.close()


@pytest.fixture
def passing(one_page: Watched) -> Watched:
    """A page that goes from address to address, for tests that only look: a new one costs more."""
    one_page.forget()
    return one_page


@pytest.mark.parametrize(
    ("code", "way", "words"),
    [
        ("ar", "rtl", ("إكس", "أسئلة", "CSV")),
        ("fr", "ltr", ("X", "Questions", "CSV")),
    ],
)
def test_staff_click_through_it(
    watched: Watched, code: str, way: str, words: tuple[str, str, str]
) -> None:
    page = watched.page
    watched.go(f"/?lang={code}")
    page.locator(".card").first.get_by_role("link", name=words[0], exact=True).click()
    page.wait_for_url("**/account/dgsn-x**")
    page.locator("a[href*='/post/dgsn-x/1001']").first.click()
    page.wait_for_url("**/post/dgsn-x/1001**")
    assert page.locator("blockquote").inner_text() == "حملة للسلامة الطرقية"
    page.locator("nav.ways").get_by_role("link", name=words[1], exact=True).click()
    page.locator("a[href*='/ask/growth']").click()
    page.get_by_label("par" if code == "fr" else "سطر").select_option("month")
    page.locator("form.ask button").click()
    page.wait_for_url("**by=month**")
    assert page.locator("table tbody tr").count() > 3
    with page.expect_download() as download:
        page.locator("nav.downloads").get_by_role("link", name=words[2], exact=True).click()

    assert download.value.suggested_filename == f"growth.{code}.csv"
    assert page.locator("html").get_attribute("dir") == way
    assert f"lang={code}" in page.url
    watched.require_clean()


def test_the_language_is_switched_by_a_link_that_keeps_what_is_filled_in(watched: Watched) -> None:
    watched.go("/ask/growth?by=month&lang=ar")
    watched.page.locator("nav.languages").get_by_role("link", name="Français").click()
    watched.page.wait_for_url("**lang=fr**")

    assert watched.page.locator("html").get_attribute("lang") == "fr"
    assert "by=month" in watched.page.url
    watched.require_clean()


TOO_WIDE = """[...document.querySelectorAll(".scroll")]
    .filter(table => table.scrollWidth > table.clientWidth).map(table => table.innerText)"""
"""What the tables say that do not fit on the page."""


@pytest.mark.parametrize("path", EVERY_PAGE)
@pytest.mark.parametrize("code", ["ar", "fr"])
def test_no_page_complains_or_strays_from_its_origin(
    passing: Watched, path: str, code: str
) -> None:
    own = not path.startswith("/data")
    passing.go(f"{path}{'&' if '?' in path else '?'}lang={code}" if own else path)

    passing.require_clean()
    assert passing.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    if own:  # a column that has to be scrolled to is a column that nobody reads
        assert passing.page.evaluate(TOO_WIDE) == []


@pytest.mark.threat(20)
@pytest.mark.parametrize("path", ["/", "/post/dgsn-x/1002", "/data/posts_latest"])
def test_no_script_of_a_posts_text_runs(watched: Watched, path: str) -> None:
    watched.go(path)

    assert "taken" not in watched.page.title()
    assert watched.page.locator("h1", has_text="taken").count() == 0
    assert watched.page.locator("img[src=x]").count() == 0
    watched.require_clean()


@pytest.mark.parametrize("path", [path for path in EVERY_PAGE if not path.startswith("/data")])
@pytest.mark.parametrize("code", ["ar", "fr"])
def test_nothing_hangs_over_the_edge_of_a_telephone(passing: Watched, path: str, code: str) -> None:
    passing.page.set_viewport_size({"width": NARROW, "height": 800})
    passing.go(f"{path}{'&' if '?' in path else '?'}lang={code}")

    assert passing.page.evaluate("document.documentElement.scrollWidth") <= NARROW


def test_it_works_without_scripts_and_by_keyboard(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/?lang=fr")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")
    context.close()


def test_what_has_the_focus_is_outlined(watched: Watched) -> None:
    watched.go("/?lang=fr")
    outlined = "getComputedStyle(document.activeElement).outlineStyle"
    for _ in range(4):
        watched.page.keyboard.press("Tab")

        assert watched.page.evaluate(outlined) == "solid"


def test_words_stand_out_from_their_ground(watched: Watched) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text, by the colours that the browser computed."""
    watched.go("/?lang=fr")
    faint = watched.page.evaluate(CONTRAST)

    assert faint == []


def test_it_prints_without_the_ways_to_other_pages(watched: Watched) -> None:
    watched.go("/?lang=ar")
    watched.page.emulate_media(media="print")

    assert not watched.page.locator("nav.ways").is_visible()
    assert watched.page.locator(".card").first.is_visible()
    assert watched.page.pdf().startswith(b"%PDF")


CONTRAST = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(Number)
      .map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => {
      const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return [ratio, e.textContent.trim().slice(0, 30)];
    })
    .filter(([ratio]) => ratio < 4.5);
}"""


LOADED = """
<iframe src="{origin}/?lang=en"></iframe> <object data="{origin}/?lang=en"></object>
<embed src="{origin}/?lang=en"> <img src="{origin}/chart/followers.svg">
<script src="{origin}/ask/growth.json"></script>
<link rel="stylesheet" href="{origin}/static/page.css">
<form action="{origin}/ask/growth"></form>
<a href="{origin}/?lang=en">follow</a>
"""
"""What a page of another site may hold of ours."""
FORBIDDEN = 403
ALONE = {"/redirected": "location = '/away'", "/submitted": "document.forms[0].submit()"}
"""What it may do while nobody touches it, by its path."""


@pytest.fixture(scope="module")
def stranger(origin: str) -> Iterator[str]:
    """Another site, on this machine by another name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", f"{origin}/?lang=en")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            script = f"<script>{ALONE.get(self.path, '')}</script>"
            self.wfile.write((LOADED.format(origin=origin) + script).encode())

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def _forbidden(told: Response) -> set[str]:
    return {told.url} if told.status == FORBIDDEN else set()


@pytest.mark.threat(21)
def test_a_browser_loads_nothing_of_it_into_another_site(
    browser: Browser, origin: str, stranger: str
) -> None:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        asked: set[str] = set()
        refused: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        page.on("response", lambda told: refused.update(_forbidden(told)))
        page.on("requestfailed", lambda request: refused.add(request.url))
        page.goto(f"{stranger}/", wait_until="networkidle")

        ours = {url for url in asked if url.startswith(origin)}
        assert len(ours) == 4, ours
        assert ours <= refused
        assert page.evaluate("document.images[0].naturalWidth") == 0
        assert not any("640,400" in frame.content() for frame in page.frames)

        page.get_by_role("link", name="follow").click()
        page.wait_for_url(f"{origin}/**")
        assert "640,400" in page.content(), "a link that somebody follows leads here"


@pytest.mark.threat(21)
@pytest.mark.parametrize("path", ALONE)
def test_a_browser_that_nobody_touches_is_led_to_nothing(
    browser: Browser, origin: str, stranger: str, path: str
) -> None:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{stranger}{path}")
        page.wait_for_url(f"{origin}/**")

        assert page.content().count("403") == 1
        assert "640,400" not in page.content()


@pytest.fixture(scope="module")
def editing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Pages]]:
    staff = editing_office(tmp_path_factory.mktemp("editing"))
    with closing(staff), served(staff.site) as port:
        yield f"http://127.0.0.1:{port}", staff


@pytest.mark.parametrize(("code", "period"), [("ar", "2026-09"), ("fr", "2026-10")])
def test_editors_enter_and_correct_on_a_telephone_without_scripts(
    browser: Browser, editing: tuple[str, Pages], code: str, period: str
) -> None:
    origin, staff = editing
    context = browser.new_context(
        viewport={"width": NARROW, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    log_in(page, origin, "karim", code)

    page.goto(f"{origin}/enter/activity?lang={code}", wait_until="networkidle")
    page.fill("#f-period", period)
    page.select_option("#f-kind", "reportage")
    page.fill("#f-count", "12")
    page.fill("#f-source", "السجل")
    page.click("form.entry button")
    page.wait_for_load_state("networkidle")
    assert "kept=new" in page.url, page.locator("body").inner_text()

    page.goto(f"{origin}/ask/changes?in=this+year&lang={code}", wait_until="networkidle")
    page.locator("a[href*='/enter/activity?entry=']").first.click()
    page.wait_for_load_state("networkidle")
    page.fill("#f-count", "13")
    page.fill("#f-reason", "à corriger")
    page.click("form.entry button")
    page.wait_for_load_state("networkidle")
    assert "kept=corrected" in page.url, page.locator("body").inner_text()
    assert [each.count.value for each in activities_of(staff, period)] == [13]
    context.close()


GONE = {"ar": "هذا الرابط لا يؤدي إلى شيء", "fr": "Ce lien ne mène nulle part"}
BY_HAND = (SAMPLES / "unknown" / "by_hand.csv").read_bytes()
COLUMNS = (("c1", "day"), ("c3", "followers"), ("c7", "visits"))


@pytest.mark.threat(33)
@pytest.mark.parametrize("code", ["ar", "fr"])
def test_a_link_is_made_opened_without_an_account_and_ends(
    browser: Browser, editing: tuple[str, Pages], code: str
) -> None:
    origin, staff = editing
    inside, outside = (browser.new_context(java_script_enabled=False) for _ in range(2))
    page, chief = inside.new_page(), outside.new_page()
    log_in(page, origin, "karim", code)
    guarded = make_link(page, f"{origin}/topics?lang={code}", "sesame-1")
    chief.goto(f"{guarded}?lang={code}")
    assert chief.locator("table").count() == 0
    for tried, status, tables in (("sesame-2", 403, 0), ("sesame-1", 200, 1)):
        chief.fill("#passcode", tried)
        with chief.expect_navigation() as arriving:
            chief.locator("main form button").click()
        assert arriving.value.status == status
        assert (chief.locator("table").count() > 0) == bool(tables)
    assert chief.locator("html").get_attribute("lang") == code
    assert inner_ways(chief) == []

    page.goto(f"{origin}/enter/links?lang={code}")
    page.locator("ul.links form button").first.click()
    page.wait_for_load_state()
    assert "done=1" in page.url
    open_link = make_link(page, f"{origin}/account/dgsn-x?days=30&lang={code}", "")
    assert status_of(chief, open_link) == 200
    assert chief.locator("img").count() > 0
    assert inner_ways(chief) == []
    expire_links(staff)
    for gone in (guarded, open_link):
        assert status_of(chief, f"{gone}?lang={code}") == 404
        assert GONE[code] in chief.locator("main").inner_text()
    for other in ("/", "/topics", "/balance/2026", "/ask/growth.json", "/enter/links", "/data"):
        chief.goto(f"{origin}{other}")
        assert "/-/login" in chief.url
    for context in (inside, outside):
        context.close()


def make_link(page: Page, address: str, passcode: str) -> str:
    """Make a link to a page, from its foot."""
    page.goto(address)
    page.locator("a[href*='/enter/link?']").first.click()
    page.fill("#f-passcode", passcode)
    page.locator("form.entry button").last.click()
    made = re.search(r"http://\S+/link/[A-Za-z0-9_-]{43}", page.locator("main").inner_text())
    assert made is not None
    return made[0]


def inner_ways(page: Page) -> list[str]:
    """Where the links of a page lead within its own origin, but for marks within itself."""
    origin = page.evaluate("location.origin")
    ways = page.evaluate("[...document.links].map(a => a.href)")
    here = page.url.partition("#")[0]
    return [way for way in ways if way.startswith(origin) and not way.startswith(f"{here}#")]


def status_of(page: Page, address: str) -> int:
    """How an address answers."""
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def expire_links(staff: Pages) -> None:
    """Let the days of every link be over."""
    with closing(sqlite3.connect(str(staff.site.database))) as connection, connection:
        connection.execute("UPDATE link SET expires_at = made_at")


@pytest.mark.parametrize(("code", "year"), [("ar", b"2025-"), ("fr", b"2024-")])
def test_columns_that_nobody_knows_are_named_in_the_browser(
    browser: Browser, editing: tuple[str, Pages], code: str, year: bytes
) -> None:
    origin, staff = editing
    context = browser.new_context(
        viewport={"width": NARROW, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    log_in(page, origin, "nadia", code)
    page.goto(f"{origin}/enter/upload?lang={code}")
    page.select_option("#f-account", "dgsn-x")
    page.fill("#f-downloaded", "2026-05-02")
    content = BY_HAND.replace(b"2025-", year)
    file = {"name": "à la main.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("#f-file", file)  # type: ignore[arg-type]
    page.locator("form.entry button").click()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    before = files_of(staff)
    page.locator("form.entry button").click()
    page.wait_for_load_state()
    assert page.locator("[role=alert] li").count() > 0
    for name, value in (("kind", "days"), ("platform", "x"), *COLUMNS):
        page.select_option(f"#f-t0_{name}", value)
    page.fill("#f-t0_zone", "UTC")
    page.locator("form.entry button").click()
    page.wait_for_load_state()
    assert page.locator("table").count() > 0, page.locator("main").inner_text()
    assert files_of(staff) == before
    page.locator("form.entry button").click()
    page.wait_for_load_state()
    assert "kept=new" in page.url, page.locator("main").inner_text()
    assert files_of(staff) == before + 1
    context.close()


def files_of(staff: Pages) -> int:
    """How many files are on file."""
    with closing(sqlite3.connect(str(staff.site.database))) as connection:
        return int(connection.execute("SELECT count(*) FROM source_file").fetchone()[0])


@pytest.fixture(scope="module")
def telephone(browser: Browser, editing: tuple[str, Pages]) -> Iterator[Page]:
    """That of an administrator who has logged in."""
    context = browser.new_context(viewport={"width": NARROW, "height": 800})
    page = context.new_page()
    log_in(page, editing[0], "amal", "ar")
    yield page
    context.close()


@pytest.mark.parametrize("form", [*FORMS, "upload"])
def test_no_form_is_wider_than_a_telephone(
    telephone: Page, editing: tuple[str, Pages], form: str
) -> None:
    for code in ("ar", "fr"):
        telephone.goto(f"{editing[0]}/enter/{form}?lang={code}", wait_until="networkidle")
        assert telephone.evaluate("document.documentElement.scrollWidth") <= NARROW


def log_in(page: Page, origin: str, name: str, code: str) -> None:
    """Log in on a page."""
    page.goto(f"{origin}/-/login?lang={code}")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("form.login button")
    page.wait_for_load_state()


def activities_of(staff: Pages, period: str) -> list[Activity]:
    """What is in force of a period."""
    with staff.site.open_store() as store:
        return [each for each in activities(store) if each.period.label == period]
