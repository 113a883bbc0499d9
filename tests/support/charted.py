"""What the charts' tests draw, and how they look at what was drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from charts import Paper
from metrics.model import Counts, Form, Kind
from metrics.periods import parse_period, zone
from metrics.quantity import Precision, measured, published
from metrics.series import Event, Point, Post, PostReading, PrintedFigure, Series
from words import language

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CASABLANCA = zone("Africa/Casablanca")
LANGUAGES = ("ar", "fr", "en")
PLATFORMS = {"dgsn-x": "x", "dgsn-facebook": "facebook", "dgsn-instagram": "instagram"}
MARKS = dict.fromkeys((0x200E, 0x200F))
LETTERS = 0.6
"""How much of a line's height its letters fill."""

PRINTED = [
    PrintedFigure(parse_period(year), account, "followers", published(value, precision, source))
    for year, account, value, precision, source in [
        ("2020", "dgsn-facebook", 191903, Precision.EXACT, "DGSN, hasila 2021 (MAP)"),
        ("2021", "dgsn-x", 317074, Precision.EXACT, "DGSN, hasila 2021 (MAP)"),
        ("2021", "dgsn-facebook", 282638, Precision.EXACT, "DGSN, hasila 2021 (MAP)"),
        ("2022", "dgsn-x", 434000, Precision.THOUSAND, "Police magazine on 2022"),
        ("2022", "dgsn-facebook", 385000, Precision.THOUSAND, "Police magazine on 2022"),
        ("2022", "dgsn-instagram", 133000, Precision.AT_LEAST, "Police magazine on 2022"),
        ("2023", "dgsn-x", 480944, Precision.EXACT, "DGSN, hasila 2023"),
        ("2023", "dgsn-facebook", 440000, Precision.THOUSAND, "DGSN, hasila 2023"),
        ("2023", "dgsn-instagram", 207000, Precision.THOUSAND, "DGSN, hasila 2023"),
        ("2023", "all", 1127944, Precision.THOUSAND, "DGSN, hasila 2023"),
    ]
]
"""What the directorate has printed."""

EVENTS = [
    Event(since, until, {"ar": arabic, "fr": french})
    for since, until, arabic, french in [
        (date(2022, 5, 16), date(2022, 5, 21), "الأبواب المفتوحة", "Portes ouvertes"),
        (date(2023, 9, 8), date(2023, 9, 20), "زلزال الحوز", "Séisme d'Al Haouz"),
        (date(2026, 10, 14), date(2026, 10, 18), "أيام الأبواب المفتوحة", "Journées ouvertes"),
        (date(2026, 10, 20), date(2026, 10, 21), "حملة السلامة الطرقية", "Sécurité routière"),
    ]
]


def paper(code: str, note: str | None = None) -> Paper:
    """A sheet for the directorate, on a morning in November."""
    return Paper(language(code), "المديرية العامة للأمن الوطني", CASABLANCA, NOW, note)


def weeks(
    account: str = "dgsn-x",
    start: int = 640_000,
    *,
    days: int = 49,
    gap: tuple[int, int] = (20, 23),
    per_day: int = 150,
) -> Series:
    """Four readings a day up to now; between two ages in days, nobody could read."""
    points = []
    for quarter in range(days * 4 + 1):
        at = NOW - timedelta(days=days) + timedelta(hours=6 * quarter)
        lost = gap[0] <= (NOW - at) / timedelta(days=1) < gap[1]
        quantity = None if lost else measured(start + quarter * per_day // 4)
        points.append(Point(quantity, at=at, reason="unavailable" if lost else None))
    return Series(account, PLATFORMS.get(account, "x"), "followers", tuple(points))


def three() -> list[Series]:
    """The three accounts, each with weeks of readings."""
    starts = {"dgsn-x": 636_000, "dgsn-facebook": 588_000, "dgsn-instagram": 327_000}
    return [weeks(account, start) for account, start in starts.items()]


def post(
    text: str | None = "بلاغ",
    views: Sequence[int | None] = (100, 400, 900),
    *,
    platform: str = "x",
    id_: str = "1",
    form: Form | None = None,
    days_old: int = 4,
) -> Post:
    """A post with a look each day since its first, likes a tenth of the views."""
    published_at = NOW - timedelta(days=days_old)
    looks = [
        PostReading(
            published_at + timedelta(days=day, hours=1),
            Counts(views, likes=None if views is None else views // 10, comments=3, shares=7),
        )
        for day, views in enumerate(views)
    ]
    return Post(
        f"dgsn-{platform}", platform, id_, published_at, Kind.POST, form, text, None, None,
        tuple(looks),
    )  # fmt: skip


def words(figure: Figure) -> list[str]:
    """Every text on a chart, without the invisible marks of direction."""
    return [text.get_text().translate(MARKS) for text in _texts(figure)]


def said(figure: Figure) -> str:
    """All of a chart's texts as one."""
    return "\n".join(words(figure))


def xs(line: Line2D) -> list[float]:
    """Where the points of a line lie on the axis of time."""
    return [float(x) for x in np.asarray(line.get_xdata(), dtype=float)]


def ys(line: Line2D) -> list[float]:
    """The values of a line's points, NaN where it is broken."""
    return [float(y) for y in np.asarray(line.get_ydata(), dtype=float)]


def faults(figure: Figure) -> list[str]:
    """Texts that leave the page, and texts that cover one another."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _texts(figure)]
    page = figure.bbox
    outside = [
        f"outside: {text}"
        for text, box in boxes
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1
    ]
    tight = [(text, _letters(box)) for text, box in boxes]
    pairs = combinations(tight, 2)
    return outside + [f"{a} covers {b}" for (a, one), (b, other) in pairs if one.overlaps(other)]


def _texts(figure: Figure) -> Iterator[Text]:
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip():
            yield text


def _letters(box: Bbox) -> Bbox:
    spare = box.height * (1 - LETTERS) / 2
    return Bbox.from_extents(box.x0, box.y0 + spare, box.x1, box.y1 - spare)
