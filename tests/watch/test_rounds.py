"""One visit whole, from the plan to the file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from metrics.model import Account, Outcome, Reason
from settings import Settings, load
from storage import DatabaseLocked, Store
from storage.accounts import enrol
from storage.visits import last
from tests.support.databases import open_empty
from tests.support.office import Office, open_office
from watch.visits import attempt, visit_account

IMPATIENT_S = 0.2


@dataclass(frozen=True)
class Desk:
    office: Office
    settings: Settings
    store: Store

    @property
    def page(self) -> Account:
        return next(a for a in self.settings.accounts if a.platform == "facebook")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_office(tmp_path) as office:
        settings = load(office.config)
        with open_empty(tmp_path, patience_s=IMPATIENT_S) as store:
            enrol(store, settings.accounts, now())
            yield Desk(office, settings, store)


def test_a_long_backfill_tells_how_far_it_is(desk: Desk) -> None:
    told: list[int] = []
    access = desk.settings.access(desk.page)

    done = visit_account(
        desk.page, access, desk.settings, desk.store, now, backfill=300, show=told.append
    )

    assert done.kept.posts_new == 300
    assert told == sorted(told)
    assert {0, 100, 200} <= set(told)


def test_a_visit_that_would_pass_the_limit_of_its_token_is_put_off(desk: Desk) -> None:
    """Those of one token together, before anything more is sent."""
    desk.office.change_settings("[meta]\n", "[meta]\nhourly_requests = 3\n")
    settings = load(desk.office.config)
    begun = now()

    made = [
        attempt(account, settings, desk.store, now).visit
        for account in settings.accounts
        if account.platform != "x"
    ]

    lost = [failure for visit in made for failure in visit.failures]
    assert {failure.reason for failure in lost} == {Reason.LIMIT}
    assert made[-1].outcome is Outcome.FAILED
    assert all(failure.until and failure.until > begun for failure in lost)
    assert len(desk.office.sandbox.requests) == sum(visit.requests for visit in made) == 3


def test_without_its_secret_a_visit_has_failed_and_says_so(desk: Desk) -> None:
    (desk.office.folder / "secrets" / "system_user_token").unlink()

    done = attempt(desk.page, desk.settings, desk.store, now)

    assert done.visit.outcome is Outcome.FAILED
    kept = last(desk.store, desk.page.name)
    assert kept is not None
    assert kept.failures[0].reason is Reason.ACCESS
    assert "system_user_token" in kept.failures[0].detail
    assert not desk.office.sandbox.requests


@pytest.mark.fault(40)
def test_a_reader_in_the_way_costs_patience_and_no_reading(desk: Desk) -> None:
    reader = _reader(desk)
    threading.Timer(1.5 * IMPATIENT_S, reader.rollback).start()

    done = attempt(desk.page, desk.settings, desk.store, now)

    assert done.kept.posts_new == 100
    assert last(desk.store, desk.page.name) is not None
    reader.close()


def test_a_reader_that_never_goes_is_named(desk: Desk) -> None:
    reader = _reader(desk)

    with pytest.raises(DatabaseLocked, match=r"hasila\.db"):
        attempt(desk.page, desk.settings, desk.store, now)

    reader.close()
    assert last(desk.store, desk.page.name) is None


def _reader(desk: Desk) -> sqlite3.Connection:
    """Somebody who reads, and does not end the transaction."""
    reader = sqlite3.connect(
        desk.office.folder / "hasila.db", isolation_level=None, check_same_thread=False
    )
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM account").fetchall()
    return reader


def test_an_account_on_file_under_another_name_is_told_as_a_failed_visit(desk: Desk) -> None:
    doubled = replace(desk.page, name="police-facebook")
    enrol(desk.store, [doubled], now())
    attempt(desk.page, desk.settings, desk.store, now)

    done = attempt(doubled, desk.settings, desk.store, now)

    assert done.visit.outcome is Outcome.FAILED
    assert [lost.reason for lost in done.visit.failures] == [Reason.NOT_OURS]
    assert "former_names of police-facebook" in done.visit.failures[0].detail
