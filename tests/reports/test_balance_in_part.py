"""A year known in part: every surface of the balance says at least, since when, or not known."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from commands import cli
from metrics.activity import Activity, Stand
from metrics.alerts import AlarmKind
from metrics.model import Counts, Discovery, Form, Reason, Visit
from metrics.periods import parse_period
from metrics.quantity import measured
from reports import balance
from reports.balance.figure import Figure
from storage import alerts
from storage.accounts import enrol
from storage.registers.activities import add_activities
from storage.sealed_years import sealed
from storage.visits import keep
from tests.support.examples import examples
from tests.support.printed_years import PrintedOffice, open_printed_office
from tests.support.storage_visits import DAY, HOUR, failed, post, snapshot, visit

AFTER = datetime(2026, 1, 10, 9, tzinfo=UTC)
EDGE = datetime(2025, 3, 28, 10, tzinfo=UTC)
"""How far back the first look reached."""
END = datetime(2026, 1, 1, 10, tzinfo=UTC)
"""The last look: after the year has ended."""
BEGIN = datetime(2024, 12, 31, 23, tzinfo=UTC)
"""The year's first instant in Casablanca."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PrintedOffice]:
    """An office that has one account, on X."""
    with open_printed_office(tmp_path, "", empty=True) as opened:
        enrol(opened.store, opened.settings.accounts, AFTER)
        yield opened


@pytest.fixture
def three(tmp_path: Path) -> Iterator[PrintedOffice]:
    """An office that has accounts on X, Facebook and Instagram."""
    with open_printed_office(tmp_path, empty=True) as opened:
        enrol(opened.store, opened.settings.accounts, AFTER)
        yield opened


def look(office: PrintedOffice, since: datetime, until: datetime, *days: datetime) -> None:
    """A look at X that found all that was published since an instant: a post on each day."""
    posts = [post(f"{day:%j%H}", day, counts=Counts(100, None, 2, 0, 1)) for day in days]
    for at in (min(until, END - 14 * HOUR), until):
        found = Discovery(since, at)
        keep(office.store, visit(at, *posts, followers=460_000, discovered=found))


def found_none(office: PrintedOffice, account: str) -> None:
    """A look at another account that found that it published nothing in the year."""
    (own,) = (known.id for known in office.settings.accounts if known.name == account)
    seen = snapshot(END, account=account, platform_id=own, discovered=Discovery(BEGIN, END))
    keep(office.store, Visit(account, END, seen))


def since_march(office: PrintedOffice) -> None:
    look(office, EDGE, END, *(EDGE + n * 20 * DAY + HOUR for n in range(5)))


def drawn_as(office: PrintedOffice, form: str, code: str = "en") -> bytes:
    drawn = office.balance(2025, AFTER)
    return balance.render(office.store, drawn, office.reader(drawn, code), form)


def fields(office: PrintedOffice, code: str = "en") -> Any:
    return json.loads(drawn_as(office, "json", code))


def sentence(office: PrintedOffice, model: str, code: str) -> str:
    said = {row["id"]: row["text"] for row in fields(office, code)["sentences"]}
    plain: str = said[model]
    return plain.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "published", "drew"),
    [
        (
            "en",
            "5 pieces of content known since March 28, 2025: 5 on X.",
            "at least 500 views",
        ),
        ("fr", "5 contenus connus depuis le 28 mars 2025 : 5 sur X.", "au moins 500 vues"),
        ("ar", "5 محتويات معروفة منذ 28 مارس 2025: 5 تغريدات.", "500 مشاهدة على الأقل"),
    ],
)
def test_its_sentences_say_since_when_the_contents_are_known(
    office: PrintedOffice, code: str, published: str, drew: str
) -> None:
    since_march(office)

    assert sentence(office, "S6", code) == published
    assert drew in sentence(office, "S7", code)


