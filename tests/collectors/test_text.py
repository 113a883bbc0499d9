"""What the one door of texts lets in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.values import CAP, clean_text, without_entities

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf"]),
        st.sampled_from("@\uff20\ufe6b._[]: \t\nabعو"),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شكرا @DGSN_MAROC على الدعم", "شكرا حساب آخر على الدعم"),
        ("تحية و@someone وشكرا", "تحية وحساب آخر وشكرا"),
        ("@first @second.name مرحبا", "حساب آخر مرحبا"),
        ("Merci (@someone)", "Merci (un autre compte)"),
        ("\uff20someone hello", "un autre compte hello"),
        ("merci.@someone", "merci. un autre compte"),
        ("@first@second, @@third", ","),
        ("write to info@example.org", "write to"),
        ("a @ b", "a @ b"),
        ("@some\u200bone", ""),
        ("call 06 12 34 56 78, today", "call, today"),
        ("@\x00someone hello", "un autre compte hello"),
    ],
)
def test_it_cuts_mentions_out(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@pytest.mark.fault(32)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tstays", "tab\tstays"),
        ("bell\x07 nul\x00 escape\x1b[31m", "bell nul escape[31m"),
        ("lone \ud83d surrogate", "lone \ufffd surrogate"),
        ("\ufeffmark", "mark"),
        ("e\u0301", "\u00e9"),
        ("\u202eevil\u202c \u2066isolated\u2069", "evil isolated"),
        ("عربي \u200f(\u200eok)", "عربي \u200f(\u200eok)"),
        ("👮🏽‍♀️ الأمن", "👮🏽‍♀️ الأمن"),
    ],
)
def test_it_drops_what_breaks_other_programs(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sécurité &amp; prévention", "Sécurité & prévention"),
        ("&lt;b&gt; 5 &gt; 3", "<b> 5 > 3"),
        ("&amp;lt; stays as somebody typed it", "&lt; stays as somebody typed it"),
        ("&eacute; was never escaped", "&eacute; was never escaped"),
    ],
)
def test_signs_that_x_escapes_are_told_as_they_were_written(text: str, expected: str) -> None:
    assert without_entities(text) == expected


def test_it_caps_the_length() -> None:
    assert len(clean_text("ب" * (CAP + 1))) == CAP


@pytest.mark.fault(32)
@given(HOSTILE)
def test_it_leaves_text_that_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean_text(text)

    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(HOSTILE)
def test_it_changes_nothing_the_second_time(text: str) -> None:
    once = clean_text(text)

    assert clean_text(once) == once
