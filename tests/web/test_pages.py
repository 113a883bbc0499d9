"""What staff see: figures with their age, what is not known and why, in three languages."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from metrics.history.account_days import AccountDay
from metrics.model import Account, Counts
from metrics.quantity import reported
from queries.questions import OPEN_QUESTIONS, QUESTIONS
from storage import Store
from storage.accounts import enrol
from storage.alerts import open_
from storage.history.account_days import keep_reported
from storage.post_query import PostQuery, posts_with_readings
from storage.visits import keep
from tests.support.staff_page import HOSTILE, NOW, Pages, pages
from tests.support.storage_visits import CASABLANCA, HOUR, NOON, post, visit
from words import language

EVERY_PAGE = (
    "/",
    "/account/dgsn-x",
    "/account/dgsn-instagram",
    "/post/dgsn-x/1001",
    "/topics",
    "/topics?topic=roads",
    "/ask",
    "/ask/growth",
    "/balance",
    "/balance/2026",
    "/nothing",
)


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with closing(pages(tmp_path_factory.mktemp("office"))) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Pages]:
    """An office of a test's own."""
    with closing(pages(tmp_path)) as opened:
        yield opened


def text(staff: Pages, path: str, **headers: str) -> str:
    return staff.get(path, **headers).text


def test_it_tells_each_number_with_its_age_and_what_it_gained(staff: Pages) -> None:
    page = text(staff, "/?lang=en")

    assert "640,400" in page
    assert "read 55 minutes ago" in page
    assert "+70 (+0.1 per thousand)" in page  # seven days, as n days need n + 1 readings
    assert "+300 (+0.5 per thousand)" in page


def test_it_says_not_known_and_why_where_there_is_no_number(staff: Pages) -> None:
    page = text(staff, "/account/dgsn-instagram?lang=en")

    assert "not known" in page
    assert "no reading yet" in page
    assert "no reading in these days" in page
    assert ">0<" not in page


def test_no_post_on_file_is_not_told_as_none_published(staff: Pages) -> None:
    """Instagram was never read; Facebook was, and had published nothing."""
    unknown = text(staff, "/account/dgsn-instagram?lang=en")
    assert "whether there were any is not known" in unknown
    assert "Nothing was published" not in unknown

    assert "Nothing was published in the last" in text(staff, "/account/dgsn-facebook?lang=en")


def test_it_says_why_a_growth_is_not_known(staff: Pages) -> None:
    assert "no reading before these days" in text(staff, "/?lang=en")


def test_it_shows_the_posts_of_the_week_and_leads_to_each(staff: Pages) -> None:
    page = text(staff, "/?lang=en")

    assert "Posts on file of the last seven days" in page
    assert 'href="/post/dgsn-x/1001?lang=en"' in page
    assert "حملة للسلامة الطرقية" in page


def test_it_tells_how_many_readings_were_kept(staff: Pages) -> None:
    page = text(staff, "/account/dgsn-x?lang=en")

    assert "7 of " in page


def test_it_shows_open_alerts_first(own: Pages) -> None:
    with Store.open(own.site.settings.storage.url, zone=CASABLANCA) as store:
        open_(store, "access", "dgsn-x", "The token was refused.", NOW)
        open_(store, "letter", "2026-W46 chief@example.org", "chief@example.org: no such box", NOW)
    page = text(own, "/?lang=en")

    assert page.index("Access refused") < page.index("640,400")
    assert "The token was refused." in page
    assert "2026-W46" in page
    assert "chief@" not in page, "who gets letters is for administrators alone"


@pytest.mark.parametrize(
    ("code", "words"), [("ar", "إلى حدود الآن"), ("fr", "à ce jour"), ("en", "so far")]
)
def test_the_month_that_is_not_over_is_told_as_so_far(staff: Pages, code: str, words: str) -> None:
    page = text(staff, f"/account/dgsn-x?lang={code}")

    (head,) = re.findall(rf'<th scope="row">([^<]*)<span class="note">{words}</span>', page)
    assert head == language(code).month(NOW.date())


def test_it_tells_what_the_account_as_a_whole_drew_and_leads_to_its_days(own: Pages) -> None:
    empty = text(own, "/account/dgsn-facebook?lang=en")
    assert "No platform and no file has told anything of these days." in empty
    days = [
        AccountDay(date(2026, 11, number), "views", reported(1_000 * number))
        for number in range(1, 4)
    ]
    with Store.open(own.site.settings.storage.url, zone=CASABLANCA) as store:
        keep_reported(store, "dgsn-facebook", days, told_at=NOON)

    page = text(own, "/account/dgsn-facebook?lang=en")

    assert "views of the account" in page
    assert "at least 6,000" in page
    assert "reported later by the platform" in page
    assert 'href="/ask/account-days?account=dgsn-facebook' in page
    assert 'href="/ask/sources?account=dgsn-facebook' in page


