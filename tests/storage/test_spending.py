"""Ceilings are hard: across days, months, processes, kills, and any order of events."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from metrics.model import CallLimit
from metrics.platforms import SpendingLimits
from storage import Store, UnknownAccount
from storage.accounts import enrol, known
from storage.erasure import forget
from storage.schema import spend
from storage.spending import Book, CallBook, VisitLedger, spent, utc_day, utc_month
from storage.visits import keep
from tests.support.closing_table import KILLS
from tests.support.databases import lay
from tests.support.examples import examples
from tests.support.storage_visits import (
    ACCOUNTS,
    CASABLANCA,
    DAY,
    FACEBOOK,
    HOUR,
    NOON,
    X,
    failed,
    visit,
)

ROOT = Path(__file__).parents[2]
LIMITS = SpendingLimits(Decimal("1.00"), Decimal("20.00"))
HALF = Decimal("0.50")


@pytest.fixture
def book(store: Store) -> Book:
    enrol(store, ACCOUNTS, NOON)
    return Book(store, "x", LIMITS)


def spend_on(book: Book, at: datetime, usd: Decimal) -> None:
    receipt = book.reserve(X.name, usd, at)
    assert receipt is not None
    book.settle(receipt, usd)


def test_it_reserves_the_worst_case_and_settles_what_it_cost(store: Store, book: Book) -> None:
    receipt = book.reserve(X.name, HALF, NOON)
    assert receipt is not None
    assert book.left(NOON) == SpendingLimits(HALF, Decimal("19.50"))

    book.settle(receipt, Decimal("0.015"))

    assert book.left(NOON) == SpendingLimits(Decimal("0.985"), Decimal("19.985"))
    assert spent(store, *utc_day(NOON)) == Decimal("0.015")


def test_it_adds_up_what_was_spent_to_the_millionth(store: Store, book: Book) -> None:
    for hours in range(8):
        spend_on(book, NOON + hours * HOUR, Decimal("0.1"))
    other = Book(store, "facebook", LIMITS)
    receipt = other.reserve(FACEBOOK.name, HALF, NOON)
    assert receipt is not None
    other.settle(receipt, Decimal("0.000001"))

    assert spent(store, NOON, NOON + DAY) == Decimal("0.800001")
    assert spent(store, NOON, NOON + DAY, "x") == Decimal("0.8")
    assert spent(store, NOON + HOUR, NOON + 3 * HOUR, "x") == Decimal("0.2")
    assert spent(store, NOON + DAY, NOON + 2 * DAY) == Decimal(0)


def test_it_counts_an_open_reservation_at_its_worst(store: Store, book: Book) -> None:
    book.reserve(X.name, HALF, NOON)

    assert spent(store, *utc_month(NOON), "x") == HALF


def test_it_gives_a_ceiling_away_to_the_last_bit_and_no_further(book: Book) -> None:
    assert book.reserve(X.name, LIMITS.day_usd, NOON)
    assert book.reserve(X.name, Decimal("0.000001"), NOON) is None


def test_it_begins_anew_at_midnight_utc(book: Book) -> None:
    midnight = utc_day(NOON)[1]
    spend_on(book, midnight - timedelta(seconds=1), LIMITS.day_usd)

    assert book.reserve(X.name, HALF, midnight - timedelta(seconds=1)) is None
    assert book.reserve(X.name, HALF, midnight)


@pytest.mark.usefixtures("book")
def test_it_holds_the_month_when_the_day_would_allow_it(store: Store) -> None:
    book = Book(store, "x", SpendingLimits(Decimal(1), Decimal("2.50")))
    first = utc_month(NOON)[0]
    for day in range(2):
        spend_on(book, first + day * DAY, Decimal(1))

    assert book.reserve(X.name, Decimal(1), NOON) is None
    assert book.reserve(X.name, HALF, NOON)
    assert book.reserve(X.name, HALF, utc_month(NOON)[1])


def test_it_keeps_each_platforms_book_apart(store: Store, book: Book) -> None:
    other = Book(store, "facebook", LIMITS)
    assert other.reserve(FACEBOOK.name, LIMITS.day_usd, NOON)

    assert book.reserve(X.name, LIMITS.day_usd, NOON)
    assert spent(store, *utc_day(NOON)) == 2 * LIMITS.day_usd


def test_a_lowered_ceiling_allows_nothing_more(store: Store, book: Book) -> None:
    spend_on(book, NOON, HALF)
    lower = Book(store, "x", SpendingLimits(Decimal("0.10"), Decimal(20)))

    assert lower.left(NOON).day_usd < 0
    assert lower.reserve(X.name, Decimal("0.01"), NOON) is None


def test_it_settles_once(store: Store, book: Book) -> None:
    receipt = book.reserve(X.name, HALF, NOON)
    assert receipt is not None
    book.settle(receipt, HALF)
    book.settle(receipt, Decimal(0))

    assert spent(store, *utc_day(NOON)) == HALF


def test_it_records_more_than_the_worst_case_where_that_was_billed(
    store: Store, book: Book
) -> None:
    receipt = book.reserve(X.name, HALF, NOON)
    assert receipt is not None
    book.settle(receipt, Decimal(2))

    assert spent(store, *utc_day(NOON)) == 2


def test_it_spends_nothing_for_an_account_that_nobody_enrolled(book: Book) -> None:
    with pytest.raises(UnknownAccount):
        book.reserve("nobody", HALF, NOON)


@pytest.mark.parametrize(
    ("at", "day", "month"),
    [
        ("2026-11-20T23:59:59Z", "2026-11-20", "2026-11-01"),
        ("2026-11-21T00:30:00+01:00", "2026-11-20", "2026-11-01"),
        ("2026-12-31T12:00:00Z", "2026-12-31", "2026-12-01"),
        ("2028-02-29T00:00:00Z", "2028-02-29", "2028-02-01"),
    ],
)
def test_days_and_months_are_those_of_utc(at: str, day: str, month: str) -> None:
    instant = datetime.fromisoformat(at)
    since, until = utc_day(instant)
    assert (since.date().isoformat(), until - since) == (day, DAY)

    since, until = utc_month(instant)
    assert since.date().isoformat() == month
    assert until.day == 1
    assert since <= instant < until
    assert until.month == since.month % 12 + 1


def test_a_visits_tab_is_settled_request_by_request(store: Store, book: Book) -> None:
    tab = VisitLedger(book, X.name, lambda: NOON)

    assert tab.reserve(HALF)
    tab.settle(Decimal("0.01"))
    assert tab.reserve(HALF)
    assert not tab.reserve(Decimal("0.60"))
    tab.settle(Decimal(9))  # of the request that was refused, and so never sent

    assert spent(store, *utc_day(NOON)) == HALF + Decimal("0.01")


def test_what_the_ledger_has_paid_for_today_is_not_paid_again(store: Store, book: Book) -> None:
    """An answer that never came may have been billed: X bills each resource once a UTC day."""
    keep(store, visit(NOON - DAY))
    keep(store, failed(NOON))
    unread, refused, page = (
        book.reserve(X.name, Decimal("0.01"), NOON, resource) for resource in ("1132", "7", None)
    )
    assert unread
    assert refused
    assert page
    book.settle(refused, Decimal(0))

    assert known(store, X.name, NOON + HOUR).billed_today == {"1132"}
    assert known(store, X.name, NOON + DAY).billed_today == frozenset()


def test_it_forgets_ids_and_keeps_the_money(store: Store, book: Book) -> None:
    book.reserve(X.name, HALF, NOON, "1132")

    forget(store, "x", who="legal", now=NOON)

    with store.read() as connection:
        assert connection.execute(select(spend.c.resource)).scalars().all() == [None]
    assert spent(store, *utc_day(NOON), "x") == HALF


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["settle", "settle", "refuse", "crash"]),
        st.decimals(Decimal("0.001"), Decimal("0.7"), places=3),
        st.decimals(0, 1, places=2),
        st.integers(0, 40),
    ),
    min_size=5,
    max_size=30,
)


@examples(10)
@given(steps=STEPS)
def test_no_order_of_events_passes_a_ceiling(
    steps: list[tuple[str, Decimal, Decimal, int]],
) -> None:
    """What is billed never passes a ceiling, though some answers never come, and some are late."""
    billed: dict[datetime, Decimal] = {}
    limits = SpendingLimits(Decimal("1.00"), Decimal("3.00"))
    with TemporaryDirectory() as folder:
        url = lay(Path(folder) / "hasila.db")
        store = Store.open(url, zone=CASABLANCA, durable=False)
        enrol(store, ACCOUNTS, NOON)
        for outcome, worst, share, hours in steps:
            at = NOON + hours * HOUR
            book = Book(store, "x", limits)
            receipt = book.reserve(X.name, worst, at)
            if receipt is not None and outcome == "refuse":
                book.settle(receipt, Decimal(0))
            elif receipt is not None:
                cost = (worst * share).quantize(Decimal("0.001"))
                billed[at] = billed.get(at, Decimal(0)) + cost
                if outcome == "settle":
                    book.settle(receipt, cost)
            if outcome == "crash":
                store.close()
                store = Store.open(url, zone=CASABLANCA, durable=False)
        for at in billed:
            assert _sum(billed, *utc_day(at)) <= spent(store, *utc_day(at)) <= limits.day_usd
            assert _sum(billed, *utc_month(at)) <= spent(store, *utc_month(at)) <= limits.month_usd
        store.close()


def _sum(billed: dict[datetime, Decimal], since: datetime, until: datetime) -> Decimal:
    return sum((usd for at, usd in billed.items() if since <= at < until), Decimal(0))


SPENDER = """
import sys
from decimal import Decimal
from storage import Store
from metrics.platforms import SpendingLimits
from storage.spending import Book
from tests.support.storage_visits import CASABLANCA, NOON, X

