"""Pictures of all that people look at, on contact sheets: for eyes, not for assertions.

Pages, letters, charts, cards, slides and papers of the demonstration, in Arabic and in French, at
the width of a telephone and of a desk. `make pictures` writes them into pictures/; what chromium,
soffice and pdftoppm would draw is left out where they are not installed, and named.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright

from tests.support.pinned_demo import PinnedDemo, make_demo
from tests.support.staff_page import served

CODES = ("ar", "fr")
WIDTHS = (375, 1280)
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--disable-gpu", "--no-first-run", "--no-sandbox")
PATHS = (
    "/",
    "/account/dgsn-x",
    "/topics?topic=road_safety",
    "/balance",
    "/balance/2023",
    "/ask",
    "/ask/followers?in=2026&by=month",
    "/ask/growth?in=last+month",
    "/ask/top?in=2026&limit=5",
    "/ask/today",
    "/ask/engagement",
)
FIGURES = ("followers", "growth", "posts")
TALLEST, ACROSS, MARGIN, CAPTION = 2600, 2400, 16, 14
"""Of a sheet, in pixels: how much of a long page is shown, its width, its edges, its captions."""
CELLS = {375: 300, 1280: 760}


class Shot(NamedTuple):
    """A picture, and what it shows."""

    caption: str
    path: Path


def main() -> None:
    """Make the demonstration, and write the sheets into the folder named, else into pictures/."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "pictures")
    out.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        demo = make_demo(Path(name))
        shots = Path(name) / "shots"
        shots.mkdir()
        for code in CODES:
            _sheet(
                [*_charts(demo, code), *_cards(demo, code, shots)], out / f"charts.{code}.png", 760
            )
            _sheet(list(_papers(demo, code, shots)), out / f"papers.{code}.png", 560)
        if not CHROMIUM.exists():
            print("without chromium: no pages and no letters")  # noqa: T201
            return
        _in_browser(demo, shots, out)


def _in_browser(demo: PinnedDemo, shots: Path, out: Path) -> None:
    with served(demo.pages.site) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        origin = f"http://127.0.0.1:{port}"
        for code in CODES:
            pages = [f"{origin}{path}{'&' if '?' in path else '?'}lang={code}" for path in PATHS]
            letters = [path.as_uri() for path in demo.folder.glob(f"demo/letters/*.{code}.html")]
            for width in WIDTHS:
                taken = list(_taken(browser, [*pages, *letters], width, shots))
                _sheet(taken, out / f"pages-{width}.{code}.png", CELLS[width])
        browser.close()


def _taken(browser: Browser, addresses: Sequence[str], width: int, shots: Path) -> Iterator[Shot]:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for address in addresses:
        page.goto(address, wait_until="networkidle")
        path = shots / f"{len(list(shots.iterdir()))}.png"
        page.screenshot(path=str(path), full_page=True)
        wider = page.evaluate("document.documentElement.scrollWidth") - width
        cut = f" — {wider} px too wide" if wider > 0 else ""
        yield Shot(f"{address.rpartition('127.0.0.1')[2]}{cut}", path)
        if cut:
            print(f"{width} px: {address}{cut}")  # noqa: T201  # what it was asked to find
    context.close()


def _charts(demo: PinnedDemo, code: str) -> Iterator[Shot]:
    for path in sorted(demo.folder.glob(f"demo/charts/*.{code}.png")):
        yield Shot(path.name, path)


def _cards(demo: PinnedDemo, code: str, shots: Path) -> Iterator[Shot]:
    for figure in FIGURES:
        folder = shots / f"{figure}.{code}"
        demo.run("card", figure, "--lang", code, "--out", str(folder))
        yield from (Shot(path.name, path) for path in sorted(folder.glob("*.png")))


def _papers(demo: PinnedDemo, code: str, shots: Path) -> Iterator[Shot]:
    """The pages of the balance as PDF and DOCX, and the slides."""
    folder = shots / f"papers.{code}"
    folder.mkdir()
    for form in ("pdf", "docx"):
        name = str(folder / f"balance.{form}")
        demo.run("bilan", "--year", "2023", "--lang", code, "--out", name)
    demo.run("slides", "--lang", code, "--out", str(folder / "slides.pptx"))
    for path in sorted(folder.glob("*.*")):
        yield from _paper(path)


def _paper(path: Path) -> Iterator[Shot]:
    tools = ("pdftoppm",) if path.suffix == ".pdf" else ("soffice", "pdftoppm")
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        print(f"without {', '.join(missing)}: not {path.name}")  # noqa: T201
        return
    into = path.parent / path.suffix.removeprefix(".")
    into.mkdir()
    pdf = path
    if path.suffix != ".pdf":
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(into), str(path))
        pdf = into / f"{path.stem}.pdf"
    _run("pdftoppm", "-r", "70", "-png", str(pdf), str(into / "page"))
    yield from (Shot(f"{path.name} {page.stem}", page) for page in sorted(into.glob("*.png")))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def _sheet(shots: Sequence[Shot], path: Path, width: int) -> None:
    """Lay pictures out in columns of a width, each below its caption, and write the sheet."""
    columns = max(1, (ACROSS - MARGIN) // (width + MARGIN))
    heights = [MARGIN] * columns
    placed = []
    for shot in shots:
        with Image.open(shot.path) as picture:
            small = picture.convert("RGB")
        small = small.resize((width, max(1, round(small.height * width / small.width))))
        small = small.crop((0, 0, width, min(small.height, TALLEST)))
        column = heights.index(min(heights))
        placed.append((MARGIN + column * (width + MARGIN), heights[column], shot.caption, small))
        heights[column] += CAPTION + small.height + MARGIN
    sheet = Image.new("RGB", (MARGIN + columns * (width + MARGIN), max(heights)), "#8a949e")
    pen = ImageDraw.Draw(sheet)
    for left, top, caption, small in placed:
        pen.text((left, top), caption.encode("ascii", "replace").decode(), fill="white")
        sheet.paste(small, (left, top + CAPTION))
    sheet.save(path)
    print(path)  # noqa: T201  # what it was asked for


if __name__ == "__main__":
    main()
