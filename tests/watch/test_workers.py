"""The workers: one at a time of each name, and whoever hangs is noticed."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from storage import DiskFull
from watch.workers import Workers


@dataclass
class Hands:
    """Work that lasts until a test says so, and a clock that a test moves."""

    seconds: float = 0.0
    gate: threading.Event = field(default_factory=threading.Event)

    def workers(self) -> Workers:
        return Workers(clock=lambda: self.seconds)

    def wait(self) -> None:
        assert self.gate.wait(10)


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_of_one_name_one_is_at_work(hands: Hands) -> None:
    workers = hands.workers()

    assert workers.start("dgsn-x", hands.wait, 60)
    assert not workers.start("dgsn-x", hands.wait, 60)
    assert workers.start("dgsn-facebook", hands.wait, 60)
    assert workers.wait(0) == ("dgsn-x", "dgsn-facebook")

    hands.gate.set()
    assert workers.wait(10) == ()
    assert workers.start("dgsn-x", hands.wait, 60)
    assert workers.wait(10) == ()


def test_who_is_at_work_for_more_than_twice_the_deadline_hangs(hands: Hands) -> None:
    workers = hands.workers()
    workers.start("dgsn-x", hands.wait, 60)

    hands.seconds = 120
    assert workers.hung() == ()
    hands.seconds = 121
    assert workers.hung() == ("dgsn-x",)

    hands.gate.set()
    workers.wait(10)
    assert workers.hung() == ()


def test_it_knows_how_long_ago_something_was_begun(hands: Hands) -> None:
    workers = hands.workers()
    assert workers.silence("dgsn-x") is None

    hands.gate.set()
    workers.start("dgsn-x", hands.wait, 60)
    hands.seconds = 90
    assert workers.silence("dgsn-x") == timedelta(seconds=90)


@pytest.mark.fault(52)
def test_an_error_ends_in_the_log_and_frees_the_name(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    workers = hands.workers()

    def burst() -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        workers.start("dgsn-x", burst, 60)
        assert workers.wait(10) == ()

    assert "dgsn-x went wrong" in caplog.text
    assert not workers.is_busy("dgsn-x")


def test_an_error_of_the_programs_own_words_is_logged_as_its_sentence(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    workers = hands.workers()

    def fill() -> None:
        raise DiskFull("hasila.db: the disk is full")

    with caplog.at_level(logging.ERROR):
        workers.start("alerts", fill, 60)
        workers.wait(10)

    (record,) = caplog.records
    assert record.getMessage() == "alerts failed: hasila.db: the disk is full"
    assert record.exc_info is None
