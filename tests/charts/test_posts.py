"""A post's curve, and the posts that drew most."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import isnan, log10

import pytest
from matplotlib.patches import Rectangle

from charts import post_curve, top_posts_chart
from metrics.model import Counts, Form, Kind
from metrics.series import PostReading
from tests.support.charted import LANGUAGES, NOW, faults, paper, post, said, words, xs, ys

ARABIC = (
    "تعلن المديرية العامة للأمن الوطني عن تنظيم أيام الأبواب المفتوحة بمدينة الجديدة، من 14 إلى"
    " 18 ماي، تحت شعار: فخورون بخدمة أمة عريقة وعرش مجيد 🇲🇦🚔 #الأمن_الوطني https://t.co/abc"
)
HOSTILE = [
    ARABIC,
    "$\\frac{1}{0}$ 100$ & <b>markup</b> {n} %s \\alpha",
    "🇲🇦🚔",
    "كلمة " * 400,
    "a\u0000b\u202e \ud800 c\nd\te",
    "𝗕𝗼𝗹𝗱 ﷺ ⵜⴰⵎⴰⵣⵉⵖⵜ 你好",
    "x" * 500,
    "",
    None,
]


@pytest.mark.fault(32)
@pytest.mark.parametrize("code", LANGUAGES)
def test_it_draws_any_text_on_its_page(code: str) -> None:
    posts = [
        post(text, id_=str(index), platform=("x", "facebook")[index % 2])
        for index, text in enumerate(HOSTILE)
    ]

    assert faults(top_posts_chart(posts, paper(code, "demonstration"), metric="views")) == []
    for each in posts:
        assert faults(post_curve(each, paper(code, "demonstration"))) == []


def test_it_draws_each_look_as_a_dot_over_age() -> None:
    line, *_ = [each for each in post_curve(post(), paper("en")).axes[0].lines if len(xs(each)) > 2]

    assert xs(line) == [log10(hours) for hours in (1, 25, 49)]
    assert ys(line) == [100, 400, 900]


def test_it_breaks_the_curve_where_a_count_was_not_told() -> None:
    figure = post_curve(post(views=(100, None, 900)), paper("en"))

    line = next(each for each in figure.axes[0].lines if len(xs(each)) == 3)
    assert [isnan(value) for value in ys(line)] == [False, True, False]


def test_it_adds_no_look_at_the_publication() -> None:
    figure = post_curve(post(views=(100,)), paper("en"))

    assert all(len(xs(line)) == 1 for line in figure.axes[0].lines if 0 not in ys(line))
    assert "Measured: 1 look of Hasila" in said(figure)


def test_it_draws_views_apart_from_smaller_counts() -> None:
    figure = post_curve(post(), paper("fr"))

    assert len(figure.axes) == 2
    assert {"vues 900", "mentions «\u202fj’aime\u202f» 90", "reposts 7"} <= set(words(figure))


def test_it_names_the_counts_that_the_platform_does_not_tell() -> None:
    told = said(post_curve(post(), paper("en")))

    assert "Not told by the platform: quotes and bookmarks." in told


def test_it_says_when_no_count_is_known() -> None:
    silent = replace(post(), readings=())
    figure = post_curve(silent, paper("en"))

    assert "No count of this post is known." in words(figure)
    assert faults(figure) == []


def test_it_draws_a_look_that_a_wrong_clock_dates_before_the_post() -> None:
    early = PostReading(NOW - timedelta(days=30), Counts(views=5))
    figure = post_curve(replace(post(), readings=(early,)), paper("ar"))

    assert faults(figure) == []


def test_it_says_that_a_post_is_gone() -> None:
    gone = replace(post(text=None), vanished_at=NOW)
    told = said(post_curve(gone, paper("en")))

    assert "(the post is gone; its text was erased)" in told
    assert "The post is gone from the platform" in told


@pytest.mark.parametrize(
    ("form", "kind", "description"),
    [
        (Form.IMAGE, Kind.POST, "(image)"),
        (Form.REEL, Kind.POST, "(reel)"),
        (None, Kind.POST, "(without text)"),
        (None, Kind.REPLY, "(reply)"),
        (Form.VIDEO, Kind.REPOST, "(repost)"),
    ],
)
def test_it_describes_a_post_without_words(form: Form | None, kind: Kind, description: str) -> None:
    """A text of nothing but flags that no font can draw has no words, either."""
    silent = replace(post("🇲🇦", form=form), kind=kind)

    assert description in words(top_posts_chart([silent], paper("en"), metric="views"))


def test_it_cleans_a_text_without_inventing_letters() -> None:
    told = words(top_posts_chart([post("𝗕𝗼𝗹𝗱\nnews 🇲🇦 https://t.co/x #tag")], paper("en")))

    assert "Bold news #tag" in told


def test_it_sets_each_text_in_its_own_direction() -> None:
    posts = [post("Une seule annonce", id_="1"), post("DGSN: بلاغ هام للجميع", id_="2")]
    texts = [text.get_text() for text in top_posts_chart(posts, paper("ar"), metric="views").texts]

    assert "\u200eUne seule annonce" in texts
    assert "\u200fDGSN: بلاغ هام للجميع" in texts


def test_it_ranks_by_the_last_known_count() -> None:
    posts = [
        post("third", views=(10, 20), id_="3"),
        post("first", views=(900, None), id_="1"),
        post("second", views=(30, 40), id_="2"),
    ]
    drawn = words(top_posts_chart(posts, paper("en"), metric="views"))

    order = [word for word in drawn if word in {"first", "second", "third"}]
    assert order == ["first", "second", "third"]
    assert {"900", "40", "20"} <= set(drawn)


def test_it_gives_equal_counts_the_same_place() -> None:
    posts = [post(f"post {index}", views=(5,), id_=str(index)) for index in range(3)]
    drawn = words(
        top_posts_chart([*posts, post("last", views=(1,), id_="9")], paper("en"), metric="views")
    )

    assert drawn.count("1") == 3 + 1  # three places, and the count of the last
    assert "4" in drawn


def test_it_leaves_out_what_is_not_known_and_says_so() -> None:
    posts = [post("known", views=(5,), id_="1"), post("unknown", views=(None,), id_="2")]
    drawn = words(top_posts_chart(posts, paper("en"), metric="views"))

    assert "unknown" not in drawn
    assert "1 post is left out: its number is not known." in drawn


def test_it_says_what_is_summed_as_interactions() -> None:
    figure = top_posts_chart([post()], paper("en"))

    assert "Interactions on X: likes, reposts, and replies." in words(figure)
    assert "100" in words(figure)  # 90 likes, 7 reposts, 3 replies


def test_it_draws_bars_in_proportion_from_the_reading_edge() -> None:
    posts = [post("more", views=(400,), id_="1"), post("less", views=(100,), id_="2")]
    bars = {}
    for code in ("ar", "fr"):
        blocks = top_posts_chart(posts, paper(code), metric="views").findobj(Rectangle)
        bars[code] = [block.get_window_extent() for block in blocks if block.get_zorder() < 0]

    for longer, shorter in bars.values():
        assert longer.width == pytest.approx(4 * shorter.width, rel=0.02)
    assert bars["ar"][0].x1 == pytest.approx(bars["ar"][1].x1)
    assert bars["fr"][0].x0 == pytest.approx(bars["fr"][1].x0)


@pytest.mark.parametrize("count", [1, 10, 30])
def test_it_grows_with_its_rows(count: int) -> None:
    posts = [post(f"post {index}", views=(index,), id_=str(index)) for index in range(count)]
    figure = top_posts_chart(posts, paper("ar"), metric="views", limit=count)

    assert faults(figure) == []
    assert sum(word.startswith("post ") for word in words(figure)) == count


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_when_there_is_no_post(code: str) -> None:
    figure = top_posts_chart([], paper(code), metric="views")

    assert len(words(figure)) == 3
    assert faults(figure) == []
