"""Slides: five, their numbers as texts, their charts as pictures, in the right direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from documents.pptx import deck_as_pptx
from queries.request import Asked
from reports.slides import deck_of
from tests.support.asking import FACEBOOK, Desk, X, day, open_desk
from tests.support.storage_visits import NOON, post
from words import language

TARGET = f'[[target]]\naccount = "{X}"\nfollowers = 2000\nby = 2026-12-31\nsince = 2026-11-01\n'
SMALLEST = 0.75
"""Beside the size in which it was drawn: letters of a sheet as high as two were half as large."""
PICTURE = 13
"""MSO_SHAPE_TYPE.PICTURE."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("slides"), TARGET) as opened:
        for days in range(20, -1, -1):
            at = NOON - timedelta(days=days)
            opened.read(X, at, 1_500 - 10 * days, *([post("1", at)] if days == 3 else []))
        opened.read(FACEBOOK, NOON, 600)
        yield opened


def slides(desk: Desk, code: str, **days: Any) -> Sequence[Any]:
    meant = {"since": day("2026-11"), "until": day("2026-12")} | days
    asked = Asked(desk.store, desk.settings, desk.now, language(code), desk.accounts, **meant)
    return list(Presentation(BytesIO(deck_as_pptx(deck_of(asked)))).slides)


def texts(slide: Any) -> list[str]:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    lines = [line.text for frame in frames for line in frame.paragraphs]
    return [text.replace("\u200f", "").replace("\u200e", "") for text in lines if text]


def test_the_numbers_are_those_of_the_cards_with_what_must_be_known(desk: Desk) -> None:
    cover, followers, growth, posts, targets = slides(desk, "en")

    assert "The official accounts" in texts(cover)
    assert {"2,100", "X 1,500 · Facebook 600"} <= set(texts(followers))
    assert {"+200", "Not known, and not counted: Facebook"} <= set(texts(growth))
    assert any("These days are not over" in line for line in texts(growth))
    assert "1" in texts(posts)[1:2] or "at least 1" in texts(posts)
    assert any("of the way is gone" in line for line in texts(targets))


def test_what_nobody_knows_is_said_and_no_number_stands_there(desk: Desk) -> None:
    found = slides(desk, "fr", since=day("2019"), until=day("2020"))

    for slide in found[1:4]:
        assert any("le chiffre n’est pas connu" in line for line in texts(slide))
        assert not [shape for shape in slide.shapes if shape.shape_type == PICTURE]


@pytest.mark.parametrize(("code", "way", "side"), [("ar", "1", "r"), ("fr", "0", "l")])
def test_every_line_runs_in_the_direction_of_its_language(
    desk: Desk, code: str, way: str, side: str
) -> None:
    for slide in slides(desk, code):
        for shape in slide.shapes:
            for line in shape.text_frame.paragraphs if shape.has_text_frame else ():
                if line.text:
                    properties = line._p.pPr
                    assert (properties.get("rtl"), properties.get("algn")) == (way, side)
                    font = line.runs[0]._r.rPr.find(qn("a:cs"))
                    assert font.get("typeface") == "Arial"


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_charts_are_pictures_with_words_inside_the_slide(desk: Desk, code: str) -> None:
    for slide in slides(desk, code)[1:4]:
        (picture,) = [shape for shape in slide.shapes if shape.shape_type == PICTURE]
        described = picture._element.nvPicPr.cNvPr.get("descr")
        assert described
        assert slide.shapes.title.text
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= 13.334 * 914_400
            assert 0 <= shape.top <= shape.top + shape.height <= 7.501 * 914_400
    for slide in slides(desk, code)[1:4]:
        picture = next(shape for shape in slide.shapes if shape.shape_type == PICTURE)
        is_left = picture.left < 13.333 * 914_400 / 3
        assert is_left is (code == "ar")


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_letters_on_a_chart_are_hardly_smaller_than_they_were_drawn(desk: Desk, code: str) -> None:
    for slide in slides(desk, code)[1:4]:
        (picture,) = [shape for shape in slide.shapes if shape.shape_type == PICTURE]
        pixels, _ = picture.image.size
        dots, _ = picture.image.dpi
        assert picture.width / Inches(pixels / dots) > SMALLEST
