"""One fact, one answer: an office with planted troubles is asked everywhere, in three languages.

No surface says 0 or exact where the plant forbids it, the truth lies within what each says, and
over equal windows all say the same.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from metrics.model import Counts
from metrics.periods import Period, Span
from storage import Store
from storage.accounts import identities
from storage.visits import keep
from tests.support.pinned_demo import NOW, PinnedDemo, copied
from tests.support.planted_office import SILENT, PlantedOffice, plant
from tests.support.storage_visits import CASABLANCA, post, visit
from words import language, notices
from words.registers import register_text

CODES = ("ar", "fr", "en")
ACCOUNTS = ("dgsn-x", "dgsn-facebook", "dgsn-instagram")
TODAY = NOW.date()
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1), Span.YEAR)
WEEK = Period(date(2026, 11, 9), date(2026, 11, 16), Span.WEEK)
REFUSED = Period(date(2026, 11, 16), date(2026, 11, 20), Span.DAY)
"""Days of which nothing of Facebook is known."""
INVISIBLE = re.compile("[\u00a0\u061c\u200b-\u200f\u202a-\u202f\u2066-\u2069]")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> PlantedOffice:
    return plant(tmp_path_factory.mktemp("planted"))


def asked(office: PlantedOffice, question: str, *words: str) -> list[dict[str, Any]]:
    """The rows of a question as JSON."""
    answer = office.asked.run("ask", question, *words, "--format", "json")
    assert answer.exit_code == 0, answer.output
    rows: list[dict[str, Any]] = json.loads(answer.output)["rows"]
    return rows


def of(rows: list[dict[str, Any]], account: str) -> dict[str, Any]:
    return next(row for row in rows if row["account"] == account)


def balance(office: PlantedOffice, code: str = "en") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        office.asked.write(f"b.{code}.json", "bilan", "--year", "2026", "--lang", code)
    )
    return told


def plain(text: str) -> str:
    return INVISIBLE.sub("", text)


@pytest.fixture(scope="module")
def old_post(
    office: PlantedOffice, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PinnedDemo]:
    """A copy with a post on X from before it counted views."""
    place = tmp_path_factory.mktemp("old") / "office"
    with copied(office.asked, place, NOW) as asked:
        settings = asked.pages.site.settings
        with Store.open(settings.storage.url, zone=settings.zone()) as store:
            (x,) = (one.platform_id for one in identities(store) if one.account == "dgsn-x")
            old = post("77", OLD, counts=Counts(likes=5, comments=1, shares=1))
            keep(store, visit(NOW - timedelta(hours=1), old, platform_id=x))
        yield asked


OLD = datetime(2022, 6, 1, 12, tzinfo=UTC)
OLD_DAYS = ("--since", "2022-06-01", "--until", "2022-06-02", "--account", "dgsn-x")


@pytest.mark.parametrize("code", CODES)
def test_why_views_of_an_old_post_are_not_known_is_said_wherever_it_shows(
    old_post: PinnedDemo, code: str
) -> None:
    (reason,) = notices.uncounted_reasons(["x"], ["views"], OLD.date(), language(code))
    spoken = ("--lang", code)
    surfaces = {
        "post": old_post.run("ask", "post", "77", *spoken).output,
        "engagement": old_post.run("ask", "engagement", *OLD_DAYS, *spoken).output,
        "page": old_post.pages.get(f"/post/dgsn-x/77?lang={code}").text,
        "letter": old_post.run("letter", "--week", "2022-W22", *spoken).output,
        "balance": old_post.write(f"b.{code}.html", "bilan", "--year", "2022", *spoken).decode(),
    }

    for name, text in surfaces.items():
        assert squeezed(reason) in squeezed(text), name


def test_the_balance_s_files_say_which_views_of_old_posts_nobody_counted(
    old_post: PinnedDemo,
) -> None:
    asked_for = ("bilan", "--year", "2022")
    fields = json.loads(old_post.write("b.json", *asked_for))
    book = load_workbook(io.BytesIO(old_post.write("b.xlsx", *asked_for, "--lang", "en")))
    rows = [[cell.value for cell in row] for row in book["Reservations"].iter_rows()]

    assert fields["not_counted"] == [
        {"platform": "x", "metric": "views", "counted_since": "2022-12-15"}
    ]
    assert ["X", "views", "not counted yet"] in [[row[0], row[1], row[4]] for row in rows]


def test_an_export_says_why_views_of_old_posts_are_empty(old_post: PinnedDemo) -> None:
    (reason,) = notices.uncounted_reasons(["x"], ["views"], OLD.date(), language("en"))
    told = old_post.run("export", "everything")

    assert told.exit_code == 0, told.output
    assert f"* {reason}." in (old_post.folder / "everything" / "README.md").read_text("utf-8")


def squeezed(text: str) -> str:
    """Without what cannot be seen and where lines break."""
    return "".join(plain(text).split())


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_true_number_of_the_year_s_posts_lies_within_what_each_surface_says(
    office: PlantedOffice, account: str
) -> None:
    truth = office.published(account, YEAR)
    row = of(asked(office, "posts", "--in", "2026"), account)
    printed = of(balance(office)["posts"], account)

    for told in (row, printed):
        assert told["low"] <= truth
        assert told["high"] is None or truth <= told["high"]
    keys = ("posts", "precision", "low", "high", "known_since")
    assert {key: row[key] for key in keys} == {key: printed[key] for key in keys}


def test_a_year_that_is_known_in_part_is_nowhere_exact(office: PlantedOffice) -> None:
    for account in ("dgsn-x", "dgsn-facebook"):
        row = of(asked(office, "posts", "--in", "2026"), account)
        assert (row["precision"], row["high"]) == ("at_least", None)


@pytest.mark.parametrize("code", CODES)
def test_the_press_sentence_says_since_when(office: PlantedOffice, code: str) -> None:
    known = balance(office, code)
    (sentence,) = [one["text"] for one in known["sentences"] if one["id"] == "S6"]

    assert {"ar": "على الأقل", "fr": "au moins", "en": "at least"}[code] in plain(sentence)


@pytest.mark.parametrize("code", CODES)
def test_what_could_not_be_read_is_never_zero_posts(office: PlantedOffice, code: str) -> None:
    days = ("--since", "2026-11-16", "--until", "2026-11-20")
    row = of(asked(office, "posts", *days, "--lang", code), "dgsn-facebook")
    letter = office.asked.say("letter", "--week", "2026-W46", "--lang", code)

    assert office.published("dgsn-facebook", REFUSED) > 0
    assert (row["posts"], row["precision"]) == (None, None)
    zero = {"ar": "لا منشور", "fr": "0 publication", "en": "0 posts"}[code]
    assert zero not in plain(letter)


def test_an_account_that_never_answered_is_known_nowhere(office: PlantedOffice) -> None:
    for question in ("followers", "posts", "growth", "engagement"):
        row = of(asked(office, question, "--in", "2026"), SILENT)
        told = {key: row[key] for key in row if key not in {"since", "until", "so_far"}}
        told = {key: value for key, value in told.items() if not key.startswith("days_")}
        assert {value for value in told.values() if isinstance(value, int)} == set(), question
    printed = of(balance(office)["posts"], SILENT)
    assert (printed["posts"], printed["low"], printed["views"]["total"]) == (None, None, None)


def test_everybody_tells_the_same_gaps(office: PlantedOffice) -> None:
    status = json.loads(office.asked.run("status", "--json").output)["accounts"]
    until = TODAY + timedelta(days=1)
    for days in (7, 30, 365):
        since = f"{until - timedelta(days=days)}"
        gaps = asked(office, "gaps", "--since", since)
        for account in (*ACCOUNTS, SILENT):
            told = of(status, account)
            lost = sum(gap["slots"] for gap in gaps if gap["account"] == account)
            assert lost == told[f"slots_due_{days}d"] - told[f"slots_kept_{days}d"]
    year = {part["account"]: part for part in balance(office)["completeness"]}
    for account in ACCOUNTS:
        entry = of(status, account)
        assert entry["slots_due_365d"] == year[account]["slots_due"]
        assert entry["slots_kept_365d"] == year[account]["slots_kept"]
        assert entry["slots_partial_365d"] == year[account]["slots_partial"]
        longest, hole = entry["longest_gap"], year[account]["longest_hole"]
        assert (longest["since"], longest["until"]) == (hole["since"], hole["until"])


def test_check_tells_the_slots_that_status_tells(office: PlantedOffice) -> None:
    status = json.loads(office.asked.run("status", "--json").output)["accounts"]
    check = json.loads(office.asked.run("check", "--offline", "--json").output)["findings"]
    told = {finding["subject"]: finding["sentence"] for finding in check}
    for account in (*ACCOUNTS, SILENT):
        entry, sentence = of(status, account), told[f"readings of {account}"]
        for days in (7, 30, 365):
            part = entry[f"slots_partial_{days}d"]
            kept = f"{entry[f'slots_kept_{days}d']} of {entry[f'slots_due_{days}d']}"
            assert f"{kept}{f', {part} in part' if part else ''} in {days} days" in sentence
        since = datetime.fromisoformat(entry["longest_gap"]["since"])
        assert f"longest gap {language('en').moment(since, CASABLANCA)} to " in sentence


@pytest.mark.parametrize("code", CODES)
def test_letter_and_page_tell_the_slots_that_status_tells(office: PlantedOffice, code: str) -> None:
    entry = of(json.loads(office.asked.run("status", "--json").output)["accounts"], "dgsn-x")
    page = plain(office.asked.pages.get(f"/?lang={code}").text)
    kept, due = entry["slots_kept_30d"], entry["slots_due_30d"]
    words = {"ar": f"{kept} من أصل {due}", "fr": f"{kept} sur {due}", "en": f"{kept} of {due}"}

    assert words[code] in page
    letter = plain(office.asked.say("letter", "--week", "2026-W43", "--lang", code))
    week = asked(office, "gaps", "--in", "2026-W43", "--account", "dgsn-x")
    lost = sum(gap["slots"] for gap in week)
    of_week = {"ar": f"{7 - lost} من أصل 7", "fr": f"jours relevés: {7 - lost} sur 7"}
    of_week["en"] = f"{7 - lost} of 7 days"
    assert lost == 1  # the outage began on its Sunday
    assert of_week[code] in letter


def test_a_silent_metric_is_null_and_not_zero(office: PlantedOffice) -> None:
    days = ("--since", "2026-11-16", "--until", "2026-11-20")
    row = of(asked(office, "engagement", *days), "dgsn-instagram")

    assert row["posts"]
    assert row["views"] is None


@pytest.mark.parametrize("code", CODES)
def test_the_purge_is_told_where_its_drop_shows(office: PlantedOffice, code: str) -> None:
    days = ("--since", "2026-10-26", "--until", "2026-10-31")
    (growth,) = [
        row for row in asked(office, "growth", *days, "--lang", code) if row["account"] == "dgsn-x"
    ]

    assert growth["net"] < 0
    assert growth["fell"] > 0
    assert growth["net_without_falls"] > growth["net"]


def test_years_that_were_printed_are_told_as_printed(office: PlantedOffice) -> None:
    row = of(asked(office, "followers", "--in", "2023", "--by", "year"), "dgsn-facebook")

    assert row["precision"] == "thousand"


@pytest.mark.parametrize("code", CODES)
def test_the_overview_counts_no_posts_of_a_week_that_is_known_in_part(
    office: PlantedOffice, code: str
) -> None:
    page = plain(office.asked.pages.get(f"/?lang={code}").text)
    captions = {"ar": "المنشورات المسجلة", "fr": "Publications enregistrées", "en": "Posts on file"}

    assert captions[code] in page


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("days", "account", "low", "high", "words"),
    [
        (("--in", "2023"), "dgsn-x", 46_444, 47_444, ("434", "480")),
        (("--in", "2023"), "dgsn-facebook", 54_000, 56_000, ("385", "440")),
        (("--in", "2023"), "dgsn-instagram", None, 74_500, ("133", "207")),
        (("--in", "2021"), "dgsn-facebook", 90_735, 90_735, ("191", "282")),
    ],
)
def test_a_growth_from_print_to_print_is_the_same_interval_everywhere(
    office: PlantedOffice,
    days: tuple[str, ...],
    account: str,
    low: int | None,
    high: int,
    words: tuple[str, str],
    code: str,
) -> None:
    row = of(asked(office, "growth", *days, "--lang", code), account)
    assert (row["net_low"], row["net_high"]) == (low, high)
    assert row["start_source"]
    assert row["end_source"]
    assert row["end_printed_for"] == days[-1]
    assert (row["start_at"], row["end_at"], row["evidence"]) == (None, None, "published")

    told = office.asked.run("ask", "growth", *days, "--format", "csv").output.splitlines()
    (line,) = csv.DictReader([told[0], as_csv(told, account)])
    assert (line["net_low"], line["net_high"]) == ("" if low is None else f"{low}", f"{high}")
    assert line["end_source"] == row["end_source"]

    text = plain(office.asked.run("ask", "growth", *days, "--lang", code).output)
    page = plain(office.asked.pages.get(f"/ask/growth?in={days[-1]}&lang={code}").text)
    for surface in (text, page):
        assert register_text(row["end_source"], language(code)) in surface
        assert all(word in surface for word in words)
        assert f"{high}" in re.sub(r"[\s.,]", "", surface)


def as_csv(lines: list[str], account: str) -> str:
    """The line of an account."""
    return next(line for line in lines if line.startswith(f'"{account}"'))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_followers_growth_compare_and_balance_tell_the_same_of_a_printed_year(
    office: PlantedOffice, account: str
) -> None:
    growth = of(asked(office, "growth", "--in", "2023"), account)
    stood = of(asked(office, "followers", "--in", "2023"), account)
    compared = of(asked(office, "compare", "--in", "2023", "--versus", "2022"), account)
    written = office.asked.write("b2023.json", "bilan", "--year", "2023")
    printed = of(json.loads(written)["followers"], account)

    assert stood["followers"] == growth["end"] == printed["value"]
    keys = ("low", "high")
    assert [stood[f"followers_{key}"] for key in keys] == [growth[f"end_{key}"] for key in keys]
    assert stood["source"] == growth["end_source"] == "DGSN, hasila 2023"
    assert stood["printed_for"] == growth["end_printed_for"] == "2023"
    for key in ("low", "high"):
        assert compared[f"after_{key}"] == growth[f"net_{key}"]
    assert compared["after"] == growth["net"] == printed["net"]
    assert growth["end_source"] in compared["after_source"]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_from_the_last_printed_figure_until_today_is_told_with_the_truth_within(
    office: PlantedOffice, account: str
) -> None:
    row = of(asked(office, "growth", "--since", "2024-01-01"), account)
    printed = of(asked(office, "followers", "--in", "2023"), account)
    today = of(asked(office, "followers"), account)

    assert row["start"] == printed["followers"]
    assert row["end"] == today["followers"]
    assert row["net_low"] <= today["followers"] - printed["followers"] <= row["net_high"]
    assert row["start_source"] == printed["source"] == "DGSN, hasila 2023"
    year = of(asked(office, "growth"), account)
    assert (year["net"], year["since_printed_for"]) == (None, "2023")
    assert year["net_since_printed_low"] == row["net_low"]
    assert year["net_since_printed_high"] == row["net_high"]


@pytest.mark.parametrize("code", CODES)
def test_a_milestone_between_print_and_reading_has_no_day(office: PlantedOffice, code: str) -> None:
    rows = asked(office, "milestones", "--lang", code)
    said = plain(office.asked.run("ask", "milestones", "--lang", code).output)
    page = plain(office.asked.pages.get(f"/ask/milestones?lang={code}").text)
    told = {
        (row["account"], row["followers"]): (row["below_printed_for"], row["printed_for"])
        for row in rows
    }

    assert told["dgsn-facebook", 250_000] == ("2020", "2021")
    assert told["dgsn-x", 500_000] == ("2023", None)
    assert {row["days"] for row in rows if row["below_printed_for"]} == {None}
    unknown = {
        "ar": "ولا يُعرف اليوم",
        "fr": "le jour n’est pas connu",
        "en": "the day is not known",
    }
    assert unknown[code] in said
    assert unknown[code] in page
