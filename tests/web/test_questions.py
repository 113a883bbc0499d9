"""Every question as a form: what it heeds can be filled in, and each file tells the same."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest
from lxml import html  # type: ignore[import-untyped]  # it comes with python-docx
from openpyxl import load_workbook

from queries.questions import OPEN_QUESTIONS, QUESTIONS
from queries.questions.top import METRICS
from storage import Store
from storage.topics import tag
from tests.support.staff_page import NOW, Pages, pages
from tests.support.storage_visits import CASABLANCA, X

DAYS, WHOSE = {"in", "since", "last"}, {"account", "platform"}
VALUES = {
    "by": ("day", "week", "month", "year"),
    "metric": METRICS,
    "limit": ("1", "1000"),
    "age": ("1", "365"),
    "versus": ("2026-10", "2025"),
    "number": ("1", "700000"),
    "untagged": ("yes",),
    "topic": ("roads", "visit-of-schools"),
    "post": ("1001", "1002"),
}
NEEDED = {"post": {"post": "1001"}, "compare": {"versus": "2026-10", "in": "this month"}}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The office of the other tests, where a hand gave a topic that the settings do not know."""
    with closing(pages(tmp_path_factory.mktemp("office"))) as opened:
        with Store.open(opened.site.settings.storage.url, zone=CASABLANCA) as store:
            tag(store, X.name, "1002", "visit-of-schools", who="test", now=NOW)
        yield opened


def askings() -> Iterator[tuple[str, str]]:
    """Each question as it is first opened, and with each option filled in by itself."""
    for name in OPEN_QUESTIONS:
        question = QUESTIONS[name]
        needed = NEEDED.get(name, {})
        yield name, urlencode(needed)
        for option in sorted(question.options):
            for value in VALUES[option]:
                yield name, urlencode({**needed, option: value})
        if question.has_days:
            yield name, urlencode({**needed, "in": "last month"})
        if question.has_accounts:
            yield name, urlencode({**needed, "account": "dgsn-x", "platform": "x"})


@pytest.mark.parametrize(("name", "asked"), list(askings()))
def test_every_question_answers_as_a_page_and_as_files(staff: Pages, name: str, asked: str) -> None:
    page = staff.get(f"/ask/{name}?{asked}&lang=fr")
    as_json, as_csv = (staff.get(f"/ask/{name}.{form}?{asked}&lang=fr") for form in ("json", "csv"))

    assert [each.status_code for each in (page, as_json, as_csv)] == [200] * 3
    told = json.loads(as_json.text)
    (table,) = html.fromstring(page.content).xpath("//table[caption/@id='answer']")
    lines = list(csv.reader(io.StringIO(as_csv.text.removeprefix("\ufeff"))))
    assert told["question"] == name
    assert len(table.xpath("tbody/tr[th]")) == len(told["rows"] + told.get("totals", []))
    assert len(lines) == 1 + len(told["rows"])
    assert len(lines[0]) == len(told["columns"])
    assert all(set(row) == {column["key"] for column in told["columns"]} for row in told["rows"])


@pytest.mark.parametrize("name", OPEN_QUESTIONS)
def test_the_workbook_of_every_question_has_the_columns_of_its_answer(
    staff: Pages, name: str
) -> None:
    """Once a question: the workbook is written from the same table as the other files."""
    asked = urlencode(NEEDED.get(name, {}))
    told = json.loads(staff.get(f"/ask/{name}.json?{asked}&lang=fr").text)
    workbook = staff.get(f"/ask/{name}.xlsx?{asked}&lang=fr")

    assert workbook.status_code == 200
    sheet = load_workbook(io.BytesIO(workbook.content)).worksheets[0]
    assert sheet.max_column == len(told["columns"])


@pytest.mark.parametrize(
    "name", [name for name, question in QUESTIONS.items() if "by" in question.options]
)
def test_a_century_of_days_is_cut_to_those_on_file(staff: Pages, name: str) -> None:
    """Two such files took the page's memory and seven minutes."""
    asked = f"{urlencode(NEEDED.get(name, {}))}&by=day&since=1900&until=2199&lang=en"
    begun = time.monotonic()
    answer = staff.get(f"/ask/{name}.json?{asked}")

    if name == "normal":  # one day, and those before it
        assert answer.status_code == 400
        return
    told = answer.json()
    assert len(told["rows"]) < 500 * len(staff.site.settings.accounts)
    if name != "best-days":  # which tells days that were read alone
        assert told["notes"][0].startswith("Nothing is on file from before ")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("name", OPEN_QUESTIONS)