@pytest.mark.parametrize(
    ("code", "published"),
    [
        (
            "en",
            (
                "At least 2 pieces of content were published, known in full since"
                " April 6, 2025: 2 on X."
            ),
        ),
        ("fr", "Au moins 2 contenus publiés, connus en entier depuis le 6 avril 2025 : 2 sur X."),
        ("ar", "نُشر محتويان على الأقل، والمعطيات كاملة منذ 6 أبريل 2025: تغريدتان."),
    ],
)
def test_its_sentence_says_at_least_where_a_hole_lies_in_the_year(
    office: PrintedOffice, code: str, published: str
) -> None:
    look(office, BEGIN, EDGE, EDGE - 3 * DAY)
    keep(office.store, failed(EDGE + 5 * DAY, Reason.ACCESS))
    look(office, EDGE + 9 * DAY, END, EDGE + 20 * DAY)

    assert sentence(office, "S6", code) == published


@pytest.mark.parametrize(
    ("code", "published"),
    [
        ("en", "The number of contents published is not known."),
        ("fr", "Le nombre de contenus publiés n’est pas connu."),
        ("ar", "عدد المحتويات المنشورة غير معروف."),
    ],
)
def test_it_never_says_0_where_no_look_found_the_posts(
    office: PrintedOffice, code: str, published: str
) -> None:
    keep(office.store, failed(EDGE, Reason.ACCESS))
    (row,) = fields(office)["posts"]

    assert sentence(office, "S6", code) == published
    assert (row["posts"], row["replies"], row["reposts"], row["precision"]) == (None,) * 4
    assert row["reason"] == "access"
    assert "published/2025" not in fields(office)["figures"]


def test_it_says_0_where_a_whole_look_found_none(office: PrintedOffice) -> None:
    look(office, BEGIN, END)
    (row,) = fields(office)["posts"]

    assert (row["posts"], row["precision"], row["known_since"]) == (0, "exact", None)
    assert sentence(office, "S6", "en").startswith("0 pieces of content were published")


def test_a_year_known_in_part_in_which_none_was_found_is_not_known(office: PrintedOffice) -> None:
    look(office, EDGE, END)
    told = fields(office)
    (row,) = told["posts"]
    page = drawn_as(office, "html").decode()

    assert (row["posts"], row["precision"], row["low"]) == (None, None, None)
    assert (row["replies"], row["reposts"]) == (None, None)
    assert "at least 0" not in page
    assert not [name for name in told["figures"] if name.startswith("published/")]
    assert sentence(office, "S6", "en") == "The number of contents published is not known."


def test_no_figure_says_at_least_0(office: PrintedOffice) -> None:
    since_march(office)
    told = fields(office)
    bounds = {name: row["low"] for name, row in told["figures"].items() if row["high"] is None}

    assert bounds["published/dgsn-x/2025"] == 5
    assert 0 not in bounds.values()
    assert "published/dgsn-x/2025/comments" not in told["figures"]
    assert "at least 0" not in drawn_as(office, "html").decode()


