"""Whatever somebody writes into a register, a topic or an alert does nothing on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from metrics.activity import Activity, Stand
from metrics.model import Failure, Reason
from metrics.periods import parse_period
from metrics.quantity import Precision, published
from metrics.series import Event, PrintedFigure
from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from storage import Store
from storage.alerts import open_
from storage.registers.activities import add_activities
from storage.registers.printed import add_events, add_figures
from storage.registers.statements import add_statements
from storage.topics import tag
from storage.visits import keep
from tests.support.staff_page import HOSTILE, NOW, Pages, pages
from tests.support.storage_visits import CASABLANCA, HOUR, NOON, X, visit

WHEN = parse_period("2026-10")
PATHS = (
    "/",
    "/account/dgsn-x",
    "/topics?days=365",
    f"/topics?topic={HOSTILE[:80].replace('&', '%26').replace('#', '%23')}",
    "/ask/activities",
    "/ask/statements",
    "/ask/topics",
    "/ask/gaps",
    "/ask/top?topic=%3Cscript%3E",
    "/balance/2026",
    "/balance/2026.html",
    "/chart/followers.svg?printed=1",
    "/chart/growth.svg",
    "/data/event",
    "/data/activity",
    "/data/statement",
    "/data/failure",
)


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The office of the other tests, with hostile words wherever people write any."""
    with closing(pages(tmp_path_factory.mktemp("office"))) as opened:
        with Store.open(opened.site.settings.storage.url, zone=CASABLANCA) as store:
            _write(store)
        yield opened


def _write(store: Store) -> None:
    by: Mapping[str, Any] = {"who": HOSTILE, "now": NOW, "reason": None}
    quantity = published(4426, Precision.EXACT, source=HOSTILE)
    done = Activity(WHEN, "communique", quantity, Stand.YES, HOSTILE, HOSTILE, HOSTILE)
    add_activities(store, [done], **by)
    event = Event(date(2026, 10, 1), date(2026, 10, 5), {"fr": HOSTILE}, HOSTILE, HOSTILE)
    add_events(store, [event], **by)
    add_figures(store, [PrintedFigure(WHEN, X.name, "followers", quantity, note=HOSTILE)], **by)
    noticed, untrue = date(2026, 10, 2), (StatementOutcome.FABRICATED, OfficeAnswer.NONE)
    add_statements(store, [Statement("F-1", None, noticed, {}, *untrue, note=HOSTILE)], **by)
    tag(store, X.name, "1002", HOSTILE[:60], who="test", now=NOW)
    open_(store, "access", X.name, HOSTILE, NOW)
    lost = (Failure("views", Reason.MISSING, HOSTILE),)
    keep(store, replace(visit(NOON + HOUR / 2), failures=lost))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("code", ["ar", "fr"])
def test_foreign_words_are_words_on_every_page(staff: Pages, path: str, code: str) -> None:
    answer = staff.get(f"{path}{'&' if '?' in path else '?'}lang={code}")

    assert answer.status_code in {200, 400}
    for taken in ("<script", "<img src=x", "<h1>taken", "</blockquote><h1>"):
        assert taken not in answer.text


def test_the_words_were_there_to_be_seen(staff: Pages) -> None:
    """Else the test above would promise nothing."""
    for path in ("/", "/account/dgsn-x", "/topics?days=365", "/data/event", "/data/statement"):
        assert "&lt;script&gt;" in staff.get(path).text