def test_a_post_has_its_curve_and_every_look(staff: Pages) -> None:
    page = text(staff, "/post/dgsn-x/1001?lang=en")

    assert "/chart/post/dgsn-x/1001.svg" in page
    assert "2 looks at this post" in page
    assert "1,800" in page
    assert "900" in page
    assert "Sécurité routière" in text(staff, "/post/dgsn-x/1001?lang=fr")


def test_a_post_that_vanished_or_had_to_be_forgotten_keeps_its_page(own: Pages) -> None:
    """Its counts are the office's own work: what is erased is said in the place of the words."""
    with Store.open(own.site.settings.storage.url, zone=CASABLANCA) as store:
        keep(store, visit(NOON + HOUR, gone=("1001",)))
        with store.write() as connection:
            connection.exec_driver_sql(
                "UPDATE post SET platform_id = NULL, text = NULL, url = NULL"
                " WHERE platform_id = '1002'"
            )
        (forgotten,) = (
            one.id for one in posts_with_readings(store, PostQuery()) if one.id != "1001"
        )

    gone = text(own, "/post/dgsn-x/1001?lang=en")
    assert "gone from the platform" in gone
    assert "1,800" in gone
    assert f'href="/post/dgsn-x/{forgotten}?lang=en"' in text(own, "/account/dgsn-x?lang=en")
    assert own.get(f"/post/dgsn-x/{forgotten}").status_code == 200
    assert own.get(f"/chart/post/dgsn-x/{forgotten}.svg").status_code == 200
    assert json.loads(text(own, f"/ask/post.json?post={forgotten}"))["rows"]


def test_topics_are_counted_and_lead_to_their_posts(staff: Pages) -> None:
    page = text(staff, "/topics?topic=roads&lang=ar")

    assert "السلامة الطرقية" in page
    assert "/post/dgsn-x/1001" in page
    assert "/post/dgsn-x/1002" not in page


