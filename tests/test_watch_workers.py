"""The crew: one at a time of each name, and whoever hangs is noticed."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from storage import DiskFull
from watch.workers import Crew


@dataclass
class Hands:
    """Work that lasts until a test says so, and a clock that a test moves."""

    seconds: float = 0.0
    gate: threading.Event = field(default_factory=threading.Event)

    def crew(self) -> Crew:
        return Crew(clock=lambda: self.seconds)

    def wait(self) -> None:
        assert self.gate.wait(10)


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_of_one_name_one_is_at_work(hands: Hands) -> None:
    crew = hands.crew()

    assert crew.start("dgsn-x", hands.wait, 60)
    assert not crew.start("dgsn-x", hands.wait, 60)
    assert crew.start("dgsn-facebook", hands.wait, 60)
    assert crew.wait(0) == ("dgsn-x", "dgsn-facebook")

    hands.gate.set()
    assert crew.wait(10) == ()
    assert crew.start("dgsn-x", hands.wait, 60)
    assert crew.wait(10) == ()


def test_who_is_at_work_for_more_than_twice_the_deadline_hangs(hands: Hands) -> None:
    crew = hands.crew()
    crew.start("dgsn-x", hands.wait, 60)

    hands.seconds = 120
    assert crew.hung() == ()
    hands.seconds = 121
    assert crew.hung() == ("dgsn-x",)

    hands.gate.set()
    crew.wait(10)
    assert crew.hung() == ()


def test_it_knows_how_long_ago_something_was_begun(hands: Hands) -> None:
    crew = hands.crew()
    assert crew.silence("dgsn-x") is None

    hands.gate.set()
    crew.start("dgsn-x", hands.wait, 60)
    hands.seconds = 90
    assert crew.silence("dgsn-x") == timedelta(seconds=90)


def test_an_error_ends_in_the_log_and_frees_the_name(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    crew = hands.crew()

    def burst() -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        crew.start("dgsn-x", burst, 60)
        assert crew.wait(10) == ()

    assert "dgsn-x went wrong" in caplog.text
    assert not crew.is_busy("dgsn-x")


def test_an_error_of_the_programs_own_words_is_logged_as_its_sentence(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    crew = hands.crew()

    def fill() -> None:
        raise DiskFull("hasila.db: the disk is full")

    with caplog.at_level(logging.ERROR):
        crew.start("alerts", fill, 60)
        crew.wait(10)

    (record,) = caplog.records
    assert record.getMessage() == "alerts failed: hasila.db: the disk is full"
    assert record.exc_info is None