with Store.open(sys.argv[1], zone=CASABLANCA) as store:
    book = Book(store, "x", SpendingLimits(Decimal(1), Decimal(20)))
    print("ready", flush=True)
    while receipt := book.reserve(X.name, Decimal("0.04"), NOON):
        print("sent", flush=True)  # whatever is asked now is billed, though we may be killed
        book.settle(receipt, Decimal("0.03"))
"""


def start(url: str, script: str = SPENDER) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", script, url]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)


CALLER = """
import sys
from storage import Store
from metrics.model import CallLimit
from storage.spending import CallBook
from tests.support.storage_visits import CASABLANCA, NOON, X

with Store.open(sys.argv[1], zone=CASABLANCA) as store:
    book = CallBook(store, CallLimit("section x", 25))
    while book.reserve(X.name, NOON) is None:
        print("sent", flush=True)
"""


@pytest.mark.usefixtures("book")
def test_two_processes_share_the_limit_of_one_token(store: Store, store_url: str) -> None:
    with start(store_url, CALLER) as one, start(store_url, CALLER) as other:
        told = [*(one.stdout or ()), *(other.stdout or ())]

    assert told == 25 * ["sent\n"]
    assert spent(store, *utc_day(NOON)) == 0


@pytest.mark.usefixtures("book")
def test_a_token_may_ask_again_when_its_oldest_request_is_an_hour_old(store: Store) -> None:
    minute = timedelta(minutes=1)
    shared = CallBook(store, CallLimit("section meta", 2))
    own = CallBook(store, CallLimit("account dgsn-x", 2))

    assert shared.reserve(FACEBOOK.name, NOON) is None
    assert shared.reserve(X.name, NOON + minute) is None
    assert shared.reserve(FACEBOOK.name, NOON + 2 * minute) == NOON + HOUR
    assert own.reserve(X.name, NOON + 2 * minute) is None
    assert shared.reserve(FACEBOOK.name, NOON + HOUR) is None
    assert shared.reserve(FACEBOOK.name, NOON + HOUR) == NOON + HOUR + minute


@pytest.mark.usefixtures("book")
def test_two_processes_share_one_ceiling(store: Store, store_url: str) -> None:
    with start(store_url) as one, start(store_url) as other:
        told = [*(one.stdout or ()), *(other.stdout or ())]

    # 0.03 each, and a last one whose worst case still fitted.
    assert told.count("sent\n") == 33
    assert spent(store, *utc_day(NOON)) == 33 * Decimal("0.03")


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.nightly)])
def test_a_kill_between_the_two_gives_no_money_back(
    store: Store, store_url: str, kills: int, record_property: Callable[[str, object], None]
) -> None:
    sent = 0
    for number in range(kills):
        with start(store_url) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            for _ in range(number % 3):
                sent += child.stdout.readline() == "sent\n"
            os.kill(child.pid, signal.SIGKILL)
            sent += sum(line == "sent\n" for line in child.stdout)
        on_file = spent(store, *utc_day(NOON))
        assert sent * Decimal("0.03") <= on_file <= LIMITS.day_usd
    with store.read() as connection:
        rows = connection.execute(select(func.count()).select_from(spend)).scalar_one()
    assert sent <= rows <= sent + kills
    record_property(KILLS, kills)


def test_it_keeps_the_moment_of_a_reservation_to_the_second(book: Book) -> None:
    late = datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC)
    spend_on(book, late, LIMITS.day_usd)

    assert book.left(late).day_usd == 0
    assert book.left(late + timedelta(microseconds=1)) == LIMITS
