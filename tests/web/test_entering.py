"""What staff enter on the page: kept as by command, once, by those alone who may."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from commands import cli
from tests.support.entering import Editor, dump, editing_office, hidden, logged_in
from tests.support.staff_page import NOW, Pages, office, served
from tests.web.test_login import locked
from web import Site, serve
from web.errors import NobodyKnown

ACTIVITY = {
    "period": "2026-10",
    "kind": "reportage",
    "count": "12",
    "precision": "exact",
    "source": "register",
}
EVENT = {"first_day": "2026-11-02", "name_fr": "Portes ouvertes", "source": "MAP"}


def rows(staff: Pages, query: str) -> list[Any]:
    """What stands in the database, seen from outside."""
    path = staff.site.database
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def counts(staff: Pages, period: str) -> list[Any]:
    told = "SELECT period, count, recorded_by, supersedes, reason FROM activity ORDER BY id"
    every = rows(staff, told)
    return [row[1:] for row in every if row[0] == period]


def test_what_is_entered_is_on_file_with_who_entered_it(staff: Pages, karim: Editor) -> None:
    answer = karim.fill_in("/enter/activity?lang=fr", {**ACTIVITY, "period": "2026-01"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/enter/activity?kept=new&lang=fr"
    assert "C’est enregistré." in karim.get(answer.headers["location"]).text
    assert counts(staff, "2026-01") == [(12, "karim (page)", None, None)]


def test_a_form_that_is_sent_twice_is_kept_once(staff: Pages, karim: Editor) -> None:
    fields = {**hidden(karim.get("/enter/event").text), **EVENT, "first_day": "2026-05-16"}

    assert karim.post("/enter/event", fields).status_code == 303
    again = karim.post("/enter/event?lang=fr", {**fields, "name_fr": "Autre"})

    assert again.status_code == 409
    assert "déjà été envoyé" in again.text
    assert rows(staff, "SELECT name_fr FROM event WHERE since = '2026-05-16'") == [
        ("Portes ouvertes",)
    ]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    staff: Pages, karim: Editor
) -> None:
    wrong = {**ACTIVITY, "period": "2026-02", "count": "a dozen", "note": "à revoir <b>"}
    answer = karim.fill_in("/enter/activity?lang=en", wrong)

    assert answer.status_code == 400
    assert "write the digits alone" in answer.text
    assert 'value="a dozen"' in answer.text
    assert "à revoir &lt;b&gt;" in answer.text
    assert counts(staff, "2026-02") == []

    french = karim.fill_in("/enter/activity?lang=fr", wrong)
    assert "write the digits" not in french.text

    mended = {**hidden(answer.text), **wrong, "count": "1488"}
    assert karim.post("/enter/activity", mended).status_code == 303


def test_a_correction_needs_its_reason_and_overwrites_nothing(staff: Pages, karim: Editor) -> None:
    karim.fill_in("/enter/activity", {**ACTIVITY, "period": "2026-03"})
    (number,) = rows(staff, "SELECT id FROM activity WHERE period = '2026-03'")[0]
    form = karim.get(f"/enter/activity?entry={number}&lang=fr").text

    assert hidden(form)["period"] == "2026-03"
    assert 'name="count" type="text" value="12"' in form
    without = karim.post(
        "/enter/activity?lang=en", {**hidden(form), **ACTIVITY, "period": "2026-03", "count": "13"}
    )
    assert without.status_code == 400
    assert "a correction needs a reason" in without.text

    kept = karim.post(
        "/enter/activity",
        {**hidden(without.text), "count": "13", "precision": "exact", "reason": "one was missing"},
    )
    assert kept.headers["location"] == "/enter/activity?kept=corrected"
    assert counts(staff, "2026-03") == [
        (12, "karim (page)", None, None),
        (13, "karim (page)", number, "one was missing"),
    ]
    change = rows(staff, "SELECT who, what, why FROM change WHERE why = 'one was missing'")
    assert change == [("karim (page)", "activity", "one was missing")]


def test_of_two_who_correct_one_entry_the_second_is_told(staff: Pages, karim: Editor) -> None:
    nadia = logged_in(staff, "nadia")
    karim.fill_in("/enter/activity", {**ACTIVITY, "period": "2026-04"})
    (number,) = rows(staff, "SELECT id FROM activity WHERE period = '2026-04'")[0]
    path = f"/enter/activity?entry={number}"
    corrected = {"precision": "exact", "reason": "counted again"}
    hers, his = (hidden(editor.get(path).text) for editor in (nadia, karim))

    first = nadia.post("/enter/activity", {**hers, **corrected, "count": "20"})
    second = karim.post("/enter/activity?lang=fr", {**his, **corrected, "count": "21"})

    assert first.status_code == 303
    assert second.status_code == 409
    assert "entre-temps" in second.text
    assert "reportage, 2026-04: 20" in second.text
    assert [row[0] for row in counts(staff, "2026-04")] == [12, 20]

    decided = karim.post("/enter/activity", {**hidden(second.text), **corrected, "count": "21"})
    assert decided.status_code == 303
    assert [row[0] for row in counts(staff, "2026-04")] == [12, 20, 21]


def test_whoever_enters_what_is_on_file_otherwise_is_told_even_with_a_reason(
    staff: Pages, karim: Editor
) -> None:
    entry = {**ACTIVITY, "period": "2026-06"}
    karim.fill_in("/enter/activity", entry)
    blind = karim.fill_in("/enter/activity", {**entry, "count": "99", "reason": "whatever"})

    assert blind.status_code == 409
    assert [row[0] for row in counts(staff, "2026-06")] == [12]


def test_a_reader_sees_no_form_and_can_send_none(staff: Pages, karim: Editor) -> None:
    reda = logged_in(staff, "reda")
    stolen = hidden(karim.get("/enter/activity").text)

    assert "/enter" not in reda.get("/").text
    assert "/enter" in karim.get("/").text
    assert reda.get("/enter/activity").status_code == 403
    answer = reda.post("/enter/activity", {**stolen, **ACTIVITY, "csrftoken": "x"})
    assert answer.status_code == 403


def test_an_administrator_enters_too(staff: Pages) -> None:
    amal = logged_in(staff, "amal")

    assert amal.fill_in("/enter/event", {**EVENT, "first_day": "2026-06-01"}).status_code == 303


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost.evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"host": "evil.example"},
    ],
)
def test_no_form_of_another_page_is_taken(
    staff: Pages, karim: Editor, forged: dict[str, str]
) -> None:
    answer = karim.fill_in("/enter/activity", {**ACTIVITY, "period": "2026-07"}, **forged)

    assert answer.status_code in {403, 421}
    assert counts(staff, "2026-07") == []


@pytest.mark.parametrize("missing", ["csrftoken", "once"])
def test_no_form_without_its_marks_is_taken(staff: Pages, karim: Editor, missing: str) -> None:
    fields = {**hidden(karim.get("/enter/activity").text), **ACTIVITY, "period": "2026-08"}
    del fields[missing]

    assert karim.post("/enter/activity", fields).status_code in {400, 403}
    assert counts(staff, "2026-08") == []


def test_the_door_is_as_guarded_as_the_page_over_real_http(staff: Pages, karim: Editor) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in karim.cookies.items())
    fields = {**hidden(karim.get("/enter/activity").text), **ACTIVITY, "period": "2025-01"}
    with served(staff.site) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        # The server that is served has sessions and forms of its own: these cookies are none there.
        own = {"origin": f"http://127.0.0.1:{port}", "cookie": cookies}
        stranger = client.post("/enter/activity", data=fields, headers=own)
        foreign = client.post(
            "/enter/activity", data=fields, headers={"origin": "http://x.example"}
        )
        long = client.post("/enter/activity", data={"note": "x" * 70_000}, headers=own)
        put = client.put("/enter/activity", data=fields, headers=own)
        page = client.get("/enter/activity")

    assert (stranger.status_code, stranger.headers["location"]) == (303, "/-/login")
    assert (foreign.status_code, long.status_code, put.status_code) == (403, 413, 405)
    assert page.headers["referrer-policy"] == "same-origin"
    assert "script-src 'none'" in page.headers["content-security-policy"]
    assert counts(staff, "2025-01") == []


def test_a_form_is_its_own_persons_alone(staff: Pages, karim: Editor) -> None:
    nadia = logged_in(staff, "nadia")
    his = hidden(karim.get("/enter/activity").text)["once"]
    hers = hidden(nadia.get("/enter/activity").text)
    sent = {**hers, "once": his, **ACTIVITY, "period": "2026-09"}

    assert nadia.post("/enter/activity", sent).status_code == 400
    assert counts(staff, "2026-09") == []


def test_a_locked_database_is_one_clear_page_and_the_form_is_not_lost(
    staff: Pages, karim: Editor
) -> None:
    assert staff.site.database is not None
    with closing(sqlite3.connect(staff.site.database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        answer = karim.fill_in("/enter/activity", {**ACTIVITY, "period": "2026-05"})
    assert answer.status_code == 503
    assert 'value="2026-05"' in answer.text
    assert counts(staff, "2026-05") == []


def test_nobody_enters_anything_where_no_editors_are_named(tmp_path: Path) -> None:
    none = locked(tmp_path, "amal", 'administrators = ["amal"]\n').site
    with closing(Pages(Site(none.settings, none.clock, tmp_path / "config.toml"))) as staff:
        amal = logged_in(staff, "amal")

        assert amal.get("/enter").status_code == 404
        assert amal.post("/enter/activity", ACTIVITY).status_code == 405
        assert "/enter" not in amal.get("/").text


def test_who_loses_the_right_while_logged_in_enters_nothing_more(tmp_path: Path) -> None:
    with closing(editing_office(tmp_path)) as staff:
        karim = logged_in(staff, "karim")
        assert karim.fill_in("/enter/event", EVENT).status_code == 303
        config = tmp_path / "config.toml"
        config.write_text(config.read_text("utf-8").replace('"karim", ', ""), "utf-8")

        answer = karim.fill_in("/enter/event", {**EVENT, "first_day": "2026-11-03"})

        assert answer.status_code == 403
        assert len(rows(staff, "SELECT id FROM event")) == 1


def test_the_page_and_the_command_leave_the_same_database(tmp_path: Path) -> None:
    by_page, by_hand = tmp_path / "page", tmp_path / "hand"
    by_page.mkdir()
    by_hand.mkdir()
    office(by_hand)
    with closing(editing_office(by_page)) as staff:
        karim = logged_in(staff, "karim")
        karim.fill_in("/enter/activity", ACTIVITY)
        karim.fill_in("/enter/event", {**EVENT, **NAMES_A_CHILD})
        (number,) = rows(staff, "SELECT id FROM activity")[0]
        karim.fill_in(
            f"/enter/activity?entry={number}", {**ACTIVITY, "count": "13", "reason": "one more"}
        )
        karim.fill_in("/enter/period", PERIOD)
        (number,) = rows(staff, "SELECT id FROM calendar_period")[0]
        later = {"first_day": "2029-01-18", "reason": "seen a day later"}
        karim.fill_in(f"/enter/period?entry={number}", {**PERIOD, **later})
        karim.fill_in("/enter/statement", {**STATEMENT, "posts": "1001"})
        karim.fill_in("/enter/topic", {"posts": "dgsn-x/1002", "topic": "roads", "what": "give"})
    for words in (
        ("record", "activity", *_options(ACTIVITY)),
        ("record", "event", *_options({**EVENT, **NAMES_A_CHILD})),
        ("record", "activity", *_options({**ACTIVITY, "count": "13", "reason": "one more"})),
        ("record", "period", *_options(PERIOD)),
        (
            "record",
            "period",
            *_options({**PERIOD, "first_day": "2029-01-18", "reason": "seen a day later"}),
        ),
        ("record", "statement", *_options(STATEMENT), "--post", "1001"),
        ("tag", "1002", "roads", "--account", "dgsn-x"),
    ):
        config = ("--config", str(by_hand / "config.toml"))
        assert CliRunner().invoke(cli, (*config, *words), obj=lambda: NOW).exit_code == 0

    assert dump(by_page) == dump(by_hand)


def _options(texts: dict[str, str]) -> list[str]:
    pairs = ((f"--{name.replace('_', '-')}", text) for name, text in texts.items())
    return [word for pair in pairs for word in pair]


NAMES_A_CHILD = {"note": "prix de l’enfant Salma", "knowingly": "a book’s title"}
PERIOD = {
    "season": "ramadan",
    "label": "1450",
    "first_day": "2029-01-17",
    "last_day": "2029-02-15",
    "certainty": "declared",
    "source": "Habous",
}
STATEMENT = {
    "key": "2026/9",
    "noticed": "2026-11-18 09:00",
    "outcome": "fabricated",
    "answer": "denial",
}


def test_a_statement_names_a_post_that_was_found_by_words(staff: Pages, karim: Editor) -> None:
    typed = {**STATEMENT, "find": "الطرقيه", "do": "find"}
    found = karim.fill_in("/enter/statement?lang=fr", typed)

    assert found.status_code == 200
    assert 'value="2026/9"' in found.text
    assert re.findall(r'type="checkbox" name="posts" value="(\w+)"', found.text) == ["1001"]
    chosen = {**hidden(found.text), **STATEMENT, "find": "الطرقيه", "posts": ["1001", ""]}
    assert karim.post("/enter/statement", chosen).status_code == 303
    kept = rows(
        staff,
        "SELECT statement.key, post.platform_id FROM statement JOIN statement_post"
        " ON statement.id = statement_id JOIN post ON post.id = post_id",
    )
    assert kept == [("2026/9", "1001")]


def test_a_statement_comes_back_as_it_was_typed(staff: Pages, karim: Editor) -> None:
    typed = {**STATEMENT, "key": "2026/10", "informed_x": "2026-11-18 10:15", "posts": "1001"}
    karim.fill_in("/enter/statement", typed)
    (number,) = rows(staff, "SELECT id FROM statement WHERE key = '2026/10'")[0]

    page = karim.get(f"/enter/statement?entry={number}").text

    assert 'name="noticed" type="text" value="2026-11-18 09:00"' in page
    assert 'name="informed_x" type="text" value="2026-11-18 10:15"' in page
    assert 'name="posts" value="1001" checked' in page
    assert hidden(page)["key"] == "2026/10"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"season": "ramadam"}, "did you mean &#39;ramadan&#39;?"),
        ({"season": "conferences"}, "it needs a name"),
        ({"season": "Portes ouvertes"}, "is no period that is known"),
        ({"label": "1450 H"}, "is no year such as"),
        ({"last_day": "2029-01-01"}, "is before the first day"),
        ({"last_day": "2031-01-01"}, "more than a year after"),
        ({"certainty": "soon"}, "is not one of declared, estimated"),
        ({"source": ""}, "source"),
    ],
)
def test_a_period_that_cannot_be_is_refused_beside_its_field(
    staff: Pages, karim: Editor, wrong: dict[str, str], said: str
) -> None:
    answer = karim.fill_in("/enter/period?lang=en", {**PERIOD, "label": "1451", **wrong})

    assert answer.status_code == 400
    assert said in answer.text
    assert rows(staff, "SELECT id FROM calendar_period") == []


def test_no_person_gets_into_a_statement(staff: Pages, karim: Editor) -> None:
    typed = {**STATEMENT, "key": "2026/11", "note": "by @somebody, +212 600 00 00 00"}
    answer = karim.fill_in("/enter/statement?lang=en", typed)

    assert answer.status_code == 400
    assert "leave it out, none is kept here" in answer.text
    assert rows(staff, "SELECT id FROM statement WHERE key = '2026/11'") == []


@pytest.mark.threat(16)
def test_what_may_tell_of_a_person_is_kept_with_its_reason_alone(
    staff: Pages, karim: Editor
) -> None:
    typed = {**EVENT, "first_day": "2026-09-01", "note": "contact 0661 23 45 67"}
    warned = karim.fill_in("/enter/event?lang=en", typed)

    assert warned.status_code == 400
    assert "what looks like a telephone number" in warned.text
    assert 'value="contact 0661 23 45 67"' in warned.text
    assert rows(staff, "SELECT id FROM event WHERE since = '2026-09-01'") == []
    assert karim.post("/enter/event", {**hidden(warned.text), **typed}).status_code == 400
    mended = {**typed, "note": "contact by the service", "knowingly": "not needed any more"}
    assert karim.fill_in("/enter/event", mended).status_code == 303
    why = "the switchboard of the office, printed on the poster"
    kept = karim.fill_in("/enter/event", {**typed, "first_day": "2026-09-02", "knowingly": why})
    assert kept.status_code == 303

    told = rows(staff, "SELECT who, before, after, why FROM change WHERE what = 'privacy'")
    assert told == [("karim (page)", None, "event × 1", why)]
    assert "kept all the same" in karim.get("/ask/changes?in=2026&lang=en").text


def test_a_topic_is_given_to_posts_at_once_and_taken_away(staff: Pages, karim: Editor) -> None:
    given = {"posts": ["dgsn-x/1001", "dgsn-x/1002"], "topic": "roads", "what": "give"}
    assert karim.fill_in("/enter/topic", given).headers["location"].endswith("kept=new")
    tags = "SELECT platform_id, is_off, who FROM topic JOIN post ON post.id = post_id ORDER BY 1"
    # The hand of the commands had given it to the first already.
    assert rows(staff, tags) == [("1001", 0, "test"), ("1002", 0, "karim (page)")]

    taken = {"posts": ["1002"], "topic": "roads", "what": "take"}
    assert karim.fill_in("/enter/topic", taken).status_code == 303
    assert rows(staff, tags)[1] == ("1002", 1, "karim (page)")


def test_of_many_posts_all_are_given_a_topic_or_none(staff: Pages, karim: Editor) -> None:
    before = rows(staff, "SELECT * FROM topic")
    strange = {"posts": ["dgsn-x/1001", "dgsn-x/9"], "topic": "roads", "what": "take"}
    answer = karim.fill_in("/enter/topic?lang=en", strange)

    assert answer.status_code == 400
    assert "is no post of the office" in answer.text
    assert (
        karim.fill_in("/enter/topic", {**strange, "posts": ["1001"], "topic": "road"}).status_code
        == 400
    )
    assert rows(staff, "SELECT * FROM topic") == before


def test_a_printed_figure_comes_back_as_it_was_typed(staff: Pages, karim: Editor) -> None:
    typed = {
        "period": "2021",
        "account": "dgsn-x",
        "metric": "followers_growth_rate",
        "value": "12.5%",
        "precision": "about",
        "source": "MAP",
        "source_ar": "وكالة المغرب العربي للأنباء",
    }
    assert karim.fill_in("/enter/figure", typed).status_code == 303
    (number,) = rows(staff, "SELECT id FROM printed_figure")[0]
    page = karim.get(f"/enter/figure?entry={number}").text

    assert 'name="source_ar" type="text" value="وكالة المغرب العربي للأنباء"' in page
    assert 'name="value" type="text" value="12.5%"' in page
    same = {**typed, **hidden(page)}
    assert karim.post("/enter/figure", same).headers["location"].endswith("kept=same")


def test_what_changed_brings_the_form_back_filled_in(staff: Pages, karim: Editor) -> None:
    karim.fill_in("/enter/activity", {**ACTIVITY, "period": "2024", "count": "7"})
    (number,) = rows(staff, "SELECT id FROM activity WHERE period = '2024'")[0]
    way = f'href="/enter/activity?entry={number}"'

    assert way in karim.get("/ask/changes?in=this+year").text
    assert way not in logged_in(staff, "reda").get("/ask/changes?in=this+year").text

    again = {**ACTIVITY, "period": "2024", "count": "8", "reason": "one more"}
    karim.fill_in(f"/enter/activity?entry={number}", again)
    assert way not in karim.get("/ask/changes?in=this+year").text
    newest, _ = rows(staff, "SELECT id, count FROM activity WHERE period = '2024'")[-1]
    history = karim.get(f"/enter/activity?entry={newest}&lang=en").text
    assert history.index("2024 · 8") < history.index("2024 · 7")
    assert karim.get(f"/enter/activity?entry={number}").status_code == 404


def test_an_administrator_closes_a_year_and_no_editor(tmp_path: Path) -> None:
    with closing(editing_office(tmp_path)) as staff:
        karim, amal = logged_in(staff, "karim"), logged_in(staff, "amal")
        karim.fill_in("/enter/activity", {**ACTIVITY, "period": "2025"})
        path = "/enter/year?lang=en"
        assert "/enter/year" not in karim.get("/enter").text
        assert karim.get(path).status_code == 403
        assert "/enter/year" in amal.get("/enter").text

        first = amal.get(path).text
        assert "as_it_is" not in first
        assert "Close a year</button>" not in first
        step = {**hidden(first), "year": "2025", "do": "find"}
        second = amal.post(path, step).text
        assert hidden(second)["year"] == "2025"
        assert "Close a year</button>" in second
        assert '<div class="paper">' in second
        assert 'href="/enter/year?year=2025&amp;lang=en"' in amal.get("/balance/2025?lang=en").text
        assert "/enter/year" not in karim.get("/balance/2025").text

        assert "2026 (not over)" in first
        running = amal.post(path, {**hidden(first), "year": "2026", "do": "find"}).text
        assert "2026 is not over: close it from 2027-01-01 on. Its provisional paper" in running
        assert '<div class="paper">' in running
        assert "as_it_is" not in running
        assert "Close a year</button>" not in running
        paper = amal.get("/balance/2026?lang=fr").text
        assert ("/enter/year" in paper, "2026 n’est pas terminé" in paper) == (False, True)
        assert "terminé" not in karim.get("/balance/2026?lang=fr").text
        early = amal.fill_in(path, {"year": "2026"})
        assert (early.status_code, "is not over" in early.text) == (400, True)
        why = {"year": "2025", "as_it_is": "nobody read it then"}
        closed = amal.fill_in(path, why)
        assert closed.headers["location"] == "/enter/year?kept=new&lang=en"
        assert rows(staff, "SELECT year FROM sealed_year") == [(2025,)]
        assert amal.fill_in(path, why).status_code == 400
        assert amal.fill_in(path, {"year": "soon"}).status_code == 400
        stolen = {**hidden(karim.get("/enter/event").text), **why}
        assert karim.post("/enter/year", stolen).status_code == 403


def test_it_is_not_served_where_editors_have_no_password(tmp_path: Path) -> None:
    settings = office(tmp_path, '\n[web]\neditors = ["karim"]\n')
    site = Site(settings, lambda: NOW, tmp_path / "config.toml")

    with pytest.raises(NobodyKnown, match="nobody has a password"):
        serve(site, print)
    assert not site.may_enter("karim")
