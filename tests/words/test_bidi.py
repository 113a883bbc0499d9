"""Marks of direction: what runs which way, and how a text is held apart from those around it."""

from __future__ import annotations

import pytest

from words import bidi

EVERY_MARK = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("DGSN", False),
        ("بلاغ", True),
        ("بلاغ هام DGSN", True),
        ("DGSN: بلاغ", False),
        ("12", False),
    ],
)
def test_a_text_runs_as_most_of_its_letters_do(text: str, *, rtl: bool) -> None:
    assert bidi.runs_right_to_left(text) is rtl


@pytest.mark.parametrize(
    ("text", "rtl", "held"),
    [
        ("DGSN", False, "DGSN"),
        ("DGSN", True, "\u200eDGSN\u200e"),
        ("بلاغ", True, "بلاغ"),
        ("بلاغ", False, "\u200eبلاغ\u200e"),
        ("12 %", True, "12 %"),
    ],
)
def test_a_text_is_held_where_it_runs_against_the_line(text: str, held: str, *, rtl: bool) -> None:
    assert bidi.held(text, rtl=rtl) == held


def test_it_takes_away_every_mark_or_those_alone_that_turn_a_line() -> None:
    text = f"a{EVERY_MARK}b\u200c\u200dc"

    assert bidi.without_marks(text) == "ab\u200c\u200dc"
    assert bidi.without_turning(text) == "a\u061c\u200e\u200fb\u200c\u200dc"


def test_an_isolated_text_keeps_its_direction_to_itself() -> None:
    assert bidi.isolated("2026-W45") == "\u20682026-W45\u2069"


def test_each_direction_has_its_mark() -> None:
    assert (bidi.mark(rtl=True), bidi.mark(rtl=False)) == ("\u200f", "\u200e")
