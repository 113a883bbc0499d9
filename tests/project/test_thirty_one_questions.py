"""The 31 questions of the tutorial are answered in three languages, with figures made by hand.

Each is asked of `tests/support/counted_office.py` as the tutorial asks it. A figure has to stand in
JSON under its key, and in one line with its account in the text of each language; what is refused
says why, in each language. The computations stand in the comments.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation

import imports
from queries.request import Asked
from reports.cards import CARDS
from settings import load
from storage import Store
from tests.project.test_tutorial import LANGUAGE, commands
from tests.support.asking import FACEBOOK, X, day
from tests.support.counted_office import INSTAGRAM, NOW, CountedOffice, open_counted
from tests.support.pinned_demo import INVISIBLE
from tests.support.reduced import svg_text
from words import language

CODES = ("en", "fr", "ar")
Figures = Mapping[str, object]
SEPARATORS = {"en": (",", r"\."), "fr": ("[ \u00a0\u202f]", ","), "ar": (r"\.", ",")}
"""Patterns of what parts thousands and decimals, by language."""


@dataclass(frozen=True)
class Answered:
    """A question of the tutorial, by its number, and what has to be told."""

    number: int
    command: str
    rows: Sequence[Figures] = ()
    """Of each row some of what JSON holds."""
    shown: Sequence[Sequence[object]] = ()
    """What stands in one line of the text; unless given, the names and counts of each row."""
    why: Mapping[str, str] | None = None
    """By language, a piece of the reason for which something is not told."""


def gained(name: str, month: int, net: int | None) -> Figures:
    """A row of `growth --by month`."""
    return {"account": name, "since": f"2026-{month:02}-01", "net": net}


def compared(name: str, metric: str, before: int, after: int, change: int) -> Figures:
    """A row of `compare`."""
    numbers = {"before": before, "after": after, "change": change}
    return {"account": name, "metric": metric, **numbers}


def ranked(place: int, name: str, post: str, score: int) -> Figures:
    """A row of `top`."""
    return {"place": place, "account": name, "post": post, "score": score}


TOO_FEW = {"en": "too few posts", "fr": "trop peu", "ar": "منشورات أقل من اللازم"}
SINCE_MARCH = {
    "en": "since the reading of March 22, 2026",
    "fr": "depuis le relevé du 22 mars 2026",
    "ar": "22 مارس 2026",
}
QUESTIONS = (
    # 119 days since 31 July: 1,000 + 119 x 10 + 100 more on 8 October; 690,000 + 119 x 50.
    Answered(
        1,
        "ask followers",
        [
            {"account": X, "followers": 2_290},
            {"account": FACEBOOK, "followers": 695_950},
            {"account": INSTAGRAM, "followers": 10_500},
            # 2,290 + 695,950 + 10,500
            {"account": None, "followers": 708_740},
        ],
    ),
    Answered(
        1,
        "ask followers --in 2023 --by year",
        [
            {"account": FACEBOOK, "followers": 600_000, "precision": "thousand"},
            {"account": X, "followers": None},
        ],
        [(FACEBOOK, 600_000)],
        {"en": "2 figures are not known", "fr": "2 chiffres", "ar": "رقمان"},
    ),
    # 17 February is day 0: 18 February 9,480, and 29 days of 20 until 19 March.
    Answered(
        2,
        "ask growth --account dgsn-instagram --in ramadan-1447",
        [{"start": 9_480, "end": 10_060, "net": 580, "days_kept": 29}],
        # 580 / 9,480 = 6.1 %
        [(INSTAGRAM, 9_480, 10_060, 580, "6.1", 29)],
    ),
    # 1,900 + 1,920 + 1,940; 95 + 192 + 291. The evenings before, it had 9,500, 9,600 and 9,700:
    # 1, 2 and 3 %. Of the views it were 5, 10 and 15 %.
    Answered(
        2,
        "ask engagement --account dgsn-instagram --in ramadan-1447",
        [{"posts": 3, "views": 5_760, "interactions": 578, "rate": 0.02, "rate_by_views": 0.1}],
        [(INSTAGRAM, 3, 5_760, 578, "2.0", "10.0")],
    ),
    Answered(
        2,
        "ask top --account dgsn-instagram --in ramadan-1447 --limit 5",
        [
            ranked(1, INSTAGRAM, "i3", 1_940),
            ranked(2, INSTAGRAM, "i2", 1_920),
            ranked(3, INSTAGRAM, "i1", 1_900),
        ],
        [(1, 1_940), (2, 1_920), (3, 1_900)],
    ),
    # On 6 October, day 67: 1,670 and 693,350.
    Answered(
        3,
        "ask growth --since 2026-10-07",
        [
            {"account": X, "start": 1_670, "end": 2_290, "net": 620},
            {"account": FACEBOOK, "start": 693_350, "end": 695_950, "net": 2_600},
            {"account": INSTAGRAM, "start": 10_120, "end": 10_500, "net": 380},
            {"account": None, "start": 705_140, "end": 708_740, "net": 3_600},
        ],
        why=SINCE_MARCH,
    ),
    # 31, 30, 31 and 27 days of 10 and of 50, and 100 more in October.
    Answered(
        4,
        "ask growth --in 2026 --by month",
        [
            gained(X, 7, None),
            *(gained(X, 8 + n, net) for n, net in enumerate((310, 300, 410, 270))),
            *(gained(FACEBOOK, 8 + n, net) for n, net in enumerate((1_550, 1_500, 1_550, 1_350))),
        ],
        [(X, n) for n in (310, 300, 410, 270)] + [(FACEBOOK, n) for n in (1_550, 1_500, 1_350)],
        {
            "en": "dgsn-x: not known, for there is no reading before July 1, 2026",
            "fr": "dgsn-x : inconnu, faute de relevé avant le 1er juillet 2026",
            "ar": "1 يوليوز 2026",
        },
    ),
    Answered(
        5,
        "ask top --in 'this month' --metric views",
        [
            ranked(1, X, "x1", 900),
            ranked(1, FACEBOOK, "f4", 900),
            ranked(3, FACEBOOK, "f3", 600),
            ranked(4, FACEBOOK, "f5", 300),
            ranked(4, X, "x2", 300),
        ],
        [(1, X, 900), (1, FACEBOOK, 900), (3, FACEBOOK, 600), (4, FACEBOOK, 300), (4, X, 300)],
        {
            "en": "Each network counts in its own way",
            "fr": "à sa manière",
            "ar": "لكل منصة طريقتها",
        },
    ),
    Answered(
        6,
        "ask top --topic road_safety --limit 5",
        [ranked(1, FACEBOOK, "f3", 600), ranked(2, FACEBOOK, "f2", 500)],
        [(1, FACEBOOK, 600), (2, FACEBOOK, 500)],
    ),
    # f2 and f3: 500 + 600 views, 25 + 60 interactions; f1 alone is of the open days.
    Answered(
        6,
        "ask topics --in 2026",
        [
            {"topic": "road_safety", "posts": 2, "views": 1_100, "interactions": 85},
            {"topic": "open_days", "posts": 1, "views": 1_000, "interactions": 100},
        ],
        [(2, 1_100, 85), (1, 1_000, 100)],
    ),
    # What was read seven days after each.
    Answered(
        7,
        "ask top --age 7 --metric interactions --account dgsn-facebook",
        [
            ranked(place, FACEBOOK, post, score)
            for place, post, score in (
                (1, "f1", 80),
                (2, "f4", 70),
                (3, "f3", 60),
                (4, "f2", 20),
                (5, "f5", 15),
            )
        ],
        [(1, 80), (2, 70), (3, 60), (4, 20), (5, 15)],
    ),
    # 4 November to 11 and to 26 November: 7 x 24 and 22 x 24 hours.
    Answered(
        8,
        "ask post ADDRESS",
        [
            {"hours": 168, "views": 700, "likes": 70, "interactions": 70},
            {"hours": 528, "views": 900, "likes": 90, "interactions": 90},
        ],
        [(168, 700, 70), (528, 900, 90)],
    ),
    # Three on a Wednesday (100, 25, 90): the one in the middle. One post proves nothing.
    Answered(
        9,
        "ask best-times --account dgsn-facebook",
        [
            {"day": "Wednesday", "hour": 20, "posts": 3, "median": 90, "remark": ""},
            {"day": "Monday", "hour": 20, "posts": 1, "median": 60, "remark": "too few posts"},
            {"day": "Tuesday", "hour": 20, "posts": 1, "median": 15, "remark": "too few posts"},
        ],
        [(20, 3, 90), (20, 1, 60), (20, 1, 15)],
        TOO_FEW,
    ),
    # Facebook, October: 100 + 25 of 1,000 + 500, (10 % + 5 %) / 2. November: 60 + 90 + 15 of
    # 600 + 900 + 300, (10 % + 10 % + 5 %) / 3. X: 9 + 3 of 900 + 300, 1 % each.
    Answered(
        10,
        "ask engagement --in 2026 --by month",
        [
            {"account": FACEBOOK, "since": "2026-10-01", "posts": 2, "views": 1_500},
            {"account": FACEBOOK, "since": "2026-11-01", "posts": 3, "interactions": 165},
            {"account": X, "since": "2026-11-01", "interactions": 12, "rate_by_views": 0.01},
            {"account": X, "since": "2026-06-01", "posts": None},
        ],
        [
            (FACEBOOK, 2, 1_500, 125, "7.5"),
            (FACEBOOK, 3, 1_800, 165, "8.3"),
            (X, 2, 1_200, 12, "1.0"),
        ],
        {"en": "posts are on file from July 31, 2026", "fr": "31 juillet 2026", "ar": "31 يوليوز"},
    ),
    # 27 days of November beside 27 of October: 370 and 270; 1,500 and 1,800 views.
    Answered(
        11,
        "ask compare --in 2026-11 --versus 2026-10",
        [
            compared(X, "net_growth", 370, 270, -100),
            compared(FACEBOOK, "net_growth", 1_350, 1_350, 0),
            compared(FACEBOOK, "posts", 2, 3, 1),
            compared(FACEBOOK, "views", 1_500, 1_800, 300),
            {"account": INSTAGRAM, "metric": "net_growth", "after": None, "change": None},
        ],
        [(X, 370, 270, 100, "27.0"), (FACEBOOK, 1_500, 1_800, 300, "20.0")],
    ),
    # At seven days 800 + 400 and 600 + 700 + 300: a third more.
    Answered(
        11,
        "ask compare --in 2026-11 --versus 2026-10 --age 7",
        [compared(FACEBOOK, "views", 1_200, 1_600, 400)],
        [(FACEBOOK, 1_200, 1_600, 400, "33.3")],
    ),
    # 9,460 + 27 x 20 = 10,000 on 16 March, 18 + 16 days after 10 February.
    Answered(
        12,
        "ask milestones --account dgsn-instagram",
        [{"followers": 10_000, "read_at": "2026-03-16T20:00:00+00:00", "days": 34}],
        [(INSTAGRAM, 10_000, 34)],
    ),
    Answered(
        12,
        "ask milestones --account dgsn-x",
        why={
            "en": "No multiple of 10000 was seen to be passed in these days: dgsn-x",
            "fr": "Aucun multiple de 10000 n’a été vu franchi",
            "ar": "أي من مضاعفات 10000",
        },
    ),
    # 60, 120 and 400 minutes; two of three within five hours.
    Answered(
        13,
        "ask statements --in 2026",
        [{"noticed": 3, "informed": 3, "fabricated": 3, "median_minutes": 120, "within": 2}],
        [(3, 3, 3, 120, "66.7")],
    ),
    Answered(
        14,
        "ask activities --in 2023",
        [{"kind": "communique", "count": 100}, {"kind": "reportage", "count": 200}],
        # 100 + 200, as it was printed
        [(100,), (200,), (300,)],
    ),
    Answered(
        14,
        "ask activities --since 2021 --until 2024 --by year",
        [
            {"kind": "communique", "since": "2022-01-01", "count": 80},
            {"kind": "communique", "since": "2023-01-01", "count": 100},
        ],
        [(80,), (100,), (300,)],
    ),
    # 23 to 31 March, six months and a half: 9 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 26.
    Answered(
        15,
        "ask gaps --in 2026",
        [
            {"account": FACEBOOK, "slots": 2, "reason": "access"},
            {"account": INSTAGRAM, "slots": 249, "reason": "down"},
        ],
        [(FACEBOOK, 2), (INSTAGRAM, 249)],
        {"en": "the access was refused", "fr": "accès refusé", "ar": "رُفض الولوج"},
    ),
    Answered(
        15,
        "ask spend --in 2026 --by month",
        [
            {"platform": "x", "since": "2026-11-01", "usd": 0.25},
            {"platform": "x", "since": "2026-10-01", "usd": 0},
        ],
        [("0.250",)],
    ),
    # Monday to Friday noon: 5 x 10 and 5 x 50. Instagram was not read in between.
    Answered(
        21,
        "ask today",
        [
            {"account": X, "followers": 2_290, "day": 10, "week": 50, "month": 270, "posts": 0},
            {"account": FACEBOOK, "followers": 695_950, "day": 50, "week": 250, "month": 1_350},
            {"account": INSTAGRAM, "followers": 10_500, "year": None},
            {"account": None, "followers": 708_740, "year": None},
        ],
        [(X, 2_290, 10, 50, 270), (FACEBOOK, 695_950, 50, 250, 1_350), (708_740,)],
        SINCE_MARCH,
    ),
    # The week of 5 October: 6 x 10 + 110.
    Answered(
        22,
        "ask best-days --account dgsn-x",
        [
            {"span": "day", "since": "2026-10-08", "gained": 110},
            {"span": "week", "since": "2026-10-05", "gained": 170},
        ],
        [(X, 1, 110), (X, 1, 170)],
    ),
    Answered(
        22,
        "ask best-days --by month --limit 3",
        [
            {"account": X, "place": 1, "since": "2026-10-01", "gained": 410},
            {"account": X, "place": 3, "since": "2026-09-01", "gained": 300},
            {"account": FACEBOOK, "place": 3, "since": "2026-09-01", "gained": 1_500},
        ],
        why={"en": "not known whole: 8 of 8", "fr": "8 sur 8", "ar": "8 من 8"},
    ),
    # Fifteen weeks since 3 August: 70 each but one. Posts: 0 in thirteen, 1 and 1 and so on.
    Answered(
        23,
        "ask normal --in 2026-W47",
        [
            {"account": X, "metric": "net_growth", "value": 70, "median": 70, "standing": "usual"},
            {"account": X, "metric": "posts", "value": 1, "median": 0, "standing": "above"},
            {"account": FACEBOOK, "metric": "net_growth", "value": 350, "median": 350},
            {"account": INSTAGRAM, "metric": "net_growth", "value": None, "standing": None},
        ],
        [(X, 70, 15, 70, 70), (FACEBOOK, 350, 15, 350, 350)],
        {"en": "fewer than 5 earlier periods", "fr": "moins de 5", "ar": "5 فترات"},
    ),
    # 700,000 - 695,950 = 4,050; at 350 a week that is 81 days: 3 + 31 + 31 + 16.
    Answered(
        24,
        "ask pace --account dgsn-facebook --number 700000",
        [{"followers": 695_950, "missing": 4_050, "week": 350, "weeks": 16}],
        [(FACEBOOK, 695_950, 700_000, 4_050, 350, 16, "2027-02-16")],
    ),
    Answered(
        24,
        "ask pace --account dgsn-instagram",
        [{"earliest": None, "latest": None}],
        [(INSTAGRAM, 10_500)],
        {"en": "twelve are needed", "fr": "il en faut douze", "ar": "اثني عشر"},
    ),
    # 1,290 of 2,000 gained in 119 of 153 days; 710 in the 34 that are left: 146 a week.
    Answered(
        24,
        "ask targets",
        [{"target": 3_000, "start": 1_000, "now": 2_290, "share": 0.645, "missing": 710}],
        [(X, 3_000, 2_290, 2_556, "64.5", "77.8", 146, 70)],
    ),
    # 7 to 11 October: 4 x 10 + 110; the five days before 50.
    Answered(
        25,
        "ask events --in 2026-10",
        [
            compared(X, "net_growth", 50, 150, 100),
            compared(FACEBOOK, "net_growth", 250, 250, 0),
            {"account": FACEBOOK, "metric": "views", "after": 1_000, "before": None},
            {"account": INSTAGRAM, "metric": "net_growth", "after": None},
        ],
        [(X, 150, 50, 100), (FACEBOOK, 250, 250)],
        {"en": "did not need to come by it", "fr": "n’est pas forcément", "ar": "بالضرورة"},
    ),
    # 800, 700 and 600 views and 80, 70 and 60 interactions; two images are too few.
    Answered(
        26,
        "ask forms --in 2026",
        [
            {"account": FACEBOOK, "form": "videos", "posts": 3, "views": 700, "interactions": 70},
            {"account": FACEBOOK, "form": "images", "posts": 2, "remark": "too few posts"},
        ],
        [(FACEBOOK, 3, 700, 70)],
        TOO_FEW,
    ),
    Answered(
        27,
        "ask posts --untagged --in 2026-11",
        [{"post": post} for post in ("x2", "f5", "f4", "x1")],
        [(X, "x2"), (FACEBOOK, "f5"), (FACEBOOK, "f4"), (X, "x1")],
    ),
    Answered(
        28,
        "ask vanished",
        [{"account": X, "post": "x2", "views": 300, "interactions": 3}],
        [(X, "x2", 300, 3)],
        {"en": "does not say why", "fr": "ne dit pas pourquoi", "ar": "لا تقول المنصة السبب"},
    ),
    Answered(
        29,
        "ask account-days --account dgsn-facebook --in 2026-11",
        [
            # 690,000 + 93 x 50
            {"day": "2026-11-01", "metric": "followers", "value": 694_650},
            *(
                {"day": f"2026-11-{9 + n:02}", "metric": "views", "value": 100 * (n + 1)}
                for n in range(3)
            ),
        ],
        [(FACEBOOK, 694_650), (FACEBOOK, 100), (FACEBOOK, 200), (FACEBOOK, 300)],
    ),
    # 1 + 31 + 30 + 31 + 27 days, Facebook two fewer; 34 + 1 of Instagram. January to 30 July: 211.
    Answered(
        30,
        "ask sources",
        [
            {"account": X, "evidence": "measured", "days": 120},
            {"account": X, "evidence": None, "days": 211},
            {"account": FACEBOOK, "year": "2026", "evidence": "measured", "days": 118},
            {"account": FACEBOOK, "year": "2026", "evidence": None, "days": 213},
            {"account": INSTAGRAM, "evidence": "measured", "days": 35},
            # 10 to 16 February, and the gap of question 15
            {"account": INSTAGRAM, "evidence": None, "days": 256},
        ],
        [(X, 120), (X, 211), (FACEBOOK, 118), (FACEBOOK, 213), (INSTAGRAM, 35), (INSTAGRAM, 256)],
    ),
)
IN_TESTS_BELOW = {16, 17, 18, 19, 20, 31}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountedOffice]:
    with open_counted(tmp_path_factory.mktemp("counted")) as opened:
        yield opened


@pytest.fixture
def changed(office: CountedOffice, tmp_path: Path) -> CountedOffice:
    """A copy, for what writes."""
    return CountedOffice(Path(shutil.copytree(office.folder, tmp_path / "office")))


def plain(text: str, code: str) -> str:
    """A text without marks of direction, its numbers written as Python writes them."""
    thousands, decimals = SEPARATORS[code]
    text = re.sub(rf"(?<=\d){thousands}(?=\d{{3}}(?!\d))", "", text)
    text = re.sub(rf"(?<=\d){decimals}(?=\d)", ".", text)
    return re.sub(" +", " ", INVISIBLE.sub(lambda sign: " " * sign[0].isspace(), text))


def holds(line: str, piece: object) -> bool:
    """Whether a number or a word stands whole in a line."""
    return re.search(rf"(?<![\d.A-Za-z]){re.escape(str(piece))}(?![\w-]|\.\d)", line) is not None


def in_one_line(text: str, code: str, *pieces: object) -> bool:
    return any(
        all(holds(line, piece) for piece in pieces) for line in plain(text, code).split("\n")
    )


def answer(office: CountedOffice, *words: str) -> str:
    result = office.run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def words_of(command: str) -> list[str]:
    return shlex.split(command.replace("ADDRESS", "https://www.facebook.com/f4"))


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda one: f"{one.number}: {one.command}")
def test_its_figures_are_those_that_were_computed_by_hand(
    office: CountedOffice, asked: Answered
) -> None:
    words = words_of(asked.command)

    answered = json.loads(answer(office, *words, "--format", "json", "--lang", "en"))

    rows = [*answered["rows"], *answered.get("totals", [])]
    for expected in asked.rows:
        assert any(expected.items() <= row.items() for row in rows), (expected, rows)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda one: f"{one.number}: {one.command}")
def test_its_figures_or_its_reason_stand_in_each_language(
    office: CountedOffice, asked: Answered, code: str
) -> None:
    text = answer(office, *words_of(asked.command), "--lang", code)

    for pieces in asked.shown or [pieces_of(row) for row in asked.rows]:
        assert in_one_line(text, code, *pieces), (pieces, plain(text, code))
    if asked.why:
        assert asked.why[code] in plain(text, code), plain(text, code)


def pieces_of(row: Figures) -> list[Any]:
    """The account and the counts of a row of JSON, as a line of the text has them."""
    account = [row["account"]] if row.get("account") else []
    return account + [abs(value) for value in row.values() if isinstance(value, int)]


def test_each_question_of_the_tutorial_has_its_test_and_is_asked_as_it_says() -> None:
    numbers = {asked.number for asked in QUESTIONS} | IN_TESTS_BELOW

    assert numbers == set(range(1, 32))
    told = [shlex.split(LANGUAGE.sub("", line))[1:] for line in commands("tutorial.md")]
    asked = [shlex.split(one.command) for one in QUESTIONS]
    # Files and pictures, and SQL, are in the tests below; three are asked of one account more.
    without = [words for words in told if words[0] == "ask" and not {"--sql", "--out"} & {*words}]
    assert [words for words in without if words not in asked] == [
        ["ask", "growth", "--in", "2026", "--format", "json"],
        ["ask", "best-days"],
    ]


def test_a_chart_since_the_open_days_is_drawn_of_what_was_gained(changed: CountedOffice) -> None:
    folder = changed.folder / "pictures"

    words = ("--out", str(folder), "--format", "svg", "--lang", "ar")
    answer(changed, "chart", "--since", "2026-10-07", *words)

    drawn = plain(svg_text((folder / "net-growth-month.ar.svg").read_bytes()), "ar")
    # Months are drawn whole: 310 + 100 and 27 x 10 on X, 31 x 50 and 27 x 50 on Facebook.
    assert all(holds(drawn, f"+{net}") for net in (410, 270, 1_550, 1_350)), drawn


@pytest.mark.parametrize("code", CODES)
def test_status_tells_how_many_days_were_read(office: CountedOffice, code: str) -> None:
    text = answer(office, "status", "--lang", code)

    # The seven and the thirty days before today; 31 July to 26 November are 119.
    assert in_one_line(text, code, X, 2_290, 7, 30, 119)
    assert in_one_line(text, code, FACEBOOK, 695_950, 7, 28, 30, 117, 119)
    assert in_one_line(text, code, INSTAGRAM, 10_500, 1, 7, 30, 34, 283)


NO_READING = {"en": "not known (no reading)", "fr": "inconnu (aucun relevé)", "ar": "(لا قراءة)"}


@pytest.mark.parametrize("code", CODES)
def test_the_letter_tells_the_week_and_the_one_before(office: CountedOffice, code: str) -> None:
    text = answer(office, "letter", "--lang", code)

    # On 22 November: 1,000 + 114 x 10 + 100, and 690,000 + 114 x 50; Instagram as in March.
    assert in_one_line(text, code, 2_240, "+70", 1_240)
    assert in_one_line(text, code, 695_700, "+350", 5_700)
    assert in_one_line(text, code, 10_120, NO_READING[code])
    assert in_one_line(text, code, 708_060, "+420")


@pytest.mark.parametrize("code", CODES)
def test_the_balance_tells_the_year_so_far(office: CountedOffice, code: str) -> None:
    text = answer(office, "bilan", "--year", "2026", "--lang", code)

    assert in_one_line(text, code, 708_740, 2_290, 695_950, 10_500)
    # 3,300 views on Facebook, 1,200 on X, 5,760 on Instagram; 290, 12 and 578 interactions.
    assert in_one_line(text, code, 10_260, 880)
    # 119 + 117 + 34 of 119 + 119 + 283 days until yesterday
    assert in_one_line(text, code, 270, 521, 249)
    assert in_one_line(text, code, 3, "66.7")


def test_a_tag_by_hand_puts_a_post_under_a_topic_and_takes_it_off(changed: CountedOffice) -> None:
    address = "https://www.facebook.com/f4"

    def drawn() -> list[tuple[str, int, int]]:
        told = json.loads(answer(changed, *words_of("ask topics --in 2026 --format json")))
        return [(row["topic"], row["posts"], row["views"]) for row in told["rows"]]

    answer(changed, "tag", address, "open_days")
    # f1 and f4: 1,000 + 900
    assert ("open_days", 2, 1_900) in drawn()
    assert in_one_line(answer(changed, "tag"), "en", "open_days", 2)
    answer(changed, "tag", address, "open_days", "--off")
    assert ("open_days", 1, 1_000) in drawn()


@pytest.mark.parametrize("code", CODES)
def test_what_is_recorded_by_hand_is_answered(changed: CountedOffice, code: str) -> None:
    for line in commands("tutorial.md"):
        if line.startswith("hasila record"):
            answer(changed, *shlex.split(line)[1:])

    activities = answer(changed, "ask", "activities", "--in", "2026-10", "--lang", code)
    statements = answer(changed, "ask", "statements", "--in", "2026-11", "--lang", code)
    events = answer(changed, "ask", "events", "--in", "2026-11", "--lang", code)

    assert in_one_line(activities, code, 118)
    # 09:10 to 10:40
    assert in_one_line(statements, code, 1, 90, "100.0")
    # 9 to 11 November: 3 x 10 and 3 x 50
    assert in_one_line(events, code, X, "+30")
    assert in_one_line(events, code, FACEBOOK, "+150")


def test_a_file_of_figures_is_taken_in_once(changed: CountedOffice) -> None:
    file = Path(imports.__file__).parent / "examples" / "activities.csv"

    first = answer(changed, "import", str(file), "--kind", "activities")
    again = answer(changed, "import", str(file), "--kind", "activities")

    assert first != again
    told = json.loads(answer(changed, *words_of("ask activities --in 2023 --format json")))
    ours = [row for row in told["rows"] if row["kind"] == "reportage"]
    assert ours, told


@pytest.mark.parametrize("code", CODES)
def test_a_workbook_holds_numbers_and_leaves_empty_what_is_not_known(
    changed: CountedOffice, code: str
) -> None:
    file = changed.folder / "growth.xlsx"

    words = words_of("ask growth --in 2026 --by month")
    answer(changed, *words, "--out", str(file), "--lang", code)

    with closing(load_workbook(file)) as book:
        values = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    october = next(row for row in values if X in row and 2_020 in row)
    assert {1_610, 2_020, 410} <= {*october}
    july = next(row for row in values if X in row and 1_000 in row)
    assert None in july


def test_the_slides_of_a_month_tell_its_figures_and_what_is_not_its_own(
    changed: CountedOffice,
) -> None:
    file = changed.folder / "november.pptx"

    answer(changed, "slides", "--in", "2026-11", "--out", str(file), "--lang", "fr")

    shapes = (shape for slide in Presentation(str(file)).slides for shape in slide.shapes)
    texts = plain("\n".join(one.text_frame.text for one in shapes if one.has_text_frame), "fr")
    # 708,740 together, of which 2,000 came in November, 380 of them since March; five posts.
    for number in (708_740, "+2000", "+270", "+1350", "+380", 5, "64.5"):
        assert holds(texts, number), number
    assert SINCE_MARCH["fr"] in texts


def test_sql_and_the_whole_file_tell_the_same_posts(changed: CountedOffice) -> None:
    sql = next(line for line in commands("tutorial.md") if "--sql" in line)

    counted = json.loads(answer(changed, *shlex.split(sql)[1:], "--format", "json"))["rows"]
    answer(changed, "export", str(changed.folder / "everything"))

    # x2 is gone: it is no post of X any more.
    assert [(row["account"], row["form"], row["posts"]) for row in counted] == [
        (FACEBOOK, "image", 2),
        (FACEBOOK, "video", 3),
        (INSTAGRAM, "image", 1),
        (INSTAGRAM, "video", 2),
        (X, "image", 1),
    ]
    assert "README" in {file.stem for file in (changed.folder / "everything").iterdir()}


@pytest.mark.parametrize("code", CODES)
def test_a_card_tells_the_figure_with_what_must_be_known_of_it(
    office: CountedOffice, code: str
) -> None:
    settings = load(office.folder / "config.toml", {})
    with Store.open(settings.storage.url, readonly=True, zone=settings.zone()) as store:
        told = Asked(store, settings, NOW, language(code), settings.accounts)
        together = CARDS["followers"](told)
        month = Asked(
            store,
            settings,
            NOW,
            language(code),
            settings.accounts,
            day("2026-11"),
            day("2026-12"),
        )
        growth = CARDS["growth"](month)

    assert plain(together.figure, code) == "708740"
    lines = "\n".join(map(str, together.lines))
    assert in_one_line(lines, code, 2_290, 695_950, 10_500)
    assert plain(growth.figure, code) == "+2000"
    assert SINCE_MARCH[code] in plain("\n".join(map(str, growth.lines)), code)
