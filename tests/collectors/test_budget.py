"""The money of one visit to the last bit, and values of odd kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from collectors._meta.values import instant, own_part
from collectors.budget import Budget
from collectors.errors import CeilingReached, Malformed
from collectors.values import as_text
from metrics.platforms import PLATFORMS

CENT = Decimal("0.01")
PRICE = PLATFORMS["x"].price


@dataclass
class Book:
    """A ledger in memory: what was reserved, of which resource, and what each request cost."""

    reserved: list[tuple[Decimal, str | None]] = field(default_factory=list)
    settled: list[Decimal] = field(default_factory=list)

    def reserve(self, usd: Decimal, resource: str | None = None) -> bool:
        """Set aside at most a dollar at once."""
        self.reserved.append((usd, resource))
        return usd <= 1

    def settle(self, usd: Decimal) -> None:
        """Note a cost."""
        self.settled.append(usd)


def test_the_ledger_is_told_what_each_request_cost_and_not_the_visit() -> None:
    book = Book()
    budget = Budget(PRICE, None, (), book)

    for ids in (["1", "2"], ["2", "3"]):
        budget.reserve(budget.worst(ids, CENT), ids[0])
        budget.pay(ids, CENT)
        budget.settle(is_known=True)

    assert book.reserved == [(2 * CENT, "1"), (CENT, "2")]
    assert book.settled == [2 * CENT, CENT]
    assert budget.spent_usd == 3 * CENT


def test_what_came_unawaited_is_put_into_the_ledger_and_nothing_for_nothing() -> None:
    book = Book()
    budget = Budget(PRICE, None, ("1",), book)

    budget.reserve(Decimal(0))
    budget.settle(is_known=True)
    assert (book.reserved, book.settled) == ([], [])
    budget.reserve(Decimal(0))
    budget.pay(["1", "2"], CENT)
    budget.settle(is_known=True)

    assert (book.reserved, book.settled) == ([(CENT, None)], [CENT])


def test_what_is_not_known_to_have_come_costs_its_worst_case() -> None:
    book = Book()
    budget = Budget(PRICE, None, (), book)
    budget.pay(["1"], CENT)

    budget.reserve(5 * CENT)
    budget.settle(is_known=False)

    assert book.settled == [5 * CENT]
    with pytest.raises(CeilingReached, match="leaves nothing"):
        budget.reserve(Decimal(2))


def test_a_version_of_a_post_is_paid_once_a_visit_however_many_come_between() -> None:
    budget = Budget(PRICE, None, ("1", "2"))

    for ids in (["1"], ["2"], ["1"]):
        budget.pay(ids, CENT, versions=ids)

    assert budget.spent_usd == 2 * CENT


def test_of_an_edited_post_the_version_that_was_read_today_is_paid_and_no_other() -> None:
    budget = Budget(PRICE, None, ("1", "2"))
    budget.read_as({"1": "11", "2": "2", "3": "33"})

    assert [budget.worst([id_], CENT) for id_ in ("1", "11", "2", "3", "33")] == [
        CENT,
        0,
        0,
        CENT,
        CENT,
    ]
    budget.pay(["11", "2"], CENT, versions=["11", "2"])
    assert budget.spent_usd == 0
    budget.pay(["1"], CENT, versions=["1"])
    assert budget.spent_usd == CENT


def test_a_time_of_meta_is_told_as_a_text_or_in_seconds_and_never_by_a_yes() -> None:
    moment = datetime(2026, 9, 5, 10, 30, tzinfo=UTC)

    assert instant("2026-09-05T10:30:00+0000") == moment
    assert instant(moment.timestamp()) == instant(int(moment.timestamp())) == moment
    odd_values: tuple[object, ...] = (True, None, "soon", [], 10**30)
    for odd in odd_values:
        with pytest.raises(Malformed, match="holds a time that is none"):
            instant(odd)


def test_a_text_is_a_text_and_a_posts_own_part_is_its_last() -> None:
    assert [as_text(value) for value in ("a", "", 7, ["a"], None)] == ["a", None, None, None, None]
    assert [own_part(post) for post in ("1_2_3", "1_2", "2")] == ["3", "2", "2"]
