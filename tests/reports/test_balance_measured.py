"""What was read counts, its own time is told, and a closed year stays what it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.activity import Activity, Stand
from metrics.history.account_days import AccountDay
from metrics.model import Counts, Discovery, Reason
from metrics.periods import parse_period
from metrics.quantity import Precision, measured, published, reported
from metrics.series import Event, PrintedFigure
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from reports import balance
from reports.balance import Balance, NothingToClose, SealBroken, WrongDay
from storage.accounts import enrol
from storage.history.account_days import keep_reported
from storage.registers.activities import add_activities
from storage.registers.printed import add_events, add_figures
from storage.registers.statements import add_statements
from storage.sealed_years import AlreadySealed, sealed
from storage.topics import apply_rules
from storage.visits import keep
from tests.support.printed_years import PrintedOffice, open_printed_office
from tests.support.storage_visits import DAY, HOUR, failed, post, reply, visit

AFTER = datetime(2026, 1, 10, 9, tzinfo=UTC)
LAST = datetime(2025, 12, 31, 21, 30, tzinfo=UTC)
"""Half past ten in the evening of the last day in Casablanca, which was an hour ahead."""
MARCH = datetime(2025, 3, 9, 10, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PrintedOffice]:
    """Two years of X, thinly read: 480,944 was printed for 2025 too, and 500,000 read."""
    with open_printed_office(tmp_path, "", empty=True) as opened:
        enrol(opened.store, opened.settings.accounts, AFTER)
        yield opened


def live(office: PrintedOffice, since: datetime | None = None) -> None:
    """Read X at the ends of two years (or from an instant of the second on), and three posts."""
    if since is None:
        keep(office.store, visit(datetime(2024, 12, 31, 20, tzinfo=UTC), followers=450_000))
    young = [
        post(str(n), MARCH, text=f"خبر {n}", counts=Counts(10, None, 2 + n, 0, 1)) for n in (1, 2)
    ]
    keep(office.store, visit(MARCH + HOUR, *young, reply("9", MARCH), followers=460_000))
    grown = [
        replace(one, counts=Counts(views, None, 40, 3, 5))
        for one, views in zip(young, (7_000, 9_000), strict=True)
    ]
    keep(office.store, visit(MARCH + 7 * DAY, *grown, followers=461_000))
    keep(office.store, failed(MARCH + 8 * DAY, Reason.ACCESS))
    keep(office.store, visit(LAST, followers=500_000))
    keep(office.store, visit(LAST + 2 * HOUR, followers=500_100))


def close(office: PrintedOffice) -> Balance:
    """Close 2025, of which X alone was read."""
    why = "X alone is read"
    return balance.close(
        office.store, office.settings, 2025, None, who="chief", now=AFTER, as_it_is=why
    )


def fields(office: PrintedOffice, year: int = 2025, code: str = "fr") -> Any:
    drawn = office.balance(year, AFTER)
    return json.loads(balance.render(office.store, drawn, office.reader(drawn, code), "json"))


def x_of(found: Any) -> Any:
    return next(row for row in found["followers"] if row["account"] == "dgsn-x")


def printed(value: int, year: str = "2025") -> PrintedFigure:
    quantity = published(value, Precision.THOUSAND, "hasila 2025")
    return PrintedFigure(parse_period(year), "dgsn-x", "followers", quantity)


def whole(total: int, of: int) -> dict[str, Any]:
    """A sum over posts that is the whole of it."""
    known = {"precision": "exact", "low": total, "high": total}
    return {"total": total, **known, "told": of, "posts": of, "exported": 0, "evidence": "measured"}


def put(office: PrintedOffice, *figures: PrintedFigure, reason: str | None = None) -> None:
    add_figures(office.store, figures, who="press", now=AFTER, reason=reason)


def test_it_takes_the_last_reading_of_the_year_in_the_institutions_zone(
    office: PrintedOffice,
) -> None:
    live(office)
    row = x_of(fields(office))

    assert (row["value"], row["as_of"]) == (500_000, LAST.isoformat())
    assert (row["evidence"], row["precision"], row["net"]) == ("measured", "exact", 50_000)
    assert row["previous"] == 450_000
    assert round(row["growth"], 4) == 0.1111


def test_it_lets_a_reading_count_and_shows_the_printed_figure_beside_it(
    office: PrintedOffice,
) -> None:
    live(office)
    put(office, printed(502_000))
    row = x_of(fields(office))

    assert (row["value"], row["printed_beside"], row["printed_difference"]) == (
        500_000,
        502_000,
        2_000,
    )


def test_it_looks_no_further_than_the_day_it_is_asked_for(office: PrintedOffice) -> None:
    live(office)
    drawn = balance.draw(office.store, office.settings, 2025, date(2025, 3, 10), AFTER)
    found = json.loads(balance.render(office.store, drawn, office.reader(drawn), "json"))

    assert x_of(found)["value"] == 460_000
    assert found["posts"][0]["views"] == whole(20, of=2)


def test_it_counts_posts_views_and_interactions_of_the_year(office: PrintedOffice) -> None:
    live(office)
    (row,) = fields(office)["posts"]

    assert (row["posts"], row["replies"], row["reposts"]) == (2, 1, 0)
    assert row["views"] == whole(16_000, of=2)
    assert row["interactions"] == whole(96, of=2)


def test_it_compares_posts_at_the_same_age_and_names_the_best(office: PrintedOffice) -> None:
    live(office)
    found = fields(office)
    told = {one["id"]: one["text"] for one in found["sentences"]}

    assert [(row["place"], row["count"]) for row in found["best_posts"]] == [(1, 9_000), (2, 7_000)]
    assert "خبر 2" in told["S8"]
    assert "16 000" in told["S7"].replace("\u202f", " ")


def test_it_tells_what_was_kept_of_what_was_due(office: PrintedOffice) -> None:
    live(office)
    (row,) = fields(office)["completeness"]

    assert (row["account"], row["days_kept"], row["days_due"]) == ("dgsn-x", 3, 365)
    assert row["slots_kept"] == 3
    assert "S15" in {one["id"] for one in fields(office)["sentences"]}


def test_it_tells_how_fast_the_public_was_informed(office: PrintedOffice) -> None:
    live(office)
    rows = [
        Statement(
            str(hours),
            MARCH,
            MARCH.date(),
            {"x": MARCH + timedelta(hours=hours)},
            StatementOutcome.FABRICATED,
            OfficeAnswer.DENIAL,
            posts=("1",),
        )
        for hours in (1, 2, 6)
    ]
    add_statements(office.store, rows, who="press", now=AFTER, reason=None)
    found = fields(office)["statements"]

    assert (found["count"], found["timed"], found["within"], found["denials"]) == (3, 3, 2, 3)
    assert (found["shortest_s"], found["median_s"], found["longest_s"]) == (3600, 7200, 21600)
    assert found["views"] == 7_000
    assert {"S10", "S11"} <= {one["id"] for one in fields(office)["sentences"]}


def test_it_names_the_events_of_the_year(office: PrintedOffice) -> None:
    live(office)
    days = Event(date(2025, 5, 16), date(2025, 5, 21), {"fr": "Portes ouvertes"})
    add_events(office.store, [days], who="press", now=AFTER, reason=None)

    assert [row["since"] for row in fields(office)["events"]] == ["2025-05-16"]
    drawn = office.balance(2025, AFTER)
    page = balance.render(office.store, drawn, office.reader(drawn), "html").decode()
    assert "16–20 mai 2025" in page


def test_it_tells_of_an_account_that_was_opened_in_the_year(tmp_path: Path) -> None:
    more = '[[account]]\nname = "x-new"\nplatform = "x"\nhandle = "new"\nopened = 2025-06-01\n'
    with open_printed_office(tmp_path, more, empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        for day, count in ((3, 100), (13, 8_800)):
            at = datetime(2025, 6, day, 9, tzinfo=UTC)
            seen = visit(at, followers=count)
            assert seen.snapshot is not None
            own = replace(seen.snapshot, account="x-new", platform_id="77")
            keep(office.store, replace(seen, account="x-new", snapshot=own))
        found = fields(office)

    (row,) = found["launches"]
    assert (row["opened"], row["reached"]) == ("2025-06-01", 8_800)
    assert row["curve"] == [["2025-06-03", 100], ["2025-06-13", 8_800]]
    assert "12 jours" in next(one["text"] for one in found["sentences"] if one["id"] == "S5")


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx", "json"])
def test_it_draws_what_little_there_is_in_every_format(office: PrintedOffice, form: str) -> None:
    """One reading on the first day; an account of a month; a kind that nobody declares any more."""
    keep(office.store, visit(datetime(2025, 1, 1, 5, tzinfo=UTC), followers=0))
    gone = Activity(parse_period("2025"), "gone_kind", measured(3), Stand.YES, "office")
    whole = Activity(parse_period("2025"), "printed_total", measured(5), Stand.CHECK, "office")
    add_activities(office.store, [gone, whole], who="press", now=AFTER, reason=None)
    first_day = balance.draw(office.store, office.settings, 2025, date(2025, 1, 1), AFTER)
    year_after = balance.draw(office.store, office.settings, 2026, date(2026, 1, 1), AFTER)

    assert first_day.total.value is not None
    assert first_day.total.value.quantity.value == 0
    for drawn in (first_day, year_after):
        for code in ("ar", "fr"):
            assert balance.render(office.store, drawn, office.reader(drawn, code), form)


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx", "json"])
def test_it_draws_an_account_that_was_opened_and_closed_in_the_year(
    tmp_path: Path, form: str
) -> None:
    more = (
        '[[account]]\nname = "brief"\nplatform = "x"\nhandle = "b"\n'
        "opened = 2025-03-01\nclosed = 2025-04-01\n"
    )
    with open_printed_office(tmp_path, more, empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        for day, count in ((1, 10), (20, 900)):
            seen = visit(datetime(2025, 3, day, 9, tzinfo=UTC), followers=count)
            assert seen.snapshot is not None
            own = replace(seen.snapshot, account="brief", platform_id="66", handle=None)
            keep(office.store, replace(seen, account="brief", snapshot=own))
        for year in (2025, 2026):
            drawn = office.balance(year, AFTER)
            assert balance.render(office.store, drawn, office.reader(drawn, "fr"), form)
        assert [one.account for one in office.balance(2025, AFTER).launches] == ["brief"]
        (coverage,) = office.balance(2025, AFTER).coverage
        assert (coverage.days_kept, coverage.days_due) == (2, 32)


def test_it_tells_printed_totals_alone_as_such_and_counts_nothing(office: PrintedOffice) -> None:
    whole = Activity(parse_period("2025"), "printed_total", measured(5), Stand.CHECK, "office")
    add_activities(office.store, [whole], who="press", now=AFTER, reason=None)
    put(office, replace(printed(1_000), account="all"))
    found = fields(office)

    assert (found["activities_total"]["value"], found["activities_total"]["printed"]) == (None, 5)
    assert (found["total"]["value"], found["total"]["printed"]) == (None, 1_000)
    assert found["sentences"] == []


def test_it_seals_a_year_and_shows_what_is_known_later_beside_it(office: PrintedOffice) -> None:
    live(office)
    put(office, printed(440_000, "2024"), printed(502_000))
    first = close(office)
    kept = sealed(office.store, 2025)
    put(office, printed(503_000), reason="misprint")
    keep(office.store, visit(LAST + timedelta(minutes=5), followers=499_000))
    again = office.balance(2025, AFTER + DAY)

    assert kept is not None
    assert kept.is_intact
    assert again.digest == kept.digest
    assert replace(again, corrections=(), digest=None) == replace(first, digest=None)
    changed = {one.id: one for one in again.corrections}
    assert changed["followers/dgsn-x/2025"].old.value == 500_000
    new = changed["followers/dgsn-x/2025"].new
    assert new is not None
    assert new.value == 499_000
    found = fields(office)
    assert (found["state"], x_of(found)["value"]) == ("closed", 500_000)
    assert any(one["id"] == "S16" and "499" in one["text"] for one in found["sentences"])


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ar", "تصحيح: نحو 450.000 عوض نحو 440.000 المنشور في 10 يناير 2026 (misprint)."),
        ("fr", "Rectificatif : près de 450 000 au lieu de près de 440 000, publié le 10 janvier"),
        ("en", "Rectification: around 450,000 instead of around 440,000, printed on January 10"),
    ],
)
def test_it_tells_why_a_closed_figure_was_put_right(
    office: PrintedOffice, code: str, sentence: str
) -> None:
    put(office, printed(440_000))
    statement = Statement(
        "1", MARCH, MARCH.date(), {"x": MARCH + HOUR}, StatementOutcome.TRUE, OfficeAnswer.NONE
    )
    done = Activity(parse_period("2025"), "reportage", measured(10), Stand.YES, "office")
    add_statements(office.store, [statement], who="press", now=AFTER, reason=None)
    add_activities(office.store, [done], who="press", now=AFTER, reason=None)
    close(office)
    later = AFTER + DAY
    again = replace(printed(450_000), account="dgsn-x")
    signed: Any = {"who": "press", "now": later}
    add_figures(office.store, [again], **signed, reason="misprint")
    add_activities(
        office.store, [replace(done, count=measured(12))], **signed, reason="counted again"
    )
    denied = replace(statement, answer=OfficeAnswer.DENIAL)
    add_statements(office.store, [denied], **signed, reason="it was a denial")

    drawn = office.balance(2025, later)
    reasons = {one.id: (one.reason, one.corrected_at) for one in drawn.corrections}
    assert reasons["followers/dgsn-x/2025"] == ("misprint", later)
    assert reasons["activities/reportage/2025"] == ("counted again", later)
    assert reasons["statements/denials"] == ("it was a denial", later)
    assert reasons["total/2025"] == (None, None)
    text = balance.text(drawn, office.reader(drawn, code))
    said = text.replace("\u200e", "").replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence in said
    page = balance.render(office.store, drawn, office.reader(drawn, code), "html").decode()
    assert "it was a denial" in page


def test_it_shows_growth_with_and_without_falls_in_one_step(office: PrintedOffice) -> None:
    live(office)
    keep(office.store, visit(MARCH + 20 * DAY, followers=449_000))
    keep(office.store, visit(MARCH + 21 * DAY, followers=449_100))
    keep(office.store, visit(MARCH + 22 * DAY, followers=449_200))
    row = x_of(fields(office))

    assert (row["net"], row["net_without_falls"]) == (50_000, 62_000)
    assert [(one["lost"], one["suspect"]) for one in row["falls"]] == [(12_000, False)]
    drawn = office.balance(2025, AFTER)
    page = balance.render(office.store, drawn, office.reader(drawn), "html").decode()
    assert "hors baisses d’un seul coup (-12\u202f000 le 29 mars 2025)" in page
    (said,) = (row["text"] for row in fields(office)["sentences"] if row["id"] == "S2")
    assert "12\u202f000" in said
    close(office)
    assert x_of(fields(office))["falls"] == row["falls"]


def test_what_was_told_later_of_a_year_s_end_counts_where_nothing_was_read(
    office: PrintedOffice,
) -> None:
    keep(office.store, visit(LAST, followers=500_000))
    told = AccountDay(date(2024, 12, 30), "followers", reported(450_000))
    keep_reported(office.store, "dgsn-x", [told], told_at=AFTER)
    row, earlier = x_of(fields(office)), x_of(fields(office, 2024))
    drawn = office.balance(2024, AFTER)
    page = balance.render(office.store, drawn, office.reader(drawn), "html").decode()

    assert (row["value"], row["previous"], row["net"]) == (500_000, 450_000, 50_000)
    assert (row["evidence"], earlier["evidence"]) == ("measured", "reported")
    assert (earlier["value"], earlier["as_of"]) == (450_000, "2024-12-31")
    assert "indiqué après coup par la plateforme, 31 décembre 2024" in page


@pytest.mark.parametrize("source", ["told later", "printed"])
def test_a_fall_is_told_though_the_year_before_ended_with_a_number_that_was_not_read(
    office: PrintedOffice, source: str
) -> None:
    live(office, since=MARCH)
    keep(office.store, visit(MARCH + 20 * DAY, followers=449_000))
    keep(office.store, visit(MARCH + 21 * DAY, followers=449_100))
    keep(office.store, visit(MARCH + 22 * DAY, followers=449_200))
    if source == "printed":
        add_figures(office.store, [printed(450_000, "2024")], who="p", now=AFTER, reason=None)
    else:
        told = AccountDay(date(2024, 12, 30), "followers", reported(450_000))
        keep_reported(office.store, "dgsn-x", [told], told_at=AFTER)
    row = x_of(fields(office))

    assert (row["net"], row["net_without_falls"]) == (50_000, 62_000)
    assert [fall["lost"] for fall in row["falls"]] == [12_000]


@pytest.mark.parametrize(("later", "falls"), [(488_000, [(12_000, False)]), (501_000, [])])
def test_what_was_read_after_the_year_tells_whether_its_last_fall_was_true(
    office: PrintedOffice, later: int, falls: list[tuple[int, bool]]
) -> None:
    """As everywhere else: the last look of the year may have been misread."""
    keep(office.store, visit(LAST - 400 * DAY, followers=450_000))
    keep(office.store, visit(LAST - DAY, followers=500_000))
    keep(office.store, visit(LAST, followers=488_000))
    before = x_of(fields(office))["falls"]
    for days in (1, 2):
        keep(office.store, visit(LAST + days * DAY, followers=later))

    assert [(fall["lost"], fall["suspect"]) for fall in before] == [(12_000, True)]
    after = x_of(fields(office))["falls"]
    assert [(fall["lost"], fall["suspect"]) for fall in after] == falls


def test_it_says_nothing_of_falls_where_there_were_none(office: PrintedOffice) -> None:
    live(office)
    row = x_of(fields(office))

    assert (row["falls"], row["net_without_falls"]) == ([], None)


def test_it_tells_what_the_posts_of_each_month_drew(office: PrintedOffice) -> None:
    live(office)
    (row,) = fields(office)["posts"]
    months = {one["month"]: one for one in row["months"]}

    assert len(months) == 12
    assert (months["2025-03"]["posts"], months["2025-03"]["views"]) == (2, 16_000)
    assert (months["2025-04"]["posts"], months["2025-04"]["views"]) == (0, None)
    one = replace(post("77", MARCH - 40 * DAY), counts=Counts(5, None, 1, 0, 0))
    keep(office.store, visit(MARCH - 40 * DAY + HOUR, one, followers=450_500))
    drawn = office.balance(2025, AFTER)
    page = balance.render(office.store, drawn, office.reader(drawn), "html").decode()
    assert page.count('alt="Vues des publications de chaque mois"') == 1


def test_it_tells_nothing_of_a_month_in_which_an_account_came_to_be_followed(
    office: PrintedOffice,
) -> None:
    one = post("1", MARCH, counts=Counts(10, None, 2, 0, 1))
    for at in (MARCH + HOUR, MARCH + 60 * DAY):
        found = Discovery(MARCH, at)
        keep(office.store, visit(at, one, followers=460_000, discovered=found))
    (row,) = fields(office)["posts"]
    told = {month["month"]: month["posts"] for month in row["months"]}

    assert (told["2025-02"], told["2025-03"], told["2025-04"]) == (None, None, 0)


def test_it_adds_the_posts_of_each_topic_up(tmp_path: Path) -> None:
    more = '[topics.news]\nname = { fr = "Nouvelles", ar = "أخبار" }\nwords = ["خبر"]\n'
    with open_printed_office(tmp_path, more, empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        live(office)
        apply_rules(office.store, office.settings.topic_rules(), AFTER)
        found = fields(office)
        drawn = office.balance(2025, AFTER)
        page = balance.render(office.store, drawn, office.reader(drawn), "html").decode()
        empty = fields(office, 2024)

    (row,) = found["topics"]
    assert (row["topic"], row["posts"]) == ("news", 2)
    assert row["views"] == whole(16_000, of=2)
    assert row["interactions"] == whole(96, of=2)
    assert found["figures"]["topics/news/2025/views"]["readings"]
    assert "Nouvelles" in page
    assert empty["topics"] == []


def test_it_tells_of_an_event_what_the_account_opened_for_it_drew(tmp_path: Path) -> None:
    more = (
        '[[account]]\nname = "days"\nplatform = "x"\nhandle = "days"\nevent = true\n'
        "opened = 2025-05-01\nclosed = 2025-06-01\n"
    )
    with open_printed_office(tmp_path, more, empty=True) as office:
        enrol(office.store, office.settings.accounts, AFTER)
        live(office)
        at = datetime(2025, 5, 17, 9, tzinfo=UTC)
        seen = visit(at + HOUR, post("50", at), followers=900)
        assert seen.snapshot is not None
        own = replace(seen.snapshot, account="days", platform_id="77", handle=None)
        keep(office.store, replace(seen, account="days", snapshot=own))
        names = {"fr": "Journées", "ar": "أيام"}
        days = Event(date(2025, 5, 16), date(2025, 5, 21), names, account="days")
        add_events(office.store, [days], who="press", now=AFTER, reason=None)
        found = fields(office)

    (event,) = found["events"]
    assert event["account"] == "days"
    said = [one["text"] for one in found["sentences"] if one["id"] == "S12"]
    assert said == ["Journées (16–20 mai 2025)\u202f: au moins 900 vues du compte dédié."]
    assert "dgsn-x" not in str([one["text"] for one in found["sentences"]])
    assert found["total"]["accounts"] == ["dgsn-x"]


def test_it_keeps_no_text_and_no_id_of_a_post_in_a_seal(office: PrintedOffice) -> None:
    live(office)
    close(office)
    kept = sealed(office.store, 2025)

    assert kept is not None
    assert "خبر" not in json.dumps(kept.figures, ensure_ascii=False)
    assert ("dgsn-x", LAST) in kept.readings


def test_it_closes_a_year_once(office: PrintedOffice) -> None:
    live(office)
    close(office)

    with pytest.raises(AlreadySealed, match="2025 is closed already"):
        close(office)


def test_it_closes_no_year_that_is_not_over_and_none_without_data(office: PrintedOffice) -> None:
    with pytest.raises(WrongDay, match="2026 is not over"):
        balance.close(office.store, office.settings, 2026, None, who="chief", now=AFTER)
    with pytest.raises(NothingToClose, match="2019"):
        balance.close(office.store, office.settings, 2019, None, who="chief", now=AFTER)


def test_it_notices_that_a_sealed_year_was_changed(office: PrintedOffice) -> None:
    live(office)
    close(office)
    with office.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE sealed_year SET figures = replace(figures, '500000', '600000')"
        )

    with pytest.raises(SealBroken, match="2025"):
        office.balance(2025, AFTER)


@pytest.mark.parametrize(
    ("year", "day", "words"),
    [
        (2025, date(2024, 12, 31), "lies outside 2025"),
        (2026, date(2026, 2, 1), "has not come"),
        (2027, None, "has not begun"),
    ],
)
def test_it_refuses_a_day_that_it_cannot_look_at(
    office: PrintedOffice, year: int, day: date | None, words: str
) -> None:
    with pytest.raises(WrongDay, match=words):
        balance.draw(office.store, office.settings, year, day, AFTER)
