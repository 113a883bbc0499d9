"""Statements on file: their channels and posts with them, corrections beside what they correct."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from metrics.statement import OfficeAnswer, Statement, StatementOutcome
from storage import NeedsReason, RefusedValue, Store
from storage.accounts import enrol
from storage.erasure import forget
from storage.registers.statements import add_statements, statements
from storage.registers.supersede import Added
from storage.schema import change, statement, statement_informed, statement_post
from storage.visits import keep
from tests.support.storage_visits import ACCOUNTS, DAY, FACEBOOK, NOON, post, visit

MORNING = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
DENIED = Statement(
    key="2026-014",
    noticed_at=MORNING,
    noticed_on=date(2026, 3, 9),
    informed={"x": MORNING + timedelta(hours=2), "facebook": MORNING + timedelta(hours=3)},
    outcome=StatementOutcome.FABRICATED,
    answer=OfficeAnswer.DENIAL,
    posts=("1", "2"),
    note="an old film",
    informed_on={"x": date(2026, 3, 9), "press": date(2026, 3, 10)},
)
BARE = Statement("2026-013", None, date(2026, 3, 8), {}, StatementOutcome.OPEN, OfficeAnswer.NONE)


@pytest.fixture(autouse=True)
def _collected(store: Store) -> None:
    enrol(store, ACCOUNTS, NOON)
    keep(store, visit(NOON, post("1"), post("2"), post("3")))


def put(store: Store, *rows: Statement, reason: str | None = None) -> Added:
    return add_statements(store, rows, who="press", now=NOON, reason=reason)


def test_it_gives_back_what_was_brought(store: Store) -> None:
    assert put(store, DENIED, BARE) == Added(new=2)

    assert statements(store) == [BARE, DENIED]


def test_it_changes_nothing_when_the_same_is_brought_twice(store: Store) -> None:
    put(store, DENIED, BARE)
    shuffled = replace(
        DENIED, informed=dict(reversed(list(DENIED.informed.items()))), posts=("2", "1", "2")
    )

    assert put(store, BARE, shuffled) == Added(same=2)


@pytest.mark.parametrize(
    "other",
    [
        replace(DENIED, posts=("1",)),
        replace(DENIED, posts=("1", "3")),
        replace(DENIED, informed={"x": MORNING + timedelta(hours=2)}),
        replace(DENIED, informed_on={"x": date(2026, 3, 9)}),
        replace(DENIED, outcome=StatementOutcome.INACCURATE),
        replace(DENIED, noticed_at=None),
        replace(DENIED, note=None),
    ],
)
def test_it_supersedes_with_a_reason_and_overwrites_nothing(store: Store, other: Statement) -> None:
    put(store, DENIED)

    with pytest.raises(NeedsReason, match="2026-014"):
        put(store, other)
    assert put(store, other, reason="seen again") == Added(superseded=1)

    assert statements(store) == [other]
    assert put(store, DENIED, reason="it was right") == Added(superseded=1)
    assert statements(store) == [DENIED]
    with store.read() as connection:
        kept = connection.execute(select(statement.c.reason).order_by(statement.c.id)).scalars()
        assert kept.all() == [None, "seen again", "it was right"]
        lines = connection.execute(select(change.c.who, change.c.what, change.c.why)).all()
        assert lines == [
            ("press", "statement", "seen again"),
            ("press", "statement", "it was right"),
        ]
        links = connection.execute(select(func.count()).select_from(statement_post)).scalar_one()
        assert links == 2 * len(DENIED.posts) + len(other.posts)


@pytest.mark.parametrize("strange", ["4", "1132", ""])
def test_it_refuses_a_post_that_is_none_of_our_own_and_names_it(store: Store, strange: str) -> None:
    with pytest.raises(RefusedValue, match=f"no post {strange} of our own"):
        put(store, BARE, replace(DENIED, posts=("1", strange)))
    assert statements(store) == []


def test_it_refuses_an_id_that_could_mean_two_posts(store: Store) -> None:
    twin = visit(NOON, post("1"))
    assert twin.snapshot is not None
    snapshot = replace(twin.snapshot, account=FACEBOOK.name, platform_id="100064")
    keep(store, replace(twin, account=FACEBOOK.name, snapshot=snapshot))

    with pytest.raises(RefusedValue, match="two accounts have a post 1"):
        put(store, DENIED)


def test_it_refuses_one_number_for_two_contents(store: Store) -> None:
    with pytest.raises(RefusedValue, match="given twice, differently"):
        put(store, DENIED, replace(BARE, key=DENIED.key), reason="both")
    assert statements(store) == []


def test_a_number_in_capitals_is_the_same_number(store: Store) -> None:
    put(store, replace(BARE, key="a-7"))

    with pytest.raises(NeedsReason, match="a-7"):
        put(store, replace(BARE, key="A-7"))
    assert put(store, replace(BARE, key="A-7"), reason="typed anew") == Added(superseded=1)
    assert [one.key for one in statements(store)] == ["A-7"]


def test_it_chooses_by_the_day_on_which_it_was_noticed(store: Store) -> None:
    put(store, DENIED, BARE)

    assert statements(store, since=date(2026, 3, 9)) == [DENIED]
    assert statements(store, until=date(2026, 3, 9)) == [BARE]
    assert statements(store, date(2026, 3, 10), date(2027, 1, 1)) == []


def test_a_forgotten_platform_takes_its_posts_out_of_statements_and_nothing_else(
    store: Store,
) -> None:
    put(store, DENIED)

    told = forget(store, "x", who="legal", now=NOON + DAY)

    assert told.what["posts of statements erased"] == 2
    assert statements(store) == [replace(DENIED, posts=())]
    with store.read() as connection:
        count = select(func.count()).select_from(statement_informed)
        assert connection.execute(count).scalar_one() == 3


def test_a_post_whose_id_was_forgotten_goes_by_an_id_of_ours(store: Store) -> None:
    seen = visit(NOON, post("f1"), platform_id="100064")
    assert seen.snapshot is not None
    snapshot = replace(seen.snapshot, account=FACEBOOK.name)
    keep(store, replace(seen, account=FACEBOOK.name, snapshot=snapshot))
    put(store, replace(DENIED, posts=("f1",)))

    forget(store, "facebook", who="legal", now=NOON + DAY)

    ((told,),) = [one.posts for one in statements(store)]
    assert told.startswith("forgotten-")