def test_the_posts_of_a_form_are_at_least_so_many_where_the_form_of_others_is_not_told(
    office: PrintedOffice,
) -> None:
    at = EDGE + HOUR
    posts = [
        post("1", at, form=Form.VIDEO),
        post("2", at, form=None),
        post("3", at, form=Form.VIDEO),
    ]
    keep(office.store, visit(END, *posts, discovered=Discovery(BEGIN, END)))
    (row,) = fields(office)["posts"]

    assert (row["posts"], row["precision"], row["forms"]) == (3, "exact", {"video": 2})
    assert row["forms_known"] == {"video": {"precision": "at_least", "low": 2, "high": None}}
    assert row["forms_not_told"] == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "At least 5 pieces of content were published: 5 on X; those on X · second"),
        ("fr", "Au moins 5 contenus publiés : 5 sur X"),
        ("ar", "نُشرت 5 محتويات على الأقل"),
    ],
)
def test_its_sentence_names_an_account_that_never_answered_beside_one_that_did(
    tmp_path: Path, code: str, said: str
) -> None:
    more = '[[account]]\nname = "second"\nplatform = "x"\nhandle = "second"\n'
    with open_printed_office(tmp_path, more, empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        look(office, BEGIN, END, *(EDGE + n * DAY for n in range(5)))
        keep(office.store, failed(EDGE, Reason.ACCESS, "second"))
        told = sentence(office, "S6", code).replace("\u200e", "")

    assert said in told
    assert "second" in told
    assert "dgsn-x" not in told


def test_its_json_tells_how_the_numbers_are_known(office: PrintedOffice) -> None:
    since_march(office)
    found = fields(office)
    (row,) = found["posts"]

    assert [row[key] for key in ("posts", "precision", "low", "high", "known_since")] == [
        *(5, "at_least", 5, None),
        "2025-03-28",
    ]
    assert (row["replies"], row["replies_precision"]) == (None, None)
    assert found["not_counted"] == []
    for part in (row["views"], found["posts_total"]["views"], row["by_kind"]["likes"]):
        assert (part["precision"], part["low"], part["high"]) == ("at_least", part["total"], None)
    assert found["posts_total"]["known_since"] == "2025-03-28"
    (hole,) = found["posts_not_known"]
    assert (hole["account"], hole["until"][:10]) == ("dgsn-x", "2025-03-28")


def test_its_workbook_has_the_precision_beside_the_number(office: PrintedOffice) -> None:
    since_march(office)
    sheet = load_workbook(io.BytesIO(drawn_as(office, "xlsx")))["Publications"]
    head, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    told = dict(zip(head, row, strict=True))

    assert (told["Posts"], told["precision"], told["at least"]) == (5, "lower bound", 5)
    assert told["at most"] is None
    assert told["known since"] in {date(2025, 3, 28), datetime(2025, 3, 28)}  # noqa: DTZ001
    assert (told["Views"], told["Precision of views"]) == (500, "lower bound")


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_its_page_says_what_is_not_known(office: PrintedOffice, code: str) -> None:
    keep(office.store, failed(EDGE - 10 * DAY, Reason.ACCESS))
    since_march(office)
    page = drawn_as(office, "html", code).decode()
    said = {
        "en": (
            "known since March 28, 2025",
            "between January 1, 2025 and March 28, 2025",
        ),
        "fr": ("connus depuis le 28 mars 2025", "entre le 1er janvier 2025 et le 28 mars 2025"),
        "ar": ("معروفة منذ 28 مارس 2025", "بين 1 يناير 2025 و28 مارس 2025"),
    }

    assert all(words in page for words in said[code])


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_its_table_says_since_when_below_the_number(office: PrintedOffice, code: str) -> None:
    since_march(office)
    said = {
        "en": ("at least 5", "known since March 28, 2025"),
        "fr": ("au moins 5", "connues depuis le 28 mars 2025"),
        "ar": ("على الأقل 5", "معروفة منذ 28 مارس 2025"),
    }
    number, since = said[code]

    page = drawn_as(office, "html", code).decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert f"<span>{number}<small>{since}</small></span>" in page
    paper = docx.Document(io.BytesIO(drawn_as(office, "docx", code)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert f"{number}\n{since}" in [text.replace("\u00a0", " ") for text in cells]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "X: A count is refused (views), April 1, 2025 to May 1, 2025"),
        ("fr", "X : Compteur refusé (vues), du 1er avril 2025 au 1er mai 2025"),
        ("ar", "إكس: عداد مرفوض (المشاهدات)، من 1 أبريل 2025 إلى 1 ماي 2025"),
    ],
)
def test_its_reservations_name_the_losses_that_lasted(
    office: PrintedOffice, code: str, said: str
) -> None:
    look(office, BEGIN, END, EDGE)
    for subject in ("dgsn-x views", "elsewhere"):
        alerts.open_(office.store, AlarmKind.METRIC, subject, "not told", EDGE + 4 * DAY)
        alerts.close(office.store, AlarmKind.METRIC, subject, EDGE + 34 * DAY)
    alerts.open_(office.store, AlarmKind.DISK, "dgsn-x", "full", EDGE)
    page = drawn_as(office, "html", code).decode().replace("\u00a0", " ").replace("\u202f", " ")
    (loss,) = fields(office)["lasting_losses"]
    book = load_workbook(io.BytesIO(drawn_as(office, "xlsx", "en")))["Reservations"]

    assert said in page
    assert (loss["account"], loss["kind"], loss["count"]) == ("dgsn-x", "metric", "views")
    assert loss["since"][:10] == "2025-04-01"
    assert [cell.value for cell in book[2]][:2] == ["X", "A count is refused (views)"]
    assert book.max_row == 2


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        (
            "en",
            (
                "For 2025 so far, the official accounts have 460,000 followers",
                "3 pieces of content known since March 28, 2025 so far: 3 on X.",
                "Communication came to 10 activities so far",
                "Open days: 200 visitors so far.",
                "Awareness for 40 pupils so far.",
            ),
        ),
        (
            "fr",
            (
                "Pour 2025 à ce jour, les comptes officiels réunissent 460 000 abonnés",
                "3 contenus connus depuis le 28 mars 2025 à ce jour : 3 sur X.",
                "10 actions de communication à ce jour",
                "Portes ouvertes : 200 visiteurs à ce jour.",
                "40 élèves à ce jour.",
            ),
        ),
        (
            "ar",
            (
                "برسم سنة 2025 إلى حدود الآن تضم الحسابات الرسمية 460.000 منخرط",
                "3 محتويات معروفة منذ 28 مارس 2025 إلى حدود الآن: 3 تغريدات.",
                "10 أنشطة إلى حدود الآن",
                "أيام الأبواب المفتوحة: 200 زائر إلى حدود الآن.",
                "تحسيس 40 تلميذا إلى حدود الآن.",
            ),
        ),
    ],
)
def test_its_sentences_on_a_year_that_runs_say_so_far(
    office: PrintedOffice, code: str, sentences: tuple[str, ...]
) -> None:
    now = EDGE + 60 * DAY
    look(office, EDGE, now - 30 * HOUR, *(EDGE + n * DAY + HOUR for n in range(3)))
    year = parse_period("2025")
    done = [
        Activity(year, "reportage", measured(10), Stand.YES, "office"),
        Activity(year, "open_days_visitors", measured(200), Stand.NO, "office"),
        Activity(year, "pupils", measured(40), Stand.NO, "office"),
    ]
    add_activities(office.store, done, who="press", now=now, reason=None)
    drawn = office.balance(2025, now)
    text = balance.text(drawn, office.reader(drawn, code))
    text = text.replace("\u202f", " ").replace("\u00a0", " ")
    over = office.balance(2025, AFTER)

    assert [words for words in sentences if words not in text] == []
    assert sentences[0].split("2025")[1][:8] not in balance.text(over, office.reader(over, code))


