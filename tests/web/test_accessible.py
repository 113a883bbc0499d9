"""Pages that a reader of screens can read: headings, labels, captions, directions, contrast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]  # it comes with python-docx

from tests.support.staff_page import Pages, pages
from tests.web.test_login import locked

PATHS = (
    "/",
    "/account/dgsn-x",
    "/account/dgsn-instagram",
    "/post/dgsn-x/1001",
    "/post/dgsn-x/1002",
    "/topics?topic=roads",
    "/ask",
    "/ask/growth?by=month&in=this+year",
    "/ask/top",
    "/ask/compare?versus=2026-10",
    "/ask/post",
    "/ask/growth?in=soon",
    "/balance",
    "/balance/2026",
    "/account/nobody",
    "/nothing",
)
FOCUSABLE = "//a[@href] | //input[not(@type='hidden')] | //select | //button | //*[@tabindex='0']"
CSS = Path(__file__).parents[2] / "web" / "static" / "page.css"
TEXT, LARGE = 4.5, 3.0
"""What WCAG 2.2 asks of contrast (1.4.3, AA; 1.4.11 of what is no text)."""
PAIRS = (
    ("--ink", "--ground", TEXT),
    ("--ink", "--paper", TEXT),
    ("--soft", "--ground", TEXT),
    ("--soft", "--paper", TEXT),
    ("--link", "--ground", TEXT),
    ("--link", "--paper", TEXT),
    ("--gain", "--paper", TEXT),
    ("--loss", "--paper", TEXT),
    ("--loss", "--ground", TEXT),
    ("--warn", "--paper", TEXT),
    ("--paper", "--deep", TEXT),
    ("#f0d38a", "--deep", TEXT),
    ("#5b3d00", "#fdf1d3", TEXT),
    ("--focus", "--ground", LARGE),
    ("--focus", "--paper", LARGE),
    ("--focus", "#fdf1d3", LARGE),
    ("#f0d38a", "--deep", LARGE),
    ("#7b8894", "#ffffff", LARGE),
)


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with closing(pages(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with closing(locked(tmp_path_factory.mktemp("locked"))) as opened:
        yield opened


@pytest.fixture(params=["ar", "fr", "en"])
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[*PATHS, "/-/login"])
def page(request: pytest.FixtureRequest, staff: Pages, login: Pages, code: str) -> Any:
    path = request.param
    asked = f"{path}{'&' if '?' in path else '?'}lang={code}"
    return html.fromstring((login if path == "/-/login" else staff).get(asked).content)


def test_every_page_can_be_read_aloud(page: Any, code: str) -> None:
    """All of one page at once: a page is dear to make, a look at it is not."""
    _require_language_and_landmarks(page, code)
    _require_headings_in_order(page)
    _require_names_once(page)
    _require_tables_that_tell_what_they_are(page)
    _require_labels(page)
    _require_pictures_in_words(page)


def _require_language_and_landmarks(page: Any, code: str) -> None:
    root = page.getroottree().getroot()
    assert (root.get("lang"), root.get("dir")) == (code, "rtl" if code == "ar" else "ltr")
    assert page.xpath("string(//title)").strip()
    for landmark in ("main", "header", "footer"):
        assert len(page.xpath(f"//{landmark}")) == 1
    first = page.xpath(FOCUSABLE)[0]
    assert first.get("class") == "skip"
    assert page.xpath(f"//main[@id='{first.get('href').removeprefix('#')}'][@tabindex='-1']")
    assert all(nav.get("aria-label") for nav in page.xpath("//nav"))
    for way in page.xpath("//nav[@class='languages']/a"):
        assert way.get("lang") == way.get("hreflang") in {"ar", "fr", "en"}


def _require_headings_in_order(page: Any) -> None:
    levels = [int(found.tag[1]) for found in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(found.text_content().strip() for found in page.xpath("//h1|//h2|//h3"))


def _require_names_once(page: Any) -> None:
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    for reference in page.xpath("//@aria-labelledby | //@aria-describedby | //label/@for"):
        assert reference in names


def _require_tables_that_tell_what_they_are(page: Any) -> None:
    for table in page.xpath("//table"):
        named = table.xpath("caption | ancestor::*[@role='region'][@aria-label!='']")
        assert named
        assert all(found.get("scope") in {"col", "row"} for found in table.xpath(".//th"))
        for row in table.xpath("tbody/tr[td[@data-title]]"):
            assert len(row.xpath("th[@scope='row']")) == 1
            assert len(row) == len(table.xpath("thead/tr/th"))
    for region in page.xpath("//*[@tabindex='0']"):
        assert region.get("role") == "region"
        assert region.get("aria-label") or region.get("aria-labelledby")


def _require_labels(page: Any) -> None:
    for field in page.xpath("//select | //input[not(@type='hidden')]"):
        (label,) = page.xpath(f"//label[@for='{field.get('id')}']")
        assert label.text_content().strip()
    for told in page.xpath("//a[@href] | //button"):
        assert told.text_content().strip()


def _require_pictures_in_words(page: Any) -> None:
    for picture in page.xpath("//img"):
        assert picture.get("alt")
        assert picture.get("width")
        assert picture.get("height")


def test_texts_of_others_have_a_direction_of_their_own(staff: Pages) -> None:
    page = html.fromstring(staff.get("/post/dgsn-x/1002?lang=ar").content)

    assert page.xpath("//blockquote/@dir") == ["auto"]
    listed = html.fromstring(staff.get("/account/dgsn-x?lang=fr").content)
    assert all(
        link.xpath("bdi[@dir='auto']")
        for link in listed.xpath("//td//a | //th//a[contains(@href, '/post/')]")
    )


@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_stand_out_from_their_ground(front: str, back: str, least: float) -> None:
    colours = dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{6});", CSS.read_text("utf-8")))
    light, dark = sorted(
        (_luminance(colours.get(each, each)) for each in (front, back)), reverse=True
    )

    assert (light + 0.05) / (dark + 0.05) >= least


def test_every_colour_is_one_whose_contrast_was_weighed() -> None:
    """A new colour of a text is added above, with its ground."""
    style = CSS.read_text("utf-8")
    used = set(re.findall(r"(?<![-a-z])color: (?:var\((--[a-z]+)\)|(#[0-9a-f]+))", style))

    weighed = {front for front, _, _ in PAIRS} | {"#fff", "--gold"}
    assert {name or value for name, value in used} <= weighed


def _luminance(colour: str) -> float:
    """How light a colour is (WCAG 2.2, relative luminance)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