def test_the_form_of_a_question_has_a_field_for_all_that_it_heeds_and_no_other(
    staff: Pages, name: str
) -> None:
    question = QUESTIONS[name]
    heeded = set(question.options)
    heeded |= DAYS if question.has_days else set()
    heeded |= WHOSE if question.has_accounts else set()

    form = html.fromstring(staff.get(f"/ask/{name}").content).xpath("//form")[0]

    assert set(form.xpath(".//select/@name | .//input/@name")) == heeded


@pytest.mark.parametrize("name", OPEN_QUESTIONS)
def test_what_was_filled_in_still_stands_in_the_form(staff: Pages, name: str) -> None:
    given = {option: VALUES[option][-1] for option in QUESTIONS[name].options}
    page = html.fromstring(staff.get(f"/ask/{name}?{urlencode(given)}").content)

    for option, value in given.items():
        (field,) = page.xpath(f"//form//*[@name='{option}']")
        shown = field.xpath("option[@selected]/@value | @value")
        assert shown == [value]


@pytest.mark.parametrize(
    ("option", "value"), [("in", "2026-10"), ("in", "soon"), ("account", "nobody"), ("by", "hour")]
)
def test_the_form_tells_no_other_choice_than_the_one_that_was_asked_for(
    staff: Pages, option: str, value: str
) -> None:
    """A link may name what no list holds, such as any month."""
    page = html.fromstring(staff.get(f"/ask/growth?{option}={value}").content)

    assert page.xpath(f"//select[@name='{option}']/option[@selected]/@value") == [value]


def test_the_last_day_of_a_form_is_one_of_the_days_and_until_of_a_link_is_none(
    staff: Pages,
) -> None:
    days = "since=2026-10-01&by=month&lang=en"
    inclusive = staff.get(f"/ask/growth.json?{days}&last=2026-10-31").json()
    exclusive = staff.get(f"/ask/growth.json?{days}&until=2026-11-01").json()
    assert inclusive["rows"] == exclusive["rows"]
    assert [row["until"] for row in inclusive["rows"]] == ["2026-11-01"] * len(inclusive["rows"])
    form = html.fromstring(staff.get(f"/ask/growth?{days}&until=2026-11-01").content)
    assert form.xpath("//input[@name='last']/@value") == ["2026-10-31"]
    page = html.fromstring(staff.get(f"/ask/followers?{days}&last=2026-10-31").content)
    titles = page.xpath("//th[@scope='col']/text()")
    assert "until (included)" in titles
    assert "until (excluded)" not in titles
    assert {cell.text for cell in page.xpath("//td[@data-title='until (included)']")} == {
        "October 31, 2026"
    }


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("top", "metric=money"),
        ("top", "limit=0"),
        ("top", "limit=1001"),
        ("top", "age=٣"),
        ("top", "age=-1"),
        ("top", "topic=nothing-is-called-so"),
        ("growth", "by=hour"),
        ("compare", "versus=soon"),
        ("post", "post=9999"),
        ("post", "post=' OR 1=1 --"),
        ("growth", "in=" + "9" * 500),
        ("growth", "since=0000-00-00"),
        ("growth", "days=99999999999999999999"),
    ],
)
def test_what_cannot_be_answered_is_said_at_the_form_and_makes_no_file(
    staff: Pages, name: str, asked: str
) -> None:
    page = staff.get(f"/ask/{name}?{asked}")

    assert page.status_code == 400
    assert html.fromstring(page.content).xpath("//*[@role='alert']")
    for form in ("json", "csv", "xlsx"):
        refused = staff.get(f"/ask/{name}.{form}?{asked}")
        assert refused.status_code == 400
        assert "content-disposition" not in refused.headers


def test_a_post_is_found_on_the_page_by_words_and_leads_to_its_own_page(staff: Pages) -> None:
    by_id = staff.get("/ask/post?post=1001&lang=en")
    texts = [row["excerpt"] for row in staff.get("/ask/top.json?account=dgsn-x").json()["rows"]]
    words = next(text for text in texts if text)

    by_words = staff.get(f"/ask/post?{urlencode({'post': words})}&lang=en")

    assert 'href="/post/dgsn-x/1001?lang=en"' in by_id.text
    assert by_words.status_code == 200
    assert 'href="/post/' in by_words.text