class Desk:
    """Where a year is closed at the command line."""

    def __init__(self, office: PrintedOffice) -> None:
        self._config = str(office.config)

    def close(self, *words: str, code: str = "en") -> Result:
        asked = ["--config", self._config, "bilan", "--year", "2025", "--lang", code, *words]
        return CliRunner().invoke(cli, asked, obj=lambda: AFTER)


def test_a_year_known_in_part_is_not_closed(office: PrintedOffice) -> None:
    since_march(office)
    result = Desk(office).close("--close")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "dgsn-x: 2025-01-01 to 2025-03-28 (nobody looked)" in result.stderr
    assert "collect --account dgsn-x --backfill 8 " in result.stderr
    assert "each post costs 0.005 USD, about 8 cost 0.040 USD" in result.stderr
    assert "import FILE" in result.stderr
    assert "--as-it-is" in result.stderr
    assert sealed(office.store, 2025) is None


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_a_year_known_in_part_is_closed_as_it_is(
    office: PrintedOffice, tmp_path: Path, code: str
) -> None:
    since_march(office)
    reason = "X shows no older posts"
    result = Desk(office).close("--close", "--as-it-is", reason, code=code)

    assert result.exit_code == 0
    assert reason in result.stdout
    for form in ("html", "json"):
        out = tmp_path / f"b.{form}"
        assert Desk(office).close("--out", str(out), code=code).exit_code == 0
        assert reason in out.read_text("utf-8")
    kept = sealed(office.store, 2025)
    assert kept is not None
    assert kept.figures["as_it_is"] == reason
    assert Desk(office).close(code=code).stdout == result.stdout


def test_a_year_known_whole_is_closed_without_a_reason(three: PrintedOffice) -> None:
    look(three, BEGIN, END, EDGE)
    for account in ("dgsn-facebook", "dgsn-instagram"):
        found_none(three, account)
    result = Desk(three).close("--close")

    assert result.exit_code == 0
    assert "known in part" not in result.stdout


