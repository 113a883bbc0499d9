"""Cards: what stands on them, on a small file computed by hand, and how they are drawn.

dgsn-x went from 1,000 followers on the last day of October to 1,250 on 20 November, with two posts;
dgsn-facebook was read today alone: 600 followers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from charts import FigureCard, card_picture, render_figure
from metrics.quantity import Precision
from queries.request import Asked, CannotAnswer
from reports.cards import CARDS
from settings import Brand
from tests.support.asking import FACEBOOK, Desk, X, day, open_desk
from tests.support.charted import faults, paper, said
from tests.support.storage_visits import NOON, post
from words import language

TARGETS = f"""
[[target]]
account = "{X}"
followers = 1500
by = 2026-12-31
since = 2026-11-01
"""
LONG = FigureCard(
    "الحساب الرسمي على إنستغرام · dgsn-instagram-portes-ouvertes-2026-annee-entiere",
    "صافي تطور المنخرطين",
    "ما بين 12.345 و1.234.567",
    ("1 يناير – 21 نونبر 2026", *["هذه الأيام لم تنته بعد: الأرقام إلى حدود 21 نونبر 2026."] * 5),
    ("Source : X ; imprimé pour 2023 (Bilan annuel de la Direction générale 2023, page 14)",) * 4,
)


def logo(wide: int = 300, high: int = 200) -> bytes:
    """A picture of one colour."""
    return render_figure(Figure((wide / 150, high / 150), 150, facecolor="#AA1111"), "png")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("cards"), TARGETS) as opened:
        opened.read(X, NOON.replace(month=10, day=31), 1_000)
        posts = [post(str(number), NOON - timedelta(days=number)) for number in (1, 2)]
        opened.read(X, NOON, 1_250, *posts)
        opened.read(FACEBOOK, NOON, 600)
        yield opened


def card(desk: Desk, figure: str, *names: str, code: str = "en", **days: Any) -> FigureCard:
    chosen = tuple(one for one in desk.accounts if not names or one.name in names)
    meant: dict[str, Any] = {key: day(value) for key, value in days.items()}
    return CARDS[figure](
        Asked(desk.store, desk.settings, desk.now, language(code), chosen, **meant)
    )


def lines(found: FigureCard) -> Sequence[str]:
    return [*found.lines, *found.source]


def test_followers_together_are_told_with_their_parts_their_day_and_their_evidence(
    desk: Desk,
) -> None:
    found = card(desk, "followers")

    assert (found.subject, found.figure) == ("The official accounts together", "1,850")
    assert "X 1,250 · Facebook 600" in found.lines
    assert found.source == (
        f"Source: X and Facebook; measured, {language('en').date(NOON.date())}",
    )


def test_what_is_not_known_of_an_account_is_left_out_and_said(desk: Desk) -> None:
    found = card(desk, "growth", since="2026-11", until="2026-12")

    assert (found.subject, found.figure) == ("X", "+250")
    assert "Not known, and not counted: Facebook" in found.lines
    assert any("These days are not over" in line for line in found.lines)
    assert "+25.0%" in found.lines


def test_a_figure_that_nobody_has_makes_no_card(desk: Desk) -> None:
    with pytest.raises(CannotAnswer, match=r"No card is drawn.*Facebook"):
        card(desk, "growth", FACEBOOK, since="2026-11")
    with pytest.raises(CannotAnswer, match="No target is set"):
        card(desk, "target", FACEBOOK)


def test_posts_that_are_on_file_in_part_are_at_least_so_many(desk: Desk) -> None:
    whole = card(desk, "posts", X, since="2026-11-19", until="2026-11-22")
    partly = card(desk, "posts", X, since="2026-10", until="2026-11-22")

    assert whole.figure == "1"
    assert partly.figure == "at least 2"
    assert "On file in part: X" in partly.lines


def test_the_way_to_a_target_is_drawn_as_far_as_it_is_gone(desk: Desk) -> None:
    found = card(desk, "target", X, code="fr")

    assert found.share is not None
    assert float(found.share) == 0.5
    assert found.figure == "50,0\u202f%"
    assert any("du temps écoulé" in line for line in found.lines)


def test_a_printed_figure_names_its_source_and_its_precision(desk: Desk) -> None:
    desk.print_figure("2023", FACEBOOK, 440_000, Precision.THOUSAND)
    found = card(desk, "followers", FACEBOOK, since="2023", until="2024")

    assert found.figure == "around 440,000"
    assert found.source == ("printed for 2023 (hasila)",)


@pytest.mark.parametrize("shape", ["square", "wide"])
@pytest.mark.parametrize("code", ["ar", "fr"])
def test_a_card_has_the_size_of_its_shape_and_cuts_nothing(
    desk: Desk, code: str, shape: str
) -> None:
    size = {"square": (1080, 1080), "wide": (1920, 1080)}[shape]
    brand = Brand("#F4D03F", "#AA0000", logo())
    sheet = paper(code, "Démonstration : relevés d’une plateforme simulée")
    for shown in (LONG, card(desk, "target", X, code=code), card(desk, "followers", code=code)):
        figure = card_picture(shown, brand, shape, sheet)
        assert faults(figure) == []
        assert "…" not in said(figure)
        assert "Démonstration" in said(figure)
        picture = imread(BytesIO(render_figure(figure, "png")))
        assert picture.shape[:2] == size[::-1]
    assert "1.850" in said(figure) or "1\u202f850" in said(figure)
