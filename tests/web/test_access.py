"""Who came in at the door and who was turned away is kept, and administrators alone see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from storage import Store
from storage.door.access import AccessLine, access_lines
from storage.schema import AccessEvent
from tests.support.entering import PASSWORD, editing_office, logged_in
from tests.support.secret_search import Note, places_with
from tests.support.staff_page import NOW, Pages
from tests.support.storage_visits import CASABLANCA
from tests.web.test_login import fill_in, log_in
from web.access import MOST_WAITING, AccessBook
from web.entering.process import WritingProcess

DAY = timedelta(days=1)


@contextmanager
def read(staff: Pages) -> Iterator[Store]:
    with Store.open(staff.site.settings.storage.url, readonly=True, zone=CASABLANCA) as store:
        yield store


def kept(staff: Pages) -> list[AccessLine]:
    with read(staff) as store:
        return access_lines(store, NOW - DAY, NOW + DAY)


@pytest.mark.threat(32)
def test_every_login_and_refused_try_is_kept_and_nothing_that_was_typed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, record_property: Note
) -> None:
    """Who, when, from where, what happened; through the process that writes."""
    with closing(editing_office(tmp_path, 'proxies = ["127.0.0.1"]\n')) as staff:
        there = {"x_forwarded_for": "192.0.2.7"}
        for _ in range(11):
            log_in(staff, "amal", "guess-that-was-typed", **there)
        log_in(staff, "typed-by-mistake", PASSWORD)
        cookie = log_in(staff, "karim", PASSWORD)[1].split(";")[0]
        assert fill_in(staff, "/-/logout", {}, cookie)[0] == 302
        assert staff.staff.access.hand_over()
        lines = sorted(kept(staff), key=lambda line: (line.event, line.who or "nobody"))
        amal = logged_in(staff, "amal")
        paths = ("/ask/access?lang=fr", "/ask/access.json", "/ask/access.csv", "/data/access")
        shown = {path: amal.get(path).text for path in paths}

    assert [(line.event.value, line.who, line.address, line.times) for line in lines] == [
        ("locked", "amal", "192.0.2.7", 1),
        ("login", "karim", "127.0.0.1", 1),
        ("logout", "karim", "127.0.0.1", 1),
        ("wrong_password", "amal", "192.0.2.7", 10),
        ("wrong_password", None, "127.0.0.1", 1),
    ]
    assert {line.at for line in lines} == {NOW.replace(microsecond=0)}
    typed = ("guess-that-was-typed", "typed-by-mistake", PASSWORD, cookie.partition("=")[2])
    places: dict[str, str | bytes] = {
        **shown,
        "database": (tmp_path / "hasila.db").read_bytes(),
        "log": "\n".join(each.getMessage() for each in caplog.records if each.name != "httpx"),
    }
    assert places_with(typed, places, record_property) == []


def test_administrators_alone_see_it_and_no_program(tmp_path: Path) -> None:
    with closing(editing_office(tmp_path)) as staff:
        amal, karim = logged_in(staff, "amal"), logged_in(staff, "karim")

        assert "/ask/access" in amal.get("/ask").text
        assert amal.get("/ask/access?lang=fr").status_code == 200
        assert amal.get("/ask/access.json").json()["question"] == "access"
        assert amal.get("/data/access").status_code == 200
        assert "/ask/access" not in karim.get("/ask").text
        refused = karim.get("/ask/access?lang=fr")
        assert (refused.status_code, "administrateurs" in refused.text) == (403, True)
        assert karim.get("/ask/access.csv").status_code == 403
        assert karim.get("/data/access").status_code == 403
        assert karim.get("/data.json?sql=select+who+from+access").status_code == 400


def test_what_reading_has_cost_is_for_administrators_where_people_are_known(tmp_path: Path) -> None:
    with closing(editing_office(tmp_path)) as staff:
        amal, karim = logged_in(staff, "amal"), logged_in(staff, "karim")
        paths = ("/ask/spend", "/ask/spend.json", "/data/spend", "/data/spend_by_day")

        assert [amal.get(path).status_code for path in paths] == [200] * 4
        assert [karim.get(path).status_code for path in paths] == [403] * 4
        assert "/ask/spend" not in karim.get("/ask").text
        assert karim.get("/data.json?sql=select+*+from+spend").status_code == 400
        assert amal.get("/data.json?sql=select+*+from+spend").status_code == 200


@pytest.mark.threat(32)
def test_a_flood_of_refused_tries_is_a_few_lines_in_memory(tmp_path: Path) -> None:
    process = WritingProcess(tmp_path / "config.toml")
    book = AccessBook(process, lambda: NOW)
    with closing(process), closing(book):
        for n in range(3 * MOST_WAITING):
            book.note(AccessEvent.WRONG_PASSWORD, None, f"2001:db8::{n:x}")
        assert len(book.waiting()) == MOST_WAITING + 1
        assert sum(line.times for line in book.waiting()) == 3 * MOST_WAITING


def test_what_cannot_be_kept_now_waits_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The settings cannot be read; once they can, nothing of it is lost."""
    with closing(editing_office(tmp_path)) as staff:
        config = tmp_path / "config.toml"
        right = config.read_text("utf-8")
        process = WritingProcess(config)
        book = AccessBook(process, lambda: NOW)
        config.write_text("no settings", "utf-8")
        book.note(AccessEvent.LOGIN, "amal", "192.0.2.7")
        assert not book.hand_over()
        assert not book.hand_over()
        config.write_text(right, "utf-8")
        book.close()
        process.close()

        assert [line.who for line in kept(staff)] == ["amal"]
    told = [each for each in caplog.messages if "the access log cannot be kept" in each]
    assert len(told) == 1, told
