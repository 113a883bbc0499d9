"""One visit whole, from the plan to the file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from settings import load
from storage import Store
from storage.accounts import enrol
from tests.office import open_office
from watch.rounds import visit_account


def test_a_long_backfill_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[int] = []
    with open_office(tmp_path) as office:
        settings = load(office.config)
        page = settings.accounts[1]
        with Store.open(settings.storage.url, zone=settings.zone()) as store:
            enrol(store, settings.accounts, office.sandbox.world.now)

            done = visit_account(
                page,
                settings.access(page),
                settings,
                store,
                lambda: datetime.now(UTC),
                backfill=300,
                show=told.append,
            )

    assert done.kept.posts_new == 300
    assert told == sorted(told)
    assert {0, 100, 200} <= set(told)