def test_an_account_that_nobody_ever_tried_to_read_keeps_a_year_open(three: PrintedOffice) -> None:
    look(three, BEGIN, END, EDGE)
    found_none(three, "dgsn-facebook")
    result = Desk(three).close("--close")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "dgsn-instagram: 2025-01-01 to 2025-12-31 (nobody looked)" in result.stderr
    assert "--account dgsn-instagram --backfill N    (how many is not known" in result.stderr
    assert "dgsn-facebook" not in result.stderr
    assert sealed(three.store, 2025) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "At least 1 piece of content was published: 1 on X, 0 on Facebook; those on"),
        ("fr", "Au moins 1 contenu publié : 1 sur X"),
        ("ar", "نُشر محتوى واحد على الأقل"),
    ],
)
def test_no_sum_is_whole_beside_an_account_that_nobody_ever_tried_to_read(
    three: PrintedOffice, code: str, said: str
) -> None:
    look(three, BEGIN, END, EDGE)
    found_none(three, "dgsn-facebook")
    found = fields(three, code)
    total, unread = found["posts_total"], found["posts"][-1]

    assert said in sentence(three, "S6", code)
    assert (total["posts"], total["precision"]) == (1, "at_least")
    assert (total["views"]["total"], total["views"]["precision"]) == (100, "at_least")
    assert (unread["account"], unread["posts"]) == ("dgsn-instagram", None)


def test_the_price_of_a_year_that_a_platform_does_not_show_is_that_of_all_it_shows(
    office: PrintedOffice,
) -> None:
    """At the pace of the one day that is known, X shows less than the year."""
    look(office, END - DAY, END, *(END - DAY + n * HOUR / 2 for n in range(40)))
    result = Desk(office).close("--close")

    assert "--backfill 3200 " in result.stderr
    assert "about 3200 cost 16.000 USD; X shows no more" in result.stderr


@pytest.mark.parametrize("words", [("--as-it-is", "why"), ("--close", "--as-it-is", " ")])
def test_a_reason_belongs_to_closing(office: PrintedOffice, words: tuple[str, ...]) -> None:
    result = Desk(office).close(*words)

    assert result.exit_code == 2
    assert "--as-it-is is a reason" in result.stderr


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    """The days of the year on which posts were published, and the stretches that were looked at."""
    days = draw(st.lists(st.integers(0, 364), unique=True, max_size=12))
    bounds = draw(st.lists(st.integers(0, 366), unique=True, max_size=6).map(sorted))
    return days, list(zip(bounds[::2], bounds[1::2], strict=False))


@given(histories())
@example(([364], [(0, 364)]))  # the year's last day was never looked for
@examples(15)
def test_the_true_number_lies_within_what_the_balance_says(
    tmp_path_factory: pytest.TempPathFactory,
    history: tuple[list[int], list[tuple[int, int]]],
) -> None:
    days, stretches = history
    published = [BEGIN + day * DAY + HOUR for day in days]
    with open_printed_office(tmp_path_factory.mktemp("part"), "", empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        keep(office.store, failed(BEGIN + HOUR))
        for first, last in stretches:
            since, until = BEGIN + first * DAY, BEGIN + last * DAY
            look(office, since, until, *(day for day in published if since <= day < until))
        drawn = office.balance(2025, AFTER)
    (output,) = drawn.outputs
    combined = drawn.published
    assert combined is not None
    for figure in (output.posts, combined.posts):
        assert holds(figure, len(days))
    for figure in (output.views.figure, combined.views.figure):
        assert holds(figure, 100 * len(days))
    assert all(month.posts in {None, in_month(published, month.since)} for month in output.months)


def holds(figure: Figure | None, truth: int) -> bool:
    """Whether a number lies within what is said of it; of what is not known nothing is said."""
    if figure is None:
        return True
    low, high = figure.quantity.low, figure.quantity.high
    return (low is None or low <= truth) and (high is None or truth <= high)


def in_month(published: list[datetime], first: date) -> int:
    local = [instant + timedelta(hours=1) for instant in published]
    return sum((day.year, day.month) == (first.year, first.month) for day in local)