@pytest.mark.parametrize("path", EVERY_PAGE)
@pytest.mark.parametrize(("code", "way"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_every_page_is_whole_in_every_language(
    staff: Pages, path: str, code: str, way: str
) -> None:
    page = text(staff, f"{path}{'&' if '?' in path else '?'}lang={code}")

    assert f'<html lang="{code}" dir="{way}">' in page
    assert page.count("<h1") == 1
    assert 'class="skip"' in page
    assert "<script" not in page
    assert " style=" not in page
    assert "<style" not in page
    assert page.rstrip().endswith("</html>")


def test_every_table_has_a_caption_and_headings(staff: Pages) -> None:
    for path in ("/", "/account/dgsn-x", "/post/dgsn-x/1001", "/topics", "/ask/growth"):
        page = text(staff, path)

        assert page.count("<table") == page.count("<caption")
        assert page.count('scope="col"') > 0


def test_every_field_of_a_form_has_a_label(staff: Pages) -> None:
    for name in OPEN_QUESTIONS:
        question = QUESTIONS[name]
        page = text(staff, f"/ask/{name}?lang=fr")
        fields = page.count("<select id=") + page.count("<input id=")
        heeds = question.has_days or question.has_accounts or question.options

        assert page.count('<label for="f-') == fields
        assert bool(fields) == bool(heeds)


def test_the_language_is_that_of_the_link_else_the_browsers_else_arabic(staff: Pages) -> None:
    assert 'lang="ar"' in text(staff, "/")[:60]
    assert 'lang="fr"' in text(staff, "/", accept_language="de;q=0.9, fr-MA;q=0.8, en;q=0.1")[:60]
    assert 'lang="en"' in text(staff, "/?lang=en", accept_language="fr")[:60]
    assert 'lang="ar"' in text(staff, "/?lang=xx", accept_language="x;q=y,,;")[:60]


@pytest.mark.parametrize(
    ("code", "way", "words"),
    [
        ("ar", "rtl", "جداول قاعدة البيانات"),
        ("fr", "ltr", "Les tables de la base"),
        ("en", "ltr", "The tables of the database"),
    ],
)
@pytest.mark.parametrize("path", ["/data", "/data/posts_latest"])
def test_the_pages_of_tables_say_what_they_are_in_the_readers_language(
    staff: Pages, path: str, code: str, way: str, words: str
) -> None:
    page = staff.get(path, accept_language=code)

    assert page.status_code == 200
    assert staff.get(f"/data?lang={code}").status_code == 200
    (about,) = re.findall(rf'<aside lang="{code}" dir="{way}">(.*?)</aside>', page.text)
    assert words in about
    assert 'href="/' in about


def test_a_language_that_was_chosen_stays_in_every_link(staff: Pages) -> None:
    page = text(staff, "/ask/growth?by=month&lang=fr")

    assert 'href="/topics?lang=fr"' in page
    assert 'href="/ask/growth?by=month&amp;lang=ar"' in page
    assert '<input type="hidden" name="lang" value="fr">' in page


@pytest.mark.parametrize("name", OPEN_QUESTIONS)
def test_every_question_answers_or_says_what_it_needs(staff: Pages, name: str) -> None:
    for code in ("ar", "fr"):
        assert staff.get(f"/ask/{name}?lang={code}").status_code in {200, 400}


def test_an_answer_is_the_same_as_table_and_files(staff: Pages) -> None:
    words = "in=this+month&account=dgsn-x&lang=en"
    page = text(staff, f"/ask/growth?{words}")
    told = json.loads(text(staff, f"/ask/growth.json?{words}"))["rows"][0]
    as_csv = staff.get(f"/ask/growth.csv?{words}")
    (row,) = csv.DictReader(io.StringIO(as_csv.text.removeprefix("\ufeff")))
    sheet = load_workbook(io.BytesIO(staff.get(f"/ask/growth.xlsx?{words}").content)).worksheets[0]

    # 31 October was not read, so the growth is that since the 30th: 21 steps of ten.
    assert told["net"] == 210
    assert int(row["net"]) == 210
    assert 210 in [cell.value for cell in sheet[2]]
    assert ">+210<" in page
    assert as_csv.headers["content-disposition"] == 'attachment; filename="growth.en.csv"'


@pytest.mark.parametrize(
    "asked",
    ["since=tomorrow", "since=2026-03&until=2026-02", "in=soon", "account=nobody", "by=hour"],
)
def test_what_cannot_be_understood_is_said_at_the_form(staff: Pages, asked: str) -> None:
    answer = staff.get(f"/ask/growth?{asked}&lang=en")

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize(
    "path",
    ["followers", "growth", "posts", "post/dgsn-x/1001"],
)
def test_charts_are_pictures_and_can_be_kept(staff: Pages, path: str, form: str) -> None:
    shown = staff.get(f"/chart/{path}.{form}?lang=fr")
    kept = staff.get(f"/chart/{path}.{form}?lang=fr&save=1")

    assert shown.status_code == 200
    assert "content-disposition" not in shown.headers
    assert kept.headers["content-disposition"].startswith("attachment")
    assert shown.content.startswith(b"\x89PNG" if form == "png" else b"<?xml")


def test_a_post_says_what_it_drew_in_all_what_is_usual_and_leads_on(own: Pages) -> None:
    """Six earlier posts drew 100, 200, … 600 by their seventh day, this one 1,050 by its own."""
    settings = own.site.settings
    with Store.open(settings.storage.url, zone=CASABLANCA) as store:
        for number in range(7):
            born = NOON - timedelta(days=60 - number)
            views = 1_050 if number == 6 else 100 * (number + 1)
            drawn = Counts(views=views, likes=40, comments=1, shares=1)
            seen = post(f"70{number}", born, "بلاغ", counts=drawn)
            at = born + timedelta(days=7)
            keep(store, visit(at, seen, followers=640_000))

    page = text(own, "/post/dgsn-x/706?lang=en")

    assert "3 times the median of this form" in page
    assert "which is 350 (6 posts in the year before)" in page
    assert "<dt>interactions</dt><dd>42</dd>" in page
    assert "<dd>4" in page
    ways = re.findall(r'href="(/(?:account|ask)/[^"]+)"', page)
    assert {way.partition("?")[0] for way in ways} >= {"/account/dgsn-x", "/ask/top", "/ask/posts"}
    assert all(own.get(unescape(way)).status_code == 200 for way in ways)


def test_the_overview_begins_with_what_the_accounts_have_together(staff: Pages) -> None:
    """640,400 on X and 590,000 on Facebook; of Instagram nothing is known, and it is not named."""
    (together,) = re.findall(r'<p class="together">([^<]*)</p>', text(staff, "/?lang=en"))

    assert "1,230,400" in together
    assert "Instagram" not in together


def test_every_list_of_posts_leads_to_them(staff: Pages) -> None:
    page = text(staff, "/ask/top?days=7&metric=views&lang=fr")

    assert re.findall(r'<a href="(/post/dgsn-x/1001)[^"]*"><bdi dir="auto">حملة', page)


def test_the_balance_is_a_page_and_files(staff: Pages) -> None:
    page = text(staff, "/balance/2026?lang=fr")
    told = json.loads(text(staff, "/balance/2026.json?lang=fr"))

    assert told["year"] == 2026
    assert "640\u202f400" in page
    assert staff.get("/balance/2026.pdf?lang=ar").content.startswith(b"%PDF")


def test_the_balance_shows_its_charts_and_lists_the_years_on_file_alone(staff: Pages) -> None:
    page = text(staff, "/balance/2026?lang=fr")

    charts = re.findall(r'<img src="(/chart/balance/2026/[^"]+)"', page)
    assert [chart.partition(".")[0] for chart in charts] == [
        "/chart/balance/2026/followers"
    ]  # fmt: skip
    for narrow in ("", "&narrow=1"):
        shown = staff.get(unescape(charts[0]) + narrow)
        assert shown.status_code == 200
        assert shown.content.startswith(b"<?xml")
    assert staff.get("/chart/balance/2026/nothing.svg").status_code == 404

    listed = re.findall(r'<li><a href="/balance/(\d+)[^"]*">', text(staff, "/balance?lang=fr"))
    assert listed == ["2026"]


def test_a_telephone_gets_its_own_form_of_a_chart(staff: Pages) -> None:
    page = text(staff, "/account/dgsn-x?lang=ar")

    narrow = re.findall(r'<source media="[^"]*" srcset="([^"]*)">', page)
    assert len(narrow) == len(re.findall("<img ", page)) >= 2
    drawn = staff.get(unescape(narrow[0])).text
    (wide,) = re.findall(r'<svg[^>]* width="([0-9.]+)pt"', drawn)
    assert float(wide) * 96 / 72 <= 375


def test_what_is_nowhere_is_said_so(staff: Pages) -> None:
    for path in (
        "/account/nobody",
        "/post/dgsn-x/9",
        "/post/nobody/9",
        "/ask/none",
        "/balance/1800",
    ):
        assert staff.get(path).status_code == 404


def test_a_foreign_text_is_shown_and_does_nothing(staff: Pages) -> None:
    for path in ("/", "/post/dgsn-x/1002", "/account/dgsn-x"):
        page = text(staff, path)

        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert "<img src=x" not in page
        assert HOSTILE not in page


def test_a_link_leads_to_a_platforms_own_host_alone(staff: Pages) -> None:
    assert "evil.example" not in text(staff, "/post/dgsn-x/1002")
    assert 'href="https://x.com/DGSN_MAROC/status/1001"' in text(staff, "/post/dgsn-x/1001")


def test_a_database_that_is_not_there_is_said_in_one_sentence(own: Pages) -> None:
    assert own.site.database is not None
    own.site.database.unlink()
    for path in ("/", "/ask/growth", "/chart/followers.svg"):
        answer = own.get(f"{path}?lang=en")

        assert answer.status_code == 503
        assert "there is no database yet" in answer.text


def test_a_damaged_database_is_said_so(own: Pages) -> None:
    assert own.site.database is not None
    own.site.database.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    answer = own.get("/?lang=en")

    assert answer.status_code == 503
    assert "The database cannot be read" in answer.text
    assert own.get("/data").status_code >= 400


def test_a_restored_database_is_seen_at_once(own: Pages, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = pages(other)
    assert own.get("/data/account.json").json()["filtered_table_rows_count"] == 3
    assert own.site.database is not None
    assert second.site.database is not None
    with Store.open(second.site.settings.storage.url, zone=CASABLANCA) as store:
        open_(store, "disk", "disk", "Nearly full.", NOW)
        enrol(store, [Account("dgsn-new", "x")], NOW)
    second.site.database.replace(own.site.database)

    assert own.get("/data/account.json").json()["filtered_table_rows_count"] == 4
    assert "Nearly full." in text(own, "/")


def test_a_chart_stands_by_an_answer_only_where_it_tells_the_same(staff: Pages) -> None:
    assert "/chart/posts.svg?in=this+year&amp;metric=views" in text(
        staff, "/ask/top?in=this+year&lang=en"
    )
    for asked in ("metric=rate", "topic=roads", "age=7"):
        assert "/chart/posts.svg" not in text(staff, f"/ask/top?{asked}&lang=en")


@pytest.mark.parametrize("chart", ["followers", "growth", "posts"])
@pytest.mark.parametrize("days", ["since=2190&until=2199", "since=1900&until=2199&printed=1"])
def test_a_chart_of_days_of_which_nothing_is_on_file_is_drawn(
    staff: Pages, chart: str, days: str
) -> None:
    assert staff.get(f"/chart/{chart}.svg?by=day&{days}").status_code == 200
